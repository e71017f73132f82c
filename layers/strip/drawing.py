"""The strip (sơ đồ duỗi thẳng): a project's line pulled straight, as one SVG to print.

From top to bottom: name and alarms; places and borders on staffs; the line, dashed by its
grade; kilometres; stated lengths under measured ones; the band of each side's status; a card
for each stretch with the party that answers; legend, date and credits. Text is at least 14
pixels high at the width of 1280, which on A4 across is 8 points. Colour never stands alone:
each status has its mark and its words.
"""

from collections.abc import Iterator
from xml.etree import ElementTree

from geo.model import Grade, Status
from geo.pipeline import Linkage
from geo.views.credits import credits_of
from geo.views.straightened import Border, Straightened, StraightRun, StraightStrand, straightened
from layers import palette
from layers.app.filters import rows
from layers.map import signs
from layers.map.inlined import as_base64
from layers.markup import Markup, none, part
from layers.panels.alarms import alarms
from layers.panels.commune_words import commune_words
from layers.panels.panel import project_facts
from layers.show.lettering import FAMILY, wrap
from layers.show.svg import (
    Block,
    Pen,
    clean,
    corner,
    line,
    moved,
    number,
    path,
    rect,
    stacked,
    text,
)
from layers.strip.cards import MOST_CARDS, funnels, run_cards, side_cards
from layers.strip.line import Scale, bridge_sign, old_mark, strand_block
from layers.texts import Texts
from layers.whose import whose

_svg, _image = part("drawing.html", "strip"), part("parts.html", "image")
_SVG = "{http://www.w3.org/2000/svg}"
WIDTH_PX = 1280
MARGIN_PX = 40
_TITLE = Pen(27, bold=True)
_FACTS = Pen(16, fill=palette.QUIET_INK)
_ALARM = Pen(18, bold=True, fill=palette.ALARM)
_MAYBE = Pen(18, bold=True, fill=palette.POSSIBLE)
_SMALL = Pen(14, fill=palette.QUIET_INK)
_PLAIN = Pen(15)


def strip(project_id: str, linkage: Linkage, texts: Texts, *, width: int = WIDTH_PX) -> Markup:
    """Draw a project pulled straight.

    Parameters
    ----------
    project_id
        Id in the registry.
    linkage
        How things stand, on which date and in which units.
    texts
        The language.
    width
        Pixels; letters keep their size, a wider strip has more room between them.

    Returns
    -------
    Markup
        One SVG element, self-contained, in Unicode NFC.

    Raises
    ------
    KeyError
        When the registry has no such project.
    """
    straight = straightened(project_id, linkage)
    inner = width - 2 * MARGIN_PX
    parts = [
        _heading(project_id, linkage, texts, inner),
        *_body(project_id, straight, linkage, texts, inner),
        _notes(project_id, straight, linkage, texts, inner),
        _legend(project_id, straight, linkage, texts, inner),
    ]
    drawing = stacked(parts, gap=16)
    height = round(drawing.height + 2 * MARGIN_PX * 0.7)
    key = f"strip-{project_id}"
    name = texts.pick(linkage.registry.projects[project_id].name)
    ground = rect(0, 0, width, height, fill="#FFFFFF")
    return _svg(
        (width, height),
        texts.language,
        key,
        FAMILY,
        f"{texts('strip.title')}: {clean(name)}",
        clean(" ".join(_said(straight, linkage, texts))),
        ground + moved(drawing, MARGIN_PX, MARGIN_PX * 0.7),
    )


def picture(drawn: Markup) -> Markup:
    """Put a strip into a page as an image with its words as alternative text.

    A page that cleans foreign HTML lets an image pass where it drops SVG elements.
    """
    read = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    title, said = (read.findtext(f"{_SVG}{name}") for name in ("title", "desc"))
    return _image(as_base64(drawn), f"{title}. {said}", "gr-strip")


def _heading(project_id: str, linkage: Linkage, texts: Texts, inner: float) -> Block:
    project = linkage.registry.projects[project_id]
    row = rows(linkage.projects[linkage.projects["project_id"] == project_id])[0]
    as_of = texts("strip.as_of", day=texts.date(linkage.as_of))
    facts = [*project_facts(project, row, texts), as_of, texts(f"strip.units.{linkage.units}")]
    lines = [(words, _TITLE) for words in wrap(texts.pick(project.name), 27, inner, bold=True)]
    lines += [(words, _FACTS) for words in wrap(" · ".join(facts), 16, inner)]
    svg, y = none, 0.0
    for words, pen in lines:
        y += pen.size * (1.2 if pen is _TITLE else 1.6)
        svg += text(0, y, words, pen)
    for alarm in alarms(row, texts):
        y += _ALARM.size * 1.5
        pen = _ALARM if alarm.certain else _MAYBE
        svg += _lozenge(0, y - 7, 9, certain=alarm.certain)
        svg += text(26, y, alarm.words, pen)
    return Block(svg, y + 4)


def _body(
    project_id: str, straight: Straightened, linkage: Linkage, texts: Texts, inner: float
) -> Iterator[Block]:
    project = linkage.registry.projects[project_id]
    if not straight.strands:
        yield _no_line(project_id, linkage, texts, inner)
        yield side_cards(project_id, linkage, texts, inner)
        return
    longest = max(straight.strands, key=lambda strand: strand.length_km)
    per_km = Scale.fitting(longest, inner, texts).px_per_km
    one = straight.strands[0]
    if len(straight.strands) == 1 and len(one.runs) <= MOST_CARDS * inner / 1200:
        scale = Scale(one.from_km, per_km)
        drawn = strand_block(one, scale, project, texts, named=False)
        cards = run_cards(one, project, linkage, texts, inner)
        joined = funnels(one, scale, inner)
        yield Block(
            drawn.svg
            + moved(joined, 0, drawn.height)
            + moved(cards, 0, drawn.height + joined.height),
            drawn.height + joined.height + cards.height,
        )
        return
    for number_, strand in enumerate(straight.strands, start=1):
        scale = Scale(strand.from_km, min(per_km, Scale.fitting(strand, inner, texts).px_per_km))
        head = _strand_head(number_, strand, straight, texts)
        drawn = strand_block(strand, scale, project, texts, named=True)
        yield stacked([head, drawn], gap=2)
    yield side_cards(project_id, linkage, texts, inner)


def _length(strand: StraightStrand, texts: Texts) -> str:
    about = any(part.grade is Grade.C for run in strand.runs for part in run.parts)
    return texts.km(strand.length_km, about=about)


def _strand_head(
    number_: int, strand: StraightStrand, straight: Straightened, texts: Texts
) -> Block:
    if len(straight.strands) == 1:
        return Block(none, 0)
    named = strand.landmarks
    ends = " – ".join(texts.pick(mark.name) for mark in (named[0], named[-1])) if named else ""
    words = texts("strip.strand", number=number_, ends=ends, length=_length(strand, texts))
    return Block(text(0, 17, words, Pen(17, bold=True)), 22)


def _no_line(project_id: str, linkage: Linkage, texts: Texts, inner: float) -> Block:
    """Say why there is nothing to pull straight, and how the position is known."""
    location = linkage.locations[project_id]
    lines = wrap(f"{texts('strip.no_line')} {texts.pick(location.reason)}", 16, inner - 40)
    svg = rect(0, 0, 6, len(lines) * 23 + 14, fill=palette.BORDER)
    svg += none.join(text(20, 24 + 23 * row, words, Pen(16)) for row, words in enumerate(lines))
    return Block(svg, len(lines) * 23 + 14)


def _notes(
    project_id: str, straight: Straightened, linkage: Linkage, texts: Texts, inner: float
) -> Block:
    """Write the other side of a link split in two, and lengths that could not be measured."""
    project = linkage.registry.projects[project_id]
    notes = []
    if project.pair:
        pair = linkage.registry.projects[project.pair]
        notes.append(texts("panel.pair", name=texts.pick(pair.name)))
    if straight.strands:
        notes += _without_stretch(project_id, straight, linkage, texts)
    for km, of in straight.unmeasured:
        notes.append(texts("strip.unmeasured", km=_plain_km(km, texts), of=texts.pick(of)))
    lines = [words for note in notes for words in wrap(note, 15, inner)]
    svg = none.join(text(0, 15 + 21 * row, words, _PLAIN) for row, words in enumerate(lines))
    return Block(svg, 21 * len(lines))


def _without_stretch(
    project_id: str, straight: Straightened, linkage: Linkage, texts: Texts
) -> Iterator[str]:
    """Name the sides on whose ground no stretch of the line was found."""
    drawn = {run.side for strand in straight.strands for run in strand.runs}
    own = linkage.sides[linkage.sides["project_id"] == project_id]
    columns = (own["side"], own["province_name"], own["status"])
    for side, province, status in zip(*columns, strict=True):
        if side not in drawn:
            yield texts("strip.no_stretch", province=province, status=texts(f"status.{status}"))


def _plain_km(km: float, texts: Texts) -> str:
    return f"{texts.number(km, 0 if km == round(km) else 1)} km"


def _legend(
    project_id: str, straight: Straightened, linkage: Linkage, texts: Texts, inner: float
) -> Block:
    runs = [run for strand in straight.strands for run in strand.runs]
    borders = [border for strand in straight.strands for border in strand.borders]
    items = [*_status_items(project_id, linkage, texts), *_grade_items(runs, texts)]
    items += _border_items(borders, texts)
    if any(run.is_old for run in runs):
        band = rect(0, -11, 30, 13, fill=palette.QUIET_INK) + old_mark(0, -2, 30, "#FFFFFF")
        items.append((band, 30, texts("report.old")))
    if any(mark.is_bridge for strand in straight.strands for mark in strand.landmarks):
        items.append((moved(Block(bridge_sign(), 0), 12, -5), 24, texts("mode.bridge").lower()))
    svg = line((0, 0, inner, 0), stroke=palette.HAIRLINE, width=1)
    x, y = 0.0, 25.0
    for sample, size, words in items:
        wide = size + 8 + _PLAIN.width(words)
        if x and x + wide > inner:
            x, y = 0.0, y + 26
        svg += moved(Block(sample + text(size + 8, 0, words, _PLAIN), 0), x, y)
        x += wide + 26
    named = " · ".join(texts.pick(credit) for credit in credits_of(linkage))
    sketch = f"{texts('legend.sketch.mark')} · " if linkage.boundaries.is_sketch else ""
    lines = wrap(f"{texts('app.title')} · {sketch}{named}", 14, inner)
    y += 10
    for words in lines:
        y += 20
        svg += text(0, y, words, _SMALL)
    return Block(svg, y + 4)


_Item = tuple[Markup, float, str]


def _status_items(project_id: str, linkage: Linkage, texts: Texts) -> list[_Item]:
    pieces = linkage.pieces.loc[linkage.pieces["project_id"] == project_id, "status"]
    sides = linkage.sides.loc[linkage.sides["project_id"] == project_id, "status"]
    used = {*pieces, *sides}
    return [
        (signs.disc(status, 22, at=corner(11, -5, 22)), 22, texts(f"status.{status.value}"))
        for status in Status
        if status.value in used
    ]


def _grade_items(runs: list[StraightRun], texts: Texts) -> list[_Item]:
    used = {part.grade for run in runs for part in run.parts}
    return [
        (
            line((0, -5, 40, -5), stroke=palette.INK, width=5, dash=palette.GRADE_DASH[grade]),
            40,
            f"{grade.value}: {texts(f'grade.{grade.value}')}",
        )
        for grade in Grade
        if grade in used
    ]


def _border_items(borders: list[Border], texts: Texts) -> list[_Item]:
    items: list[_Item] = []
    if any(not border.former for border in borders):
        rule = line((5, -16, 5, 6), stroke=palette.INK, width=2, dash=(9, 4, 2, 4))
        items.append((rule, 10, texts("legend.crossing")))
    if any(border.former for border in borders):
        rule = line((5, -16, 5, 6), stroke=palette.BORDER, width=2, dash=(2, 4))
        items.append((rule, 10, texts("border.former")))
    for wanted, key in (
        (any(border.mismatch for border in borders), "legend.mismatch"),
        (any(border.possible for border in borders), "legend.possible"),
    ):
        if wanted:
            drawn = _lozenge(0, -6, 11, certain=key == "legend.mismatch")
            items.append((drawn, 22, texts(key)))
    return items


def _lozenge(left: float, middle: float, reach: float, *, certain: bool) -> Markup:
    """Draw the sign of sides out of step; with a broken rim where they only may be."""
    r = f"{reach:g}"
    outline = f"M{number(left)} {number(middle)}l{r}-{r} {r} {r}-{r} {r}z"
    if certain:
        return path(outline, stroke=palette.ALARM, width=3)
    return path(outline, stroke=palette.POSSIBLE, width=2, dash=(4, 3))


def _said(straight: Straightened, linkage: Linkage, texts: Texts) -> Iterator[str]:
    """Tell the drawing in words, for those who hear it."""
    yield texts("strip.as_of", day=texts.date(linkage.as_of)) + "."
    for strand in straight.strands:
        for run in strand.runs:
            yield texts(
                "strip.said.run",
                province=whose(run.answering, run.province, texts),
                low=texts.number(run.from_km, 1),
                high=texts.number(run.to_km, 1),
                status=texts(f"status.{run.status.value}"),
                responsible=texts.pick(run.responsible),
            )
            if run.communes:
                yield texts("strip.communes", communes=commune_words(run.communes, texts)) + "."
        for border in strand.borders:
            step = f" {texts('mismatch')}." if border.mismatch else ""
            step = f" {texts('mismatch.possible')}." if border.possible else step
            words = texts(
                "panel.crossing.row",
                km=texts.number(border.km, 1),
                between=f"{border.before} – {border.after}",
            )
            yield f"{texts('legend.crossing')}: {words}.{step}"
