"""One table of a linkage → GeoParquet 1.1, some rows at a time."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.crs import WGS84
from geo.export.metadata import metadata_of
from geo.export.options import ExportOptions
from geo.export.tables import Column, Table, chunks, values
from geo.pipeline import Linkage


def write_geoparquet(linkage: Linkage, path: Path, options: ExportOptions, *, table: Table) -> None:
    """Write one table; geometry as WKB in EPSG:4326, (lon, lat), sources in the file's metadata.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    frame = table.frame(linkage)
    columns = table.columns_in(options.language)
    fields = [
        pa.field(
            column.name, column.kind, metadata={"title": column.data_title.pick(options.language)}
        )
        for column in columns
    ]
    metadata = {"giap_ranh": json.dumps(metadata_of(linkage, options.language), ensure_ascii=False)}
    if isinstance(frame, gpd.GeoDataFrame):
        fields.append(pa.field("geometry", pa.binary()))
        metadata["geo"] = json.dumps(_geo(frame))
    schema = pa.schema(fields, metadata=metadata)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for chunk in chunks(frame):
            writer.write_batch(_batch(chunk, columns, schema))


def _batch(chunk: pd.DataFrame, columns: Sequence[Column], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [values(chunk, column) for column in columns]
    if "geometry" in schema.names:
        wkb = shapely.to_wkb(np.asarray(chunk["geometry"], dtype=object), flavor="iso")
        arrays.append(pa.array(wkb, pa.binary()))
    return pa.record_batch(arrays, schema=schema)


def _geo(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """The ``geo`` member of the specification, version 1.1.0."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(frame.geom_type.dropna().unique()),
        "crs": WGS84.to_json_dict(),
    }
    bounds = frame.total_bounds
    if np.isfinite(bounds).all():
        column["bbox"] = [float(value) for value in bounds]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
