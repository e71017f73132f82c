"""Signs on paper: crossings in two halves, lozenges where sides are out of step, status discs."""

from collections.abc import Mapping
from typing import Any

import shapely
from matplotlib.path import Path

from geo.model import Status
from layers import palette
from layers.app.filters import FrameRow, Shown
from layers.map.classify import Emphasis, Look, emphasis_of, look_of
from layers.map.draw import CROSSING_PX, DISC_PX, MISMATCH_PX, POSSIBLE_PX, STRUCTURE_PX
from layers.map.plates import halves, middle
from layers.modes import LOOKS
from layers.paper.boxes import Box, TakenBoxes
from layers.paper.frame import FONT, Frame

_SIGN, _ALARM_SIGN = 6.0, 8.0
_DIAGONAL = 2**0.5


def draw_signs(frame: Frame, seen: Shown, *, chosen: str | None, taken: TakenBoxes) -> None:
    """Draw crossings and structures where they are, then discs where there is room.

    What is drawn is noted in ``taken``, so that no label covers it.
    """
    for crossing in sorted(seen.crossings, key=lambda row: bool(row["mismatch"])):
        if crossing["former"]:
            continue
        if emphasis_of(crossing["project_id"], chosen=chosen) != Emphasis.FADED:
            _draw_crossing(frame, crossing, seen, taken)
    looks = [(look_of(piece, seen, chosen=chosen), piece) for piece in seen.pieces]
    drawn = [
        (look, piece)
        for look, piece in looks
        if look.emphasis != Emphasis.FADED and piece["geometry"] is not None
    ]
    for look, piece in drawn:
        if piece["geometry"].geom_type == "Point":
            _draw_structure(frame, piece["geometry"], look, taken)
    for look, piece in sorted(drawn, key=lambda pair: -pair[1]["length_km"]):
        if piece["geometry"].geom_type != "Point":
            _draw_disc(frame, piece, look, taken)


def _draw_crossing(frame: Frame, crossing: FrameRow, seen: Shown, taken: TakenBoxes) -> None:
    first, second, upright = halves(crossing, seen.linkage)
    x, y = frame.at(crossing["geometry"].x, crossing["geometry"].y)
    certain, possible = bool(crossing["mismatch"]), bool(crossing["possible_mismatch"])
    size = (MISMATCH_PX if certain else POSSIBLE_PX if possible else CROSSING_PX) * frame.px
    taken.add(Box.around(*frame.on_sheet(x, y), size, size))
    if certain or possible:
        mismatch_sign(frame.axes, x, y, (first, second), size, upright=upright, certain=certain)
    else:
        crossing_sign(frame.axes, x, y, (first, second), size, upright=upright)


def crossing_sign(
    axes: Any,
    x: float,
    y: float,
    statuses: tuple[Status, Status],
    size: float,
    *,
    upright: bool = False,
) -> None:
    """Draw a disc in two halves; ``size`` is in points."""
    axes.plot(x, y, "o", color=palette.HALO, markersize=size, mew=0, zorder=_SIGN)
    axes.plot(
        x,
        y,
        "o",
        markersize=size * 0.78,
        markeredgecolor=palette.INK,
        markeredgewidth=size * 0.075,
        zorder=_SIGN + 0.1,
        **_halves(statuses, upright=upright),
    )


def mismatch_sign(
    axes: Any,
    x: float,
    y: float,
    statuses: tuple[Status, Status],
    size: float,
    *,
    upright: bool = False,
    certain: bool = True,
) -> None:
    """Draw a lozenge with both marks; ``size`` is its width in points.

    Its rim is one of alarm; a thinner one in brown where the sides may be out of step only.
    """
    side = size / _DIAGONAL
    rim = ((1.0, palette.ALARM), (0.84, palette.HALO))
    if not certain:
        rim = ((0.96, palette.POSSIBLE), (0.88, palette.HALO))
    for share, colour in rim:
        axes.plot(x, y, "D", color=colour, markersize=side * share, mew=0, zorder=_ALARM_SIGN)
    axes.plot(
        x,
        y,
        "D",
        markersize=side * 0.76,
        markeredgewidth=0,
        zorder=_ALARM_SIGN + 0.1,
        **_halves(statuses, upright=upright),
    )
    apart = 0.2 * size
    for status, way in zip(statuses, (-1, 1), strict=True):
        dx, dy = (0.0, -way * apart) if upright else (way * apart, 0.0)
        _mark(axes, x, y, status, size * 0.3, at=(dx, dy), zorder=_ALARM_SIGN + 0.2)


def disc_sign(axes: Any, x: float, y: float, status: Status, size: float) -> None:
    """Draw a status: its mark on its colour; ``size`` is in points."""
    axes.plot(
        x,
        y,
        "o",
        markersize=size * 0.92,
        markerfacecolor=palette.STATUS_COLOUR[status],
        markeredgecolor=palette.HALO,
        markeredgewidth=size * 0.08,
        zorder=_SIGN + 0.5,
    )
    _mark(axes, x, y, status, size * 0.62, zorder=_SIGN + 0.6)


def structure_sign(axes: Any, x: float, y: float, look: Look, size: float) -> None:
    """Draw a project that is a single structure: a square; ``size`` is in points."""
    axes.plot(x, y, "s", color=palette.HALO, markersize=size, mew=0, zorder=_SIGN + 0.3)
    axes.plot(
        x,
        y,
        "s",
        color=palette.STATUS_COLOUR[look.status],
        markersize=size * 0.84,
        mew=0,
        zorder=_SIGN + 0.4,
    )
    symbol = LOOKS[look.mode].symbol
    pen: dict[str, Any] = {"color": palette.HALO, "mew": 0}
    if not symbol.is_filled:
        pen = {
            "fillstyle": "none",
            "markeredgecolor": palette.HALO,
            "markeredgewidth": size * 0.08,
        }
    for points in symbol.points:
        marker = list(points) if symbol.is_filled else Path(points)
        axes.plot(x, y, marker=marker, markersize=size * 0.6, zorder=_SIGN + 0.5, **pen)


def _draw_structure(frame: Frame, point: shapely.Point, look: Look, taken: TakenBoxes) -> None:
    x, y = frame.at(point.x, point.y)
    size = STRUCTURE_PX * frame.px
    taken.add(Box.around(*frame.on_sheet(x, y), size, size))
    structure_sign(frame.axes, x, y, look, size)


def _draw_disc(frame: Frame, piece: FrameRow, look: Look, taken: TakenBoxes) -> None:
    at = middle(piece["geometry"])
    x, y = frame.at(at.x, at.y)
    size = DISC_PX * frame.px
    box = Box.around(*frame.on_sheet(x, y), size, size)
    if taken.is_free(box, inside=True):
        taken.add(box)
        disc_sign(frame.axes, x, y, look.status, size)


def _halves(statuses: tuple[Status, Status], *, upright: bool) -> Mapping[str, Any]:
    one, two = (palette.STATUS_COLOUR[status] for status in statuses)
    return {
        "fillstyle": "top" if upright else "left",
        "markerfacecolor": one,
        "markerfacecoloralt": two,
    }


def _mark(
    axes: Any,
    x: float,
    y: float,
    status: Status,
    size: float,
    *,
    at: tuple[float, float] = (0.0, 0.0),
    zorder: float,
) -> None:
    axes.annotate(
        palette.STATUS_MARK[status],
        (x, y),
        xytext=at,
        textcoords="offset points",
        ha="center",
        va="center_baseline",
        fontsize=size,
        fontweight="bold",
        fontfamily=FONT,
        color=palette.MARK_COLOUR[status],
        zorder=zorder,
    )
