"""How fast ways are read from an extract, against named peers in the same run.

``python -m tests.benchmarks.extract`` writes a generated extract of over 100 MB (once, into the
temporary folder), reads the same ways from it with :func:`geo.osm.extract.read_ways` and with
GDAL's OSM driver through pyogrio, and from a smaller one, as XML, with
``osmnx.features_from_xml``; it prints MB of ``.osm.pbf`` a second, ratios and peak memory, each
measured in a process of its own, the best of some rounds. How memory grows is measured on
the parts of a row of extracts.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import osmium
import osmnx
import pyogrio

from geo.osm.extract import read_ways
from geo.osm.tags import MODE_TAGS
from tests.benchmarks.generated_extract import write_extract

FOLDER = Path(tempfile.gettempdir()) / "giapranh-benchmark"
_COLUMNS = {"highway", "waterway", "man_made", "railway"}
"""Keys that GDAL's default configuration gives a column; others are in other_tags."""


def ours(path: Path) -> int:
    """Read with this project."""
    return len(read_ways(path))


def gdal(path: Path) -> int:
    """Read the same ways with GDAL; substations drawn as areas are another layer and left out."""
    wanted = {tags.key: tags.kinds - {"substation"} for tags in MODE_TAGS.values()}
    layers = pyogrio.read_info(path, layer="lines")["fields"]
    clauses = []
    for key, kinds in wanted.items():
        if key in _COLUMNS & set(layers):
            clauses.append(f"{key} IN ({', '.join(repr(kind) for kind in sorted(kinds))})")
        else:
            clauses += [f"""other_tags LIKE '%"{key}"=>"{kind}"%'""" for kind in sorted(kinds)]
    return len(pyogrio.read_dataframe(path, layer="lines", where=" OR ".join(clauses)))


def osmnx_xml(path: Path) -> int:
    """Read the same ways with osmnx, which knows OSM XML only."""
    tags: dict[str, bool | str | list[str]] = {
        tags.key: sorted(tags.kinds) for tags in MODE_TAGS.values()
    }
    return len(osmnx.features_from_xml(path.with_suffix("").with_suffix(".osm"), tags=tags))


READERS: dict[str, Callable[[Path], int]] = {"ours": ours, "gdal": gdal, "osmnx": osmnx_xml}


def measure(reader: str, path: Path) -> dict[str, float]:
    """Read once in a fresh process: seconds, processor seconds, ways, peak MB."""
    command = [sys.executable, "-m", "tests.benchmarks.extract", "--one", reader, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _one(reader: str, path: Path) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    ways = READERS[reader](path)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": seconds, "cpu": cpu, "ways": ways, "peak": peak}))


def _generated(nodes: int) -> Path:
    path = FOLDER / f"{nodes}.osm.pbf"
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        write_extract(path.with_suffix(".part.pbf"), nodes=nodes).rename(path)
    return path


def _as_xml(path: Path) -> None:
    xml = path.with_suffix("").with_suffix(".osm")
    if not xml.exists():
        with osmium.SimpleWriter(str(xml)) as writer:
            osmium.apply(str(path), writer)


def _row(name: str, path: Path, rounds: int) -> float:
    found = [measure(name, path) for _ in range(rounds)]
    best = min(found, key=lambda one: one["seconds"])
    size = path.stat().st_size / 1e6
    cpu = min(one["cpu"] for one in found)
    print(
        f"{name:6} {size:7.1f} MB {best['seconds']:7.2f} s {size / best['seconds']:7.1f} MB/s"
        f"  processor {size / cpu:7.1f} MB/s  peak {best['peak']:6.0f} MB"
        f"  {best['ways']:9,.0f} ways"
    )
    return size / best["seconds"]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--nodes", type=int, default=17_000_000, help="of the large extract")
    options.add_argument("--small", type=int, default=400_000, help="nodes of the one for osmnx")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        _one(given.one[0], Path(given.one[1]))
        return
    large, small = _generated(given.nodes), _generated(given.small)
    _as_xml(small)
    speed = {name: _row(name, large, given.rounds) for name in ("ours", "gdal")}
    speed["osmnx"] = _row("osmnx", small, 1)
    best = max(speed["gdal"], speed["osmnx"])
    print(f"ours is {speed['ours'] / best:.1f} times the faster of the two, per MB")
    for part in (given.nodes // 4, given.nodes // 2):
        _row("ours", _generated(part), 1)


if __name__ == "__main__":
    main()
