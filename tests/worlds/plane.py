"""The flat plane the worlds are drawn in: metres east and north of 106.3° E, 21.3° N."""

import numpy as np
from numpy.typing import NDArray
from shapely import LineString

Floats = NDArray[np.float64]

_LON, _LAT = 106.3, 21.3
_EAST, _NORTH = 103_760.0, 110_720.0
"""Metres in a degree there, on the WGS 84 ellipsoid; true to 0.5 % over the region."""


def to_plane(lonlat: Floats) -> Floats:
    """(lon, lat) in degrees → metres; shape (n, 2)."""
    return (np.asarray(lonlat, dtype=float) - (_LON, _LAT)) * (_EAST, _NORTH)


def to_lonlat(xy: Floats) -> Floats:
    """Metres → (lon, lat) in degrees; shape (n, 2)."""
    return np.asarray(xy, dtype=float) / (_EAST, _NORTH) + (_LON, _LAT)


def distance(a: Floats, b: Floats) -> float:
    return float(np.hypot(*(np.asarray(b) - np.asarray(a))))


def unit(a: Floats, b: Floats) -> Floats:
    step = np.asarray(b) - np.asarray(a)
    return np.asarray(step / (np.hypot(*step) or 1.0))


def left_of(direction: Floats) -> Floats:
    return np.array([-direction[1], direction[0]])


def wiggly(
    random: np.random.Generator, a: Floats, b: Floats, *, bend: float = 0.06, ripple: float = 1.0
) -> LineString:
    """A road-like line: a broad bend, kilometre-long windings and short ones.

    Parameters
    ----------
    bend
        The broad bend, at most this share of the distance.
    ripple
        Scale of the windings; 1 is a road in the hills, 0.2 a railway.
    """
    length = distance(a, b)
    count = max(6, int(length / 55))
    t = np.linspace(0, 1, count + 1)
    s = t * length
    side = length * bend * random.uniform(-1, 1) * np.sin(np.pi * t)
    side += length * bend * 0.3 * random.uniform(-1, 1) * np.sin(2 * np.pi * t)
    for usual_wave, usual_height in ((2200, 110), (900, 40), (350, 14)):
        wave = usual_wave * random.uniform(0.7, 1.4)
        height = min(usual_height * random.uniform(0.4, 1.2), 0.04 * length) * ripple
        calm = np.clip(np.minimum(s, length - s) / wave, 0, 1)
        side += height * calm * np.sin(2 * np.pi * s / wave + random.uniform(0, 6.28))
    along = unit(a, b)
    return LineString(np.asarray(a) + s[:, None] * along + side[:, None] * left_of(along))
