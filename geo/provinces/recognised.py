"""Which units the rows of a file are: every column is tried, and what it says held to the ground.

A word or number counts only where the ground agrees: a unit of that name or code must lie where
the rows lie, and be about as large. So a ward *Bắc Giang* is no province, a running number no
code, and *Bắc Ninh* is of the era whose area its rows have. The column that explains most rows
this way is believed.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.arrays import Bools, Objects
from geo.provinces.communes import commune_codes, named_communes
from geo.provinces.ground import MeasuredGround
from geo.provinces.unit_names import Candidates, code_keys, key, keys, unit_keys
from geo.registry.unit_places import UnitPlace
from geo.registry.units import SIGNING_ERA, UnitTable

LEAST_CODES = 0.9
"""Share of the rows with a number that must lie where the code says; fewer are no codes."""
LARGER_THAN_TOWNS = 0.2
"""Share of a province that a district or town of its name never has (Điện Biên: 0.15): where a
file holds less, and few whole provinces, its areas are towns and wards."""
MOST_ROWS = 0.9
"""Share of the rows that a column of provinces explains; a list of towns has few homonyms."""
_OFTEN = 3
"""Rows that bear one province's name when they are its districts; a town bears it once."""
_LIKELY = 0.75
"""How alike a name has to be before it is suggested (never used) as what was meant."""
_MOST_LABELS = 5_000
"""A column with more different values names no units (the communes of before 2025: 10,600)."""


@dataclass(frozen=True)
class Saying:
    """What one column says of every row: a label, and the units that a label may mean.

    ``labels`` are None where the column says nothing; ``communes`` are the official codes of
    the rows' communes where it names these, else None.
    """

    column: str
    labels: Objects
    meant: Mapping[str, Candidates]
    communes: Objects | None = None
    is_number: bool = False


@dataclass(frozen=True)
class Recognised:
    """The rows of a file as units.

    ``units`` holds era and code ("2008:24") or None for each row, ``communes`` the code of its
    commune or None. ``elsewhere`` are labels that name a unit whose ground is not there, each
    with the kilometres between the two; ``parts`` the units of which the file holds less than
    half, each with its share.
    """

    column: str
    units: Objects
    communes: Objects | None = None
    elsewhere: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows are some unit."""
        return int((self.units != None).sum())  # noqa: E711  # elementwise, over objects

    @property
    def count(self) -> int:
        """How many units there are."""
        return len({unit for unit in self.units if unit is not None})


def recognise(frame: gpd.GeoDataFrame, table: UnitTable) -> Recognised:
    """Find the column that says of most rows which unit they are, and what it says.

    Parameters
    ----------
    frame
        Areas in EPSG:4326.
    table
        The units to look for, with the places of :mod:`geo.registry.unit_places`.
    """
    ground = MeasuredGround.of(frame)
    nothing = np.full(len(frame), None, dtype=object)
    best = Recognised("", nothing)
    for saying in sayings(frame, table):
        found = _held_to_the_ground(saying, ground, table)
        if _rank(found) > _rank(best):
            best = found
    return best


def _rank(found: Recognised) -> tuple[int, int, int, int]:
    """Most rows first, then the finer units; of none the one that at least names some."""
    return found.rows, found.count, found.communes is not None, len(found.elsewhere)


def sayings(frame: pd.DataFrame, table: UnitTable) -> Iterable[Saying]:
    """Everything that the columns of a frame may say, names before numbers."""
    by_name, by_code = unit_keys(table), code_keys(table)
    columns = attributes(frame)
    for column in columns:
        yield from _commune_codes(frame[column], table)
    for column in columns:
        yield from _said(frame[column], partial(_name_of, known=by_name), by_name)
    yield from _commune_names(frame, table)
    for column in columns:
        yield from _said(frame[column], partial(_code_of, known=by_code), by_code, is_number=True)


def attributes(frame: pd.DataFrame) -> list[str]:
    """The columns beside the geometry."""
    shape = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    return [str(column) for column in frame.columns if column != shape]


def _said(
    values: "pd.Series[Any]",
    label_of: Callable[[object], str | None],
    meant: Mapping[str, Candidates],
    *,
    is_number: bool = False,
) -> Iterable[Saying]:
    labels = _mapped(values, label_of)
    if any(label is not None for label in labels):
        yield Saying(str(values.name), labels, meant, is_number=is_number)


def _mapped(values: "pd.Series[Any]", change: Callable[[object], str | None]) -> Objects:
    """Each value changed, every different one once."""
    number, different = pd.factorize(values, use_na_sentinel=True)
    if len(different) > _MOST_LABELS:
        return np.full(len(values), None, dtype=object)
    changed = np.empty(len(different) + 1, dtype=object)  # the last is for what is missing: -1
    changed[:-1] = [change(value) for value in different]
    return np.asarray(changed[number], dtype=object)


def _name_of(value: object, known: Mapping[str, Candidates]) -> str | None:
    return next((name for name in keys(value) if name in known), None)


def _code_of(value: object, known: Mapping[str, Candidates]) -> str | None:
    code = key(value)
    return code if code in known else None


def _commune_codes(values: "pd.Series[Any]", table: UnitTable) -> Iterable[Saying]:
    codes = commune_codes(values)
    if codes is not None:
        yield _by_commune(str(values.name), codes, table)


def _commune_names(frame: pd.DataFrame, table: UnitTable) -> Iterable[Saying]:
    if isinstance(frame, gpd.GeoDataFrame):
        for column, codes in named_communes(frame, attributes(frame), table):
            yield _by_commune(column, codes, table)


def _by_commune(column: str, codes: Objects, table: UnitTable) -> Saying:
    """What communes say: the province, of the 63, that each lay in."""
    provinces = [None if code is None else table.communes.province_of(int(code)) for code in codes]
    meant = {code: (f"{SIGNING_ERA}:{code}",) for code in table.signing}
    return Saying(column, np.array(provinces, dtype=object), meant, communes=codes)


def _held_to_the_ground(saying: Saying, ground: MeasuredGround, table: UnitTable) -> Recognised:
    """Keep of a saying what agrees with where the rows lie and how large they are."""
    units = np.full(len(saying.labels), None, dtype=object)
    whole: set[str] = set()
    parts: dict[str, tuple[str, float]] = {}
    elsewhere: dict[str, float] = {}
    for label in dict.fromkeys(label for label in saying.labels if label is not None):
        rows = saying.labels == label
        place = ground.place_of(rows)
        if place is None:
            continue
        unit, share, distance = _closest(saying.meant[label], place, table)
        if share is None and saying.communes is not None and distance < place.area_km2**0.5:
            share = 1.0  # its code is certain; the sea around its islands moves the middle
        if share is None:
            elsewhere[label] = distance
            continue
        if share < 1:
            parts[label] = unit, share
        else:
            whole.add(label)
        units[rows] = unit
    if saying.communes is None and len(parts) > len(whole):
        for label in _towns(parts, saying):
            units[saying.labels == label] = None
            elsewhere[label] = 0.0
            del parts[label]
    if len(elsewhere) > len(whole) + len(parts):  # a wrong column, or a wrong system
        units[:] = None
    found = Recognised(saying.column, units, saying.communes, elsewhere, dict(parts.values()))
    return _without_chance_numbers(found, saying)


def _closest(
    meant: Candidates, place: UnitPlace, table: UnitTable
) -> tuple[str, float | None, float]:
    """The unit that agrees best, the share of it that is there (1: all), and how far it lies.

    The share is None when none agrees. A unit that no table places is believed.
    """
    known = [(unit, table.places[unit]) for unit in meant if unit in table.places]
    if not known:
        return meant[0], 1.0, 0.0
    whole = [(unit, at) for unit, at in known if place.is_whole(at)]
    if whole:
        unit, at = min(whole, key=lambda one: abs(np.log(place.share_of(one[1]))))
        return unit, 1.0, place.distance_km(at)
    unit, at = min(known, key=lambda one: place.distance_km(one[1]))
    return unit, place.share_of(at) if place.is_part(at) else None, place.distance_km(at)


def _towns(parts: Mapping[str, tuple[str, float]], saying: Saying) -> list[str]:
    """Labels that name a town or ward like a province, not a small part of the province."""
    explained = np.mean([label is not None for label in saying.labels])
    return [
        label
        for label, (_, share) in parts.items()
        if share < LARGER_THAN_TOWNS
        and not (explained >= MOST_ROWS and (saying.labels == label).sum() >= _OFTEN)
    ]


def _without_chance_numbers(found: Recognised, saying: Saying) -> Recognised:
    labelled: Bools = saying.labels != None  # noqa: E711  # elementwise, over objects
    if saying.is_number and found.rows < LEAST_CODES * labelled.sum():
        return Recognised("", np.full(len(found.units), None, dtype=object))
    return found


def count_named(rows: pd.DataFrame, table: UnitTable) -> tuple[int, int]:
    """How many units the best column of a table without geometry may name, and in how many rows.

    More provinces come first, then more rows: of two layers of the same provinces that of their
    communes is the finer.
    """
    return max(
        (
            (len(set(saying.labels) - {None}), int((saying.labels != None).sum()))  # noqa: E711
            for saying in sayings(rows, table)
        ),
        default=(0, 0),
    )


def left_out(
    frame: pd.DataFrame, found: Recognised, table: UnitTable
) -> tuple[tuple[str, str], ...]:
    """The values of rows that are no unit, each with the unit it may have meant, or ""."""
    rows = found.units == None  # noqa: E711  # elementwise, over objects
    values = frame[found.column][rows]
    written = dict.fromkeys("" if pd.isna(value) else str(value) for value in values)
    by_key = {key(unit.name): unit.name for era in table.eras for unit in era.units.values()}

    def meant(value: str) -> str:
        near = difflib.get_close_matches(key(value), by_key, n=1, cutoff=_LIKELY)
        return by_key[near[0]] if near and by_key[near[0]] != value else ""

    return tuple((value, meant(value)) for value in written)
