"""The 63 units of the signings and those of today, and which became which.

What a unit was called and what became of it is a history: the 63, the change of 1 July 2025
(``merges.csv``) and any number of changes after it (``unit_changes.csv``). A change that gives
ground to another unit begins an *era*, named by its year; one that only renames a unit, or
makes a city of a province, does not. A code alone names no unit: 24 of 2008 is Bắc Giang, 24
of 2025 Bắc Ninh.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from pathlib import Path

from geo.errors import InputError
from geo.model import Text
from geo.registry.commune_codes import CommuneCodes, read_commune_codes
from geo.registry.csv_table import read_csv_table
from geo.registry.unit_places import UnitPlaces, read_unit_places
from geo.settings import DATA_DIR

MERGED_ON = dt.date(2025, 7, 1)
"""The day the 63 units became 34 (Nghị quyết 202/2025/QH15)."""

SIGNING_ERA = "2008"
"""The era of the 63, since Hà Tây joined Hà Nội on 1 August 2008."""
SIGNING_SINCE = dt.date(2008, 8, 1)

COLUMNS = ("old_code", "old_name", "new_code", "new_name")
CHANGE_COLUMNS = ("since", "old_code", "new_code", "new_name", "new_kind", "basis")
CITY = "thành phố"
NO_COMMUNES = CommuneCodes(())


class Units(StrEnum):
    """Which set of provincial units a view speaks in."""

    SIGNING = "signing"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Unit:
    """A provincial unit of one era; ``kind`` as the resolutions write it (tỉnh, thành phố)."""

    era: str
    code: str
    name: str
    kind: str

    @property
    def key(self) -> str:
        """Era and code, as files write them: "2025:24"."""
        return f"{self.era}:{self.code}"


@dataclass(frozen=True)
class Era:
    """The units from a day on, and which of them each unit of the era before became part of."""

    name: str
    since: dt.date
    units: Mapping[str, Unit]
    before: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """From a day on a unit is another: part of a larger one, or of another name or kind."""

    since: dt.date
    old_code: str
    new_code: str
    name: str
    kind: str
    basis: str


@dataclass(frozen=True)
class UnitTable:
    """Names and successors of the provincial units, by two-digit code.

    ``signing`` names the 63, ``today`` those of the day the table was read for, ``successor``
    leads from the first to the second. A code may stand in both sets and mean different ground:
    24 was Bắc Giang and is Bắc Ninh today. ``eras`` is the history they are taken from, oldest
    first.
    """

    signing: Mapping[str, str]
    today: Mapping[str, str]
    successor: Mapping[str, str]
    cities: frozenset[str] = frozenset()
    """Codes of those of today that are cities, not provinces."""
    eras: tuple[Era, ...] = ()
    places: UnitPlaces = field(default_factory=dict)
    communes: CommuneCodes = NO_COMMUNES

    def era_on(self, day: dt.date) -> Era:
        """The era that a day falls into; the first for any day before it."""
        return [era for era in self.eras if era.since <= day or era is self.eras[0]][-1]

    def became(self, era: str, code: str, later: str) -> str:
        """The code, in a later era, of the unit that a unit's ground belongs to.

        Raises
        ------
        KeyError
            When there is no such unit, or the later era is not later.
        """
        names = [known.name for known in self.eras]
        for passed in self.eras[names.index(era) + 1 : names.index(later) + 1]:
            code = passed.before[code]
        return self.eras[names.index(later)].units[code].code

    def unit(self, key: str) -> Unit:
        """The unit of an era and a code ("2008:24"); a bare code is of the signing.

        Raises
        ------
        KeyError
            When there is no such unit.
        """
        era, _, code = key.rpartition(":")
        return next(known for known in self.eras if known.name == (era or SIGNING_ERA)).units[code]

    def signing_code(self, key: str) -> str | None:
        """The code, of the 63, of the unit whose ground a unit is; None where it is several's."""
        unit = self.unit(key)
        became = {code: self.became(SIGNING_ERA, code, unit.era) for code in self.signing}
        old = [code for code, later in became.items() if later == unit.code]
        return old[0] if len(old) == 1 else None

    def today_code(self, key: str) -> str:
        """The code of the unit of today that a unit's ground belongs to."""
        unit = self.unit(key)
        return self.became(unit.era, unit.code, self.eras[-1].name)

    @cached_property
    def _grounds(self) -> Mapping[str, frozenset[str]]:
        """Era and code of every unit → the codes of the 63 whose ground it is."""
        found: dict[str, set[str]] = {}
        for era in self.eras:
            for code in self.signing:
                unit = f"{era.name}:{self.became(SIGNING_ERA, code, era.name)}"
                found.setdefault(unit, set()).add(code)
        return {key: frozenset(codes) for key, codes in found.items()}

    @cached_property
    def names(self) -> frozenset[str]:
        """What any unit of any era is called."""
        return frozenset(unit.name for era in self.eras for unit in era.units.values())

    def is_known(self, key: str) -> bool:
        """Whether there is such a unit; a bare code is of the signing."""
        return with_era(key) in self._grounds

    def grounds(self, key: str) -> frozenset[str]:
        """Codes of the 63 whose ground a unit is."""
        return self._grounds[with_era(key)]

    def holds(self, key: str, ground: str) -> bool:
        """Whether the ground of one unit lies in that of another."""
        return key == ground or self.grounds(ground) <= self.grounds(key)

    def holding(self, ground: str | None, keys: Iterable[str]) -> list[str]:
        """Those of the units that hold a ground, the smallest first; none for no ground."""
        if ground is None:
            return []
        own = dict.fromkeys(key for key in keys if self.holds(key, ground))
        return sorted(own, key=lambda key: len(self.grounds(key)))

    def within(self, key: str) -> frozenset[str]:
        """Era and code of the units, of any era, whose ground lies in a unit's."""
        return frozenset(
            one for one, ground in self._grounds.items() if ground <= self.grounds(key)
        )

    def key_on(self, day: dt.date, code: str) -> str:
        """The key of the unit that a bare code means in a document of that day.

        What has an era keeps it; a code that no unit has stays as it is written.
        """
        key = code if ":" in code else f"{self.era_on(day).name}:{code}"
        return self.oldest_key(key) if self.is_known(key) else code

    def keys_on(self, day: dt.date) -> dict[str, str]:
        """Key → name of every unit that a document of that day speaks of."""
        units = self.era_on(day).units.values()
        return {self.oldest_key(unit.key): unit.name for unit in units}

    def keys_by_name(self, day: dt.date | None) -> dict[str, str]:
        """Name → key of the units that a document of that day may mean by it.

        It may still speak of a province that was merged before; of two of one name it means that
        of its day.
        """
        keys = {name: code for code, name in self.signing.items()}
        return keys | {name: key for key, name in self.keys_on(day).items()} if day else keys

    def key_in(self, era: str, ground: str) -> str:
        """The unit of an era in which a ground lay; the ground's own where that was larger."""
        of_era = (key for key in self._grounds if key.startswith(f"{era}:"))
        found = self.holding(ground, of_era)
        return self.oldest_key(found[0]) if found else ground

    def oldest_key(self, key: str) -> str:
        """The same unit by the oldest era that has it, of the same name and on the same ground.

        A province that was not merged is one thing, whichever document speaks of it; of the 63
        the code alone is the key.
        """
        name, ground = self.unit(key).name, self.grounds(key)
        same = (k for k, own in self._grounds.items() if own == ground)
        oldest = next(k for k in same if self.unit(k).name == name)
        return oldest.removeprefix(f"{SIGNING_ERA}:")

    def code_in(self, units: Units, signing_code: str) -> str:
        """The code, in the wanted units, of the ground of a unit of the signing.

        Ground of which only the unit of a later era is known keeps era and code ("2025:91").
        """
        if units is Units.SIGNING:
            return signing_code
        if ":" in signing_code:
            return self.today_code(signing_code)
        return self.successor[signing_code]

    def is_merged(self, key: str) -> bool:
        """Whether the ground of a unit is only part of a unit of today."""
        return self.grounds(f"{self.eras[-1].name}:{self.today_code(key)}") > self.grounds(key)

    def name_in(self, units: Units, signing_code: str) -> str:
        """The name, in the wanted units, of the ground of a unit of the signing."""
        if units is Units.SIGNING:
            return self.signing.get(signing_code) or self.unit(signing_code).name
        return self.today[self.code_in(units, signing_code)]

    def full_name_in(self, units: Units, signing_code: str) -> Text:
        """The name of the ground of a unit of the signing; what was merged is named too.

        Where the name went on with a larger unit it stands once.

        Examples
        --------
        >>> table = UnitTable({"30": "Hải Dương"}, {"31": "Hải Phòng"}, {"30": "31"})
        >>> table.full_name_in(Units.TODAY, "30").vi
        'Hải Phòng (Hải Dương trước 01/7/2025)'
        """
        name, before = (self.name_in(which, signing_code) for which in (units, Units.SIGNING))
        if name == before:
            return Text(vi=name, en=name)
        return Text(
            vi=f"{name} ({before} trước 01/7/2025)", en=f"{name} ({before} before 1 July 2025)"
        )


def with_era(key: str) -> str:
    """A key with its era written: a bare code is of the 63."""
    return key if ":" in key else f"{SIGNING_ERA}:{key}"


def read_units(path: Path, on: dt.date | None = None) -> UnitTable:
    """Read ``merges.csv``, and ``unit_changes.csv``, ``unit_places.csv``, ``commune_codes.csv``.

    These are taken from beside it, else as they come with the program: a registry of one's own
    need not bring facts of the whole country.

    Parameters
    ----------
    path
        One row for each of the 63 units, with the unit it became part of on 1 July 2025.
    on
        The day whose units "today" means [default: the current day].

    Raises
    ------
    InputError
        When the file is missing, is not UTF-8 text or lacks a column, or a row is not whole.
    """
    rows: list[dict[str, str]] = []
    for line, row in read_csv_table(path, COLUMNS):
        _check_row(row, rows, f"{path}:{line}")
        rows.append(row)
    codes = {row["old_code"] for row in rows} | {row["new_code"] for row in rows}
    day = on or dt.date.today()
    changes = [
        change
        for change in _changes(_beside(path, "unit_changes.csv"))
        if change.since <= day and change.old_code in codes
    ]
    return replace(
        _table(_history(rows, changes)),
        places=read_unit_places(_beside(path, "unit_places.csv")),
        communes=read_commune_codes(_beside(path, "commune_codes.csv")),
    )


def _beside(path: Path, name: str) -> Path:
    """A table beside another, or the one that comes with the program: the country's facts."""
    beside = path.with_name(name)
    return beside if beside.exists() else DATA_DIR / "provinces" / name


def _table(eras: tuple[Era, ...]) -> UnitTable:
    """The first and the last era side by side."""
    signing, today = eras[0].units, eras[-1].units
    table = UnitTable(
        signing={code: unit.name for code, unit in signing.items()},
        today={code: unit.name for code, unit in today.items()},
        successor={},
        cities=frozenset(code for code, unit in today.items() if unit.kind == CITY),
        eras=eras,
    )
    became = {code: table.became(eras[0].name, code, eras[-1].name) for code in signing}
    return replace(table, successor=became)


def _history(rows: list[dict[str, str]], changes: list[Change]) -> tuple[Era, ...]:
    old = {
        row["old_code"]: Unit(
            SIGNING_ERA, row["old_code"], row["old_name"], row.get("old_kind") or ""
        )
        for row in rows
    }
    merged = [
        Change(
            MERGED_ON,
            row["old_code"],
            row["new_code"],
            row["new_name"],
            row.get("new_kind") or "",
            "",
        )
        for row in rows
    ]
    eras = [Era(SIGNING_ERA, SIGNING_SINCE, old, {})]
    eras.append(_next_era(eras[-1], MERGED_ON, merged))
    for since, group in groupby(
        sorted(changes, key=lambda c: c.since), key=lambda change: change.since
    ):
        step = list(group)
        if any(change.old_code != change.new_code for change in step):
            eras.append(_next_era(eras[-1], since, step))
        else:
            eras[-1] = _renamed(eras[-1], step)
    return tuple(eras)


def _next_era(last: Era, since: dt.date, changes: list[Change]) -> Era:
    """The units after a change of ground; those it does not name go on."""
    year = str(since.year)
    name = since.isoformat() if year == last.name[:4] else year
    before = {code: code for code in last.units} | {c.old_code: c.new_code for c in changes}
    named = {c.new_code: Unit(name, c.new_code, c.name, c.kind) for c in changes}
    units = {
        code: named.get(code) or replace(last.units[code], era=name)
        for code in dict.fromkeys(before.values())
    }
    return Era(name, since, units, before)


def _renamed(era: Era, changes: list[Change]) -> Era:
    named = {c.new_code: Unit(era.name, c.new_code, c.name, c.kind) for c in changes}
    return replace(era, units={**era.units, **named})


def _changes(path: Path) -> Iterator[Change]:
    for line, row in read_csv_table(path, CHANGE_COLUMNS):
        try:
            since = dt.date.fromisoformat(row["since"])
        except ValueError:
            since = None
        codes = (row["old_code"], row["new_code"])
        if since is None or since < MERGED_ON or not all(_CODE.fullmatch(c) for c in codes):
            raise InputError(
                "registry.unit_change",
                where=f"{path}:{line}",
                since=row["since"],
                old_code=row["old_code"],
                new_code=row["new_code"],
            )
        yield Change(since, *codes, row["new_name"], row["new_kind"], row["basis"])


_CODE = re.compile(r"[0-9]{2}")


def _check_row(row: Mapping[str, str], before: list[dict[str, str]], where: str) -> None:
    old, new = row["old_code"], row["new_code"]
    if not all(_CODE.fullmatch(code) for code in (old, new)):
        raise InputError("registry.unit_codes", where=where, old=old, new=new)
    if not row["old_name"] or not row["new_name"]:
        raise InputError("registry.unit_name", where=where, code=old)
    if any(old == other["old_code"] for other in before):
        raise InputError("registry.unit_twice", where=where, code=old)
