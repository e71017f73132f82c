"""Small SVG signs: status discs, crossings in two halves, single structures.

All are drawn in a box from -12 to 12, so that a sign scales by its size alone.
"""

import base64
from functools import cache, lru_cache

from geo.model import Grade, Mode, Status
from layers.markup import Markup, part
from layers.modes import LOOKS

_disc, _turned, _crossing, _mismatch, _structure, _picture = (
    part("signs.html", name)
    for name in ("disc", "turned", "crossing", "mismatch", "structure", "picture")
)
At = tuple[str, str]
"""x and y of a sign's upper left corner inside a drawing."""


def _mark(status: Status, x: float, y: float, size: float) -> dict[str, object]:
    """Say where a status's mark stands, and how large."""
    reach = size / 3
    bars = f"M{x - size / 7:g} {y - reach:g}v{2 * reach:g}M{x + size / 7:g} {y - reach:g}"
    return {
        "status": status,
        "x": f"{x:g}",
        "y": f"{y:g}",
        "size": f"{size:g}",
        "bars": f"{bars}v{2 * reach:g}",
        "bar_width": f"{size / 7:g}",
    }


@lru_cache(maxsize=1024)
def disc(status: Status, size: int = 20, *, at: At | None = None) -> Markup:
    """Draw a status: its mark on its colour."""
    return _disc(_mark(status, 0, 0.5, 15), size, at)


@lru_cache(maxsize=1024)
def turned(before: Status, after: Status, size: int) -> Markup:
    """Draw what a status was and what it is."""
    return _turned(_mark(before, -6.4, 0.2, 7.4), _mark(after, 6.4, 0.2, 7.4), size)


@cache
def disc_address(status: Status) -> str:
    """Give a status's disc as an address of its own, where a text takes pictures but no tags."""
    drawn = _picture(_mark(status, 0, 0.5, 15)).encode()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"


@lru_cache(maxsize=1024)
def crossing(
    first: Status,
    second: Status,
    *,
    upright: bool,
    mismatch: bool,
    possible: bool = False,
    size: int,
    at: At | None = None,
) -> Markup:
    """Draw a border crossing as two halves, each in its own side's colour.

    Parameters
    ----------
    first, second
        Statuses of the western and the eastern side; of the northern and the southern when
        ``upright`` (the line runs north to south).
    mismatch
        Draw a lozenge with both marks and a rim of alarm instead of a plain disc.
    possible
        Draw the lozenge with a broken rim that is no alarm: the sides may be out of step.
    size
        Width and height in pixels.
    at
        Inside a drawing: its upper left corner.
    """
    if not (mismatch or possible):
        return _crossing(first, second, upright, size, at)
    one, two = ((0.0, -4.6), (0.0, 5.2)) if upright else ((-4.6, 0.4), (4.6, 0.4))
    marks = (_mark(first, *one, 7.6), _mark(second, *two, 7.6))
    return _mismatch(*marks, mismatch, upright, size, at)


@lru_cache(maxsize=1024)
def structure(mode: Mode, status: Status, grade: Grade, size: int) -> Markup:
    """Draw a project that is a single structure: a substation, a bridge of unknown course."""
    dash = "" if grade in (Grade.A, Grade.OWN, Grade.B) else "3.5 2.5"
    return _structure(status, LOOKS[mode].symbol, dash, size)
