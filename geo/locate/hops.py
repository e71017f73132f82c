"""Where a line may leave the own ways for where they begin again: hops, and what they cost."""

from typing import Final

import numpy as np
from scipy.spatial import KDTree

from geo.arrays import Floats, Ints
from geo.locate.corridor import Corridor
from geo.locate.feet import nearest_feet

HOP_FACTOR: Final = 6.0
"""How many times its length a hop costs: more than other ways that lead on directly
(``FOREIGN_FACTOR`` times a detour of up to 1.5), less than a way round."""
HOP_M: Final = 1_000.0
"""What every hop costs besides, in metres: so that one hop is preferred to two. By judgement, not
measured."""


def hop_nodes(corridor: Corridor) -> tuple[Ints, Ints]:
    """Where a hop may begin or end: dead ends of own clusters, and feet of the stops."""
    own = corridor.own[corridor.pedge]
    joined = own | corridor.is_gap[corridor.pedge] | corridor.is_connector[corridor.pedge]
    degree = np.bincount(
        np.concatenate([corridor.pu[joined], corridor.pv[joined]]), minlength=len(corridor.node_xy)
    )
    ends = np.unique(np.concatenate([corridor.pu[own], corridor.pv[own]]))
    dead = ends[degree[ends] == 1]
    feet = [node for stop in range(len(corridor.stops)) for node in nearest_feet(corridor, stop)]
    close = _closest_nodes(corridor, ends)
    nodes = np.unique(np.concatenate([dead, close, np.array(feet, dtype=np.int64)]))
    return nodes, corridor.cluster[nodes]


def _closest_nodes(corridor: Corridor, nodes: Ints) -> Ints:
    """The nodes where each own cluster comes nearest to the others.

    Not every break shows as a dead end: two carriageways may end in one node.
    """
    label = corridor.cluster[nodes]
    close: list[int] = []
    for number in np.unique(label):
        here, there = nodes[label == number], nodes[label != number]
        if len(there):
            away, other = KDTree(corridor.node_xy[there]).query(corridor.node_xy[here])
            best = int(np.argmin(away))
            close += [int(here[best]), int(there[other[best]])]
    return np.array(close, dtype=np.int64)


def hops_between(corridor: Corridor, nodes: Ints, cluster: Ints) -> tuple[Ints, Ints, Floats]:
    """Hops between nodes of different clusters: from, to, cost."""
    xy = corridor.node_xy[nodes]
    away = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    a, b = np.nonzero(cluster[:, None] != cluster[None])
    return nodes[a], nodes[b], HOP_FACTOR * away[a, b] + HOP_M
