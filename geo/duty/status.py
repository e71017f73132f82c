"""How far each side is on a date, where two sides are out of step, what is overdue."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from geo.model import Project, Side, Status, StatusReport

OLD_AFTER = dt.timedelta(days=365)
"""A report older than this, at the chosen date, is marked as old."""

MISMATCH_STEPS = 2
"""Two sides this many steps apart or more are out of step with each other."""


@dataclass(frozen=True)
class SideState:
    """What is known of a side on a date.

    ``report`` is the newest not after that date, None when there is none; ``missed`` is True
    when the deadline has passed and no report up to then says the work is finished.
    """

    status: Status
    report: StatusReport | None
    is_old: bool
    missed: bool


def side_state(side: Side, as_of: dt.date) -> SideState:
    """State of a side as known on ``as_of``.

    Of two reports of one date the later in the registry's list counts.
    """
    known = [report for report in side.reports if report.date <= as_of]
    report = max(reversed(known), key=lambda report: report.date, default=None)
    status = report.status if report else Status.UNKNOWN
    overdue = side.deadline is not None and side.deadline.by < as_of
    return SideState(
        status=status,
        report=report,
        is_old=report is not None and as_of - report.date > OLD_AFTER,
        missed=overdue and not any(report.status.is_done for report in known),
    )


def steps_apart(a: Status, b: Status) -> int:
    """Steps between two statuses; 0 when either stands outside the order.

    Examples
    --------
    >>> steps_apart(Status.APPROVED, Status.COMPLETED)
    2
    >>> steps_apart(Status.UNKNOWN, Status.COMPLETED)
    0
    """
    if a.step is None or b.step is None:
        return 0
    return abs(a.step - b.step)


def mismatch_steps(project: Project, pair: Project | None, as_of: dt.date) -> int:
    """Largest distance between the statuses of sides of different provinces.

    The sides of ``pair`` count as this project's own: a document may split one link in two.
    """
    sides = [*project.sides, *(pair.sides if pair else ())]
    return max(_distances(sides, as_of), default=0)


def _distances(sides: list[Side], as_of: dt.date) -> Iterable[int]:
    states = [(side.province, side_state(side, as_of).status) for side in sides]
    for i, (province, status) in enumerate(states):
        for other_province, other in states[i + 1 :]:
            if other_province != province:
                yield steps_apart(status, other)
