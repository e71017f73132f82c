"""A department's own line in the browser: DXF in VN-2000 without a label, and KML."""

from pathlib import Path

from playwright.sync_api import Locator

from geo.registry import load_registry
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
    part.get_by_text("Đã lưu tuyến theo hồ sơ").wait_for(timeout=PATIENCE_MS)
    seen.settle()


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
        seen.go("map")
        seen.wait_for_map()
        seen.page.locator(f".st-key-choose-{PROJECT} button").click()
        panel = seen.page.locator(".gr-panel")
        panel.wait_for(timeout=PATIENCE_MS)
        told = panel.inner_text()
        assert "Bản vẽ KML của Sở" in told
        assert "Lạng Sơn" in told
        assert "Bắc Giang" in told
        seen.assert_quiet()
