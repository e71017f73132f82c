"""From WGS 84 to VN-2000 / TM-3, by the one operation for the country's land."""

from collections.abc import Callable

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.enums import TransformDirection

from geo.arrays import Floats, Objects
from geo.provinces.datum import vn2000_to_wgs84


def to_zone(zone: CRS) -> Callable[[Objects], Objects]:
    """What takes geometries from EPSG:4326, (lon, lat), to a VN-2000 zone, (east, north) metres.

    Parameters
    ----------
    zone
        A zone, as :func:`geo.provinces.meridians.tm3` gives it.

    Examples
    --------
    >>> from geo.provinces.meridians import tm3
    >>> (point,) = to_zone(tm3(107.0))(np.array([shapely.Point(106.4, 21.3)]))
    >>> round(point.x), round(point.y)
    (437554, 2356286)
    """
    base = zone.geodetic_crs
    assert base is not None  # a projected CRS has one
    project = Transformer.from_crs(base, zone)  # within one datum: latitude, longitude → E, N

    def moved(lonlat: Floats) -> Floats:
        lon, lat = lonlat.T
        vn_lat, vn_lon = vn2000_to_wgs84().transform(lat, lon, direction=TransformDirection.INVERSE)
        east, north = project.transform(vn_lat, vn_lon)
        return np.column_stack([east, north])

    return lambda geometries: np.asarray(shapely.transform(geometries, moved), dtype=object)
