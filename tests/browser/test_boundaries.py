"""A reader's own boundaries in the browser, and the two sets of units side by side."""

import os
import re
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from playwright.sync_api import Locator

from geo.registry import load_registry
from tests.browser.conftest import PATIENCE_MS, Open, Seen, find_chromium, serving

LABELS = """
    return [...document.querySelectorAll('.gr-province')]
      .filter((label) => getComputedStyle(label).display !== 'none')
      .map((label) => label.textContent);
"""


def says(place: Locator, words: str) -> bool:
    return words in place.inner_text()


def picture(seen: Seen, name: str) -> None:
    """Keep a screenshot where GIAPRANH_SHOTS points, to be looked at by a person."""
    folder = os.environ.get("GIAPRANH_SHOTS")
    if folder:
        seen.page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.fixture(scope="module")
def reference(shared: Path) -> Path:
    return shared / "reference" / "provinces_63.gpkg"


@pytest.fixture(scope="module")
def app(reference: Path) -> Iterator[str]:
    """The app started with good boundaries, so that there is something to compare with."""
    find_chromium()
    with serving(f"--boundaries={reference}") as at:
        yield at


@pytest.fixture(scope="module")
def mislabelled(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """VN-2000 coordinates that claim to be WGS 84, of the provinces around the agreements."""
    frame = gpd.read_file(reference)
    frame = frame[frame["code"].isin(["06", "19", "20", "22", "24", "26", "27", "30", "31", "33"])]
    path = tmp_path_factory.mktemp("own") / "ranh-gioi-vn2000.gpkg"
    frame.to_crs(4756).set_crs(4326, allow_override=True).to_file(path)
    return path


def open_data_page(seen: Seen) -> Locator:
    seen.wait_for_map()
    seen.go("data")
    own = seen.page.locator(".st-key-own-boundaries")
    own.wait_for(timeout=PATIENCE_MS)
    return own


def upload(seen: Seen, path: Path) -> Locator:
    seen.page.locator('.st-key-own-file input[type="file"]').set_input_files(path)
    seen.page.locator(".gr-own").first.wait_for(timeout=4 * PATIENCE_MS)
    seen.settle()
    return seen.page.locator(".st-key-own-boundaries")


def source(seen: Seen) -> str:
    return seen.page.locator(".gr-borders").inner_text()


def test_a_mislabelled_file_gets_its_verdict_and_its_correction(
    open_page: Open, app: str, mislabelled: Path, tmp_path: Path
) -> None:
    seen = open_page(app)
    own = open_data_page(seen)
    told = upload(seen, mislabelled)
    assert "Tọa độ VN-2000 ghi nhãn WGS 84" in told.inner_text()
    assert re.search(r"19\d m về phía tây và 1[01]\d m về phía bắc", told.inner_text())
    assert "nhận ra 10 tỉnh" in told.inner_text()
    assert "provinces_63.gpkg" in source(seen)
    own.locator(".st-key-own-use").scroll_into_view_if_needed()
    picture(seen, "bf-verdict")
    with seen.page.expect_download() as saved:
        own.locator(".st-key-own-download button").click()
    home = tmp_path / "corrected.gpkg"
    saved.value.save_as(home)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        west = gpd.read_file(mislabelled).total_bounds[0]
        assert gpd.read_file(home).total_bounds[0] - west == pytest.approx(0.00188, abs=1e-4)
    own.locator(".st-key-own-use-corrected button").click()
    seen.wait_until(lambda: "ranh-gioi-vn2000.gpkg (đã sửa hệ tọa độ)" in source(seen))
    seen.settle()
    picture(seen, "bf-corrected-in-use")
    own.locator(".st-key-own-stop button").click()
    seen.wait_until(lambda: "provinces_63.gpkg" in source(seen))
    seen.settle()
    seen.assert_quiet()


def test_a_broken_file_is_one_message(open_page: Open, app: str, tmp_path: Path) -> None:
    seen = open_page(app)
    open_data_page(seen)
    for name in ("thu.gpkg", "hong.zip", "hong.geojson", "hong.kml"):
        path = tmp_path / name
        path.write_text("Kính gửi: Sở Giao thông vận tải", encoding="utf-8")
        told = upload(seen, path)
        seen.page.locator(".st-key-own-file").get_by_text(name).wait_for(timeout=PATIENCE_MS)
        # The last file's verdict goes before this one's comes.
        seen.wait_until(partial(says, told, "Không dùng được tệp này"))
        seen.settle()
        assert re.search("Không phải tệp bản đồ đọc được|Tệp nén bị hỏng", told.inner_text())
        assert seen.page.locator(".stException").count() == 0
        assert str(path.parent) not in seen.page.content()
        told.locator(".gr-own").scroll_into_view_if_needed()
        picture(seen, f"bf-broken-{path.suffix[1:]}")
    seen.assert_quiet()


def test_with_the_sketch_it_says_that_it_cannot_tell(
    open_page: Open, address: str, mislabelled: Path
) -> None:
    seen = open_page(address)
    own = open_data_page(seen)
    told = upload(seen, mislabelled)
    assert "Chưa xác định được hệ tọa độ" in told.inner_text()
    assert seen.texts("own.todo.cannot-tell") in told.inner_text()
    assert own.locator(".st-key-own-use-corrected").count() == 0
    own.locator(".st-key-own-use button").click()
    seen.wait_until(lambda: "ranh-gioi-vn2000.gpkg" in source(seen))
    seen.settle()
    picture(seen, "bf-sketch-in-use")
    seen.assert_quiet()


def test_a_second_file_tells_the_datum_and_is_not_needed_again(
    open_page: Open, address: str, mislabelled: Path, reference: Path, tmp_path: Path
) -> None:
    """With nothing but the sketch at first; what was corrected is still there after a reload."""
    seen = open_page(address)
    own = open_data_page(seen)
    upload(seen, mislabelled)
    second = seen.page.locator('.st-key-own-second input[type="file"]')
    broken = tmp_path / "hong.gpkg"
    broken.write_text("Kính gửi: Sở Giao thông vận tải", encoding="utf-8")
    second.set_input_files(broken)
    seen.wait_until(lambda: seen.texts("own.second.refused") in own.inner_text())
    second.set_input_files(reference)
    seen.wait_until(lambda: "Tọa độ VN-2000 ghi nhãn WGS 84" in own.inner_text())
    seen.settle()
    assert seen.texts("own.todo.vn2000-labelled-wgs84") in own.inner_text()
    assert "so với Tệp ranh giới provinces_63.gpkg" in own.inner_text()
    picture(seen, "bf-second-file")
    own.locator(".st-key-own-use-corrected button").click()
    seen.wait_until(lambda: "ranh-gioi-vn2000.gpkg (đã sửa hệ tọa độ)" in source(seen))
    seen.settle()
    seen.page.reload()
    seen.wait_until(lambda: "ranh-gioi-vn2000.gpkg (đã sửa hệ tọa độ)" in source(seen))
    seen.settle()
    seen.assert_quiet()


def test_a_file_of_communes_shows_each_communes_kilometres(
    open_page: Open, address: str, shared: Path, tmp_path: Path
) -> None:
    """Uploaded, used, read in the panel of both eras, on the strip and in the workbook."""
    seen = open_page(address)
    own = open_data_page(seen)
    upload(seen, shared / "reference" / "communes_2025_region.gpkg")
    assert "Tệp gồm 802 xã, phường" in own.inner_text()
    assert seen.texts("own.good.title") in own.inner_text(), "a good file is greeted as good"
    own.locator(".st-key-own-use button").click()
    seen.wait_until(lambda: "communes_2025_region.gpkg" in source(seen))
    seen.settle()
    seen.go("map")
    seen.wait_for_map()
    seen.page.locator(".st-key-choose-huu-lung-dt245-my-an button").click()
    communes = seen.page.locator(".gr-panel .gr-communes")
    communes.wait_for(timeout=PATIENCE_MS)

    def told() -> str:
        return " ".join(communes.inner_text().replace("\u00a0", " ").split())

    assert re.fullmatch(
        r"Lạng Sơn Xã Hữu Lũng ≈ [\d,]+ km · Xã Tuấn Sơn ≈ [\d,]+ km "
        r"Bắc Giang Xã Bảo Đài ≈ [\d,]+ km · Xã Đông Phú ≈ [\d,]+ km · Phường Phượng Sơn ≈ .*",
        told(),
    )
    communes.scroll_into_view_if_needed()
    picture(seen, "communes-panel")
    seen.page.locator(".st-key-units").get_by_text("Hiện nay").click()
    seen.wait_until(lambda: "Bắc Ninh (Bắc Giang trước 01/7/2025) Xã Bảo Đài" in told())
    seen.settle()
    seen.go("download")
    with seen.page.expect_download(timeout=2 * PATIENCE_MS) as saved:
        seen.page.locator(".st-key-files-xlsx button").click()
    home = tmp_path / "x.xlsx"
    saved.value.save_as(home)
    rows = list(openpyxl.load_workbook(home)["Theo xã"].iter_rows(values_only=True))
    assert len(rows) > 300
    seen.assert_quiet()


def test_switching_units_leaves_nothing_of_the_other_set(open_page: Open, app: str) -> None:
    table = load_registry().units
    gone = set(table.signing.values()) - set(table.today.values())
    seen = open_page(app)
    seen.wait_for_map()

    def labels() -> set[str]:
        return set(seen.in_map(LABELS))

    def offered() -> str:
        seen.page.locator(".st-key-provinces input").first.click()
        options = seen.page.locator('[role="option"]')
        options.first.wait_for(timeout=PATIENCE_MS)
        words = "\n".join(options.all_inner_texts())
        seen.page.keyboard.press("Escape")
        return words

    def sides() -> list[str]:
        """The provinces a project's panel speaks of, without what it says of their past."""
        heads = seen.page.locator(".gr-panel .gr-side h4")
        return [head.splitlines()[0] for head in heads.all_inner_texts()]

    def former() -> int:
        return seen.map.locator("path.gr-former").count()

    def legend() -> str:
        return seen.page.locator(".gr-legend").text_content() or ""  # it lies under a lid

    assert {"Bắc Giang", "Hải Dương"} <= labels()
    assert "Bắc Giang" in offered()
    assert former() == 0
    assert "địa giới cũ" not in legend()
    seen.page.locator(".st-key-choose-huu-lung-dt245-my-an button").click()
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    assert sides() == ["Lạng Sơn", "Bắc Giang"]
    seen.page.locator(".st-key-units").get_by_text("Hiện nay").click()
    seen.wait_until(lambda: not labels() & gone)
    seen.wait_until(lambda: sides() == ["Lạng Sơn", "Bắc Ninh"])
    assert "Bắc Giang trước 01/7/2025" in seen.page.locator(".gr-panel").inner_text()
    assert {"Bắc Ninh", "Hải Phòng"} <= labels()
    assert not set(offered().splitlines()) & gone
    seen.settle()
    assert former() > 0
    assert "địa giới cũ" in legend()
    picture(seen, "bf-units-today")
    seen.page.locator(".st-key-units").get_by_text("Lúc ký").click()
    seen.wait_until(lambda: {"Bắc Giang", "Hải Dương"} <= labels())
    seen.wait_until(lambda: former() == 0)
    picture(seen, "bf-units-signing")
    seen.assert_quiet()
