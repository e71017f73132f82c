"""Where every province lies and how large it is: what a name or number in a file must agree with.

A name alone proves little: *Bắc Giang* is a province of 2008 and a ward of today, *Bắc Ninh* a
province in both eras and of 823 or 4,719 km²; 24 may be a code or a number of a row. Middle and
area tell them apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from geo.errors import InputError
from geo.plane import metres_per_degree
from geo.registry.csv_table import read_csv_table

COLUMNS = ("era", "code", "lon", "lat", "area_km2")
LEAST_SHARE, MOST_SHARE = 0.5, 2.0
"""Of a unit's area, what still passes for the whole of it: sources draw the sea in or out
(Quảng Ninh 6,200 km² of land, 12,000 with its waters)."""
NEAR = 0.5
"""How far the middle of a whole unit may lie from the table's, as a part of the square root of
its area: good files stay below 0.15, coasts and islands included; half a province is left to
clipped and coarse ones, and finer judgement to :mod:`geo.provinces.likeness`."""
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
        """How large this ground is as a part of the other."""
        return self.area_km2 / whole.area_km2

    def is_whole(self, whole: "UnitPlace") -> bool:
        """Whether this ground may be all of that unit."""
        reach = NEAR * whole.area_km2**0.5 + _SLACK_KM
        is_of_size = LEAST_SHARE <= self.share_of(whole) <= MOST_SHARE
        return is_of_size and self.distance_km(whole) <= reach

    def is_part(self, whole: "UnitPlace") -> bool:
        """Whether this ground may lie in that unit."""
        reach = WITHIN * whole.area_km2**0.5 + _SLACK_KM
        return self.share_of(whole) < LEAST_SHARE and self.distance_km(whole) <= reach


UnitPlaces = Mapping[str, UnitPlace]
"""Era and code ("2008:24") → where the unit lies."""


@cache
def read_unit_places(path: Path) -> UnitPlaces:
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
            unit = f"{row['era']}:{row['code']}"
            raise InputError("registry.unit_place", where=f"{path}:{line}", unit=unit) from None
        places[f"{row['era']}:{row['code']}"] = UnitPlace(*numbers)
    return places
