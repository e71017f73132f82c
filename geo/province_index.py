"""Which province a point lies in, and where segments meet a border, many at a time.

The index lays a grid over the provinces. A cell that no border passes through lies wholly in
one province (or in none), so most questions are answered by looking a cell up; only what lies
in a border cell meets geometry, and then single border edges rather than whole polygons.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

NOWHERE = -1
"""Province number of a point that lies in no province."""
_BORDER = -2
_CELLS_PER_EDGE = 50
_MOST_CELLS = 1_500_000
"""Detailed borders get a finer grid, up to cells of about 1.2 km over the whole country: finer
ones cost more to lay than they save. A sketch or a test gets a small one."""


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


class ProvinceIndex:
    """Provinces made ready for questions about many points and segments.

    Parameters
    ----------
    provinces
        Columns ``province_code`` and ``geometry`` (Polygon or MultiPolygon), any CRS. Rows
        are numbered in order of their code, so that answers do not depend on row order.
    """

    def __init__(self, provinces: gpd.GeoDataFrame) -> None:
        ordered = provinces.sort_values("province_code", kind="stable")
        self.rows: Ints = provinces.index.get_indexer(ordered.index).astype(np.int64)
        self._polygons = np.asarray(ordered.geometry.array)
        shapely.prepare(self._polygons)
        self._bounds: Floats = shapely.bounds(self._polygons)
        self._edges = _edges(self._polygons)
        self._make_grid()

    def _make_grid(self) -> None:
        west, south, east, north = shapely.total_bounds(self._polygons)
        span = max(east - west, north - south)
        cells = min(_MOST_CELLS, _CELLS_PER_EDGE * len(self._edges))
        self._size = max(np.sqrt((east - west) * (north - south) / cells), span * 1e-6)
        # One empty cell all round, so that clipping a far point to the grid says "nowhere".
        self._origin = np.array([west, south]) - 1.5 * self._size
        shape = np.ceil((np.array([east, north]) - self._origin) / self._size).astype(int) + 2
        self._grid = np.full((shape[1], shape[0]), NOWHERE, dtype=np.int16)
        cell, edge = self._touched(self._edges[:, :2], self._edges[:, 2:])
        order = np.argsort(cell, kind="stable")
        self._cell_edges = edge[order]
        self._border_cells, first = np.unique(cell[order], return_index=True)
        self._cell_first: Ints = np.append(first, len(order))
        self._grid.ravel()[self._border_cells] = _BORDER
        border = self._grid == _BORDER
        self._label_runs(self._grid, border)
        counts = np.zeros((shape[1] + 1, shape[0] + 1), dtype=np.int32)
        np.cumsum(np.cumsum(border, axis=0, dtype=np.int32), axis=1, out=counts[1:, 1:])
        self._border_count = counts

    def _touched(self, a: Floats, b: Floats) -> tuple[Ints, Ints]:
        """Flat numbers of the cells along the segments a → b, and the segment of each.

        Every cell that a segment passes through is among them, and a few beside it.
        """
        steps = np.maximum(1, np.ceil(np.abs(b - a).max(axis=1) / self._size)).astype(np.int64)
        segment = np.repeat(np.arange(len(a)), steps)
        step = np.arange(len(segment)) - np.repeat(np.cumsum(steps) - steps, steps)
        way = (b - a)[segment] / steps[segment, None]
        start = a[segment] + way * step[:, None]
        end = start + way
        # A hair wider than the segment: a border on a cell's rim makes both border cells.
        low = self._cells(np.minimum(start, end) - 1e-6 * self._size)
        high = self._cells(np.maximum(start, end) + 1e-6 * self._size)
        width = self._grid.shape[1]
        cells, owners = [], []
        # A part no longer than a cell touches at most 2 × 2 of them, 3 × 3 with the hair.
        for row in range(3):
            for column in range(3):
                x, y = low[:, 0] + column, low[:, 1] + row
                meant = (x <= high[:, 0]) & (y <= high[:, 1])
                cells.append((y * width + x)[meant])
                owners.append(segment[meant])
        return np.concatenate(cells), np.concatenate(owners)

    def _label_runs(self, grid: NDArray[np.int16], border: Bools) -> None:
        """Give every run of cells between borders the province of its first cell's centre."""
        flat_border = border.ravel()
        starts = np.ones(flat_border.size, dtype=bool)
        starts[1:] = flat_border[1:] != flat_border[:-1]
        starts[:: grid.shape[1]] = True
        first = np.flatnonzero(starts & ~flat_border)
        row, column = np.divmod(first, grid.shape[1])
        centres = self._origin + (np.column_stack([column, row]) + 0.5) * self._size
        label = self._locate_exactly(centres)
        run = np.cumsum(starts & ~flat_border) - 1
        flat = grid.ravel()
        flat[~flat_border] = label[run[~flat_border]]

    def _cells(self, xy: Floats) -> Ints:
        cell = np.floor((xy - self._origin) / self._size).astype(np.int64)
        inside: Ints = np.clip(cell, 0, np.array(self._grid.shape[::-1]) - 1)
        return inside

    def province_of_boxes(self, boxes: Floats) -> tuple[Ints, Bools]:
        """Province number of whole boxes, where the grid alone can tell.

        Parameters
        ----------
        boxes
            Shape (n, 4): min x, min y, max x, max y.

        Returns
        -------
        tuple
            Province numbers, shape (n,), and whether each is settled.
        """
        low, high = self._cells(boxes[:, :2]), self._cells(boxes[:, 2:])
        counts = self._border_count
        borders = (
            counts[high[:, 1] + 1, high[:, 0] + 1]
            - counts[low[:, 1], high[:, 0] + 1]
            - counts[high[:, 1] + 1, low[:, 0]]
            + counts[low[:, 1], low[:, 0]]
        )
        return self._grid[low[:, 1], low[:, 0]].astype(np.int64), borders == 0

    def locate(self, xy: Floats) -> Ints:
        """Province number of points, shape (n, 2); NOWHERE outside all, lowest code if several."""
        cell = self._cells(xy)
        found = self._grid[cell[:, 1], cell[:, 0]].astype(np.int64)
        unsure = np.flatnonzero(found == _BORDER)
        found[unsure] = self._locate_exactly(xy[unsure])
        return found

    def _locate_exactly(self, xy: Floats) -> Ints:
        found = np.full(len(xy), NOWHERE, dtype=np.int64)
        for number in range(len(self._polygons) - 1, -1, -1):
            x0, y0, x1, y1 = self._bounds[number]
            near = np.flatnonzero(
                (xy[:, 0] >= x0) & (xy[:, 0] <= x1) & (xy[:, 1] >= y0) & (xy[:, 1] <= y1)
            )
            inside = shapely.intersects_xy(self._polygons[number], xy[near, 0], xy[near, 1])
            found[near[inside]] = number
        return found

    def lowest_touching(self, xy: Floats) -> Ints:
        """Lowest number among the provinces that reach each border point, shape (n, 2)."""
        found = np.full(len(xy), len(self._polygons), dtype=np.int64)
        reach = _TOLERANCE * np.abs(shapely.total_bounds(self._polygons)).max()
        for number, polygon in enumerate(self._polygons):
            touches = shapely.dwithin(polygon, shapely.points(xy), reach)
            found[touches] = np.minimum(found[touches], number)
        return np.where(found == len(self._polygons), NOWHERE, found)

    def meetings(self, starts: Floats, ends: Floats) -> Meetings:
        """Where the segments ``starts`` → ``ends``, each of shape (n, 2), meet border edges."""
        segment, edge = self._near_edges(starts, ends)
        p, r = starts[segment], ends[segment] - starts[segment]
        q, s = self._edges[edge, :2], self._edges[edge, 2:] - self._edges[edge, :2]
        return _intersections(segment, p, r, q, s)

    def _near_edges(self, starts: Floats, ends: Floats) -> tuple[Ints, Ints]:
        """Pairs of a segment and a border edge that share a cell and whose boxes meet."""
        cell, segment = self._touched(starts, ends)
        place = np.searchsorted(self._border_cells, cell)
        place[place == len(self._border_cells)] = 0
        is_border = self._border_cells[place] == cell
        place, segment = place[is_border], segment[is_border]
        count = np.diff(self._cell_first)[place]
        first = np.repeat(self._cell_first[place] - np.cumsum(count) + count, count)
        edge = self._cell_edges[first + np.arange(len(first))]
        segment = np.repeat(segment, count)
        meet = np.ones(len(segment), dtype=bool)
        for axis in (0, 1):
            low = np.minimum(starts[:, axis], ends[:, axis])[segment]
            high = np.maximum(starts[:, axis], ends[:, axis])[segment]
            a, b = self._edges[edge, axis], self._edges[edge, axis + 2]
            meet &= (np.minimum(a, b) <= high) & (np.maximum(a, b) >= low)
        return segment[meet], edge[meet]


_TOLERANCE = 1e-9
"""Of a segment's or edge's own length: wide enough that rounding never hides a crossing at an
edge's end. A cut too many does no harm, since both its sides lie in one province."""


def _intersections(segment: Ints, p: Floats, r: Floats, q: Floats, s: Floats) -> Meetings:
    """Meet p + t·r with q + u·s pair by pair; both t and u within 0…1."""
    cross = _cross(r, s)
    scale = np.hypot(*r.T) * np.hypot(*s.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        t, u = _cross(q - p, s) / cross, _cross(q - p, r) / cross
        length_squared = (r * r).sum(axis=1)
        off_line = np.abs(_cross(q - p, r)) / np.sqrt(length_squared)
        first = ((q - p) * r).sum(axis=1) / length_squared
        last = ((q + s - p) * r).sum(axis=1) / length_squared
    parallel = np.abs(cross) <= 1e-12 * scale
    low, high = -_TOLERANCE, 1 + _TOLERANCE
    crossing = ~parallel & (t >= low) & (t <= high) & (u >= low) & (u <= high)
    near, far = np.minimum(first, last), np.maximum(first, last)
    along = (
        parallel
        & (off_line <= _TOLERANCE * np.hypot(*s.T))
        & (far >= low)
        & (near <= high)
        & (length_squared > 0)
    )
    t = np.clip(t[crossing], 0.0, 1.0)
    return Meetings(
        segment=np.concatenate([segment[crossing], segment[along]]),
        at=np.concatenate([t, np.clip(near[along], 0.0, 1.0)]),
        run_end=np.concatenate([t, np.clip(far[along], 0.0, 1.0)]),
    )


def _cross(a: Floats, b: Floats) -> Floats:
    product: Floats = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return product


def _edges(polygons: Objects) -> Floats:
    """All ring edges as rows x0, y0, x1, y1."""
    rings = shapely.get_rings(shapely.get_parts(polygons))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    edges = np.hstack([xy[:-1], xy[1:]])[ring[1:] == ring[:-1]]
    has_length: Bools = (edges[:, :2] != edges[:, 2:]).any(axis=1)
    return np.asarray(edges[has_length])
