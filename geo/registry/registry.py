"""The registry: the files of ``data/`` → one validated model, all faults reported at once."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from geo import settings
from geo.data_files import own_or_bundled
from geo.errors import InputError, RegistryError, Wording
from geo.model import (
    Agreement,
    Citation,
    ContextItem,
    Deadline,
    Mode,
    Named,
    Party,
    PartyKind,
    Project,
    River,
    Side,
)
from geo.modes import PROJECT_MODES
from geo.names import normal_ref
from geo.registry.dating import Dated, with_keys
from geo.registry.places import Gazetteer, Place, PlaceRow, read_places
from geo.registry.rows import ALL, Broken, FieldPath, Row, read_rows, read_together
from geo.registry.rules import broken_rules
from geo.registry.units import UnitTable, read_units

_OWN_FILES: Final[Mapping[str, Mode]] = MappingProxyType(
    {row.file: mode for mode, row in PROJECT_MODES.items()}
)
"""The files that hold one mode only; any other file of their folder holds any."""
_TOGETHER: Final[Mapping[str, type[BaseModel]]] = {
    "projects": Project,
    "agreements": Agreement,
    "parties": Party,
    "places": PlaceRow,
}
"""What a file of projects may hold: they, and what they needed that was not registered."""
_LISTS: Final = ("agreements.yaml", "parties.yaml", "context.yaml")
VOCABULARY: Final = ("actions", "bodies", "links", "places", "references", "statuses")
"""The files of words by which :mod:`geo.agreements.vocabulary` reads documents."""
_RIVERS: Final = "provinces/rivers.yaml"
_READ_ELSEWHERE: Final = ("provinces/sketch.yaml", *(f"vocabulary/{n}.yaml" for n in VOCABULARY))

Listed = TypeVar("Listed", Agreement, Party, Project, ContextItem, River)


@dataclass(frozen=True)
class Registry:
    """Everything the data folder says, each by its id or key."""

    agreements: Mapping[str, Agreement]
    parties: Mapping[str, Party]
    projects: Mapping[str, Project]
    context: Mapping[str, ContextItem]
    places: Mapping[str, Place]
    units: UnitTable
    rivers: Mapping[str, River] = field(default_factory=dict)
    """Drawn under everything; a data folder may have none."""

    @property
    def modes(self) -> list[Mode]:
        """The modes of its projects, in the order in which modes are shown."""
        there = {project.mode for project in self.projects.values()}
        return [mode for mode in PROJECT_MODES if mode in there]

    def agreed_on(self, project: Project) -> dt.date:
        """The day of the first document that says something of a project.

        A document that only names it does not count, where another says more.
        """
        told = [cite for cite in _facts_of(project) if isinstance(cite, Citation)]
        return min(self.agreements[cite.agreement].date for cite in told or project.cites)

    @cached_property
    def agreed(self) -> Mapping[str, dt.date]:
        """The same of every project: who asks on each click need not go through all reports."""
        return {key: self.agreed_on(project) for key, project in self.projects.items()}

    @cached_property
    def days_reported(self) -> Sequence[dt.date]:
        """The days on which anything was reported, the first one first."""
        sides = (side for project in self.projects.values() for side in project.sides)
        return sorted({report.date for side in sides for report in side.reports})

    def answers_for(self, party: Party, side: Side) -> bool:
        """Whether a party may alone answer for a side.

        A province answers for its own, and for that of a unit that became part of it. What is
        said of a unit that there is not is a fault of its own.
        """
        keys = (party.province, side.province)
        if party.province is None or not all(key and self.units.is_known(key) for key in keys):
            return True
        return self.units.holds(party.province, side.province)

    def spoken(self, project: Project, ground: str | None) -> str | None:
        """The unit by which a project's documents speak of a ground.

        That is the smallest unit of a side that holds it; where none does, the unit it lay in on
        the day of the first document.
        """
        if ground is None:
            return None
        sides = self.units.holding(ground, [side.province for side in project.sides])
        if sides:
            return sides[0]
        return self.units.key_in(self.units.era_on(self.agreed_on(project)).name, ground)

    def is_draft(self, deadline: Deadline | None) -> bool:
        """Whether a deadline stands in a text that nobody has signed."""
        if deadline is None or not isinstance(deadline.cite, Citation):
            return False
        return self.agreements[deadline.cite.agreement].is_draft


def _facts_of(project: Project) -> Iterator[object]:
    """What each fact of a project rests on."""
    for side in project.sides:
        yield side.basis
        yield from (report.cite for report in side.reports)
        if side.deadline:
            yield side.deadline.cite
    yield from (length.cite for length in project.stated_lengths)


def load_registry(data_dir: Path | None = None) -> Registry:
    """Read and validate every file of the registry.

    Only a file of projects must be there: agreements, parties and places may stand in it, and
    the country's tables come with the program.

    Parameters
    ----------
    data_dir
        Its folder; by default the one that the setting ``GIAPRANH_DATA`` names.

    Raises
    ------
    RegistryError
        With every fault found in any file, each with file, line and remedy.
    InputError
        When there is no such folder, or its gazetteer or table of units cannot be read at all.

    Examples
    --------
    >>> registry = load_registry()
    >>> registry.projects["cau-hoa-son"].mode.value
    'bridge'
    """
    folder = data_dir or settings.current().data
    if not folder.is_dir():
        raise InputError("registry.no_folder", where=str(folder))
    units = read_units(own_or_bundled(folder, "provinces/merges.csv"))
    gazetteer = _gazetteer(folder / "places.csv", units)
    faults = gazetteer.faults
    broken = {("places", key) for key in gazetteer.broken}

    def rows_of(key: str, model: type[Listed]) -> list[Row[Listed]]:
        path = folder / f"{key}.yaml"
        return read_rows(path, key, model, faults, broken) if path.exists() else []

    agreements = rows_of("agreements", Agreement)
    parties = rows_of("parties", Party)
    context = rows_of("context", ContextItem)
    projects: list[Row[Project]] = []
    for name in _project_files(folder):
        read = read_together(folder / name, "projects", _TOGETHER, faults, broken)
        faults += _misplaced(read["projects"], name)
        projects += read["projects"]
        agreements += read["agreements"]
        parties += read["parties"]
        for row in read["places"]:
            gazetteer.add(row.value, units, row.where("id"))
    faults += _unread(folder)
    documents = {row.value.id: row.value for row in reversed(agreements)}

    def keyed(rows: list[Row[Dated]]) -> list[Row[Dated]]:
        return [replace(row, value=with_keys(row.value, documents, units)) for row in rows]

    agreements, parties = keyed(agreements), keyed(parties)
    projects, context = keyed(projects), keyed(context)
    rivers = _rivers(folder / _RIVERS, faults, broken)
    registry = Registry(
        agreements=_by_id(agreements, faults),
        parties=_by_id(parties, faults),
        projects=_by_id(projects, faults),
        context=_by_id(context, faults),
        places=gazetteer.places,
        units=units,
        rivers=_by_id(rivers, faults),
    )
    faults += _twice(projects, context)
    rows: list[Row[Any]] = [*agreements, *parties, *projects, *context]
    absent = _absent(folder)
    for row in rows:
        faults += _CrossCheck(registry, row, broken, absent).faults()
    faults += _missed(absent, folder)
    if faults:
        raise RegistryError(sorted(faults, key=lambda fault: _file_and_line(fault.where)))
    return registry


def _rivers(path: Path, faults: list[InputError], broken: Broken) -> list[Row[River]]:
    return read_rows(path, "rivers", River, faults, broken) if path.exists() else []


_OPTIONAL: Final = MappingProxyType(
    {"agreements": "agreements.yaml", "parties": "parties.yaml", "places": "places.csv"}
)
"""Kind of row → the file that holds it, which a registry may lack as long as nobody asks for it."""


def _absent(folder: Path) -> dict[str, set[str]]:
    """The kinds whose file is not there, each with the keys that were asked for: none yet."""
    return {kind: set() for kind, name in _OPTIONAL.items() if not (folder / name).exists()}


def _missed(absent: Mapping[str, set[str]], folder: Path) -> Iterator[InputError]:
    for kind, keys in absent.items():
        if keys:
            named = ", ".join(sorted(keys)[:_KEYS_NAMED])
            where = str(folder / _OPTIONAL[kind])
            yield InputError("registry.absent", where=where, count=len(keys), keys=named)


_KEYS_NAMED: Final = 5


def _gazetteer(path: Path, units: UnitTable) -> Gazetteer:
    return read_places(path, units) if path.exists() else Gazetteer()


def _project_files(data_dir: Path) -> list[str]:
    """Names of the files of projects below the data folder; those of one mode come first.

    The order is the one in which projects are listed everywhere.
    """
    found = [path.relative_to(data_dir).as_posix() for path in _yaml_files(data_dir / "projects")]
    there = [name for name in found if name.count("/") == 1 and name.endswith(".yaml")]
    own = [name for name in _OWN_FILES if name in there]
    return own + [name for name in there if name not in own]


def _yaml_files(folder: Path) -> list[Path]:
    """Every YAML file below a folder; those that an editor hides are not meant to be read."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.casefold() in (".yaml", ".yml")
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _unread(data_dir: Path) -> Iterator[InputError]:
    """Files that look as if they counted, and do not."""
    projects = _project_files(data_dir)
    if not projects:
        yield InputError(
            "registry.no_projects",
            where=str(data_dir / "projects"),
            files=", ".join(_OWN_FILES),
        )
    read = {*_LISTS, _RIVERS, *_READ_ELSEWHERE, *projects}
    for path in _yaml_files(data_dir):
        if path.relative_to(data_dir).as_posix() not in read:
            yield InputError(
                "registry.unread",
                where=str(path),
                read=", ".join((*_LISTS, _RIVERS, *_READ_ELSEWHERE)),
            )


def _misplaced(rows: list[Row[Project]], name: str) -> Iterator[InputError]:
    wanted = _OWN_FILES.get(name)
    for row in rows:
        mode = row.value.mode
        if wanted is not None and mode is not wanted and mode in PROJECT_MODES:
            yield InputError(
                "registry.misplaced",
                where=row.where("mode"),
                label=row.label,
                mode=mode.value,
                file=PROJECT_MODES[mode].file,
            )


def _by_id(rows: list[Row[Listed]], faults: list[InputError]) -> dict[str, Listed]:
    by_id: dict[str, Listed] = {}
    for row in rows:
        if row.value.id in by_id:
            faults.append(InputError("registry.twice", where=row.where("id"), label=row.label))
        by_id.setdefault(row.value.id, row.value)
    return by_id


def _twice(projects: list[Row[Project]], context: list[Row[ContextItem]]) -> Iterator[InputError]:
    """An address of the app names a project or a context row by its id alone."""
    ids = {row.value.id for row in projects}
    for row in context:
        if row.value.id in ids:
            yield InputError("registry.project_too", where=row.where("id"), label=row.label)


def _file_and_line(where: str) -> tuple[str, int]:
    file, _, line = where.rpartition(":")
    return (file, int(line)) if line.isdecimal() else (where, 0)


@dataclass(frozen=True)
class _CrossCheck:
    """What one row says of other rows: every key it names must exist and fit."""

    registry: Registry
    row: Row[Any]
    broken: Broken
    absent: Mapping[str, set[str]]
    """Kinds whose file is not there: what is asked of them is written down, and said once."""

    def _unknown(self, kind: str, key: str) -> bool:
        known: Mapping[str, object] = getattr(self.registry, kind)
        if key in known or self.broken & {(kind, key), (kind, ALL)}:
            return False
        if kind in self.absent:
            self.absent[kind].add(key)
            return False
        return True

    def faults(self) -> Iterator[InputError]:
        yield from self._citations(self.row.value, ())
        yield from self._provinces()
        if isinstance(self.row.value, Named):
            yield from self._places(self.row.value)
            yield from self._refs(self.row.value)
        if isinstance(self.row.value, Project):
            yield from broken_rules(self.row, self.registry.agreements)
            yield from self._pair(self.row.value)
            yield from self._lengths(self.row.value)
            yield from self._sides(self.row.value)
        if isinstance(self.row.value, Agreement) and self.row.value.about:
            yield from self._about(self.row.value.about)

    def _fault(self, message: str, /, *location: str | int, **values: object) -> InputError:
        return InputError(message, where=self.row.where(*location), label=self.row.label, **values)

    def _about(self, key: str) -> Iterator[InputError]:
        if self._unknown("agreements", key):
            yield self._fault("registry.about", "about", key=key, known=self._agreements())

    def _agreements(self) -> str:
        return ", ".join(sorted(self.registry.agreements))

    def _citations(self, value: object, location: FieldPath) -> Iterator[InputError]:
        if isinstance(value, Citation):
            if self._unknown("agreements", value.agreement):
                yield self._fault(
                    "registry.agreement", *location, key=value.agreement, known=self._agreements()
                )
        elif isinstance(value, BaseModel):
            for name in type(value).model_fields:
                yield from self._citations(getattr(value, name), (*location, name))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                yield from self._citations(item, (*location, number))

    def _provinces(self) -> Iterator[InputError]:
        value = self.row.value
        named: list[tuple[FieldPath, str]] = []
        if isinstance(value, Project):
            named += [(("sides", i, "province"), s.province) for i, s in enumerate(value.sides)]
        elif isinstance(value, ContextItem):
            named += [(("provinces", i), code) for i, code in enumerate(value.provinces)]
        elif isinstance(value, Agreement):
            named += [(("parties", i), code) for i, code in enumerate(value.parties)]
        elif isinstance(value, Party) and value.province:
            named.append((("province",), value.province))
        for location, code in named:
            if not self.registry.units.is_known(code):
                yield self._fault("registry.province", *location, code=code)

    def _places(self, value: Named) -> Iterator[InputError]:
        for s, strand in enumerate(value.route):
            for i, key in enumerate(strand):
                if self._unknown("places", key):
                    yield self._fault("registry.place", "route", s, i, key=key)
            if any(a == b for a, b in pairwise(strand)):
                yield self._fault("registry.place_repeated", "route", s)

    def _refs(self, value: Named) -> Iterator[InputError]:
        for i, ref in enumerate(value.refs):
            normal = normal_ref(ref)
            if normal != ref:
                said = repr(normal) if normal else Wording("registry.ref_forms")
                yield self._fault("registry.ref", "refs", i, ref=ref, normal=said)

    def _pair(self, value: Project) -> Iterator[InputError]:
        if value.pair is None:
            return
        other = self.registry.projects.get(value.pair)
        if self._unknown("projects", value.pair) or (other and other.pair != value.id):
            yield self._fault(
                "registry.pair_unknown" if other is None else "registry.pair_one_sided",
                "pair",
                pair=value.pair,
            )

    def _on_route(
        self, value: Project, keys: tuple[str, str], *location: str | int
    ) -> Iterator[InputError]:
        for key in keys:
            if key not in value.places:
                yield self._fault(
                    "registry.off_route", *location, key=key, places=", ".join(value.places)
                )

    def _lengths(self, value: Project) -> Iterator[InputError]:
        for i, stated in enumerate(value.stated_lengths):
            if stated.between:
                yield from self._on_route(value, stated.between, "stated_lengths", i, "between")

    def _sides(self, value: Project) -> Iterator[InputError]:
        claimed: set[str] = set()
        for i, side in enumerate(value.sides):
            if side.stretch:
                yield from self._on_route(value, side.stretch, "sides", i, "stretch")
            elif side.province in claimed:
                yield self._fault("registry.two_sides", "sides", i, province=side.province)
            else:
                claimed.add(side.province)
            yield from self._parties_of(side, i)
            yield from self._dates_of(side, i)
            yield from self._same_works(value, side, i)

    def _same_works(self, value: Project, side: Side, i: int) -> Iterator[InputError]:
        if side.same_works is None:
            return
        other = self.registry.projects.get(side.same_works)
        told = other is not None and any(
            own.province == side.province and own.same_works is None for own in other.sides
        )
        if self._unknown("projects", side.same_works) or other is value or (other and not told):
            yield self._fault(
                "registry.same_works",
                "sides",
                i,
                "same_works",
                other=side.same_works,
                province=side.province,
            )

    def _parties_of(self, side: Side, i: int) -> Iterator[InputError]:
        for n, party_id in enumerate(side.responsible):
            party = self.registry.parties.get(party_id)
            if self._unknown("parties", party_id):
                yield self._fault("registry.party", "sides", i, "responsible", n, party=party_id)
            elif (
                party is not None
                and party.kind is PartyKind.PROVINCE
                and len(side.responsible) == 1
                and not self.registry.answers_for(party, side)
            ):
                yield self._fault(
                    "registry.party_province",
                    "sides",
                    i,
                    "responsible",
                    party=party_id,
                    province=side.province,
                )

    def _dates_of(self, side: Side, i: int) -> Iterator[InputError]:
        for n, report in enumerate(side.reports):
            latest = report.source.date if report.source else self._document_date(report.cite)
            if latest is not None and report.date > latest:
                yield self._fault(
                    "registry.report_date",
                    "sides",
                    i,
                    "reports",
                    n,
                    "date",
                    date=report.date,
                    latest=latest,
                )

    def _document_date(self, cite: Citation | None) -> dt.date | None:
        document = self.registry.agreements.get(cite.agreement) if cite else None
        return document.date if document else None
