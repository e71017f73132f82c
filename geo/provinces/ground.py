"""Where the rows of a frame lie and how large they are."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.arrays import Bools, Floats, Ints
from geo.plane import metres_per_degree
from geo.registry.unit_places import UnitPlace


@dataclass(frozen=True)
class MeasuredGround:
    """Every part of a frame's areas: middle (lon, lat), km², and the number of its row."""

    middle: Floats
    area_km2: Floats
    row: Ints

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> "MeasuredGround":
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

        The middle is the median by area, which far islands do not move. An area that stands there
        twice, as in a file put together from two, counts once.
        """
        mine = rows[self.row]
        measured = np.column_stack([self.middle[mine], self.area_km2[mine]])
        *middle, area = np.unique(measured, axis=0).T
        if not area.sum() > 0:
            return None
        lon, lat = (_weighted_median(values, area) for values in middle)
        return UnitPlace(lon, lat, float(area.sum()))


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
