"""Networks that are read from one end to the other, some rows at a time: OSM extracts, PostGIS."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import geopandas as gpd
import osmium
import pandas as pd
import shapely
from osmium.filter import EntityFilter, KeyFilter
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.confined import Tell, apart
from geo.crs import WGS84
from geo.errors import InputError
from geo.sources.network_parts import NetworkPart, parts_of

_LOCATIONS: Final = "sparse_file_array"
"""Where pyosmium keeps the nodes' places: in a temporary file, so that memory stays small."""

_IN_ORDER: Final = "-c synchronize_seqscans=off"
"""Rows are numbered: two readings of a table must meet them in one order."""

Tags = Mapping[str, str]
"""Key → value that a way must have; an empty value for any."""


def osm_rows(path: Path, tags: Tags, *, rows: int) -> Iterator[gpd.GeoDataFrame]:
    """Read the ways with all of these tags from an OSM extract, ``rows`` at a time.

    Columns ``way_id`` and ``name``, ``ref`` and the keys of ``tags``; lines in EPSG:4326. Of a way
    whose nodes are not all in the file the row has no geometry.

    Raises
    ------
    InputError
        When the file cannot be read.
    """
    keys = list(dict.fromkeys([*tags, "name", "ref"]))
    try:
        ways = osmium.FileProcessor(str(path)).with_locations(_LOCATIONS)
        ways = ways.with_filter(EntityFilter(osmium.osm.WAY)).with_filter(KeyFilter(*tags))
        found = (_row(way, keys) for way in ways if _has(way.tags, tags))
        while batch := list(islice(found, rows)):
            shapes = [row.pop("geometry") for row in batch]
            yield gpd.GeoDataFrame(pd.DataFrame(batch), geometry=shapes, crs=WGS84)
    except (RuntimeError, OSError) as error:
        raise InputError("sources.bad_network", where=str(path), why=str(error)) from None


def _has(tags: Any, wanted: Tags) -> bool:
    return all(key in tags and value in ("", tags[key]) for key, value in wanted.items())


def _row(way: Any, keys: list[str]) -> dict[str, Any]:
    places = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
    whole = len(places) == len(way.nodes) > 1
    line = shapely.LineString(places) if whole else None
    return {"way_id": way.id} | {key: way.tags.get(key) for key in keys} | {"geometry": line}


def _found(connection: Any, table: str) -> tuple[str, str, CRS | None]:
    """The table's quoted name, its geometry column's name, and the CRS where that states one.

    Raises
    ------
    InputError
        When there is no such table with a geometry.
    """
    asked = (
        "SELECT f_table_schema, f_table_name, f_geometry_column, "
        "auth_name || ':' || auth_srid, srtext "
        "FROM geometry_columns LEFT JOIN spatial_ref_sys USING (srid) "
        "WHERE CAST(%(table)s AS text) IN (f_table_name, f_table_schema || '.' || f_table_name)"
    )
    found = connection.exec_driver_sql(asked, {"table": table}).first()
    if found is None:
        raise InputError("sources.no_geometry", where=table)
    quote = connection.dialect.identifier_preparer.quote_identifier
    return f"{quote(found[0])}.{quote(found[1])}", found[2], _system(found[3], found[4])


def _system(code: str | None, wkt: str | None) -> CRS | None:
    """The CRS of a row of ``spatial_ref_sys``; an office's own has no code that others know."""
    with suppress(CRSError):
        return CRS.from_user_input(code) if code else None
    return CRS.from_wkt(wkt) if wkt else None


def table_rows(url: str, table: str, *, rows: int) -> Iterator[gpd.GeoDataFrame]:
    """Read a PostGIS table, ``rows`` at a time; its first geometry column is the line.

    Parameters
    ----------
    url
        ``postgresql://user@host/database``; a password may come from ``PGPASSWORD`` or a file.
    table
        ``name`` or ``schema.name``.

    Raises
    ------
    InputError
        When the server, the table or its geometry is not to be had.
    """
    import sqlalchemy  # noqa: PLC0415 # a second to load, for one kind of source

    driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = sqlalchemy.create_engine(driver, connect_args={"options": _IN_ORDER})
    try:
        with engine.connect().execution_options(stream_results=True) as connection:
            name, column, crs = _found(connection, table)
            query = f"SELECT * FROM {name}"  # noqa: S608 # quoted by the dialect
            for frame in gpd.read_postgis(query, connection, column, crs, chunksize=rows):
                yield _with_ids_as_text(frame)
    except (sqlalchemy.exc.SQLAlchemyError, CRSError) as error:
        why = str(getattr(error, "orig", error)).splitlines()[0]
        raise InputError("sources.bad_network", where=table, why=why) from None
    finally:
        engine.dispose()


def _with_ids_as_text(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write UUIDs as text: older Arrow refuses them, newer Arrow makes bytes of them."""
    for name in frame.columns:
        if frame[name].dtype == object and any(isinstance(value, UUID) for value in frame[name]):
            frame[name] = frame[name].map(str, na_action="ignore")
    return frame


def staged_osm(path: Path, tags: Tags, folder: Path, *, rows: int) -> list[NetworkPart]:
    """Lay an extract's ways out as parts in a folder, read in a process of its own.

    Raises
    ------
    InputError
        When the file cannot be read.
    """
    apart(_stage_osm, path, dict(tags), folder, rows, where=str(path), tell=_silent)
    return parts_of(folder, rows=1)


def _stage_osm(path: Path, tags: Tags, folder: Path, rows: int, _: Tell) -> None:
    staged(osm_rows(path, tags, rows=rows), folder)


def _silent(_: int, __: int) -> None:
    """Tell nobody."""


def staged(frames: Iterator[gpd.GeoDataFrame], folder: Path) -> list[NetworkPart]:
    """Lay frames that come one after the other out as parts in a folder."""
    for number, frame in enumerate(frames):
        frame.to_parquet(folder / f"part-{number:05d}.parquet", index=False)
    return parts_of(folder, rows=1)
