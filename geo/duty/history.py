"""How a project came to stand where it stands: every day on which something was reported."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo.duty.meetings import Meeting
from geo.duty.status import Apart, side_state
from geo.model import Project, Side, Status, StatusReport
from geo.registry import Registry


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with a report, and how the sides stood at its end."""

    day: dt.date
    reports: tuple[StatusReport | None, ...]
    """What counted that day of each side's reports; None for a side without one."""
    standing: tuple[Status, ...]
    """Status of each side as known on that day."""
    apart: Apart
    """How far those sides were apart that are furthest apart where they meet."""


def history(
    project: Project, met: Sequence[Meeting], registry: Registry, as_of: dt.date
) -> tuple[Moment, ...]:
    """List the days with a report up to ``as_of``, the first one first.

    Parameters
    ----------
    project
        Whose sides are told of, in their order.
    met
        Where sides meet, as ``Linkage.met`` has it. The reports of a side that this project's
        meet make moments of their own.
    registry
        Where the other sides stand.
    as_of
        The last day that counts.
    """
    own = [meeting for meeting in met if meeting.project_id == project.id]
    others = [
        registry.projects[key].sides[number]
        for meeting in own
        for key, number in (meeting.first, meeting.second)
        if number >= 0
    ]
    sides = [*project.sides, *others]
    days = {report.date for side in sides for report in side.reports if report.date <= as_of}
    return tuple(_moment(day, project, own, registry) for day in sorted(days))


def _moment(day: dt.date, project: Project, met: Sequence[Meeting], registry: Registry) -> Moment:
    found = [meeting.apart_on(registry, day) for meeting in met]
    return Moment(
        day=day,
        reports=_on(day, project.sides),
        standing=tuple(side_state(side, day).status for side in project.sides),
        apart=max(found, key=_severity, default=Apart(0, stated=False)),
    )


def _severity(found: Apart) -> tuple[bool, int]:
    return found.is_mismatch, found.steps


def _on(day: dt.date, sides: Sequence[Side]) -> tuple[StatusReport | None, ...]:
    found = [side_state(side, day).report for side in sides]
    return tuple(report if report and report.date == day else None for report in found)
