"""Which ground the projects need: the provinces of their sides."""

from collections.abc import Collection

import numpy as np

from geo.errors import InputError
from geo.names import fold
from geo.osm.source import BBox
from geo.plane import metres_per_degree
from geo.provinces import Boundaries
from geo.registry import Registry
from geo.registry.unit_places import WITHIN
from geo.registry.units import UnitTable, with_era

MARGIN_DEGREES = 0.02
"""Twice the rounding of the bundled outlines."""


def needed_provinces(registry: Registry) -> tuple[str, ...]:
    """Codes, in the units of the signing, of all provinces that have a side of a project."""
    keys = {side.province for project in registry.projects.values() for side in project.sides}
    return tuple(sorted({code for key in keys for code in registry.units.grounds(key)}))


def province_codes(names: Collection[str], registry: Registry) -> tuple[str, ...]:
    """Codes of provinces given by code or name, with or without diacritics.

    Raises
    ------
    InputError
        When one is not known.
    """
    known = registry.units.signing
    by_name = {fold(name).replace(" ", ""): code for code, name in known.items()}
    found = []
    for given in names:
        code = given if given in known else by_name.get(_plain(given))
        if code is None:
            needed = ", ".join(known[code] for code in needed_provinces(registry))
            raise InputError("sources.province", where="--region", given=given, names=needed)
        found.append(code)
    return tuple(dict.fromkeys(found))


def _plain(name: str) -> str:
    return fold(name).replace(" ", "").replace("-", "").replace("_", "")


def boxes(codes: Collection[str], boundaries: Boundaries, units: UnitTable) -> list[BBox]:
    """A box around each province, a little larger.

    Of a province that the outlines lack, a square around its middle that holds it whatever its
    shape is: as far as the table of units lets a part of it lie.
    """
    frame = boundaries.frame
    bounds = frame.geometry.bounds.to_numpy().tolist()
    drawn: dict[str, BBox] = dict(zip(frame["province_code"], map(tuple, bounds), strict=True))
    return [_wider(drawn.get(code) or _around(units, code)) for code in codes]


def _wider(box: BBox) -> BBox:
    (west, south, east, north), m = box, MARGIN_DEGREES
    return west - m, south - m, east + m, north + m


def _around(units: UnitTable, code: str) -> BBox:
    place = units.places[with_era(code)]
    reach_km = WITHIN * place.area_km2**0.5
    east, north = reach_km * 1000 / metres_per_degree(np.array([place.lat]))[0]
    return place.lon - east, place.lat - north, place.lon + east, place.lat + north
