"""One layer of a file that GDAL writes, some rows at a time, and counted afterwards."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS

from geo.export.tables import Column, ShapeRows, chunks, values

Geometries = NDArray[np.object_]
Move = Callable[[Geometries], Geometries]
"""Takes geometries to the CRS of the file."""
NamedColumn = tuple[str, Column]
"""A column under the name it has in the file."""

_FAULTS = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)


def write_layer(
    path: Path,
    shapes: ShapeRows,
    columns: list[NamedColumn],
    *,
    driver: str,
    crs: CRS,
    move: Move,
    layer: str | None = None,
    **metadata: Mapping[str, str],
) -> None:
    """Write one layer into a new file, or into one that has others already.

    Raises
    ------
    OSError
        When it cannot be written, or fewer rows can be read back than were given.
    """
    reader = pa.RecordBatchReader.from_batches(
        _schema(columns, shapes), _batches(columns, shapes, move)
    )
    try:
        pyogrio.write_arrow(
            reader,
            path,
            layer=layer,
            driver=driver,
            encoding="UTF-8" if driver == "ESRI Shapefile" else None,
            geometry_name="geometry" if shapes.geometry_type else None,
            geometry_type=shapes.geometry_type,
            crs=crs.to_wkt() if shapes.geometry_type else None,
            **metadata,
        )
        found = pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"]
    except _FAULTS as error:
        raise OSError(str(error)) from error
    if found != len(shapes.frame):
        raise OSError(f"{found} of {len(shapes.frame)} rows were written")


def _schema(columns: list[NamedColumn], shapes: ShapeRows) -> pa.Schema:
    fields = [pa.field(name, column.kind) for name, column in columns]
    if shapes.geometry_type:
        fields.append(pa.field("geometry", pa.binary()))
    return pa.schema(fields)


def _batches(columns: list[NamedColumn], shapes: ShapeRows, move: Move) -> Iterator[pa.RecordBatch]:
    schema = _schema(columns, shapes)
    for chunk in chunks(shapes.frame):
        arrays = [values(chunk, column) for _, column in columns]
        if shapes.geometry_type:
            arrays.append(_wkb(chunk, shapes.geometry_type, move))
        yield pa.record_batch(arrays, schema=schema)


def _wkb(chunk: pd.DataFrame, geometry_type: str, move: Move) -> pa.Array:
    geometry = move(np.asarray(chunk["geometry"], dtype=object))
    if geometry_type.startswith("Multi"):
        geometry = _several(geometry)
    return pa.array(shapely.to_wkb(geometry, flavor="iso"), pa.binary())


def _several(geometry: Geometries) -> Geometries:
    """Make every geometry one of several parts, since a layer's rows are all of one type."""
    makers: dict[int, Callable[..., Any]] = {
        0: shapely.multipoints,
        1: shapely.multilinestrings,
        3: shapely.multipolygons,
    }
    kinds = shapely.get_type_id(geometry)
    several = geometry.copy()
    for kind, make in makers.items():
        single = kinds == kind
        if single.any():
            several[single] = make(geometry[single], indices=np.arange(single.sum()))
    return several
