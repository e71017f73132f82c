"""Which province a point lies in, and where segments meet a border, many at a time.

The index lays a grid over the provinces. A cell that no border passes through lies wholly in
one province (or in none), so most questions are answered by looking a cell up; only what lies
in a border cell meets geometry, and then single border edges rather than whole polygons.
"""

from itertools import pairwise
from threading import Lock

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.arrays import Bools, Floats, Ints, Objects
from geo.cut.ragged import spread
from geo.cut.segments import TOLERANCE, Meetings, extent, meetings, parts

NOWHERE = -1
"""Province number of a point that lies in no province."""
_FIRST_BORDER = -2
"""What the grid holds in the first cell that a border passes through; -3 in the second, …"""
_CELLS_PER_EDGE = 50
_MOST_CELLS = 3_000_000
"""Detailed borders get a finer grid, up to cells of about 850 m over the whole country (measured
with 1.5, 3, 5 and 8 million: fewer leave more edges to be met one by one, more cost more to lay
than they save). A sketch or a test gets a small one. No result depends on it."""


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
        # GEOS must not meet one prepared polygon in two threads at once: the caller's may be in
        # use elsewhere, so these are copies, and our own threads take turns.
        self._polygons = shapely.force_2d(np.asarray(ordered.geometry.array))
        self._turn = Lock()
        shapely.prepare(self._polygons)
        self._bounds: Floats = shapely.bounds(self._polygons)
        self._make_grid(_edges(self._polygons))

    def _make_grid(self, edges: Floats) -> None:
        west, south, east, north = shapely.total_bounds(self._polygons)
        span = max(east - west, north - south)
        cells = min(_MOST_CELLS, _CELLS_PER_EDGE * edges.shape[1])
        self._size = max(np.sqrt((east - west) * (north - south) / cells), span * 1e-6)
        # One empty cell all round, so that clipping a far point to the grid says "nowhere".
        self._west, self._south = west - 1.5 * self._size, south - 1.5 * self._size
        self._width = int(np.ceil((east - self._west) / self._size)) + 2
        self._height = int(np.ceil((north - self._south) / self._size)) + 2
        # A hair wider than the edge: a border on a cell's rim makes both cells border cells.
        cell, edge = self._passed(edges, hair=1e-6 * self._size)
        order = np.argsort(cell, kind="stable")
        self._edges = edges[:, edge[order]]
        self._edge_extents = [extent(self._edges, axis) for axis in (0, 1)]
        border_cells, first = np.unique(cell[order], return_index=True)
        self._first_edge: Ints = np.append(first, len(order))
        is_border = np.zeros(self._width * self._height, dtype=bool)
        is_border[border_cells] = True
        self._grid = self._labels(is_border)
        self._grid[border_cells] = _FIRST_BORDER - np.arange(len(border_cells))
        self._border_count = _summed_area(is_border.reshape(self._height, self._width))

    def _labels(self, is_border: Bools) -> NDArray[np.int32]:
        """Give every run of cells between borders the province of its first cell's centre."""
        ends = is_border[1:] != is_border[:-1]
        ends[self._width - 1 :: self._width] = True
        first = np.append(0, np.flatnonzero(ends) + 1)
        inside = np.flatnonzero(~is_border[first])
        row, column = np.divmod(first[inside], self._width)
        x, y = self._west + (column + 0.5) * self._size, self._south + (row + 0.5) * self._size
        label = np.full(len(first), NOWHERE, dtype=np.int32)
        label[inside] = self._locate_exactly(np.column_stack([x, y]))
        return np.repeat(label, np.diff(first, append=len(is_border)))

    def _passed(self, segments: Floats, hair: float = 0.0) -> tuple[Ints, Ints]:
        """Cells that segments pass through, and the number of each cell's segment.

        Segments are columns x0, y0, x1, y1 in shape (4, n); a ``hair`` widens them all round.
        A few cells beside a segment are among its cells.
        """
        segment, (x0, y0, x1, y1) = parts(segments, self._size)
        west, east = np.minimum(x0, x1) - hair, np.maximum(x0, x1) + hair
        south, north = np.minimum(y0, y1) - hair, np.maximum(y0, y1) + hair
        column, row = self._column(west), self._row(south)
        columns, rows = self._column(east) - column + 1, self._row(north) - row + 1
        part, number = spread(columns * rows)
        up, right = np.divmod(number, columns[part])
        return (row[part] + up) * self._width + column[part] + right, segment[part]

    def _column(self, x: Floats) -> Ints:
        place: Floats = np.clip((x - self._west) / self._size, 0, self._width - 1)
        return place.astype(np.int64)

    def _row(self, y: Floats) -> Ints:
        place: Floats = np.clip((y - self._south) / self._size, 0, self._height - 1)
        return place.astype(np.int64)

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
        west, east = self._column(boxes[:, 0]), self._column(boxes[:, 2])
        south, north = self._row(boxes[:, 1]), self._row(boxes[:, 3])
        count = self._border_count
        borders = (count[north + 1, east + 1] - count[south, east + 1]) - (
            count[north + 1, west] - count[south, west]
        )
        return self._grid[south * self._width + west].astype(np.int64), borders == 0

    def locate(self, xy: Floats) -> Ints:
        """Province number of points, shape (n, 2); NOWHERE outside all, lowest code if several."""
        cell = self._row(xy[:, 1]) * self._width + self._column(xy[:, 0])
        found: Ints = self._grid[cell].astype(np.int64)
        unsure = np.flatnonzero(found <= _FIRST_BORDER)
        found[unsure] = self._locate_exactly(xy[unsure])
        return found

    def _locate_exactly(self, xy: Floats) -> Ints:
        found = np.full(len(xy), NOWHERE, dtype=np.int64)
        x, y = np.ascontiguousarray(xy.T)
        for number in range(len(self._polygons) - 1, -1, -1):
            x0, y0, x1, y1 = self._bounds[number]
            near = np.flatnonzero((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1))
            with self._turn:
                inside = shapely.intersects_xy(self._polygons[number], x[near], y[near])
            found[near[inside]] = number
        return found

    def lowest_touching(self, xy: Floats) -> Ints:
        """Lowest number among the provinces that reach each border point, shape (n, 2)."""
        found = np.full(len(xy), len(self._polygons), dtype=np.int64)
        points = shapely.points(xy)
        reach = TOLERANCE * np.abs(self._bounds).max()
        for number, polygon in enumerate(self._polygons):
            with self._turn:
                touches = shapely.dwithin(polygon, points, reach)
            found[touches] = np.minimum(found[touches], number)
        return np.where(found == len(self._polygons), NOWHERE, found)

    def reaches(self, province: Ints, xy: Floats, reach: float) -> Bools:
        """Whether a province comes within a reach (units of the CRS) of each point.

        ``province`` has the province's number for each point; shapes (n,) and (n, 2).
        """
        found = np.zeros(len(xy), dtype=bool)
        points: Objects = np.asarray(shapely.points(xy))
        for number in np.unique(province):
            own = np.flatnonzero(province == number)
            with self._turn:
                found[own] = shapely.dwithin(self._polygons[number], points[own], reach)
        return found

    def nearest(self, province: Ints, xy: Floats) -> Floats:
        """The point of a province that is nearest to each point, both of shape (n, 2).

        Nearest in the plane of the CRS: in degrees, by at most some thousandths of the distance,
        another point may be nearer in metres.
        """
        found = np.empty_like(xy)
        points: Objects = np.asarray(shapely.points(xy))
        for number in np.unique(province):
            own = np.flatnonzero(province == number)
            with self._turn:
                lines = shapely.shortest_line(self._polygons[number], points[own])
            found[own] = shapely.get_coordinates(lines)[::2]
        return found

    def meetings(self, segments: Floats) -> Meetings:
        """Where segments, shape (4, n) with rows x0, y0, x1, y1, meet border edges."""
        segment, edge = self._near_edges(segments)
        return meetings(segment, segments[:, segment], self._edges[:, edge])

    def _near_edges(self, segments: Floats) -> tuple[Ints, Ints]:
        """Pairs of a segment and a border edge that share a cell and whose boxes meet."""
        cell, segment = self._passed(segments)
        place = _FIRST_BORDER - self._grid[cell]
        at_border = np.flatnonzero(place >= 0)
        place, segment = place[at_border], segment[at_border]
        first = self._first_edge[place]
        row, number = spread(self._first_edge[place + 1] - first)
        segment, edge = segment[row], first[row] + number
        for axis, (edge_low, edge_high) in enumerate(self._edge_extents):
            low, high = extent(segments, axis)
            meet = (edge_low[edge] <= high[segment]) & (edge_high[edge] >= low[segment])
            segment, edge = segment[meet], edge[meet]
        return segment, edge


def _summed_area(cells: Bools) -> NDArray[np.int32]:
    """Count, for every corner of a grid, the true cells below and left of it."""
    count = np.zeros((cells.shape[0] + 1, cells.shape[1] + 1), dtype=np.int32)
    np.cumsum(cells, axis=1, out=count[1:, 1:])
    # Row on row: a cumsum down the columns strides through memory and takes ten times as long.
    for below, row in pairwise(count):
        np.add(row, below, out=row)
    return count


def _edges(polygons: Objects) -> Floats:
    """All ring edges, shape (4, n): x0, y0, x1, y1."""
    rings = shapely.get_rings(shapely.get_parts(polygons))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = xy.T
    edges = np.vstack([x[:-1], y[:-1], x[1:], y[1:]])
    has_length = (edges[0] != edges[2]) | (edges[1] != edges[3])
    return edges[:, (ring[1:] == ring[:-1]) & has_length]
