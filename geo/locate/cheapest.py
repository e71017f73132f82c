"""The cheapest line along a corridor, which may be on OSM in part only.

It runs on own ways, on other ways where they must fill in, and hops where OSM has nothing: a
hop is an edge like any other, only dearer.

The search graph has a layer for each leg between two stops; one comes from a layer to the next
by passing the stop between them. In a layer the corridor's nodes come first, then the stops.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.arrays import Floats, Ints
from geo.locate.corridor import Corridor
from geo.locate.feet import line_ends, nearest_feet, passing_feet
from geo.locate.hops import HOP_FACTOR, HOP_M, hop_nodes, hops_between
from geo.locate.network import FOREIGN_FACTOR
from geo.locate.steps import Step, hop, pieces_between, step
from geo.locate.whole_road import whole_road

LOWER_CLASS_FACTOR: Final = 6.0
"""How many times its length an other way of another class costs: a trunk road seldom goes on as a
village road, so a hop is preferred to it on any but a short stretch. As much as a hop
(``HOP_FACTOR``), which costs ``HOP_M`` besides."""
JOINED_FACTOR: Final = 2.0
"""How many times as dear a hop is from place to place that own ways join: they wind, but are the
road. By judgement, not measured."""

_Rows: TypeAlias = tuple[Ints, Ints, Floats]
"""Edges of the search graph: from node, to node, cost."""


def cheapest_line(corridor: Corridor) -> tuple[list[Step], list[int]]:
    """Find the cheapest line through a corridor that has own ways.

    Returns
    -------
    steps
        Of the line, in order.
    passed
        After how many of them each stop is passed.
    """
    layers = len(corridor.stops) - 1
    size = len(corridor.node_xy) + len(corridor.stops)
    source, sink = layers * size, layers * size + 1
    ends = _ends(corridor)
    rows = [
        *_along_ways(corridor, size),
        *([] if ends.are_the_roads else _by_hops(corridor, size, sink)),
        *_past_stops(corridor, size),
        *_at_ends(corridor, ends, size, source, sink),
    ]
    return _steps(corridor, _dijkstra(rows, source, sink), ends, size)


class _Ends(NamedTuple):
    """Where the line may begin and end: nodes, and what each costs."""

    first: tuple[Ints, Floats]
    last: tuple[Ints, Floats]
    are_the_roads: bool
    """Whether the whole road is meant, which needs no hop."""


def _ends(corridor: Corridor) -> _Ends:
    whole = whole_road(corridor)
    if whole is not None:
        first, last = ((np.array([node]), np.array([0.01])) for node in whole)
        return _Ends(first, last, are_the_roads=True)
    stop = len(corridor.stops) - 1
    return _Ends(line_ends(corridor, 0, 1), line_ends(corridor, stop, stop - 1), False)


def _along_ways(corridor: Corridor, size: int) -> list[_Rows]:
    same = np.isin(corridor.kind, list(corridor.classes)) | corridor.is_connector
    factor = np.where(same, FOREIGN_FACTOR, LOWER_CLASS_FACTOR)
    factor[corridor.own] = 1.0
    factor[corridor.is_gap] = FOREIGN_FACTOR**2
    cost = np.maximum(corridor.plen, 0.01) * factor[corridor.pedge]
    rows = []
    for base in range(0, (len(corridor.stops) - 1) * size, size):
        rows.append((corridor.pu + base, corridor.pv + base, cost))
        rows.append((corridor.pv + base, corridor.pu + base, cost))
    return rows


def _by_hops(corridor: Corridor, size: int, sink: int) -> list[_Rows]:
    """Hops between own ways, from and to the stops, and from stop to stop."""
    nodes, cluster = hop_nodes(corridor)
    a, b, cost = hops_between(corridor, nodes, cluster)
    to_place = np.hypot(*(corridor.node_xy[nodes][:, None] - corridor.at[None]).T).T
    count, layers = len(corridor.node_xy), len(corridor.stops) - 1
    rows = []
    for layer in range(layers):
        base = layer * size
        here = base + count + layer
        arrive = sink if layer == layers - 1 else base + size + count + layer + 1
        leave = HOP_FACTOR * to_place[:, layer] + HOP_M
        reach = HOP_FACTOR * to_place[:, layer + 1] + HOP_M
        factor = JOINED_FACTOR if _are_joined(corridor, layer) else 1.0
        leg = factor * HOP_FACTOR * float(np.hypot(*(corridor.at[layer + 1] - corridor.at[layer])))
        rows.append((a + base, b + base, cost))
        rows.append((np.full(len(nodes), here), nodes + base, leave))
        rows.append((nodes + base, np.full(len(nodes), arrive), reach))
        rows.append((np.array([here]), np.array([arrive]), np.array([leg])))
    return rows


def _are_joined(corridor: Corridor, stop: int) -> bool:
    """Whether own ways lead from a stop to the next, however much they wind."""
    here, there = (
        {int(corridor.cluster[node]) for node in nearest_feet(corridor, number)}
        for number in (stop, stop + 1)
    )
    return not here.isdisjoint(there)


def _past_stops(corridor: Corridor, size: int) -> list[_Rows]:
    rows = []
    for stop in range(1, len(corridor.stops) - 1):
        nodes, cost = passing_feet(corridor, stop)
        base = (stop - 1) * size
        rows.append((nodes + base, nodes + base + size, cost))
    return rows


def _at_ends(corridor: Corridor, ends: _Ends, size: int, source: int, sink: int) -> list[_Rows]:
    last = len(corridor.stops) - 1
    rows = [(np.array([source]), np.array([len(corridor.node_xy)]), np.array([0.01]))]
    nodes, cost = ends.first
    rows.append((np.full(len(nodes), source), nodes, cost))
    nodes, cost = ends.last
    rows.append((nodes + (last - 1) * size, np.full(len(nodes), sink), cost))
    return rows


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


def _steps(
    corridor: Corridor, path: Sequence[int], ends: _Ends, size: int
) -> tuple[list[Step], list[int]]:
    between = pieces_between(corridor)
    steps: list[Step] = []
    passed = [0] * len(corridor.stops)
    for a, b in pairwise(path[1:-1]):
        (low, u), (high, v) = divmod(a, size), divmod(b, size)
        if u != v:
            taken = step(corridor, between, u, v)
            if steps and taken.undoes(steps[-1]):  # a spur to a stop and back is no road
                steps.pop()
                passed = [min(count, len(steps)) for count in passed]
            else:
                steps.append(taken)
        if high != low:
            passed[high] = len(steps)
    steps += _last_hop(corridor, ends, path[-2] % size)
    passed[-1] = len(steps)
    return steps, passed


def _last_hop(corridor: Corridor, ends: _Ends, node: int) -> list[Step]:
    """The hop to the last stop, when the path comes to it from no end of a road."""
    count, last = len(corridor.node_xy), len(corridor.stops) - 1
    if node >= count:
        stop = node - count
        return [hop(corridor.at[stop], corridor.at[-1])] if stop != last else []
    return [] if node in ends.last[0] else [hop(corridor.node_xy[node], corridor.at[-1])]
