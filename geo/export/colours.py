"""Colour and mark per status, dash per grade: the same on screen, in GIS files and on paper.

Colour is never the only channel. Every status also carries a mark (the digits 1 to 7 in the
order of progress, a bar and a question mark outside it), which stands in the legend, on the
map and in the panel alike, so that a grey print reads as well as the screen. The seven ordered
colours grow darker with progress.

The colours were searched for under three conditions, which the tests recompute: at least 3 : 1
against the paper (WCAG 2.1, 1.4.11), lightness falling from step to step, and the nearest two
of the nine as far apart as possible in Oklab for normal, deuteranope and protanope sight
(matrices of Machado, Oliveira and Fernandes, 2009).
"""

from geo.model import Grade, Status

PAPER = "#F7F4EC"
"""Ground of the map where provinces are."""
INK = "#1F2A2E"
"""Text and rules."""
BORDER = "#8F8878"
"""Province borders."""
ALARM = "#B3001B"
"""What does not meet: mismatches and missed deadlines. Not a status colour."""

POSSIBLE = "#7A4A00"
"""What may not meet, by our reading of a source or for want of news; never filled."""

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
