"""How well real roads are located: ``python -m tests.worlds.realroads [FILE …] [--seeds N] [-v]``.

The seven extracts of ``../shared/osm/realroads`` (© OpenStreetMap contributors, ODbL) hold real
roads of other places under Vietnamese numbers. For each number the longest chain of its ways is
the truth; places are put along it, each off by as much as its precision at the most; the road is
located by its number alone and compared. Left out are roads shorter than five times the
precision, and those whose chain comes back beside itself, as two carriageways joined at an end do.

*Found* is the share of the truth that the line covers; *known* the same of the truth without what
lies within an end place's precision of that place, for where the line ends there nobody can know.
At ±1,000 m 96.7 % of 1,015 km is found and 99.2 % of what can be known (98.4 and 98.6 % found at
the other two without Baltimore, all that can be known): most of what is missing lies within an end
place's precision, the rest on five mountain roads of Andorra that pass their end place twice.

*Wrong* is what of the line lies on no way of the number; a road is *fully found* when 95 % of what
can be known is, and *low* when it is that and yet below grade B.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
import shapely.ops
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats
from geo.locate import Location, locate_all
from geo.locate.network import build_network
from geo.locate.own import ways_called
from geo.model import Grade, Project, Text
from geo.names import split_refs
from geo.osm.extract import read_ways
from geo.plane import Plane
from geo.registry.places import Place
from tests.geo.locate.links import link

FOLDER = (
    Path(os.environ.get("GIAPRANH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    / "osm"
    / "realroads"
)
PRECISIONS_M = (1_000, 2_000, 3_500)
NEAR_M = 60.0
"""The other carriageway is the same road."""
FULLY, LEAST_LENGTHS, BESIDE_M, BESIDE_SHARE = 0.95, 5, 150.0, 0.2
PLACE_EVERY_M = 15_000.0
"""About so far apart are the places of a route in the register."""


@dataclass(frozen=True)
class RealRoad:
    """A road of an extract: its number, and in metres on the plane its chain and all its ways."""

    ref: str
    chain: LineString
    ways: BaseGeometry


@dataclass(frozen=True)
class Found:
    """What was found of a road, metres."""

    road: RealRoad
    location: Location
    true_m: float
    found_m: float
    sure_m: float
    """Of the truth, what lies farther from both end places than their precision."""
    known_m: float
    """Of that, what was found."""
    returned_m: float
    wrong_m: float

    @property
    def is_full(self) -> bool:
        return self.known_m >= FULLY * self.sure_m

    @property
    def is_low(self) -> bool:
        return self.is_full and self.location.grade not in (Grade.A, Grade.B)


def real_roads(ways: gpd.GeoDataFrame, plane: Plane) -> list[RealRoad]:
    """Every number's longest chain, those that come back beside themselves left out."""
    refs = {ref for text in ways["ref"].unique() if text for ref in split_refs(text, dashed=True)}
    found = []
    for ref in sorted(refs):
        own = ways[ways_called(ways, names=(), refs=[ref])].reset_index(drop=True)
        chain = shapely.transform(_longest_chain(own), plane.flat)
        if not _comes_back(chain):
            lines = shapely.transform(own.geometry.to_numpy(), plane.flat)
            found.append(RealRoad(ref, chain, shapely.union_all(lines)))
    return found


def _longest_chain(own: gpd.GeoDataFrame) -> LineString:
    """The longest of the shortest paths between two ends of a number's ways."""
    network = build_network(own, gap_m=0.0)
    graph: nx.Graph[int] = nx.Graph()
    for edge, (a, b) in enumerate(zip(network.start.tolist(), network.end.tolist(), strict=True)):
        length = float(network.length_m[edge])
        if a != b and length < graph.get_edge_data(a, b, {"length": np.inf})["length"]:
            graph.add_edge(a, b, length=length, edge=edge)
    best: tuple[float, list[int]] = (0.0, [])
    for nodes in nx.connected_components(graph):
        part = graph.subgraph(nodes)
        start = next(iter(nodes))
        for _ in range(2):  # of a tree its diameter, of a road with loops nearly
            away: dict[int, float] = nx.single_source_dijkstra_path_length(
                part, start, weight="length"
            )
            first, start = start, max(away, key=away.__getitem__)
        if away[start] > best[0]:
            best = away[start], nx.dijkstra_path(part, first, start, weight="length")
    xy: list[Floats] = []
    for a, b in zip(best[1], best[1][1:], strict=False):
        edge = graph[a][b]["edge"]
        line = shapely.get_coordinates(network.lines[edge])
        xy.append(line if int(network.start[edge]) == a else line[::-1])
    return LineString(np.concatenate(xy)) if xy else LineString()


def _comes_back(chain: LineString) -> bool:
    if chain.is_empty:
        return True
    half = chain.length / 2
    one, other = (
        shapely.ops.substring(chain, low, high)
        for low, high in ((0, half - BESIDE_M), (half + BESIDE_M, chain.length))
    )
    beside = one.intersection(other.buffer(BESIDE_M)).length
    return bool(beside > BESIDE_SHARE * half)


def placed(
    road: RealRoad, precision_m: int, plane: Plane, random: np.random.Generator
) -> tuple[Project, dict[str, Place]]:
    """A project with this number, its places off by no more than their precision."""
    count = 2 + int(random.integers(0, 2 + int(road.chain.length // PLACE_EVERY_M)))
    inner = np.sort(random.uniform(0.1, 0.9, count - 2))
    slug = f"real-{road.ref.removeprefix('QL.').lower()}"
    keys, places = [], {}
    for number, share in enumerate([0.0, *inner.tolist(), 1.0]):
        at = np.array(road.chain.interpolate(share, normalized=True).coords[0])
        turn, off = random.uniform(0, 2 * np.pi), precision_m * np.sqrt(random.uniform(0, 1))
        lon, lat = plane.round(at + off * np.array([np.cos(turn), np.sin(turn)]))
        key = f"{slug}-{number}"
        name = Text(vi=key, en=key)
        places[key] = Place(
            key, name, float(lon), float(lat), "town", (), ("24",), "test", None, precision_m
        )
        keys.append(key)
    called = {"vi": road.ref, "en": road.ref}
    return link(project_id=slug, name=called, refs=[road.ref], route=keys), places


def compared(road: RealRoad, location: Location, ends: tuple[Place, Place], plane: Plane) -> Found:
    """Hold a location to the truth."""
    unsure = shapely.union_all(
        [
            shapely.Point(plane.flat(np.array([end.lon, end.lat]))).buffer(end.precision_m)
            for end in ends
        ]
    )
    sure = road.chain.difference(unsure)
    parts = [part for part in location.parts if part.source == "osm"]
    line = shapely.transform(location.geometry, plane.flat)
    total_km = location.parts[-1].to_km if location.parts else 0.0
    scale = line.length / total_km if total_km else 0.0
    merged = LineString(shapely.get_coordinates(line))
    pieces = [
        shapely.ops.substring(merged, part.from_km * scale, part.to_km * scale) for part in parts
    ]
    returned = shapely.MultiLineString(
        [one for one in pieces if isinstance(one, LineString) and one.length > 0.5]
    )
    covered = returned.buffer(NEAR_M)
    return Found(
        road,
        location,
        road.chain.length,
        road.chain.intersection(covered).length,
        sure.length,
        sure.intersection(covered).length,
        returned.length,
        returned.length - returned.intersection(road.ways.buffer(NEAR_M)).length,
    )


def measured(
    ways: gpd.GeoDataFrame, roads: list[RealRoad], plane: Plane, precision_m: int, seed: int
) -> Iterator[Found]:
    """Locate the roads that are long enough, once."""
    random = np.random.default_rng([seed, precision_m])
    chosen = [road for road in roads if road.chain.length >= LEAST_LENGTHS * precision_m]
    made = [placed(road, precision_m, plane, random) for road in chosen]
    places = {key: place for _, own in made for key, place in own.items()}
    locations = locate_all([project for project, _ in made], places, ways)
    for road, (project, _) in zip(chosen, made, strict=True):
        yield compared(
            road,
            locations[project.id],
            (places[project.places[0]], places[project.places[-1]]),
            plane,
        )


def score_file(path: Path, seeds: int) -> dict[int, list[Found]]:
    """Everything found in one extract, by precision."""
    ways = read_ways(path)
    ways = ways[ways["mode"] == "road"].reset_index(drop=True)
    plane = Plane.around(shapely.get_coordinates(ways.geometry.to_numpy()))
    roads = real_roads(ways, plane)
    return {
        precision: [
            found
            for seed in range(seeds)
            for found in measured(ways, roads, plane, precision, seed)
        ]
        for precision in PRECISIONS_M
    }


def row(name: str, found: list[Found]) -> str:
    true = sum(one.true_m for one in found) or 1.0
    sure = sum(one.sure_m for one in found) or 1.0
    full = [one for one in found if one.is_full]
    grades = {grade: sum(one.location.grade is grade for one in full) for grade in Grade}
    low = sum(one.is_low for one in found)
    return (
        f"{name:24}{len(found):5} roads {true / 1000:7.0f} km  "
        f"found {100 * sum(one.found_m for one in found) / true:6.2f} %  "
        f"known {100 * sum(one.known_m for one in found) / sure:6.2f} %  "
        f"wrong {sum(one.wrong_m for one in found) / 1000:5.1f} km  "
        f"fully {len(full):4}: "
        + " ".join(f"{count} {grade.value}" for grade, count in grades.items() if count)
        + f"  low {100 * low / (len(full) or 1):5.1f} %"
    )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(paths: list[Path], seeds: int, *, verbose: bool) -> int:
    everything: dict[int, list[Found]] = {precision: [] for precision in PRECISIONS_M}
    for path in paths:
        for precision, found in score_file(path, seeds).items():
            everything[precision] += found
            say(row(f"{path.name.split('.')[0]} ±{precision} m", found))
            for one in found if verbose else ():
                if not one.is_full or one.is_low or one.wrong_m > 1:
                    say(
                        f"    {one.road.ref:8} {one.true_m / 1000:6.1f} km, found "
                        f"{100 * one.found_m / one.true_m:5.1f} %, known "
                        f"{100 * one.known_m / (one.sure_m or 1):5.1f} %, wrong "
                        f"{one.wrong_m:.0f} m, "
                        f"{one.location.grade.value}: {one.location.reason.en[:300]}"
                    )
    for precision, found in everything.items():
        say(row(f"all ±{precision} m", found))
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="default: all of the folder")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("-v", action="store_true", dest="verbose")
    asked = parser.parse_args()
    sys.exit(
        main(
            asked.files or sorted(FOLDER.glob("*.osm.pbf")),
            asked.seeds,
            verbose=asked.verbose,
        )
    )
