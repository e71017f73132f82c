"""Boundaries of OpenStreetMap: today's provinces, and the communes where all are there."""

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from geo.errors import Wording
from geo.model import Text
from geo.names import fold
from geo.osm.cache import Cache, CacheEntry, CacheKind
from geo.osm.source import CREDIT, MALFORMED, FetchError, Progress
from geo.provinces.boundaries import Boundaries
from geo.provinces.commune_archive import lacking_communes
from geo.provinces.communes import commune_frame, named_communes
from geo.provinces.fetched import COMMUNES_KEY
from geo.provinces.fetched_ground import check_ground, provinces_of
from geo.provinces.united import areas_of, fitted
from geo.registry.units import Units, UnitTable
from geo.sentence import text_of

if TYPE_CHECKING:  # its library takes a second to load: only who fetches pays for it
    from geo.osm.overpass import Overpass

logger = logging.getLogger(__name__)

_PROVINCES: Final = Text(vi="ranh giới 34 tỉnh", en="boundaries of the 34 provinces")
_COMMUNES: Final = Text(vi="ranh giới xã, phường trên OSM", en="boundaries of communes on OSM")
_LEVELS: Final = "^(6|8)$"
"""Since July 2025 a commune is admin_level 6 on OSM; some still stand on 8, as before."""


def fetch_osm(
    cache: Cache,
    overpass: "Overpass",
    table: UnitTable,
    outlines: Boundaries,
    *,
    needed: Collection[str],
    progress: Progress | None = None,
) -> tuple[CacheEntry, ...]:
    """Fetch today's provinces, and the communes of those that are needed.

    Where OSM lacks some communes the provinces alone are kept, and the log says how many are
    missing: provinces made of what is there would have holes.

    Parameters
    ----------
    outlines
        The bundled ones: they say where to look, and what was fetched must lie there.
    needed
        Codes of today's units without which the boundaries are of no use.

    Raises
    ------
    FetchError
        When the server does not answer, or a needed province is missing or lies elsewhere.
    """
    today = fetch_today(cache, overpass, table, needed=needed, progress=progress)
    communes = _fetch_communes(overpass, table, outlines, needed, progress)
    if communes is None:
        return (today,)
    provinces = provinces_of(communes, table)
    check_ground(provinces, outlines, table, overpass.host)
    source = text_of(
        Wording("provinces.osm_communes", osm=overpass.source, count=len(communes)),
    )
    kept = [
        cache.keep(
            frame,
            kind=CacheKind.BOUNDARIES,
            key=key,
            dated=today.dated,
            source=source,
            credit=CREDIT,
        )
        for key, frame in ((Units.SIGNING.value, provinces), (COMMUNES_KEY, communes))
    ]
    return (today, *kept)


def _fetch_communes(
    overpass: "Overpass",
    table: UnitTable,
    outlines: Boundaries,
    needed: Collection[str],
    progress: Progress | None,
) -> gpd.GeoDataFrame | None:
    """The communes of the provinces needed, with their official codes; None where some lack."""
    areas = outlines.in_units(Units.TODAY, table).frame.set_index("province_code").geometry
    found: dict[int, Mapping[str, Any]] = {}
    for number, code in enumerate(sorted(needed)):
        if progress is not None:
            progress(number / len(needed), _COMMUNES)
        answer = overpass.ask(
            _communes_query(areas[code], overpass), _COMMUNES, progress or (lambda *_: None)
        )
        try:
            found |= {element["id"]: element for element in answer["elements"]}
        except MALFORMED as error:
            raise overpass.malformed(error) from error
    try:
        rows = list(_communes_of(found.values()))
    except MALFORMED as error:
        raise overpass.malformed(error) from error
    frame = _with_codes(rows, needed, table)
    lacking = lacking_communes(frame["commune_code"], needed) if frame is not None else {}
    if frame is None or lacking:
        logger.warning("OSM lacks communes of %s: its provinces alone are kept", lacking or "all")
        return None
    return frame


def _communes_query(area: BaseGeometry, overpass: "Overpass") -> str:
    west, south, east, north = area.bounds
    return (
        f"[out:json][timeout:{overpass.settings.overpass_timeout_s:.0f}];"
        f'rel["boundary"="administrative"]["admin_level"~"{_LEVELS}"]'
        f"({south:.7f},{west:.7f},{north:.7f},{east:.7f});out geom;"
    )


def _communes_of(elements: Collection[Mapping[str, Any]]) -> Iterator[tuple[str, BaseGeometry]]:
    for element in elements:
        name, area = element.get("tags", {}).get("name", ""), _area(element)
        if name and not area.is_empty:
            yield str(name), area


def _with_codes(
    rows: list[tuple[str, BaseGeometry]], needed: Collection[str], table: UnitTable
) -> gpd.GeoDataFrame | None:
    """Communes by their names, those of the provinces needed; None where the names say nothing."""
    if not rows:
        return None
    shapes = areas_of(np.array([area for _, area in rows], dtype=object))
    frame = gpd.GeoDataFrame({"name": [name for name, _ in rows]}, geometry=shapes, crs=WGS84)
    named = next(iter(named_communes(frame, ["name"], table)), None)
    if named is None:
        return None
    codes = pd.Series(named[1], dtype=object)
    own = frame[codes.notna().to_numpy()]
    made = commune_frame(own, codes.dropna().to_numpy(), table)
    today = made["province_code"].map(table.successor)
    made = made[today.isin(list(needed))].reset_index(drop=True)
    return made.set_geometry(areas_of(fitted(made.geometry.to_numpy())), crs=WGS84)


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
    if progress is not None:
        progress(0.0, _PROVINCES)
    query = (
        f"[out:json][timeout:{overpass.settings.overpass_timeout_s:.0f}];"
        'area["ISO3166-1"="VN"]["admin_level"="2"]->.vn;'
        'rel(area.vn)["boundary"="administrative"]["admin_level"="4"];out geom;'
    )
    answer = overpass.ask(query, _PROVINCES, progress or (lambda *_: None))
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
        source=text_of(
            Wording("provinces.osm_today", osm=overpass.source, count=len(frame)),
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
