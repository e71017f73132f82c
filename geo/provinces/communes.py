"""Communes in a file: by their official codes, or by names that the official list knows."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.arrays import Objects
from geo.errors import Wording
from geo.model import Text
from geo.names import normal_name
from geo.provinces.unit_names import code_keys, keys, unit_keys, ward_key, ward_keys
from geo.registry.commune_codes import DIGITS
from geo.registry.communes import Commune, communes
from geo.registry.units import UnitTable
from geo.sentence import text_of

LEAST_KNOWN = 0.5
"""Share of a column's numbers that the list of today's communes must know before they count as
commune codes without being written with five digits: running numbers hit about one in ten."""
LEAST_NAMED = 0.8
"""The same for names: homonyms of communes stand in lists of streets and schools, too."""


def commune_codes(values: "pd.Series[Any]") -> Objects | None:
    """Read a column as five-digit commune codes; None when it is something else.

    Examples
    --------
    >>> commune_codes(pd.Series(["07210", "07228"])).tolist()
    ['07210', '07228']
    >>> commune_codes(pd.Series([1, 2, 3])) is None
    True
    """
    found = [_five_digits(value) for value in values]
    codes = [code for code in found if code is not None]
    if not codes or len(codes) < LEAST_KNOWN * len(found):
        return None
    # A file with a row a commune repeats no code, or few: islands may be rows of their own.
    is_written_so = all(isinstance(value, str) for value in values.dropna())
    known = {commune.code for commune in communes()}
    share = sum(code in known for code in codes) / len(codes)
    if share < (LEAST_KNOWN / 2 if is_written_so else LEAST_KNOWN):
        return None
    return np.array(found, dtype=object)


def _five_digits(value: object) -> str | None:
    if isinstance(value, str):
        text = value.strip()
        return text if len(text) == DIGITS and text.isascii() and text.isdigit() else None
    if isinstance(value, (int, float, np.integer, np.floating)) and float(value).is_integer():
        return f"{int(value):0{DIGITS}d}" if 0 < value < 10**DIGITS else None
    return None


def named_communes(
    frame: gpd.GeoDataFrame, columns: Sequence[str], table: UnitTable
) -> Iterable[tuple[str, Objects]]:
    """Give the column that names most communes, with each row's official code.

    Homonyms are told apart by a column that names the province, of either era; without one by
    the nearest commune whose name is the only one of its kind.
    """
    known = ward_keys()
    shares = {
        column: np.mean([ward_key(value) in known for value in frame[column]]) for column in columns
    }
    best = max(shares, key=lambda column: shares[column], default=None)
    if best is None or shares[best] < LEAST_NAMED:
        return
    provinces = _provinces(frame, [column for column in columns if column != best], table)
    wards = [
        _bearing(value, province, known)
        for value, province in zip(frame[best], provinces, strict=True)
    ]
    codes = _settled(wards, frame)
    yield best, codes


def _provinces(
    frame: gpd.GeoDataFrame, columns: Sequence[str], table: UnitTable
) -> list[str | None]:
    """Today's province of each row, by the column that tells it for most."""
    known = {**code_keys(table), **unit_keys(table)}
    last = table.eras[-1].name
    best: list[str | None] = [None] * len(frame)
    for column in columns:
        found = [_today(value, known, table, last) for value in frame[column]]
        if sum(code is not None for code in found) > sum(code is not None for code in best):
            best = found
    return best


def _today(value: object, known: Mapping[str, Any], table: UnitTable, last: str) -> str | None:
    units = next((known[name] for name in keys(value) if name in known), ())
    # A name of both eras leads to one unit of today, except where it was handed on.
    own = [table.unit(unit).code for unit in units if table.unit(unit).era == last]
    return own[0] if own else next(map(table.today_code, units), None)


def _bearing(
    value: object, province: str | None, known: Mapping[str, tuple[Commune, ...]]
) -> tuple[Commune, ...]:
    """The communes that a name may mean: of the province, and with all its marks if any is."""
    wards = known.get(ward_key(value)) or known.get(ward_key(value, bare=True)) or ()
    if province is not None:
        wards = tuple(ward for ward in wards if ward.province == province)
    same = tuple(ward for ward in wards if normal_name(ward.name) == normal_name(str(value)))
    return same or wards


def _settled(wards: Sequence[tuple[Commune, ...]], frame: gpd.GeoDataFrame) -> Objects:
    """One code a row; of several communes the one whose province the sure ones around lie in."""
    codes = np.full(len(wards), None, dtype=object)
    sure = [row for row, named in enumerate(wards) if len(named) == 1]
    unsure = [row for row, named in enumerate(wards) if len(named) > 1]
    for row in sure:
        codes[row] = wards[row][0].code
    if not sure or not unsure:
        return codes
    middles = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()))
    provinces = np.array([wards[row][0].province for row in sure])
    claims = []
    for row in unsure:
        away = np.hypot(*(middles[sure] - middles[row]).T)
        around = provinces[np.argsort(away)[:_AROUND]].tolist()
        claims += [(around.count(ward.province), row, ward.code) for ward in wards[row]]
    # The strongest claim first, for two rows of one name are two communes.
    for count, row, code in sorted(claims, key=lambda claim: -claim[0]):
        if count and codes[row] is None and code not in codes[unsure]:
            codes[row] = code
    return codes


_AROUND = 12
"""Nearest sure communes that tell a homonym's province: a ring and a half around it."""


_KIND_EN = {"Xã": "commune", "Phường": "ward", "Đặc khu": "special zone"}
_KIND = re.compile(rf"({'|'.join(_KIND_EN)})\s+(?=\S)", re.IGNORECASE)


def commune_name(code: str, said: object) -> Text:
    """What a commune is called: as its file says, where that says what it is; else officially.

    Parameters
    ----------
    code
        Its official code.
    said
        The file's own name, with or without "Xã"; the code where it has none.

    Examples
    --------
    >>> commune_name("07210", "Phường Bắc Giang").en, commune_name("00004", "Ba Đình").vi
    ('Bắc Giang ward', 'Phường Ba Đình')
    """
    name = " ".join(unicodedata.normalize("NFC", str(said)).split())
    if not _KIND.match(name):
        name = _official().get(code, name)
    found = _KIND.match(name)
    if found is None:
        return Text(vi=name, en=name)
    kind, bare = found[1].capitalize(), name[found.end() :]
    words = Text(vi=kind, en=_KIND_EN[kind])
    return text_of(Wording("provinces.commune_name", kind=words, name=bare))


@cache
def _official() -> Mapping[str, str]:
    return {commune.code: commune.name for commune in communes()}


def commune_frame(frame: gpd.GeoDataFrame, codes: Objects, table: UnitTable) -> gpd.GeoDataFrame:
    """Communes to cut by.

    Parameters
    ----------
    frame
        A commune a row, EPSG:4326, with the file's columns: the one that holds most names of
        communes says what they are called.
    codes
        Their official codes.

    Returns
    -------
    GeoDataFrame
        Columns ``commune_code``, ``commune_name`` and ``commune_name_en``, ``province_code`` and
        ``province_name`` (of the signing) and geometry, a row a commune, by code.
    """
    known, columns = ward_keys(), [name for name in frame.columns if name != frame.geometry.name]
    named = {
        name: np.mean([ward_key(value) in known for value in frame[name]])
        + 1e-3 * np.mean([str(value)[:1].isupper() and " " in str(value) for value in frame[name]])
        for name in columns
    }
    best = max(named, key=lambda name: named[name], default=None)
    said = frame[best] if best is not None and named[best] >= LEAST_NAMED else codes
    provinces = [table.communes.province_of(int(code)) for code in codes]
    names = [commune_name(code, value) for code, value in zip(codes, said, strict=True)]
    made = gpd.GeoDataFrame(
        {
            "commune_code": codes,
            "commune_name": [name.vi for name in names],
            "commune_name_en": [name.en for name in names],
            "province_code": provinces,
            "province_name": [table.signing.get(code or "") for code in provinces],
        },
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )
    if made["commune_code"].duplicated().any():
        made = made.dissolve("commune_code", as_index=False)
    return made.sort_values("commune_code", ignore_index=True)
