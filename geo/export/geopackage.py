"""Linkage → one GeoPackage with all tables, which QGIS opens in our colours."""

import sqlite3
from contextlib import closing
from pathlib import Path

from geo.crs import WGS84
from geo.export._gdal import Geometries, write_layer
from geo.export.metadata import metadata_of
from geo.export.options import Options
from geo.export.qgis_styles import qml
from geo.export.tables import TABLES, Shapes, shapes
from geo.pipeline import Linkage


def write_geopackage(linkage: Linkage, path: Path, options: Options) -> None:
    """Write every table as a layer in EPSG:4326, its QGIS style beside it.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    metadata = metadata_of(linkage, options.language)
    written: list[Shapes] = []
    for table in reversed(TABLES):  # QGIS lists, and so draws, the layer added last on top
        for part in shapes(table, linkage):
            write_layer(
                path,
                part,
                [(column.name, column) for column in table.columns],
                driver="GPKG",
                crs=WGS84,
                move=_as_it_is,
                layer=part.key,
                **({} if written else {"dataset_metadata": metadata}),
                layer_metadata={
                    "DESCRIPTION": table.title.pick(options.language),
                    "credits": metadata["credits"],
                },
            )
            written.append(part)
    try:
        _add_styles(path, [part for part in written if part.geometry_type], options)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _as_it_is(geometry: Geometries) -> Geometries:
    return geometry


_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT CURRENT_TIMESTAMP
)
"""
"""The columns QGIS looks for (QgsOgrProviderUtils, saveStyle), in its order."""


def _add_styles(path: Path, parts: list[Shapes], options: Options) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_STYLES)
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles')"
        )
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner) "
            "VALUES ('', '', ?, 'geom', 'Giáp Ranh', ?, '', 1, '', '')",
            [(part.key, qml(part, options.language)) for part in parts],
        )
