"""The cheapest line along a corridor, which may be on OSM in part only.

It runs on own ways, on other ways where they must fill in, and hops where OSM has nothing.

A project may be built in part, so that no path of ways joins its ends. Here a hop from where
the own ways end to where they begin again, or to a place on the way, is an edge like any
other, only dearer. What the cheapest line then does by hopping, or on other ways that are
not plausibly the same road, is *missing* and stays a sketch.

Coordinates are (lon, lat), EPSG:4326; plane distances are metres in a plane with true
proportions at the middle of the corridor, good to 1 % over 200 km.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final, TypeAlias

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree
from shapely import LineString, Point

from geo.crs import GEOD
from geo.locate.location import GUARD
from geo.network import BRIDGE, FOREIGN_FACTOR, Flags, Floats, Ints, Network

LOWER_CLASS_FACTOR: Final = 6.0
"""How many times its length an other way of another class costs: a trunk road seldom goes on
as a village road, so a hop is preferred to it on any but a short stretch."""
HOP_FACTOR: Final = 6.0
"""How many times its length a hop costs: more than other ways that lead on directly
(``FOREIGN_FACTOR`` times a detour of up to 1.5), less than a way round."""
HOP_M: Final = 1_000.0
"""What every hop costs besides, in metres: so that one hop is preferred to two."""
END_FACTOR: Final = 4.0
"""What a metre between an end place and the line's end costs: the line runs on along own ways
towards the place, but not along others."""
PASS_FACTOR: Final = 1.2
MISS_FACTOR: Final = 1.6
"""What a metre between a place on the way and the line costs, within reach and up to twice
that: of two own ways the nearer is likelier."""
BESIDE_M: Final = 2_500.0
BESIDE_SHARE: Final = 0.12
"""Own ways that pass no place must lie within this of the sketch, in metres or as a share of
its longest leg; farther off the same number belongs to another road."""
ALONE_M: Final = 4_000.0
"""An own way's end is the road's end unless another own way lies within this …"""
AHEAD_M: Final = 500.0
"""… and leads this far ahead; a road that bends back at its end does not go on."""
LEAST_RUN_M: Final = 800.0
LEAST_RUN_SHARE: Final = 0.05
"""Own ways shorter than this, or than this share of the sketch, are no part of the project:
more likely a junction with a road of the same number."""
PROGRESS: Final = 0.55
"""How far along the sketch a run of own ways must lead, as a share of its length. A road that
merely starts at another follows that one only sideways."""
LEAST_SHARE: Final = 0.12
LEAST_M: Final = 10_000.0
"""This share of a line, or this many metres, must be on OSM: less is more likely chance than a
beginning."""
FILL_M: Final = 8_000.0
FILL_DETOUR: Final = 1.35
FILL_ANY_CLASS_M: Final = 1_000.0
"""Other ways between own ones are taken for the same road, wrongly labelled, up to this length
and this many times the straight line (plus 200 m); of another class only up to the last."""
CONNECTOR_M: Final = 300.0
"""Roundabouts and slip roads between own ways count as own up to this length."""
OWN_PART_M: Final = 1_000.0
"""Filled stretches from this length are a part by themselves, graded by themselves."""
OVERHANG_M: Final = 300.0
"""A run held by a stop may end this far beyond it at a missing stretch."""
GAP_FILL_M: Final = 1_000.0
"""A hop between two own ways up to this length is a gap in the mapping, not a missing road."""
MARGIN_M: Final = 12_000.0


@dataclass(frozen=True)
class Stop:
    """A place that the line passes, and how far from it the line may run."""

    point: Point
    reach_m: float
    exact: bool = False
    """The point lies on the ways themselves, such as a bridge's end."""


@dataclass(frozen=True)
class Run:
    """A stretch of the line: on OSM, or missing there."""

    on_osm: bool
    lonlat: Floats
    length_m: float
    """Geodesic."""
    own_m: float = 0.0
    bridged_m: float = 0.0
    way_ids: tuple[int, ...] = ()
    way_rows: frozenset[int] = frozenset()
    """Rows of the ways in the frame that the network was built from."""
    is_held: bool = True
    """Whether stops or the line's own ends hold it at both ends, and it leads on along the
    project. Between the last stop and a missing stretch nothing says how far the project's road
    is really built; where a line turns back, one of its ways is not the project's."""

    @property
    def other_m(self) -> float:
        """Length on ways that are not own."""
        return max(0.0, self.length_m - self.own_m - self.bridged_m) if self.on_osm else 0.0


@dataclass(frozen=True)
class Trace:
    """A line through all stops, in runs that join without gap."""

    runs: tuple[Run, ...]
    stop_m: tuple[float, ...]
    """How far from the start the line passes each stop, metres."""
    missed: tuple[int, ...]
    """Numbers of the stops that own ways pass only beyond their reach."""

    @property
    def length_m(self) -> float:
        """Length of the whole line."""
        return sum(run.length_m for run in self.runs)

    @property
    def osm_m(self) -> float:
        """Length on OSM."""
        return sum(run.length_m for run in self.runs if run.on_osm)


@dataclass(frozen=True)
class _Plane:
    squeeze: float
    origin: tuple[float, float]

    def flat(self, lonlat: Floats) -> Floats:
        east = (np.asarray(lonlat)[..., 0] - self.origin[0]) * self.squeeze
        north = np.asarray(lonlat)[..., 1] - self.origin[1]
        return np.stack([east, north], axis=-1) * 111_000.0

    def round(self, xy: Floats) -> Floats:
        lonlat = np.asarray(xy) / 111_000.0
        return np.stack(
            [lonlat[..., 0] / self.squeeze + self.origin[0], lonlat[..., 1] + self.origin[1]],
            axis=-1,
        )


_Rows: TypeAlias = tuple[Ints, Ints, Floats]
"""Edges of the search graph: from node, to node, cost."""

OWN, FOREIGN, GAP, HOP = "own", "foreign", "gap", "hop"


@dataclass(frozen=True)
class _Step:
    """One edge of the path."""

    kind: str
    xy: Floats
    length: float
    edge: int = -1
    """Index of the network's edge; -1 for a hop."""
    is_connector: bool = False
    same_class: bool = False


class Corridor:
    """Own ways around one strand, ready to be traced.

    Parameters
    ----------
    network
        Of the mode's ways.
    own
        The flag of each edge.
    stops
        Two or more, in order.
    kinds
        What each way is (the highway tag's value), by row.
    connectors
        Flags the ways that are roundabouts or slip roads.
    """

    def __init__(
        self,
        network: Network,
        own: Flags,
        stops: Sequence[Stop],
        *,
        kinds: NDArray[np.object_],
        connectors: Flags,
    ) -> None:
        self.network = network
        self.stops = tuple(stops)
        lonlat = np.array([stop.point.coords[0] for stop in stops])
        middle = (lonlat.min(axis=0) + lonlat.max(axis=0)) / 2
        self.plane = _Plane(
            float(np.cos(np.radians(middle[1]))), (float(middle[0]), float(middle[1]))
        )
        self.at = self.plane.flat(lonlat)
        self.sketch = LineString(self.at)
        self._take_edges(own, kinds, connectors, lonlat)
        if self.own.any():
            self._drop_far_clusters()
        if self.own.any():
            self._cut()

    # ---- the edges around

    def _take_edges(
        self, own: Flags, kinds: NDArray[np.object_], connectors: Flags, lonlat: Floats
    ) -> None:
        margin = MARGIN_M / 111_000
        west, south = lonlat.min(axis=0) - margin / self.plane.squeeze
        east, north = lonlat.max(axis=0) + margin / self.plane.squeeze
        edges = np.sort(self.network.tree.query(shapely.box(west, south, east, north)))
        self.edge: Ints = edges.astype(np.int64)
        self.own: Flags = own[edges].copy()
        way = self.network.way[edges]
        self.is_gap: Flags = way == BRIDGE
        self.is_connector: Flags = connectors[way] & ~self.is_gap
        self.lines: NDArray[np.object_] = np.asarray(
            shapely.transform(self.network.lines[edges], self.plane.flat)
        )
        self.kind = np.where(self.is_gap, "", kinds[way])
        self._ends()

    def _ends(self) -> None:
        ends = np.stack([self.network.start[self.edge], self.network.end[self.edge]])
        flat = np.unique(ends, return_inverse=True)[1].reshape(ends.shape)
        self.u, self.v = flat[0].astype(np.int64), flat[1].astype(np.int64)
        count = int(flat.max(initial=-1)) + 1
        self.node_xy: Floats = np.zeros((count, 2))
        self.node_xy[self.u] = shapely.get_coordinates(shapely.get_point(self.lines, 0))
        self.node_xy[self.v] = shapely.get_coordinates(shapely.get_point(self.lines, -1))

    def _clusters(self) -> Ints:
        """Number of the own cluster of each node; nodes without own edges are alone."""
        joined = self.own | self.is_gap | self.is_connector
        count = len(self.node_xy)
        graph = csr_array(
            (np.ones(joined.sum()), (self.u[joined], self.v[joined])), shape=(count, count)
        )
        return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)

    def _drop_far_clusters(self) -> None:
        """What passes no place and lies off the sketch bears the number by chance."""
        cluster = self._clusters()[self.u]
        longest = max(float(np.hypot(*(b - a))) for a, b in pairwise(self.at))
        beside = max(BESIDE_M, BESIDE_SHARE * longest)
        points: NDArray[np.object_] = np.asarray(shapely.points(self.at))
        away = shapely.distance(self.lines[:, None], points[None, :])
        near = (away <= [stop.reach_m for stop in self.stops]).any(axis=1)
        near |= shapely.distance(self.lines, self.sketch) <= beside
        kept = np.unique(cluster[self.own & near])
        self.own &= np.isin(cluster, kept)

    # ---- feet of the stops, and cutting there

    def _cut(self) -> None:
        """Cut own edges where they pass nearest to a stop; collect candidates per stop."""
        cluster = self._clusters()
        own = np.flatnonzero(self.own)
        cuts: dict[int, list[tuple[float, int]]] = {}
        feet: list[list[tuple[int, float, int]]] = []
        xy = list(self.node_xy)
        for stop, here in zip(self.stops, self.at, strict=True):
            point = Point(here)
            near = own[shapely.distance(self.lines[own], point) <= 2 * stop.reach_m]
            found: list[tuple[int, float, int]] = []
            for index in near.tolist():
                line = self.lines[index]
                along = float(shapely.line_locate_point(line, point))
                foot = line.interpolate(along)
                away = float(foot.distance(point))
                if along < 1.0:
                    node = int(self.u[index])
                elif along > line.length - 1.0:
                    node = int(self.v[index])
                else:
                    node = len(xy)
                    xy.append(np.array(foot.coords[0]))
                    cuts.setdefault(index, []).append((along, node))
                found.append((node, away, int(cluster[self.u[index]])))
            feet.append(found)
        self.node_xy = np.array(xy)
        self.feet = feet
        self._pieces(cuts)
        self.classes = self._own_classes()
        joined = (self.own | self.is_gap | self.is_connector)[self.pedge]
        self.cluster = self._piece_clusters(joined)
        self.own_xy: Floats = shapely.get_coordinates(self.lines[self.own])

    def _pieces(self, cuts: Mapping[int, list[tuple[float, int]]]) -> None:
        """Lay down the pieces of all edges: ends, length, edge (local index), from–to."""
        whole = np.ones(len(self.edge), dtype=bool)
        whole[list(cuts)] = False
        lengths = self.network.length_m[self.edge]
        rows = [(self.u[whole], self.v[whole], lengths[whole], np.flatnonzero(whole))]
        extra: list[tuple[int, int, float, int]] = []
        self.part_of: dict[tuple[int, int, int], tuple[float, float]] = {}
        for index, marks in cuts.items():
            size = float(self.lines[index].length)
            ends = [(0.0, int(self.u[index])), *sorted(marks), (size, int(self.v[index]))]
            for (low, a), (high, b) in pairwise(ends):
                extra.append((a, b, float(lengths[index]) * (high - low) / size, index))
                self.part_of[a, b, index] = (low, high)
        if extra:
            start, end, metres, edge = (np.array(column) for column in zip(*extra, strict=True))
            rows.append((start, end, metres, edge))
        self.pu, self.pv, self.plen, self.pedge = (
            np.concatenate([row[i] for row in rows]) for i in range(4)
        )

    def _own_classes(self) -> frozenset[str]:
        """The classes of way that make up a tenth of the own ways at least."""
        lengths: dict[str, float] = {}
        for kind, length in zip(
            self.kind[self.own], self.network.length_m[self.edge][self.own], strict=True
        ):
            lengths[kind] = lengths.get(kind, 0.0) + float(length)
        total = sum(lengths.values())
        return frozenset(kind for kind, length in lengths.items() if length >= 0.1 * total)

    # ---- the path

    def trace(self) -> Trace | None:
        """Find the cheapest line; None when nothing of it lies on own ways."""
        if not self.own.any():
            return None
        steps, passed = self._cheapest()
        return _Reading(self, steps, passed).trace()

    def _cheapest(self) -> tuple[list[_Step], list[int]]:
        """Steps of the path, and after how many of them each stop is passed."""
        stops, count = len(self.stops), len(self.node_xy)
        size = count + stops  # a layer: the nodes, then the places themselves
        source, sink = (stops - 1) * size, (stops - 1) * size + 1
        rows: list[_Rows] = []
        same = np.isin(self.kind, list(self.classes)) | self.is_connector
        factor = np.where(same, FOREIGN_FACTOR, LOWER_CLASS_FACTOR)
        factor[self.own] = 1.0
        factor[self.is_gap] = FOREIGN_FACTOR**2
        cost = np.maximum(self.plen, 0.01) * factor[self.pedge]
        hop_nodes, hop_cluster = self._hop_nodes()
        a, b, hop_cost = self._hops(hop_nodes, hop_cluster)
        to_place = np.hypot(*(self.node_xy[hop_nodes][:, None] - self.at[None]).T).T
        for layer in range(stops - 1):
            base = layer * size
            rows.append((self.pu + base, self.pv + base, cost))
            rows.append((self.pv + base, self.pu + base, cost))
            rows.append((a + base, b + base, hop_cost))
            here, ahead = base + count + layer, count + layer + 1
            arrive = sink if layer == stops - 2 else base + size + ahead
            leave = HOP_FACTOR * to_place[:, layer] + HOP_M
            rows.append((np.full(len(hop_nodes), here), hop_nodes + base, leave))
            reach = HOP_FACTOR * to_place[:, layer + 1] + HOP_M
            rows.append((hop_nodes + base, np.full(len(hop_nodes), arrive), reach))
            leg = HOP_FACTOR * float(np.hypot(*(self.at[layer + 1] - self.at[layer])))
            rows.append((np.array([here]), np.array([arrive]), np.array([leg])))
            if layer < stops - 2:
                nodes, extra = self._passing(layer + 1)
                rows.append((nodes + base, nodes + base + size, extra))
        rows.append((np.array([source]), np.array([count]), np.array([0.01])))
        nodes, extra = self._ending(0, 1)
        rows.append((np.full(len(nodes), source), nodes, extra))
        nodes, extra = self._ending(stops - 1, stops - 2)
        rows.append((nodes + (stops - 2) * size, np.full(len(nodes), sink), extra))
        path = _dijkstra(rows, source, sink)
        return self._steps(path, size, count)

    def _hop_nodes(self) -> tuple[Ints, Ints]:
        """Where a hop may begin or end: dead ends of own clusters, and feet of the stops."""
        own = self.own[self.pedge]
        joined = own | self.is_gap[self.pedge] | self.is_connector[self.pedge]
        degree = np.bincount(
            np.concatenate([self.pu[joined], self.pv[joined]]), minlength=len(self.node_xy)
        )
        ends = np.unique(np.concatenate([self.pu[own], self.pv[own]]))
        dead = ends[degree[ends] == 1]
        feet = [node for stop in range(len(self.stops)) for node in self._nearest(stop)]
        close = self._closest_nodes(ends)
        nodes = np.unique(np.concatenate([dead, close, np.array(feet, dtype=np.int64)]))
        return nodes, self.cluster[nodes]

    def _closest_nodes(self, nodes: Ints) -> Ints:
        """The nodes where each own cluster comes nearest to the others.

        Not every break shows as a dead end: two carriageways may end in one node.
        """
        label = self.cluster[nodes]
        close: list[int] = []
        for number in np.unique(label):
            here, there = nodes[label == number], nodes[label != number]
            if len(there):
                away, other = KDTree(self.node_xy[there]).query(self.node_xy[here])
                best = int(np.argmin(away))
                close += [int(here[best]), int(there[other[best]])]
        return np.array(close, dtype=np.int64)

    def _piece_clusters(self, joined: Flags) -> Ints:
        count = len(self.node_xy)
        graph = csr_array(
            (np.ones(joined.sum()), (self.pu[joined], self.pv[joined])), shape=(count, count)
        )
        return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)

    def _hops(self, nodes: Ints, cluster: Ints) -> tuple[Ints, Ints, Floats]:
        xy = self.node_xy[nodes]
        away = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
        a, b = np.nonzero(cluster[:, None] != cluster[None])
        return nodes[a], nodes[b], HOP_FACTOR * away[a, b] + HOP_M

    def _nearest(self, stop: int) -> dict[int, float]:
        """The nearest foot of each own cluster within reach: node → distance."""
        best: dict[int, tuple[float, int]] = {}
        for node, away, cluster in self.feet[stop]:
            if away <= self.stops[stop].reach_m:
                best[cluster] = min(best.get(cluster, (np.inf, -1)), (away, node))
        return {node: away for away, node in best.values()}

    def _passing(self, stop: int) -> tuple[Ints, Floats]:
        reach = self.stops[stop].reach_m
        best: dict[int, float] = {}
        for node, away, _ in self.feet[stop]:
            cost = PASS_FACTOR * away if away <= reach else MISS_FACTOR * away
            best[node] = min(best.get(node, np.inf), cost)
        return np.array(list(best), dtype=np.int64), np.array(list(best.values()))

    def _ending(self, stop: int, inward: int) -> tuple[Ints, Floats]:
        """Where the line may end: each cluster's foot, or its road's end behind that."""
        nodes, costs = [], []
        for node, away in self._nearest(stop).items():
            end = self._road_end(node, stop, inward)
            nodes.append(node if end is None else end)
            costs.append(END_FACTOR * away + 0.01)
        return np.array(nodes, dtype=np.int64), np.array(costs)

    def _road_end(self, foot: int, stop: int, inward: int) -> int | None:
        """The own road's end within reach of an end place, when it lies beyond the foot."""
        own = self.own[self.pedge]
        degree = np.bincount(
            np.concatenate([self.pu[own], self.pv[own]]), minlength=len(self.node_xy)
        )
        ends = np.flatnonzero((degree == 1) & (self.cluster == self.cluster[foot]))
        away = np.hypot(*(self.node_xy[ends] - self.at[stop]).T)
        inner = np.hypot(*(self.node_xy[ends] - self.at[inward]).T)
        inner_foot = float(np.hypot(*(self.node_xy[foot] - self.at[inward])))
        ends = ends[(away <= self.stops[stop].reach_m) & (inner > inner_foot)]
        reach = self.stops[stop].reach_m
        for node in ends.tolist():
            near = float(np.hypot(*(self.node_xy[node] - self.node_xy[foot]))) <= reach
            if node != foot and near and not self._goes_on(foot, node):
                return int(node)
        return None

    def _goes_on(self, foot: int, end: int) -> bool:
        """Whether own ways lie ahead of an end, as one comes to it from the foot."""
        here = self.node_xy[end]
        ahead = here - self.node_xy[foot]
        ahead = ahead / (float(np.hypot(*ahead)) or 1.0)
        near = self.own_xy[np.hypot(*(self.own_xy - here).T) < ALONE_M] - here
        touching = self.is_gap[self.pedge] & ((self.pu == end) | (self.pv == end))
        others = np.concatenate([self.pu[touching], self.pv[touching]])
        own = self.own[self.pedge]
        beyond = np.isin(others, np.concatenate([self.pu[own], self.pv[own]])) & (others != end)
        return bool((near @ ahead > AHEAD_M).any() or beyond.any())

    # ---- reading the path

    def _steps(self, path: Sequence[int], size: int, count: int) -> tuple[list[_Step], list[int]]:
        self._index_pieces()
        steps: list[_Step] = []
        passed = [0] * len(self.stops)
        for a, b in pairwise(path[1:-1]):
            (low, u), (high, v) = divmod(a, size), divmod(b, size)
            if u != v:
                steps.append(self._step(u, v, count))
            if high != low:
                passed[high] = len(steps)
        last = path[-2] % size
        if last >= count and last - count != len(self.stops) - 1:
            steps.append(_hop(self.at[last - count], self.at[-1]))
        elif last < count and self._ends_by_hop(last):
            steps.append(_hop(self.node_xy[last], self.at[-1]))
        passed[-1] = len(steps)
        return steps, passed

    def _ends_by_hop(self, node: int) -> bool:
        stop = len(self.stops) - 1
        nodes, _ = self._ending(stop, stop - 1)
        return node not in nodes

    def _index_pieces(self) -> None:
        self.between: dict[tuple[int, int], list[int]] = {}
        for row, (a, b) in enumerate(zip(self.pu.tolist(), self.pv.tolist(), strict=True)):
            self.between.setdefault((min(a, b), max(a, b)), []).append(row)

    def _step(self, u: int, v: int, count: int) -> _Step:
        rows = self.between.get((min(u, v), max(u, v)), []) if max(u, v) < count else []
        if not rows:
            return _hop(self._xy(u, count), self._xy(v, count))
        same = np.isin(self.kind, list(self.classes))
        rank = {True: 1.0, False: FOREIGN_FACTOR}
        row = min(rows, key=lambda r: rank[bool(self.own[self.pedge[r]])] * self.plen[r])
        index = int(self.pedge[row])
        a, b = int(self.pu[row]), int(self.pv[row])
        line = self.lines[index]
        if (a, b, index) in self.part_of:
            low, high = self.part_of[a, b, index]
            line = shapely.ops.substring(line, low, high)
        xy = shapely.get_coordinates(line)
        kind = OWN if self.own[index] else GAP if self.is_gap[index] else FOREIGN
        return _Step(
            kind,
            xy if a == u else xy[::-1],
            float(self.plen[row]),
            int(self.edge[index]),
            bool(self.is_connector[index]),
            bool(same[index]),
        )

    def _xy(self, node: int, count: int) -> Floats:
        xy: Floats = self.node_xy[node] if node < count else self.at[node - count]
        return xy


def _hop(a: Floats, b: Floats) -> _Step:
    return _Step(HOP, np.array([a, b]), float(np.hypot(*(b - a))))


def _dijkstra(rows: Sequence[_Rows], source: int, sink: int) -> list[int]:
    """Cheapest path by node numbers; of parallel edges the cheapest counts."""
    a, b, cost = (np.concatenate([row[i] for row in rows]) for i in range(3))
    order = np.lexsort([cost, b, a])
    a, b, cost = a[order], b[order], cost[order]
    first = np.concatenate([[True], (a[1:] != a[:-1]) | (b[1:] != b[:-1])])
    size = sink + 1
    graph = csr_array((cost[first], (a[first], b[first])), shape=(size, size))
    _, before = dijkstra(graph, indices=source, return_predecessors=True)
    path = [sink]
    while path[-1] != source:
        path.append(int(before[path[-1]]))
    return path[::-1]


class _Reading:
    """What the cheapest path says: which of it is the project, which is missing."""

    def __init__(self, corridor: Corridor, steps: Sequence[_Step], passed: Sequence[int]) -> None:
        self.corridor = corridor
        self.steps = steps
        self.passed = passed
        self.groups = self._grouped()

    def _grouped(self) -> list[tuple[int, int, str]]:
        """(first step, one past the last, kind) of each stretch of one kind."""
        groups, at = [], 0
        for kind, members in groupby(self.steps, key=lambda step: step.kind):
            size = len(list(members))
            groups.append((at, at + size, kind))
            at += size
        return groups

    def trace(self) -> Trace | None:
        taken = self._taken()
        runs: list[tuple[int, int]] = []
        for is_taken, members in groupby(range(len(self.groups)), key=taken.__getitem__):
            numbers = list(members)
            if is_taken:
                runs.append((self.groups[numbers[0]][0], self.groups[numbers[-1]][1]))
        runs = [run for run in runs if self._holds(*run)]
        if not runs:
            return None
        trace = self._assembled(runs)
        return trace if trace.osm_m >= min(LEAST_M, LEAST_SHARE * trace.length_m) else None

    def _taken(self) -> list[bool]:
        kinds = [kind for _, _, kind in self.groups]
        taken = [kind == OWN for kind in kinds]
        for number, (low, high, kind) in enumerate(self.groups):
            if kind == OWN:
                continue
            # Other ways and gaps in a row are one filling between two own stretches.
            inside = 0 < number < len(kinds) - 1
            taken[number] = inside and self._fills(number, low, high, kind)
        return taken

    def _fills(self, number: int, low: int, high: int, kind: str) -> bool:
        steps = self.steps[low:high]
        length = sum(step.length for step in steps)
        if kind == GAP:
            return True
        neighbours = (self.groups[number - 1][2], self.groups[number + 1][2])
        if kind == HOP:
            return neighbours == (OWN, OWN) and length <= GAP_FILL_M
        if HOP in neighbours:
            return False
        straight = float(np.hypot(*(steps[-1].xy[-1] - steps[0].xy[0])))
        if length > FILL_M or length > FILL_DETOUR * straight + 200:
            return all(step.is_connector for step in steps) and length <= CONNECTOR_M
        same = sum(step.length for step in steps if step.same_class or step.is_connector)
        return length <= FILL_ANY_CLASS_M or same >= 0.5 * length

    def _holds(self, low: int, high: int) -> bool:
        """Whether a run on own ways leads along the project, not just across it."""
        steps = self.steps[low:high]
        length = sum(step.length for step in steps)
        sketch = self.corridor.sketch
        least = min(LEAST_RUN_M, 0.5 * sketch.length)
        if length < max(least, LEAST_RUN_SHARE * sketch.length):
            return False
        start, end = (sketch.project(Point(xy)) for xy in (steps[0].xy[0], steps[-1].xy[-1]))
        slack = 0.0
        if low == 0 and high == len(self.steps):
            slack = sum(self.corridor.stops[i].reach_m for i in (0, -1)) * GUARD
        return bool(end - start + slack >= PROGRESS * length)

    def _assembled(self, runs: Sequence[tuple[int, int]]) -> Trace:
        """Join the runs by sketches through the stops between them."""
        found: list[Run] = []
        stop_m = [0.0] * len(self.passed)
        at = 0
        metres = 0.0
        xy = self.corridor.at[0] if runs[0][0] > 0 else self.steps[0].xy[0]
        for low, high in [*runs, (len(self.steps), len(self.steps))]:
            if low > at or (low == high and at < low):
                end = self.steps[low].xy[0] if low < len(self.steps) else self.corridor.at[-1]
                metres = self._sketch(found, stop_m, (at, low), (xy, end), metres)
            if high > low:
                metres = self._on_osm(found, stop_m, (low, high), metres)
                xy = self.steps[high - 1].xy[-1]
            at = high
        missed = tuple(
            number
            for number, after in enumerate(self.passed)
            if any(low <= after <= high for low, high in runs) and self._is_missed(number, after)
        )
        return Trace(tuple(found), tuple(stop_m), missed)

    def _is_missed(self, number: int, after: int) -> bool:
        xy = self.steps[after - 1].xy[-1] if after else self.steps[0].xy[0]
        stop = self.corridor.stops[number]
        return float(np.hypot(*(xy - self.corridor.at[number]))) > 1.02 * stop.reach_m

    def _sketch(
        self,
        found: list[Run],
        stop_m: list[float],
        steps: tuple[int, int],
        ends: tuple[Floats, Floats],
        metres: float,
    ) -> float:
        """Add the sketch of what is missing; returns the metres at its end."""
        low, high = steps
        first, last = 0, len(self.passed) - 1
        inner = [
            number
            for number, after in enumerate(self.passed)
            if (low < after < high)
            or (number == first and low == 0)
            or (number == last and high == len(self.steps))
        ]
        points = [ends[0], *(self.corridor.at[n] for n in inner if 0 < n < last), ends[1]]
        lonlat = self.corridor.plane.round(np.array(points))
        legs = np.asarray(GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)[2])
        run = np.concatenate([[0.0], np.cumsum(legs)])
        middle = [n for n in inner if 0 < n < last]
        for position, number in enumerate(middle, start=1):
            stop_m[number] = metres + float(run[position])
        if first in inner:
            stop_m[first] = metres
        if last in inner:
            stop_m[last] = metres + float(run[-1])
        found.append(Run(False, lonlat, float(run[-1])))
        return metres + float(run[-1])

    def _on_osm(
        self, found: list[Run], stop_m: list[float], steps: tuple[int, int], metres: float
    ) -> float:
        low, high = steps
        for number, after in enumerate(self.passed):
            if low <= after <= high:
                before = self.steps[low:after]
                stop_m[number] = metres + (self._run(before).length_m if before else 0.0)
        first, last = self._held(low, high)
        for start, end in self._own_parts(low, high, {first, last}):
            held = first <= start and end <= last and self._leads_on(start, end)
            run = replace(self._run(self.steps[start:end]), is_held=held)
            found.append(run)
            metres += run.length_m
        return metres

    def _held(self, low: int, high: int) -> tuple[int, int]:
        """Between which steps stops hold a run; an end that hangs over little counts as held."""
        inside = [after for after in self.passed if low <= after <= high]
        if not inside:
            return high, high
        first = low if low == 0 else min(inside)
        last = high if high == len(self.steps) else max(inside)
        if sum(step.length for step in self.steps[low:first]) < OVERHANG_M:
            first = low
        if sum(step.length for step in self.steps[last:high]) < OVERHANG_M:
            last = high
        return first, last

    def _leads_on(self, low: int, high: int) -> bool:
        steps = self.steps[low:high]
        length = sum(step.length for step in steps)
        ends = (steps[0].xy[0], steps[-1].xy[-1])
        start, end = (self.corridor.sketch.project(Point(xy)) for xy in ends)
        return bool(length < 2 * LEAST_RUN_M or end - start >= PROGRESS * length)

    def _own_parts(self, low: int, high: int, held: set[int]) -> list[tuple[int, int]]:
        """Cut a run where a long filling begins and ends, and where stops cease to hold it."""
        exact = (
            after
            for stop, after in zip(self.corridor.stops, self.passed, strict=True)
            if stop.exact and low <= after <= high
        )
        marks = {low, high, *held, *exact}
        for start, end, kind in self.groups:
            if kind != OWN and low < start and end < high:
                length = sum(step.length for step in self.steps[start:end])
                if length >= OWN_PART_M:
                    marks |= {start, end}
        return list(pairwise(sorted(marks)))

    def _run(self, steps: Sequence[_Step]) -> Run:
        network = self.corridor.network
        xy = np.concatenate([step.xy for step in steps])
        moved = np.concatenate([[True], np.any(xy[1:] != xy[:-1], axis=1)])
        ways = [int(network.way[step.edge]) for step in steps if step.kind in (OWN, FOREIGN)]
        kept = [row for row in ways if row != BRIDGE]
        lonlat = self.corridor.plane.round(xy[moved])
        length = float(GEOD.line_length(*lonlat.T))
        # the plane's lengths only share it out
        scale = length / (sum(step.length for step in steps) or 1.0)
        own = sum(step.length for step in steps if step.kind == OWN or step.is_connector)
        gap = sum(step.length for step in steps if step.kind in (GAP, HOP))
        return Run(
            True,
            lonlat,
            length,
            min(length, float(own) * scale),
            float(gap) * scale,
            tuple(dict.fromkeys(network.way_ids[kept].tolist())),
            frozenset(kept),
        )
