"""The legend on paper: the same rows as on the screen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from geo.model import Grade, Mode, Status
from layers import palette
from layers.map.classify import Emphasis, Look
from layers.modes import LOOKS
from layers.paper.frame import FONT, MM_PER_INCH, POINTS_PER_INCH, text_size
from layers.paper.signs import crossing_sign, disc_sign, mismatch_sign, structure_sign
from layers.texts import Texts

_LETTERS_PT, _ROW_PT, _SIGN_PT = 10.5, 20.0, 16.0
_AFTER_SIGN_PT, _AFTER_ITEM_PT = 4.5, 13.0
_EXAMPLE = (Status.PLANNED, Status.CONSTRUCTION)
Sample = Callable[[Any, float, float], None]
"""Draws at (x, y) of the left middle, in points."""


@dataclass(frozen=True)
class Item:
    """One sign and what it means; ``width`` is the sign's, in points."""

    sample: Sample
    width: float
    words: str


def draw_key(figure: Figure, place: Sequence[float], modes: Iterable[Mode], texts: Texts) -> None:
    """Draw the legend of a map of some modes.

    ``place`` is left, top and width in millimetres on the sheet.
    """
    left, top, width = (value / MM_PER_INCH * POINTS_PER_INCH for value in place)
    axes = figure.add_axes((0, 0, 1, 1), zorder=-1)
    axes.set_axis_off()
    sheet = figure.get_size_inches() * POINTS_PER_INCH
    axes.set_xlim(0, sheet[0])
    axes.set_ylim(0, sheet[1])
    heads = ("legend.statuses", "legend.lines", "legend.signs")
    indent = max(_wide(figure, texts(head), bold=True) for head in heads) + _AFTER_ITEM_PT
    y = top - _ROW_PT / 2
    for head, items in zip(
        heads, (_statuses(texts), _grades(texts), _signs(modes, texts)), strict=True
    ):
        _write(axes, left, y, texts(head), bold=True)
        x = left + indent
        for item in items:
            wide = item.width + _AFTER_SIGN_PT + _wide(figure, item.words)
            if x + wide > left + width:
                x, y = left + indent, y - _ROW_PT
            item.sample(axes, x, y)
            _write(axes, x + item.width + _AFTER_SIGN_PT, y, item.words)
            x += wide + _AFTER_ITEM_PT
        y -= _ROW_PT * 1.15


def _wide(figure: Figure, words: str, *, bold: bool = False) -> float:
    return text_size(figure, words, _LETTERS_PT, bold=bold)[0]


def _write(axes: Any, x: float, y: float, words: str, *, bold: bool = False) -> None:
    axes.text(
        x,
        y,
        words,
        fontsize=_LETTERS_PT,
        fontweight="bold" if bold else "normal",
        fontfamily=FONT,
        color=palette.INK,
        va="center_baseline",
    )


def _statuses(texts: Texts) -> Iterator[Item]:
    for status in Status:
        yield Item(_disc(status), _SIGN_PT, texts(f"status.{status.value}"))


def _disc(status: Status) -> Sample:
    return lambda axes, x, y: disc_sign(axes, x + _SIGN_PT / 2, y, status, _SIGN_PT)


def _grades(texts: Texts) -> Iterator[Item]:
    for grade in Grade:
        sample = _hatch if grade == Grade.D else _stroke(4.0, palette.GRADE_DASH[grade])
        yield Item(sample, 34.0, f"{grade.value}: {texts(f'grade.{grade.value}')}")


def _stroke(width: float, dash: Sequence[int] = (), core: float = 0.0) -> Sample:
    def drawn(axes: Any, x: float, y: float) -> None:
        style = (0, [part / width for part in dash]) if dash else "-"
        ends = [x, x + 34.0]
        looks = {"solid_capstyle": "butt", "dash_capstyle": "butt"}
        axes.plot(ends, [y, y], color=palette.INK, linewidth=width, linestyle=style, **looks)
        if core:
            axes.plot(ends, [y, y], color=palette.HALO, linewidth=core, **looks)

    return drawn


def _hatch(axes: Any, x: float, y: float) -> None:
    axes.add_patch(
        Rectangle(
            (x, y - 6),
            34.0,
            12,
            facecolor="none",
            edgecolor=palette.INK,
            hatch="///",
            linestyle=":",
            linewidth=1.2,
        )
    )


def _signs(modes: Iterable[Mode], texts: Texts) -> Iterator[Item]:
    look = Look(Status.UNKNOWN, Grade.A, Mode.POWER, None, Emphasis.PLAIN)
    half = _SIGN_PT / 2
    yield Item(
        lambda axes, x, y: crossing_sign(axes, x + half, y, _EXAMPLE, _SIGN_PT),
        _SIGN_PT,
        texts("legend.crossing"),
    )
    yield Item(
        lambda axes, x, y: mismatch_sign(axes, x + 11, y, _EXAMPLE, 22.0),
        22.0,
        texts("legend.mismatch"),
    )
    yield Item(
        lambda axes, x, y: mismatch_sign(axes, x + 9, y, _EXAMPLE, 18.0, certain=False),
        18.0,
        texts("legend.possible"),
    )
    yield Item(
        lambda axes, x, y: structure_sign(axes, x + half, y, look, _SIGN_PT),
        _SIGN_PT,
        texts("legend.structure"),
    )
    for mode in modes:
        if LOOKS[mode].in_legend:
            line = LOOKS[mode].stroke
            yield Item(_stroke(line.width, core=line.core), 34.0, texts(f"mode.{mode}").lower())
