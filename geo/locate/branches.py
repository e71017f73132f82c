"""Where else the ways of a name or number lead, beside the line that follows them."""

from collections.abc import Collection

import networkx as nx
import numpy as np
import shapely
from shapely import LineString

from geo.arrays import Bools, Floats, Ints
from geo.locate.corridor import Corridor

SAME_NODE_M = 1.0
"""A node within this of a point is that point: only rounding lies between. Chosen: any length
between rounding and the shortest way does."""


def own_ways_lead_off(
    corridor: Corridor, xy: Floats, used: Collection[int], line: LineString, far_m: float
) -> bool:
    """Say whether own ways, from a point of a line onward, come far from the line.

    Parameters
    ----------
    corridor
        The own ways, cut at the feet of the stops.
    xy
        The point, metres in the corridor's plane.
    used
        Indices of the network's edges that the line runs on. A foot cuts an edge in two, so
        the rest of such an edge counts too, once it is off the line.
    line
        The line, in the plane.
    far_m
        What is far, metres.
    """
    own = np.flatnonzero((corridor.own | corridor.is_gap | corridor.is_connector)[corridor.pedge])
    on_line = np.isin(corridor.edge[corridor.pedge[own]], list(used))
    on_line &= _beside(corridor, own, line)
    free = own[~on_line]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(zip(corridor.pu[free].tolist(), corridor.pv[free].tolist(), strict=True))
    here = np.flatnonzero(np.hypot(*(corridor.node_xy - xy).T) <= SAME_NODE_M)
    for node in here.tolist():
        if node in graph:
            reached = list(nx.node_connected_component(graph, node))
            away = shapely.distance(shapely.points(corridor.node_xy[reached]), line)
            if bool((away > far_m).any()):
                return True
    return False


def _beside(corridor: Corridor, rows: Ints, line: LineString) -> Bools:
    """Flag the pieces whose both ends lie on the line."""
    ends = [corridor.node_xy[nodes[rows]] for nodes in (corridor.pu, corridor.pv)]
    flags = [shapely.distance(shapely.points(xy), line) <= SAME_NODE_M for xy in ends]
    return np.asarray(flags[0] & flags[1])
