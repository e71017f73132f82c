"""Ways → graph, and the path through it that prefers a project's own ways.

Ways are joined only where they share a node, so a bridge over a line is no junction. Lengths
are geodesic (pyproj.Geod, WGS 84), in metres; coordinates are (lon, lat), EPSG:4326.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias, TypedDict

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from shapely import LineString, Point, STRtree

from geo.arrays import Bools, Floats, Ints, Objects
from geo.crs import GEOD, WGS84

GAP_M: Final = 250.0
"""How far apart two dead ends may lie to be joined: about a missing bridge or level crossing. By
judgement, not measured."""
FOREIGN_FACTOR: Final = 4.0
"""How many times its length another way costs. With 4 a hole in the own ways is filled by other
ways, while other ways save no distance by leaving them. By judgement, not measured."""
MIN_M: Final = 0.001
"""A path shorter than this is a point: only rounding is left of it. Chosen: the seven decimals of
OSM's degrees tell a centimetre apart, so that no way is as short."""
_ROUNDING_DEG: Final = 1e-10
"""A hundredth of a millimetre. Chosen: OSM tells positions to 1e-7 of a degree, and a double holds
them to 1.4e-14."""
NO_WAY: Final = -1
"""In place of a way: the straight line that joins two dead ends."""


@dataclass(frozen=True, eq=False)
class Network:
    """Ways cut into edges at their junctions. One edge is one index in each array."""

    way_ids: Ints
    """OSM ids of the ways, in the order of the frame it was built from."""
    way: Ints
    """Position of the edge's way in that frame, or ``NO_WAY``."""
    start: Ints
    end: Ints
    length_m: Floats
    lines: Objects
    """LineStrings from start to end."""
    component: Ints
    """Edges with one number are connected, bridges included."""
    tree: STRtree


@dataclass(frozen=True)
class Snap:
    """A point moved onto the nearest edge."""

    edge: int
    along: float
    """Where on the edge, as a share of its length, 0 to 1."""
    point: Point
    distance_m: float


@dataclass(frozen=True)
class NetworkPath:
    """A way through the network. Lengths are in metres and add up to ``length_m``."""

    line: LineString
    own_m: float
    other_m: float
    bridged_m: float
    way_ids: tuple[int, ...]
    """OSM ids of the ways used, in order."""
    stop_m: tuple[float, ...]
    """How far from the start each stop lies; a stop on a spur, where the spur leaves."""
    leg_m: tuple[float, ...]
    """Length from each stop to the next, spurs to a stop and back included."""
    snap_m: tuple[float, ...]
    """How far each stop was moved to reach the network."""

    @property
    def length_m(self) -> float:
        """Length of the line."""
        return self.own_m + self.other_m + self.bridged_m

    @property
    def own_share(self) -> float:
        """Share of the length on own ways, 0 to 1."""
        return self.own_m / self.length_m


@dataclass(frozen=True)
class _Piece:
    """An edge, or what stops on it have left of it."""

    edge: int
    start: int
    end: int
    length_m: float
    line: LineString


_Step: TypeAlias = tuple[_Piece, bool]
"""A piece, and whether it is gone through from start to end."""


def geodesic_m(line: LineString) -> float:
    """Length of a line in EPSG:4326, in metres on the WGS 84 ellipsoid."""
    return float(GEOD.geometry_length(line))


def build_network(ways: gpd.GeoDataFrame, *, gap_m: float = GAP_M) -> Network:
    """Cut ways at shared nodes and ends, and join dead ends that lie close together.

    Parameters
    ----------
    ways
        Columns way_id, node_ids and geometry (LineString, EPSG:4326), as
        :func:`geo.osm.extract.read_ways` gives them.
    gap_m
        Dead ends up to this many metres apart are joined by a straight bridge.

    Raises
    ------
    ValueError
        When the ways are not in EPSG:4326.
    """
    if ways.crs != WGS84:
        raise ValueError(f"the ways are in {ways.crs}; call .to_crs('EPSG:4326') on them")
    sizes = np.array([len(ids) for ids in ways["node_ids"]])
    nodes = np.unique(np.concatenate(ways["node_ids"].to_list()), return_inverse=True)[1]
    lonlat = shapely.get_coordinates(ways.geometry.to_numpy())
    way_of_node = np.repeat(np.arange(len(ways)), sizes)
    first, last = _edge_bounds(nodes, way_of_node, sizes)

    _, _, hops = GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)
    run = np.concatenate([[0.0], np.cumsum(hops)])
    gaps = _gaps(nodes, lonlat, first, last, gap_m)
    way = np.concatenate([way_of_node[first], np.full(len(gaps.start), NO_WAY)])
    start = np.concatenate([nodes[first], gaps.start])
    end = np.concatenate([nodes[last], gaps.end])
    lines = np.concatenate([_slices(lonlat, first, last), gaps.lines])
    return Network(
        way_ids=ways["way_id"].to_numpy(dtype=np.int64),
        way=way,
        start=start,
        end=end,
        length_m=np.concatenate([run[last] - run[first], gaps.length_m]),
        lines=lines,
        component=_components(start, end),
        tree=STRtree(lines),
    )


def _edge_bounds(nodes: Ints, way: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Find where each edge begins and ends in the run of all ways' nodes."""
    ends = np.cumsum(sizes) - 1
    is_cut = np.bincount(nodes)[nodes] > 1
    is_cut[ends] = True
    is_cut[ends - sizes + 1] = True
    cuts = np.flatnonzero(is_cut)
    first, last = cuts[:-1], cuts[1:]
    within = way[first] == way[last]
    return first[within], last[within]


def _slices(lonlat: Floats, first: Ints, last: Ints) -> Objects:
    """Build a line from each stretch first…last (both included) of the coordinates."""
    sizes = last - first + 1
    of_line = np.repeat(np.arange(len(first)), sizes)
    offset = np.arange(len(of_line)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    lines: Objects = shapely.linestrings(lonlat[first[of_line] + offset], indices=of_line)
    return lines


@dataclass(frozen=True)
class _Gaps:
    start: Ints
    end: Ints
    length_m: Floats
    lines: Objects


def _gaps(nodes: Ints, lonlat: Floats, first: Ints, last: Ints, gap_m: float) -> _Gaps:
    """Pair the dead ends (nodes with one edge) that lie within ``gap_m`` of each other."""
    at = np.concatenate([first, last])
    degree = np.bincount(nodes[at])
    dead = at[degree[nodes[at]] == 1]
    points = shapely.points(lonlat[dead])
    a, b = STRtree(points).query(_boxes(lonlat[dead], gap_m))
    a, b = a[a < b], b[a < b]
    _, _, length = GEOD.inv(*lonlat[dead[a]].T, *lonlat[dead[b]].T)
    near = np.asarray(length) <= gap_m
    start, end = dead[a[near]], dead[b[near]]
    lines: Objects = np.asarray(shapely.linestrings(np.stack([lonlat[start], lonlat[end]], axis=1)))
    return _Gaps(nodes[start], nodes[end], np.asarray(length)[near], lines)


def _boxes(lonlat: Floats, radius_m: float) -> Objects:
    """Boxes that hold a circle of ``radius_m`` around each point, with 1 % to spare."""
    lon, lat = lonlat.T
    north = np.full_like(lat, 1.01 * radius_m / 110_574)  # metres in a degree at the equator
    east = north / np.cos(np.radians(lat))
    boxes: Objects = shapely.box(lon - east, lat - north, lon + east, lat + north)
    return boxes


def _components(start: Ints, end: Ints) -> Ints:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(zip(start.tolist(), end.tolist(), strict=True))
    number = {
        node: index for index, part in enumerate(nx.connected_components(graph)) for node in part
    }
    return np.array([number[node] for node in start.tolist()], dtype=np.int64)


def own_edges(network: Network, own_ways: Bools) -> Bools:
    """Flag the edges of own ways, given a flag for each way; a bridge is nobody's."""
    own: Bools = (network.way != NO_WAY) & own_ways[network.way]
    return own


def snap(network: Network, point: Point, *, within_m: float, own: Bools) -> Mapping[int, Snap]:
    """Move a point onto the network, separately for each connected component.

    The nearest own way within reach wins; only where there is none, the nearest way. A siding
    next to the main line therefore does not catch the station's point; an end of the path may
    then lie up to ``within_m`` short of its place.

    Parameters
    ----------
    within_m
        How far the point may be moved, in metres.
    own
        The flag of each edge, see :func:`own_edges`.

    Returns
    -------
    Mapping
        The snap by component number; empty when nothing lies within reach.
    """
    here = np.array([[point.x, point.y]])
    edges = network.tree.query(_boxes(here, within_m)[0])
    edges = edges[network.way[edges] != NO_WAY]
    snaps = [_snap_to(network, int(edge), point) for edge in edges]
    best: dict[int, Snap] = {}
    for found in sorted(snaps, key=lambda s: (not own[s.edge], s.distance_m, s.edge)):
        if found.distance_m <= within_m:
            best.setdefault(int(network.component[found.edge]), found)
    return best


def nearest_m(network: Network, point: Point) -> float:
    """Distance from a point to the network in metres, to about 1 %."""
    # Nearest in degrees is nearest in metres to cos(latitude), 7 % at 21°, of the distance;
    # a few tens of candidates around it settle the order.
    edge = int(network.tree.nearest(point))
    reach = _snap_to(network, edge, point).distance_m
    around = network.tree.query(_boxes(np.array([[point.x, point.y]]), reach)[0])
    return min([reach, *(_snap_to(network, int(e), point).distance_m for e in around)])


def _snap_to(network: Network, edge: int, point: Point) -> Snap:
    """Find the point of an edge nearest to ``point``, in a plane with true local proportions."""
    squeeze = float(np.cos(np.radians(point.y)))
    line = network.lines[edge]
    flat = shapely.transform(line, lambda xy: xy * (squeeze, 1.0))
    along = flat.line_locate_point(Point(point.x * squeeze, point.y), normalized=True)
    nearest = flat.interpolate(along, normalized=True)
    on_edge = Point(nearest.x / squeeze, nearest.y)
    _, _, distance = GEOD.inv(point.x, point.y, on_edge.x, on_edge.y)
    return Snap(edge=edge, along=float(along), point=on_edge, distance_m=float(distance))


def snap_together(candidates: Sequence[Mapping[int, Snap]]) -> tuple[Snap, ...] | None:
    """Choose, for places that must be joined, the component nearest to all of them together.

    Returns None when no component is within reach of every place.
    """
    if not candidates:
        return None
    common = set(candidates[0]).intersection(*candidates[1:])
    if not common:
        return None
    best = min(common, key=lambda part: (sum(c[part].distance_m for c in candidates), part))
    return tuple(candidate[best] for candidate in candidates)


def preferred_path(
    network: Network,
    stops: Sequence[Snap],
    *,
    own: Bools,
    foreign_factor: float = FOREIGN_FACTOR,
) -> NetworkPath | None:
    """Find the cheapest path through the stops, in their order.

    An own edge costs its length, any other edge ``foreign_factor`` times its length, and a
    bridge that squared: it stands to another way as that does to an own one, so that a gap is
    crossed only where no way leads on. Where the path runs to a stop and straight back, the
    spur is left out of the line.

    Parameters
    ----------
    stops
        Two or more places on one component, see :func:`snap_together`.
    own
        The flag of each edge, see :func:`own_edges`.

    Returns
    -------
    NetworkPath or None
        None when the stops are not connected, or when nothing is left between the first and
        the last because they lie at one point.
    """
    pieces, stop_nodes = _cut_at(network, stops)
    factor = np.where(own, 1.0, foreign_factor)
    factor[network.way == NO_WAY] = foreign_factor**2
    graph = _graph(pieces, factor)
    legs: list[list[_Step]] = []
    for start, end in pairwise(stop_nodes):
        if start not in graph or end not in graph or not nx.has_path(graph, start, end):
            return None
        nodes = nx.dijkstra_path(graph, start, end, weight="cost")
        legs.append([_step(graph, u, v) for u, v in pairwise(nodes)])
    steps, stop_m = _without_spurs(legs)
    if sum(piece.length_m for piece, _ in steps) < MIN_M:
        return None
    return NetworkPath(
        **_measured(network, steps, own),
        stop_m=stop_m,
        leg_m=tuple(sum(piece.length_m for piece, _ in leg) for leg in legs),
        snap_m=tuple(stop.distance_m for stop in stops),
    )


def _cut_at(network: Network, stops: Sequence[Snap]) -> tuple[list[_Piece], list[int]]:
    """Cut the edges at the stops; returns all pieces and the node number of each stop."""
    first_free = int(max(network.start.max(), network.end.max())) + 1
    on_edge: dict[int, list[tuple[float, int]]] = {}
    for number, stop in enumerate(stops, start=first_free):
        on_edge.setdefault(stop.edge, []).append((stop.along, number))
    whole = zip(
        network.start.tolist(),
        network.end.tolist(),
        network.length_m.tolist(),
        network.lines,
        strict=True,
    )
    pieces: list[_Piece] = []
    for edge, (start, end, length, line) in enumerate(whole):
        piece = _Piece(edge, start, end, length, line)
        cuts = sorted(on_edge.get(edge, ()))
        pieces.extend(_cut(piece, cuts, stops, first_free) if cuts else (piece,))
    return pieces, list(range(first_free, first_free + len(stops)))


def _cut(
    piece: _Piece, cuts: Sequence[tuple[float, int]], stops: Sequence[Snap], first_free: int
) -> list[_Piece]:
    """Cut one edge at (share of its length, node number), in order along it."""
    coords = shapely.get_coordinates(piece.line)
    squeeze = float(np.cos(np.radians(coords[:, 1].mean())))
    hops = np.hypot(*(np.diff(coords, axis=0) * (squeeze, 1.0)).T)
    at = np.concatenate([[0.0], np.cumsum(hops)])
    at /= at[-1] or 1.0
    marks = [(0.0, piece.start, coords[0]), (1.0, piece.end, coords[-1])]
    marks[1:1] = [
        (along, node, np.array(stops[node - first_free].point.coords[0])) for along, node in cuts
    ]
    parts = []
    for (low, start, first), (high, end, last) in pairwise(marks):
        line = LineString([first, *coords[(at > low) & (at < high)], last])
        parts.append(_Piece(piece.edge, start, end, geodesic_m(line), line))
    return parts


def _graph(pieces: Iterable[_Piece], factor: Floats) -> "nx.Graph[int]":
    """Build the graph; of parallel pieces between two nodes the cheapest counts."""
    graph: nx.Graph[int] = nx.Graph()
    best: dict[tuple[int, int], tuple[float, _Piece]] = {}
    for piece in pieces:
        cost = piece.length_m * float(factor[piece.edge])
        ends = (min(piece.start, piece.end), max(piece.start, piece.end))
        if ends not in best or cost < best[ends][0]:
            best[ends] = (cost, piece)
    graph.add_edges_from((u, v, {"cost": c, "piece": p}) for (u, v), (c, p) in best.items())
    return graph


def _step(graph: "nx.Graph[int]", u: int, v: int) -> _Step:
    piece: Any = graph.edges[u, v]["piece"]
    return piece, piece.start == u


def _without_spurs(legs: Sequence[Sequence[_Step]]) -> tuple[list[_Step], tuple[float, ...]]:
    """Join the legs, dropping what is gone and at once gone back; also where each stop lies."""
    steps: list[_Step] = []
    depth = [0]  # how many steps of the final line lead to each stop
    for leg in legs:
        for piece, forward in leg:
            if steps and steps[-1][0] is piece and steps[-1][1] is not forward:
                steps.pop()
                depth = [min(d, len(steps)) for d in depth]
            else:
                steps.append((piece, forward))
        depth.append(len(steps))
    run = np.concatenate([[0.0], np.cumsum([piece.length_m for piece, _ in steps])])
    return steps, tuple(float(run[d]) for d in depth)


class _Measured(TypedDict):
    line: LineString
    own_m: float
    other_m: float
    bridged_m: float
    way_ids: tuple[int, ...]


def _measured(network: Network, steps: Sequence[_Step], own: Bools) -> _Measured:
    """Join the steps to one line, and add up what it runs on."""
    coords = np.concatenate(
        [shapely.get_coordinates(p.line)[:: 1 if forward else -1] for p, forward in steps]
    )
    # Two stops at one place differ by rounding, which is no vertex; the end stays the end.
    moved = np.any(np.abs(np.diff(coords, axis=0)) > _ROUNDING_DEG, axis=1)
    kept = np.flatnonzero(np.concatenate([[True], moved]))
    kept[-1] = len(coords) - 1
    edges = np.array([piece.edge for piece, _ in steps])
    length = np.array([piece.length_m for piece, _ in steps])
    bridged = network.way[edges] == NO_WAY
    ways = network.way[edges][~bridged & (length > 0)]
    return _Measured(
        line=LineString(coords[kept]),
        own_m=float(length[own[edges]].sum()),
        other_m=float(length[~own[edges] & ~bridged].sum()),
        bridged_m=float(length[bridged].sum()),
        way_ids=tuple(dict.fromkeys(network.way_ids[ways].tolist())),
    )
