"""What a person sees and does, in a real browser with every other host blocked."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from geo.registry import load_registry
from tests.browser.conftest import PATIENCE_MS, Open, Seen, serving

PROJECTS_ON_MAP = """
    const ids = new Set();
    map.eachLayer((layer) => {
      const made = layer.toGeoJSON && layer.toGeoJSON();
      const id = made && made.properties && made.properties.project_id;
      if (id) ids.add(id);
    });
    return [...ids];
"""
VIEW = "const c = map.getCenter(); return [map.getZoom(), c.lat, c.lng];"
WHERE = """
    let at = null;
    map.eachLayer((layer) => {
      const made = layer.getLatLngs && layer.toGeoJSON();
      if (!made || !made.properties || made.properties.project_id !== "%s") return;
      const line = layer.getLatLngs().flat(3);
      const [a, b] = [line[line.length - 2], line[line.length - 1]];
      at = map.latLngToContainerPoint([a.lat * .3 + b.lat * .7, a.lng * .3 + b.lng * .7]);
    });
    return [at.x, at.y];
"""
LAST_ROW = "power-110-bac-giang-lang-son"
APART = "huu-lung-dt245-my-an"


def projects_on_map(seen: Seen) -> set[str]:
    return set(seen.in_map(PROJECTS_ON_MAP))  # type: ignore[call-overload]


def to_english(seen: Seen) -> None:
    seen.page.get_by_text("English", exact=True).click()
    seen.map.locator('.leaflet-container[data-language="en"]').wait_for(timeout=PATIENCE_MS)


def test_all_projects_are_shown_in_both_languages_and_no_other_host_is_asked(
    open_page: Open,
) -> None:
    seen = open_page()
    seen.wait_for_map()
    registry = load_registry()
    assert projects_on_map(seen) == set(registry.projects)
    rows = seen.page.locator('[class*="st-key-choose-"]')
    assert rows.count() == len(registry.projects) == 45
    assert seen.page.get_by_text("Chọn công trình").is_visible()
    to_english(seen)
    seen.page.get_by_text("Choose a project").wait_for()
    assert rows.count() == 45
    assert projects_on_map(seen) == set(registry.projects)
    assert seen.map.get_by_text("Borders are a sketch").is_visible()
    seen.assert_quiet()


def test_the_map_fills_most_of_the_screen_and_nothing_scrolls_sideways(open_page: Open) -> None:
    seen = open_page()
    seen.wait_for_map()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width, height in ((1280, 720), (1920, 1080), (390, 844)):
        seen.page.set_viewport_size({"width": width, "height": height})
        seen.page.wait_for_timeout(300)
        box = seen.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
        assert box is not None
        assert box["height"] >= 0.6 * height
        assert seen.in_map("return map.getSize().y") == pytest.approx(box["height"], abs=1)
        assert width < 1000 or box["y"] + box["height"] <= height
        assert seen.page.evaluate(overflow) <= 0
    seen.assert_quiet()


def click_on_line(seen: Seen, project_id: str) -> None:
    x, y = seen.in_map(WHERE % project_id)  # type: ignore[misc]
    seen.map.locator("#map_div").click(position={"x": x, "y": y})


def test_a_click_on_a_line_and_on_a_row_opens_the_panel(open_page: Open) -> None:
    seen = open_page()
    seen.wait_for_map()
    panel = seen.page.locator(".gr-panel")
    for _ in range(2):  # the same line can be chosen again after its panel was closed
        click_on_line(seen, "dt330-deo-kiem")
        panel.wait_for(timeout=PATIENCE_MS)
        assert "ĐT.330" in panel.locator("h2").inner_text()
        seen.page.locator(".st-key-back button").click()
        panel.wait_for(state="detached", timeout=PATIENCE_MS)
    seen.page.locator(f".st-key-choose-{APART} button").click()
    panel.wait_for(timeout=PATIENCE_MS)
    assert panel.locator(".gr-side h4").all_inner_texts() == ["Lạng Sơn", "Bắc Giang"]
    seen.map.locator(".gr-chosen > span").wait_for(timeout=PATIENCE_MS)
    assert seen.in_map("return map.getZoom()") > 9.5  # type: ignore[operator]
    seen.page.locator(".st-key-back button").click()
    seen.page.locator(f".st-key-choose-{LAST_ROW} button").click()
    panel.wait_for(timeout=PATIENCE_MS)
    scrolled = "document.querySelector('.st-key-gr-side-panel').scrollTop"
    assert seen.page.evaluate(scrolled) == 0  # though the list was scrolled down
    seen.assert_quiet()


def test_filters_keep_the_map_and_its_view(open_page: Open) -> None:
    seen = open_page()
    seen.wait_for_map()
    frame = seen.page.locator('iframe[title^="streamlit_folium"]')
    frame.evaluate("node => { node.giapRanhMark = 'the same node'; }")
    seen.in_map("window.giapRanhMark = 'the same document'; return 0")
    seen.in_map("map.setView([21.33, 106.61], 9.75, {animate: false}); return 0")
    view = seen.in_map(VIEW)

    def still_the_same() -> None:
        assert frame.evaluate("node => node.giapRanhMark") == "the same node"
        assert seen.in_map("return window.giapRanhMark") == "the same document"
        assert seen.in_map(VIEW) == view

    seen.page.locator(".st-key-mismatches label").click()
    seen.wait_until(lambda: 0 < len(projects_on_map(seen)) < 20)
    still_the_same()
    seen.page.locator(".st-key-mismatches label").click()
    seen.wait_until(lambda: len(projects_on_map(seen)) == 45)
    seen.page.locator(".st-key-words input").fill("cau hoa son")
    seen.page.locator(".st-key-words input").press("Enter")
    seen.wait_until(
        lambda: "cau-hoa-son" in projects_on_map(seen) and len(projects_on_map(seen)) < 5
    )
    still_the_same()
    seen.page.locator(".st-key-reset button").click()
    seen.wait_until(lambda: len(projects_on_map(seen)) == 45)
    seen.page.locator(".st-key-modes input").click()
    seen.page.get_by_role("option", name="Đường sắt").click()
    seen.wait_until(lambda: len(projects_on_map(seen)) == 4)
    still_the_same()
    seen.page.keyboard.press("Escape")
    seen.page.get_by_text("Hiện nay", exact=True).click()
    seen.map.locator('.leaflet-container[data-units="today"]').wait_for(timeout=PATIENCE_MS)
    still_the_same()
    to_english(seen)
    still_the_same()
    seen.assert_quiet()


def test_the_filtered_pieces_are_downloaded_as_geojson(open_page: Open, tmp_path: Path) -> None:
    seen = open_page()
    seen.wait_for_map()
    seen.page.locator(".st-key-words input").fill("ql279")
    seen.page.locator(".st-key-words input").press("Enter")
    seen.wait_until(lambda: "ql279" in projects_on_map(seen) and len(projects_on_map(seen)) < 45)
    shown = projects_on_map(seen)
    with seen.page.expect_download() as waiting:
        seen.page.locator(".st-key-download button").click()
    path = tmp_path / "pieces.geojson"
    waiting.value.save_as(path)
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["type"] == "FeatureCollection"
    assert {f["properties"]["project_id"] for f in written["features"]} == shown
    assert gpd.read_file(path).crs.to_epsg() == 4326
    seen.assert_quiet()


def test_an_online_background_is_asked_for_only_when_chosen_and_is_credited(
    open_page: Open,
) -> None:
    seen = open_page(online=True)
    seen.wait_for_map()
    assert seen.foreign == []
    seen.page.locator(".st-key-background").get_by_text("OpenStreetMap").click()
    seen.wait_until(lambda: len(seen.foreign) > 0)
    assert {url.split("/")[2] for url in seen.foreign} == {"tile.openstreetmap.org"}
    credit = seen.map.locator(".leaflet-control-attribution").inner_text()
    assert "OpenStreetMap" in credit
    assert "ODbL" in credit


def test_a_wrong_boundary_file_is_named_without_a_traceback(
    open_page: Open, tmp_path: Path
) -> None:
    wrong = tmp_path / "borders.geojson"
    gpd.GeoDataFrame({"name": ["x"]}, geometry=[Point(106, 21)], crs=4326).to_file(wrong)
    with serving("--boundaries", str(wrong)) as at:
        seen = open_page(at=at)
        seen.page.get_by_text("Không mở được dữ liệu").wait_for(timeout=PATIENCE_MS)
        seen.wait_until(lambda: "borders.geojson" in seen.page.locator("body").inner_text())
        assert "Traceback" not in seen.page.locator("body").inner_text()
        seen.assert_quiet()
