"""What can become different between two moments."""

from enum import StrEnum


class ChangeKind(StrEnum):
    """What became different; in the order in which people ask."""

    PROJECT = "project"
    """The project was first agreed on in the meantime."""
    MISMATCH_AROSE = "mismatch_arose"
    MISMATCH_CLOSED = "mismatch_closed"
    FORWARD = "forward"
    BACK = "back"
    STATUS = "status"
    """A status to or from one outside the order: suspended, unknown."""
    REPORTED = "reported"
    """A newer report of the same status."""
    DEADLINE_MISSED = "deadline_missed"
    DEADLINE_MET = "deadline_met"
    DEADLINE = "deadline"
    """A new deadline, or another one."""
    PARTY = "party"
    LINE = "line"
    """The line is known otherwise: from a sketch to OSM, or back."""
