"""Registry + entries → registry: every view then shows them with no code of its own.

Pure and total: an entry that does not fit the registry (any more) is given back with its reason,
and nothing else is changed by it.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from geo.errors import Worded, Wording
from geo.model import Project
from geo.registry import Registry
from geo.registry.citations import entry_label
from geo.registry.places import Place
from geo.registry.units import UnitTable
from geo.store.causality import FactKey, heads, in_order, known_by, living, without_collector
from geo.store.entry import Entry, EntryKind, OwnLine, PlaceGiven
from geo.store.revision import Revision, Unfit, unread


@dataclass(frozen=True, slots=True)
class Conflict:
    """Entries on one fact whose authors did not know of one another; the last one counts."""

    fact: FactKey
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Folded:
    """The registry as the entries have it.

    Attributes
    ----------
    registry
        With all of them.
    traced
        With those alone that move a place or a cut: what locating and cutting works with.
    traced_by
        Names these entries; empty where there is none. Equal names, equal lines.
    lines
        The departments' own lines, by project.
    unfit, conflicts
        What did not fit, and what people must look at.
    """

    registry: Registry
    traced: Registry
    traced_by: str = ""
    lines: Mapping[str, OwnLine] = field(default_factory=dict)
    unfit: tuple[Unfit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def fold(
    registry: Registry, entries: Iterable[Entry], known_at: dt.datetime | None = None
) -> Folded:
    """Fold entries onto a registry.

    Parameters
    ----------
    registry
        As the data folder has it.
    entries
        In any order, of any number of logs.
    known_at
        Only what the log held at this moment counts.
    """
    with without_collector():
        known = sorted(known_by(entries, known_at), key=in_order)
        counted, astray = living(known)
        work = _Folding(registry, [Unfit(entry, Wording("store.astray")) for entry in astray])
        work.take(counted)
        return work.folded(conflicts(known, counted))


def misfit(registry: Registry, entry: Entry) -> Worded | None:
    """Why an entry would not fit the registry; None where it does."""
    work = _Folding(registry, [])
    work.take([entry])
    return work.unfit[0].reason if work.unfit else None


def conflicts(known: Sequence[Entry], counted: Iterable[Entry]) -> tuple[Conflict, ...]:
    """What was said by people who did not know of one another, and differs.

    Who writes into one log knows what it holds: only logs that were joined have conflicts.
    """
    if len({entry.log for entry in known}) < 2:
        return ()
    many = {fact: said for fact, said in heads(known).items() if len(said) > 1}
    counting = {entry.id for entry in counted} if many else set()
    found = []
    for fact, newest in many.items():
        said = tuple(entry for entry in newest.values() if entry.id in counting)
        if len({(entry.kind, _what(entry)) for entry in said}) > 1:
            found.append(Conflict(fact, said))
    return tuple(sorted(found, key=lambda one: in_order(one.entries[-1])))


def _what(entry: Entry) -> str:
    """What an entry says, whoever says it and on what paper."""
    try:
        said = entry.payload.model_dump(mode="json", exclude={"source", "cite"})
    except ValidationError:
        return entry.body
    return str(sorted(said.items()))


class _Folding:
    """What is gathered while folding."""

    def __init__(self, base: Registry, unfit: list[Unfit]) -> None:
        self.base = base
        self.unfit = unfit
        self.places: dict[str, Place] = {}
        self.lines: dict[str, OwnLine] = {}
        self.projects: dict[str, Project] = {}
        self.cut: dict[str, Project] = {}
        self.geometric: list[str] = []

    def take(self, entries: Iterable[Entry]) -> None:
        by_project: dict[str | None, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_project[entry.project].append(entry)
        self._at_large(by_project.pop(None, []))
        for project_id, said in by_project.items():
            project = self.base.projects.get(project_id or "")
            if project is not None:
                self._revise(project, said)
            else:
                reason = Wording("store.no_project", project=project_id)
                self.unfit += [Unfit(entry, reason) for entry in said]

    def _revise(self, project: Project, said: list[Entry]) -> None:
        work = Revision(project, self.base)
        work.revise(said)
        self.projects[project.id] = work.project
        self.unfit += work.unfit
        self.geometric += work.geometric
        if work.cut is not None:
            self.cut[project.id] = work.cut
        if work.line is not None:
            self.lines[project.id] = work.line

    def _at_large(self, entries: Iterable[Entry]) -> None:
        """What is about no project: places; the rest says nothing to the registry."""
        for entry in entries:
            if entry.kind != EntryKind.PLACE:
                continue
            try:
                said = entry.payload
            except ValidationError as fault:
                self.unfit.append(Unfit(entry, unread(fault)))
                continue
            units = self.base.units
            unknown = [unit for unit in said.provinces if not units.is_known(unit)]
            if unknown:
                self.unfit.append(Unfit(entry, Wording("store.no_unit", unit=unknown[0])))
                continue
            self.places[said.key] = _place(said, units)
            self.geometric.append(entry.id)

    def folded(self, found: tuple[Conflict, ...]) -> Folded:
        moved = self.base
        if self.places:
            moved = replace(moved, places={**moved.places, **self.places})
        traced = replace(moved, projects={**moved.projects, **self.cut}) if self.cut else moved
        whole = replace(moved, projects={**moved.projects, **self.projects})
        names = "".join(sorted(self.geometric)).encode()
        return Folded(
            registry=whole if self.projects else moved,
            traced=traced,
            traced_by=hashlib.sha256(names).hexdigest()[:16] if names else "",
            lines=self.lines,
            unfit=tuple(sorted(self.unfit, key=lambda one: in_order(one.entry))),
            conflicts=found,
        )


def _place(said: PlaceGiven, units: UnitTable) -> Place:
    return Place(
        key=said.key,
        name=said.name,
        lon=said.lon,
        lat=said.lat,
        kind=said.sort,
        districts=said.districts,
        provinces=tuple(units.oldest_key(unit) for unit in said.provinces),
        source=entry_label(said.source).vi,
        geonames_id=None,
        precision_m=said.precision_m,
    )
