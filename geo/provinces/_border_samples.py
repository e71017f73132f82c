"""Points along province borders, evenly spaced, each with the way the border runs there.

Offsets between points are taken in metres east and north *at the point itself* rather than in
one projection for the whole country: over the eight degrees of longitude of Viet Nam a single
projection's north turns by more than a degree, which would bend a shift of 3 km by 70 m.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.arrays import Bools, Floats, Ints
from geo.crs import WGS84
from geo.plane import metres_per_degree

HALF_CHORD_M = 150.0
"""The way a border runs is read off a chord this far to either side, so that the zigzag of one
office's digitising does not hide that two lines run side by side. By judgement, not measured."""
_GAP_M = 10_000.0
"""Between two lines on the common scale of distances; only has to be longer than nothing."""


@dataclass(frozen=True)
class BorderSamples:
    """Samples of border lines.

    ``lonlat`` EPSG:4326, ``way`` the unit vector (east, north) along the border, either sense;
    both of shape (n, 2). ``row`` is the number of the frame's row a sample belongs to.
    """

    lonlat: Floats
    way: Floats
    row: Ints
    spacing_m: float

    def __len__(self) -> int:
        return len(self.row)

    def only(self, keep: Bools | Ints | slice) -> "BorderSamples":
        """A part of the samples."""
        return BorderSamples(self.lonlat[keep], self.way[keep], self.row[keep], self.spacing_m)


def sample_borders(
    frame: gpd.GeoDataFrame, *, spacing_m: float, most: int | None = None
) -> BorderSamples:
    """Walk along every ring and line of a frame.

    Parameters
    ----------
    frame
        Any CRS; polygons give their rings, lines themselves, points nothing.
    spacing_m
        Metres from sample to sample; lines shorter than this get none.
    most
        Widen the spacing so that there are about this many samples at the most.

    Examples
    --------
    >>> square = gpd.GeoSeries([shapely.box(106, 21, 106.1, 21.1)], crs=4326)
    >>> samples = sample_borders(square.to_frame("geometry"), spacing_m=1000)
    >>> len(samples), samples.row.max().item()
    (42, 0)
    """
    xy, line, row = _line_vertices(frame)
    if not len(xy):
        return BorderSamples(xy, xy, line, spacing_m)
    new_line = np.flatnonzero(np.diff(line, prepend=-1))
    step = np.diff(xy, axis=0, prepend=xy[:1])
    length = np.hypot(*(step * metres_per_degree(xy[:, 1])).T)
    length[new_line] = _GAP_M
    along = np.cumsum(length)
    start, end = along[new_line], along[np.append(new_line[1:], len(along)) - 1]
    if most:
        spacing_m = max(spacing_m, float((end - start).sum()) / most)
    count = np.floor((end - start) / spacing_m).astype(np.int64)
    which = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    at = start[which] + (number + 0.5) * spacing_m

    def point(distance: Floats) -> Floats:
        return np.column_stack([np.interp(distance, along, xy[:, axis]) for axis in (0, 1)])

    lonlat = point(at)
    before = point(np.maximum(at - HALF_CHORD_M, start[which]))
    after = point(np.minimum(at + HALF_CHORD_M, end[which]))
    chord = (after - before) * metres_per_degree(lonlat[:, 1])
    size = np.hypot(*chord.T)
    runs = size > 0
    return BorderSamples(
        lonlat=lonlat[runs],
        way=chord[runs] / size[runs, None],
        row=row[line[new_line][which[runs]]],
        spacing_m=spacing_m,
    )


def _line_vertices(frame: gpd.GeoDataFrame) -> tuple[Floats, Ints, Ints]:
    """Vertices (lon, lat), each one's line number, and each line's row number."""
    geometry = shapely.force_2d(frame.geometry.to_crs(WGS84).to_numpy())
    outer, own = shapely.get_parts(geometry, return_index=True)
    parts, inner = shapely.get_parts(outer, return_index=True)  # a collection of MultiPolygons
    row = own[inner]
    is_area = shapely.get_dimensions(parts) == 2
    is_line = shapely.get_dimensions(parts) == 1
    rings, polygon = shapely.get_rings(parts[is_area], return_index=True)
    lines = np.concatenate([rings, parts[is_line]])
    rows = np.concatenate([row[is_area][polygon], row[is_line]]).astype(np.int64)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    real = np.isfinite(xy).all(axis=1)
    return xy[real], line[real].astype(np.int64), rows


def shared_by_rows(samples: BorderSamples, *, reach_m: float) -> Bools:
    """Which samples have another row's border near by, as a border between two provinces has.

    Parameters
    ----------
    samples
        Samples of polygons, a province a row.
    reach_m
        Metres within which the other border is sought. Near is near by cells of this size:
        at least as far as this, at most about three times as far.
    """
    cell = np.floor(plane(samples.lonlat, samples.lonlat) / reach_m).astype(np.int64)
    cell -= cell.min(axis=0, initial=0)
    width = int(cell[:, 1].max(initial=0)) + 3
    key = (cell[:, 0] + 1) * width + cell[:, 1] + 1
    order = np.argsort(key, kind="stable")
    cells, first = np.unique(key[order], return_index=True)
    if not len(cells):
        return np.zeros(0, dtype=bool)
    lowest = np.minimum.reduceat(samples.row[order], first)
    highest = np.maximum.reduceat(samples.row[order], first)
    shared = np.zeros(len(samples), dtype=bool)
    for move in (a * width + b for a in (-1, 0, 1) for b in (-1, 0, 1)):
        slot = np.minimum(np.searchsorted(cells, key + move), len(cells) - 1)
        there = cells[slot] == key + move
        shared |= there & ((lowest[slot] != samples.row) | (highest[slot] != samples.row))
    return shared


def plane(lonlat: Floats, like: Floats) -> Floats:
    """Rough metres for finding neighbours and cutting cells, true at the middle of ``like``.

    Never for a length that anybody reads: away from that latitude east and west are off by
    some per cent.
    """
    middle = np.median(like[:, 1:], axis=0) if len(like) else np.zeros(1)
    return np.asarray(lonlat * metres_per_degree(middle), dtype=np.float64)
