"""Scale bar and north arrow."""

import math
from collections.abc import Sequence

from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text

from layers import palette
from layers.paper.boxes import Box, TakenBoxes
from layers.paper.frame import FONT, Frame
from layers.texts import Texts

_BAR_SHARE = 0.22
"""Most of the map's width that the scale bar takes."""
_BAR_PX, _LETTERS_PX, _ARROW_PX, _EDGE_PX = 5.0, 12.0, 46.0, 8.0
_ABOVE_ALL = 10.0


def scale_km(most_km: float) -> float:
    """Give the longest of 1, 2, 5, 10, 20, … kilometres (or tenths) within a length.

    Examples
    --------
    >>> scale_km(37), scale_km(0.9)
    (20.0, 0.5)
    """
    power = 10.0 ** math.floor(math.log10(most_km))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= most_km)


def draw_furniture(
    frame: Frame, texts: Texts, taken: TakenBoxes, *, lines: Sequence[Box] = ()
) -> None:
    """Draw scale bar (below) and north arrow (above), and take their places.

    Each stands on the left, or on the right where fewer of ``lines`` pass.
    """
    _scale_bar(frame, texts, taken, lines)
    _north(frame, texts, taken, lines)


def _scale_bar(frame: Frame, texts: Texts, taken: TakenBoxes, lines: Sequence[Box]) -> None:
    px = frame.px
    km = scale_km(taken.width * frame.metres_per_point / 1000 * _BAR_SHARE)
    bar = km * 1000 / frame.metres_per_point
    size = _LETTERS_PX * px
    words = f"{texts.number(km, 0 if km >= 1 else 1)} km"
    width = bar + frame.text_size(words, size, bold=False)[0] + 8 * px
    area = DrawingArea(width, size * 1.25)
    for half, colour in ((0, palette.INK), (1, palette.HALO)):
        area.add_artist(
            Rectangle(
                (half * bar / 2, size * 0.3),
                bar / 2,
                _BAR_PX * px,
                facecolor=colour,
                edgecolor=palette.INK,
                linewidth=px,
            )
        )
    area.add_artist(
        Text(bar + 5 * px, size * 0.2, words, fontsize=size, fontfamily=FONT, color=palette.INK)
    )
    edge = 3 * _EDGE_PX * px
    where, box = _roomiest(width + edge, (0, size * 1.25 + edge), taken, lines)
    _anchor(frame, area, f"lower {where}")
    taken.add(box)


def _north(frame: Frame, texts: Texts, taken: TakenBoxes, lines: Sequence[Box]) -> None:
    px = frame.px
    high, wide = _ARROW_PX * px, _ARROW_PX * px * 0.5
    area = DrawingArea(wide, high)
    top, low, notch = high * 0.72, 0.0, high * 0.18
    for side, colour in ((0.0, palette.INK), (wide, palette.HALO)):
        area.add_artist(
            Polygon(
                [(wide / 2, top), (side, low), (wide / 2, notch)],
                facecolor=colour,
                edgecolor=palette.INK,
                linewidth=px,
                joinstyle="round",
            )
        )
    area.add_artist(
        Text(
            wide / 2,
            high * 0.76,
            texts("map.north"),
            fontsize=_LETTERS_PX * px * 1.1,
            fontweight="bold",
            fontfamily=FONT,
            ha="center",
            color=palette.INK,
        )
    )
    edge = 3 * _EDGE_PX * px
    heights = (taken.height - high - edge, taken.height)
    where, box = _roomiest(wide + edge, heights, taken, lines)
    _anchor(frame, area, f"upper {where}")
    taken.add(box)


def _roomiest(
    wide: float, heights: tuple[float, float], taken: TakenBoxes, lines: Sequence[Box]
) -> tuple[str, Box]:
    """Choose the side of the map, the left where it makes no difference."""
    low, high = heights
    sides = {
        "left": Box(0, low, wide, high),
        "right": Box(taken.width - wide, low, taken.width, high),
    }
    return min(sides.items(), key=lambda side: sum(side[1].meets(line) for line in lines))


def _anchor(frame: Frame, area: DrawingArea, corner: str) -> None:
    box = AnchoredOffsetbox(
        loc=corner, child=area, pad=0.0, borderpad=0.0, frameon=True, bbox_to_anchor=None
    )
    box.patch.set(facecolor=palette.HALO, edgecolor="none", alpha=0.85)
    box.pad = _EDGE_PX * frame.px / 2 / box.prop.get_size_in_points()
    box.borderpad = box.pad
    box.set_zorder(_ABOVE_ALL)
    frame.axes.add_artist(box)
