"""Coordinate reference systems: the guards before any distance, and lengths in metres."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod

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


def segment_lengths_m(
    starts: NDArray[np.float64], ends: NDArray[np.float64], crs: CRS
) -> NDArray[np.float64]:
    """Lengths of straight segments in metres, shape (n,).

    Parameters
    ----------
    starts, ends
        Shape (n, 2) in ``crs``, x before y (longitude before latitude).
    crs
        Geographic: geodesic length on the WGS 84 ellipsoid (pyproj.Geod). Projected: plane
        length times the unit's size.
    """
    if crs.is_geographic:
        _, _, length = GEOD.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])
        return np.asarray(length, dtype=np.float64)
    unit_m = crs.axis_info[0].unit_conversion_factor
    return np.asarray(np.hypot(*(ends - starts).T) * unit_m, dtype=np.float64)
