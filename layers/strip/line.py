"""One strand of a strip: staffs with names, the line, kilometres, lengths, status bands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.model import Project
from geo.views.straightened import Border, Landmark, Measure, StraightRun, StraightStrand
from layers import palette
from layers.map import signs
from layers.markup import Markup, none
from layers.modes import stroke
from layers.show.lettering import wrap
from layers.show.svg import (
    Block,
    Pen,
    corner,
    dot,
    line,
    moved,
    path,
    plate,
    rect,
    text,
    text_and_more,
)
from layers.strip.flags import Flag, raised, rows_of
from layers.texts import Texts
from layers.whose import whose

BAND_PX: Final = 38
_NAME = Pen(15)
_KM = Pen(14, fill=palette.QUIET_INK)
_BORDER_NAME = Pen(15, bold=True)
_PROVINCE = Pen(17, bold=True)
_NAME_PX, _BORDER_PX, _LINE_PX = 175.0, 240.0, 19.0
_TEXT_DX = 6.0
_BORDER_DASH: Final = (9, 4, 2, 4)
_FORMER_DASH: Final = (2, 4)


@dataclass(frozen=True, slots=True)
class Scale:
    """Kilometres to pixels: the strand starts at x = 0."""

    origin_km: float
    px_per_km: float

    @classmethod
    def fitting(
        cls, strand: StraightStrand, inner: float, texts: Texts, *, brief: bool = False
    ) -> "Scale":
        """Stretch a strand as far as leaves its last names room on the right."""
        *before, last = _flags(strand, texts, brief=brief)
        whole = inner / max(strand.length_km, 1e-6)
        rest = cls(strand.from_km, _roomy(before, strand, inner, whole))
        if _turned(before, last, rest):
            return rest
        return cls(strand.from_km, _roomy([*before, last], strand, inner, whole))

    def x(self, km: float) -> float:
        """Pixels from the strand's start."""
        return (km - self.origin_km) * self.px_per_km


@dataclass(frozen=True, slots=True)
class _Named:
    """What is written on one staff: lines of words, each with its hand."""

    km: float
    lines: tuple[tuple[str, Pen], ...]
    more: str = ""
    """Written behind the last line."""
    border: Border | None = None

    @property
    def width(self) -> float:
        widths = [pen.width(words) for words, pen in self.lines]
        if self.more:
            widths[-1] += _KM.width(f" {self.more}")
        return max(widths)

    @property
    def height(self) -> float:
        return _LINE_PX * len(self.lines) + 5


def _roomy(flags: Sequence[_Named], strand: StraightStrand, inner: float, most: float) -> float:
    """Pixels to a kilometre that leave every flag room within ``inner``; at most ``most``."""
    for flag in flags:
        km = flag.km - strand.from_km
        if km > 0:
            most = min(most, (inner - flag.width - _TEXT_DX) / km)
    return most


def _turned(before: Sequence[_Named], last: _Named, scale: Scale) -> bool:
    """Tell whether the last flag can hang to the left: no other staff stands in its way."""
    left = scale.x(last.km) - last.width - 2 * _TEXT_DX
    return last.border is None and all(scale.x(flag.km) < left for flag in before)


def strand_block(
    strand: StraightStrand,
    scale: Scale,
    project: Project,
    texts: Texts,
    *,
    named: bool,
    brief: bool = False,
) -> Block:
    """Draw a strand.

    With ``named`` the stretches are labelled under their bands; ``brief`` borders say only
    between whom and at which kilometre.
    """
    flags = _flags(strand, texts, brief=brief)
    turned = [False] * (len(flags) - 1) + [_turned(flags[:-1], flags[-1], scale)]
    starts = [
        scale.x(flag.km) - (flag.width + _TEXT_DX if left else 0.0)
        for flag, left in zip(flags, turned, strict=True)
    ]
    heights = raised(
        [
            Flag(x, flag.width + _TEXT_DX, flag.height)
            for x, flag in zip(starts, flags, strict=True)
        ],
        gap=12,
    )
    above = max((h + f.height for h, f in zip(heights, flags, strict=True)), default=0.0)
    room = 26.0 if any(border.mismatch or border.possible for border in strand.borders) else 16.0
    line_y = above + room
    axis = line_y + room
    measures = _measures(strand, scale, texts)
    band_y = axis + 34 + measures.height + 26
    svg = _rules(strand, scale, line_y, band_y + BAND_PX)
    for flag, start, height in zip(flags, starts, heights, strict=True):
        svg += _flag(flag, scale.x(flag.km), (start, line_y - room - height - flag.height), line_y)
    svg += _line(strand, scale, line_y, project) + _axis(strand, scale, axis, texts)
    svg += moved(measures, 0, axis + 34)
    svg += _provinces(strand, scale, band_y, texts) + _bands(strand, scale, band_y, texts)
    svg += _on_line(strand, scale, line_y)
    below = _names_below(strand, scale, texts) if named else Block(none, 0)
    return Block(svg + moved(below, 0, band_y + BAND_PX), band_y + BAND_PX + below.height)


def _flags(strand: StraightStrand, texts: Texts, *, brief: bool = False) -> list[_Named]:
    digits = km_digits(strand)
    flags = [_place(mark, digits, texts) for mark in strand.landmarks]
    flags += [_border(border, digits, texts, brief=brief) for border in strand.borders]
    return sorted(flags, key=lambda flag: flag.km)


def km_digits(strand: StraightStrand) -> int:
    """Decimals that kilometres of a strand are written with."""
    return 2 if strand.length_km < 3 else 1


def _place(mark: Landmark, digits: int, texts: Texts) -> _Named:
    pen = _BORDER_NAME if mark.is_bridge else _NAME
    lines = wrap(texts.pick(mark.name), pen.size, _NAME_PX, bold=pen.bold)
    return _Named(
        mark.km, tuple((words, pen) for words in lines), more=texts.number(mark.km, digits)
    )


def _border(border: Border, digits: int, texts: Texts, *, brief: bool) -> _Named:
    between = f"{border.before} – {border.after}"
    head = texts("strip.former", between=between) if border.former else between
    pen = Pen(15, fill=palette.QUIET_INK) if border.former else _BORDER_NAME
    lines = [(words, pen) for words in wrap(head, pen.size, _BORDER_PX, bold=pen.bold)]
    lines += [
        (words, _BORDER_NAME)
        for bridge in border.bridges
        for words in wrap(texts.pick(bridge), _BORDER_NAME.size, _BORDER_PX, bold=True)
    ]
    if brief:
        return _Named(border.km, tuple(lines), border=border, more=texts.number(border.km, digits))
    where = texts(
        "strip.near" if border.nearest_km >= 0.1 else "strip.at",
        km=texts.number(border.km, digits),
        place=texts.pick(border.nearest),
        distance=texts.km(border.nearest_km).replace(" ", "\u00a0"),
    )
    lines += [(words, _KM) for words in wrap(where, _KM.size, _BORDER_PX)]
    return _Named(border.km, tuple(lines), border=border)


def _flag(flag: _Named, x: float, corner: tuple[float, float], line_y: float) -> Markup:
    """Write the words from their upper left corner on; their staff reaches down to the line."""
    left, top = corner[0] + (_TEXT_DX if corner[0] == x else 0.0), corner[1]
    svg = none
    if flag.border is None:
        svg += line((x, top + 3, x, line_y), stroke=palette.BORDER, width=1.2)
    for row, (words, pen) in enumerate(flag.lines):
        y = top + 15 + row * _LINE_PX
        if flag.more and row == len(flag.lines) - 1:
            svg += text_and_more(left, y, words, flag.more, (pen, _KM))
        else:
            svg += text(left, y, words, pen)
    if flag.border is not None:
        svg += _rule(flag.border, x, top + 2, line_y)
    return svg


def _rule(border: Border, x: float, top: float, bottom: float) -> Markup:
    if border.former:
        return line((x, top, x, bottom), stroke=palette.BORDER, width=2, dash=_FORMER_DASH)
    return line((x, top, x, bottom), stroke=palette.INK, width=2, dash=_BORDER_DASH)


def _rules(strand: StraightStrand, scale: Scale, top: float, bottom: float) -> Markup:
    return none.join(_rule(border, scale.x(border.km), top, bottom) for border in strand.borders)


def _line(strand: StraightStrand, scale: Scale, y: float, project: Project) -> Markup:
    """Draw the line itself: dashed by grade, wide by mode, with a core for a railway."""
    drawn = stroke(project.mode, project.kv)
    svg = none
    for run in strand.runs:
        for part in run.parts:
            ends = (scale.x(part.from_km), y, scale.x(part.to_km), y)
            dash = palette.GRADE_DASH[part.grade]
            svg += line(ends, stroke=palette.INK, width=drawn.width * 1.4, dash=dash)
    if drawn.core:
        ends = (0.0, y, scale.x(strand.to_km), y)
        svg += line(ends, stroke="#FFFFFF", width=drawn.core * 1.4)
    for km in (strand.from_km, strand.to_km):
        svg += line((scale.x(km), y - 9, scale.x(km), y + 9), stroke=palette.INK, width=3)
    return svg


def _on_line(strand: StraightStrand, scale: Scale, y: float) -> Markup:
    """Draw places, bridges and border signs on the line."""
    svg = none
    for mark in strand.landmarks:
        x = scale.x(mark.km)
        if mark.is_bridge:
            svg += moved(Block(bridge_sign(), 0), x, y)
        else:
            svg += dot(x, y)
    for border in strand.borders:
        if border.former:
            continue
        size = 46 if border.mismatch else 24
        svg += signs.crossing(
            border.status_before,
            border.status_after,
            upright=False,
            mismatch=border.mismatch,
            possible=border.possible,
            size=size,
            at=corner(scale.x(border.km), y, size),
        )
    return svg


def bridge_sign() -> Markup:
    """Draw the sign of a bridge around the point 0, 0."""
    banks = "M-10-9q5 4 10 4t10-4M-10 9q5-4 10-4t10 4"
    deck = rect(-8, -4, 16, 8, fill="#FFFFFF")
    return deck + path(banks, stroke=palette.INK, width=2.5)


def _axis(strand: StraightStrand, scale: Scale, y: float, texts: Texts) -> Markup:
    end = scale.x(strand.to_km)
    svg = line((0, y, end, y), stroke=palette.QUIET_INK, width=1)
    busy = [scale.x(border.km) for border in strand.borders]
    last = f"{texts.number(strand.to_km, km_digits(strand))} km"
    step = _step(90 / scale.px_per_km)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    first = math.ceil(strand.from_km / step - 1e-9)
    count = math.floor(strand.to_km / step + 1e-9)
    for tick in range(first, count + 1):
        x = scale.x(tick * step)
        svg += line((x, y, x, y + 6), stroke=palette.QUIET_INK, width=1)
        words = texts.number(tick * step, digits)
        reach = _KM.width(words) / 2
        clear = all(abs(x - other) > reach + 5 for other in busy)
        if clear and x + reach < end - Pen(14, bold=True).width(last) - 10:
            svg += text(x, y + 21, words, _KM, anchor="middle" if x > reach else "start")
    for x in (*busy, end):
        svg += line((x, y - 3, x, y + 8), stroke=palette.INK, width=1.6)
    return svg + plate(end, y + 21, last, Pen(14, bold=True), anchor="end" if end > 60 else "start")


def _step(least_km: float) -> float:
    """Give the smallest of 1, 2, 5 times a power of ten that is not below ``least_km``."""
    power: float = 10.0 ** math.floor(math.log10(least_km))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least_km - 1e-12)


def _measures(strand: StraightStrand, scale: Scale, texts: Texts) -> Block:
    """Draw stated lengths under measured ones, as dimension lines, as few rows as they fit."""
    written = [_written(measure, texts) for measure in strand.measures]
    end = scale.x(strand.to_km)
    spans = []
    for measure, (above, below) in zip(strand.measures, written, strict=True):
        low, high = scale.x(measure.from_km), scale.x(measure.to_km)
        wide = max(_NAME.width(above), _NAME.width(below))
        middle = min(max((low + high) / 2, wide / 2), max(end - wide / 2, wide / 2))
        spans.append((min(low, middle - wide / 2), max(high, middle + wide / 2), middle))
    rows = rows_of([span[:2] for span in spans], gap=14)
    svg = none
    for measure, words, span, row in zip(strand.measures, written, spans, rows, strict=True):
        svg += _dimension(measure, words, scale, (span[2], row * 56.0))
    return Block(svg, 56.0 * (max(rows) + 1) + 6 if rows else 0.0)


def _written(measure: Measure, texts: Texts) -> tuple[str, str]:
    stated = texts.number(
        measure.stated_km, 0 if measure.stated_km == int(measure.stated_km) else 1
    )
    measured = texts("strip.measured", km=texts.km(measure.measured_km, about=measure.about))
    said = texts("strip.stated", km=f"{stated} km", verdict=texts.pick(measure.verdict))
    return measured, said


def _dimension(
    measure: Measure, words: tuple[str, str], scale: Scale, at: tuple[float, float]
) -> Markup:
    low, high, y = scale.x(measure.from_km), scale.x(measure.to_km), at[1] + 22
    svg = line((low, y, high, y), stroke=palette.INK, width=1.4)
    for x in (low, high):
        svg += line((x, y - 6, x, y + 6), stroke=palette.INK, width=1.4)
    svg += plate(at[0], y - 6, words[0], _NAME, anchor="middle")
    return svg + plate(at[0], y + 18, words[1], Pen(14), anchor="middle")


def _provinces(strand: StraightStrand, scale: Scale, y: float, texts: Texts) -> Markup:
    """Write each stretch's province over its band, where it fits."""
    svg = none
    for run in strand.runs:
        low, high = scale.x(run.from_km), scale.x(run.to_km)
        words = whose(run.answering, run.province, texts)
        if _PROVINCE.width(words) + 12 <= high - low:
            svg += text((low + high) / 2, y - 7, words, _PROVINCE, anchor="middle")
    return svg


def _bands(strand: StraightStrand, scale: Scale, y: float, texts: Texts) -> Markup:
    return none.join(_band(run, scale, y, texts) for run in strand.runs)


def _band(run: StraightRun, scale: Scale, y: float, texts: Texts) -> Markup:
    low, high = scale.x(run.from_km), scale.x(run.to_km)
    colour, ink = palette.STATUS_COLOUR[run.status], palette.MARK_COLOUR[run.status]
    inset = 1.5 if high - low > 8 else 0.0
    svg = rect(low + inset, y, high - low - 2 * inset, BAND_PX, fill=colour)
    if run.is_old:
        svg += old_mark(low + inset, y + BAND_PX - 3.5, high - low - 2 * inset, ink)
    pen = Pen(16, bold=True, fill=ink)
    words = texts(f"status.{run.status.value}")
    wide = 30 + pen.width(words)
    if wide + 14 <= high - low:
        left = (low + high - wide) / 2
        disc = signs.disc(run.status, 26, at=corner(left + 12, y + BAND_PX / 2 - 1, 26))
        return svg + disc + text(left + 30, y + BAND_PX / 2 + 5, words, pen)
    if high - low >= 28:
        svg += signs.disc(run.status, 26, at=corner((low + high) / 2, y + BAND_PX / 2 - 1, 26))
    return svg


def old_mark(x: float, y: float, width: float, ink: str) -> Markup:
    """Draw the dots along the foot of a band whose newest report is old."""
    return line((x + 2, y, x + width - 2, y), stroke=ink, width=2.5, dash=(2.5, 4))


def _names_below(strand: StraightStrand, scale: Scale, texts: Texts) -> Block:
    """Name the stretches whose province found no room over its band, on staffs below it."""
    narrow = [
        run
        for run in strand.runs
        if _PROVINCE.width(whose(run.answering, run.province, texts)) + 12
        > scale.x(run.to_km) - scale.x(run.from_km)
    ]
    names = [whose(run.answering, run.province, texts) for run in narrow]
    middles = [scale.x((run.from_km + run.to_km) / 2) for run in narrow]
    wide = [_NAME.width(name) + _TEXT_DX for name in names]
    # A name that would reach beyond the strand's end hangs to the left of its staff.
    end = scale.x(strand.to_km)
    starts = [x - w if x + w > end and x > w else x for x, w in zip(middles, wide, strict=True)]
    heights = raised([Flag(x, w, 20) for x, w in zip(starts, wide, strict=True)], gap=10)
    svg = none
    for x, start, name, height in zip(middles, starts, names, heights, strict=True):
        svg += line((x, -4, x, height + 20), stroke=palette.BORDER, width=1.2)
        svg += text(start + (_TEXT_DX if start == x else 0.0), height + 19, name, _NAME)
    return Block(svg, max(heights, default=-24.0) + 24)
