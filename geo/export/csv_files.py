"""One table of a linkage → CSV that Excel opens with its diacritics right."""

import csv
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import shapely

from geo.export.geojson import DECIMALS, json_value
from geo.export.metadata import titled_metadata
from geo.export.options import Options
from geo.export.tables import Table, chunks
from geo.pipeline import Linkage


def write_csv(linkage: Linkage, path: Path, options: Options, *, table: Table) -> None:
    """Write one table: UTF-8 with a byte order mark, commas, ISO dates, ``true`` and ``false``.

    With ``options.wkt`` a last column holds the geometry as WKT, EPSG:4326, (lon, lat).

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    frame = table.frame(linkage)
    with_wkt = options.wkt and isinstance(frame, gpd.GeoDataFrame)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([*table.names, *(["wkt"] if with_wkt else [])])
        for chunk in chunks(frame):
            columns: list[Iterable[object]] = [map(_written, chunk[name]) for name in table.names]
            if with_wkt:
                columns.append(shapely.to_wkt(chunk["geometry"], rounding_precision=DECIMALS))
            out.writerows(zip(*columns, strict=True))


def write_sources(linkage: Linkage, path: Path, options: Options) -> None:
    """Write what a CSV has no place for: sources, licences, date and units, one a row.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(titled_metadata(linkage, options.language).items())


def _written(value: object) -> object:
    found = json_value(value)
    return str(found).lower() if isinstance(found, bool) else found
