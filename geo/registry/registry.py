"""The registry: the files of ``data/`` → one validated model, all faults reported at once."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from geo.errors import InputError, RegistryError
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
    Side,
)
from geo.names import normal_ref
from geo.registry.places import Place, read_places
from geo.registry.rows import ALL, Broken, Location, Row, read_rows
from geo.registry.units import UnitTable, read_units

DATA_DIR = Path(__file__).resolve().parents[2] / "data"

PROJECT_FILES: Mapping[Mode, str] = {
    Mode.ROAD: "projects/roads.yaml",
    Mode.BRIDGE: "projects/bridges.yaml",
    Mode.RAIL: "projects/rails.yaml",
    Mode.POWER: "projects/power.yaml",
}

IMPORTED_FILES = "projects/imported-*.yaml"
"""What :mod:`geo.registry.imported` writes: an agreement, projects of any mode, new parties."""

Model = TypeVar("Model", Agreement, Party, Project, ContextItem)


@dataclass(frozen=True)
class Registry:
    """Everything the data folder says, each by its id or key."""

    agreements: Mapping[str, Agreement]
    parties: Mapping[str, Party]
    projects: Mapping[str, Project]
    context: Mapping[str, ContextItem]
    places: Mapping[str, Place]
    units: UnitTable

    def agreed_on(self, project: Project) -> dt.date:
        """The day of the first document that names a project."""
        return min(self.agreements[cite.agreement].date for cite in project.cites)

    def is_draft(self, deadline: Deadline | None) -> bool:
        """Whether a deadline stands in a text that nobody has signed."""
        return deadline is not None and self.agreements[deadline.cite.agreement].is_draft


def load_registry(data_dir: Path = DATA_DIR) -> Registry:
    """Read and validate every file of the registry.

    Raises
    ------
    RegistryError
        With every fault found in any file, each with file, line and remedy.
    InputError
        When the gazetteer or the table of units cannot be read at all.

    Examples
    --------
    >>> registry = load_registry()
    >>> registry.projects["cau-hoa-son"].mode.value
    'bridge'
    """
    units = read_units(data_dir / "provinces" / "merges.csv")
    gazetteer = read_places(data_dir / "places.csv", units.signing)
    faults = gazetteer.faults
    broken = {("places", key) for key in gazetteer.broken}
    agreements = read_rows(data_dir / "agreements.yaml", "agreements", Agreement, faults, broken)
    parties = read_rows(data_dir / "parties.yaml", "parties", Party, faults, broken)
    context = read_rows(data_dir / "context.yaml", "context", ContextItem, faults, broken)
    projects: list[Row[Project]] = []
    for mode, name in PROJECT_FILES.items():
        of_mode = read_rows(data_dir / name, "projects", Project, faults, broken)
        faults += _misplaced(of_mode, mode)
        projects += of_mode
    for path in sorted(data_dir.glob(IMPORTED_FILES)):
        own: Broken = set()
        projects += _imported(path, "projects", Project, faults, own)
        if ("projects", ALL) not in own:  # else the file cannot be read, and that is said already
            agreements += _imported(path, "agreements", Agreement, faults, own)
            parties += _imported(path, "parties", Party, faults, own)
        broken |= own
    registry = Registry(
        agreements=_by_id(agreements, faults),
        parties=_by_id(parties, faults),
        projects=_by_id(projects, faults),
        context=_by_id(context, faults),
        places=gazetteer.places,
        units=units,
    )
    rows: list[Row[Any]] = [*agreements, *parties, *projects, *context]
    for row in rows:
        faults += _CrossCheck(registry, row, broken).faults()
    if faults:
        raise RegistryError(sorted(faults, key=lambda fault: _file_and_line(fault.where)))
    return registry


def _imported(
    path: Path, key: str, model: type[Model], faults: list[InputError], broken: Broken
) -> list[Row[Model]]:
    """Read one list of an imported file; parties are there only where it needed new ones."""
    both = ("projects", "agreements")
    return read_rows(path, key, model, faults, broken, beside=both, optional=["parties"])


def _misplaced(rows: list[Row[Project]], mode: Mode) -> Iterator[InputError]:
    for row in rows:
        if row.value.mode is not mode:
            yield InputError(
                f"{row.label} has the mode {row.value.mode.value!r}",
                where=row.where("mode"),
                remedy=f"move it to {PROJECT_FILES[row.value.mode]}",
            )


def _by_id(rows: list[Row[Model]], faults: list[InputError]) -> dict[str, Model]:
    by_id: dict[str, Model] = {}
    for row in rows:
        if row.value.id in by_id:
            faults.append(
                InputError(
                    f"{row.label} stands twice",
                    where=row.where("id"),
                    remedy="rename or delete one of the two",
                )
            )
        by_id.setdefault(row.value.id, row.value)
    return by_id


def _file_and_line(where: str) -> tuple[str, int]:
    file, _, line = where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (where, 0)


@dataclass(frozen=True)
class _CrossCheck:
    """What one row says of other rows: every key it names must exist and fit."""

    registry: Registry
    row: Row[Any]
    broken: Broken

    def _unknown(self, kind: str, key: str) -> bool:
        known: Mapping[str, object] = getattr(self.registry, kind)
        return key not in known and not self.broken & {(kind, key), (kind, ALL)}

    def faults(self) -> Iterator[InputError]:
        yield from self._citations(self.row.value, ())
        yield from self._provinces()
        if isinstance(self.row.value, Named):
            yield from self._places(self.row.value)
            yield from self._refs(self.row.value)
        if isinstance(self.row.value, Project):
            yield from self._pair(self.row.value)
            yield from self._lengths(self.row.value)
            yield from self._sides(self.row.value)
        if isinstance(self.row.value, Agreement) and self.row.value.about:
            yield from self._about(self.row.value.about)

    def _fault(self, what: str, *location: str | int, remedy: str) -> InputError:
        return InputError(
            f"{self.row.label}: {what}", where=self.row.where(*location), remedy=remedy
        )

    def _about(self, key: str) -> Iterator[InputError]:
        if self._unknown("agreements", key):
            yield self._fault(
                f"about {key!r} is not registered",
                "about",
                remedy=f"use one of: {', '.join(sorted(self.registry.agreements))}",
            )

    def _citations(self, value: object, location: Location) -> Iterator[InputError]:
        if isinstance(value, Citation):
            if self._unknown("agreements", value.agreement):
                yield self._fault(
                    f"the agreement {value.agreement!r} is not registered",
                    *location,
                    remedy=f"use one of: {', '.join(sorted(self.registry.agreements))}",
                )
        elif isinstance(value, BaseModel):
            for name in type(value).model_fields:
                yield from self._citations(getattr(value, name), (*location, name))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                yield from self._citations(item, (*location, number))

    def _provinces(self) -> Iterator[InputError]:
        value = self.row.value
        named: list[tuple[Location, str]] = []
        if isinstance(value, Project):
            named += [(("sides", i, "province"), s.province) for i, s in enumerate(value.sides)]
        elif isinstance(value, ContextItem):
            named += [(("provinces", i), code) for i, code in enumerate(value.provinces)]
        elif isinstance(value, Agreement):
            named += [(("parties", i), code) for i, code in enumerate(value.parties)]
        elif isinstance(value, Party) and value.province:
            named.append((("province",), value.province))
        for location, code in named:
            if code not in self.registry.units.signing:
                yield self._fault(
                    f"no province has the code {code!r}",
                    *location,
                    remedy="look the code up in data/provinces/merges.csv (column old_code)",
                )

    def _places(self, value: Named) -> Iterator[InputError]:
        for s, strand in enumerate(value.route):
            for i, key in enumerate(strand):
                if self._unknown("places", key):
                    yield self._fault(
                        f"the place {key!r} is not in the gazetteer",
                        "route",
                        s,
                        i,
                        remedy="add it to data/places.csv or correct the key",
                    )
            if any(a == b for a, b in pairwise(strand)):
                yield self._fault(
                    "a place follows itself on the route", "route", s, remedy="delete one"
                )

    def _refs(self, value: Named) -> Iterator[InputError]:
        for i, ref in enumerate(value.refs):
            normal = normal_ref(ref)
            if normal != ref:
                yield self._fault(
                    f"the reference {ref!r} is not in normal form",
                    "refs",
                    i,
                    remedy=f"write {normal!r}" if normal else "write it as QL.37, ĐT.293, CT.39",
                )

    def _pair(self, value: Project) -> Iterator[InputError]:
        if value.pair is None:
            return
        other = self.registry.projects.get(value.pair)
        if self._unknown("projects", value.pair) or (other and other.pair != value.id):
            yield self._fault(
                f"the pair {value.pair!r} {'is unknown' if other is None else 'does not name it'}",
                "pair",
                remedy="both projects of a pair must name each other",
            )

    def _on_route(
        self, value: Project, keys: tuple[str, str], *location: str | int
    ) -> Iterator[InputError]:
        for key in keys:
            if key not in value.places:
                yield self._fault(
                    f"the place {key!r} is not on the route",
                    *location,
                    remedy=f"use two of: {', '.join(value.places)}",
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
                yield self._fault(
                    f"two sides of province {side.province!r} without a stretch",
                    "sides",
                    i,
                    remedy="give each the 'stretch' it answers for, or join them",
                )
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
                f"{side.same_works!r} tells of no works of province {side.province!r} itself",
                "sides",
                i,
                "same_works",
                remedy="name the project whose own side of that province counts the kilometres",
            )

    def _parties_of(self, side: Side, i: int) -> Iterator[InputError]:
        for n, party_id in enumerate(side.responsible):
            party = self.registry.parties.get(party_id)
            if self._unknown("parties", party_id):
                yield self._fault(
                    f"the party {party_id!r} is not registered",
                    "sides",
                    i,
                    "responsible",
                    n,
                    remedy="add it to data/parties.yaml or correct the id",
                )
            elif (
                party is not None
                and party.kind is PartyKind.PROVINCE
                and len(side.responsible) == 1
                and party.province != side.province
            ):
                yield self._fault(
                    f"{party_id!r} answers alone for a side of province {side.province!r}",
                    "sides",
                    i,
                    "responsible",
                    remedy="correct the party or the side's province",
                )

    def _dates_of(self, side: Side, i: int) -> Iterator[InputError]:
        for n, report in enumerate(side.reports):
            latest = report.source.date if report.source else self._document_date(report.cite)
            if latest is not None and report.date > latest:
                yield self._fault(
                    f"a report of {report.date} from a document of {latest}",
                    "sides",
                    i,
                    "reports",
                    n,
                    "date",
                    remedy="a document cannot report what came after it; correct one date",
                )

    def _document_date(self, cite: Citation | None) -> dt.date | None:
        document = self.registry.agreements.get(cite.agreement) if cite else None
        return document.date if document else None
