"""The same show as PowerPoint: words and tables that can be edited, maps and strips as pictures."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Emu, Mm, Pt

from geo.export.colours import MARK_COLOUR, STATUS_COLOUR
from geo.export.record import Record
from geo.model import Status
from geo.pipeline import Linkage
from layers import palette
from layers.app.filters import Choice, shown
from layers.markup import Markup
from layers.show.deck import Deck
from layers.show.listing import Listing, agenda, changed, closing
from layers.show.picture import PictureLook, map_png
from layers.show.raster import png
from layers.show.slides import opening_content, project_content, slide_credits
from layers.strip.band import WIDTH_PX, strip_band
from layers.texts import Texts

DPI: Final = 200
"""Of the pictures: sharp on a projector and on paper."""
_WIDE_MM, _HIGH_MM = 338.67, 190.5
"""16 : 9, as PowerPoint has it."""
_EDGE_MM: Final = 10.0
_MAP_MM: Final = (128.0, 86.0)
_STRIP_MM: Final = (_WIDE_MM - 2 * _EDGE_MM, 40.0)
_BODY_MM: Final = 38.0
"""Where map and table begin, from above."""
_FACE: Final = "Arial"
_BLANK: Final = 6
"""The layout of the default template that holds nothing."""


def powerpoint(
    deck: Deck,
    linkage: Linkage,
    *,
    lanes: Mapping[str, int] | None = None,
    record: Record | None = None,
) -> bytes:
    """Write the show: title, agenda, what changed, a project a slide, conclusions.

    Parameters are those of :func:`layers.show.slides.slides`; words and order are the same.

    Raises
    ------
    KeyError
        When the registry has no such project.
    """
    texts = Texts(deck.language)
    made = pptx.Presentation()
    made.slide_width, made.slide_height = Mm(_WIDE_MM), Mm(_HIGH_MM)
    made.core_properties.title = deck.title or texts("app.title")
    made.core_properties.author = texts("app.title")
    work = _Show(made, linkage, texts)
    work.opening(opening_content(deck, linkage, texts))
    for listing in agenda(deck.projects, linkage, texts):
        work.listing(listing)
    for listing in changed(record, texts) if record else ():
        work.listing(listing)
    for project_id in deck.projects:
        work.project(project_id, lanes or {})
    for listing in closing(deck.projects, linkage, texts, record):
        work.listing(listing)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


class _Show:
    """A presentation that is being written."""

    def __init__(self, made: Presentation, linkage: Linkage, texts: Texts) -> None:
        self.made, self.linkage, self.texts = made, linkage, texts

    def opening(self, of: Mapping[str, Any]) -> None:
        slide = self._slide()
        self._words(
            slide, (_EDGE_MM * 2, 50, _WIDE_MM - 4 * _EDGE_MM, 40), [(of["title"], 40, True)]
        )
        lines = [(of["facts"], 18, False), *((f"{a}: {b}", 14, False) for a, b in of["documents"])]
        self._words(slide, (_EDGE_MM * 2, 92, _WIDE_MM - 4 * _EDGE_MM, 70), lines)

    def listing(self, listing: Listing) -> None:
        slide = self._slide()
        self._title(slide, listing.title, 30)
        lines = []
        for number, line in enumerate(listing.lines, start=listing.first):
            mark = f"{number}. " if listing.first else "• "
            lines.append((f"{mark}{line.words}", 20, False))
            if line.more:
                lines.append((f"    {line.more}", 13, False))
        self._words(slide, (_EDGE_MM, 30, _WIDE_MM - 2 * _EDGE_MM, 140), lines)

    def project(self, project_id: str, lanes: Mapping[str, int]) -> None:
        of = project_content(project_id, self.linkage, self.texts)
        slide = self._slide()
        self._title(slide, of["name"], 24)
        above = [(of["facts"], 13, False)]
        above += [(f"{'◆' if a.certain else '◇'} {a.words}", 15, True) for a in of["alarms"]]
        self._words(slide, (_EDGE_MM, 20, _WIDE_MM - 2 * _EDGE_MM, 18), above)
        look = PictureLook(self.texts, chosen=project_id, lanes=lanes)
        drawn = map_png(
            shown(self.linkage, Choice(even=frozenset({project_id}))),
            look,
            _MAP_MM,
            px=0.85,
            dpi=DPI,
        )
        self._picture(slide, drawn, (_EDGE_MM, _BODY_MM, *_MAP_MM), of["name"])
        left = _EDGE_MM + _MAP_MM[0] + 5
        self._sides(slide, of["sides"], (left, _BODY_MM, _WIDE_MM - left - _EDGE_MM, _MAP_MM[1]))
        band = strip_band(project_id, self.linkage, self.texts)
        if band:
            width = round(_STRIP_MM[0] / 25.4 * DPI)
            place = (_EDGE_MM, _BODY_MM + _MAP_MM[1] + 4, *_STRIP_MM)
            said = f"{self.texts('strip.title')}: {of['name']}"
            self._picture(slide, png(str(band), width=max(width, WIDTH_PX)), place, said)

    def _slide(self) -> Slide:
        slide: Slide = self.made.slides.add_slide(self.made.slide_layouts[_BLANK])
        number = len(self.made.slides)
        foot = f"{number}    {slide_credits(self.linkage, self.texts)}"
        place = (_EDGE_MM, _HIGH_MM - 11, _WIDE_MM - 2 * _EDGE_MM, 8)
        self._words(slide, place, [(foot, 9, False)])
        return slide

    def _title(self, slide: Slide, words: str, size: float) -> None:
        self._words(slide, (_EDGE_MM, 6, _WIDE_MM - 2 * _EDGE_MM, 14), [(words, size, True)])

    def _words(
        self, slide: Slide, place: Sequence[float], lines: Sequence[tuple[str, float, bool]]
    ) -> None:
        frame = slide.shapes.add_textbox(*map(Mm, place)).text_frame
        frame.word_wrap = True
        for number, (words, size, bold) in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = words
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FACE
            run.font.color.rgb = _rgb(palette.INK)

    def _picture(self, slide: Slide, content: bytes, place: Sequence[float], said: str) -> None:
        """Put a picture in, as large as its place lets it be."""
        left, top, width, height = map(Mm, place)
        shape = slide.shapes.add_picture(io.BytesIO(content), left, top, width=width)
        if shape.height > height:
            shape.width, shape.height = Emu(round(shape.width * height / shape.height)), height
        shape._element._nvXxPr.cNvPr.set("descr", said)

    def _sides(
        self, slide: Slide, sides: Sequence[Mapping[str, Any]], place: Sequence[float]
    ) -> None:
        """Write the sides next to each other, as a table."""
        texts = self.texts
        keys = ("panel.status", "panel.length", "panel.deadline", "responsible")
        shape = slide.shapes.add_table(len(keys) + 1, len(sides) + 1, *map(Mm, place))
        table = shape.table
        heads = Mm(26)
        table.columns[0].width = heads
        for number in range(1, len(sides) + 1):
            table.columns[number].width = Emu(round((Mm(place[2]) - heads) / len(sides)))
        size = {1: 14, 2: 14, 3: 12}.get(len(sides), 10)
        for row, key in enumerate(keys, start=1):
            self._cell(table.cell(row, 0), texts(key), size - 2, bold=True)
        for column, side in enumerate(sides, start=1):
            formerly = texts("panel.formerly", name=side["formerly"]) if side["formerly"] else ""
            head = "\n".join(filter(None, [side["unit_name"], formerly]))
            self._cell(table.cell(0, column), head, size + 1, bold=True)
            for row, words in enumerate(self._said(side), start=1):
                self._cell(table.cell(row, column), words, size)
            status = Status(side["status"])
            cell = table.cell(1, column)
            cell.fill.solid()  # type: ignore[no-untyped-call]
            cell.fill.fore_color.rgb = _rgb(STATUS_COLOUR[status])
            for paragraph in cell.text_frame.paragraphs:
                for run in paragraph.runs:
                    run.font.color.rgb = _rgb(MARK_COLOUR[status])

    def _said(self, side: Mapping[str, Any]) -> Iterator[str]:
        texts, report = self.texts, side["report"]
        status = texts(f"status.{side['status']}")
        if report is None:
            yield f"{status}\n{texts('report.none')}"
        else:
            old = f", {side['age']}" if side["age"] else ""
            read = "" if report["is_stated"] else f" ({texts('report.inferred')})"
            yield f"{status}, {texts.date(report['date'])}{old}{read}"
        yield side["length"]
        late = Markup(side["overdue"]).striptags()
        yield f"{texts.date(side['deadline'])} {late}".strip() if side["deadline"] else "–"
        yield side["responsible"]

    def _cell(self, cell: Any, words: str, size: float, *, bold: bool = False) -> None:
        cell.vertical_anchor = MSO_ANCHOR.TOP
        cell.margin_left = cell.margin_right = Mm(1.5)
        cell.text_frame.text = words
        for paragraph in cell.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FACE


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]
