"""Rows of one unit made one area, and the units of a file brought into one era."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.arrays import Bools, Objects
from geo.crs import WGS84
from geo.registry.units import Units, UnitTable

GAP_DEG = 0.0005
"""About 50 m: openings this narrow between two communes are digitising, not somebody's ground
(the three in Lạng Sơn are of 1 to 5 m²); wider ones stay."""


def areas_of(shapes: Objects) -> Objects:
    """Every shape as valid Polygon or MultiPolygon; what is no area is dropped.

    Mending a polygon can leave lines and points behind, and collections may hold them.
    """
    clean = shapely.force_2d(shapes)
    bad = ~shapely.is_valid(clean)
    clean[bad] = shapely.make_valid(clean[bad])
    loose = shapely.get_type_id(clean) == shapely.GeometryType.GEOMETRYCOLLECTION
    clean[loose] = [_only_areas(shape) for shape in clean[loose]]
    return np.asarray(clean, dtype=object)


def _only_areas(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def united(shapes: Objects, labels: Objects, *, is_coverage: bool = False) -> gpd.GeoDataFrame:
    """One row a label, in order.

    Parameters
    ----------
    shapes
        Valid areas, EPSG:4326.
    labels
        Of the same length.
    is_coverage
        The areas are meant to fit, as communes do: where they do not quite, they are first made
        to, so that provinces made of them share borders and have no holes of digitising.

    Returns
    -------
    GeoDataFrame
        Columns ``label`` and ``geometry``.
    """
    if is_coverage:
        shapes = fitted(shapes, labels)
    unite = shapely.coverage_union_all if is_coverage else shapely.union_all
    names = sorted(set(labels))
    rows = [shapes[labels == name] for name in names]
    whole = [own[0] if len(own) == 1 else unite(own) for own in rows]
    if is_coverage:
        whole = without_holes(np.array(whole, dtype=object)).tolist()
    return gpd.GeoDataFrame({"label": names}, geometry=whole, crs=WGS84)


def without_holes(shapes: Objects) -> Objects:
    """Fill what one area encloses and no other holds: a lake, or the gap between two communes."""
    parts, unit = shapely.get_parts(shapes, return_index=True)
    rings = [[shapely.Polygon(ring) for ring in part.interiors] for part in parts]
    holes = np.array([hole for own in rings for hole in own], dtype=object)
    if not len(holes):
        return shapes
    owner = np.repeat(unit, [len(own) for own in rings])
    inside = shapely.point_on_surface(holes)
    held, _ = shapely.STRtree(parts).query(inside, predicate="intersects")
    empty = np.setdiff1d(np.arange(len(holes)), held)
    filled = shapes.copy()
    for number in np.unique(owner[empty]).tolist():
        own = holes[empty][owner[empty] == number]
        filled[number] = shapely.union_all([shapes[number], *own])
    return filled


def fitted(shapes: Objects, groups: Objects | None = None) -> Objects:
    """Areas that were meant to fit, made to: shared edges equal, no overlap, no narrow gap.

    Only those that do not fit are touched, and what turns out to hang on to them: most communes
    of the official map fit as they are, and cleaning all of them takes five times as long.

    Parameters
    ----------
    groups
        A label an area. Where very much does not fit, each group is cleaned by itself first, and
        what then is left along the groups' borders afterwards: all at once takes half a gigabyte
        for the whole country.
    """
    bad = _misfit(shapes)
    if groups is not None and shapely.get_num_coordinates(shapes[bad]).sum() > _AT_ONCE:
        shapes = shapes.copy()
        for group in sorted(set(groups[bad])):
            own = bad & (groups == group)
            shapes[own] = _cleaned(shapes[own])
        bad = _misfit(shapes)
    if not bad.any():
        return shapes
    tree = shapely.STRtree(shapes)
    for _ in range(_ROUNDS):
        clean = shapes.copy()
        clean[bad] = _cleaned(shapes[bad])
        near = np.unique(tree.query(shapes[bad])[1])
        more = near[_misfit(clean[near])]
        if not len(more):
            return clean
        bad[more] = True
    return _cleaned(shapes)


_ROUNDS = 4
_AT_ONCE = 500_000
"""Vertices that are cleaned in one go: some 100 MB of memory."""


def _cleaned(shapes: Objects) -> Objects:
    clean = shapely.coverage_clean(shapes, gap_width=GAP_DEG)  # type: ignore[attr-defined]  # stubs of 2.1
    return np.asarray(clean)


def _misfit(shapes: Objects) -> Bools:
    return np.asarray(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)), dtype=bool)


@dataclass(frozen=True)
class Drawn:
    """Provinces of one era: ``province_code``, ``province_name`` and geometry, by code.

    ``known`` are, beside units of today, provinces of the signing that the file holds too; None
    where all are of the signing.
    """

    frame: gpd.GeoDataFrame
    units: Units
    known: gpd.GeoDataFrame | None = None

    @property
    def names(self) -> dict[str, str]:
        """Names by code."""
        return dict(zip(self.frame["province_code"], self.frame["province_name"], strict=True))


def of_one_era(
    shapes: Objects, keys: Objects, table: UnitTable, *, is_coverage: bool = False
) -> Drawn:
    """Unite rows by unit, and say in which era's units they can all be spoken of.

    Parameters
    ----------
    shapes
        Valid areas, EPSG:4326.
    keys
        Era and code ("2008:24") of each.
    table
        What became of which unit.
    is_coverage
        See :func:`united`.

    Returns
    -------
    Drawn
        In the units of the signing where every unit is one of these, or goes on unchanged;
        else in those of today, for which a union of several is all that can be told.
    """
    areas = united(shapes, keys, is_coverage=is_coverage)
    old = [table.signing_code(key) for key in areas["label"]]
    signing = _by_code(areas, old, table, Units.SIGNING)
    if None not in old:
        return Drawn(signing, Units.SIGNING)
    pairs = list(zip(areas["label"], old, strict=True))
    given = {table.today_code(key) for key, code in pairs if code is None}
    today = [
        None if code and table.successor[code] in given else table.today_code(key)
        for key, code in pairs
    ]
    return Drawn(_by_code(areas, today, table, Units.TODAY), Units.TODAY, signing)


def _by_code(
    areas: gpd.GeoDataFrame, codes: list[str | None], table: UnitTable, units: Units
) -> gpd.GeoDataFrame:
    """Areas under the codes of one era; what has none is left out."""
    there = np.array([code is not None for code in codes], dtype=bool)
    labels = np.array(codes, dtype=object)[there]
    frame = united(areas.geometry.to_numpy()[there], labels).rename(
        columns={"label": "province_code"}
    )
    names = table.signing if units is Units.SIGNING else table.today
    frame.insert(1, "province_name", frame["province_code"].map(names))
    return frame
