"""Fetching what the projects need: the command line and the app's button do the same."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from geo.osm import source
from geo.osm.cache import Cache
from geo.osm.contact import with_contact
from geo.osm.extract_source import Extract
from geo.osm.overpass import Overpass
from geo.osm.refresh import refresh
from geo.provinces.fetched import BoundarySource
from geo.provinces.fetching import refresh_boundaries
from geo.registry import Registry
from geo.settings import Settings
from geo.sources.inputs import bundled_outlines
from geo.sources.regions import boxes, needed_provinces, province_codes


def needed_tiles(
    registry: Registry, regions: Collection[str] = (), data: Path | None = None
) -> tuple[source.Region, ...]:
    """Tiles of the provinces named, by default of every province of a project.

    They come from the bundled outlines and the table of units, so that they are the same before
    and after a refresh.

    Raises
    ------
    InputError
        When a province is not known.
    """
    codes = province_codes(regions, registry) if regions else needed_provinces(registry)
    outlines = bundled_outlines(registry, data)
    return source.tiles(boxes(codes, outlines, registry.units))


def fetch(
    registry: Registry,
    settings: Settings,
    tiles: tuple[source.Region, ...],
    *,
    boundaries: BoundarySource | None = None,
    osm: Path | None = None,
    progress: source.Progress | None = None,
) -> Cache:
    """Fill the cache with the tiles' ways, and with province boundaries if they are asked for.

    Parameters
    ----------
    boundaries
        Fetch boundaries too, from there: communes of the provinces of every project, of which
        the 63 are made, or today's 34.
    osm
        Take the ways from this extract, not from a server.
    progress
        Told of every step; what it raises ends the work, which goes on there the next time.

    Raises
    ------
    InputError
        When a server or the extract does not give what is needed, or the cache cannot be
        written; what was in it stays as it was.
    """
    settings = with_contact(settings)
    cache, overpass = Cache(settings.cache), Overpass(settings)
    if boundaries is not None:
        refresh_boundaries(
            cache,
            overpass,
            registry.units,
            bundled_outlines(registry),
            needed={registry.units.successor[code] for code in needed_provinces(registry)},
            source=boundaries,
            progress=progress,
        )
    if osm is None:
        refresh(cache, overpass, tiles, source_key=overpass.key, progress=progress)
    else:
        loaded, key = _loaded(osm, tiles, progress)
        refresh(cache, loaded, tiles, source_key=key, progress=progress)
    return cache


def _loaded(
    path: Path, tiles: tuple[source.Region, ...], progress: source.Progress | None
) -> tuple[source.WaySource, str]:
    """An extract's ways of all tiles at once, so that the file is read only once."""
    extract = Extract(path)
    corners = [tile.bbox for tile in tiles]
    box = (
        min(corner[0] for corner in corners),
        min(corner[1] for corner in corners),
        max(corner[2] for corner in corners),
        max(corner[3] for corner in corners),
    )
    region = source.Region("region", extract.source, box)
    whole = extract.ways(region, progress=progress)
    return source.Loaded(replace(whole, frame=source.merged([whole.frame]))), extract.key
