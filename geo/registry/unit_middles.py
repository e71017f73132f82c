"""Where communes of today and districts of before July 2025 lie, about.

The tables come with the program, like the list of communes: no registry says which there are.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from geo.registry.commune_codes import read_commune_codes
from geo.registry.communes import communes
from geo.registry.csv_table import read_csv_table
from geo.settings import DATA_DIR

_TABLES: Final = DATA_DIR / "provinces"
MIDDLES: Final = ("code", "lon", "lat", "within_m")
DISTRICTS: Final = ("code", "name", "province", "lon", "lat", "within_m")


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A commune or district of an official list: its name with what it is, and its middle.

    ``province`` is the code of one of the 63; degrees in EPSG:4326; ``within_m`` the radius in
    metres of a circle as large as the unit.
    """

    name: str
    kind: str
    province: str
    lon: float
    lat: float
    within_m: int


@cache
def listed_communes() -> tuple[ListedUnit, ...]:
    """Today's communes, by code.

    Examples
    --------
    >>> len(listed_communes()), listed_communes()[0].name, listed_communes()[0].province
    (3321, 'Phường Ba Đình', '01')
    """
    names = {one.code: one.name for one in communes()}
    codes = read_commune_codes(_TABLES / "commune_codes.csv")
    return tuple(
        _listed(row, names[row["code"]], "commune", codes.province_of(int(row["code"])) or "")
        for _, row in read_csv_table(_TABLES / "commune_middles.csv", MIDDLES)
    )


@cache
def listed_districts() -> tuple[ListedUnit, ...]:
    """The districts (huyện, quận, thị xã, thành phố) until 1 July 2025, by code."""
    rows = read_csv_table(_TABLES / "districts.csv", DISTRICTS)
    return tuple(_listed(row, row["name"], "district", row["province"]) for _, row in rows)


def _listed(row: dict[str, str], name: str, kind: str, province: str) -> ListedUnit:
    degrees = float(row["lon"]), float(row["lat"])
    return ListedUnit(name, kind, province, *degrees, int(row["within_m"]))
