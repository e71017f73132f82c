"""How long a file of all 3,321 communes takes to read and check, and how much memory.

    python -m tests.benchmarks.communes [FOLDER]

The 802 communes of the reference stand as they are; the others are made: cells of the provinces of
the reference around drawn points, as many as the province has communes, their edges as densely set
with vertices as the official map's (some 1,400 a commune). The file is GeoJSON, some 120 MB, and is
read, made into the 63 and compared with the bundled outlines in a process of its own, as
``python -m geo check-boundaries`` does. Printed: bytes, vertices, seconds of the clock and of the
processor, peak memory.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.registry import load_registry
from geo.registry.communes import communes

SHARED = Path(os.environ.get("GIAPRANH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
SEED, VERTICES = 3321, 1_400


def all_communes() -> gpd.GeoDataFrame:
    """Columns code and name, and geometry, EPSG:4326."""
    real = gpd.read_file(SHARED / "reference" / "communes_2025_region.gpkg")[
        ["code", "name", "geometry"]
    ]
    provinces = gpd.read_file(SHARED / "reference" / "provinces_63.gpkg").set_index("code")
    table, random = load_registry().units, np.random.default_rng(SEED)
    lacking = [one for one in communes() if one.code not in set(real["code"])]
    frames = [real]
    for old, shape in provinces.geometry.items():
        own = [one for one in lacking if table.communes.province_of(int(one.code)) == str(old)]
        if own:
            cells = _cells(shape, len(own), random)
            row = {"code": [one.code for one in own], "name": [one.name for one in own]}
            frames.append(gpd.GeoDataFrame(row, geometry=cells, crs=4326))
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=4326)


def _cells(
    shape: shapely.Geometry, count: int, random: np.random.Generator
) -> list[shapely.Geometry]:
    """A province in so many pieces that fit one another."""
    land = max(shapely.get_parts(shape), key=shapely.area)
    points = gpd.GeoSeries([land]).sample_points(count, rng=random).iloc[0]
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=land))
    step = float(np.median(shapely.length(cells))) / VERTICES
    return list(shapely.intersection(shapely.segmentize(cells, step), land))


def measure(path: Path) -> None:
    """Check the file in a process of its own, as the command does."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "geo", "check-boundaries", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    clock = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(done.stdout[:600] + done.stderr[-600:])
    print("load average " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))
    print(
        f"{clock:.1f} s by the clock, {used.ru_utime + used.ru_stime:.1f} s of the processor, "
        f"peak {used.ru_maxrss / 1024:,.0f} MB"
    )


def main(folder: Path) -> None:
    """Make the file where it is not there yet, and measure."""
    path = folder / "communes_3321.geojson"
    if not path.is_file():
        frame = all_communes()
        frame.to_file(path, driver="GeoJSON")
        vertices = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
        print(f"{len(frame):,} communes, {vertices:,} vertices")
    print(f"{path.stat().st_size / 1e6:.0f} MB")
    measure(path)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(Path(name))
