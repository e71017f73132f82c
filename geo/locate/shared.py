"""Roads along which two strands of one route run: only one of them is meant to.

Strands bear one name. Where a part of one is not built, the nearest way of the name is that of
its branch, and the line would run along that.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import Final

import numpy as np
import shapely
from shapely import LineString, MultiLineString

from geo.arrays import Bools, Floats
from geo.locate.trace import FoundLine, Stops
from geo.plane import Plane

SHARED_M: Final = 1_000.0
"""Strands may share a junction; from so much on, metres, they run on one road. By judgement,
not measured: longer than any junction's branches."""
ASTRAY: Final = 0.2
"""The road is one strand's when it leads, by this share of its length, farther along that strand
than along the other. By judgement, not measured."""
SAME_M: Final = 2.0
"""Lines this near to each other run on the same way. By judgement, not measured: what
two lines have of one way differs by rounding, and the next carriageway is a lane's width off."""


def strays(
    strands: Sequence[Stops], traces: Sequence[FoundLine | None]
) -> Mapping[int, frozenset[int]]:
    """Which ways a strand should leave to another: number of the strand → rows of the ways."""
    found: dict[int, frozenset[int]] = {}
    lines = [(number, line) for number, line in enumerate(traces) if line is not None]
    for (one, first), (other, second) in combinations(lines, 2):
        rows = _rows(first) & _rows(second)
        if not rows or _share_a_leg(strands[one], strands[other]):
            continue
        leads = _lead(strands[one], first, second), _lead(strands[other], second, first)
        if abs(leads[0] - leads[1]) >= ASTRAY:
            astray = one if leads[0] < leads[1] else other
            found[astray] = found.get(astray, frozenset()) | rows
    return found


def _rows(line: FoundLine) -> frozenset[int]:
    return frozenset(row for run in line.runs if run.on_osm for row in run.way_rows)


def _share_a_leg(one: Stops, other: Stops) -> bool:
    """Whether the route itself has both strands between the same two places."""
    first, second = ({frozenset(leg) for leg in pairwise(strand.keys)} for strand in (one, other))
    return bool(first & second)


def _lead(strand: Stops, line: FoundLine, other: FoundLine) -> float:
    """How far along a strand's sketch its line leads on what it shares, as a share of that."""
    stops = np.array([stop.point.coords[0] for stop in strand.stops])
    plane = Plane.around(stops)
    road, beside = _flat(line, plane), _flat(other, plane)
    at = _vertices(road, beside)
    points = shapely.line_interpolate_point(road, at)
    is_shared: Bools = np.asarray(shapely.distance(points, beside)) <= SAME_M
    both: Bools = is_shared[1:] & is_shared[:-1]
    length = float(np.diff(at)[both].sum())
    if length < SHARED_M:
        return 0.0
    sketch = LineString(plane.flat(stops))
    first, last = (sketch.project(point) for point in points[is_shared][[0, -1]])
    return float(last - first) / length


def _vertices(road: MultiLineString, beside: MultiLineString) -> Floats:
    """How far along a line its vertices lie, and where those of another are nearest to it.

    Only there can what they share begin and end.
    """
    xy = np.concatenate([shapely.get_coordinates(road), shapely.get_coordinates(beside)])
    at: Floats = np.unique(shapely.line_locate_point(road, shapely.points(xy)))
    return at


def _flat(line: FoundLine, plane: Plane) -> MultiLineString:
    runs: list[Floats] = [plane.flat(run.lonlat) for run in line.runs if run.on_osm]
    return MultiLineString([LineString(xy) for xy in runs])
