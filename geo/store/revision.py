"""One project as entries revise it: each is checked against what it speaks of, then applied."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Any, Final

from pydantic import ValidationError

from geo.errors import InBoth, Worded, Wording, Wordings
from geo.model import EntrySource, Located, Project, Side, StatusReport, Text
from geo.registry import Registry
from geo.registry.citations import entry_label
from geo.sentence import text_of
from geo.store.causality import in_order
from geo.store.entry import REPORTS, Decision, Entry, EntryKind, OwnLine, Remark
from geo.store.sides import side_numbers

MOST_NOTES: Final = 5
"""So many of the newest notes stand with a project; the change log has them all."""


_LAST_COUNTS: Final = frozenset(
    {EntryKind.DEADLINE, EntryKind.PARTY, EntryKind.LINE, EntryKind.CUT}
)
"""Kinds of which only the last word on a side counts."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """An entry that does not fit the registry, and why."""

    entry: Entry
    reason: Worded


class NoFitError(Exception):
    """Why an entry does not fit, on its way to the list of those that do not."""

    def __init__(self, reason: Worded) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Revision:
    """A project and what entries say of it, in the order of folding."""

    def __init__(self, project: Project, registry: Registry) -> None:
        self.base = project
        self.registry = registry
        self.unfit: list[Unfit] = []
        self.line: OwnLine | None = None
        self.geometric: list[str] = []
        self._numbers = side_numbers(project)
        self._sides: dict[int, dict[str, Any]] = defaultdict(dict)
        self._cuts: dict[int, dict[str, Any]] = {}
        self._lengths = list(project.stated_lengths)
        self._notes: list[Entry] = []
        self._newest: list[Remark | Decision] = []
        self._take: Mapping[str, Callable[[Entry], None]] = {
            EntryKind.DEADLINE: self._deadline,
            EntryKind.PARTY: self._party,
            EntryKind.LENGTH: self._length,
            EntryKind.LINE: self._line,
            EntryKind.CUT: self._cut,
        }

    def revise(self, entries: Iterable[Entry]) -> None:
        """Take in entries; those that do not fit are listed.

        What a later entry took the place of is not looked at again: there may be thousands.
        """
        groups: dict[tuple[str, str | None], list[Entry]] = defaultdict(list)
        for entry in entries:
            groups[entry.kind, entry.side].append(entry)
        for (kind, side), said in groups.items():
            if kind == EntryKind.STATUS:
                self._statuses(side, said)
            elif kind in (EntryKind.NOTE, EntryKind.DECISION):
                self._notes += said
            elif kind in _LAST_COUNTS:
                next((one for one in reversed(said) if self._fits(one)), None)
            elif kind in self._take or (side is not None and side not in self._numbers):
                self._all(said)

        self._notes.sort(key=in_order, reverse=True)
        self._newest = list(islice(filter(None, map(self._note, self._notes)), MOST_NOTES))

    def _all(self, said: Iterable[Entry]) -> None:
        for entry in said:
            self._fits(entry)

    def _fits(self, entry: Entry) -> bool:
        """Apply an entry; one that does not fit is listed."""
        with self._listing(entry):
            self._take.get(entry.kind, self._belongs)(entry)
            return True
        return False

    @contextmanager
    def _listing(self, entry: Entry) -> Iterator[None]:
        """List an entry that turns out not to fit."""
        try:
            yield
        except NoFitError as fault:
            self.unfit.append(Unfit(entry, fault.reason))
        except ValidationError as fault:
            self.unfit.append(Unfit(entry, unread(fault)))

    @property
    def project(self) -> Project:
        """The project with all that fitted."""
        notes = {"note": self._with_notes()} if self._newest else {}
        lengths = {"stated_lengths": tuple(self._lengths)}
        return self._with(self._sides).model_copy(update=lengths | notes)

    @property
    def cut(self) -> Project | None:
        """The project with no more than its cuts moved; None where none is."""
        return self._with(self._cuts) if self._cuts else None

    def _with(self, changes: Mapping[int, Mapping[str, Any]]) -> Project:
        sides = tuple(
            side.model_copy(update=changes[number]) if number in changes else side
            for number, side in enumerate(self.base.sides)
        )
        return self.base.model_copy(update={"sides": sides})

    def _number(self, side: str | None) -> int:
        number = None if side is None else self._numbers.get(side)
        if number is not None:
            return number
        if side is None:
            raise NoFitError(Wording("store.sideless"))
        raise NoFitError(Wording("store.no_side", side=side))

    def _belongs(self, entry: Entry) -> None:
        """An entry that changes nothing here must still be about a side that is there."""
        if entry.side is not None:
            self._number(entry.side)

    def _statuses(self, side: str | None, said: list[Entry]) -> None:
        """Take all of a side's reports at once: there may be thousands.

        Of several on one day the last that fits counts, as :func:`geo.duty.status.side_state`
        has it; those it corrects stand in the change log.
        """
        try:
            number = self._number(side)
        except NoFitError as fault:
            self.unfit += [Unfit(entry, fault.reason) for entry in said]
            return
        last = {entry.body[:_WITH_DAY]: entry.body for entry in said}
        read = _all_fitting(last.values()) if all(map(_DAY.fullmatch, last)) else None
        if read is None:
            of_day: dict[str, list[Entry]] = defaultdict(list)
            for entry in said:
                of_day[_day(entry.body)].append(entry)
            read = [found for day in of_day.values() if (found := self._last_fitting(day))]
        reports = (*self.base.sides[number].reports, *read)
        self._sides[number]["reports"] = tuple(sorted(reports, key=_DATE))

    def _last_fitting(self, said: list[Entry]) -> StatusReport | None:
        for entry in reversed(said):
            with self._listing(entry):
                report: StatusReport = entry.payload
                if isinstance(report.source, EntrySource) and report.date > report.source.date:
                    raise NoFitError(Wording("store.too_new"))
                return report
        return None

    def _deadline(self, entry: Entry) -> None:
        self._sides[self._number(entry.side)]["deadline"] = entry.payload

    def _party(self, entry: Entry) -> None:
        number, said = self._number(entry.side), entry.payload
        for party in said.responsible:
            self._known_party(party)
        self._answers_here(said.responsible, self.base.sides[number])
        self._sides[number] |= {"responsible": said.responsible, "basis": said.source}

    def _known_party(self, party: str) -> None:
        if party not in self.registry.parties:
            raise NoFitError(Wording("store.no_party", party=party))

    def _answers_here(self, parties: Sequence[str], side: Side) -> None:
        """One province does not answer alone for another's side; the registry's own rule."""
        first = self.registry.parties[parties[0]]
        if len(parties) == 1 and not self.registry.answers_for(first, side):
            raise NoFitError(Wording("store.other_side", party=first.name))

    def _length(self, entry: Entry) -> None:
        self._belongs(entry)
        said = entry.payload
        self._on_route(said.between or ())
        self._lengths.append(said)

    def _note(self, entry: Entry) -> Remark | Decision | None:
        with self._listing(entry):
            self._belongs(entry)
            said: Remark | Decision = entry.payload
            return said
        return None

    def _with_notes(self) -> Text:
        """The project's note and the newest of those that were added, each with its origin."""
        notes: list[InBoth] = [self.base.note] if self.base.note else []
        if len(self._notes) > MOST_NOTES:
            notes.append(Wording("store.older_notes"))
        notes += [
            Wordings([entry_label(one.source), one.text], between=": ")
            for one in reversed(self._newest)
        ]
        return text_of(Wordings(notes, between="\n"))

    def _line(self, entry: Entry) -> None:
        said: OwnLine = entry.payload
        if self.base.located is Located.POINT:
            raise NoFitError(Wording("store.point"))
        if entry.side is not None:
            raise NoFitError(Wording("store.whole_line"))
        self.line = said
        self.geometric.append(entry.id)

    def _cut(self, entry: Entry) -> None:
        number, said = self._number(entry.side), entry.payload
        self._on_route(said.stretch)
        self._sides[number]["stretch"] = said.stretch
        self._cuts[number] = {"stretch": said.stretch}
        self.geometric.append(entry.id)

    def _on_route(self, keys: Iterable[str]) -> None:
        for key in keys:
            if key not in self.base.places:
                raise NoFitError(Wording("store.off_route", place=key))


def _all_fitting(bodies: Iterable[str]) -> Sequence[StatusReport] | None:
    """Read reports at once; None where one of them must be told apart."""
    try:
        reports = REPORTS.validate_json(f"[{','.join(bodies)}]")
    except ValidationError:
        return None
    return None if any(report.date > report.source.date for report in reports) else reports


def _day(body: str) -> str:
    """The day a report is of, as its body begins with it; the whole body where it does not."""
    day = body[:_WITH_DAY]
    return day if _DAY.fullmatch(day) else body


_DATE = attrgetter("date")
_WITH_DAY: Final = len('{"date":"2026-01-31"')
_DAY: Final = re.compile(r'\{"date":"[\d-]{10}"')


def unread(fault: ValidationError) -> Worded:
    """Say that a payload cannot be read, and which field is at fault."""
    first = fault.errors(include_url=False, include_input=False)[0]
    field = ".".join(map(str, first["loc"])) or "payload"
    return Wording("store.unread", field=field)
