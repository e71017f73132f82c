"""Straight segments, many at a time: their extents, their parts, and where they meet others.

Segments are arrays of shape (4, n) with rows x0, y0, x1, y1: each coordinate lies together in
memory, which whole-array arithmetic likes best.
"""

from dataclasses import dataclass

import numpy as np

from geo.arrays import Floats, Ints
from geo.cut.ragged import spread

TOLERANCE = 1e-9
"""Of a segment's or edge's own length: wide enough that rounding never hides a crossing at an
edge's end. A cut too many does no harm, since both its sides lie in one province. Chosen: a double
rounds to 1e-16."""


@dataclass(frozen=True)
class Meetings:
    """Where segments meet border edges.

    ``segment`` are row numbers of the segments asked about, ``at`` the fraction 0…1 along
    each, ``run_end`` the fraction at which a stretch *along* the edge ends (equal to ``at``
    for a plain crossing or touch).
    """

    segment: Ints
    at: Floats
    run_end: Floats


def extent(segments: Floats, axis: int) -> tuple[Floats, Floats]:
    """Least and greatest x (axis 0) or y (axis 1) of segments, shape (4, n)."""
    a, b = segments[axis], segments[axis + 2]
    return np.minimum(a, b), np.maximum(a, b)


def parts(segments: Floats, longest: float) -> tuple[Ints, Floats]:
    """Divide segments, shape (4, n), evenly into parts that reach no further along x or y.

    Returns each part's segment number, and the parts, shape (4, m).
    """
    start, way = segments[:2], segments[2:] - segments[:2]
    reach = np.maximum(*np.abs(way))
    if (reach <= longest).all():
        return np.arange(len(reach)), segments
    count = np.maximum(np.ceil(reach / longest), 1).astype(np.int64)
    segment, number = spread(count)
    step = (way / count)[:, segment]
    start = start[:, segment] + number * step
    return segment, np.vstack([start, start + step])


def meetings(number: Ints, segments: Floats, edges: Floats) -> Meetings:
    """Where segments meet edges, pair by pair; ``number`` is what the answer calls the segment.

    A segment is p + t·r, an edge q + u·s, each with t or u from 0 to 1.
    """
    r, s = segments[2:] - segments[:2], edges[2:] - edges[:2]
    gap = edges[:2] - segments[:2]
    cross, off = _cross(r, s), _cross(gap, r)
    edge_length = np.hypot(*s)
    with np.errstate(divide="ignore", invalid="ignore"):
        t, u = _cross(gap, s) / cross, off / cross
        length_squared = _dot(r, r)
        off_line = np.abs(off) / np.sqrt(length_squared)
        first, last = _dot(gap, r) / length_squared, _dot(gap + s, r) / length_squared
    parallel = np.abs(cross) <= 1e-12 * np.hypot(*r) * edge_length
    low, high = -TOLERANCE, 1 + TOLERANCE
    crossing = ~parallel & (t >= low) & (t <= high) & (u >= low) & (u <= high)
    near, far = np.minimum(first, last), np.maximum(first, last)
    along = (
        parallel
        & (off_line <= TOLERANCE * edge_length)
        & (far >= low)
        & (near <= high)
        & (length_squared > 0)
    )
    t = np.clip(t[crossing], 0.0, 1.0)
    return Meetings(
        segment=np.concatenate([number[crossing], number[along]]),
        at=np.concatenate([t, np.clip(near[along], 0.0, 1.0)]),
        run_end=np.concatenate([t, np.clip(far[along], 0.0, 1.0)]),
    )


def _cross(a: Floats, b: Floats) -> Floats:
    product: Floats = a[0] * b[1] - a[1] * b[0]
    return product


def _dot(a: Floats, b: Floats) -> Floats:
    product: Floats = a[0] * b[0] + a[1] * b[1]
    return product
