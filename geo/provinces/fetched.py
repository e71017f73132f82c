"""Boundaries as they were fetched, read from the cache."""

from geo.model import Text
from geo.osm.cache import Cache, Kind
from geo.provinces.boundaries import Boundaries
from geo.registry.units import Units


def fetched_boundaries(cache: Cache, units: Units = Units.SIGNING) -> Boundaries | None:
    """The fetched boundaries in the wanted units; None when there are none.

    Raises
    ------
    InputError
        When their file is damaged.
    """
    for entry in cache.manifest().of(Kind.BOUNDARIES):
        if entry.key == units.value:
            return Boundaries(
                cache.read(entry),
                Text(
                    vi=f"{entry.source.vi}; {entry.credit.vi}",
                    en=f"{entry.source.en}; {entry.credit.en}",
                ),
                is_sketch=False,
                units=units,
            )
    return None
