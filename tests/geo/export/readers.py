"""Exports read back by others (GDAL, pyarrow, the csv module): one frame a table."""

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio

from geo.export.cells import as_written
from geo.export.options import ExportOptions
from geo.export.tables import TABLES
from geo.pipeline import Linkage

Written = dict[str, Path]
"""Paths by the ending of their name."""
OPTIONS = ExportOptions(meridian=107.0, wkt=True)


def written(folder: Path, linkage: Linkage) -> Written:
    stem = f"giap-ranh-{linkage.as_of.isoformat()}"
    return {path.name.removeprefix(stem): path for path in folder.iterdir()}


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def geojson(files: Written) -> dict[str, pd.DataFrame]:
    return {
        table.key: gpd.read_file(files[f"-{table.key}.geojson"])
        for table in TABLES
        if table.is_drawn
    }


def gpkg(files: Written) -> dict[str, pd.DataFrame]:
    path = files[".gpkg"]
    names = [name for name, _ in pyogrio.list_layers(path) if name != "layer_styles"]
    return {
        table.key: _together(
            [
                pyogrio.read_dataframe(path, layer=name)
                for name in names
                if name == table.key or name.startswith(f"{table.key}_")
            ]
        )
        for table in TABLES
    }


def shapefile(files: Written) -> dict[str, pd.DataFrame]:
    """Under their full names again, by the key in the zip."""
    path = files["-vn2000.zip"]
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
        key = archive.read("field_key.csv").decode("utf-8-sig").splitlines()
    names: dict[str, dict[str, str]] = {}
    for layer, field, column, _ in list(csv.reader(key))[1:]:
        names.setdefault(layer, {})[field] = column
    tables = {}
    for table in TABLES:
        parts = []
        for layer, columns in names.items():
            if layer == table.key or layer.startswith(f"{table.key}_"):
                member = f"{layer}.shp" if f"{layer}.shp" in members else f"{layer}.dbf"
                frame = pyogrio.read_dataframe(f"/vsizip/{path}/{member}")
                parts.append(frame.rename(columns=columns))
        tables[table.key] = _together(parts)
    return tables


def geoparquet(files: Written) -> dict[str, pd.DataFrame]:
    return {
        table.key: gpd.read_parquet(files[f"-{table.key}.parquet"])
        if table.is_drawn
        else pq.read_table(files[f"-{table.key}.parquet"]).to_pandas()
        for table in TABLES
    }


def csvs(files: Written) -> dict[str, pd.DataFrame]:
    tables = {}
    for table in TABLES:
        texts = {column.name: str for column in table.columns if str(column.kind) == "string"}
        frame = pd.read_csv(files[f"-{table.key}.csv"], dtype=texts, encoding="utf-8-sig")
        frame = frame.map(lambda cell: as_written(cell) if isinstance(cell, str) else cell)
        if "wkt" in frame:
            shapes = gpd.GeoSeries.from_wkt(frame.pop("wkt"))
            assert frame.pop("wkt_bo_trong").isna().all()  # the outlines are short
            frame = gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)
        tables[table.key] = frame
    return tables


READERS: dict[str, Callable[[Written], dict[str, pd.DataFrame]]] = {
    "geojson": geojson,
    "gpkg": gpkg,
    "shapefile": shapefile,
    "geoparquet": geoparquet,
    "csv": csvs,
}
