"""Meetings and what they concluded, as the log has them: which are open, and since when not.

A meeting, and a conclusion, is called by the id of the entry that began it; what replaced that
entry since is its history.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from geo.model import StatusReport
from geo.registry import Registry
from geo.store.causality import in_order, living
from geo.store.entry import Conference, Decision, Entry, EntryKind
from geo.store.sides import side_numbers


@dataclass(frozen=True, slots=True)
class HeldConference:
    """A meeting; ``entry`` is the one that counts by now."""

    id: str
    entry: Entry
    said: Conference


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a meeting concluded.

    Attributes
    ----------
    id, entry, said
        What it is called by, the entry that counts by now, and what that says.
    history
        All its entries, the first one first.
    report
        The report of its side that closes it, where one does.
    """

    id: str
    entry: Entry
    said: Decision
    history: tuple[Entry, ...]
    report: StatusReport | None = None

    @property
    def closed_on(self) -> dt.date | None:
        """Since when nothing is to be done any more; None while it is open."""
        days = [self.said.closed, self.report.date if self.report else None]
        return min(filter(None, days), default=None)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.closed_on is None

    def is_overdue(self, day: dt.date) -> bool:
        """Whether it is open, and was to be done before a day."""
        return self.is_open and self.said.by is not None and self.said.by < day


def conferences(entries: Iterable[Entry]) -> list[HeldConference]:
    """List the meetings, the latest first."""
    found = [
        HeldConference(chain[0].id, chain[-1], said)
        for chain in _chains(entries, EntryKind.CONFERENCE)
        if (said := _read(chain[-1])) is not None
    ]
    return sorted(found, key=lambda held: (held.said.date, held.id), reverse=True)


def conclusions(entries: Iterable[Entry], registry: Registry) -> list[Conclusion]:
    """List the conclusions: open ones first, those before that are due first.

    Parameters
    ----------
    entries
        Of the log, as far as they are known.
    registry
        With these entries folded onto it: its reports close conclusions.
    """
    found = [
        Conclusion(chain[0].id, chain[-1], said, tuple(chain), _closing(chain[-1], said, registry))
        for chain in _chains(entries, EntryKind.DECISION)
        if (said := _read(chain[-1])) is not None
    ]
    return sorted(found, key=lambda one: (not one.is_open, one.said.by or dt.date.max, one.id))


def _chains(entries: Iterable[Entry], kind: EntryKind) -> list[list[Entry]]:
    """What counts of a kind, each with what it replaced before it."""
    ordered = sorted(entries, key=in_order)
    by_id = {entry.id: entry for entry in ordered}
    counted = [entry for entry in living(ordered)[0] if entry.kind == kind]
    latest: dict[str, list[Entry]] = {}
    for entry in counted:
        chain = _chain(entry, by_id)
        latest[chain[0].id] = chain  # of two that replaced one the later counts
    return list(latest.values())


def _chain(entry: Entry, by_id: Mapping[str, Entry]) -> list[Entry]:
    chain = [entry]
    while (before := by_id.get(chain[0].replaces or "")) is not None:
        chain.insert(0, before)
    return chain


def _read(entry: Entry) -> Any:
    try:
        return entry.payload
    except ValidationError:
        return None  # written by another version; the change log lists it


def _closing(entry: Entry, said: Decision, registry: Registry) -> StatusReport | None:
    """The first report since the conclusion that says its side is as far as was concluded."""
    project = registry.projects.get(entry.project or "")
    if said.reached_by is None or project is None or entry.side is None:
        return None
    number = side_numbers(project).get(entry.side)
    reports: Sequence[StatusReport] = () if number is None else project.sides[number].reports
    wanted = said.reached_by.step
    enough = [
        report
        for report in reports
        if report.date >= said.source.date
        and report.is_stated
        and wanted is not None
        and report.status.step is not None
        and report.status.step >= wanted
    ]
    return min(enough, key=lambda report: report.date, default=None)
