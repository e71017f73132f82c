"""Fetching boundaries: the 63 from geoBoundaries, pinned by checksum; today's 34 from OSM."""

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
from geo.model import Text
from geo.names import fold
from geo.osm._bounded import EndlessError, RedirectedError, bounded
from geo.osm.cache import Cache, Entry, Kind
from geo.osm.refresh import journal_entries
from geo.osm.source import CREDIT, MALFORMED, FetchError, NoConnectionError, Progress
from geo.provinces.boundary_file import read_boundary_file
from geo.registry.units import Units, UnitTable
from geo.settings import Settings

if TYPE_CHECKING:  # its library takes a second to load: only who fetches pays for it
    from geo.osm.overpass import Overpass

GEOBOUNDARIES: Final = Text(
    vi="geoBoundaries (gbOpen, VNM ADM1), CC BY 4.0; nguồn gốc Open Development Mekong",
    en="geoBoundaries (gbOpen, VNM ADM1), CC BY 4.0; after Open Development Mekong",
)
_FETCHING: Final = {
    Units.SIGNING: Text(vi="ranh giới 63 tỉnh", en="boundaries of the 63 provinces"),
    Units.TODAY: Text(vi="ranh giới 34 tỉnh", en="boundaries of the 34 provinces"),
}


def refresh_boundaries(
    cache: Cache,
    overpass: "Overpass",
    table: UnitTable,
    *,
    needed: Collection[str],
    progress: Progress | None = None,
) -> tuple[Entry, ...]:
    """Fetch the 63 and today's 34 and put them into the cache, each as soon as it is there.

    Parameters
    ----------
    needed
        Codes of today's units without which the boundaries are of no use.

    Raises
    ------
    InputError
        When a server does not answer usably, the cache cannot be written, or another refresh
        is at work on it.
    """
    with cache.alone():
        shutil.rmtree(cache.folder / _INCOMING, ignore_errors=True)
        cache.sweep(journal_entries(cache))
        signing = fetch_signing(cache, overpass.settings, table, progress)
        cache.put([signing])
        today = fetch_today(cache, overpass, table, needed=needed, progress=progress)
        cache.put([today])
        shutil.rmtree(cache.folder / _INCOMING, ignore_errors=True)
        cache.sweep(journal_entries(cache))
    return signing, today


_INCOMING: Final = "incoming"
_MOST_BYTES: Final = 200 * 10**6
"""Of a boundary file; the pinned one has 715,600."""


def fetch_signing(
    cache: Cache, settings: Settings, table: UnitTable, progress: Progress | None = None
) -> Entry:
    """Fetch the 63 provinces of before 2025-07-01 and write them into the cache's files.

    Raises
    ------
    FetchError
        When the file cannot be fetched, is not the pinned one, or lacks provinces.
    """
    _tell(progress, Units.SIGNING)
    path = _fetch_file(settings, cache.folder / _INCOMING)
    found = read_boundary_file(path, table).frame
    path.unlink()
    _check_complete(found, table.signing, table.signing, settings.boundaries_url)
    pin = settings.boundaries_sha256[:8]
    return cache.keep(
        found,
        kind=Kind.BOUNDARIES,
        key=Units.SIGNING.value,
        dated=None,  # the file states no date
        source=Text(
            vi=f"Ranh giới 63 tỉnh, tệp {pin}",
            en=f"Boundaries of the 63, file {pin}",
        ),
        credit=GEOBOUNDARIES,
    )


def _fetch_file(settings: Settings, folder: Path) -> Path:
    url = settings.boundaries_url
    host = urlsplit(url).netloc
    quiet = pooch.get_logger()
    quiet.setLevel(logging.WARNING)
    try:
        found = pooch.retrieve(
            url,
            known_hash=f"sha256:{settings.boundaries_sha256}",
            fname="boundaries.geojson",
            path=folder,
            downloader=pooch.HTTPDownloader(
                timeout=settings.overpass_timeout_s,
                hooks={"response": bounded(most=_MOST_BYTES, seconds=settings.overpass_timeout_s)},
            ),
        )
    except (RedirectedError, EndlessError, requests.exceptions.HTTPError) as error:
        raise FetchError(
            "provinces.server", where=host, host=host, reason=str(error)[:200]
        ) from error
    except requests.exceptions.RequestException as error:
        raise NoConnectionError("osm.offline", where=host, host=host) from error
    except ValueError as error:  # what pooch raises for a wrong checksum
        raise FetchError(
            "provinces.checksum", where=url, sha256=settings.boundaries_sha256
        ) from error
    return Path(found)


def fetch_today(
    cache: Cache,
    overpass: "Overpass",
    table: UnitTable,
    *,
    needed: Collection[str],
    progress: Progress | None = None,
) -> Entry:
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
        kind=Kind.BOUNDARIES,
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
