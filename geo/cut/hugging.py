"""Which stretches keep so near to a province that no boundary file can tell them from it."""

from dataclasses import dataclass

import numpy as np

from geo.arrays import Bools, Floats, Ints
from geo.crs import Ruler
from geo.cut.province_index import ProvinceIndex
from geo.cut.ragged import spread
from geo.cut.strands import Strands

_SURE = 0.9
"""So much of a reach in degrees is within the metres asked for, in any direction, as far as 24° N:
a degree north has 110.8 km there, one east 101.8 (WGS 84 ellipsoid)."""


@dataclass(frozen=True)
class Hugging:
    """Judges stretches of strands by how far they go from a province beside them.

    Parameters
    ----------
    strands, index, ruler
        The lines, the provinces and the measure of both.
    reach_m
        What is nowhere farther than this, in metres, or shorter, hugs the province. Looked at in
        the middle of a stretch, then at least every half of this along it.
    """

    strands: Strands
    index: ProvinceIndex
    ruler: Ruler
    reach_m: float

    def is_far(self, strand: Ints, from_m: Floats, to_m: Floats) -> Bools:
        """Whether a look at the grid alone tells that stretches are far from any border."""
        long = to_m - from_m >= self.reach_m
        x, y = self.strands.points_at(strand, (from_m + to_m) / 2).T
        reach = self.ruler.units_of(self.reach_m, y)
        boxes = np.column_stack([x - reach, y - reach, x + reach, y + reach])
        return long & self.index.province_of_boxes(boxes)[1]

    def hugs(self, strand: Ints, from_m: Floats, to_m: Floats, province: Ints) -> Bools:
        """Whether stretches, shape (n,), hug the provinces with these numbers."""
        hugs: Bools = to_m - from_m < self.reach_m
        asked = np.flatnonzero(~hugs) if self.reach_m > 0 else np.empty(0, dtype=np.int64)
        middle = (from_m + to_m)[asked] / 2
        hugs[asked] = self._reaches(strand[asked], middle, province[asked])
        row, at_m = self._along(from_m, to_m, asked[hugs[asked]])
        hugs[row[~self._reaches(strand[row], at_m, province[row])]] = False
        return hugs

    def _along(self, from_m: Floats, to_m: Floats, rows: Ints) -> tuple[Ints, Floats]:
        """Places along the stretches, the same in both directions."""
        length = to_m[rows] - from_m[rows]
        count = np.ceil(length * 2 / self.reach_m).astype(np.int64) if rows.size else rows
        number, step = spread(count)
        return rows[number], from_m[rows][number] + (step + 0.5) * (length / count)[number]

    def _reaches(self, strand: Ints, at_m: Floats, province: Ints) -> Bools:
        """Whether provinces come within reach; measured in metres where the CRS cannot tell."""
        xy = self.strands.points_at(strand, at_m)
        if not xy.size:
            return np.zeros(0, dtype=bool)
        reach = self.ruler.units_of(self.reach_m, xy[:, 1])
        near = self.index.reaches(province, xy, reach.max())
        if self.ruler.unit_m is None:
            asked = np.flatnonzero(near)
            sure = self.index.reaches(province[asked], xy[asked], _SURE * reach.min())
            asked = asked[~sure]
            nearest = self.index.nearest(province[asked], xy[asked])
            near[asked] = self.ruler.lengths_m(xy[asked], nearest) <= self.reach_m
        return near
