"""Fetching boundaries: communes of the official map, pinned; or today's provinces from OSM.

The 63 are made of the communes by their codes, today's units are unions of the 63.
"""

import datetime as dt
import hashlib
import logging
import re
import shutil
from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import geopandas as gpd
import pooch
import requests
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from geo.errors import InputError
from geo.model import Text
from geo.names import fold
from geo.osm._bounded import EndlessError, RedirectedError, bounded
from geo.osm.cache import Cache, CacheEntry, CacheKind
from geo.osm.refresh import journal_entries
from geo.osm.source import CREDIT, MALFORMED, FetchError, NoConnectionError, Progress
from geo.provinces.boundaries import Boundaries
from geo.provinces.commune_archive import communes_in
from geo.provinces.fetched import COMMUNES_KEY, BoundarySource
from geo.provinces.likeness import likeness
from geo.provinces.united import united
from geo.registry.units import Units, UnitTable
from geo.settings import Settings

if TYPE_CHECKING:  # its library takes a second to load: only who fetches pays for it
    from geo.osm.overpass import Overpass

COMMUNES: Final = Text(
    vi="thanglequoc/vietnamese-provinces-database, MIT; hình của bản đồ sapnhap.bando.com.vn",
    en="thanglequoc/vietnamese-provinces-database, MIT; geometry of the map sapnhap.bando.com.vn",
)
_FETCHING: Final = {
    Units.SIGNING: Text(vi="ranh giới xã, phường", en="boundaries of communes"),
    Units.TODAY: Text(vi="ranh giới 34 tỉnh", en="boundaries of the 34 provinces"),
}
OVERLAPPING: Final = 0.3
"""Likeness to the bundled outlines below which fetched provinces are not the ones named."""


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
        The official map, or OpenStreetMap's provinces of today.

    Raises
    ------
    InputError
        When a server does not answer usably, the cache cannot be written, or another refresh
        is at work on it.
    """
    with cache.alone():
        shutil.rmtree(cache.folder / _INCOMING, ignore_errors=True)
        cache.sweep(journal_entries(cache))
        entries: tuple[CacheEntry, ...]
        if source is BoundarySource.OSM:
            entries = (fetch_today(cache, overpass, table, needed=needed, progress=progress),)
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
_PATIENCE: Final = 5
"""Times the limit for one answer: the archive is a hundred times as large as any."""


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
    _tell(progress, Units.SIGNING)
    path = _fetch_file(settings, cache.folder / _INCOMING)
    try:
        communes = communes_in(path, needed, table)
    except InputError as error:
        raise error.elsewhere(settings.boundaries_url) from None
    path.unlink()
    provinces = provinces_of(communes, table)
    _check_ground(provinces, outlines, table, settings.boundaries_url)
    pin = settings.boundaries_blob[:8]
    source = Text(
        vi=f"{len(communes)} xã, phường của bản đồ hành chính, tháng 7/2026, tệp {pin}",
        en=f"{len(communes)} communes of the official map, July 2026, file {pin}",
    )
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


def provinces_of(communes: gpd.GeoDataFrame, table: UnitTable) -> gpd.GeoDataFrame:
    """Provinces of the signing that communes which fit one another make."""
    codes = communes["province_code"].to_numpy(dtype=object)
    made = united(communes.geometry.to_numpy(), codes, is_coverage=True)
    made = made.rename(columns={"label": "province_code"})
    made.insert(1, "province_name", made["province_code"].map(table.signing))
    return made


def _check_ground(
    provinces: gpd.GeoDataFrame, outlines: Boundaries, table: UnitTable, where: str
) -> None:
    found = Boundaries(provinces, COMMUNES, is_sketch=False)
    like = likeness(found, outlines, table)
    if like is not None and like < OVERLAPPING:
        raise FetchError("provinces.other_ground", where=where, percent=100 * like)


def _fetch_file(settings: Settings, folder: Path) -> Path:
    url = settings.boundaries_url
    host = urlsplit(url).netloc
    quiet = pooch.get_logger()
    quiet.setLevel(logging.WARNING)
    try:
        found = pooch.retrieve(
            url,
            known_hash=None,  # what is pinned is git's own id, not a checksum that pooch knows
            fname="communes.zip",
            path=folder,
            downloader=pooch.HTTPDownloader(
                timeout=settings.overpass_timeout_s,
                hooks={
                    "response": bounded(
                        most=_MOST_BYTES, seconds=_PATIENCE * settings.overpass_timeout_s
                    )
                },
            ),
        )
    except (RedirectedError, EndlessError, requests.exceptions.HTTPError) as error:
        raise FetchError(
            "provinces.server", where=host, host=host, reason=str(error)[:200]
        ) from error
    except requests.exceptions.RequestException as error:
        raise NoConnectionError("osm.offline", where=host, host=host) from error
    path = Path(found)
    if blob_id(path) != settings.boundaries_blob:
        path.unlink()
        raise FetchError("provinces.checksum", where=url, blob=settings.boundaries_blob)
    return path


def blob_id(path: Path) -> str:
    """A file's id in git: SHA-1 over "blob", its size, a null and its content.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "a").write_bytes(b"")
    ...     blob_id(Path(folder) / "a")
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def fetch_today(
    cache: Cache,
    overpass: "Overpass",
    table: UnitTable,
    *,
    needed: Collection[str],
    progress: Progress | None = None,
) -> CacheEntry:
    """Fetch today's provinces from OSM (admin_level=4) and write them into the cache's files.

    Parameters
    ----------
    needed
        Codes of today's units without which the boundaries are of no use.

    Raises
    ------
    FetchError
        When the server does not answer, or a needed province is missing.
    """
    _tell(progress, Units.TODAY)
    query = (
        f"[out:json][timeout:{overpass.settings.overpass_timeout_s:.0f}];"
        'area["ISO3166-1"="VN"]["admin_level"="2"]->.vn;'
        'rel(area.vn)["boundary"="administrative"]["admin_level"="4"];out geom;'
    )
    answer = overpass.ask(query, _FETCHING[Units.TODAY], progress or (lambda *_: None))
    try:
        frame = _provinces(answer, table)
    except MALFORMED as error:
        raise overpass.malformed(error) from error
    _check_complete(frame, {code: table.today[code] for code in needed}, table.today, overpass.host)
    return cache.keep(
        frame,
        kind=CacheKind.BOUNDARIES,
        key=Units.TODAY.value,
        dated=import_module("geo.osm.overpass").answer_date(answer),
        source=Text(
            vi=f"{overpass.source.vi}: {len(frame)} trong 34 tỉnh",
            en=f"{overpass.source.en}: {len(frame)} of the 34",
        ),
        credit=CREDIT,
    )


def _provinces(answer: Mapping[str, Any], table: UnitTable) -> gpd.GeoDataFrame:
    by_name = {_name_key(name): code for code, name in table.today.items()}
    areas: dict[str, BaseGeometry] = {}
    for element in answer["elements"]:
        tags = element.get("tags", {})
        names = [tags.get(name, "") for name in ("name", "name:vi", "official_name")]
        code = next((c for c in map(by_name.get, map(_name_key, names)) if c), None)
        area = _area(element)
        if code is not None and not area.is_empty:
            areas[code] = area
    codes = sorted(areas)
    return gpd.GeoDataFrame(
        {"province_code": codes, "province_name": [table.today[code] for code in codes]},
        geometry=[areas[code] for code in codes],
        crs=WGS84,
    )


def _name_key(name: str) -> str:
    """One spelling of a province's name: no diacritics, no "Tỉnh", no spaces."""
    return re.sub(r"^(tinh|thanh pho)|[^a-z]", "", fold(name))


def _area(relation: Mapping[str, Any]) -> BaseGeometry:
    """The area a relation's outer and inner ways enclose; empty where they do not close."""
    lines = [
        shapely.LineString([(at["lon"], at["lat"]) for at in member["geometry"]])
        for member in relation.get("members", ())
        if member["type"] == "way" and len(member.get("geometry") or ()) > 1
    ]
    area: BaseGeometry = shapely.build_area(shapely.GeometryCollection(lines))
    return area


def _check_complete(
    frame: gpd.GeoDataFrame, needed: Mapping[str, str], names: Mapping[str, str], where: str
) -> None:
    missing = sorted(set(needed) - set(frame["province_code"]))
    if missing:
        lacking = ", ".join(names[code] for code in missing)
        raise FetchError("provinces.missing", where=where, count=len(missing), names=lacking)


def _tell(progress: Progress | None, units: Units) -> None:
    if progress is not None:
        progress(0.0, _FETCHING[units])
