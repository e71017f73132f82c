"""How long an export takes and how much memory it needs, format by format and all together.

``python -m tests.benchmarks.export`` repeats the registry's own pieces, wiggled to a few hundred
metres between vertices, until there are 50,000, and writes them in every format: each in a
process of its own, then all in one. It prints seconds, megabytes on the disk, and how far the
peak memory rose above what the linkage itself holds.
"""

import argparse
import datetime as dt
import gc
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.export.formats import FORMATS, export
from geo.export.options import ExportOptions
from geo.pipeline import Linkage, build
from geo.registry import load_registry
from geo.sources.inputs import bundled_outlines

ALL = "all"
STEP_DEGREES = 0.003
SEED = 20260101


def repeated(linkage: Linkage, count: int) -> Linkage:
    """A linkage of so many pieces; every copy keeps its project, with a piece_id of its own."""
    random = np.random.default_rng(SEED)
    own = linkage.pieces[linkage.pieces.geom_type == "LineString"]
    times = -(-count // len(own))
    pieces = pd.concat([own] * times, ignore_index=True).iloc[:count]
    lines = shapely.segmentize(pieces.geometry.to_numpy(), STEP_DEGREES)
    xy = shapely.get_coordinates(lines)
    lines = shapely.set_coordinates(lines, xy + random.normal(0, 1e-4, xy.shape))
    numbered = [f"{piece}-{number}" for number, piece in enumerate(pieces["piece_id"])]
    frame = gpd.GeoDataFrame(pieces.assign(piece_id=numbered), geometry=lines, crs=4326)
    return replace(linkage, pieces=frame)


def forget_peak() -> None:
    """Let the peak begin anew at what is held now: making the linkage needs more than that."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # proc(5): resets VmHWM


def peak_mb() -> float:
    """Most memory this process has held since."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak) / 1000


def measure(key: str, count: int) -> dict[str, float]:
    """Write in one format, or in all."""
    registry = load_registry()
    outlines = bundled_outlines(registry)
    linkage = repeated(build(registry, outlines, as_of=dt.date(2024, 12, 31)), count)
    formats = list(FORMATS.values()) if key == ALL else [FORMATS[key]]
    options = ExportOptions(meridian=107.0)
    forget_peak()
    before, start, cpu = peak_mb(), time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        written = export(linkage, formats, Path(folder), options=options)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        size = sum(path.stat().st_size for path in written) / 1e6
    vertices = int(shapely.get_num_coordinates(linkage.pieces.geometry.to_numpy()).sum())
    return {
        "seconds": seconds,
        "cpu": cpu,
        "mb": size,
        "before": before,
        "peak": peak_mb(),
        "vertices": vertices,
    }


def apart(key: str, count: int) -> dict[str, float]:
    """Run :func:`measure` in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.export", "--one", key]
    done = subprocess.run(
        [*command, "--pieces", str(count)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pieces", type=int, default=50_000)
    options.add_argument("--one", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.pieces)))
        return
    print(
        f"{'':12}{'seconds':>9}{'processor':>11}{'MB written':>12}"
        f"{'before, MB':>12}{'peak, MB':>10}{'rise':>8}"
    )
    rises = {}
    for key in (*FORMATS, ALL):
        found = apart(key, given.pieces)
        rises[key] = found["peak"] - found["before"]
        print(
            f"{key:12}{found['seconds']:9.1f}{found['cpu']:11.1f}{found['mb']:12.1f}{found['before']:12.0f}"
            f"{found['peak']:10.0f}{rises[key]:8.0f}"
        )
    most = max(rise for key, rise in rises.items() if key != ALL)
    print(f"{given.pieces:,} pieces of {found['vertices']:,.0f} vertices together")
    print(f"all in one process: {rises[ALL] / most:.2f} × the rise of the neediest format alone")


if __name__ == "__main__":
    main()
