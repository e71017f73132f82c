"""One project on one page: the same facts in Word and on the printed page."""

import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from geo.pipeline import Linkage
from layers.show.pdf import print_pdf
from layers.show.sheet import sheet_docx, sheet_page
from layers.texts import Language, Texts
from tests.geo.export.office_files import faults_of, pages_of

APART, FIVE_SIDES = "huu-lung-dt245-my-an", "ql279"
ADDRESS = "http://127.0.0.1:8501/?project=ql279&date=2025-06-01"


@pytest.fixture(scope="module", params=list(Language))
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts(Language(request.param))


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("project_id", [APART, FIVE_SIDES])
def test_word_has_both_sides_history_lengths_and_sources(
    project_id: str, linkage: Linkage, texts: Texts, tmp_path: Path
) -> None:
    content = sheet_docx(project_id, linkage, texts, ADDRESS)
    said = words_of(content)
    own = linkage.sides[linkage.sides["project_id"] == project_id]
    for _, side in own.iterrows():
        assert side["unit_name"] in said
        assert texts(f"status.{side['status']}") in said
    assert texts("panel.history") in said
    assert texts("panel.cites") in said
    assert ADDRESS in said
    file = tmp_path / "sheet.docx"
    file.write_bytes(content)
    assert faults_of(file) == []
    assert len(pages_of(file, tmp_path)) == 1


@pytest.mark.parametrize("project_id", [APART, FIVE_SIDES])
def test_the_printed_page_is_one_and_nothing_is_cut(
    project_id: str, linkage: Linkage, texts: Texts
) -> None:
    pages = PdfReader(io.BytesIO(print_pdf(sheet_page(project_id, linkage, texts, ADDRESS)))).pages
    assert len(pages) == 1
    said = " ".join(pages[0].extract_text().split())
    assert texts("count.as_of", day=texts.date(linkage.as_of)) in said, "the last line stands"
    for name in linkage.sides.loc[linkage.sides["project_id"] == project_id, "unit_name"]:
        assert name in said


def test_the_code_holds_the_address_and_is_left_out_without_one(
    linkage: Linkage, texts: Texts
) -> None:
    assert texts("sheet.again") in sheet_page(APART, linkage, texts, ADDRESS)
    assert texts("sheet.again") not in sheet_page(APART, linkage, texts, "")
    with_code = docx.Document(io.BytesIO(sheet_docx(APART, linkage, texts, ADDRESS)))
    without = docx.Document(io.BytesIO(sheet_docx(APART, linkage, texts, "")))
    assert len(with_code.inline_shapes) == len(without.inline_shapes) + 1
