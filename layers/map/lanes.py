"""Which projects run on one another's line, and so must be drawn side by side.

Two projects on one road would hide each other. Each that shares a stretch with another gets a
lane, a whole number of line widths off the true line; the crossings stay where they are.
"""

from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from geo.crs import WGS84
from geo.plane import Plane

NEAR_M: Final = 60.0
"""Lines nearer than this are one road: two sketches of it pass through the same places, and the
carriageways of one road lie up to some 50 m apart."""
SHARED_M: Final = 800.0
"""Less than this in common is a junction, not a shared road: at the overview (1:500,000) it is
1.6 mm."""
_STEP_M: Final = 100.0


def lanes(pieces: gpd.GeoDataFrame) -> dict[str, int]:
    """Give each project its lane: 0 on the line itself, then 1, -1, 2, -2 and so on.

    Parameters
    ----------
    pieces
        Columns project_id, length_km and geometry (EPSG:4326); only lines count.

    Returns
    -------
    dict
        project_id → lane, for the projects not in lane 0; positive ones lie to the left of
        the line's own direction. The longest project of each group stays on the line.
    """
    assert pieces.crs == WGS84
    lines = pieces[pieces.geometry.notna() & pieces.geom_type.eq("LineString")]
    if lines.empty:
        return {}
    meetings = nx.Graph(_sharing(lines))
    length = lines.groupby("project_id")["length_km"].sum()
    order = sorted(meetings, key=lambda project: (-length[project], project))
    taken = nx.greedy_color(meetings, strategy=lambda *_: order)
    return {
        project: _lane(place, lines.geometry[lines["project_id"] == project])
        for project, place in taken.items()
        if place
    }


def _lane(place: int, course: gpd.GeoSeries) -> int:
    """Number the lanes to the left of somebody who travels east, whichever way the line runs."""
    lane = (place + 1) // 2 * (1 if place % 2 else -1)
    start, end = course.iloc[0].coords[0], course.iloc[-1].coords[-1]
    return lane if start <= end else -lane


def _sharing(lines: gpd.GeoDataFrame) -> Iterator[tuple[str, str]]:
    """Pairs of projects with enough ground in common, each once."""
    owner = lines["project_id"].to_numpy()
    if len(lines) < 2:
        return
    shapes = lines.geometry.to_numpy()
    plane = Plane.around(shapely.get_coordinates(shapes))
    flat = shapely.transform(shapes, plane.flat)
    tree = shapely.STRtree(flat)
    first, second = tree.query(flat, predicate="dwithin", distance=NEAR_M)
    pairs = first < second
    first, second = first[pairs], second[pairs]
    pairs = owner[first] != owner[second]
    common: dict[tuple[str, str], float] = {}
    for a, b in zip(first[pairs], second[pairs], strict=True):
        names = (min(owner[a], owner[b]), max(owner[a], owner[b]))
        common[names] = common.get(names, 0.0) + _common_m(flat[a], flat[b])
    yield from (names for names, metres in common.items() if metres >= SHARED_M)


def _common_m(one: shapely.LineString, other: shapely.LineString) -> float:
    """Length of the shorter line that lies near the other, in steps of :data:`_STEP_M`."""
    shorter, longer = sorted((one, other), key=lambda line: line.length)
    at = np.arange(0.0, shorter.length + _STEP_M, _STEP_M)
    points = shapely.line_interpolate_point(shorter, at)
    return float(shapely.dwithin(points, longer, NEAR_M).sum()) * _STEP_M
