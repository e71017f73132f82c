"""The cards of a strip: who answers for each stretch, how far it is, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.duty.status import side_state
from geo.duty.succession import named_in
from geo.model import Project, Status
from geo.pipeline import Linkage
from geo.views.by_commune import InCommune, communes_along
from geo.views.straightened import StraightRun, StraightStrand
from layers import palette
from layers.app.filters import all_rows
from layers.map import signs
from layers.markup import none
from layers.panels.alarms import age_of, draft_words, overdue
from layers.panels.commune_words import commune_words
from layers.show.lettering import wrap
from layers.show.svg import Block, Pen, corner, moved, number, path, rect, text
from layers.strip.line import Scale, km_digits
from layers.texts import Texts
from layers.whose import whose

MOST_CARDS: Final = 6
"""Cards that stand side by side on a strip of 1280 pixels; each is 190 wide then."""
_GAP_PX, _PAD_PX, _WIDEST_PX, _FUNNEL_PX = 12.0, 12.0, 520.0, 24.0
_TITLE = Pen(18, bold=True)
_STATUS = Pen(16, bold=True)
_PLAIN = Pen(15)
_SMALL = Pen(14, fill=palette.QUIET_INK)
_ALARM = Pen(15, bold=True, fill=palette.ALARM)
_MAYBE = Pen(15, bold=True, fill=palette.POSSIBLE)
_Line = tuple[str, Pen]


@dataclass(frozen=True, slots=True)
class _Card:
    title: str
    formerly: str
    status: Status
    lines: tuple[_Line, ...]


def run_cards(
    strand: StraightStrand, project: Project, linkage: Linkage, texts: Texts, inner: float
) -> Block:
    """Draw a card for each stretch of a strand, from left to right."""
    width = _width(len(strand.runs), inner)
    cards = []
    for run in strand.runs:
        responsible = texts.pick(run.responsible)
        digits = km_digits(strand)
        extent = texts(
            "strip.extent",
            length=f"{'≈ ' if run.is_about else ''}{texts.number(run.length_km, digits)} km",
            low=texts.number(run.from_km, digits),
            high=texts.number(run.to_km, digits),
        )
        lines = [(extent, _PLAIN), *_side_lines(run.side, project, linkage, texts)]
        lines.append((f"{texts('responsible')}: {responsible}", _PLAIN))
        lines += _commune_lines(run.communes, texts)
        title = whose(run.answering, run.province, texts)
        cards.append(_Card(title, _formerly(run, texts), run.status, tuple(lines)))
    return _row(cards, width, texts)


def side_cards(project_id: str, linkage: Linkage, texts: Texts, inner: float) -> Block:
    """Draw a card for each side of a project, where stretches cannot carry them."""
    project, registry = linkage.registry.projects[project_id], linkage.registry
    communes = communes_along(project_id, linkage)
    own = linkage.sides[linkage.sides["project_id"] == project_id]
    cards = []
    for number_, side in enumerate(project.sides):
        row = own[own["side"] == number_].iloc[0]
        lines: list[_Line] = []
        if row["length_km"] > 0:
            length = texts.km(row["length_km"], about=row["about"])
            lines.append((f"{texts('panel.length')}: {length}", _PLAIN))
        lines += _side_lines(number_, project, linkage, texts)
        parties = texts.pick(named_in(linkage.units, side.responsible, registry))
        lines.append((f"{texts('responsible')}: {parties}", _PLAIN))
        lines += _commune_lines([one for one in communes if one.side == number_], texts)
        moved_on = row["province_name"] != row["signing_name"]
        formerly = texts("panel.formerly", name=row["signing_name"]) if moved_on else ""
        cards.append(_Card(row["province_name"], formerly, Status(row["status"]), tuple(lines)))
    return _row(cards, _width(max(len(cards), 2), inner), texts)


def funnels(strand: StraightStrand, scale: Scale, inner: float) -> Block:
    """Lead from each stretch's band down to its card."""
    width = _width(len(strand.runs), inner)
    svg = none
    for place, run in enumerate(strand.runs):
        low, high = scale.x(run.from_km), scale.x(run.to_km)
        left = place * (width + _GAP_PX)
        corners = f"M{number(low + 1)} 3H{number(high - 1)}L{number(left + width)} "
        corners += f"{number(_FUNNEL_PX)}H{number(left)}Z"
        svg += path(corners, fill=palette.PAPER, stroke=palette.BORDER)
    return Block(svg, _FUNNEL_PX)


def _width(count: int, inner: float) -> float:
    return (inner - (count - 1) * _GAP_PX) / count


def _formerly(run: StraightRun, texts: Texts) -> str:
    if run.signing_province is None or run.signing_province == run.province:
        return ""
    return texts("panel.formerly", name=run.signing_province)


def _side_lines(side_number: int, project: Project, linkage: Linkage, texts: Texts) -> list[_Line]:
    """Write when it was reported, whether that is old, and the deadline."""
    if side_number < 0:
        return [(texts("strip.no_side"), _SMALL)]
    side = project.sides[side_number]
    state = side_state(side, linkage.as_of)
    row = next(
        row
        for row in all_rows(linkage).sides
        if (row["project_id"], row["side"]) == (project.id, side_number)
    )
    lines: list[_Line] = []
    if state.report is None:
        lines.append((texts("report.none"), _SMALL))
    else:
        reported = texts("strip.reported", day=texts.date(state.report.date))
        age = age_of(state, linkage.as_of, texts)
        lines.append((f"{reported} ({age})" if age else reported, _PLAIN))
        if not state.is_stated:
            lines.append((f"({texts('report.inferred.long')})", _SMALL))
    if side.deadline is not None:
        by = f"{texts('panel.deadline')}: {draft_words(row, texts)}{texts.date(side.deadline.by)}"
        late = overdue(row, texts)
        pen = _ALARM if state.missed else _MAYBE if late else _PLAIN
        lines.append((f"{by} – {late}" if late else by, pen))
    return lines


def _commune_lines(communes: Sequence[InCommune], texts: Texts) -> list[_Line]:
    """Write the communes in order, each with its kilometres."""
    if not communes:
        return []
    return [(texts("strip.communes", communes=commune_words(communes, texts)), _PLAIN)]


def _row(cards: list[_Card], width: float, texts: Texts) -> Block:
    drawn = [_card(card, width, texts) for card in cards]
    height = max(block.height for block in drawn)
    svg = none
    for place, block in enumerate(drawn):
        frame = rect(0, 0, width, height, fill="#FFFFFF", stroke=palette.BORDER)
        x = place * (width + _GAP_PX)
        svg += moved(Block(frame + block.svg, height), x, 0)
    return Block(svg, height)


def _card(card: _Card, width: float, texts: Texts) -> Block:
    most = min(width - 2 * _PAD_PX, _WIDEST_PX)
    svg, y = none, 7.0
    for words in wrap(card.title, _TITLE.size, most, bold=True):
        y += 22
        svg += text(_PAD_PX, y, words, _TITLE)
    for words in wrap(card.formerly, _SMALL.size, most):
        y += 19
        svg += text(_PAD_PX, y, words, _SMALL)
    y += 25
    svg += signs.disc(card.status, 24, at=corner(_PAD_PX + 11, y - 6, 24))
    status = wrap(texts(f"status.{card.status.value}"), _STATUS.size, most - 30, bold=True)
    for row, words in enumerate(status):
        svg += text(_PAD_PX + 30, y + 20 * row, words, _STATUS)
    y += 20 * (len(status) - 1) + 4
    for said, pen in card.lines:
        for words in wrap(said, pen.size, most, bold=pen.bold):
            y += 20
            svg += text(_PAD_PX, y, words, pen)
        y += 2
    return Block(svg, y + 12)
