"""The central meridians of VN-2000 / TM-3, and the zone a province's own maps are drawn in.

Every province has its own *kinh tuyến trục*. For the 63 units they are those of Thông tư
973/2001/TT-TCĐC and 25/2014/TT-BTNMT; the areas of use in the EPSG registry name the same
province for every one of them. For the 34 of today only tables that repeat Thông tư
24/2025/TT-BNNMT second-hand were at hand, which disagree about two provinces: where a unit's
predecessors and those tables do not all say the same, the reader chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from geo.data_files import own_or_bundled
from geo.errors import InputError
from geo.registry.csv_table import read_csv_table
from geo.registry.units import Units, UnitTable

SCALE = 0.9999
"""Scale on the central meridian of a 3° zone (Thông tư 973/2001/TT-TCĐC)."""
FALSE_EASTING_M = 500_000.0
WESTERNMOST, EASTERNMOST = 102.0, 110.0
"""Degrees: outside, a 3° zone does not reach the country."""
_STEP = 0.25
"""Degrees: every meridian in use is a multiple."""


@dataclass(frozen=True, slots=True)
class MeridianChoice:
    """A central meridian in degrees, and whose it is (names of units, or a document)."""

    degrees: float
    whose: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.degrees:g} ({meridian_text(self.degrees)}, {'; '.join(self.whose)})"


@dataclass(frozen=True)
class MeridianTable:
    """Central meridians in degrees: of the 63 by their code, and what is reported of the 34."""

    signing: Mapping[str, float]
    reported: Mapping[str, tuple[float, ...]]

    def choices(self, code: str, units: Units, table: UnitTable) -> tuple[MeridianChoice, ...]:
        """The meridians a unit's maps may be in, the one that most speaks for first.

        Raises
        ------
        InputError
            When the code names no unit of those.
        """
        names = table.signing if units is Units.SIGNING else table.today
        if code not in names:
            raise _no_such_unit(code, names)
        whose: dict[float, list[str]] = {}
        for old, name in table.signing.items():
            if table.code_in(units, old) == code:
                whose.setdefault(self.signing[old], []).append(name)
        for degrees in self.reported[code] if units is Units.TODAY else ():
            whose.setdefault(degrees, []).append("24/2025/TT-BNNMT, second-hand")
        found = [MeridianChoice(degrees, tuple(who)) for degrees, who in whose.items()]
        return tuple(sorted(found, key=lambda choice: -len(choice.whose)))

    def only(self, code: str, units: Units, table: UnitTable) -> float:
        """The one meridian of a unit, in degrees.

        Raises
        ------
        InputError
            When the code names no unit, or there are several to choose from.
        """
        choices = self.choices(code, units, table)
        if len(choices) > 1:
            name = table.today[code]
            raise InputError(
                "provinces.meridian_choice",
                where=f"province {code}",
                name=name,
                count=len(choices),
                choices=", ".join(map(str, choices)),
                first=f"{choices[0].degrees:g}",
            )
        return choices[0].degrees


def read_meridians(data: Path) -> MeridianTable:
    """Read ``meridians.csv`` and ``meridians_2025.csv`` of a registry.

    Parameters
    ----------
    data
        The registry's folder; a table that its ``provinces`` lacks is the program's own.

    Raises
    ------
    InputError
        When a file is missing, or a row holds no meridian.
    """
    reported = {}
    for row in _rows(data, "meridians_2025.csv", ("code", "meridian", "meridian_elsewhere")):
        values = (row["meridian"], row["meridian_elsewhere"])
        reported[row["code"]] = tuple(_degrees(value, row["code"]) for value in values if value)
    signing = {
        row["code"]: _degrees(row["meridian"], row["code"])
        for row in _rows(data, "meridians.csv", ("code", "meridian"))
    }
    return MeridianTable(signing, reported)


def _rows(data: Path, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    path = own_or_bundled(data, f"provinces/{name}")
    return [row for _, row in read_csv_table(path, columns, missing="provinces.meridian_table")]


def _degrees(value: str, code: str) -> float:
    try:
        return checked_meridian(float(value))
    except ValueError:
        raise InputError(
            "provinces.meridian_value", where=f"province {code}", value=value
        ) from None


def checked_meridian(degrees: float) -> float:
    """Return a central meridian that a 3° zone of the country may have.

    Raises
    ------
    InputError
        When it is no multiple of 15′ or lies too far from the country.
    """
    if not WESTERNMOST <= degrees <= EASTERNMOST or degrees % _STEP:
        raise InputError(
            "provinces.meridian",
            where="--meridian",
            degrees=f"{degrees:g}",
            west=f"{WESTERNMOST:g}",
            east=f"{EASTERNMOST:g}",
            step=_STEP,
        )
    return degrees


def meridian_text(degrees: float) -> str:
    """A meridian as surveyors write it.

    Examples
    --------
    >>> meridian_text(107.25)
    '107°15′'
    """
    whole, part = divmod(degrees, 1)
    return f"{whole:.0f}°{part * 60:02.0f}′"


def tm3(meridian: float) -> CRS:
    """VN-2000 / TM-3 with this central meridian: EPSG's where the registry has it.

    Parameters
    ----------
    meridian
        Degrees east of Greenwich.

    Examples
    --------
    >>> tm3(107.25).to_epsg(), tm3(106.75).to_epsg()
    (9215, None)
    >>> tm3(106.75).name
    'VN-2000 / TM-3 106-45'
    """
    code = _epsg_by_meridian().get(meridian)
    if code is not None:
        return CRS.from_epsg(code)
    conversion = TransverseMercatorConversion(
        longitude_natural_origin=meridian,
        scale_factor_natural_origin=SCALE,
        false_easting=FALSE_EASTING_M,
    )
    whole, part = divmod(meridian, 1)
    name = f"VN-2000 / TM-3 {whole:.0f}-{part * 60:02.0f}"
    return ProjectedCRS(conversion=conversion, name=name, geodetic_crs=CRS.from_epsg(4756))


_COUNTRY = AreaOfInterest(102.1, 8.3, 109.6, 23.5)


@cache
def _epsg_by_meridian() -> Mapping[float, int]:
    """Asked of the registry by name; its codes do not follow the meridians in order."""
    found = query_crs_info(
        "EPSG", [PJType.PROJECTED_CRS], area_of_interest=_COUNTRY, contains=False
    )
    codes = [int(info.code) for info in found if info.name.startswith("VN-2000 / TM-3 ")]
    return {_central_meridian(CRS.from_epsg(code)): code for code in codes}


def _central_meridian(crs: CRS) -> float:
    operation = crs.coordinate_operation
    assert operation is not None  # a projected CRS has one
    named = {parameter.name: parameter.value for parameter in operation.params}
    return float(named["Longitude of natural origin"])


def _no_such_unit(code: str, names: Mapping[str, str]) -> InputError:
    return InputError(
        "provinces.code",
        where="--province",
        code=code,
        codes=", ".join(f"{one} {name}" for one, name in names.items()),
    )
