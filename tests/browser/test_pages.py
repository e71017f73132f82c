"""Overview, comparison and tables, as a reader uses them, in both languages."""

import csv
import datetime as dt
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Download, Locator

from geo.model import Language
from layers.app.filters import SWITCHES
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen
from tests.geo.traces import out_of_step_today

BOUNDS = "const b = map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];"
MISMATCHES, APART = out_of_step_today()
"""Mismatches today, and the projects that are out of step."""
FIRST_CELLS = """grid => [...grid.querySelectorAll("tbody tr")].map(
    (row) => row.querySelector("td").textContent)"""


def heading(seen: Seen) -> str:
    return " ".join(seen.page.locator(".gr-counts").inner_text().split())


def test_a_figure_filters_every_page_and_a_row_opens_the_map(open_page: Open, texts: Texts) -> None:
    seen = open_page(query="?page=overview", texts=texts)
    figure = seen.page.locator(".st-key-figure-mismatches button").first
    figure.wait_for(timeout=PATIENCE_MS)
    words = texts.counted("overview.figure.mismatches", MISMATCHES)
    assert f"{MISMATCHES} {words}" in " ".join(figure.inner_text().split())
    for name in SWITCHES:
        title = seen.page.get_by_role("heading", name=texts(f"overview.list.{name}"))
        title.first.wait_for(timeout=PATIENCE_MS)
    everything = heading(seen)
    figure.click()
    seen.wait_until(lambda: heading(seen) != everything)
    assert re.match(rf"{APART}\D", heading(seen))
    seen.wait_until(lambda: "mismatches=1" in seen.page.url)
    figure.click()
    seen.wait_until(lambda: heading(seen) == everything)
    bar = seen.page.locator(".st-key-standing-24 button")
    bar.click()  # the figure of a province
    seen.wait_until(lambda: "provinces=24" in seen.page.url and heading(seen) != everything)
    bar.click()
    seen.wait_until(lambda: heading(seen) == everything)
    seen.page.locator('[class*="st-key-mismatches-0-"] button').click()
    # Attached, not visible: the map looks at the project, the first line may lie elsewhere.
    seen.map.locator(".gr-line").first.wait_for(state="attached", timeout=PATIENCE_MS)
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    assert "project=" in seen.page.url
    seen.assert_quiet()


def saved(seen: Seen, key: str) -> Download:
    """Press a download button."""
    with seen.page.expect_download() as waiting:
        seen.page.locator(f".st-key-{key} button").first.click()
    return waiting.value


def test_a_newcomer_finds_what_is_out_of_step_and_takes_it_along(
    open_page: Open, tmp_path: Path, texts: Texts
) -> None:
    """From the start page, by what can be read there, without an address prepared."""
    seen = open_page(texts=texts)
    seen.wait_for_map()
    seen.page.get_by_text(texts("filter.mismatches")).click()
    seen.wait_until(lambda: bool(re.match(rf"{APART}\D", heading(seen))))
    seen.go("compare")
    table = seen.page.locator(".st-key-gr-compare")
    for label, name in (("compare.first", "Bắc Giang"), ("compare.second", "Lạng Sơn")):
        field = seen.page.get_by_role("combobox", name=texts(label))
        field.fill(name)
        field.press("Enter")
        seen.settle()
    table.wait_for(timeout=PATIENCE_MS)
    assert {"Bắc Giang", "Lạng Sơn"} <= set(re.findall("Bắc Giang|Lạng Sơn", table.inner_text()))
    seen.map.locator(".gr-line").first.wait_for(state="attached", timeout=PATIENCE_MS)
    west, south, east, north = seen.in_map(BOUNDS)
    assert 105.5 < west < 106.3 < east < 108
    assert 20 < south < 21.5 < north < 22.5
    saved(seen, "table-xlsx").save_as(tmp_path / "table.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").active
    assert sheet is not None
    rows = seen.page.locator('[class*="st-key-compare-"] button').count()
    assert sheet.max_row == 1 + rows > 1
    seen.assert_quiet()


def names_in(table: Locator) -> list[str]:
    """The first column, as the grid tells it to screen readers."""
    found = table.evaluate(FIRST_CELLS)
    assert isinstance(found, list)
    return found


def width_of(table: Locator) -> int:
    return int(table.get_attribute("aria-colcount") or 0)


def test_a_table_is_sorted_filtered_narrowed_and_taken_along(
    open_page: Open, tmp_path: Path, texts: Texts
) -> None:
    seen = open_page(query="?page=table&modes=rail", texts=texts)
    grid = seen.page.locator(".dvn-scroller").first
    grid.wait_for(timeout=PATIENCE_MS)
    seen.settle()
    table = seen.page.locator('[data-testid="stDataFrame"] canvas table').first
    before = names_in(table)
    assert len(before) == 4
    grid.click(position={"x": 60, "y": 15})  # the first column's name
    seen.wait_until(lambda: names_in(table) == sorted(before) != before)
    columns = seen.page.get_by_role("combobox", name=texts("table.columns"))
    count = width_of(table)
    columns.press("Backspace")  # takes the last of the chosen away
    seen.wait_until(lambda: width_of(table) == count - 1)
    seen.settle()
    download = saved(seen, "table-csv")
    today = dt.date.today().isoformat()
    assert download.suggested_filename.endswith(f"-{today}.csv")
    download.save_as(tmp_path / "table.csv")
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8-sig").splitlines()
    delimiter = ";" if texts.language is Language.VI else ","
    rows = list(csv.reader(lines, delimiter=delimiter))
    assert len(rows) == 1 + 4
    assert len(rows[0]) == count - 1
    seen.assert_quiet()
