"""How fast lines are cut at province borders, against named peers in the same run.

``python -m tests.benchmarks.split`` cuts seeded lines of 16 vertices (about 1.8 km each) over
the 63 provinces of the reference file with :func:`geo.cut.split.split_by_province`,
``geopandas.overlay`` and SedonaDB (``requirements-benchmarks.txt``); it prints seconds, ratios,
the total length each one finds and the peak memory of each, measured in a process of its own. Then
five times as many lines are cut, by the first alone.

Neighbours in the reference file overlap by some metres. There overlay and SedonaDB give a line to
both provinces, 1.5e-5 of all length twice, while a piece of ours lies in one. For totals that can
be compared, each province first loses what those before it have, once, and all three cut over
the same partition. What lies in no province is left out of all three: the peers drop it, ours
keeps it with the code None.

Each time is of a first call in a fresh process. Ours is the median of three, taken before, between
and after the peers, so that a change in the machine's load shows instead of flattering anyone.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.cut.split import split_by_province

SHARED = Path(os.environ.get("GIAPRANH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
VERTICES, STEP_DEGREES, SEED = 16, 120 / 111_000, 20260101
PEERS = "The peers come with: pip install -r requirements-benchmarks.txt -c requirements.lock"


def provinces() -> gpd.GeoDataFrame:
    """Read the 63 reference provinces, in order of their code."""
    frame = gpd.read_file(SHARED / "reference" / "provinces_63.gpkg")
    named = frame.rename(columns={"code": "province_code", "name": "province_name"})
    return named.sort_values("province_code", ignore_index=True)


def partition(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take from each province what those before it have."""
    shapes = areas.geometry.to_numpy().copy()
    own, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for number in range(len(shapes)):
        before = shapes[other[(own == number) & (other < number)]]
        shapes[number] = shapely.difference(shapes[number], shapely.union_all(before))
    return areas.set_geometry(gpd.GeoSeries(shapes, crs=areas.crs))


def seeded_lines(count: int, areas: gpd.GeoDataFrame, *, seed: int = SEED) -> gpd.GeoDataFrame:
    """Make wiggly lines that start inside the country."""
    random = np.random.default_rng(seed)
    west, south, east, north = areas.total_bounds
    starts = np.empty((0, 2))
    while len(starts) < count:
        xy = random.uniform((west, south), (east, north), size=(200_000, 2))
        tree = shapely.STRtree(np.asarray(shapely.points(xy)))
        inside = np.unique(tree.query(areas.geometry.to_numpy(), predicate="intersects")[1])
        starts = np.vstack([starts, xy[inside]])[:count]
    heading = random.uniform(0, 2 * np.pi, (count, 1))
    heading = heading + np.cumsum(random.normal(0, 0.3, (count, VERTICES - 1)), axis=1)
    steps = np.stack([np.cos(heading), np.sin(heading)], axis=-1) * STEP_DEGREES
    xy = np.concatenate([starts[:, None], starts[:, None] + np.cumsum(steps, axis=1)], axis=1)
    return gpd.GeoDataFrame({"number": range(count)}, geometry=shapely.linestrings(xy), crs=4326)


def ours(lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Cut with this project."""
    pieces = split_by_province(lines, areas, min_piece_m=0)
    return pieces.dropna(subset="province_code").geometry.to_numpy()


def overlay(lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Cut with geopandas."""
    cut = gpd.overlay(lines, areas, how="intersection", keep_geom_type=True)
    return cut.geometry.to_numpy()


def sedona(lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Cut with SedonaDB: ST_Intersection over an ST_Intersects join."""
    import sedonadb  # noqa: PLC0415  # a peer that need not be installed

    db = sedonadb.connect()
    db.create_data_frame(lines).to_view("lines")
    db.create_data_frame(areas).to_view("areas")
    found = db.sql(
        "SELECT l.number, a.province_code, ST_Intersection(l.geometry, a.geometry) AS geometry "
        "FROM lines l JOIN areas a ON ST_Intersects(l.geometry, a.geometry)"
    ).to_pandas()
    return np.asarray(found.geometry)


WAYS: dict[str, Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], np.ndarray]] = {
    "split_by_province": ours,
    "geopandas.overlay": overlay,
    "sedonadb": sedona,
}


def measure(way: str, count: int, areas: gpd.GeoDataFrame) -> dict[str, float]:
    """Time one way of cutting in this process, and say how much memory the process took."""
    lines = seeded_lines(count, areas)
    started = time.perf_counter()
    cut = WAYS[way](lines, areas)
    seconds = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "length": float(shapely.length(cut).sum()), "peak_mb": peak_mb}


def measured_apart(way: str, count: int, areas: Path) -> dict[str, float] | None:
    """Run :func:`measure` in a process of its own; None where the peer is missing."""
    command = [sys.executable, "-m", "tests.benchmarks.split", "--only", way]
    command += ["--lines", str(count), "--areas", str(areas)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        print(f"{way}: NOT MEASURED ({run.stderr.strip().splitlines()[-1]}). {PEERS}")
        return None
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def own(count: int, areas: Path) -> dict[str, float]:
    """Run :func:`measure` for this project, which must not fail."""
    found = measured_apart("split_by_province", count, areas)
    assert found is not None
    return found


def compare(count: int, areas: Path) -> None:
    """Print the table."""
    print(f"{count:,} lines of {VERTICES} vertices over 63 provinces, {os.cpu_count()} cores")
    print("load average " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))
    runs, peers = [own(count, areas)], {}
    for way in list(WAYS)[1:]:
        peers[way] = measured_apart(way, count, areas)
        runs.append(own(count, areas))
    base = sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]
    print("ours: " + ", ".join(f"{run['seconds']:.2f}" for run in runs) + " s")
    print(f"{'':20}{'seconds':>10}{'ratio':>8}{'peak MB':>9}  length against ours")
    for way, found in ({"split_by_province": base} | peers).items():
        if found:
            print(
                f"{way:20}{found['seconds']:10.2f}{found['seconds'] / base['seconds']:8.1f}"
                f"{found['peak_mb']:9.0f}  {found['length'] / base['length'] - 1:+.1e}"
            )
    many = own(5 * count, areas)
    ratio = many["seconds"] / 5 / base["seconds"]
    print(
        f"{5 * count:,} lines: {many['seconds']:.2f} s, {ratio:.2f} × the time per line, "
        f"peak {many['peak_mb']:.0f} MB"
    )


def main() -> None:
    """Compare, or measure one way in this process for a comparison that another runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--only", choices=WAYS, help="measure one way here and print JSON")
    parser.add_argument("--areas", type=Path, help="the provinces to cut over; else the reference")
    given = parser.parse_args()
    if given.only:
        areas = gpd.read_parquet(given.areas) if given.areas else partition(provinces())
        print(json.dumps(measure(given.only, given.lines, areas)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = given.areas or Path(folder) / "partition.parquet"
        if not given.areas:
            partition(provinces()).to_parquet(path)
        compare(given.lines, path)


if __name__ == "__main__":
    main()
