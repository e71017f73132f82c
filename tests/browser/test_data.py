"""Fetching in the app, and packs carried from one machine to another."""

import hashlib
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Locator

from geo import settings
from geo.locate.sketch import sketch_line
from geo.model import Grade
from geo.osm.cache import Cache
from geo.osm.overpass import Overpass
from geo.osm.pack import write_pack
from geo.osm.refresh import refresh
from geo.osm.source import tiles
from geo.registry import load_registry
from layers.texts import Language
from tests.browser.conftest import PATIENCE_MS, Open, Seen, find_chromium, serving
from tests.geo.sources.test_refresh import commune_archive
from tests.overpass_server import Server, World, overpass_server

ROAD = "ql279"
NOBODY = "http://127.0.0.1:9/api"
"""Port 9 (discard): nobody listens there."""
SLOW = 4 * PATIENCE_MS
SKETCHED = [0, 0, 0, 44, 1]
"""How many projects have each grade before anything was fetched."""


def road_world() -> World:
    """One project's road, along its own places, so that it is found whole."""
    registry = load_registry()
    project = registry.projects[ROAD]
    world = World()
    for number, strand in enumerate(project.route):
        start = 10_000 * (number + 1)
        line = sketch_line([strand], registry.places)
        world.nodes |= {start + n: (x, y) for n, (x, y) in enumerate(line.coords)}
        refs = list(range(start, start + len(line.coords)))
        world.ways[start] = (refs, {"highway": "primary", "ref": project.refs[0]})
    return world


def with_borders(server: Server, archive: bytes) -> dict[str, str]:
    """Where the boundaries are, and their checksum."""
    blob = hashlib.sha1(f"blob {len(archive)}\0".encode() + archive, usedforsecurity=False)
    return {
        "GIAPRANH_BOUNDARIES_URL": server.url.replace("/api", "/communes.zip"),
        "GIAPRANH_BOUNDARIES_BLOB": blob.hexdigest(),
    }


def environment(cache: Path, url: str) -> dict[str, str]:
    return {
        "GIAPRANH_CACHE": str(cache),
        "GIAPRANH_OVERPASS_URL": url,
        "GIAPRANH_OVERPASS_RATE_LIMIT": "no",
        "GIAPRANH_OVERPASS_PAUSE": "0",
    }


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with overpass_server(road_world()) as running:
        yield running


@pytest.fixture(scope="module")
def pack(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What another machine fetched."""
    folder = tmp_path_factory.mktemp("pack")
    overpass = Overpass(settings.current(environment(folder, server.url)))
    cache, asked = Cache(folder / "cache"), len(server.queries)
    refresh(cache, overpass, tiles([(106.5, 20.8, 107.4, 21.8)]), source_key=server.url)
    write_pack(cache, folder / "region.zip")
    del server.queries[asked:]
    return folder / "region.zip"


def data_page(seen: Seen) -> Locator:
    """Turn to the page; gives the table of grades."""
    menu = seen.page.locator(".st-key-page")
    menu.get_by_role("radio", name="Dữ liệu", exact=True).click(timeout=SLOW)
    return grades(seen)


def reloaded(seen: Seen) -> Locator:
    """Load the page anew: its address knows where it was."""
    seen.page.reload()
    return grades(seen)


def grades(seen: Seen) -> Locator:
    table = seen.page.locator(".gr-grades")
    table.wait_for(timeout=SLOW)
    seen.settle()
    return table


def counts(table: Locator) -> list[int]:
    """The last row: all projects by grade."""
    return [int(text) for text in table.locator("tbody tr").last.locator("td").all_inner_texts()]


def told(seen: Seen, words: str | re.Pattern[str]) -> None:
    seen.page.locator(".stMain").get_by_text(words).first.wait_for(timeout=SLOW)


def press(seen: Seen, key: str) -> None:
    seen.page.locator(f".st-key-{key} button").click(timeout=SLOW)


def test_a_refresh_is_cancelled_taken_up_and_changes_the_map(
    open_page: Open, server: Server, tmp_path: Path
) -> None:
    find_chromium()
    with serving(env=environment(tmp_path / "cache", server.url)) as at:
        seen = open_page(at)
        assert counts(data_page(seen)) == SKETCHED
        told(seen, "Chưa có dữ liệu nào: mọi tuyến và ranh giới trên bản đồ là bản phác")
        server.delay_s = 0.5
        press(seen, "refresh-start")
        told(seen, re.compile(r"ô \d"))
        server.delay_s = 5.0  # so that it is still at work then
        reloaded(seen)  # a refresh does not depend on the page that began it
        press(seen, "refresh-cancel")
        told(seen, "ô đã tải được giữ trong một ngày")
        asked, server.delay_s = len(server.queries), 0.0
        assert 0 < asked < 25
        press(seen, "refresh-start")
        told(seen, "Đã tải xong; bản đồ dùng dữ liệu mới.")
        seen.settle()
        assert len(server.queries) in (25, 26)  # the one that was under way may be asked again
        table = seen.page.locator(".gr-grades.gr-halves")
        before, now = counts(table)[: len(Grade)], counts(table)[len(Grade) :]
        assert (before, now[0], sum(now)) == (SKETCHED, 1, 45)
        moved = seen.page.locator(".gr-moved").inner_text()
        assert re.search(r"C → A \(1\) .*QL\.279", moved)
        used = seen.page.locator(".gr-data").first.inner_text()
        assert "đã tải về" in used
        assert "31/10/2026" in used
        assert "ODbL" in used
        seen.speak(Language.EN)
        told(seen, "Done; the map uses the new data.")
        assert "Before the refresh" in table.inner_text()
        with seen.page.expect_download() as saved:
            press(seen, "pack-download")
        saved.value.save_as(tmp_path / "home.zip")
        with zipfile.ZipFile(tmp_path / "home.zip") as archive:
            assert "manifest.json" in archive.namelist()
        seen.go("map")
        seen.wait_for_map()
        assert seen.map.get_by_text("© OpenStreetMap contributors").is_visible()
        seen.assert_quiet()


def solid(seen: Seen) -> int:
    """Lines on the map that lie on OpenStreetMap ways."""
    return seen.map.locator(".gr-line.gr-grade-A").count()


def waited(seen: Seen, test: Callable[[], bool]) -> None:
    """Wait long; while the map is made anew there are two of them for a moment."""
    until = time.monotonic() + SLOW / 1000
    while True:
        with suppress(Error):
            if test():
                return
        assert time.monotonic() < until, "waited in vain"
        seen.page.wait_for_timeout(300)


def ask_on_the_map(seen: Seen, offer: str) -> None:
    """Open what is offered on the map, read what it costs, and begin."""
    seen.page.locator(".st-key-gr-fetch").get_by_role("button", name=seen.texts(offer)).click()
    costs = seen.texts("fetch.costs", requests="26")
    seen.page.get_by_text(costs).wait_for(timeout=SLOW)
    press(seen, "fetch-start")


def test_the_map_itself_brings_real_lines_and_borders(open_page: Open, tmp_path: Path) -> None:
    """Borders first, then lines that turn solid while it is still at work; cancelled, gone on."""
    find_chromium()
    archive = commune_archive()
    with overpass_server(road_world(), files={"/communes.zip": archive}) as server:
        env = environment(tmp_path / "cache", server.url) | with_borders(server, archive)
        with serving(env=env) as at:
            seen = open_page(at, filters=False)
            seen.wait_for_map()
            credited = seen.map.locator(".leaflet-control-attribution")
            assert seen.texts("credit.sketch") in credited.inner_text()
            assert solid(seen) == len(server.queries) == 0  # nothing is asked before one asks
            server.delay_s = 4.0
            ask_on_the_map(seen, "fetch.offer")
            cancel = seen.page.locator(".st-key-refresh-cancel button")
            cancel.wait_for(timeout=SLOW)
            waited(seen, lambda: "bản đồ hành chính" in credited.inner_text())
            waited(seen, lambda: solid(seen) > 0)
            assert len(server.queries) < 25
            cancel.click()  # still at work
            seen.page.get_by_role("button", name=seen.texts("fetch.go_on")).wait_for(timeout=SLOW)
            asked, server.delay_s = len(server.queries), 0.0
            assert asked < 25
            ask_on_the_map(seen, "fetch.go_on")
            seen.page.get_by_text(seen.texts("refresh.done")).wait_for(timeout=SLOW)
            seen.settle()
            assert len(server.queries) in (25, 26)  # the one that was under way may be asked again
            assert solid(seen) > 0
            assert seen.page.locator(".st-key-gr-fetch").count() == 0
            seen.assert_quiet()


def test_without_a_network_the_map_says_so_kindly(open_page: Open, tmp_path: Path) -> None:
    find_chromium()
    with serving(
        env=environment(tmp_path / "cache", NOBODY)
        | {"GIAPRANH_BOUNDARIES_URL": f"{NOBODY}/communes.zip"}
    ) as at:
        seen = open_page(at, filters=False)
        seen.wait_for_map()
        ask_on_the_map(seen, "fetch.offer")
        told(seen, "Không kết nối được với máy chủ 127.0.0.1:9.")
        told(seen, seen.texts("fetch.still"))
        seen.wait_for_map()
        seen.assert_quiet()


def drop(seen: Seen, path: Path) -> None:
    seen.page.locator('.st-key-pack-file input[type="file"]').set_input_files(path)


def test_without_a_network_it_says_so_and_a_pack_helps(
    open_page: Open, pack: Path, tmp_path: Path
) -> None:
    foreign = tmp_path / "photos.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("photo.jpg", b"...")
    find_chromium()
    with serving(env=environment(tmp_path / "cache", NOBODY)) as at:
        seen = open_page(at)
        table = data_page(seen)
        press(seen, "refresh-start")
        told(seen, "Không kết nối được với máy chủ 127.0.0.1:9.")
        assert counts(table) == SKETCHED
        upload = (
            "getComputedStyle(document.querySelector('.st-key-pack-file %s'),'::after').content"
        )
        button = '[data-testid="stBaseButton-secondary"] [data-testid="stMarkdownContainer"]'
        assert seen.page.evaluate(upload % button) == '"Chọn tệp"'
        drop(seen, foreign)
        told(seen, "Tệp zip này không có manifest.json nên không phải gói của Giáp Ranh.")
        seen.speak(Language.EN)
        told(seen, "no connection to the server")
        told(seen, "a zip file without manifest.json, so no pack of Giáp Ranh")
        drop(seen, pack)
        told(seen, "Your map uses the pack you dropped in")
        assert counts(reloaded(seen))[: len(Grade) + 1] == [*SKETCHED, 1]
        assert "your pack" in seen.page.locator(".gr-data").first.inner_text()
        press(seen, "pack-stop")
        told(seen, "No data yet")
        assert counts(table) == SKETCHED
        seen.assert_quiet()
