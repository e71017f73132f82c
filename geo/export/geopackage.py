"""Linkage → one GeoPackage with all tables, which QGIS opens in our colours and words."""

import datetime as dt
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from geo.crs import WGS84
from geo.export._gdal import Geometries, write_layer
from geo.export.metadata import metadata_of
from geo.export.options import ExportOptions
from geo.export.qgis_styles import qml
from geo.export.tables import FLAG, TEXT, Column, ShapeRows, Table, shapes, tables_of
from geo.model import Text
from geo.pipeline import Linkage

_VERSION: Final = "1.3"
"""The newest that GDAL 3.6 (QGIS 3.22 to 3.30) opens without a warning."""


def write_geopackage(linkage: Linkage, path: Path, options: ExportOptions) -> None:
    """Write every table as a layer in EPSG:4326, its QGIS style beside it.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    metadata = metadata_of(linkage, options.language)
    written: list[ShapeRows] = []
    # QGIS lists, and so draws, the layer added last on top.
    for table in reversed(tables_of(linkage)):
        for part in shapes(table, linkage):
            title = part.title.pick(options.language)
            _write(
                path,
                part,
                table.columns_in(options.language),
                layer_options={"IDENTIFIER": title},
                layer_metadata={"DESCRIPTION": title, "credits": metadata["credits"]},
                **({} if written else {"dataset_metadata": metadata}),
            )
            written.append(part)
    _write_styles(path, written, options, linkage.as_of)


def _write(path: Path, part: ShapeRows, columns: tuple[Column, ...], **more: Any) -> None:
    write_layer(
        path,
        part,
        [(column.name, column) for column in columns],
        driver="GPKG",
        crs=WGS84,
        move=_as_it_is,
        layer=part.key,
        **({} if path.exists() else {"dataset_options": {"VERSION": _VERSION}}),
        **more,
    )


def _as_it_is(geometry: Geometries) -> Geometries:
    return geometry


_STYLE_COLUMNS: Final = {
    "f_table_catalog": TEXT,
    "f_table_schema": TEXT,
    "f_table_name": TEXT,
    "f_geometry_column": TEXT,
    "styleName": TEXT,
    "styleQML": TEXT,
    "styleSLD": TEXT,
    "useAsDefault": FLAG,
    "description": TEXT,
    "owner": TEXT,
    "ui": TEXT,
    "update_time": pa.timestamp("ms", tz="UTC"),
}
"""What QGIS looks for (QgsOgrProviderUtils, saveStyle), in its order, behind ``id``."""


def _write_styles(
    path: Path, parts: list[ShapeRows], options: ExportOptions, as_of: dt.date
) -> None:
    """Write the table of styles, registered as any other."""
    rows = [
        {
            "f_table_name": part.key,
            "f_geometry_column": "geom" if part.geometry_type else "",
            "styleName": "Giáp Ranh",
            "styleQML": qml(part, options.language),
            "useAsDefault": True,
            "update_time": pd.Timestamp(as_of, tz="UTC"),
        }
        for part in parts
    ]
    # QGIS asks for empty texts, not for what is missing.
    empty: dict[str, object] = {name: "" for name, kind in _STYLE_COLUMNS.items() if kind == TEXT}
    title = Text(vi="Kiểu hiển thị QGIS", en="QGIS styles")
    columns = tuple(
        Column(name=name, kind=kind, short=name, title=title)
        for name, kind in _STYLE_COLUMNS.items()
    )
    frame = pd.DataFrame([empty | row for row in rows], columns=list(_STYLE_COLUMNS))
    table = Table("layer_styles", title, columns, lambda _: frame, is_drawn=False)
    _write(path, ShapeRows(table, table.key, frame, None), columns, layer_options={"FID": "id"})
