"""How a network of millions of lines is cut from parts on disk, against named peers in one run.

``python -m tests.benchmarks.network`` writes seeded lines of 16 vertices as GeoParquet files of
200,000 lines (once, into the temporary folder or ``--folder``; some 55 MB a file) and has
``python -m geo cut`` cut 1, 5 and 20 million of them at the 63 reference provinces, in one process
and on 1 and 2 Dask workers: seconds from the command's start to its end, lines a second, and the
memory of the process that took the most, which must not grow with the network.

Then the peers cut the first of the same files, which hold ``--sample`` lines, and write what they
cut: ``geopandas.overlay`` and ``geopandas.clip`` (province by province) over the partitions of a
``dask_geopandas`` frame on a worker a core, and SedonaDB's ST_Intersection over an ST_Intersects
join. Their time a line stands against that of our one process on the smallest network: ours with
its start, theirs without what they need to load. All use every core.

A peer that is missing is named with what to install, and the command ends with 1.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import psutil
import pyarrow.parquet as pq

from tests.benchmarks.split import PEERS, SHARED, VERTICES, provinces, seeded_lines

FOLDER = Path(tempfile.gettempdir()) / "giapranh-network"
PROVINCES = SHARED / "reference" / "provinces_63.gpkg"
LINES_A_FILE, LINES_A_GROUP = 200_000, 100_000
LOOK_S = 0.05


@dataclass(frozen=True)
class Run:
    """What a command took: MB are of the process that had the most."""

    lines: int
    seconds: float
    peak_mb: float

    @property
    def a_second(self) -> float:
        return self.lines / self.seconds


def network(lines: int, folder: Path) -> Path:
    """Lay out a network of so many lines; networks share their files."""
    own = folder / f"{lines}-lines"
    own.mkdir(parents=True, exist_ok=True)
    for number in range(lines // LINES_A_FILE):
        file = folder / "files" / f"{number:04d}.parquet"
        if not file.exists():
            write_file(number, file)
        with suppress(FileExistsError):
            os.link(file, own / file.name)
    return own


def write_file(number: int, file: Path) -> None:
    lines = seeded_lines(LINES_A_FILE, provinces(), seed=number)
    named = lines.assign(
        ref="QL." + (lines["number"] % 100).astype(str),
        highway=np.where(lines["number"] % 4, "primary", "trunk"),
    )
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    named.to_parquet(unfinished, row_group_size=LINES_A_GROUP, compression="zstd")
    unfinished.rename(file)


def watched(command: list[str], lines: int) -> Run:
    """Run a command to its end and look at its processes' memory meanwhile."""
    started, peak = time.perf_counter(), 0
    with psutil.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, *memory(process))
            time.sleep(LOOK_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(lines, time.perf_counter() - started, peak / 1e6)


def memory(process: psutil.Process) -> Iterator[int]:
    """Bytes that a process and each one that it started hold."""
    yield 0
    with suppress(psutil.NoSuchProcess):
        for one in [process, *process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                yield one.memory_info().rss


def ours(lines: int, folder: Path, *how: str) -> Run:
    """Cut with this project, as its user does."""
    with emptied(folder / "cut") as out:
        command = [sys.executable, "-m", "geo", "cut", str(network(lines, folder))]
        command += ["--boundaries", str(PROVINCES), "--min-piece", "0", "--by", "highway", *how]
        return watched([*command, "--out", str(out)], lines)


@contextmanager
def emptied(out: Path) -> Iterator[Path]:
    shutil.rmtree(out, ignore_errors=True)
    yield out
    shutil.rmtree(out, ignore_errors=True)


# ---- the peers, each in a process of its own


def overlaid(areas: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.overlay(lines, areas, how="intersection", keep_geom_type=True)


def clipped(areas: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    cut = [
        gpd.clip(lines, areas.iloc[[number]], keep_geom_type=True).assign(
            province_code=areas["province_code"].iloc[number],
            province_name=areas["province_name"].iloc[number],
        )
        for number in range(len(areas))
    ]
    both = pd.concat(cut, ignore_index=True)
    assert isinstance(both, gpd.GeoDataFrame)
    return both[[*lines.columns.drop("geometry"), "province_code", "province_name", "geometry"]]


def on_dask(
    cut: Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], gpd.GeoDataFrame], lines: Path, out: Path
) -> None:
    import dask_geopandas  # noqa: PLC0415 # this and the next are of one peer each
    from distributed import Client, LocalCluster  # noqa: PLC0415

    areas = provinces()[["province_code", "province_name", "geometry"]]
    empty = cut(areas, seeded_lines(1, areas).assign(ref="", highway=""))
    with (
        LocalCluster(threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
    ):
        frame = dask_geopandas.read_parquet(str(lines), split_row_groups=True)
        frame.map_partitions(partial(cut, areas), meta=empty.iloc[:0]).to_parquet(str(out))


def sedona(lines: Path, out: Path) -> None:
    import sedonadb  # noqa: PLC0415

    db = sedonadb.connect()
    db.read_parquet([str(file) for file in sorted(lines.iterdir())]).to_view("lines")
    db.create_data_frame(provinces()).to_view("areas")
    db.sql(
        "SELECT l.number, l.ref, l.highway, a.province_code, a.province_name, "
        "ST_Intersection(l.geometry, a.geometry) AS geometry "
        "FROM lines l JOIN areas a ON ST_Intersects(l.geometry, a.geometry)"
    ).to_parquet(str(out))


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "dask + overlay": partial(on_dask, overlaid),
    "dask + clip": partial(on_dask, clipped),
    "sedonadb": sedona,
}
"""How each peer cuts the files of a folder into a file or a folder of such."""


def peer(way: str, lines: int, folder: Path) -> tuple[Run, int] | None:
    """Cut with a peer; the run and how many pieces it made, or None where that cannot be."""
    with emptied(folder / "peer") as out:
        out.mkdir()
        command = [sys.executable, "-m", "tests.benchmarks.network", "--only", way]
        command += ["--from", str(network(lines, folder)), "--to", str(out / "cut.parquet")]
        try:
            run = watched(command, lines)
        except subprocess.CalledProcessError:
            print(f"{way}: NOT MEASURED, see above. {PEERS}")
            return None
        files = [file for file in out.rglob("*.parquet") if file.is_file()]
        return run, sum(pq.read_metadata(file).num_rows for file in files)


# ---- the tables


def machine() -> str:
    packages = ["geopandas", "shapely", "dask", "dask-geopandas", "sedonadb", "pyarrow"]
    said = []
    for name in packages:
        with suppress(ModuleNotFoundError):
            said.append(f"{name} {version(name)}")
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{os.cpu_count()} cores, load average {load}; {', '.join(said)}"


def row(name: str, run: Run) -> str:
    return (
        f"{run.lines:>12,}  {name:<18}{run.seconds:>9.1f} s{run.a_second:>12,.0f} lines/s"
        f"{run.peak_mb:>8,.0f} MB"
    )


def compare(sizes: list[int], sample: int, folder: Path) -> bool:
    """Print all; tells whether every peer was there."""
    print(f"lines of {VERTICES} vertices over 63 provinces; {machine()}")
    first: Run | None = None
    for lines in sizes:
        network(lines, folder)
        alone = ours(lines, folder)
        first = first or alone
        print(row("one process", alone), flush=True)
        for workers in (1, 2):
            print(row(f"{workers} Dask worker(s)", ours(lines, folder, "--workers", str(workers))))
    assert first is not None
    print(f"peers, on {sample:,} of the same lines:")
    there = [compared(way, sample, folder, first) for way in WAYS]
    return all(there)


def compared(way: str, sample: int, folder: Path, base: Run) -> bool:
    """Print a peer's row; tells whether there is one."""
    found = peer(way, sample, folder)
    if found is None:
        return False
    run, pieces = found
    slower = base.a_second / run.a_second
    print(f"{row(way, run)}  {slower:.0f} times ours a line; {pieces:,} pieces", flush=True)
    return True


def main() -> None:
    """Compare, or cut with one peer in this process for a comparison that another runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 5, 20])
    parser.add_argument("--sample", type=int, default=LINES_A_FILE, help="lines for the peers")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the networks lie")
    parser.add_argument("--only", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--from", dest="lines", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        WAYS[given.only](given.lines, given.to)
        return
    if not compare([round(m * 1_000_000) for m in given.millions], given.sample, given.folder):
        sys.exit(1)


if __name__ == "__main__":
    main()
