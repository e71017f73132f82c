"""How often outlines cross themselves, counted no further than matters.

Mending an outline takes time with the fourth power of its crossings: two hundred vertices that
cross everywhere take a quarter of a minute, five hundred never end. A real outline crosses itself
at a handful of places.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

_FEW, _MANY = 4, 2_000
"""Segments looked at in one go: few at first, for each may cross each of a million."""


def crossings(shapes: NDArray[np.object_], most: int) -> int:
    """Count the pairs of segments of one shape that cross or cover one another.

    Parameters
    ----------
    shapes
        Polygons or several of them.
    most
        Where counting may stop: what comes back may be ``most + 1`` or somewhat more.

    Examples
    --------
    >>> bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    >>> crossings(np.array([bow], dtype=object), 10)
    1
    """
    found = 0
    for shape in shapes:
        segments = _segments(shape)
        tree = shapely.STRtree(segments)
        start, count = 0, _FEW
        while start < len(segments):
            part = segments[start : start + count]
            for predicate in ("crosses", "overlaps"):
                first, second = tree.query(part, predicate=predicate)
                found += int(np.sum(first + start < second))
            if found > most:
                return found
            start, count = start + count, min(2 * count, _MANY)
    return found


def _segments(shape: shapely.Geometry) -> NDArray[np.object_]:
    rings = shapely.get_parts(shapely.boundary(shape))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    lines = shapely.linestrings(np.stack([xy[:-1][inside], xy[1:][inside]], axis=1))
    return np.asarray(lines, dtype=object)
