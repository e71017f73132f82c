"""A paper as Vietnamese offices write it: the layout of decree 30/2020/NĐ-CP, annex I.

A4 with margins of 20–25 mm above and below, 30–35 mm at the left, 15–20 mm at the right; Times
New Roman, black; state and motto over the right half, the body's name over the left; the sort of
paper in bold capitals; text of 13–14 points, justified, the first line set in by 1–1.27 cm, at
least 6 points between paragraphs; page numbers in the middle of the upper margin, none on the
first page.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from geo.errors import Wording
from geo.model import Language

FACE: Final = "Times New Roman"
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
BODY_PT: Final = 14
TABLE_PT: Final = 11
_HEAD_PT: Final = 12
"""Of state and body: 12 or 13; at 12 the state's name stays on one line."""
_BODY_MM: Final = 63
"""Width of the left half of the head."""
_CELL_MM: Final = 1.0
"""Room between a rule and its text."""
_TOP_MM, _BOTTOM_MM, _LEFT_MM, _RIGHT_MM = 20, 20, 30, 15
_PAGE_MM: Final = (210, 297)
TEXT_MM: Final = _PAGE_MM[0] - _LEFT_MM - _RIGHT_MM
"""Width of the text."""

Align: TypeAlias = Literal["left", "centre", "justified"]
_ALIGNED: Final[Mapping[Align, WD_ALIGN_PARAGRAPH]] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "justified": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What stands over a paper: the body, the paper's number, and place and day."""

    body: str
    number: str
    place_and_day: str


class Letter:
    """A paper that is being written, from top to bottom.

    Parameters
    ----------
    language
        The paper's language; state and motto are those of Việt Nam in either.
    title
        What the file is called in its properties.
    body_pt, table_pt
        Size of text and of what stands in tables, points.
    """

    def __init__(
        self,
        language: Language,
        title: str,
        *,
        body_pt: float = BODY_PT,
        table_pt: float = TABLE_PT,
    ) -> None:
        self.language = language
        self.body_pt, self.table_pt = body_pt, table_pt
        self.document: Document = docx.Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = "Giáp Ranh"
        self.document.core_properties.comments = ""
        self._set_up()

    def say(self, key: str, **values: object) -> str:
        """A phrase of the catalogue ``minutes`` in the paper's language."""
        return str(getattr(Wording(f"minutes.{key}", **values), self.language.value))

    def head(self, head: LetterHead) -> None:
        """Write state and motto, and the body that writes."""
        table = self._plain_table([Mm(_BODY_MM), Mm(TEXT_MM - _BODY_MM)])
        left, right = table.rows[0].cells
        self._line(left, head.body, _HEAD_PT, bold=True)
        _rule(left.paragraphs[-1], width=0.4, of_mm=_BODY_MM)
        self._line(left, head.number, BODY_PT - 1)
        self._line(right, self.say("country"), _HEAD_PT, bold=True)
        self._line(right, self.say("motto"), BODY_PT - 1, bold=True)
        _rule(right.paragraphs[-1], width=0.54, of_mm=TEXT_MM - _BODY_MM)
        self._line(right, head.place_and_day, BODY_PT, italic=True)

    def title(self, sort: str, about: str) -> None:
        """Write the sort of paper, and under it what it is about."""
        self.line(sort, "centre", bold=True, before=18)
        self.line(about, "centre", bold=True)
        _rule(self.document.paragraphs[-1], width=0.35, of_mm=TEXT_MM)

    def line(
        self, text: str, align: Align = "justified", *, bold: bool = False, before: float = 6
    ) -> Paragraph:
        """Write a paragraph."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = _ALIGNED[align]
        paragraph.paragraph_format.space_before = Pt(before)
        if align == "justified":
            paragraph.paragraph_format.first_line_indent = Cm(1.27)
        paragraph.add_run(text).bold = bold
        return paragraph

    def heading(self, number: int, text: str) -> None:
        """Write a numbered heading, which stays with what follows it."""
        self.line(f"{number}. {text}", bold=True).paragraph_format.keep_with_next = True

    def table(
        self, heads: Sequence[str], rows: Iterable[Sequence[str]], widths_mm: Sequence[float]
    ) -> None:
        """Write a table with rules; its head stands again on each page."""
        table = self.document.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _set_cell_room(table)
        self._row(table, heads, bold=True)
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        properties.append(OxmlElement("w:tblHeader"))
        for cells in rows:
            table.add_row()._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            self._row(table, cells)
        for row in table.rows:
            for cell, width in zip(row.cells, widths_mm, strict=True):
                cell.width = Mm(width)
        _say_widths(table, widths_mm)

    def picture(
        self, content: bytes, caption: str, *, width_mm: float = TEXT_MM, named: str = ""
    ) -> Paragraph:
        """Put a PNG in, with its caption under it; without one, ``named`` says what is seen."""
        paragraph = self.line("", "centre")
        put_picture(paragraph, content, caption or named, width_mm)
        if caption:
            paragraph.paragraph_format.keep_with_next = True
            self.line(caption, "centre", before=2).runs[0].italic = True
        return paragraph

    def signatures(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Leave room for two signatures: over each who signs as what, under it the name."""
        table = self._plain_table([Mm(TEXT_MM / 2)] * 2)
        for cell, (office, name) in zip(table.rows[0].cells, (left, right), strict=True):
            self._line(cell, office, BODY_PT, bold=True)
            for _ in range(4):
                self._line(cell, "", BODY_PT)
            self._line(cell, name, BODY_PT, bold=True)

    def recipients(self, names: Iterable[str]) -> None:
        """Write to whom the paper goes."""
        first = self.line(self.say("recipients"), "left", bold=True, before=12).runs[0]
        first.italic, first.font.size = True, Pt(12)
        for name in (*(self.say("recipient", name=name) for name in names), self.say("filed")):
            self.line(name, "left", before=0).runs[0].font.size = Pt(11)

    def new_page(self) -> None:
        """Go on on the next page."""
        self.line("", before=0).paragraph_format.page_break_before = True

    @property
    def content(self) -> bytes:
        """The file."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _set_up(self) -> None:
        rels = self.document.part.rels
        for key in [key for key, rel in rels.items() if rel.reltype.endswith("/stylesWithEffects")]:
            del rels[key]  # Word 2010's copy of the styles, which would contradict ours
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FACE, Pt(self.body_pt)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FACE)
        tongue = OxmlElement("w:lang")
        tongue.set(qn("w:val"), {"vi": "vi-VN", "en": "en-GB"}[self.language.value])
        normal.element.get_or_add_rPr().append(tongue)
        normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.line_spacing = 1.0
        page = self.document.sections[0]
        page.orientation = WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = Mm(_PAGE_MM[0]), Mm(_PAGE_MM[1])
        page.top_margin, page.bottom_margin = Mm(_TOP_MM), Mm(_BOTTOM_MM)
        page.left_margin, page.right_margin = Mm(_LEFT_MM), Mm(_RIGHT_MM)
        page.header_distance = Mm(10)
        page.different_first_page_header_footer = True
        number = page.header.paragraphs[0]
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(number, "PAGE")

    def _plain_table(self, widths: Sequence[int]) -> Table:
        table = self.document.add_table(rows=1, cols=len(widths))
        table.autofit = False
        for cell, width in zip(table.rows[0].cells, widths, strict=True):
            cell.width = width
        _say_widths(table, [width / Mm(1) for width in widths])
        made: Table = table
        return made

    def _line(
        self, cell: _Cell, text: str, size: float, *, bold: bool = False, italic: bool = False
    ) -> None:
        empty = not cell.paragraphs[-1].runs and len(cell.paragraphs) == 1
        paragraph = cell.paragraphs[0] if empty else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)

    def _row(self, table: Table, cells: Sequence[str], *, bold: bool = False) -> None:
        for cell, text in zip(table.rows[-1].cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.bold, run.font.size = bold, Pt(self.table_pt)
            if bold:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def put_picture(paragraph: Paragraph, content: bytes, named: str, width_mm: float) -> None:
    """Put a PNG at the end of a line, as wide as is asked for, and no higher than a page."""
    shape = paragraph.add_run().add_picture(io.BytesIO(content), width=Mm(width_mm))
    highest = Mm(_PAGE_MM[1] - _TOP_MM - _BOTTOM_MM - 30)
    if shape.height > highest:
        shape.width, shape.height = round(shape.width * highest / shape.height), highest
    shape._inline.docPr.set("descr", named)


def _say_widths(table: Table, widths_mm: Sequence[float]) -> None:
    """Say a table's widths in its grid too: LibreOffice reads them there alone."""
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)


def _set_cell_room(table: Table) -> None:
    room = OxmlElement("w:tblCellMar")
    for edge in ("left", "right"):
        side = OxmlElement(f"w:{edge}")
        side.set(qn("w:w"), str(round(Mm(_CELL_MM).twips)))
        side.set(qn("w:type"), "dxa")
        room.append(side)
    table._tbl.tblPr.insert_element_before(room, "w:tblLook", "w:tblCaption")


def _field(paragraph: Paragraph, code: str) -> None:
    """Put a field of Word's in, as the page's number."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _rule(paragraph: Paragraph, *, width: float, of_mm: float) -> None:
    """Draw a line under a paragraph, over a share of the width."""
    edge = Mm(of_mm * (1 - width) / 2)
    under = paragraph.insert_paragraph_before("")
    paragraph._p.addnext(under._p)
    layout = under.paragraph_format
    layout.left_indent, layout.right_indent = edge, edge
    layout.space_before, layout.space_after = Pt(0), Pt(6)
    layout.line_spacing = Pt(3)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    under._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
