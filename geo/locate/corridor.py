"""A project's own ways around one strand of its route, cut where they pass its places."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point

from geo.arrays import Bools, Floats, Ints
from geo.locate.network import BRIDGE, Network
from geo.locate.trace import Stop
from geo.plane import DEGREE_M, Plane

BESIDE_M: Final = 2_500.0
BESIDE_SHARE: Final = 0.12
"""Own ways that pass no place must lie within this of the sketch, in metres or as a share of
its longest leg; farther off the same number belongs to another road."""
MARGIN_M: Final = 12_000.0
"""How far beyond the outermost places edges are taken."""


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
        Bools the ways that are roundabouts or slip roads.
    local
        Bools the ways that bear the number of a district road, unless they are own.
    """

    def __init__(
        self,
        network: Network,
        own: Bools,
        stops: Sequence[Stop],
        *,
        kinds: NDArray[np.object_],
        connectors: Bools,
        local: Bools,
    ) -> None:
        self.network = network
        self.stops = tuple(stops)
        lonlat = np.array([stop.point.coords[0] for stop in stops])
        self.plane = Plane.around(lonlat)
        self.at: Floats = self.plane.flat(lonlat)
        self.sketch = LineString(self.at)
        self._take_edges(own, lonlat)
        self._describe(kinds, connectors, local)
        if self.own.any():
            self._drop_far_clusters()
        if self.own.any():
            self._cut()

    # ---- the edges around

    def _take_edges(self, own: Bools, lonlat: Floats) -> None:
        margin = MARGIN_M / DEGREE_M
        west, south = lonlat.min(axis=0) - margin / self.plane.squeeze
        east, north = lonlat.max(axis=0) + margin / self.plane.squeeze
        edges = np.sort(self.network.tree.query(shapely.box(west, south, east, north)))
        self.edge: Ints = edges.astype(np.int64)
        self.own: Bools = own[edges].copy()
        self.lines: NDArray[np.object_] = np.asarray(
            shapely.transform(self.network.lines[edges], self.plane.flat)
        )
        self._ends()

    def _describe(self, kinds: NDArray[np.object_], connectors: Bools, local: Bools) -> None:
        way = self.network.way[self.edge]
        self.is_gap: Bools = way == BRIDGE
        self.is_connector: Bools = connectors[way] & ~self.is_gap
        self.is_local: Bools = local[way] & ~self.is_gap
        self.kind = np.where(self.is_gap, "", kinds[way])

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

    def _piece_clusters(self, joined: Bools) -> Ints:
        count = len(self.node_xy)
        graph = csr_array(
            (np.ones(joined.sum()), (self.pu[joined], self.pv[joined])), shape=(count, count)
        )
        return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
