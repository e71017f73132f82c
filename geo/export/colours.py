"""The colours that files, screen and paper share; a status's stands in its row."""

from geo.export.signs import GRADES, STATUSES

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

STATUS_COLOUR = {status: row.colour for status, row in STATUSES.items()}
STATUS_MARK = {status: row.mark for status, row in STATUSES.items()}
"""The second channel: what is written on the disc of a status."""
MARK_COLOUR = {status: row.mark_colour for status, row in STATUSES.items()}
GRADE_DASH = {grade: row.dash for grade, row in GRADES.items()}
"""Lengths in pixels of dash and gap; empty is a solid line."""
