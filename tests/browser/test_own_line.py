"""A department's own line in the browser: DXF in VN-2000 without a label, KML, drawn by hand."""

from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, expect
from shapely import LineString

from geo.registry import load_registry
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen, find_chromium, serving
from tests.browser.test_boundaries import open_data_page, picture
from tests.geo.locate.test_alignment import OTHER, PROJECT, dxf, in_zone, kml, route


def pick(seen: Seen, key: str, words: str) -> None:
    """Choose an option of a select box, or one of several."""
    box = seen.page.locator(f".st-key-{key}")
    box.locator("input").first.click()
    box.locator("input").first.fill(words)
    seen.page.get_by_role("option").first.click()
    seen.settle()


def bring(seen: Seen, file: Path) -> Locator:
    seen.page.locator(".st-key-line-file input[type='file']").set_input_files(file)
    seen.settle()
    return seen.page.locator(".st-key-own-line")


def save(seen: Seen, part: Locator, document: str) -> None:
    part.get_by_label(seen.texts("entry.author")).fill("Nguyễn Văn Thử")
    part.get_by_label(seen.texts("entry.author")).press("Enter")
    seen.settle()
    part.locator(".st-key-line-document input").fill(document)
    part.locator(".st-key-line-document input").press("Enter")
    seen.settle()
    part.locator(".st-key-line-save button").click()
    name = seen.texts.pick(load_registry().projects[PROJECT].name)
    part.get_by_text(seen.texts("line.saved", name=name)).wait_for(timeout=PATIENCE_MS)
    seen.settle()


def panel_of_project(seen: Seen) -> str:
    """What the map's panel says of the project."""
    seen.go("map")
    seen.wait_for_map()
    seen.page.locator(f".st-key-choose-{PROJECT} button").click()
    panel = seen.page.locator(".gr-panel")
    panel.wait_for(timeout=PATIENCE_MS)
    return str(panel.inner_text())


def test_a_line_is_placed_checked_saved_cut_and_graded(open_page: Open, tmp_path: Path) -> None:
    """First a drawing in VN-2000 that says nothing of it, then KML; another's line is refused."""
    find_chromium()
    registry = load_registry()
    drawing = dxf(tmp_path / "tuyen.dxf", ("TIM", in_zone(route())), ("KHUNG", in_zone(route())))
    with serving() as address:
        seen = open_page(address)
        open_data_page(seen)
        pick(seen, "line-project", registry.projects[PROJECT].name.vi)
        part = bring(seen, kml(tmp_path / "khac.kml", route(OTHER)))
        part.get_by_text(seen.texts("line.refused")).wait_for(timeout=PATIENCE_MS)
        part = bring(seen, drawing)
        pick(seen, "line-layers", "TIM")
        seen.page.keyboard.press("Escape")  # closes the list; in a box of one it would clear it
        pick(seen, "line-system", "107°15")
        part.get_by_text("đọc theo VN-2000 / TM-3 107°15′").wait_for(timeout=PATIENCE_MS)
        drawn = part.locator(".gr-line-drawn")
        assert drawn.evaluate("image => image.naturalWidth") > 0, "over the line so far"
        part.locator(".gr-line-drawn").scroll_into_view_if_needed()
        picture(seen, "own-line")
        save(seen, part, "Hồ sơ thiết kế tuyến")
        part = bring(seen, kml(tmp_path / "tuyen.kml", route()))
        part.get_by_text("đọc theo WGS 84").wait_for(timeout=PATIENCE_MS)
        save(seen, part, "Bản vẽ KML của Sở")
        told = panel_of_project(seen)
        assert "Bản vẽ KML của Sở" in told
        assert "Lạng Sơn" in told
        assert "Bắc Giang" in told
        seen.assert_quiet()


def drawing_map(seen: Seen) -> FrameLocator:
    """The map to draw on, fitted to the project."""
    frame = seen.page.locator(".st-key-gr-line-map iframe")
    frame.scroll_into_view_if_needed()
    inside = frame.content_frame
    inside.locator(".leaflet-container").wait_for(timeout=PATIENCE_MS)
    inside.locator("path.gr-before").first.wait_for(timeout=PATIENCE_MS)
    seen.settle()
    return inside


def in_map(inside: FrameLocator, script: str, given: object = None) -> object:
    return inside.locator("body").evaluate(
        f"(_, given) => {{ const map = window.map; {script} }}", given
    )


def zoom_to(seen: Seen, inside: FrameLocator, zoom: float) -> None:
    in_map(inside, "map.setZoom(given, {animate: false});", zoom)
    seen.page.wait_for_timeout(1000)  # the map tells of it when it has come to rest
    seen.settle()


def click_at(seen: Seen, inside: FrameLocator, lon: float, lat: float) -> None:
    at = in_map(
        inside, "const p = map.latLngToContainerPoint(given); return [p.x, p.y];", [lat, lon]
    )
    assert isinstance(at, list)
    inside.locator(".leaflet-container").click(position={"x": at[0], "y": at[1]})
    seen.settle()


def test_a_line_is_drawn_on_the_map_saved_and_cut(open_page: Open, texts: Texts) -> None:
    """Four points; one too many is undone, and one on a map of the whole region is not taken."""
    find_chromium()
    project = load_registry().projects[PROJECT]
    line = LineString(route())
    points = [line.interpolate(share, normalized=True) for share in (0, 0.3, 0.7, 1)]
    with serving() as address:
        seen = open_page(address, texts=texts)
        open_data_page(seen)
        pick(seen, "line-project", texts.pick(project.name))
        part = seen.page.locator(".st-key-own-line")
        part.locator(".st-key-line-by-hand label").first.click()
        seen.settle()
        inside = drawing_map(seen)
        zoom = in_map(inside, "return map.getZoom();")
        zoom_to(seen, inside, 8)
        click_at(seen, inside, points[0].x, points[0].y)
        part.get_by_text(texts("line.coarse")).wait_for(timeout=PATIENCE_MS)
        zoom_to(seen, inside, max(float(str(zoom)), 10.5))
        for number, point in enumerate(points, start=1):
            click_at(seen, inside, point.x, point.y)
            said = texts.counted("line.points", number, count=number)
            expect(part.get_by_text(said, exact=True)).to_be_visible(timeout=PATIENCE_MS)
            unfinished = part.get_by_text(texts("line.unfinished"))
            expect(unfinished).to_have_count(int(number < len(points)))
        click_at(seen, inside, points[1].x, points[1].y)
        more = texts.counted("line.points", len(points) + 1, count=len(points) + 1)
        expect(part.get_by_text(more, exact=True)).to_be_visible(timeout=PATIENCE_MS)
        part.locator(".st-key-line-undo button").click()
        seen.settle()
        expect(part.get_by_text(said, exact=True)).to_be_visible(timeout=PATIENCE_MS)
        expect(inside.locator(".gr-hand-point")).to_have_count(len(points))
        expect(inside.locator(".gr-hand")).to_have_count(1)
        assert part.locator(".gr-line-drawn").evaluate("image => image.naturalWidth") > 0
        picture(seen, f"own-line-by-hand-{texts.language}")
        save(seen, part, "Sơ đồ của Sở")
        told = panel_of_project(seen)
        assert "Sơ đồ của Sở" in told
        assert {"vi": "vẽ tay trên bản đồ", "en": "drawn by hand"}[texts.language] in told
        assert "Lạng Sơn" in told
        assert "Bắc Giang" in told
        seen.assert_quiet()
