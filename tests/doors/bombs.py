"""Small files that ask for much: each is written in moments and would take minutes or gigabytes."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from shapely import Polygon

from geo.osm.cache import MANIFEST, CacheEntry, CacheKind, Manifest, to_parquet
from geo.osm.source import empty_frame
from tests.doors.canary import areas


def scribble(path: Path, vertices: int) -> Path:
    """Two provinces, one an outline that crosses itself everywhere."""
    frame = areas()
    points = np.random.default_rng(1).random((vertices, 2)) + np.array([106, 21])
    frame.loc[0, "geometry"] = Polygon(points)  # type: ignore[call-overload]  # the stubs know no shapes
    frame.to_file(path)
    return path


def star(path: Path, vertices: int) -> Path:
    """A star with as many rays as it has vertices, valid, and dear to everything that buffers."""
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = np.where(np.arange(vertices) % 2, 0.5, 0.001)[:, None]
    rays = np.column_stack([np.cos(angle), np.sin(angle)]) * radius + np.array([106, 21])
    frame = areas()
    frame.loc[0, "geometry"] = Polygon(rays)  # type: ignore[call-overload]  # the stubs know no shapes
    frame.to_file(path)
    return path


def wide(path: Path, columns: int) -> Path:
    """Two provinces with many columns."""
    frame = areas()
    more = {f"c{number}": ["Bắc Giang"] * 2 for number in range(columns)}
    gpd.GeoDataFrame(more | {"TEN_TINH": frame["TEN_TINH"]}, geometry=frame.geometry).to_file(path)
    return path


def crowded(path: Path, members: int) -> Path:
    """An archive of many empty files."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(members):
            archive.writestr(f"{number}.geojson", "")
    return path


def swelling(path: Path, size: int) -> Path:
    """An archive that unpacks to much."""
    block = bytes(10**7)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.geojson", "w", force_zip64=True) as member,
    ):
        for _ in range(0, size, len(block)):
            member.write(block)
    return path


def equal_rows(path: Path, rows: int, value: int = 2_000) -> Path:
    """A pack whose one part is the same row over and over: kilobytes that unpack to gigabytes."""
    schema = pq.read_schema(io.BytesIO(to_parquet(empty_frame())))
    columns = []
    for field in schema:
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            filler: pa.Array = pa.array(["x" * value])
        elif pa.types.is_binary(field.type):
            filler = pa.array([b"x" * value])
        else:
            columns.append(pa.nulls(rows, field.type))
            continue
        columns.append(pa.DictionaryArray.from_arrays(np.zeros(rows, dtype=np.int8), filler))
    table = pa.table(columns, names=schema.names).replace_schema_metadata(schema.metadata)
    data = io.BytesIO()
    # Without Arrow's own schema nobody is told that the values are a dictionary's.
    pq.write_table(table, data, compression="zstd", store_schema=False)
    return pack_of(path, data.getvalue())


def pack_of(path: Path, data: bytes) -> Path:
    """A pack with one part of ways, whatever it holds."""
    text = {"vi": "x", "en": "x"}
    entry = CacheEntry.model_validate(
        {
            "kind": CacheKind.WAYS,
            "key": "a",
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "counts": {},
            "dated": None,
            "source": text,
            "credit": text,
        }
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = json.loads(Manifest(entries=(entry,)).model_dump_json())
        archive.writestr(MANIFEST, json.dumps(manifest))
        archive.writestr(entry.name, data)
    return path
