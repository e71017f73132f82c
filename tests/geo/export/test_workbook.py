"""The workbook as openpyxl reads it."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from geo.export.colours import MARK_COLOUR, STATUS_COLOUR
from geo.export.options import Options
from geo.export.tables import STATUS_REPORTS
from geo.export.words import STATUS
from geo.export.workbook import write_workbook
from geo.export.workbook_sheets import SHEETS
from geo.model import Language, Status
from geo.registry import Units
from geo.registry.citations import outside_sources
from geo.views.summary import summarise
from tests.geo.export.linkages import linkage

Book = dict[str, Worksheet]


def opened(path: Path, language: Language) -> Book:
    book = openpyxl.load_workbook(path)
    names = {sheet.title.pick(language): sheet.title.en for sheet in SHEETS}
    assert book.sheetnames == list(names)
    return {names[page.title]: page for page in book.worksheets}


@pytest.fixture(scope="module", params=Language)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="module")
def book(language: Language, tmp_path_factory: pytest.TempPathFactory) -> Book:
    path = tmp_path_factory.mktemp("xlsx") / "x.xlsx"
    write_workbook(linkage(), path, Options(language=language))
    assert [one.name for one in path.parent.iterdir()] == ["x.xlsx"]
    return opened(path, language)


def head_row(page: Worksheet) -> int:
    return int(page.auto_filter.ref.split(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def column(page: Worksheet, title: str) -> list[Cell | MergedCell]:
    head = head_row(page)
    (number,) = (cell.column for cell in page[head] if cell.value == title)
    return [row[number - 1] for row in page.iter_rows(min_row=head + 1)]


def titles(name: str, language: Language) -> list[str]:
    (sheet,) = (sheet for sheet in SHEETS if sheet.title.en == name)
    return [field.title.pick(language) for field in sheet.fields]


def test_rows_are_as_many_as_the_frames_have(book: Book) -> None:
    wanted = {
        "Overview": len(linkage().sides),
        "Pieces": len(linkage().pieces),
        "Crossings": len(linkage().crossings),
        "Status history": len(STATUS_REPORTS.frame(linkage())),
        "Stated against measured": len(linkage().stated),
    }
    for name, count in wanted.items():
        assert book[name].max_row - head_row(book[name]) == count > 0
    assert book["Discrepancies"].max_row > 5
    outside = outside_sources(linkage().registry.projects.values())
    documents = len(linkage().registry.agreements)
    assert book["Sources"].max_row - 1 == documents + len(outside) + 2
    addresses = {cell.value for cell in book["Sources"]["E"]}
    assert {source.url for source in outside} <= addresses


def test_lengths_are_numbers_and_add_up(book: Book, language: Language) -> None:
    name = titles("Pieces", language)[6]
    cells = column(book["Pieces"], name)
    assert [cell.value for cell in cells] == pytest.approx(list(linkage().pieces["length_km"]))
    assert {cell.number_format for cell in cells} == {"#,##0.0"}


def test_dates_are_dates(book: Book, language: Language) -> None:
    cells = column(book["Status history"], titles("Status history", language)[2])
    given = STATUS_REPORTS.frame(linkage())["date"]
    assert [cell.value for cell in cells] == [dt.datetime.combine(d, dt.time()) for d in given]
    assert all(isinstance(cell.value, dt.datetime) for cell in cells)


def test_status_cells_have_its_words_and_colours(book: Book, language: Language) -> None:
    cells = column(book["Pieces"], titles("Pieces", language)[9])
    for cell, value in zip(cells, linkage().pieces["status"], strict=True):
        status = Status(value)
        assert cell.value == STATUS[status].pick(language)
        assert cell.fill.fgColor.rgb == "FF" + STATUS_COLOUR[status][1:]
        assert cell.font.color.rgb == "FF" + MARK_COLOUR[status][1:]


@pytest.mark.parametrize("name", [sheet.title.en for sheet in SHEETS])
def test_head_is_frozen_filtered_and_printed_on_every_page(
    name: str, book: Book, language: Language
) -> None:
    page = book[name]
    head = head_row(page)
    assert [cell.value for cell in page[head]] == titles(name, language)
    assert page.freeze_panes == f"B{head + 1}"
    assert page.print_title_rows == f"${head}:${head}"
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize in (8, 9)
    assert page.sheet_properties.pageSetUpPr
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToWidth in (None, 1)  # one page wide is what Excel takes unsaid
    assert page.page_setup.fitToHeight == 0
    assert "GeoNames, CC BY 4.0" in str(page.oddFooter)


def test_overview_says_the_day_and_that_borders_are_a_sketch(
    book: Book, language: Language
) -> None:
    text = "\n".join(str(row[0].value) for row in book["Overview"].iter_rows(max_row=5))
    assert "2024-12-31" in text
    assert str(summarise(linkage())["projects"]) in text
    assert ("BẢN PHÁC" if language is Language.VI else "SKETCH") in text


def test_no_text_is_a_formula_or_an_error(book: Book) -> None:
    kinds = {cell.data_type for page in book.values() for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d", "inlineStr"}


def test_every_text_is_of_the_language_chosen(book: Book, language: Language) -> None:
    project = linkage().registry.projects["cau-hoa-son"].name
    names = {cell.value for cell in column(book["Overview"], titles("Overview", language)[0])}
    assert project.pick(language) in names


def test_units_of_today_stand_in_the_cells(tmp_path: Path) -> None:
    write_workbook(linkage(Units.TODAY), tmp_path / "x.xlsx", Options(language=Language.EN))
    pages = opened(tmp_path / "x.xlsx", Language.EN)
    names = {cell.value for cell in column(pages["Pieces"], "Province")}
    assert "Bắc Ninh" in names
    assert "Bắc Giang" not in names
