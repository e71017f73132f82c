"""Units of today parted into the 63 they were made of, along another source's former borders."""

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import WGS84
from geo.errors import Wording
from geo.provinces.boundaries import Boundaries
from geo.provinces.united import areas_of
from geo.registry.units import Units, UnitTable
from geo.sentence import text_of

_STEP_DEG = 0.005
"""About 500 m between the points whose nearness decides whose the ground outside is: where the
two sources differ at the outer border, by less than that as a rule."""
_GRID_DEG = 1e-9
"""A tenth of a millimetre."""


def parted(today: Boundaries, base: Boundaries, table: UnitTable) -> Boundaries:
    """Boundaries of the signing whose outer borders are today's, and the former ones another's.

    Parameters
    ----------
    today
        In the units of today; provinces of the signing that it knows beside them come first.
    base
        The best boundaries of the signing at hand, a sketch perhaps.
    table
        Which became which.

    Returns
    -------
    Boundaries
        In the units of the signing; :meth:`Boundaries.in_units` gives today's back as they were.
        A unit whose former parts nobody knows stands whole, under its era and code ("2025:91").
    """
    former = base.frame.set_index("province_code").geometry.to_dict()
    if today.known is not None:
        former |= today.known.set_index("province_code").geometry.to_dict()
    rows: dict[str, shapely.Geometry] = {}
    for code, shape in zip(today.frame["province_code"], today.frame.geometry, strict=True):
        old = [one for one, later in table.successor.items() if later == code]
        rows |= _parts(shape, {one: former[one] for one in old if one in former}, old, code, table)
    codes = sorted(rows)
    frame = gpd.GeoDataFrame(
        {
            "province_code": codes,
            "province_name": [table.name_in(Units.SIGNING, code) for code in codes],
        },
        geometry=[rows[code] for code in codes],
        crs=WGS84,
    )
    return replace(
        today,
        frame=frame,
        units=Units.SIGNING,
        whole=today.frame,
        known=None,
        source=text_of(
            Wording("provinces.parted", today=today.source, former=base.source),
        ),
    )


def _parts(
    shape: shapely.Geometry,
    known: dict[str, shapely.Geometry],
    old: list[str],
    code: str,
    table: UnitTable,
) -> dict[str, shapely.Geometry]:
    if len(old) == 1:
        return {old[0]: shape}
    whole = f"{table.eras[-1].name}:{code}"
    own = {one: shapely.intersection(shape, ground) for one, ground in known.items()}
    own = {one: ground for one, ground in own.items() if ground.area > 0}
    if not own:
        return {whole: shape}
    rest = shapely.difference(shape, shapely.union_all(list(own.values())))
    rest = areas_of(np.array([rest], dtype=object))[0]
    if len(own) < len(old):
        return own | {whole: rest}
    return _with_rest(own, rest)


def _with_rest(
    own: Mapping[str, shapely.Geometry], rest: shapely.Geometry
) -> dict[str, shapely.Geometry]:
    """Give the ground that no part reaches to the nearest part."""
    codes = list(own)
    shapes = areas_of(np.array([own[code] for code in codes], dtype=object))
    rough = shapely.simplify(shapely.boundary(shapes), _STEP_DEG / 4)
    xy, part = shapely.get_coordinates(shapely.segmentize(rough, _STEP_DEG), return_index=True)
    # Points nearer to each other than a metre would make cells thinner than rounding bears.
    xy, first = np.unique(xy.round(5), axis=0, return_index=True)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=rest, ordered=True)
    )
    # On a grid: cells of neighbours differ by rounding, and a plain union stumbles over that.
    near = [
        shapely.union_all(cells[part[first] == number], grid_size=_GRID_DEG)
        for number in range(len(codes))
    ]
    pieces = shapely.intersection(rest, np.array(near, dtype=object), grid_size=_GRID_DEG)
    grown = shapely.union(shapes, areas_of(pieces), grid_size=_GRID_DEG)
    return dict(zip(codes, areas_of(grown), strict=True))
