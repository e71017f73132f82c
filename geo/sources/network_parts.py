"""A network that is too large for one frame, in parts: where each lies and how it is read.

A part is a small thing that can be sent to another process, which reads its rows itself.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs import WGS84
from geo.errors import InputError
from geo.vector_files import LINE_FORMATS, layers_of, read_rows

PARQUET: Final = (".parquet", ".geoparquet")


class NetworkPart(Protocol):
    """Some rows of a network."""

    @property
    def first_row(self) -> int:
        """Number of its first row in the whole network."""

    @property
    def rows(self) -> int:
        """How many rows it has."""

    def read(self) -> gpd.GeoDataFrame:
        """Read them, in the CRS that the file states."""


@dataclass(frozen=True)
class ParquetPart:
    """Row groups of a GeoParquet file."""

    file: Path
    groups: tuple[int, ...]
    first_row: int
    rows: int

    def read(self) -> gpd.GeoDataFrame:
        """Read the row groups."""
        with pq.ParquetFile(self.file) as stored:
            return geo_frame(stored.read_row_groups(list(self.groups)), self.file)


@dataclass(frozen=True)
class LayerPart:
    """Rows of a layer of any vector file."""

    file: Path
    layer: str
    first_row: int
    rows: int

    def read(self) -> gpd.GeoDataFrame:
        """Read the rows."""
        return read_rows(self.file, self.layer, first=self.first_row, rows=self.rows)


def geo_frame(table: pa.Table, file: Path) -> gpd.GeoDataFrame:
    """Make a frame of a GeoParquet table: the primary geometry, its CRS, every other column.

    Raises
    ------
    InputError
        When the table has no ``geo`` metadata, or says in it what cannot be read.
    """
    stated = (table.schema.metadata or {}).get(b"geo")
    if stated is None:
        raise InputError("sources.no_geometry", where=str(file))
    try:
        geo: dict[str, Any] = json.loads(stated)
        name = geo["primary_column"]
        crs = geo["columns"][name].get("crs", WGS84)
        shapes = shapely.from_wkb(table[name].to_numpy(zero_copy_only=False), on_invalid="ignore")
        frame = table.drop_columns([name]).to_pandas()
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=crs and CRS.from_user_input(crs))
    except (ValueError, KeyError, TypeError, AttributeError, CRSError, pa.ArrowException) as error:
        raise InputError("sources.bad_parquet", where=str(file), why=str(error)) from None


def parts_of(path: Path, *, rows: int, layer: str | None = None) -> list[NetworkPart]:
    """Lay a network out in parts.

    Parameters
    ----------
    path
        A GeoParquet file or folder of such, or any file of :data:`geo.vector_files.LINE_FORMATS`.
    rows
        How many rows a part has, about: row groups of GeoParquet stay whole.
    layer
        Which layer, where a file has several.

    Raises
    ------
    InputError
        When there is no such file, or it cannot be read.
    """
    files = _parquet_files(path)
    return list(_parquet_parts(files, rows)) if files else _layer_parts(path, rows, layer)


def _parquet_files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix.lower() in PARQUET)
    return [path] if path.suffix.lower() in PARQUET else []


def _parquet_parts(files: list[Path], rows: int) -> Iterator[NetworkPart]:
    first_row = 0
    for file in files:
        for groups, count in _groups(file, rows):
            yield ParquetPart(file, groups, first_row, count)
            first_row += count


def _groups(file: Path, rows: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Row groups that follow each other, together about so many rows."""
    try:
        with pq.ParquetFile(file) as stored:
            meta = stored.metadata
            sizes = [meta.row_group(number).num_rows for number in range(meta.num_row_groups)]
    except (OSError, pa.ArrowException) as error:
        raise InputError("sources.bad_parquet", where=str(file), why=str(error)) from None
    taken: list[int] = []
    for number, size in enumerate(sizes):
        if taken and sum(sizes[other] for other in taken) + size > rows:
            yield tuple(taken), sum(sizes[other] for other in taken)
            taken = []
        taken.append(number)
    if taken:
        yield tuple(taken), sum(sizes[other] for other in taken)


def _layer_parts(path: Path, rows: int, wanted: str | None) -> list[NetworkPart]:
    if not path.exists():
        raise InputError("sources.no_file", where=str(path))
    try:
        layers = [name for name, kind in layers_of(path, formats=LINE_FORMATS) if kind]
        layer = _chosen(layers, wanted, path)
        count = int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])
    except (DataSourceError, DataLayerError) as error:
        raise InputError("sources.bad_network", where=str(path), why=str(error)) from None
    return [
        LayerPart(path, layer, first, min(rows, count - first)) for first in range(0, count, rows)
    ]


def _chosen(layers: list[str], wanted: str | None, path: Path) -> str:
    if wanted in layers:
        return wanted
    if wanted is None and len(layers) == 1:
        return layers[0]
    raise InputError("sources.layer", where=str(path), layers=", ".join(layers) or "–")
