"""One edge of a line after the other: what it runs on, and where.

The search knows nodes by number: those of the corridor first, then the stops themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
import shapely.ops

from geo.arrays import Floats
from geo.locate.corridor import Corridor
from geo.locate.network import FOREIGN_FACTOR

OWN, FOREIGN, GAP, HOP = "own", "foreign", "gap", "hop"
"""What a step runs on: an own way, another way, the straight line over a gap between two dead
ends, or nothing at all."""

Between: TypeAlias = Mapping[tuple[int, int], list[int]]
"""The corridor's pieces that join two nodes, the smaller number first."""


@dataclass(frozen=True)
class Step:
    """One edge of the path."""

    kind: str
    xy: Floats
    """Metres in the corridor's plane; shape (n, 2)."""
    length: float
    edge: int = -1
    """Index of the network's edge; -1 for a hop."""
    is_connector: bool = False
    same_class: bool = False
    is_local: bool = False
    """Whether the way bears the number of a district road."""

    def undoes(self, other: "Step") -> bool:
        """Whether this step goes back over another; a hop never does."""
        return self.edge == other.edge >= 0 and np.array_equal(self.xy, other.xy[::-1])


def hop(a: Floats, b: Floats) -> Step:
    """The straight step between two points."""
    return Step(HOP, np.array([a, b]), float(np.hypot(*(b - a))))


def pieces_between(corridor: Corridor) -> Between:
    """Look up the corridor's pieces by the nodes they join."""
    between: dict[tuple[int, int], list[int]] = {}
    for row, (a, b) in enumerate(zip(corridor.pu.tolist(), corridor.pv.tolist(), strict=True)):
        between.setdefault((min(a, b), max(a, b)), []).append(row)
    return between


def step(corridor: Corridor, between: Between, u: int, v: int) -> Step:
    """The step from one node to the next: the best piece that joins them, else a hop."""
    rows = between.get((min(u, v), max(u, v)), [])
    if max(u, v) >= len(corridor.node_xy) or not rows:
        return hop(_xy(corridor, u), _xy(corridor, v))
    rank = {True: 1.0, False: FOREIGN_FACTOR}
    row = min(rows, key=lambda r: rank[bool(corridor.own[corridor.pedge[r]])] * corridor.plen[r])
    index = int(corridor.pedge[row])
    xy = _piece_xy(corridor, row)
    kind = OWN if corridor.own[index] else GAP if corridor.is_gap[index] else FOREIGN
    return Step(
        kind,
        xy if int(corridor.pu[row]) == u else xy[::-1],
        float(corridor.plen[row]),
        int(corridor.edge[index]),
        bool(corridor.is_connector[index]),
        bool(corridor.kind[index] in corridor.classes),
        bool(corridor.is_local[index]),
    )


def _piece_xy(corridor: Corridor, row: int) -> Floats:
    index = int(corridor.pedge[row])
    line = corridor.lines[index]
    key = (int(corridor.pu[row]), int(corridor.pv[row]), index)
    if key in corridor.part_of:
        line = shapely.ops.substring(line, *corridor.part_of[key])
    xy: Floats = shapely.get_coordinates(line)
    return xy


def _xy(corridor: Corridor, node: int) -> Floats:
    count = len(corridor.node_xy)
    xy: Floats = corridor.node_xy[node] if node < count else corridor.at[node - count]
    return xy
