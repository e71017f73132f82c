"""Boundaries as they were fetched, read from the cache."""

from enum import StrEnum
from typing import Final

from geo.errors import Wordings
from geo.osm.cache import Cache, CacheKind
from geo.provinces.boundaries import Boundaries
from geo.registry.units import Units
from geo.sentence import text_of

COMMUNES_KEY: Final = "communes"
_FORMER: Final = "geoBoundaries"
"""Whom the file of former releases was credited to."""


class BoundarySource(StrEnum):
    """Where boundaries are fetched from."""

    OFFICIAL = "official"
    OSM = "osm"


def fetched_boundaries(cache: Cache, units: Units = Units.SIGNING) -> Boundaries | None:
    """The fetched boundaries in the wanted units; None when there are none.

    Those of the signing bring the communes they were made of.

    Raises
    ------
    InputError
        When their file is damaged.
    """
    entries = {entry.key: entry for entry in cache.manifest().of(CacheKind.BOUNDARIES)}
    entry, communes = entries.get(units.value), entries.get(COMMUNES_KEY)
    if entry is None or _FORMER in entry.credit.en:
        return None  # what was fetched by a former release: the 63 of 2008, kilometres off
    return Boundaries(
        cache.read(entry),
        text_of(Wordings([entry.source, entry.credit])),
        is_sketch=False,
        units=units,
        communes=cache.read(communes) if communes and units is Units.SIGNING else None,
    )
