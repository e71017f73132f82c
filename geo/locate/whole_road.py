"""A road that really begins at one end place and really ends at the other: all of it is meant.

However it winds, and wherever on it the places' points lie nearest: a gazetteer's point is off by
its precision, and on a road with hairpins the nearest foot may lie kilometres inside.
"""

from itertools import product
from typing import Final

import numpy as np

from geo.arrays import Bools, Ints
from geo.locate.corridor import Corridor

ALONE_M: Final = 4_000.0
"""No other ways of the number lie this near to a road's end: else it goes on there. By judgement,
not measured."""


def whole_road(corridor: Corridor) -> tuple[int, int] | None:
    """The nodes where the road begins and ends, one as near to each end place as that is known.

    None where the number has another end elsewhere, or goes on beyond one of these.
    """
    ends = _dead_ends(corridor)
    found: list[tuple[float, int, int]] = []
    for cluster in np.unique(corridor.cluster[ends]).tolist():
        own = ends[corridor.cluster[ends] == cluster]
        first, last = (_at_place(corridor, own, stop) for stop in (0, -1))
        if (first | last).all() and _passes(corridor, cluster):
            found += [
                (_away_m(corridor, a, 0) + _away_m(corridor, b, -1), a, b)
                for a, b in product(own[first].tolist(), own[last].tolist())
                if a != b
            ]
    if not found:
        return None
    _, a, b = min(found)
    return (a, b) if _really_ends(corridor, a) and _really_ends(corridor, b) else None


def _dead_ends(corridor: Corridor) -> Ints:
    """Where own ways end, and no gap of the mapping leads on to others."""
    size = len(corridor.node_xy)
    own, any_way = (
        np.bincount(np.concatenate([corridor.pu[rows], corridor.pv[rows]]), minlength=size)
        for rows in (
            corridor.own[corridor.pedge],
            (corridor.own | corridor.is_gap)[corridor.pedge],
        )
    )
    return np.flatnonzero((own == 1) & (any_way == 1))


def _passes(corridor: Corridor, cluster: int) -> bool:
    """Whether the road passes every place on the way."""
    return all(
        any(corridor.cluster[node] == cluster for node, _, _ in feet)
        for feet in corridor.feet[1:-1]
    )


def _at_place(corridor: Corridor, nodes: Ints, stop: int) -> Bools:
    away = np.hypot(*(corridor.node_xy[nodes] - corridor.at[stop]).T)
    return np.asarray(away <= corridor.stops[stop].precision_m)


def _away_m(corridor: Corridor, node: int, stop: int) -> float:
    return float(np.hypot(*(corridor.node_xy[node] - corridor.at[stop])))


def _really_ends(corridor: Corridor, node: int) -> bool:
    own = corridor.own[corridor.pedge]
    others = np.concatenate([corridor.pu[own], corridor.pv[own]])
    others = others[corridor.cluster[others] != corridor.cluster[node]]
    away = np.hypot(*(corridor.node_xy[others] - corridor.node_xy[node]).T)
    return not bool((away < ALONE_M).any())
