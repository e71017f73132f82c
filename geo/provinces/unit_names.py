"""Which province a row of a file means: by name in any spelling, or by official code."""

import difflib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import geopandas as gpd
import pandas as pd

from geo.names import fold, normal_name
from geo.registry.units import UnitTable

_PREFIXES = re.compile(r"^(tinh|t|thanh pho|tp|city of)\b|\b(province|city)$")
_ALIASES = {
    "tphcm": "79",
    "hcm": "79",
    "hcmc": "79",
    "saigon": "79",
    "daclac": "66",
    "darlac": "66",
    "dacnong": "67",
    "baccan": "06",
    "brvt": "77",
    "tthue": "46",
}
"""Spellings that no rule leads to, as :func:`key` writes them."""
_LIKELY = 0.75
"""How alike a name has to be before it is suggested (never used) as what was meant."""


@dataclass(frozen=True)
class Matched:
    """Rows of a file as units of the signing.

    ``codes`` has the frame's index, missing where a row names no province; ``column`` is the
    one that was believed, ``left_out`` the values that name none, each with a suggestion or "".
    """

    codes: "pd.Series[str]"
    column: str
    left_out: tuple[tuple[str, str], ...]


def known_names(table: UnitTable) -> frozenset[str]:
    """Names of both sets of units, as :func:`geo.names.normal_name` writes them."""
    names = {*table.signing.values(), *table.today.values()}
    return frozenset(
        normal_name(f"{before}{name}") for name in names for before in ("", "Tỉnh ", "Thành phố ")
    )


def match_units(frame: gpd.GeoDataFrame, table: UnitTable) -> Matched:
    """Find the column that names the most provinces, and each row's province by it.

    A code is believed only where no column names as many: numbers up to 96 turn up in columns
    of every sort.
    """
    by_key = _keys(table)
    best = Matched(pd.Series(index=frame.index, dtype=object), "", ())
    for column in attributes(frame):
        found = frame[column].map(lambda value: by_key.get(key(value)))
        is_name = frame[column].map(lambda value: not key(value).isdigit()).all()
        score, most = found.nunique(), best.codes.nunique()
        if score > most or (score == most and score and is_name):
            best = Matched(found, column, _left_out(frame.loc[found.isna(), column], table))
    return best


def looks_like_today(codes: "pd.Series[str]", table: UnitTable) -> bool:
    """Whether the units named are the 34 of today, whose names are all among those of the 63.

    In every agreement stands a province that has become part of another since (Bắc Giang, Hải
    Dương): a file without any such unit, but with one that others were joined to, is of today.
    """
    size = Counter(table.successor.values())
    merged = {old for old, new in table.successor.items() if size[new] > 1}
    kept_name = {old for old in merged if table.signing[old] == table.today[table.successor[old]]}
    found = set(codes.dropna())
    return bool(found & kept_name and not found & (merged - kept_name))


def count_units(frame: pd.DataFrame, table: UnitTable) -> int:
    """How many units of either set the best column names."""
    by_key = _keys(table)
    return max(
        (frame[column].map(lambda v: by_key.get(key(v))).nunique() for column in attributes(frame)),
        default=0,
    )


def name_wards(frame: gpd.GeoDataFrame) -> bool:
    """Whether most rows carry the name of a ward or commune of today."""
    wards = _wards()
    return any(
        frame[column].map(lambda value: key(value) in wards).mean() > 0.5
        for column in attributes(frame)
    )


def key(value: object) -> str:
    """One spelling of a province name or code: no diacritics, prefix, space or punctuation.

    Examples
    --------
    >>> key("TP. Hải Phòng"), key("Bà Rịa – Vũng Tàu"), key(24.0)
    ('haiphong', 'bariavungtau', '24')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = fold(unicodedata.normalize("NFC", str(value)))
    return re.sub(r"[^a-z0-9]", "", _PREFIXES.sub("", text.replace(".", " ").strip()))


def attributes(frame: pd.DataFrame) -> list[str]:
    """The columns beside the geometry."""
    shape = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    return [str(column) for column in frame.columns if column != shape]


def _keys(table: UnitTable) -> dict[str, str]:
    signing = table.signing
    # Names of today too (Huế): where codes and names find as many, the names are believed.
    by_key = {key(name): code for code, name in table.today.items() if code in signing}
    by_key |= {alias: code for alias, code in _ALIASES.items() if code in signing}
    by_key |= {key(name): code for code, name in signing.items()}
    return by_key | {code: code for code in signing} | {str(int(code)): code for code in signing}


@cache
def _wards() -> frozenset[str]:
    """Names of today's wards and communes, with and without what they are."""
    units = import_module("vietnam_provinces")  # a tenth of a second that few files need
    names = [fold(ward.name) for ward in units.Ward.iter_all()]
    bare = [re.sub(r"^(xa|phuong|dac khu) ", "", name) for name in names]
    return frozenset(re.sub(r"[^a-z0-9]", "", name) for name in (*names, *bare))


def _left_out(values: "pd.Series[str]", table: UnitTable) -> tuple[tuple[str, str], ...]:
    by_key = {key(name): name for name in table.signing.values()}
    written = dict.fromkeys("" if pd.isna(value) else str(value) for value in values)

    def meant(value: str) -> str:
        near = difflib.get_close_matches(key(value), by_key, n=1, cutoff=_LIKELY)
        return by_key[near[0]] if near else ""

    return tuple((value, meant(value)) for value in written)
