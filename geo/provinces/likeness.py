"""How well a file's provinces cover those of better known outlines."""

import geopandas as gpd
import numpy as np
import shapely

from geo.arrays import Objects
from geo.provinces.boundaries import Boundaries
from geo.provinces.united import areas_of
from geo.registry.units import UnitTable

GOOD = 0.8
"""Common area over united area, the median of the provinces. Against the bundled sketch good files
reach 0.94, those simplified to kilometres 0.87; geoBoundaries VNM ADM1, drawn in 2008 from a
picture, 0.66."""
_FINE_ENOUGH_DEG = 0.002
"""About 200 m: detail below it changes nothing at this scale."""


def likeness(boundaries: Boundaries, sketch: Boundaries, table: UnitTable) -> float | None:
    """The median of common over united area, of the provinces that both hold whole.

    Parameters
    ----------
    boundaries
        Of either era.
    sketch
        The bundled outlines, units of the signing.
    table
        What they are united by.

    Returns
    -------
    float or None
        From 0 to 1; None where they have no province in common.
    """
    theirs = sketch.in_units(boundaries.units, table).frame.set_index("province_code").geometry
    whole = _whole(boundaries, sketch, table)
    ours = boundaries.frame.set_index("province_code").geometry
    both = [code for code in ours.index.intersection(theirs.index) if code in whole]
    if not both:
        return None
    a, b = (_coarse(gpd.GeoSeries(shapes.loc[both]).to_numpy()) for shapes in (ours, theirs))
    common = shapely.area(shapely.intersection(a, b))
    return float(np.median(common / (shapely.area(a) + shapely.area(b) - common)))


def _whole(boundaries: Boundaries, sketch: Boundaries, table: UnitTable) -> set[str]:
    """Units of which the file holds all, and the sketch every part."""
    report = boundaries.report
    parts = {name for name, _ in report.parts} if report else set()
    drawn = set(sketch.frame["province_code"])
    codes = {
        table.code_in(boundaries.units, old): all(
            other in drawn
            for other in table.signing
            if table.code_in(boundaries.units, other) == table.code_in(boundaries.units, old)
        )
        for old in table.signing
    }
    names = boundaries.frame.set_index("province_code")["province_name"]
    return {code for code, all_drawn in codes.items() if all_drawn and names.get(code) not in parts}


def _coarse(shapes: Objects) -> Objects:
    return areas_of(shapely.simplify(shapes, _FINE_ENOUGH_DEG))
