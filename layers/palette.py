"""One palette: colour and mark per status, dash per grade, width per mode.

Colour is never the only channel. Every status also carries a mark (the digits 1 to 7 in the
order of progress, a bar and a question mark outside it), which stands in the legend, on the
map and in the panel alike, so that a grey print reads as well as the screen. The seven ordered
colours grow darker with progress.

The colours were searched for under three conditions, which the tests recompute: at least 3 : 1
against the paper (WCAG 2.1, 1.4.11), lightness falling from step to step, and the nearest two
of the nine as far apart as possible in Oklab for normal, deuteranope and protanope sight
(matrices of Machado, Oliveira and Fernandes, 2009).
"""

from dataclasses import dataclass

from geo.model import Grade, Mode, Status

PAPER = "#F7F4EC"
"""Ground of the map where provinces are."""
SEA_OF_OTHERS = "#ECE7DB"
"""Ground outside the provinces that are drawn."""
INK = "#1F2A2E"
"""Text and rules."""
QUIET_INK = "#55605F"
"""Secondary text; at least 4.5 : 1 on PAPER."""
BORDER = "#8F8878"
"""Province borders."""
HAIRLINE = "#D9D3C5"
"""Rules between rows of text."""
ALARM = "#B3001B"
"""What does not meet: mismatches and missed deadlines. Not a status colour."""
CONTEXT = "#77736A"
"""Things named but not drawn as projects."""
HALO = "#FFFFFF"

STATUS_COLOUR: dict[Status, str] = {
    Status.PROPOSED: "#CF700D",
    Status.STUDY: "#D24995",
    Status.PLANNED: "#8461DF",
    Status.APPROVED: "#4F2EAE",
    Status.CONSTRUCTION: "#014468",
    Status.COMPLETED: "#004701",
    Status.OPERATING: "#351124",
    Status.SUSPENDED: "#010000",
    Status.UNKNOWN: "#706146",
}

STATUS_MARK: dict[Status, str] = {
    **{status: str(status.step + 1) for status in Status if status.step is not None},
    Status.SUSPENDED: "‖",
    Status.UNKNOWN: "?",
}
"""The second channel: what is written on the disc of a status."""

MARK_COLOUR: dict[Status, str] = dict.fromkeys(Status, "#FFFFFF") | dict.fromkeys(
    (Status.PROPOSED, Status.STUDY, Status.PLANNED), "#000000"
)
"""Dark on the three light colours, which are those before anything was approved."""

GRADE_DASH: dict[Grade, tuple[int, ...]] = {
    Grade.A: (),
    Grade.B: (14, 4),
    Grade.C: (6, 4),
    Grade.D: (2, 4),
}
"""Lengths in pixels of dash and gap; empty is a solid line."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a mode is drawn: width in pixels, and whether a white core runs inside it."""

    width: float
    core: float = 0.0


_ROAD = Stroke(width=4.5)
_STROKE: dict[Mode, Stroke] = {
    Mode.ROAD: _ROAD,
    Mode.BRIDGE: Stroke(width=6.5),
    Mode.RAIL: Stroke(width=6.0, core=2.0),
    Mode.POWER: Stroke(width=2.2),
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
    return _STROKE.get(mode, _ROAD)
