"""The workbook as openpyxl reads it."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from geo.export.colours import MARK_COLOUR, STATUS_COLOUR
from geo.export.options import ExportOptions
from geo.export.row_heights import HIGHEST_PT, LINE_PT, lines
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
    write_workbook(linkage(), path, ExportOptions(language=language))
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
    pieces = linkage().pieces
    for cell, km, grade in zip(cells, pieces["length_km"], pieces["grade"], strict=True):
        if km == 0:
            assert cell.value == "–"
        else:
            assert cell.value == pytest.approx(km)
            assert cell.number_format == ('"≈ "#,##0.0' if grade == "C" else "#,##0.0")
    numbers = [cell.value for cell in cells if isinstance(cell.value, int | float)]
    assert sum(numbers) == pytest.approx(pieces["length_km"].sum())


def test_parts_are_counted_from_one(book: Book, language: Language) -> None:
    cells = column(book["Pieces"], titles("Pieces", language)[2])
    assert [cell.value for cell in cells] == list(linkage().pieces["part"] + 1)


def test_dates_are_dates(book: Book, language: Language) -> None:
    cells = column(book["Status history"], titles("Status history", language)[2])
    given = STATUS_REPORTS.frame(linkage())["date"]
    assert [cell.value for cell in cells] == [dt.datetime.combine(d, dt.time()) for d in given]
    assert all(isinstance(cell.value, dt.datetime) for cell in cells)


def test_status_cells_have_its_words_and_colours(book: Book, language: Language) -> None:
    cells = column(book["Pieces"], titles("Pieces", language)[9])
    for cell, value in zip(cells, linkage().pieces["status"], strict=True):
        assert cell.value == STATUS[Status(value)].pick(language)
        assert cell.fill.fill_type is None, "an edited cell must not keep a colour of its own"
    page = book["Pieces"]
    place = f"{cells[0].coordinate}:{cells[-1].coordinate}"
    (laid,) = [one for one in page.conditional_formatting if str(one.sqref) == place]
    colours = {
        rule.formula[0].strip('"'): (
            rule.dxf.fill.bgColor.rgb,
            rule.dxf.font.color.rgb,
        )
        for rule in laid.rules
    }
    assert colours == {
        STATUS[status].pick(language): (
            "FF" + STATUS_COLOUR[status][1:],
            "FF" + MARK_COLOUR[status][1:],
        )
        for status in Status
    }
    (offered,) = [one for one in page.data_validations.dataValidation if str(one.sqref) == place]
    assert offered.formula1 == f'"{",".join(colours)}"'


@pytest.mark.parametrize("name", [sheet.title.en for sheet in SHEETS])
def test_every_row_is_as_high_as_its_texts_need(name: str, book: Book) -> None:
    page = book[name]
    (sheet,) = (sheet for sheet in SHEETS if sheet.title.en == name)
    most = 0.0
    for number, row in enumerate(page.iter_rows(min_row=head_row(page)), start=head_row(page)):
        height = page.row_dimensions[number].height
        assert height is not None
        for cell, field in zip(row, sheet.fields, strict=True):
            if isinstance(cell.value, str):
                needed = lines(cell.value, field.width) * LINE_PT
                assert height >= min(needed, HIGHEST_PT), cell.value
        most = max(most, height)
    assert most > LINE_PT


@pytest.mark.parametrize("name", [sheet.title.en for sheet in SHEETS])
def test_footer_says_the_day_whole(name: str, book: Book, language: Language) -> None:
    footer = book[name].oddFooter
    assert footer is not None
    said = {
        Language.VI: "Trang &P/&N · Tình hình đến 31/12/2024",
        Language.EN: "Page &P of &N · As known on 31 Dec 2024",
    }
    assert footer.right.text == said[language]
    assert footer.right.size == 8
    assert footer.center.text is None, "long credits would run into it"


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
    assert {Language.VI: "31/12/2024", Language.EN: "31 Dec 2024"}[language] in text
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
    write_workbook(linkage(Units.TODAY), tmp_path / "x.xlsx", ExportOptions(language=Language.EN))
    pages = opened(tmp_path / "x.xlsx", Language.EN)
    names = {cell.value for cell in column(pages["Pieces"], "Province")}
    assert "Bắc Ninh (Bắc Giang before 1 July 2025)" in names
    assert "Bắc Giang" not in names
