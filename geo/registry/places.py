"""The gazetteer: a named place → a point, with its source and precision."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from shapely import Point

from geo.data_files import csv_rows, text_of
from geo.errors import InputError, Wording
from geo.files import alone, write_together
from geo.model import PlaceKey, Text, UnitKey
from geo.names import fold
from geo.registry.units import UnitTable

COLUMNS = (
    "key",
    "name_vi",
    "name_en",
    "lon",
    "lat",
    "kind",
    "district",
    "province",
    "source",
    "geonames_id",
    "precision_m",
    "note",
)

_TOO_MANY = "too many"
"""What a row holds beyond its last column, as a comma that is not in quotes makes it."""

VIET_NAM = (102.0, 8.0, 118.0, 23.5)
"""West, south, east, north in degrees, islands included: where a place may lie."""
AROUND_VIET_NAM = (100.0, 5.0, 121.0, 25.0)
"""The same with the waters that a province's outline may take in: where areas may reach."""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place.

    ``lon`` and ``lat`` are degrees in EPSG:4326; ``precision_m`` is the radius in metres
    within which the true place lies. ``provinces`` and ``districts`` hold one entry, or two
    for a place of kind ``border``.
    """

    key: str
    name: Text
    lon: float
    lat: float
    kind: str
    districts: tuple[str, ...]
    provinces: tuple[str, ...]
    source: str
    geonames_id: int | None
    precision_m: int
    note: str = ""

    @property
    def point(self) -> Point:
        """The place as a point, (lon, lat) in EPSG:4326."""
        return Point(self.lon, self.lat)


class PlaceRow(BaseModel):
    """A place in a file of projects, which an import brings along: the gazetteer's columns."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    id: PlaceKey
    name: Text
    lon: float = Field(ge=VIET_NAM[0], le=VIET_NAM[2])
    lat: float = Field(ge=VIET_NAM[1], le=VIET_NAM[3])
    kind: str = Field(min_length=1)
    districts: tuple[str, ...] = ()
    provinces: tuple[UnitKey, ...] = Field(min_length=1, max_length=2)
    source: str = Field(min_length=1)
    geonames_id: int | None = Field(default=None, gt=0)
    precision_m: int = Field(ge=1, le=50_000)
    note: str = ""

    @property
    def place(self) -> Place:
        """The place itself."""
        return Place(
            key=self.id,
            name=self.name,
            lon=self.lon,
            lat=self.lat,
            kind=self.kind,
            districts=self.districts,
            provinces=self.provinces,
            source=self.source,
            geonames_id=self.geonames_id,
            precision_m=self.precision_m,
            note=self.note,
        )


@dataclass(frozen=True)
class Gazetteer:
    """The places that could be read, by key; the faults; the keys of the rows at fault."""

    places: dict[str, Place] = field(default_factory=dict)
    faults: list[InputError] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def add(self, row: PlaceRow, units: UnitTable, where: str) -> None:
        """Take in a place of another file; what is wrong with it is a fault."""
        for key in row.provinces:
            if not units.is_known(key):
                self.faults.append(
                    InputError("registry.place_province", where=where, key=row.id, code=key)
                )
        if row.id in self.places:
            self.faults.append(InputError("registry.place_twice", where=where, key=row.id))
            return
        self.places[row.id] = _with_keys(row.place, units)


def free_key(name: str, taken: Collection[str]) -> str:
    """A key for a place of a name, which no other has.

    Examples
    --------
    >>> free_key("Bến Thủy", {"ben-thuy"})
    'ben-thuy-2'
    """
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name))
    stem, number = "-".join(plain.split()) or "place", 1
    while (key := f"{stem}-{number}" if number > 1 else stem) in taken:
        number += 1
    return key


def add_place(row: PlaceRow, path: Path) -> None:
    """Write a place behind those of a gazetteer; what stands there stays as it is.

    Raises
    ------
    InputError
        When the file cannot be read or written.
    """
    line = io.StringIO()
    values = (row.id, row.name.vi, row.name.en, row.lon, row.lat, row.kind)
    joined = ("|".join(row.districts), "|".join(row.provinces))
    ends = (row.source, row.geonames_id or "", row.precision_m, row.note)
    csv.writer(line, lineterminator="\n").writerow((*values, *joined, *ends))
    with alone(path.parent):
        before = text_of(path, missing="registry.gazetteer")
        gap = "" if before.endswith("\n") else "\n"
        write_together({path: f"{before}{gap}{line.getvalue()}".encode()})


def read_places(path: Path, units: UnitTable) -> Gazetteer:
    """Read the gazetteer and collect every fault in it, each with file and line.

    Parameters
    ----------
    path
        The gazetteer, CSV in UTF-8.
    units
        Those that a place may lie in; a bare code is of the 63.

    Raises
    ------
    InputError
        When the file is missing, is not UTF-8 text or lacks a column.
    """
    read = Gazetteer()
    for line, row in _rows(path):
        where = f"{path}:{line}"
        try:
            place = _place(row, where)
        except InputError as fault:
            read.faults.append(fault)
            read.broken.add(row["key"])
            continue
        read.faults.extend(
            InputError("registry.place_province", where=where, key=place.key, code=code)
            for code in place.provinces
            if not units.is_known(code)
        )
        if place.key in read.places:
            read.faults.append(InputError("registry.place_twice", where=where, key=place.key))
            continue
        read.places[place.key] = _with_keys(place, units)
    return read


def _with_keys(place: Place, units: UnitTable) -> Place:
    keys = (units.oldest_key(key) if units.is_known(key) else key for key in place.provinces)
    return replace(place, provinces=tuple(keys))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    text = text_of(path, missing="registry.gazetteer", encoded="registry.not_utf8_csv")
    whole = unicodedata.normalize("NFC", text)
    for line, row in csv_rows(whole, COLUMNS, where=str(path)):
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        yield line, cells | {_TOO_MANY: ",".join(row.get(None, []))}


def _number(row: dict[str, str], field: str, low: float, high: float, where: str) -> float:
    try:
        number = float(row[field])
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise InputError(
            "registry.place_number",
            where=where,
            key=row["key"],
            field=field,
            value=row[field],
            low=f"{low:g}",
            high=f"{high:g}",
            remedy=Wording(
                "registry.place_degrees" if field in ("lon", "lat") else "registry.place_metres"
            ),
        )
    return number


def _check_texts(row: dict[str, str], where: str) -> None:
    empty = [name for name in ("key", "name_vi", "name_en", "kind", "source") if not row[name]]
    if empty:
        raise InputError(
            "registry.place_empty", where=where, key=row["key"], fields=", ".join(empty)
        )
    if row[_TOO_MANY]:
        raise InputError("registry.place_long", where=where, key=row["key"], left=row[_TOO_MANY])
    if not re.fullmatch(r"[1-9][0-9]{0,11}|", row["geonames_id"]):
        raise InputError(
            "registry.place_geonames", where=where, key=row["key"], id=row["geonames_id"]
        )


_KEY = re.compile(r"(\d{4}(-\d{2}-\d{2})?:)?\S\S")


def _place(row: dict[str, str], where: str) -> Place:
    _check_texts(row, where)
    provinces = tuple(row["province"].split("|"))
    wanted = 2 if row["kind"] == "border" else 1
    if len(set(provinces)) != wanted or not all(map(_KEY.fullmatch, provinces)):
        raise InputError(
            "registry.place_provinces", where=where, key=row["key"], province=row["province"]
        )
    west, south, east, north = VIET_NAM
    return Place(
        key=row["key"],
        name=Text(vi=row["name_vi"], en=row["name_en"]),
        lon=_number(row, "lon", west, east, where),
        lat=_number(row, "lat", south, north, where),
        kind=row["kind"],
        districts=tuple(row["district"].split("|")) if row["district"] else (),
        provinces=provinces,
        source=row["source"],
        geonames_id=int(row["geonames_id"]) if row["geonames_id"] else None,
        precision_m=int(_number(row, "precision_m", 1, 50_000, where)),
        note=row["note"],
    )
