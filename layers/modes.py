"""How each mode looks: one row a mode, read by the map, the paper, the strip and the legend.

Colour is not the mode's but the status's; a mode shows in width, core and symbol.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from geo.model import Mode, Project

Polyline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn: width in pixels, and how wide a white core runs inside it."""

    width: float
    core: float = 0.0


@dataclass(frozen=True, slots=True)
class Symbol:
    """What stands in the square of a project that is a single structure, for screen and paper."""

    outline: str
    """SVG path in a box from -12 to 12, y downward."""
    points: tuple[Polyline, ...]
    """The same for paper, in a box from -1 to 1, y upward."""
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class ModeLook:
    """One mode's row.

    ``width_by_kv`` are widths in pixels of power lines by voltage; ``in_legend``: whether its
    line has a sample there; ``is_numbered``: whether a number, where it has one, names it.
    """

    stroke: Stroke
    symbol: Symbol
    width_by_kv: Mapping[int, float] = field(default_factory=dict)
    in_legend: bool = False
    is_numbered: bool = False


_BANKS: Final = Symbol(
    "M-8-4.5q3 3 8 3t8-3M-8 4.5q3-3 8-3t8 3",
    tuple(
        ((-0.8, 0.6 * side), (-0.5, 0.3 * side), (0.5, 0.3 * side), (0.8, 0.6 * side))
        for side in (-1, 1)
    ),
)
_BOLT: Final = Symbol(
    "M1.5-8L-5 1.5H-.5L-1.5 8L5-1.5H.5Z",
    (((0.1, 0.8), (-0.5, -0.15), (-0.05, -0.15), (-0.15, -0.8), (0.5, 0.15), (0.05, 0.15)),),
    is_filled=True,
)
_WAVES: Final = Symbol(
    "M-8-3q4-4 8 0t8 0M-8 4q4-4 8 0t8 0",
    tuple(((-0.8, y), (-0.4, y + 0.2), (0.0, y), (0.4, y - 0.2), (0.8, y)) for y in (-0.35, 0.35)),
)

LOOKS: Final[Mapping[Mode, ModeLook]] = {
    Mode.ROAD: ModeLook(Stroke(4.5), _BANKS, is_numbered=True),
    Mode.BRIDGE: ModeLook(Stroke(6.5), _BANKS),
    Mode.RAIL: ModeLook(Stroke(6.0, core=2.0), _BANKS, in_legend=True),
    Mode.POWER: ModeLook(Stroke(2.2), _BOLT, {500: 3.6, 220: 2.8, 110: 2.2}, in_legend=True),
    Mode.WATERWAY: ModeLook(Stroke(6.5, core=4.0), _WAVES, in_legend=True),
}


def stroke(mode: Mode, kv: int | None = None) -> Stroke:
    """Give the stroke of a mode; a power line is the wider the higher its voltage.

    Raises
    ------
    KeyError
        When the mode has no row.

    Examples
    --------
    >>> stroke(Mode.POWER, 500).width > stroke(Mode.POWER, 110).width
    True
    """
    look = LOOKS[mode]
    width = look.stroke.width if kv is None else look.width_by_kv.get(kv, look.stroke.width)
    return Stroke(width, look.stroke.core)


def is_numbered(project: Project) -> bool:
    """Whether a project is called by its number on the map."""
    return bool(project.refs) and LOOKS[project.mode].is_numbered
