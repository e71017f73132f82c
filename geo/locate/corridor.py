"""A project's own ways around one strand of its route, cut where they pass its places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point

from geo.arrays import Bools, Floats, Ints
from geo.locate.network import NO_WAY, Network
from geo.locate.trace import Stop
from geo.plane import DEGREE_M, Plane

BESIDE_M: Final = 2_500.0
BESIDE_SHARE: Final = 0.12
"""Own ways that pass no place must lie within this of the sketch, in metres or as a share of its
longest leg; farther off the same number belongs to another road. Both by judgement, not
measured."""
MARGIN_M: Final = 12_000.0
"""How far beyond the outermost places other ways are taken. By judgement: they only fill in."""
CLASS_SHARE: Final = 0.1
"""A class of way that makes up this share of a road's own ways is one of its classes: less is a
wrong label or a junction. By judgement, not measured."""


Foot = tuple[int, float, int]
"""A node where own ways pass a stop, how far from it in metres, and the cluster it is in."""


@dataclass(frozen=True, eq=False)
class Around:
    """The edges around one strand, each an index in every array but ``at`` and ``node_xy``.

    ``at`` are the stops, ``node_xy`` the edges' ends (``u``, ``v`` are rows of it), both in metres
    on the plane; ``edge`` are rows of the network. Gaps are straight lines between dead ends,
    connectors roundabouts and slip roads, local the ways with a district road's number.
    """

    network: Network
    stops: tuple[Stop, ...]
    plane: Plane
    at: Floats
    edge: Ints
    lines: NDArray[np.object_]
    u: Ints
    v: Ints
    node_xy: Floats
    own: Bools
    is_gap: Bools
    is_connector: Bools
    is_local: Bools
    kind: NDArray[np.object_]

    @cached_property
    def sketch(self) -> LineString:
        """Straight from stop to stop."""
        return LineString(self.at)

    @cached_property
    def beside_m(self) -> float:
        """How far from the sketch, metres, a road of this project may run."""
        longest = max(float(np.hypot(*(b - a))) for a, b in pairwise(self.at))
        return max(BESIDE_M, BESIDE_SHARE * longest)

    @property
    def is_joined(self) -> Bools:
        """Whether an edge holds own ways together: own, a gap, or a connector."""
        return self.own | self.is_gap | self.is_connector


@dataclass(frozen=True, eq=False)
class Corridor(Around):
    """Own ways around one strand, cut at its stops and ready to be traced.

    A piece is a row of ``pu``, ``pv`` (its ends), ``plen`` (metres) and ``pedge`` (the edge it is
    part of); ``part_of`` tells where on a cut edge it lies. ``feet`` are, for each stop, the node,
    how far it is and the cluster; ``cluster`` numbers the own clusters of the nodes; ``classes``
    are those that own ways are mostly of; ``own_xy`` are the own ways' vertices.
    """

    feet: list[list[Foot]]
    pu: Ints
    pv: Ints
    plen: Floats
    pedge: Ints
    part_of: dict[tuple[int, int, int], tuple[float, float]]
    cluster: Ints
    classes: frozenset[str]
    own_xy: Floats


def corridor(
    network: Network,
    own: Bools,
    stops: Sequence[Stop],
    *,
    kinds: NDArray[np.object_],
    connectors: Bools,
    local: Bools,
) -> Corridor | None:
    """Collect own ways around one strand; None where there are none.

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
        Tells the ways that are roundabouts or slip roads.
    local
        Tells the ways that bear the number of a district road, unless they are own.
    """
    around = _edges_around(network, own, tuple(stops), kinds, connectors, local)
    near = _without_far_clusters(around) if around.own.any() else around
    return _cut(near) if near.own.any() else None


# ---- the edges around


def _edges_around(
    network: Network,
    own: Bools,
    stops: tuple[Stop, ...],
    kinds: NDArray[np.object_],
    connectors: Bools,
    local: Bools,
) -> Around:
    lonlat = np.array([stop.point.coords[0] for stop in stops])
    plane = Plane.around(lonlat)
    margin = MARGIN_M / DEGREE_M
    west, south = lonlat.min(axis=0) - margin / plane.squeeze
    east, north = lonlat.max(axis=0) + margin / plane.squeeze
    edge = np.sort(network.tree.query(shapely.box(west, south, east, north))).astype(np.int64)
    edge = _with_own_far_round(network, own, edge, lonlat, plane)
    lines: NDArray[np.object_] = np.asarray(shapely.transform(network.lines[edge], plane.flat))
    u, v, node_xy = _nodes(network, edge, lines)
    way = network.way[edge]
    is_gap: Bools = way == NO_WAY
    return Around(
        network=network,
        stops=stops,
        plane=plane,
        at=plane.flat(lonlat),
        edge=edge,
        lines=lines,
        u=u,
        v=v,
        node_xy=node_xy,
        own=own[edge].copy(),
        is_gap=is_gap,
        is_connector=connectors[way] & ~is_gap,
        is_local=local[way] & ~is_gap,
        kind=np.where(is_gap, "", kinds[way]),
    )


def _with_own_far_round(
    network: Network, own: Bools, edge: Ints, lonlat: Floats, plane: Plane
) -> Ints:
    """The edges, and own ones and gaps as far round as the strand is long.

    Only so can a road that goes far round be known to be one from end to end.
    """
    size = float(np.hypot(*np.ptp(plane.flat(lonlat), axis=0))) / DEGREE_M
    margin = np.array([size / plane.squeeze, size])
    west, south = lonlat.min(axis=0) - margin
    east, north = lonlat.max(axis=0) + margin
    far = network.tree.query(shapely.box(west, south, east, north))
    return np.union1d(edge, far[own[far] | (network.way[far] == NO_WAY)]).astype(np.int64)


def _nodes(network: Network, edge: Ints, lines: NDArray[np.object_]) -> tuple[Ints, Ints, Floats]:
    ends = np.stack([network.start[edge], network.end[edge]])
    flat = np.unique(ends, return_inverse=True)[1].reshape(ends.shape)
    u, v = flat[0].astype(np.int64), flat[1].astype(np.int64)
    node_xy: Floats = np.zeros((int(flat.max(initial=-1)) + 1, 2))
    node_xy[u] = shapely.get_coordinates(shapely.get_point(lines, 0))
    node_xy[v] = shapely.get_coordinates(shapely.get_point(lines, -1))
    return u, v, node_xy


def _clusters(around: Around) -> Ints:
    """Number of the own cluster of each node; nodes without own edges are alone."""
    joined = around.is_joined
    return _components(around.u[joined], around.v[joined], len(around.node_xy))


def _components(start: Ints, end: Ints, count: int) -> Ints:
    graph = csr_array((np.ones(len(start)), (start, end)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _without_far_clusters(around: Around) -> Around:
    """What passes no place and lies off the sketch bears the number by chance."""
    cluster = _clusters(around)[around.u]
    points: NDArray[np.object_] = np.asarray(shapely.points(around.at))
    away = shapely.distance(around.lines[:, None], points[None, :])
    near = (away <= [stop.reach_m for stop in around.stops]).any(axis=1)
    near |= shapely.distance(around.lines, around.sketch) <= around.beside_m
    kept = np.unique(cluster[around.own & near])
    return replace(around, own=around.own & np.isin(cluster, kept))


# ---- feet of the stops, and cutting there


def _cut(around: Around) -> Corridor:
    """Cut own edges where they pass nearest to a stop; collect candidates per stop."""
    cluster = _clusters(around)
    own = np.flatnonzero(around.own)
    cuts: dict[int, list[tuple[float, int]]] = {}
    feet: list[list[Foot]] = []
    xy = list(around.node_xy)
    for stop, here in zip(around.stops, around.at, strict=True):
        point = Point(here)
        near = own[shapely.distance(around.lines[own], point) <= 2 * stop.reach_m]
        found: list[Foot] = []
        for index in near.tolist():
            line = around.lines[index]
            along = float(shapely.line_locate_point(line, point))
            foot = line.interpolate(along)
            away = float(foot.distance(point))
            if along < 1.0:
                node = int(around.u[index])
            elif along > line.length - 1.0:
                node = int(around.v[index])
            else:
                node = len(xy)
                xy.append(np.array(foot.coords[0]))
                cuts.setdefault(index, []).append((along, node))
            found.append((node, away, int(cluster[around.u[index]])))
        feet.append(found)
    node_xy = np.array(xy)
    pu, pv, plen, pedge, part_of = _pieces(around, cuts)
    joined = around.is_joined[pedge]
    return Corridor(
        **{one.name: getattr(around, one.name) for one in fields(around)} | {"node_xy": node_xy},
        feet=feet,
        pu=pu,
        pv=pv,
        plen=plen,
        pedge=pedge,
        part_of=part_of,
        cluster=_components(pu[joined], pv[joined], len(node_xy)),
        classes=_own_classes(around),
        own_xy=shapely.get_coordinates(around.lines[around.own]),
    )


def _pieces(
    around: Around, cuts: Mapping[int, list[tuple[float, int]]]
) -> tuple[Ints, Ints, Floats, Ints, dict[tuple[int, int, int], tuple[float, float]]]:
    """Lay down the pieces of all edges: from, to, length, edge (local index), part of it."""
    whole = np.ones(len(around.edge), dtype=bool)
    whole[list(cuts)] = False
    lengths = around.network.length_m[around.edge]
    rows = [(around.u[whole], around.v[whole], lengths[whole], np.flatnonzero(whole))]
    extra: list[tuple[int, int, float, int]] = []
    part_of: dict[tuple[int, int, int], tuple[float, float]] = {}
    for index, marks in cuts.items():
        size = float(around.lines[index].length)
        ends = [(0.0, int(around.u[index])), *sorted(marks), (size, int(around.v[index]))]
        for (low, a), (high, b) in pairwise(ends):
            extra.append((a, b, float(lengths[index]) * (high - low) / size, index))
            part_of[a, b, index] = (low, high)
    if extra:
        start, end, metres, edge = (np.array(column) for column in zip(*extra, strict=True))
        rows.append((start, end, metres, edge))
    pu, pv, plen, pedge = (np.concatenate([row[i] for row in rows]) for i in range(4))
    return pu, pv, plen, pedge, part_of


def _own_classes(around: Around) -> frozenset[str]:
    """The classes of way that make up a fair share of the own ways."""
    lengths: dict[str, float] = {}
    metres = around.network.length_m[around.edge]
    for kind, length in zip(around.kind[around.own], metres[around.own], strict=True):
        lengths[kind] = lengths.get(kind, 0.0) + float(length)
    total = sum(lengths.values())
    return frozenset(kind for kind, length in lengths.items() if length >= CLASS_SHARE * total)
