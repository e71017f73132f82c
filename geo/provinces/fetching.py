"""Fetching boundaries: communes of the official map, pinned; or those of OpenStreetMap.

The 63 are made of the communes by their codes, today's units are unions of the 63.
"""

import datetime as dt
import shutil
from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import requests

from geo.errors import InputError, Wording
from geo.model import Text
from geo.osm.cache import Cache, CacheEntry, CacheKind
from geo.osm.refresh import journal_entries
from geo.osm.source import FetchError, NoConnectionError, Progress
from geo.provinces._download import OtherFileError, Wanted, downloaded
from geo.provinces.boundaries import Boundaries
from geo.provinces.commune_archive import communes_in
from geo.provinces.fetched import COMMUNES_KEY, BoundarySource
from geo.provinces.fetched_ground import COMMUNES, check_ground, provinces_of
from geo.registry.units import Units, UnitTable
from geo.sentence import text_of
from geo.settings import Settings

if TYPE_CHECKING:  # its library takes a second to load: only who fetches pays for it
    from geo.osm.overpass import Overpass

_FETCHING: Final = Text(vi="ranh giới xã, phường", en="boundaries of communes")


def refresh_boundaries(
    cache: Cache,
    overpass: "Overpass",
    table: UnitTable,
    outlines: Boundaries,
    *,
    needed: Collection[str],
    source: BoundarySource = BoundarySource.OFFICIAL,
    progress: Progress | None = None,
) -> tuple[CacheEntry, ...]:
    """Fetch boundaries and put them into the cache, all of them or none.

    Parameters
    ----------
    outlines
        The bundled ones: what was fetched must lie where they do.
    needed
        Codes of today's units: the communes of these, or without these OSM's are of no use.
    source
        The official map, or OpenStreetMap: its provinces of today, and its communes where it
        has all of them.

    Raises
    ------
    InputError
        When a server does not answer usably, the cache cannot be written, or another refresh
        is at work on it.
    """
    with cache.alone():
        cache.sweep(journal_entries(cache))
        entries: tuple[CacheEntry, ...]
        if source is BoundarySource.OSM:
            module = import_module("geo.provinces.osm_boundaries")
            entries = module.fetch_osm(
                cache, overpass, table, outlines, needed=needed, progress=progress
            )
        else:
            entries = fetch_communes(
                cache, overpass.settings, table, outlines, needed=needed, progress=progress
            )
        cache.put(entries)
        shutil.rmtree(cache.folder / _INCOMING, ignore_errors=True)
        cache.sweep(journal_entries(cache))
    return entries


_INCOMING: Final = "incoming"
_MOST_BYTES: Final = 200 * 10**6
"""Of the archive; its content is some 600 MB of text."""
_PATIENCE: Final = 10
"""Times the limit for one answer: the archive is a hundred times as large as any. What arrived by
then is kept, and the next attempt goes on there."""


def fetch_communes(
    cache: Cache,
    settings: Settings,
    table: UnitTable,
    outlines: Boundaries,
    *,
    needed: Collection[str],
    progress: Progress | None = None,
) -> tuple[CacheEntry, CacheEntry]:
    """Fetch the communes of some of today's provinces, and make the 63 of them.

    Returns
    -------
    tuple
        The entries of the provinces and of the communes, their files written.

    Raises
    ------
    InputError
        When the archive cannot be fetched, is not the pinned one, lacks communes, or its
        provinces lie elsewhere.
    """
    if progress is not None:
        progress(0.0, _FETCHING)
    path = _fetch_file(settings, cache.folder / _INCOMING, progress)
    try:
        communes = communes_in(path, needed, table)
    except InputError as error:
        raise error.elsewhere(settings.boundaries_url) from None
    provinces = provinces_of(communes, table)
    check_ground(provinces, outlines, table, settings.boundaries_url)
    pin = settings.boundaries_blob[:8]
    source = text_of(Wording("provinces.official_map", count=len(communes), pin=pin))
    kept = [
        cache.keep(
            frame,
            kind=CacheKind.BOUNDARIES,
            key=key,
            dated=MAP_OF,
            source=source,
            credit=COMMUNES,
        )
        for key, frame in ((Units.SIGNING.value, provinces), (COMMUNES_KEY, communes))
    ]
    return kept[0], kept[1]


MAP_OF: Final = dt.date(2026, 7, 25)
"""Day that the pinned archive states in its name."""


def _fetch_file(settings: Settings, folder: Path, progress: Progress | None) -> Path:
    url = settings.boundaries_url
    host = urlsplit(url).netloc
    wanted = Wanted(
        url,
        settings.boundaries_blob,
        most_bytes=_MOST_BYTES,
        timeout_s=settings.overpass_timeout_s,
        most_s=_PATIENCE * settings.overpass_timeout_s,
    )

    def told(there: int, whole: int) -> None:
        if progress is not None:
            share = there / whole if whole else 0.0
            progress(share, _with_megabytes(_FETCHING, there, whole))

    try:
        return downloaded(wanted, folder, told)
    except OtherFileError:
        raise FetchError("provinces.checksum", where=url, blob=settings.boundaries_blob) from None
    except requests.exceptions.ConnectionError as error:
        raise NoConnectionError("osm.offline", where=host, host=host) from error
    except requests.exceptions.RequestException as error:
        raise FetchError(
            "provinces.server", where=host, host=host, reason=str(error)[:200]
        ) from error
    except OSError as error:
        raise InputError(
            "provinces.not_kept", where=str(folder), reason=error.strerror or str(error)
        ) from None


def _with_megabytes(what: Text, there: int, whole: int) -> Text:
    if not whole:
        return text_of(Wording("provinces.megabytes", what=what, there=there / 1e6))
    return text_of(
        Wording("provinces.megabytes_of", what=what, there=there / 1e6, whole=whole / 1e6)
    )
