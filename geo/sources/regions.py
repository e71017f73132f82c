"""Which ground the projects need: the provinces of their sides."""

from collections.abc import Collection

from geo.errors import InputError
from geo.names import fold
from geo.osm.source import BBox
from geo.provinces import Boundaries
from geo.registry import Registry

MARGIN_DEGREES = 0.02
"""Twice the rounding of the bundled outlines."""


def needed_provinces(registry: Registry) -> tuple[str, ...]:
    """Codes, in the units of the signing, of all provinces that have a side of a project."""
    codes = {side.province for project in registry.projects.values() for side in project.sides}
    return tuple(sorted(codes))


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


def boxes(codes: Collection[str], boundaries: Boundaries) -> list[BBox]:
    """A box around each province, a little larger.

    Raises
    ------
    InputError
        When the boundaries lack a province.
    """
    frame = boundaries.frame.set_index("province_code")
    missing = sorted(set(codes) - set(frame.index))
    if missing:
        raise InputError(
            "sources.no_boundary",
            where="--region",
            codes=", ".join(missing),
            names=", ".join(frame["province_name"]),
        )
    found: list[BBox] = []
    for west, south, east, north in frame.loc[list(codes)].bounds.to_numpy().tolist():
        m = MARGIN_DEGREES
        found.append((west - m, south - m, east + m, north + m))
    return found
