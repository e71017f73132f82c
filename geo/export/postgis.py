"""Linkage → tables of a PostGIS database, which QGIS opens in our colours and keeps open.

The tables stay and their rows are replaced in one transaction: who has them open in QGIS sees all
of the old rows or all of the new, and views that an office laid over them stay too.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import psycopg
import pyarrow as pa
import shapely
from psycopg import sql
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.export.metadata import metadata_of
from geo.export.options import ExportOptions
from geo.export.qgis_styles import qml
from geo.export.tables import (
    ALL_TABLES,
    DAY,
    FLAG,
    KM,
    NUMBER,
    TEXT,
    Column,
    ShapeRows,
    chunks,
    shapes,
    tables_of,
    values,
)
from geo.pipeline import Linkage

_TYPES: Final[dict[pa.DataType, str]] = {
    TEXT: "text",
    KM: "double precision",
    NUMBER: "integer",
    FLAG: "boolean",
    DAY: "date",
}
_SRID: Final = 4326
_LOCK: Final = 0x67696170
"""Any number that others do not use: two who publish at once wait for one another."""


def publish(
    linkage: Linkage, url: str, options: ExportOptions, *, schema: str, reader: str | None = None
) -> dict[str, int]:
    """Write every table of a linkage into a schema, in one transaction.

    Parameters
    ----------
    url
        ``postgresql://user@host/database``; the user may create in it.
    options
        The language of comments, styles and texts.
    schema
        Made when missing; ours alone, but for views of others.
    reader
        Role that may read and no more; made when missing, without a password.

    Returns
    -------
    dict
        Rows by table.

    Raises
    ------
    InputError
        When the server cannot be reached, has no PostGIS, or does not allow it.
    """
    try:
        with psycopg.connect(url, connect_timeout=20) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
            connection.execute(
                sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema))
            )
            counts = {
                part.key: _write(connection, schema, part, options)
                for table in tables_of(linkage)
                for part in shapes(table, linkage)
            }
            _empty_others(connection, schema, list(counts))
            _describe(connection, schema, linkage, options)
            _write_styles(connection, schema, linkage, options)
            if reader:
                _let_read(connection, schema, reader)
            return counts
    except psycopg.Error as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError("export.postgis", where=url.rpartition("@")[2], reason=reason) from None


def _columns(part: ShapeRows, options: ExportOptions) -> list[tuple[str, str, str]]:
    """Name, type and comment of each column; a number of the row first, the geometry last."""
    told = [
        (column.name, _TYPES[column.kind], column.title.pick(options.language))
        for column in part.table.columns_in(options.language)
    ]
    shape = [("geom", f"geometry({_kind(part)}, {_SRID})", "")] if part.geometry_type else []
    return [("fid", "integer PRIMARY KEY", ""), *told, *shape]


def _kind(part: ShapeRows) -> str:
    """The type of a table's geometry; always of several parts, so that it stays the same."""
    assert part.geometry_type is not None
    return f"Multi{part.geometry_type.removeprefix('Multi')}"


def _write(
    connection: psycopg.Connection[Any], schema: str, part: ShapeRows, options: ExportOptions
) -> int:
    """Replace the rows of one table; the table anew where its columns are other ones."""
    table = sql.Identifier(schema, part.key)
    columns = _columns(part, options)
    if _names(connection, schema, part.key) != [name for name, *_ in columns]:
        _create(connection, table, part.key, columns)
    connection.execute(sql.SQL("DELETE FROM {}").format(table))
    names = sql.SQL(", ").join(sql.Identifier(name) for name, *_ in columns)
    rows = 0
    with connection.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as copy:
        for rows, row in enumerate(_rows(part, options), 1):
            copy.write_row((rows, *row))
    title = sql.Literal(part.title.pick(options.language))
    connection.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(table, title))
    for name, _, said in columns:
        connection.execute(
            sql.SQL("COMMENT ON COLUMN {} IS {}").format(
                sql.Identifier(schema, part.key, name), sql.Literal(said)
            )
        )
    return rows


def _names(connection: psycopg.Connection[Any], schema: str, table: str) -> list[str]:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
        [schema, table],
    )
    return [name for (name,) in found]


def _create(
    connection: psycopg.Connection[Any],
    table: sql.Identifier,
    key: str,
    columns: list[tuple[str, str, str]],
) -> None:
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
    # The types are ours; the names go through the driver's quoting.
    fields = [sql.SQL("{} " + kind).format(sql.Identifier(name)) for name, kind, _ in columns]
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(fields)))
    names = {name for name, *_ in columns}
    for name, method in (("geom", "gist"), ("project_id", "btree"), ("province_code", "btree")):
        if name in names:
            connection.execute(
                sql.SQL("CREATE INDEX {} ON {} USING " + method + " ({})").format(
                    sql.Identifier(f"{key}_{name}"), table, sql.Identifier(name)
                )
            )


def _rows(part: ShapeRows, options: ExportOptions) -> Iterator[tuple[object, ...]]:
    columns: tuple[Column, ...] = part.table.columns_in(options.language)
    for chunk in chunks(part.frame):
        cells = [values(chunk, column).to_pylist() for column in columns]
        if part.geometry_type:
            several = [_several(shape) for shape in chunk["geometry"]]
            shaped = shapely.set_srid(np.array(several, dtype=object), _SRID)
            cells.append(shapely.to_wkb(shaped, hex=True, include_srid=True).tolist())
        yield from zip(*cells, strict=True)


def _several(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The shape as one of several parts."""
    if isinstance(shape, Point):
        return MultiPoint([shape])
    if isinstance(shape, LineString):
        return MultiLineString([shape])
    return MultiPolygon([shape]) if isinstance(shape, Polygon) else shape


def _empty_others(connection: psycopg.Connection[Any], schema: str, written: list[str]) -> None:
    """Empty our tables of an earlier publishing that this one has no rows for."""
    shaped = ("", "_points", "_lines", "_areas")
    ours = [f"{table.key}{shape}" for table in ALL_TABLES for shape in shaped]
    for key in set(ours) - set(written):
        if _names(connection, schema, key):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, key)))


def _describe(
    connection: psycopg.Connection[Any], schema: str, linkage: Linkage, options: ExportOptions
) -> None:
    said = "\n".join(
        f"{key}: {text}" for key, text in metadata_of(linkage, options.language).items()
    )
    connection.execute(
        sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(schema), sql.Literal(said))
    )


_STYLES: Final = """
CREATE TABLE IF NOT EXISTS public.layer_styles (
    id serial PRIMARY KEY, f_table_catalog varchar, f_table_schema varchar, f_table_name varchar,
    f_geometry_column varchar, stylename text, styleqml xml, stylesld xml, useasdefault boolean,
    description text, owner varchar(63) DEFAULT current_user, ui xml,
    update_time timestamp DEFAULT current_timestamp, type varchar)
"""
"""The table that QGIS looks for in a database (QgsPostgresProvider, saveStyle)."""


def _write_styles(
    connection: psycopg.Connection[Any], schema: str, linkage: Linkage, options: ExportOptions
) -> None:
    connection.execute(_STYLES)
    connection.execute(
        "DELETE FROM public.layer_styles WHERE f_table_catalog = current_database() "
        "AND f_table_schema = %s AND stylename = 'Giáp Ranh'",
        [schema],
    )
    for table in tables_of(linkage):
        for part in shapes(table, linkage):
            geometry, style = "geom" if part.geometry_type else "", qml(part, options.language)
            connection.execute(
                "INSERT INTO public.layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, stylename, styleqml, useasdefault, description) VALUES "
                "(current_database(), %s, %s, %s, 'Giáp Ranh', XMLPARSE(DOCUMENT %s), true, '')",
                [schema, part.key, geometry, style],
            )


def _let_read(connection: psycopg.Connection[Any], schema: str, reader: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [reader]).fetchone()
    role, place = sql.Identifier(reader), sql.Identifier(schema)
    if not known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
    for right in (
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {}"),
        sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}"),
    ):
        connection.execute(right.format(place, role))
    connection.execute(sql.SQL("GRANT SELECT ON public.layer_styles TO {}").format(role))
