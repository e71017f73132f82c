"""How fast ways are read from an extract, against named peers in the same run.

``python -m tests.benchmarks.extract`` writes a generated extract of 120 MB (once, into the
temporary folder), reads the same ways from it with :func:`geo.osm.extract.read_ways` and with
GDAL's OSM driver through pyogrio, and from a smaller one, as XML, with
``osmnx.features_from_xml``. Each reading is a process of its own, the readers by turns, and reads
a small extract before the clock starts, so that nobody pays for loading his code. Printed are MB
of ``.osm.pbf`` a second, by the clock and by processor time (which other work on the machine
disturbs less), and peak memory.
"""

import argparse
import json
import os
import resource
import statistics
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
_WARM_NODES = 40_000


def ours(path: Path) -> int:
    """Read with this project."""
    return len(read_ways(path))


def gdal(path: Path) -> int:
    """Read the same ways with GDAL; substations drawn as areas are another layer and left out.

    GDAL's own settings: on the same extract neither reading through Arrow, nor a configuration with
    a column for each tag, nor keeping its node index in memory (2.5 GB) was faster.
    """
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
    return len(osmnx.features_from_xml(_xml(path), tags=tags))


READERS: dict[str, Callable[[Path], int]] = {"ours": ours, "gdal": gdal, "osmnx": osmnx_xml}

Measured = dict[str, float]


def measure(reader: str, path: Path) -> Measured:
    """Read once in a fresh process: seconds, processor seconds, ways, peak MB, seconds to warm."""
    warm = _generated(_WARM_NODES)
    _as_xml(warm)
    command = [sys.executable, "-m", "tests.benchmarks.extract", "--one", reader, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Measured = json.loads(done.stdout.splitlines()[-1])
    return found


def _one(reader: str, path: Path) -> None:
    start = time.perf_counter()
    READERS[reader](_generated(_WARM_NODES))
    warm, start, cpu = time.perf_counter() - start, time.perf_counter(), time.process_time()
    ways = READERS[reader](path)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    found = {"seconds": seconds, "cpu": cpu, "ways": ways, "peak": peak, "warm": warm}
    print(json.dumps(found))


def _generated(nodes: int) -> Path:
    path = FOLDER / f"{nodes}-nodes.osm.pbf"
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        write_extract(path.with_suffix(".part.pbf"), nodes=nodes).rename(path)
    return path


def _xml(path: Path) -> Path:
    return path.with_suffix("").with_suffix(".osm")


def _as_xml(path: Path) -> None:
    if not _xml(path).exists():
        with osmium.SimpleWriter(str(_xml(path))) as writer:
            osmium.apply(str(path), writer)


def _row(name: str, path: Path, found: list[Measured]) -> tuple[float, float]:
    size = path.stat().st_size / 1e6
    seconds = statistics.median(one["seconds"] for one in found)
    cpu = statistics.median(one["cpu"] for one in found)
    print(
        f"{name:6} {size:7.1f} MB {seconds:7.2f} s {size / seconds:7.1f} MB/s"
        f"  processor {cpu:6.2f} s {size / cpu:7.1f} MB/s  peak {found[0]['peak']:6.0f} MB"
        f"  {found[0]['ways']:9,.0f} ways"
    )
    return size / seconds, size / cpu


def _by_turns(large: Path, small: Path, rounds: int) -> None:
    """Measure all three, and print how many times the faster peer ours is."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; medians")
    found: dict[str, list[Measured]] = {"ours": [], "gdal": []}
    for _ in range(rounds):
        for name, times in found.items():
            times.append(measure(name, large))
    assert found["ours"][0]["ways"] == found["gdal"][0]["ways"]
    speed = {name: _row(name, large, times) for name, times in found.items()}
    speed["osmnx"] = _row("osmnx", small, [measure("osmnx", small)])
    for number, what in enumerate(("by the clock", "by processor time")):
        best = max(speed["gdal"][number], speed["osmnx"][number])
        print(f"ours is {speed['ours'][number] / best:.1f} times the faster peer, per MB, {what}")
    print(f"load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--nodes", type=int, default=14_000_000, help="of the large extract")
    options.add_argument("--small", type=int, default=400_000, help="nodes of the one for osmnx")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        _one(given.one[0], Path(given.one[1]))
        return
    large, small = _generated(given.nodes), _generated(given.small)
    _as_xml(small)
    _by_turns(large, small, given.rounds)
    for part in (given.nodes // 4, given.nodes // 2):
        _row("ours", _generated(part), [measure("ours", _generated(part))])


if __name__ == "__main__":
    main()
