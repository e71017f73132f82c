"""How a project came to stand where it stands: every day on which something was reported."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo.duty.status import mismatch_steps, side_state
from geo.model import Project, Side, Status, StatusReport


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with a report, and how the sides stood at its end."""

    day: dt.date
    reports: tuple[StatusReport | None, ...]
    """What counted that day of each side's reports; None for a side without one."""
    standing: tuple[Status, ...]
    """Status of each side as known on that day."""
    steps: int
    """Largest distance between sides of different provinces, counted by :mod:`geo.duty.status`."""


def history(project: Project, pair: Project | None, as_of: dt.date) -> tuple[Moment, ...]:
    """List the days with a report up to ``as_of``, the first one first.

    Parameters
    ----------
    project
        Whose sides are told of, in their order.
    pair
        The project that is the other side of this one: its reports count for the steps, and
        make moments of their own.
    as_of
        The last day that counts.
    """
    sides = [*project.sides, *(pair.sides if pair else ())]
    days = {report.date for side in sides for report in side.reports if report.date <= as_of}
    return tuple(_moment(day, project, pair) for day in sorted(days))


def _moment(day: dt.date, project: Project, pair: Project | None) -> Moment:
    return Moment(
        day=day,
        reports=_on(day, project.sides),
        standing=tuple(side_state(side, day).status for side in project.sides),
        steps=mismatch_steps(project, pair, day),
    )


def _on(day: dt.date, sides: Sequence[Side]) -> tuple[StatusReport | None, ...]:
    found = [side_state(side, day).report for side in sides]
    return tuple(report if report and report.date == day else None for report in found)
