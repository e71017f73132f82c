"""Many lines as flat arrays of vertices, each vertex with its distance along its line."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from geo.arrays import Floats, Ints, Objects
from geo.crs import Ruler
from geo.cut.blocks import over_blocks
from geo.cut.ragged import spread

SAME_POINT_M = 1e-6
"""Two positions on a line nearer than this, in metres, are one: a thousandth of the
millimetre that seven decimals of a degree can tell apart, and far above rounding noise."""


@dataclass(frozen=True)
class Strands:
    """Unbroken lines, one after the other.

    Vertices of strand k are rows ``first[k] … first[k + 1] - 1`` of ``xy``; ``measure`` is a
    vertex's distance in metres from the start of the line that the strand is part of.
    """

    geometry: Objects
    first: Ints
    xy: Floats
    measure: Floats

    @classmethod
    def of(cls, geometry: Objects, start_m: Floats, end_m: Floats, ruler: Ruler) -> "Strands":
        """Take LineStrings apart; each runs from start_m to end_m along its line."""
        xy, first, step = _vertices(geometry, ruler)
        step[first[:-1]] = start_m
        measure = _sum_within(step, first)
        measure[first[1:] - 1] = end_m  # the sum of the same steps, without its rounding
        return cls(geometry, first, xy, measure)

    @cached_property
    def start_m(self) -> Floats:
        """Distance of each strand's first vertex along its line."""
        return self.measure[self.first[:-1]]

    @cached_property
    def end_m(self) -> Floats:
        """Distance of each strand's last vertex along its line."""
        return self.measure[self.first[1:] - 1]

    def segments(self) -> tuple[Ints, Ints]:
        """First vertex of every segment, and the strand it belongs to."""
        count = np.diff(self.first) - 1
        strand, number = spread(count)
        return self.first[strand] + number, strand

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

    def cut_out(self, strand: Ints, from_m: Floats, to_m: Floats) -> Objects:
        """LineStrings from ``from_m`` to ``to_m`` along the given strands."""
        whole = (from_m == self.start_m[strand]) & (to_m == self.end_m[strand])
        lines = self.geometry[strand]
        some = np.flatnonzero(~whole)
        strand, from_m, to_m = strand[some], from_m[some], to_m[some]
        low = self._vertices_up_to(strand, from_m + SAME_POINT_M)
        high = self._vertices_up_to(strand, to_m - SAME_POINT_M)
        inner = np.maximum(high - low, 0)
        piece, _ = spread(inner + 2)
        xy = np.empty((len(piece), 2))
        last = np.cumsum(inner + 2) - 1
        head = last - inner - 1
        middle = np.ones(len(piece), dtype=bool)
        middle[head] = middle[last] = False
        xy[head] = self.points_at(strand, from_m)
        xy[last] = self.points_at(strand, to_m)
        inside, number = spread(inner)
        xy[middle] = self.xy[low[inside] + number]
        lines[some] = shapely.linestrings(xy, indices=piece)
        return lines

    @cached_property
    def _lengthwise(self) -> tuple[Floats, Floats]:
        """Every vertex's distance with all strands laid end to end, and where each starts.

        One ascending array answers all questions at once. Its digits are enough for millions
        of kilometres: at 4 million a float still tells 0.5 micrometres apart.
        """
        start = np.zeros(len(self.geometry))
        np.cumsum((self.end_m - self.start_m)[:-1], out=start[1:])
        along = self.measure + np.repeat(start - self.start_m, np.diff(self.first))
        return np.maximum.accumulate(along), start

    def _vertices_up_to(self, strand: Ints, measure: Floats) -> Ints:
        """Row number one past the last vertex of the strand at or before ``measure``."""
        along, start = self._lengthwise
        asked = measure - self.start_m[strand] + start[strand]
        passed = np.searchsorted(along, asked, side="right")
        return np.clip(passed, self.first[strand] + 1, self.first[strand + 1])


_BLOCK = 4096
"""Lines a block: the vertices of so many common ones stay in the processor's cache. Chosen; no
result depends on it."""


def lengths_m(geometry: Objects, ruler: Ruler) -> Floats:
    """Lengths of LineStrings in metres."""

    def of_block(rows: slice) -> Floats:
        _, first, step = _vertices(geometry[rows], ruler)
        return np.add.reduceat(step, first[:-1])

    return np.concatenate(over_blocks(of_block, len(geometry), _BLOCK))


def _vertices(geometry: Objects, ruler: Ruler) -> tuple[Floats, Ints, Floats]:
    """Vertices, the row at which each line begins (and the last ends), and steps.

    A step is a vertex's distance in metres from the one before on its line, 0 for the first.
    """
    xy = shapely.get_coordinates(geometry)
    first = np.zeros(len(geometry) + 1, dtype=np.int64)
    np.cumsum(shapely.get_num_points(geometry), out=first[1:])
    # Whole arrays, with a step of no length from each line's end to the next one's start.
    jumps = first[1:-1]
    starts = xy[:-1].copy()
    starts[jumps - 1] = xy[jumps]
    step = np.zeros(len(xy))
    step[1:] = ruler.lengths_m(starts, xy[1:])
    return xy, first, step


def _sum_within(step: Floats, first: Ints) -> Floats:
    """Cumulative sum of ``step`` that starts anew at each row of ``first``.

    Each strand is summed by itself (not by subtracting running totals), so that a short line
    loses no digits to the million before it. Strands of like size are rows of one table,
    filled up with zeros to the next power of two.
    """
    total = np.empty_like(step)
    size = np.diff(first)
    width = 2 ** np.ceil(np.log2(size)).astype(np.int64)
    for columns in np.unique(width):
        strand = np.flatnonzero(width == columns)
        row, column = spread(size[strand])
        vertex = first[strand][row] + column
        table = np.zeros((len(strand), columns))
        table[row, column] = step[vertex]
        total[vertex] = np.cumsum(table, axis=1)[row, column]
    return total
