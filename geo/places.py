"""The gazetteer: a named place → a point, with its source and precision."""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shapely import Point

from geo.errors import InputError
from geo.model import Text

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

VIET_NAM = (102.0, 8.0, 118.0, 23.5)
"""West, south, east, north in degrees, islands included: where a place may lie."""


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


def read_places(path: Path) -> tuple[dict[str, Place], list[InputError]]:
    """Read the gazetteer and collect every fault in it.

    Returns
    -------
    tuple
        The places that could be read, by key, and the faults, each with file and line.

    Raises
    ------
    InputError
        When the file is missing, is not UTF-8 text or lacks a column.
    """
    places: dict[str, Place] = {}
    faults: list[InputError] = []
    for line, row in _rows(path):
        where = f"{path}:{line}"
        try:
            place = _place(row, where)
        except InputError as fault:
            faults.append(fault)
            continue
        if place.key in places:
            faults.append(
                InputError(
                    f"place key {place.key!r} stands twice",
                    where=where,
                    remedy="give each place a key of its own, or delete one row",
                )
            )
            continue
        places[place.key] = place
    return places, faults


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            "the gazetteer is missing", where=str(path), remedy="restore the file"
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 text (byte {error.start})",
            where=str(path),
            remedy="save the file as CSV UTF-8",
        ) from None
    reader = csv.DictReader(unicodedata.normalize("NFC", text).splitlines())
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise InputError(
            f"column(s) missing: {', '.join(missing)}",
            where=f"{path}:1",
            allowed=",".join(COLUMNS),
            remedy="add the columns to the first line",
        )
    for row in reader:
        yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}


def _number(row: dict[str, str], field: str, low: float, high: float, where: str) -> float:
    try:
        number = float(row[field])
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise InputError(
            f"place {row['key']!r}: {field} is {row[field]!r}",
            where=where,
            allowed=f"a number from {low:g} to {high:g}",
            remedy="write degrees with a decimal point, longitude before latitude"
            if field in ("lon", "lat")
            else "state in metres how well the place is known",
        )
    return number


def _place(row: dict[str, str], where: str) -> Place:
    empty = [name for name in ("key", "name_vi", "name_en", "kind", "source") if not row[name]]
    if empty:
        raise InputError(
            f"place {row['key']!r}: {', '.join(empty)} is empty", where=where, remedy="fill it in"
        )
    provinces = tuple(row["province"].split("|"))
    wanted = 2 if row["kind"] == "border" else 1
    if len(set(provinces)) != wanted or not all(len(code) == 2 for code in provinces):
        raise InputError(
            f"place {row['key']!r}: province is {row['province']!r}",
            where=where,
            allowed="one two-digit code; for kind border two different ones, such as 24|19",
            remedy="write the code(s) with their leading zero",
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
        geonames_id=int(row["geonames_id"]) if row["geonames_id"].isdigit() else None,
        precision_m=int(_number(row, "precision_m", 1, 50_000, where)),
        note=row["note"],
    )
