"""Minutes and notice: the decree's layout, the facts of the store, gaps where a person writes."""

import datetime as dt
import inspect
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from geo.errors import catalogue
from geo.export import letter
from geo.export import minutes as papers
from geo.export.minutes import minutes, notice
from geo.export.record import Record
from geo.model import EntrySource, Language, Text
from geo.store.conclusions import conclusions
from geo.store.entry import Conference, Decision, Draft, Entry, EntryKind
from geo.views.changes import differences
from tests.geo import traces
from tests.geo.export.office_files import faults_of, pages_of
from tests.geo.store.test_folding import said

MEETING_DAY = dt.date(2026, 2, 4)
APART = "huu-lung-dt245-my-an"
AGENDA = (APART, "ql279", "cau-hoa-son")
SIDES = 2 + 4 + 2


def conclusion(minute: int, words: str, **fields: Any) -> Entry:
    source = EntrySource(by="An", date=MEETING_DAY)
    decision = Decision(text=Text(vi=words, en=words), source=source, **fields)
    draft = Draft(kind=EntryKind.DECISION, project=APART, side="2008:20", payload=decision)
    return said(draft, minute)


@pytest.fixture(scope="module")
def record() -> Record:
    trace = traces.sketch_trace()
    before, after = trace.at(dt.date(2024, 5, 2)), trace.at(MEETING_DAY)
    conference = Conference(
        title="Hội nghị giao ban Bắc Giang – Lạng Sơn",
        date=MEETING_DAY,
        place="Lạng Sơn",
        host="UBND tỉnh Lạng Sơn",
        parties=("2008:20", "2008:24"),
        present=("Ông Nguyễn Văn A, Phó Chủ tịch UBND tỉnh", "Bà Trần Thị B, Sở Xây dựng"),
        agenda=(*AGENDA, "no-such-project"),
        as_of=MEETING_DAY,
        since=dt.date(2024, 5, 2),
        secretary="Lê Văn C",
    )
    entries = [
        conclusion(1, "Hoàn thành nền đường", by=dt.date(2026, 6, 30), who="Ban QLDA Lạng Sơn"),
        conclusion(2, "Trao đổi hồ sơ", responsible=("bac-giang",)),
        conclusion(3, "Báo cáo Chính phủ", by=dt.date(2025, 12, 31)),
    ]
    found = conclusions(entries, after.registry)
    overdue = [one for one in found if one.said.text.vi == "Báo cáo Chính phủ"]
    own = [one for one in found if one not in overdue]
    return Record(conference, after, own, overdue, differences(before, after))


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def words(document: Document) -> str:
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("language", list(Language))
def test_word_would_open_both_papers(record: Record, language: Language, tmp_path: Path) -> None:
    for name, paper in (("minutes", minutes), ("notice", notice)):
        file = tmp_path / f"{name}.docx"
        file.write_bytes(paper(record, language))
        assert faults_of(file) == []


def test_the_page_is_laid_out_as_the_decree_says(record: Record) -> None:
    document = opened(minutes(record, Language.VI))
    page = document.sections[0]
    names = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin")
    sizes = [round(getattr(page, name) / Mm(1)) for name in (*names, "right_margin")]
    assert sizes == [210, 297, 20, 20, 30, 15]
    assert page.different_first_page_header_footer
    assert "PAGE" in page.header._element.xml
    assert page.header.paragraphs[0].alignment is WD_ALIGN_PARAGRAPH.CENTER
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    head = document.tables[0].rows[0].cells
    left, right = ([p.text for p in cell.paragraphs if p.text] for cell in head)
    assert left == ["UBND TỈNH LẠNG SƠN", "Số: ……/BB-……"]
    assert right == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Lạng Sơn, ngày 04 tháng 02 năm 2026",
    ]
    body = next(p for p in document.paragraphs if p.text.startswith("Thời gian bắt đầu"))
    assert body.alignment is WD_ALIGN_PARAGRAPH.JUSTIFY
    assert body.paragraph_format.space_before == Pt(6)


def test_the_minutes_say_what_the_store_knows(record: Record) -> None:
    document = opened(minutes(record, Language.VI))
    text = words(document)
    for known in (
        "Ông Nguyễn Văn A, Phó Chủ tịch UBND tỉnh",
        "Thư ký (người ghi biên bản): Lê Văn C",
        "Hoàn thành nền đường",
        "Ban QLDA Lạng Sơn",
        "30/6/2026",
        "31/12/2025 (quá hạn)",
        "UBND tỉnh Bắc Giang",
        "ĐẠI DIỆN LẠNG SƠN",
        "ĐẠI DIỆN BẮC GIANG",
    ):
        assert known in text, known
    assert "Chủ trì: ……………" in text, "who is not known is a gap that is seen"
    status = next(t for t in document.tables if t.rows[0].cells[-1].text == "Lệch tiến độ")
    assert len(status.rows) == 1 + SIDES
    rows = [[cell.text for cell in row.cells] for row in status.rows[1:]]
    sides = record.linkage.sides.set_index(["project_id", "side"])
    assert rows[0][3] == "≈ 11,58"
    assert float(rows[0][3].removeprefix("≈ ").replace(",", ".")) == pytest.approx(
        sides.loc[(APART, 0), "length_km"], abs=0.005
    )
    changed = [p.text for p in document.paragraphs if "→" in p.text]
    assert any("đã phê duyệt → đang thi công" in line for line in changed)


def test_without_a_meeting_before_nothing_is_said_to_have_changed(record: Record) -> None:
    first = replace(record, conference=record.conference.model_copy(update={"since": None}))
    assert "Thay đổi từ" not in words(opened(minutes(first, Language.VI)))


def test_english_says_no_vietnamese_of_its_own(record: Record) -> None:
    text = words(opened(minutes(record, Language.EN)))
    assert "MINUTES" in text
    for word in ("BIÊN BẢN", "Tiến độ", "Thời hạn", "quá hạn", "bước", "Nơi nhận"):
        assert word not in text


def test_libreoffice_lays_it_out_with_its_numbers(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "minutes.docx"
    file.write_bytes(minutes(record, Language.VI))
    first, second, *_ = pages_of(file, tmp_path)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    assert not first.lstrip().startswith("1"), "the first page bears no number"
    assert second.lstrip().startswith("2")


def test_every_phrase_of_the_papers_is_said() -> None:
    code = "".join(Path(inspect.getfile(module)).read_text("utf-8") for module in (papers, letter))
    wanted = {key.removeprefix("col_") for key in catalogue("minutes")}
    assert {key for key in wanted if f'"{key}"' not in code} == set()
