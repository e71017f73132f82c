"""Names and codes of provinces and communes in any spelling, as keys that are equal for one."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from geo.names import fold, normal_name
from geo.registry.communes import Commune, communes
from geo.registry.units import UnitTable

_PREFIXES = re.compile(
    r"^((uy ban nhan dan|ubnd|city of|province of)\b\s*)?(tinh|t|thanh pho|tp|thu do)?\b"
    r"|\b(province|city|municipality|capital)$"
)
_BRACKETS = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]")
_ALIASES = {
    "tphcm": "hochiminh",
    "hcm": "hochiminh",
    "hcmc": "hochiminh",
    "saigon": "hochiminh",
    "saigonhochiminh": "hochiminh",
    "daclac": "daklak",
    "darlac": "daklak",
    "dacnong": "daknong",
    "baccan": "backan",
    "brvt": "bariavungtau",
    "tthue": "thuathienhue",
}
"""Spellings that no rule leads to, as :func:`key` writes them."""
_KINDS = re.compile(r"^(xa|phuong|dac khu|thi tran|x|p) ")

Candidates = tuple[str, ...]
"""Era and code ("2008:24") of each unit that a word may mean."""


def key(value: object) -> str:
    """One spelling of a province name or code: no diacritics, prefix, space or punctuation.

    Examples
    --------
    >>> key("TP. Hải Phòng"), key("Bà Rịa – Vũng Tàu"), key(24.0), key("UBND tỉnh Hà Nam")
    ('haiphong', 'bariavungtau', '24', 'hanam')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = fold(unicodedata.normalize("NFC", str(value)))
    text = _PREFIXES.sub("", text.replace(".", " ").strip()).strip()
    found = re.sub(r"[^a-z0-9]", "", _PREFIXES.sub("", text))
    return _ALIASES.get(found, found)


def keys(value: object) -> tuple[str, ...]:
    """The keys a value may be known by: whole, and without or within its brackets.

    Examples
    --------
    >>> keys("Quảng Ninh (tỉnh)")
    ('quangninhtinh', 'quangninh')
    """
    if not isinstance(value, str) or not _BRACKETS.search(value):
        return (key(value),)
    inside = [part for match in _BRACKETS.findall(value) for part in match if part]
    tried = (key(value), key(_BRACKETS.sub(" ", value)), *map(key, inside))
    return tuple(dict.fromkeys(found for found in tried if found))


def known_names(table: UnitTable) -> frozenset[str]:
    """Names of the units of all eras, as :func:`geo.names.normal_name` writes them."""
    names = {unit.name for era in table.eras for unit in era.units.values()}
    return frozenset(
        normal_name(f"{before}{name}") for name in names for before in ("", "Tỉnh ", "Thành phố ")
    )


def unit_keys(table: UnitTable) -> Mapping[str, Candidates]:
    """What each name means, by its key: the units of every era that bear it."""
    found: dict[str, list[str]] = {}
    for era in table.eras:
        for unit in era.units.values():
            found.setdefault(key(unit.name), []).append(unit.key)
    return {name: tuple(units) for name, units in found.items()}


def code_keys(table: UnitTable) -> Mapping[str, Candidates]:
    """What each two-digit code means, with and without its leading zero."""
    found: dict[str, list[str]] = {}
    for era in table.eras:
        for code, unit in era.units.items():
            for written in {code, str(int(code))}:
                found.setdefault(written, []).append(unit.key)
    return {code: tuple(units) for code, units in found.items()}


@cache
def ward_keys() -> Mapping[str, tuple[Commune, ...]]:
    """Today's communes by the key of their name, with and without what they are."""
    found: dict[str, list[Commune]] = {}
    for commune in communes():
        for name in dict.fromkeys((ward_key(commune.name), ward_key(commune.name, bare=True))):
            found.setdefault(name, []).append(commune)
    return {name: tuple(named) for name, named in found.items()}


def ward_key(value: object, *, bare: bool = False) -> str:
    """One spelling of a commune's name; bare: without "Xã", "Phường", "Đặc khu".

    Examples
    --------
    >>> ward_key("Phường  Yên Hoà"), ward_key("P. Yên Hòa", bare=True)
    ('phuongyenhoa', 'yenhoa')
    """
    text = fold(unicodedata.normalize("NFC", str(value)).replace(".", ". ")).replace(".", "")
    text = " ".join(text.split())
    return re.sub(r"[^a-z0-9]", "", _KINDS.sub("", text) if bare else text)
