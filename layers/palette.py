"""The palette of the map: the colours of :mod:`geo.export.colours`, the ground, and width per mode.

What means something (a status, a grade) has its colour there, since exported files show it too;
what only this map needs has it here.
"""

from dataclasses import dataclass

from geo.export.colours import (
    ALARM,
    BORDER,
    GRADE_DASH,
    INK,
    MARK_COLOUR,
    PAPER,
    POSSIBLE,
    STATUS_COLOUR,
    STATUS_MARK,
)
from geo.model import Mode

__all__ = [
    "ALARM",
    "BORDER",
    "CONTEXT",
    "GRADE_DASH",
    "HAIRLINE",
    "HALO",
    "INK",
    "MARK_COLOUR",
    "PAPER",
    "POSSIBLE",
    "QUIET_INK",
    "SEA_OF_OTHERS",
    "STATUS_COLOUR",
    "STATUS_MARK",
    "Stroke",
    "stroke",
]

SEA_OF_OTHERS = "#ECE7DB"
"""Ground outside the provinces that are drawn."""
QUIET_INK = "#55605F"
"""Secondary text; at least 4.5 : 1 on PAPER."""
HAIRLINE = "#D9D3C5"
"""Rules between rows of text."""
CONTEXT = "#77736A"
"""Things named but not drawn as projects."""
HALO = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a mode is drawn: width in pixels, and whether a white core runs inside it."""

    width: float
    core: float = 0.0


_STROKE: dict[Mode, Stroke] = {
    Mode.ROAD: Stroke(width=4.5),
    Mode.BRIDGE: Stroke(width=6.5),
    Mode.RAIL: Stroke(width=6.0, core=2.0),
    Mode.POWER: Stroke(width=2.2),
    Mode.WATERWAY: Stroke(width=6.5, core=4.0),
}
_POWER_WIDTH_BY_KV = {500: 3.6, 220: 2.8, 110: 2.2}


def stroke(mode: Mode, kv: int | None = None) -> Stroke:
    """Give the stroke of a mode; a power line is the wider the higher its voltage.

    Examples
    --------
    >>> stroke(Mode.POWER, 500).width > stroke(Mode.POWER, 110).width
    True
    """
    if mode == Mode.POWER and kv is not None:
        return Stroke(width=_POWER_WIDTH_BY_KV.get(kv, _STROKE[Mode.POWER].width))
    return _STROKE[mode]


KIND_COLOURS: dict[str, tuple[str, str]] = {
    "road": ("#F6DFB6", "#8A5A00"),
    "bridge": ("#CFE6F3", "#12557C"),
    "rail": ("#E3DAFB", "#4F2EAE"),
    "power": ("#FBD9E8", "#9C1A5F"),
    "waterway": ("#D2ECDF", "#0B5F3F"),
    "port": ("#E2E4E4", "#3F4A4D"),
    "other": ("#EFEADD", "#55605F"),
}
"""Ground and underline of what is marked in a text, by kind; the kind also has a letter."""

MARKED = "#FFE9A8"
"""Ground of the words that are marked in a passage."""
