"""Borders that no longer exist: between provinces that are parts of one unit today."""

from itertools import combinations

import geopandas as gpd
import shapely

from geo.crs import WGS84
from geo.registry.units import Units, UnitTable

TOLERANCE_DEG = 0.0005
"""About 50 m, as exact as published borders are; these lines are drawn, nothing is cut by them."""
BESIDE_DEG = 0.002
"""About 200 m: the outline of one province this near to the other is their border. Files of
neighbours fit to some 50 m, and both outlines were simplified."""


def former_borders(signing: gpd.GeoDataFrame, table: UnitTable) -> gpd.GeoDataFrame:
    """Find the borders between provinces that were merged with each other.

    Parameters
    ----------
    signing
        Polygons of the units of the signing (province_code, province_name), EPSG:4326.
    table
        What became of them.

    Returns
    -------
    GeoDataFrame
        One row a pair of neighbours: ``first_name``, ``second_name``, and their border as a
        LineString or MultiLineString, EPSG:4326, simplified to ``TOLERANCE_DEG``.
    """
    names, successor = (
        signing["province_name"].tolist(),
        [table.code_in(Units.TODAY, code) for code in signing["province_code"]],
    )
    shapes = shapely.simplify(signing.geometry.to_numpy(), TOLERANCE_DEG)
    rows = []
    for one, other in combinations(range(len(names)), 2):
        if successor[one] != successor[other]:
            continue
        beside = shapely.buffer(shapes[other], BESIDE_DEG)
        border = shapely.line_merge(shapely.intersection(shapely.boundary(shapes[one]), beside))
        if border.length > 2 * BESIDE_DEG:  # less is the corner where both meet a third
            rows.append((names[one], names[other], border))
    columns = ["first_name", "second_name", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=WGS84)
