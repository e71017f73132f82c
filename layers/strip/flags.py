"""Labels on staffs along a line: each starts at its own place, none covers another.

A flag hangs to the right of its staff. Going from the last to the first, a flag is raised just
above all that begin under it; so no flag lies on another one, and no staff, which goes down to
the line, meets a flag: those below begin further right.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flag:
    """Where a label wants to stand: its staff, and the size of its text in pixels."""

    x: float
    width: float
    height: float


def raised(flags: Sequence[Flag], *, gap: float) -> list[float]:
    """Height in pixels of each flag's lower edge above the line, in the order given.

    Parameters
    ----------
    flags
        In any order.
    gap
        Pixels to leave free to the right of each flag.

    Examples
    --------
    >>> raised([Flag(0, 50, 10), Flag(40, 50, 10), Flag(200, 50, 10)], gap=4)
    [10.0, 0.0, 0.0]
    """
    heights = [0.0] * len(flags)
    done: list[int] = []
    for number in sorted(range(len(flags)), key=lambda n: (flags[n].x, n), reverse=True):
        own = flags[number]
        under = [heights[n] + flags[n].height for n in done if flags[n].x < own.x + own.width + gap]
        heights[number] = max(under, default=0.0)
        done.append(number)
    return heights


def rows_of(spans: Sequence[tuple[float, float]], *, gap: float) -> list[int]:
    """Row of each span, 0 at the top, so that no two in one row come nearer than ``gap``.

    Examples
    --------
    >>> rows_of([(0, 10), (5, 15), (12, 20)], gap=1)
    [0, 1, 0]
    """
    ends: list[float] = []
    rows = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda n: spans[n]):
        start, end = spans[number]
        row = next((r for r, last in enumerate(ends) if last + gap <= start), len(ends))
        if row == len(ends):
            ends.append(end)
        ends[row] = end
        rows[number] = row
    return rows
