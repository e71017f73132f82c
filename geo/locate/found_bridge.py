"""The bridge itself on OSM: by name, or by where its road crosses a river.

A bridge without a name near its place is not taken: there it may be any road's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.arrays import Bools
from geo.crs import GEOD
from geo.locate.location import NEAR_M, Places
from geo.locate.own import NAME_COLUMNS, holds, mentioned_refs, own_refs, ways_called
from geo.locate.tracks import Tracks, default_reach_m
from geo.model import Project
from geo.names import bridge_keys, bridge_names
from geo.registry.places import Place

CROSSING_M: Final = 150.0
"""A road crossing a river is on its bridge within this distance of the river's line. By judgement,
not measured."""


class Known(StrEnum):
    """By what a bridge was found, the surest first."""

    NAME = "name"
    ROAD = "road"
    """Where its road crosses a river."""


@dataclass(frozen=True)
class FoundBridge:
    """A bridge on OSM."""

    rows: frozenset[int]
    """Rows of its ways."""
    ends: tuple[Point, Point]
    middle: Point
    known: Known
    called: str = ""
    """The road's numbers, where the bridge is known by its road."""


def bridge_place(project: Project, places: Places) -> Place:
    """Where the bridge stands: the border on the route, else the route's middle place."""
    borders = [places[key] for key in project.places if places[key].kind == "border"]
    return borders[0] if borders else places[project.places[len(project.places) // 2]]


def find_bridge(
    project: Project, places: Places, tracks: Tracks, ways: gpd.GeoDataFrame
) -> FoundBridge | None:
    """Find a project's bridge; None when OSM has none that could be it."""
    return _by_name(project, places, tracks, ways) or _by_crossing(project, places, tracks, ways)


# ---- by name


def _by_name(
    project: Project, places: Places, tracks: Tracks, ways: gpd.GeoDataFrame
) -> FoundBridge | None:
    names = bridge_names(project.name.vi)
    keys = {key for name in names for key in bridge_keys(name, bare=True)}
    if not keys:
        return None
    place = bridge_place(project, places)
    roads = tracks.ways
    on_bridge = np.array(roads["bridge"].ne("") & roads["bridge"].ne("no"), dtype=bool)
    named = _named(roads, keys) & on_bridge
    outlines = ways[ways["mode"] == "bridge"]
    outlines = outlines[_named(outlines, keys)] if len(outlines) else outlines
    for shape in outlines.geometry:
        near = np.zeros(len(roads), dtype=bool)
        near[roads.sindex.query(shape, predicate="intersects")] = True
        named |= near & on_bridge
    rows = [
        row
        for row in np.flatnonzero(named).tolist()
        if _metres(roads.geometry.iloc[row], place) <= (place.precision_m + NEAR_M)
    ]
    return _span(roads, rows, place) if rows else None


def _named(ways: gpd.GeoDataFrame, keys: set[str]) -> Bools:
    flags = np.zeros(len(ways), dtype=bool)
    for column in NAME_COLUMNS:
        if column in ways:
            named = partial(_is_named, keys, bare=column == "bridge:name")
            flags |= holds(ways[column], named)
    return flags


def _is_named(keys: set[str], text: str, *, bare: bool) -> bool:
    return not keys.isdisjoint(bridge_keys(text, bare=bare))


def _metres(shape: BaseGeometry, place: Place) -> float:
    near = shape.interpolate(shape.project(place.point))
    return float(GEOD.inv(place.lon, place.lat, near.x, near.y)[2])


def _span(
    roads: gpd.GeoDataFrame,
    rows: Sequence[int],
    place: Place,
) -> FoundBridge:
    """The bridge nearest to its place, of which some ways are known, with all its ways."""
    nearest = min(rows, key=lambda row: _metres(roads.geometry.iloc[row], place))
    chosen = _connected(roads, int(nearest), set(rows))
    nodes: dict[int, tuple[int, Point]] = {}
    for row in chosen:
        line = roads.geometry.iloc[row]
        for node, xy in ((0, line.coords[0]), (-1, line.coords[-1])):
            number = int(roads["node_ids"].iloc[row][node])
            count = nodes.get(number, (0, Point()))[0]
            nodes[number] = (count + 1, Point(xy))
    free = [point for count, point in nodes.values() if count == 1]
    points = free if len(free) >= 2 else [point for _, point in nodes.values()]
    ends = max(
        ((a, b) for a in points for b in points), key=lambda ab: float(ab[0].distance(ab[1]))
    )
    middle = LineString(ends).centroid
    return FoundBridge(frozenset(chosen), ends, middle, Known.NAME)


def _connected(roads: gpd.GeoDataFrame, row: int, allowed: set[int]) -> list[int]:
    """The ways among those allowed that hang together with one of them."""
    numbers = sorted(allowed)
    ends = [
        (int(roads["node_ids"].iloc[r][0]), int(roads["node_ids"].iloc[r][-1])) for r in numbers
    ]
    flat = np.unique(np.array(ends), return_inverse=True)[1].reshape(-1, 2)
    count = int(flat.max()) + 1
    graph = csr_array((np.ones(len(flat)), (flat[:, 0], flat[:, 1])), shape=(count, count))
    label = connected_components(graph, directed=False)[1]
    here = label[flat[numbers.index(row), 0]]
    return [r for r, (a, _) in zip(numbers, flat, strict=True) if label[a] == here]


# ---- where the named road crosses the river


def _by_crossing(
    project: Project, places: Places, tracks: Tracks, ways: gpd.GeoDataFrame
) -> FoundBridge | None:
    sides = " ".join(side.part.vi for side in project.sides)
    refs = own_refs(project) | set(mentioned_refs(project.name.vi)) | set(mentioned_refs(sides))
    rivers = ways[ways["mode"] == "waterway"]
    if not refs or rivers.empty:
        return None
    place = bridge_place(project, places)
    roads = tracks.ways
    named = ways_called(roads, names=(), refs=refs)
    reach = default_reach_m(place)
    rows = [
        r for r in np.flatnonzero(named).tolist() if _metres(roads.geometry.iloc[r], place) <= reach
    ]
    found = []
    for row in rows:
        line = roads.geometry.iloc[row]
        for river in rivers.geometry.iloc[rivers.sindex.query(line, predicate="intersects")]:
            for point in shapely.get_parts(shapely.intersection(line, river)):
                away = float(GEOD.inv(place.lon, place.lat, point.centroid.x, point.centroid.y)[2])
                if away <= reach:
                    found.append((away, row, point.centroid))
    if not found:
        return None
    _, crossed, point = min(found, key=lambda item: item[:2])
    ends = _around(roads.geometry.iloc[crossed], point)
    called = ", ".join(sorted(refs))
    return FoundBridge(frozenset({crossed}), ends, point, Known.ROAD, called)


def _around(line: BaseGeometry, point: Point) -> tuple[Point, Point]:
    """The points of a line some way before and after a point of it, in degrees of it."""
    at = line.project(point)
    half = CROSSING_M / 111_000
    return line.interpolate(max(0.0, at - half)), line.interpolate(min(line.length, at + half))
