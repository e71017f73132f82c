"""Overview, comparison and tables, as a reader uses them, in both languages."""

from pathlib import Path

import openpyxl
import pytest

from tests.browser.conftest import PATIENCE_MS, Open, Seen

pytestmark = pytest.mark.slow

WORDS = {
    "vi": {
        "apart": "công trình lệch tiến độ",
        "count": "8 công trình",
        "file": "Tải bảng này (Excel)",
    },
    "en": {
        "apart": "projects out of step",
        "count": "8 projects",
        "file": "Download this table (Excel)",
    },
}
BOUNDS = "const b = map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];"


def heading(seen: Seen) -> str:
    return " ".join(seen.page.locator(".gr-counts").inner_text().split())


def test_a_figure_filters_every_page_and_a_row_opens_the_map(open_page: Open) -> None:
    language = "en"
    seen = open_page(query=f"?page=overview&lang={language}")
    figure = seen.page.locator(".st-key-figure-mismatches button").first
    figure.wait_for(timeout=PATIENCE_MS)
    assert f"8 {WORDS[language]['apart']}" in " ".join(figure.inner_text().split())
    figure.click()
    seen.wait_until(lambda: WORDS[language]["count"] in heading(seen))
    seen.wait_until(lambda: "mismatches=1" in seen.page.url)
    seen.page.locator('[class*="st-key-mismatches-0-"] button').click()
    # Attached, not visible: the map looks at the project, the first line may lie elsewhere.
    seen.map.locator(".gr-line").first.wait_for(state="attached", timeout=PATIENCE_MS)
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    assert "project=" in seen.page.url
    seen.assert_quiet()


def test_bac_giang_and_lang_son_are_compared_and_exported(open_page: Open, tmp_path: Path) -> None:
    """What a newcomer is asked: which projects of two provinces are out of step, as a file."""
    seen = open_page(query="?page=compare&a=24&b=20&mismatches=1")
    table = seen.page.locator(".st-key-gr-compare")
    table.wait_for(timeout=PATIENCE_MS)
    seen.map.locator(".gr-line").first.wait_for(state="attached", timeout=PATIENCE_MS)
    words = table.inner_text()
    assert "Bắc Giang" in words
    assert "Lạng Sơn" in words
    assert "lệch" in words
    west, south, east, north = seen.in_map(BOUNDS)  # type: ignore[misc]
    assert 105.5 < west < 106.8 < east < 108
    assert 20 < south < 21.5 < north < 22.5
    seen.go("Bảng")
    seen.page.get_by_role("button", name=WORDS["vi"]["file"]).wait_for(timeout=PATIENCE_MS)
    seen.settle()
    with seen.page.expect_download() as waiting:
        seen.page.get_by_role("button", name=WORDS["vi"]["file"]).click()
    path = tmp_path / "table.xlsx"
    waiting.value.save_as(path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet.max_row == 1 + 8
    seen.assert_quiet()
