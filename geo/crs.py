"""Coordinate reference systems: the guards before any distance, and lengths in metres."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Geod

from geo.arrays import Bools, Floats

if TYPE_CHECKING:  # reading a text loads this, and no frames
    import geopandas as gpd

WGS84 = CRS.from_epsg(4326)
GEOD = Geod(ellps="WGS84")


def require_same_crs(a: "gpd.GeoDataFrame", b: "gpd.GeoDataFrame") -> CRS:
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


_SHORT_DEGREE_M = 110_000.0
"""Metres: no degree of latitude, and none of longitude at the equator, is shorter on WGS 84 (a
degree of latitude has 110 574 m there, NGA.STND.0036)."""


@dataclass(frozen=True)
class Ruler:
    """Measures straight segments in metres.

    Parameters
    ----------
    unit_m
        Size of the CRS's unit in metres; None where coordinates are degrees, which are
        measured along geodesics of the WGS 84 ellipsoid.
    """

    unit_m: float | None

    @classmethod
    def of(cls, crs: CRS) -> "Ruler":
        """Make the ruler of a geographic or projected CRS."""
        return cls(None if crs.is_geographic else crs.axis_info[0].unit_conversion_factor)

    def units_of(self, metres: float, y: Floats) -> Floats:
        """Units of the CRS, east and north, that are at least so many metres, shape (n,).

        Parameters
        ----------
        y
            Latitudes where the units are degrees: a degree east is the shorter the further north.
        """
        if self.unit_m is not None:
            return np.full(len(y), metres / self.unit_m)
        return np.asarray(metres / (_SHORT_DEGREE_M * np.cos(np.radians(y))), dtype=np.float64)

    def lengths_m(self, starts: Floats, ends: Floats) -> Floats:
        """Lengths of segments in metres, shape (n,).

        Parameters
        ----------
        starts, ends
            Shape (n, 2), x before y (longitude before latitude).
        """
        if self.unit_m is not None:
            return np.asarray(np.hypot(*(ends - starts).T) * self.unit_m, dtype=np.float64)
        length = np.empty(len(starts))
        for first in range(0, len(starts), _BLOCK):
            block = slice(first, first + _BLOCK)
            length[block] = _geodesics_m(starts[block], ends[block])
        return length


_BLOCK = 1 << 14
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


def _short_geodesics_m(starts: Floats, ends: Floats) -> tuple[Floats, Bools]:
    """Middle-latitude lengths, and which segments are short enough for them to hold.

    North counts in the meridian's radius of curvature M, east in the parallel's N cos φ
    (Torge, Geodesy, 3rd ed., section 4.1.3). Arrays are changed in place: a fresh one for
    every step of the formula would take longer than the step.
    """
    east, north = ends[:, 0] - starts[:, 0], ends[:, 1] - starts[:, 1]
    east *= east
    north *= north
    is_short = east + north < _SHORT_DEGREES**2
    sine_squared = np.sin((starts[:, 1] + ends[:, 1]) * np.radians(0.5)) ** 2
    stretch = 1 / (1 - GEOD.es * sine_squared)
    east *= 1 - sine_squared
    north *= ((1 - GEOD.es) * stretch) ** 2
    north += east
    stretch *= (np.radians(1) * GEOD.a) ** 2
    north *= stretch
    return np.sqrt(north, out=north), is_short
