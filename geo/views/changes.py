"""What became different between two moments, by project and side: what a meeting begins with.

Both moments are linkages, so that a change is read from what the map showed on either day and is
computed nowhere else. Whether the earlier one shows what was known then or what is known of it by
now is the caller's choice, see :func:`geo.store.folding.fold`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import pandas as pd

from geo.model import Grade, Status, Text
from geo.pipeline import Linkage
from geo.views.change_kind import ChangeKind

Value: TypeAlias = Status | Grade | dt.date | int | Text | None
"""A status, a grade, a day, steps apart, or who answers; None where there was none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that became different.

    Attributes
    ----------
    project_id
        Which project.
    kind
        What.
    side
        Number of the side in its project; None where it is the project's.
    before, after
        What it was and what it is.
    day
        The day the newer report speaks of, where it is a report.
    is_stated
        False where either rests on our reading of a source.
    """

    project_id: str
    kind: ChangeKind
    side: int | None = None
    before: Value = None
    after: Value = None
    day: dt.date | None = None
    is_stated: bool = True

    @property
    def is_late(self) -> bool:
        """Whether a deadline was met after its day."""
        deadline, done = self.before, self.after
        return isinstance(deadline, dt.date) and isinstance(done, dt.date) and done > deadline


def differences(before: Linkage, after: Linkage) -> tuple[Difference, ...]:
    """List what became different, in the order of the projects, each project's sides in theirs.

    Parameters
    ----------
    before, after
        The same projects at two moments, in the same units.

    Raises
    ------
    ValueError
        When the two speak in different units.
    """
    if before.units is not after.units:
        raise ValueError("both moments must be told in the same units")
    projects, sides = _by_project(before.projects), _by_side(before.sides)
    now = _by_side(after.sides)
    found = []
    for row in _rows(after.projects):
        project_id = row["project_id"]
        was = projects.get(project_id)
        if was is None or (row["agreed"] and not was["agreed"]):
            found.append(Difference(project_id, ChangeKind.PROJECT, after=row["agreed_on"]))
            continue
        found += _of_project(was, row)
        for number, side in now.get(project_id, {}).items():
            if (then := sides.get(project_id, {}).get(number)) is not None:
                found += _of_side(then, side)
    return tuple(found)


def _of_project(was: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[Difference]:
    project_id = row["project_id"]
    for flag, steps, is_stated in (
        ("mismatch", "mismatch_steps", True),
        ("possible_mismatch", "possible_steps", False),
    ):
        if bool(was[flag]) != bool(row[flag]):
            kind = ChangeKind.MISMATCH_AROSE if row[flag] else ChangeKind.MISMATCH_CLOSED
            told = (int(was[steps]), int(row[steps]))
            yield Difference(project_id, kind, None, *told, is_stated=is_stated)
    if was["grade"] != row["grade"]:
        grades = (Grade(was["grade"]), Grade(row["grade"]))
        yield Difference(project_id, ChangeKind.LINE, None, *grades)


def _of_side(was: Mapping[str, Any], side: Mapping[str, Any]) -> Iterator[Difference]:
    return chain(_reported(was, side), _due(was, side), _answering(was, side))


def _reported(was: Mapping[str, Any], side: Mapping[str, Any]) -> Iterator[Difference]:
    statuses = (Status(was["status"]), Status(side["status"]))
    day = side["status_date"]
    if statuses[0] is statuses[1] and day == was["status_date"]:
        return
    kind = _direction(*statuses)
    stated = bool(side["stated"]) and (bool(was["stated"]) or was["status_date"] is None)
    yield Difference(side["project_id"], kind, side["side"], *statuses, day, is_stated=stated)


def _direction(before: Status, after: Status) -> ChangeKind:
    if before is after:
        return ChangeKind.REPORTED
    if before.step is None or after.step is None:
        return ChangeKind.STATUS
    return ChangeKind.FORWARD if after.step > before.step else ChangeKind.BACK


def _due(was: Mapping[str, Any], side: Mapping[str, Any]) -> Iterator[Difference]:
    project_id, number = side["project_id"], side["side"]
    days = (was["deadline"], side["deadline"])
    if days[0] != days[1]:
        yield Difference(project_id, ChangeKind.DEADLINE, number, *days)
    if days[1] is None:
        return
    if Status(side["status"]).is_done and not Status(was["status"]).is_done:
        told = (days[1], side["status_date"])
        stated = bool(side["stated"])
        yield Difference(project_id, ChangeKind.DEADLINE_MET, number, *told, is_stated=stated)
    for flag, is_stated in (("missed", True), ("possibly_missed", False)):
        if side[flag] and not was[flag]:
            missed = ChangeKind.DEADLINE_MISSED
            yield Difference(project_id, missed, number, None, days[1], is_stated=is_stated)


def _answering(was: Mapping[str, Any], side: Mapping[str, Any]) -> Iterator[Difference]:
    if was["responsible"] != side["responsible"]:
        named = (_parties(was), _parties(side))
        yield Difference(side["project_id"], ChangeKind.PARTY, side["side"], *named)


def _parties(side: Mapping[str, Any]) -> Text:
    return Text(vi=side["responsible"], en=side["responsible_en"])


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [name for name in frame.columns if name != "geometry"]
    for row in zip(*(frame[name].astype(object) for name in names), strict=True):
        yield dict(zip(names, (None if value is pd.NaT else value for value in row), strict=True))


def _by_project(frame: pd.DataFrame) -> dict[str, Mapping[str, Any]]:
    return {row["project_id"]: row for row in _rows(frame)}


def _by_side(frame: pd.DataFrame) -> dict[str, dict[int, Mapping[str, Any]]]:
    found: dict[str, dict[int, Mapping[str, Any]]] = {}
    for row in _rows(frame):
        found.setdefault(row["project_id"], {})[row["side"]] = row
    return found
