"""What a person sees and does on the map, in a real browser with every other host blocked."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from geo.registry import load_registry
from layers.texts import Language, Texts
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
FITTED = """
    // Whether all projects are in view, and how far it is from the closest view of them.
    const all = L.latLngBounds([]);
    map.eachLayer((layer) => {
      const made = layer.toGeoJSON && layer.toGeoJSON();
      if (!made || !made.properties || !made.properties.project_id) return;
      if (layer.getBounds) all.extend(layer.getBounds());
    });
    const closest = Math.min(12, map.getBoundsZoom(all, false, L.point(72, 72)));
    return [map.getBounds().contains(all), Math.abs(closest - map.getZoom())];
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
LABELS = """
    return [...document.querySelectorAll(".gr-label:not(.gr-hidden)")].map((label) => {
      const box = label.firstElementChild.getBoundingClientRect();
      return [label.textContent, box.left, box.top, box.right, box.bottom];
    });
"""
SEARCHES = {
    Language.VI: [
        ("Cầu Hòa Sơn", "cau hoa son", "cau-hoa-son"),  # a name
        ("Đèo Kiếm", "deo kiem", "dt330-deo-kiem"),  # a place
    ],
    Language.EN: [
        ("QL.279", "ql279", "ql279"),  # a reference
        ("Hưng Yên", "hung yen", "cau-hai-hung"),  # a province
    ],
}
LAST_ROW = "power-110-bac-giang-lang-son"
APART = "huu-lung-dt245-my-an"


def projects_on_map(seen: Seen) -> set[str]:
    return set(seen.in_map(PROJECTS_ON_MAP))


def to_english(seen: Seen) -> None:
    seen.speak(Language.EN)
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
    seen = open_page(filters=False)
    seen.wait_for_map()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width, height in ((1280, 720), (1920, 1080), (390, 844)):
        seen.page.set_viewport_size({"width": width, "height": height})
        seen.page.wait_for_timeout(300)
        box = seen.page.locator('iframe[title^="streamlit_folium"]').bounding_box()
        assert box is not None
        share = box["width"] * (min(box["y"] + box["height"], height) - box["y"])
        assert share >= (0.7 if width < 1000 else 0.55) * width * height
        assert seen.in_map("return map.getSize().y") == pytest.approx(box["height"], abs=1)
        assert width < 1000 or box["y"] + box["height"] <= height
        assert seen.page.evaluate(overflow) <= 0
    seen.assert_quiet()


def collisions(seen: Seen) -> list[tuple[str, str]]:
    """Labels that touch each other; a pixel is rounding."""
    boxes = seen.in_map(LABELS)
    assert isinstance(boxes, list)
    return [
        (one[0], other[0])
        for index, one in enumerate(boxes)
        for other in boxes[:index]
        if min(one[3], other[3]) - max(one[1], other[1]) > 1
        and min(one[4], other[4]) - max(one[2], other[2]) > 1
    ]


def test_labels_do_not_touch_on_a_projector(open_page: Open, texts: Texts) -> None:
    seen = open_page(size=(1920, 1080), texts=texts)
    seen.wait_for_map()
    labels = seen.map.locator(".gr-label:not(.gr-hidden)")
    for zoom in (8.5, 9.25, 10, 11, 12):
        seen.in_map(f"map.setView([21.3, 106.5], {zoom}, {{animate: false}}); return 0")
        seen.page.wait_for_timeout(300)
        assert labels.count() > 5
        assert collisions(seen) == []
    seen.assert_quiet()


def test_lines_and_words_grow_with_the_screen(open_page: Open) -> None:
    """On a screen of 1080 lines they take about the same share of it as on one of 720."""
    seen = open_page(filters=False)
    seen.wait_for_map()
    sizes = """
        const wide = [...document.querySelectorAll("path.gr-line")]
          .map((line) => parseFloat(getComputedStyle(line).strokeWidth));
        const words = [...document.querySelectorAll(".gr-label:not(.gr-hidden) > *")]
          .map((label) => parseFloat(getComputedStyle(label).fontSize));
        return [Math.max(...wide), Math.min(...words)];
    """
    small = seen.in_map(sizes)
    seen.page.set_viewport_size({"width": 1920, "height": 1080})

    def share() -> list[float]:
        assert isinstance(small, list)
        return [new / old for new, old in zip(seen.in_map(sizes), small, strict=True)]

    seen.wait_until(lambda: share() == pytest.approx([1.45, 1.35], rel=0.05))
    seen.assert_quiet()


def click_on_line(seen: Seen, project_id: str) -> None:
    x, y = seen.in_map(WHERE % project_id)
    seen.map.locator("#map_div").click(position={"x": x, "y": y})


def test_a_click_on_a_line_and_on_a_row_opens_the_panel(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts, filters=False)
    seen.wait_for_map()
    panel = seen.page.locator(".gr-panel")
    for _ in range(2):  # the same line can be chosen again after its panel was closed
        click_on_line(seen, "dt330-deo-kiem")
        panel.wait_for(timeout=PATIENCE_MS)
        assert "330" in panel.locator("h2").inner_text()
        seen.page.locator(".st-key-back button").click()
        panel.wait_for(state="detached", timeout=PATIENCE_MS)
    seen.page.locator(f".st-key-choose-{APART} button").click()
    panel.wait_for(timeout=PATIENCE_MS)
    assert panel.locator(".gr-side h4").all_inner_texts() == ["Lạng Sơn", "Bắc Giang"]
    assert texts("panel.history") in panel.inner_text()
    seen.map.locator(".gr-chosen > span").wait_for(timeout=PATIENCE_MS)
    assert seen.in_map("return map.getZoom()") > 9.5
    seen.page.locator(".st-key-back button").click()
    seen.page.locator(f".st-key-choose-{LAST_ROW} button").click()
    panel.wait_for(timeout=PATIENCE_MS)
    scrolled = "document.querySelector('.st-key-gr-side-panel').scrollTop"
    assert seen.page.evaluate(scrolled) == 0  # though the list was scrolled down
    seen.assert_quiet()


class StillMap:
    """The map as it was: the same frame, the same document in it; only its view follows."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.changes = seen, 0
        self.frame = seen.page.locator('iframe[title^="streamlit_folium"]')
        self.frame.evaluate("node => { node.giapRanhMark = 'the same node'; }")
        seen.in_map("window.giapRanhMark = 'the same document'; return 0")
        self.everything = projects_on_map(seen)
        self.kept = self.everything

    def changes_to(self, few: bool) -> None:
        """Wait for a filter to be on or off the map."""
        self.seen.wait_until(
            lambda: (
                (0 < len(projects_on_map(self.seen)) < len(self.everything)) == few
                and bool(projects_on_map(self.seen))
            )
        )
        self.changes += 1
        self.is_the_same()
        is_all_in_view, apart = self.seen.in_map(FITTED)
        assert is_all_in_view
        assert apart <= 0.25  # a step of the zoom

    def look_elsewhere(self) -> None:
        """Move the map as a reader does; what is no filter leaves it there."""
        self.seen.in_map("map.setView([21.33, 106.61], 10.75, {animate: false}); return 0")
        self.view = self.seen.in_map(VIEW)

    def stands(self) -> None:
        """Nothing moved the map."""
        self.is_the_same()
        assert self.seen.in_map(VIEW) == self.view

    def is_the_same(self) -> None:
        assert self.frame.count() == 1
        assert self.frame.evaluate("node => node.giapRanhMark") == "the same node"
        assert self.seen.in_map("return window.giapRanhMark") == "the same document"


def choose(seen: Seen, list_key: str, option: str) -> None:
    field = seen.page.locator(f".st-key-{list_key} input")
    field.press_sequentially(option)  # typed: scrolling to a place to click would close the list
    seen.page.get_by_role("option", name=option).first.wait_for(timeout=PATIENCE_MS)
    field.press("Enter")
    field.press("Tab")


def ten_changes(seen: Seen, still: StillMap) -> None:
    """Five filters on, each off again."""
    for key in ("mismatches", "missed"):
        seen.page.locator(f".st-key-{key} label").click()
        still.changes_to(few=True)
        seen.page.locator(f".st-key-{key} label").click()
        still.changes_to(few=False)
    for key, option in (
        ("modes", seen.texts("mode.rail")),
        ("provinces", "Thái Nguyên"),
        ("statuses", seen.texts("status.construction")),
    ):
        choose(seen, key, option)
        still.changes_to(few=True)
        seen.page.locator(".st-key-reset button").click()
        still.changes_to(few=False)


def test_twenty_filter_changes_keep_the_map_and_fit_its_view(open_page: Open) -> None:
    seen = open_page()
    seen.wait_for_map()
    still = StillMap(seen)
    assert len(still.everything) == 45
    ten_changes(seen, still)
    still.look_elsewhere()
    to_english(seen)
    still.stands()
    ten_changes(seen, still)
    assert still.changes == 20
    still.look_elsewhere()
    seen.page.get_by_text("Today", exact=True).click()
    seen.map.locator('.leaflet-container[data-units="today"]').wait_for(timeout=PATIENCE_MS)
    assert projects_on_map(seen) == still.everything
    still.stands()
    seen.assert_quiet()


def searched(seen: Seen, words: str) -> set[str]:
    """What is on the map after a search: less than everything."""
    field = seen.page.locator(".st-key-words input")
    field.fill(words)
    field.press("Enter")
    seen.wait_until(lambda: 0 < len(projects_on_map(seen)) < 45)
    found = projects_on_map(seen)
    seen.page.locator(".st-key-reset button").click()
    seen.wait_until(lambda: len(projects_on_map(seen)) == 45)
    return found


def test_the_search_needs_no_diacritics(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts)
    seen.wait_for_map()
    for with_marks, without, wanted in SEARCHES[texts.language]:
        found = searched(seen, with_marks)
        assert wanted in found
        assert searched(seen, without) == found
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
    assert gpd.read_file(path).crs == "EPSG:4326"
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
        seen = open_page(filters=False, at=at)
        seen.page.get_by_text("Không mở được dữ liệu").wait_for(timeout=PATIENCE_MS)
        seen.wait_until(lambda: "borders.geojson" in seen.page.locator("body").inner_text())
        assert "Traceback" not in seen.page.locator("body").inner_text()
        seen.assert_quiet()
