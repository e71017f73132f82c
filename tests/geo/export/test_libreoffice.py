"""The workbook printed by LibreOffice: no text is cut off, on any sheet, in either language."""

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from geo.export.options import ExportOptions
from geo.export.workbook import write_workbook
from geo.export.workbook_sheets import SHEETS
from geo.model import Language
from geo.registry import Units
from tests.geo.export.linkages import linkage
from tests.geo.export.programs import must_be_there


def printed(folder: Path, books: list[Path]) -> dict[str, str]:
    """What stands on the pages of each workbook, without white space."""
    must_be_there(shutil.which("soffice"), "libreoffice-calc")
    must_be_there(shutil.which("pdftotext"), "poppler-utils")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(  # our own files
        [*convert, *map(str, books)], check=True, capture_output=True, timeout=180
    )
    found = {}
    for book in books:
        pdf = book.with_suffix(".pdf")
        text = subprocess.run(  # our own files
            ["pdftotext", "-raw", str(pdf), "-"],  # found above
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        found[book.stem] = re.sub(r"\s", "", text)
    return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder of both books, and what their pages say."""
    folder = tmp_path_factory.mktemp("calc")
    books = [folder / f"{language.value}.xlsx" for language in Language]
    for book in books:
        options = ExportOptions(language=Language(book.stem))
        write_workbook(linkage(Units.TODAY), book, options)
    return folder, printed(folder, books)


@pytest.mark.parametrize("language", Language)
def test_every_text_is_printed_whole(
    language: Language, pages: tuple[Path, dict[str, str]]
) -> None:
    """LibreOffice leaves out of a PDF the lines that a row has no room for."""
    folder, said = pages
    book = openpyxl.load_workbook(folder / f"{language.value}.xlsx")
    checked = 0
    for sheet, page in zip(SHEETS, book.worksheets, strict=True):
        for row in page.iter_rows(max_col=sum(field.is_printed for field in sheet.fields)):
            for cell in row:
                if isinstance(cell.value, str):
                    assert re.sub(r"\s", "", cell.value) in said[language], cell.value
                    checked += 1
    assert checked > 1000


FOREIGN = {
    Language.VI: ("before1July", "sketchthrough", "Outofstep", "successorof", "Asknownon"),
    Language.EN: ("trước01/7", "phácqua", "Lệchtiếnđộ", "kếthừa", "trongquyhoạch"),
}


@pytest.mark.parametrize("language", Language)
def test_pages_speak_one_language_with_the_units_of_today(
    language: Language, pages: tuple[Path, dict[str, str]]
) -> None:
    said = pages[1][language]
    own = FOREIGN[Language.EN if language is Language.VI else Language.VI]
    assert any(words in said for words in own), "the words are those that would be found"
    assert [words for words in FOREIGN[language] if words in said] == []


@pytest.mark.parametrize("language", Language)
def test_footer_has_its_day(language: Language, pages: tuple[Path, dict[str, str]]) -> None:
    day = {Language.VI: "·Tìnhhìnhđến31/12/2024", Language.EN: "·Asknownon31Dec2024"}[language]
    assert pages[1][language].count(day) >= len(SHEETS)
