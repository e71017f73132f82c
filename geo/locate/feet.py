"""How a line meets its stops: the feet of the stops on own ways, and the ends of roads."""

from typing import Final

import numpy as np
from shapely import Point

from geo.arrays import Floats, Ints
from geo.locate.corridor import Corridor

END_FACTOR: Final = 4.0
"""What a metre between an end place and the line's end costs: the line runs on along own ways
towards the place, but not along others. As another way (``FOREIGN_FACTOR``)."""
PASS_FACTOR: Final = 1.2
MISS_FACTOR: Final = 1.6
"""What a metre between a place on the way and the line costs, within reach and up to twice that: of
two own ways the nearer is likelier. Both by judgement, not measured."""
SHORT_FACTOR: Final = 1.6
"""What a metre, straight, between the foot and the road's end costs where the line stops short of
the end: it goes on to there unless that is a detour. By judgement: as much as the guard
allows a line (``GUARD``)."""
ALONE_M: Final = 4_000.0
"""An own way's end is the road's end unless another own way lies within this …"""
AHEAD_M: Final = 500.0
"""… and leads this far ahead; a road that bends back at its end does not go on. Both by judgement,
not measured."""

STRAIGHT_ON: Final = 0.9
"""Cosine of the most, 26°, that a road turns where only its label ends …"""
LOOK_M: Final = 100.0
"""… looking this far, metres, along both ways. Both by judgement, not measured."""


def nearest_feet(corridor: Corridor, stop: int) -> dict[int, float]:
    """The nearest foot of each own cluster within reach: node → distance."""
    best: dict[int, tuple[float, int]] = {}
    for node, away, cluster in corridor.feet[stop]:
        if away <= corridor.stops[stop].reach_m:
            best[cluster] = min(best.get(cluster, (np.inf, -1)), (away, node))
    return {node: away for away, node in best.values()}


def passing_feet(corridor: Corridor, stop: int) -> tuple[Ints, Floats]:
    """Where the line may pass a place on the way, and what that costs."""
    reach = corridor.stops[stop].reach_m
    best: dict[int, float] = {}
    for node, away, _ in corridor.feet[stop]:
        cost = PASS_FACTOR * away if away <= reach else MISS_FACTOR * away
        best[node] = min(best.get(node, np.inf), cost)
    return np.array(list(best), dtype=np.int64), np.array(list(best.values()))


def line_ends(corridor: Corridor, stop: int, inward: int) -> tuple[Ints, Floats]:
    """Where the line may end: each cluster's foot, and rather its road's end behind that."""
    nodes, costs = [], []
    for node, away in nearest_feet(corridor, stop).items():
        end = _road_end(corridor, node, stop, inward)
        cost = END_FACTOR * away + 0.01
        if end is not None:
            nodes.append(end)
            costs.append(cost)
            cost += SHORT_FACTOR * float(
                np.hypot(*(corridor.node_xy[end] - corridor.node_xy[node]))
            )
        nodes.append(node)
        costs.append(cost)
    return np.array(nodes, dtype=np.int64), np.array(costs)


def _road_end(corridor: Corridor, foot: int, stop: int, inward: int) -> int | None:
    """The own road's end within reach of an end place, when it lies beyond the foot."""
    own = corridor.own[corridor.pedge]
    degree = np.bincount(
        np.concatenate([corridor.pu[own], corridor.pv[own]]), minlength=len(corridor.node_xy)
    )
    ends = np.flatnonzero((degree == 1) & (corridor.cluster == corridor.cluster[foot]))
    away = np.hypot(*(corridor.node_xy[ends] - corridor.at[stop]).T)
    reach = corridor.stops[stop].reach_m
    ends = ends[away <= reach]
    inner = np.hypot(*(corridor.node_xy[ends] - corridor.at[inward]).T)
    inner_foot = float(np.hypot(*(corridor.node_xy[foot] - corridor.at[inward])))
    for node in ends[inner > inner_foot].tolist():
        near = float(np.hypot(*(corridor.node_xy[node] - corridor.node_xy[foot]))) <= reach
        if node != foot and near and not _goes_on(corridor, foot, node):
            return int(node)
    return None


def _goes_on(corridor: Corridor, foot: int, end: int) -> bool:
    """Whether own ways lie ahead of an end, as one comes to it from the foot."""
    here = corridor.node_xy[end]
    ahead = here - corridor.node_xy[foot]
    ahead = ahead / (float(np.hypot(*ahead)) or 1.0)
    near = corridor.own_xy[np.hypot(*(corridor.own_xy - here).T) < ALONE_M] - here
    return bool((near @ ahead > AHEAD_M).any()) or _is_continued(corridor, end)


def _is_continued(corridor: Corridor, end: int) -> bool:
    """Whether only the label ends here, or own ways lie behind a gap."""
    touching = corridor.is_gap[corridor.pedge] & ((corridor.pu == end) | (corridor.pv == end))
    others = np.concatenate([corridor.pu[touching], corridor.pv[touching]])
    own = corridor.own[corridor.pedge]
    beyond = np.isin(others, np.concatenate([corridor.pu[own], corridor.pv[own]])) & (others != end)
    return bool(beyond.any()) or _label_ends(corridor, end)


def _label_ends(corridor: Corridor, end: int) -> bool:
    """Whether only the label ends: another way of the road's class leads straight on."""
    touching = (corridor.pu == end) | (corridor.pv == end)
    away = {
        int(row): _direction(corridor, int(row), end)
        for row in np.flatnonzero(touching & ~corridor.is_gap[corridor.pedge])
    }
    own = [way for row, way in away.items() if corridor.own[corridor.pedge[row]]]
    others = [
        way
        for row, way in away.items()
        if not corridor.own[corridor.pedge[row]]
        and corridor.kind[corridor.pedge[row]] in corridor.classes
    ]
    return any(float(a @ b) <= -STRAIGHT_ON for a in own for b in others)


def _direction(corridor: Corridor, row: int, node: int) -> Floats:
    """Unit vector from a node along a piece that it ends, over its first hundred metres."""
    line = corridor.lines[corridor.pedge[row]]
    here = corridor.node_xy[node]
    at = line.project(Point(here))
    step = LOOK_M if at < line.length / 2 else -LOOK_M
    there = np.array(line.interpolate(max(0.0, at + step)).coords[0])
    size = float(np.hypot(*(there - here))) or 1.0
    unit: Floats = (there - here) / size
    return unit
