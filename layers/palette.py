"""The palette: the colours of :mod:`geo.export.colours`, the ground, marks in a text.

What means something (a status, a grade) has its colour there, since exported files show it too;
what only this map needs has it here.
"""

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
from geo.model import Status

__all__ = [
    "ALARM",
    "BORDER",
    "CONTEXT",
    "DRAWN",
    "GRADE_DASH",
    "HAIRLINE",
    "HALO",
    "INK",
    "MARK_COLOUR",
    "PAPER",
    "POSSIBLE",
    "QUIET_INK",
    "RIVER",
    "SEA_OF_OTHERS",
    "STATUS_COLOUR",
    "STATUS_MARK",
]

SEA_OF_OTHERS = "#ECE7DB"
"""Ground outside the provinces that are drawn."""
QUIET_INK = "#55605F"
"""Secondary text; at least 4.5 : 1 on PAPER."""
HAIRLINE = "#D9D3C5"
"""Rules between rows of text."""
CONTEXT = "#77736A"
"""Things named but not drawn as projects."""
DRAWN = STATUS_COLOUR[Status.CONSTRUCTION]
"""A line that somebody brings, over the one so far."""
HALO = "#FFFFFF"
RIVER = "#BFD3DC"
"""Sketched rivers: quieter than any border or line."""


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
