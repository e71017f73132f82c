"""Many lines as flat arrays of vertices, each vertex with its distance along its line."""

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo.crs import segment_lengths_m
from geo.province_index import Floats, Ints

SAME_POINT_M = 1e-6
"""Two positions on a line nearer than this, in metres, are one: a thousandth of the
millimetre that seven decimals of a degree can tell apart, and far above rounding noise."""


@dataclass(frozen=True)
class Strands:
    """The unbroken parts (strands) of all lines, one after the other.

    ``line`` is the row number each strand came from; vertices of strand k are rows
    ``first[k] … first[k + 1] - 1`` of ``xy``; ``measure`` is a vertex's distance in metres
    from the start of its *line*: it runs on from one strand of a line to the next.
    """

    geometry: NDArray[np.object_]
    line: Ints
    first: Ints
    xy: Floats
    measure: Floats

    @classmethod
    def of(cls, lines: gpd.GeoSeries, crs: CRS) -> "Strands":
        """Take lines (LineString or MultiLineString, in ``crs``) apart."""
        geometry, line = shapely.get_parts(np.asarray(lines.array), return_index=True)
        xy, strand = shapely.get_coordinates(geometry, return_index=True)
        first = np.searchsorted(strand, np.arange(len(geometry) + 1)).astype(np.int64)
        step = np.zeros(len(xy))
        inner = np.flatnonzero(strand[1:] == strand[:-1])
        step[inner + 1] = segment_lengths_m(xy[inner], xy[inner + 1], crs)
        return cls(geometry, line.astype(np.int64), first, xy, _sum_within(step, line[strand]))

    @cached_property
    def start_m(self) -> Floats:
        """Distance of each strand's first vertex along its line."""
        return self.measure[self.first[:-1]]

    @cached_property
    def end_m(self) -> Floats:
        """Distance of each strand's last vertex along its line."""
        return self.measure[self.first[1:] - 1]

    def segments_of(self, strands: Ints) -> tuple[Ints, Ints]:
        """First vertex of each segment of the given strands, and the strand it belongs to."""
        count = self.first[strands + 1] - self.first[strands] - 1
        return _ranges(self.first[strands], count), np.repeat(strands, count)

    def points_at(self, strand: Ints, measure: Floats) -> Floats:
        """Coordinates, shape (n, 2), at the given distances along the given strands.

        Equal questions get bit-equal answers, and a place within SAME_POINT_M of a vertex is
        that vertex, so that neighbouring pieces share their end exactly.
        """
        before = self._vertices_up_to(strand, measure + SAME_POINT_M) - 1
        after = np.minimum(before + 1, self.first[strand + 1] - 1)
        past = measure - self.measure[before]
        gap = self.measure[after] - self.measure[before]
        share = np.divide(past, gap, out=np.zeros_like(past), where=gap > 0)
        share[past <= SAME_POINT_M] = 0.0
        xy: Floats = self.xy[before] + share[:, None] * (self.xy[after] - self.xy[before])
        return xy

    def cut_out(self, strand: Ints, from_m: Floats, to_m: Floats) -> NDArray[np.object_]:
        """LineStrings from ``from_m`` to ``to_m`` along the given strands."""
        whole = (from_m == self.start_m[strand]) & (to_m == self.end_m[strand])
        lines = self.geometry[strand]
        some = np.flatnonzero(~whole)
        strand, from_m, to_m = strand[some], from_m[some], to_m[some]
        low = self._vertices_up_to(strand, from_m + SAME_POINT_M)
        high = self._vertices_up_to(strand, to_m - SAME_POINT_M)
        inner = np.maximum(high - low, 0)
        size = inner + 2
        piece = np.repeat(np.arange(len(some)), size)
        xy = np.empty((len(piece), 2))
        last = np.cumsum(size) - 1
        head = last - size + 1
        middle = np.ones(len(piece), dtype=bool)
        middle[head] = middle[last] = False
        xy[head] = self.points_at(strand, from_m)
        xy[last] = self.points_at(strand, to_m)
        xy[middle] = self.xy[_ranges(low, inner)]
        lines[some] = shapely.linestrings(xy, indices=piece)
        return lines

    def _vertices_up_to(self, strand: Ints, measure: Floats) -> Ints:
        """Row number one past the last vertex of the strand at or before ``measure``."""
        asked = np.unique(strand)
        vertex = _ranges(self.first[asked], np.diff(self.first)[asked])
        owner = np.repeat(asked, np.diff(self.first)[asked])
        # Sort vertices and questions together; a question then stands behind the vertices
        # it has passed. Vertices come first among equals.
        order = np.lexsort(
            [
                np.r_[np.zeros(len(vertex)), np.ones(len(measure))],
                np.r_[self.measure[vertex], measure],
                np.r_[owner, strand],
            ]
        )
        passed = np.cumsum(order < len(vertex))
        count = np.empty(len(order), dtype=np.int64)
        count[order] = passed
        return np.asarray(vertex[count[len(vertex) :] - 1] + 1, dtype=np.int64)


def _sum_within(step: Floats, group: Ints) -> Floats:
    """Cumulative sum that starts anew wherever ``group`` changes.

    Each group is summed by itself (not by subtracting running totals), so that a short line
    loses no digits to the million before it.
    """
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else group
    size = np.diff(np.r_[starts, len(group)])
    total = np.zeros_like(step)
    # One column of the table is the k-th vertex of every group that has one.
    by_size = np.argsort(-size, kind="stable")
    starts, size = starts[by_size], size[by_size]
    for k in range(1, int(size.max(initial=0))):
        rows = starts[: np.searchsorted(-size, -k, side="left")] + k
        total[rows] = total[rows - 1] + step[rows]
    return total


def _ranges(start: Ints, count: Ints) -> Ints:
    """Concatenate start[i], start[i] + 1, … (count[i] numbers each)."""
    ends = np.cumsum(count)
    offset = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count)
    return np.asarray(np.repeat(start, count) + offset, dtype=np.int64)
