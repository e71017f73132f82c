"""How the provinces of before and after 1 July 2025 are called in a text."""

from functools import cache

from geo.registry import DATA_DIR
from geo.registry.units import read_units


@cache
def province_names() -> frozenset[str]:
    """Names of the provinces of before and after 1 July 2025."""
    units = read_units(DATA_DIR / "provinces" / "merges.csv")
    return frozenset({*units.signing.values(), *units.today.values()})


_SPELLINGS = (("òa", "oà"), ("óa", "oá"), ("ủy", "uỷ"), ("úy", "uý"))
"""Two ways to set the mark: Khánh Hòa and Khánh Hoà."""


@cache
def province_spellings() -> dict[str, str]:
    """Every way in which provinces are written, in small letters, with the province's name.

    Examples
    --------
    >>> province_spellings()["khánh hoà"], province_spellings()["hcm"]
    ('Khánh Hòa', 'Hồ Chí Minh')
    """
    found = {"hcm": "Hồ Chí Minh", "br-vt": "Bà Rịa - Vũng Tàu"}
    for name in province_names():
        lower = name.lower()
        forms = {lower, lower.replace("đắk", "đăk"), lower.replace("đắk lắk", "đắc lắc")}
        for new, old in _SPELLINGS:
            forms |= {form.replace(new, old) for form in forms}
        found |= dict.fromkeys(forms, name)
    return found
