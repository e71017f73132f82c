"""Where every province lies and how large it is: what a name or number in a file must agree with.

A name alone proves little: *Bắc Giang* is a province of 2008 and a ward of today, *Bắc Ninh* a
province in both eras and of 823 or 4,719 km²; 24 may be a code or a number of a row. Middle and
area tell them apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import InputError
from geo.provinces._border_samples import metres_per_degree
from geo.provinces.csv_table import read_csv_table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

COLUMNS = ("era", "code", "lon", "lat", "area_km2")
LEAST_SHARE, MOST_SHARE = 0.5, 2.0
"""Of a unit's area, what still passes for the whole of it: sources draw the sea in or out
(Quảng Ninh 6,200 km² of land, 12,000 with its waters)."""
NEAR = 0.35
"""How far the middle of a whole unit may lie from the table's, as a part of the square root of
its area: good files stay below 0.15, coasts and islands included."""
WITHIN = 1.0
"""The same for a part of a unit, which may lie at its edge."""
_SLACK_KM = 5.0


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Middle of a unit (degrees, EPSG:4326) and its area in km²."""

    lon: float
    lat: float
    area_km2: float

    def distance_km(self, other: "UnitPlace") -> float:
        """Kilometres between two middles."""
        east, north = metres_per_degree(np.array([self.lat]))[0] / 1000
        return float(np.hypot((self.lon - other.lon) * east, (self.lat - other.lat) * north))

    def share_of(self, whole: "UnitPlace") -> float:
        """This area as a part of the other."""
        return self.area_km2 / whole.area_km2

    def is_whole(self, whole: "UnitPlace") -> bool:
        """Whether this ground may be all of that unit."""
        reach = NEAR * whole.area_km2**0.5 + _SLACK_KM
        is_of_size = LEAST_SHARE <= self.share_of(whole) <= MOST_SHARE
        return is_of_size and self.distance_km(whole) <= reach

    def is_part(self, whole: "UnitPlace") -> bool:
        """Whether this ground may lie in that unit."""
        reach = WITHIN * whole.area_km2**0.5 + _SLACK_KM
        return self.share_of(whole) <= MOST_SHARE and self.distance_km(whole) <= reach


Places = Mapping[tuple[str, str], UnitPlace]
"""Era and code → where the unit lies."""


@cache
def read_unit_places(path: Path) -> Places:
    """Read ``unit_places.csv``.

    Raises
    ------
    InputError
        When the file is missing or a row holds no numbers.
    """
    places = {}
    for line, row in read_csv_table(path, COLUMNS):
        try:
            numbers = (float(row["lon"]), float(row["lat"]), float(row["area_km2"]))
        except ValueError:
            raise InputError(
                f"unit {row['era']}:{row['code']} has no place",
                where=f"{path}:{line}",
                allowed="degrees and km², such as 106.43,21.35,3895",
                remedy="restore the file",
            ) from None
        places[row["era"], row["code"]] = UnitPlace(*numbers)
    return places


@dataclass(frozen=True)
class Ground:
    """Every part of a frame's areas: middle (lon, lat), km², and the number of its row."""

    middle: Floats
    area_km2: Floats
    row: Ints

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> "Ground":
        """Measure a frame in EPSG:4326, to about 1 %: for telling units apart, not for reading."""
        parts, row = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
        inner, own = shapely.get_parts(parts, return_index=True)  # a collection of MultiPolygons
        parts, row = inner, row[own]
        is_area = shapely.get_dimensions(parts) == 2
        parts, row = parts[is_area], row[is_area]
        middle = shapely.get_coordinates(shapely.centroid(parts))
        per_degree = metres_per_degree(middle[:, 1]) / 1000
        return cls(middle, shapely.area(parts) * per_degree.prod(axis=1), row.astype(np.int64))

    def place_of(self, rows: Bools) -> UnitPlace | None:
        """Where some rows lie together; None when they hold no area.

        The middle is the median by area, which far islands do not move.
        """
        mine = rows[self.row]
        area = self.area_km2[mine]
        if not area.sum() > 0:
            return None
        lon, lat = (_weighted_median(self.middle[mine, axis], area) for axis in (0, 1))
        return UnitPlace(lon, lat, float(area.sum()))


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
