"""A plane with true proportions at the middle of a corridor.

Coordinates are (lon, lat), EPSG:4326; plane distances are metres, good to 1 % over 200 km.
"""

from dataclasses import dataclass

import numpy as np

from geo.arrays import Floats

_EQUATOR_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 0.00669437999014133
"""The WGS 84 ellipsoid (NGA.STND.0036), as PROJ has it, which takes a while to load."""
DEGREE_M = 111_000.0
"""Metres in a degree of latitude, to 0.5 % anywhere in Viet Nam."""


@dataclass(frozen=True)
class Plane:
    """Metres east (times the squeeze) and north of a point."""

    squeeze: float
    """Cosine of the middle latitude: how much shorter a degree east is than one north."""
    origin: tuple[float, float]

    @classmethod
    def at(cls, lon: float, lat: float) -> "Plane":
        """The plane whose origin is a point."""
        return cls(float(np.cos(np.radians(lat))), (lon, lat))

    @classmethod
    def around(cls, lonlat: Floats) -> "Plane":
        """The plane in the middle of some points; shape (n, 2)."""
        lon, lat = (lonlat.min(axis=0) + lonlat.max(axis=0)) / 2
        return cls.at(float(lon), float(lat))

    def flat(self, lonlat: Floats) -> Floats:
        """(lon, lat) → metres; shape (n, 2)."""
        east = (np.asarray(lonlat)[..., 0] - self.origin[0]) * self.squeeze
        north = np.asarray(lonlat)[..., 1] - self.origin[1]
        return np.stack([east, north], axis=-1) * DEGREE_M

    def round(self, xy: Floats) -> Floats:
        """Metres → (lon, lat); shape (n, 2)."""
        lonlat = np.asarray(xy) / DEGREE_M
        return np.stack(
            [lonlat[..., 0] / self.squeeze + self.origin[0], lonlat[..., 1] + self.origin[1]],
            axis=-1,
        )


_POLE_GUARD = 0.01


def metres_per_degree(latitude: Floats) -> Floats:
    """Metres east and metres north of one degree at a latitude, shape (n, 2).

    From the radii of curvature of the WGS 84 ellipsoid (Snyder, Map Projections: A Working
    Manual, 1987, eq. 4-18 to 4-20); below 0.1 m wrong over 3 km.
    """
    sine = np.sin(np.radians(latitude))
    squeeze = 1 - _ECCENTRICITY_SQUARED * sine**2
    east = _EQUATOR_M / np.sqrt(squeeze) * np.maximum(np.cos(np.radians(latitude)), _POLE_GUARD)
    north = _EQUATOR_M * (1 - _ECCENTRICITY_SQUARED) / squeeze**1.5
    return np.asarray(np.radians(np.column_stack([east, north])), dtype=np.float64)
