"""The same show as PowerPoint: words and tables that can be edited, maps and strips as pictures."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from geo.views.changes import Difference
from layers import palette
from layers.app.filters import Choice, Shown, shown
from layers.markup import Markup
from layers.show.deck import Deck
from layers.show.listing import Listing, agenda, changed, changes, closing, notes
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
_HEADS: Final = ("panel.status", "panel.length", "panel.deadline", "responsible")
"""What the table tells of each side."""
_LETTER_EM: Final = 0.58
"""Width of a bold letter of Arial beside its size: 0.55 on average over the names of projects, and
a little more, so that a title stays on its line."""
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
    work = _begun(deck.title or texts("app.title"), linkage, texts)
    work.opening(opening_content(deck, linkage, texts))
    for listing in agenda(deck.projects, linkage, texts):
        work.listing(listing)
    for listing in changed(record, texts) if record else ():
        work.listing(listing)
    for project_id in deck.projects:
        work.project(project_id, lanes or {})
        for listing in notes(project_id, linkage, texts):
            work.listing(listing)
    for listing in closing(deck.projects, linkage, texts, record):
        work.listing(listing)
    return work.content


def changes_powerpoint(
    since: dt.date, found: Iterable[Difference], seen: Shown, texts: Texts
) -> bytes:
    """Write what changed since a day: a map of nothing else, then the list.

    Parameters
    ----------
    since
        The earlier day.
    found
        What became different.
    seen
        The projects that did.
    """
    work = _begun(texts("changes.title"), seen.linkage, texts)
    listings = list(changes(since, found, seen.linkage, texts))
    work.picture_of(seen, listings[0].title)
    for listing in listings:
        work.listing(listing)
    return work.content


def _begun(title: str, linkage: Linkage, texts: Texts) -> "_Show":
    made = pptx.Presentation()
    made.slide_width, made.slide_height = Mm(_WIDE_MM), Mm(_HIGH_MM)
    made.core_properties.title = title
    made.core_properties.author = texts("app.title")
    return _Show(made, linkage, texts)


class _Show:
    """A presentation that is being written."""

    def __init__(self, made: Presentation, linkage: Linkage, texts: Texts) -> None:
        self.made, self.linkage, self.texts = made, linkage, texts

    @property
    def content(self) -> bytes:
        """The file."""
        stream = io.BytesIO()
        self.made.save(stream)
        return stream.getvalue()

    def picture_of(self, seen: Shown, title: str) -> None:
        """Write a slide that is a map."""
        slide = self._slide()
        self._title(slide, title, 30)
        place = (_EDGE_MM, 24, _WIDE_MM - 2 * _EDGE_MM, _HIGH_MM - 38)
        drawn = map_png(seen, PictureLook(self.texts), place[2:], px=0.85, dpi=DPI)
        self._picture(slide, drawn, place, title)

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
        room = (left, _BODY_MM, _WIDE_MM - left - _EDGE_MM, _MAP_MM[1])
        self._sides(slide, of["sides"], room, as_rows=of["is_wide"])
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
        width_mm = _WIDE_MM - 2 * _EDGE_MM
        fitting = Mm(width_mm).pt / (_LETTER_EM * len(words))
        self._words(slide, (_EDGE_MM, 6, width_mm, 14), [(words, min(size, fitting), True)])

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
        self,
        slide: Slide,
        sides: Sequence[Mapping[str, Any]],
        place: Sequence[float],
        *,
        as_rows: bool,
    ) -> None:
        """Write the sides next to each other as a table; many of them as its rows."""
        across, down = (len(_HEADS), len(sides)) if as_rows else (len(sides), len(_HEADS))
        table = slide.shapes.add_table(down + 1, across + 1, *map(Mm, place)).table
        first = Mm(place[2] / 6)
        table.columns[0].width = first
        for number in range(1, across + 1):
            table.columns[number].width = Emu(round((Mm(place[2]) - first) / across))

        def cell(side: int, head: int) -> Any:
            return table.cell(side, head) if as_rows else table.cell(head, side)

        size = 12 if as_rows else 14
        for number, key in enumerate(_HEADS, start=1):
            self._cell(cell(0, number), self.texts(key), size - 2, bold=True)
        for number, side in enumerate(sides, start=1):
            self._cell(cell(number, 0), self._unit(side), size + 1, bold=True)
            for head, words in enumerate(self._said(side), start=1):
                self._cell(cell(number, head), words, size)
            _paint(cell(number, 1), Status(side["status"]))

    def _unit(self, side: Mapping[str, Any]) -> str:
        was = side["formerly"]
        formerly = self.texts("panel.formerly", name=was) if was else ""
        return "\n".join(filter(None, [side["unit_name"], formerly]))

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


def _paint(cell: Any, status: Status) -> None:
    """Give a cell the colour of its status."""
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb(STATUS_COLOUR[status])
    for paragraph in cell.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.color.rgb = _rgb(MARK_COLOUR[status])


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]
