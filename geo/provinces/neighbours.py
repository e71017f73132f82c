"""How well neighbouring provinces fit: gaps and overlaps along the borders they share."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import LambertAzimuthalEqualAreaConversion

from geo.arrays import Ints, Objects
from geo.crs import WGS84

WIDEST_GAP_M = 500.0
"""A wider opening is ground of somebody else (a lake, a province that is not in the file)."""
LEAST_AREA_M2 = 100.0
"""Smaller misfits are rounding: a border of 10 km whose vertices differ by a centimetre."""
_TOUCHING_M = 0.01
_SLACK_M = 0.05
"""The whole is shrunk by this more than it was grown, or rounding would leave hairs along every
outer border that hang on to the gaps; where it matters, at a gap's ends, it is nothing."""
_QUAD_SEGS = 2


class Misfit(StrEnum):
    """What stands between two neighbours."""

    GAP = "gap"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class NeighbourMisfit:
    """All gaps, or all overlaps, between two neighbours.

    ``first`` and ``second`` are province codes. ``area_km2`` is their sum, ``count`` how many
    there are, ``longest_m`` the length of the longest (half of its outline: they are slivers),
    ``lon`` and ``lat`` a point in that one, EPSG:4326.
    """

    kind: Misfit
    first: str
    second: str
    area_km2: float
    count: int
    longest_m: float
    lon: float
    lat: float


def metric_crs(frame: gpd.GeoDataFrame) -> CRS:
    """Lambert's equal-area projection around the middle of a frame.

    Areas are true everywhere; lengths to 0.3 % within 900 km, for the whole country at once,
    which no VN-2000 zone could do.
    """
    west, south, east, north = frame.to_crs(WGS84).total_bounds
    lat, lon = round((south + north) / 2, 1), round((west + east) / 2, 1)
    made = ProjectedCRS(
        conversion=LambertAzimuthalEqualAreaConversion(lat, lon),
        name=f"Lambert azimuthal equal-area, {lat:g}° N {lon:g}° E",
    )
    return CRS(made)


def misfits(provinces: gpd.GeoDataFrame) -> tuple[NeighbourMisfit, ...]:
    """Measure what neighbours leave between them and what both claim.

    Parameters
    ----------
    provinces
        Valid polygons with ``province_code``, a province a row, in EPSG:4326.

    Returns
    -------
    tuple of NeighbourMisfit
        Largest area first. Gaps up to 500 m wide that lie between two provinces; what opens
        to the sea or to abroad counts as far as the two face each other.
    """
    crs = metric_crs(provinces)
    shapes = provinces.geometry.to_crs(crs).to_numpy().copy()
    bad = ~shapely.is_valid(shapes)  # rarely, and only by the rounding of the projection
    shapes[bad] = shapely.make_valid(shapes[bad])
    codes = provinces["province_code"].to_numpy(dtype=object)
    found = [*_overlaps(shapes), *_gaps(shapes)]
    grouped: dict[tuple[Misfit, int, int], list[shapely.Geometry]] = {}
    for kind, first, second, sliver in found:
        grouped.setdefault((kind, min(first, second), max(first, second)), []).append(sliver)
    measured = [
        _measured(kind, (str(codes[first]), str(codes[second])), np.array(slivers), crs)
        for (kind, first, second), slivers in grouped.items()
    ]
    return tuple(sorted(measured, key=lambda misfit: -misfit.area_km2))


Sliver = tuple[Misfit, int, int, shapely.Geometry]


def _overlaps(shapes: Objects) -> Iterator[Sliver]:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    common = shapely.intersection(shapes[first], shapes[second])
    slivers, pair = _slivers(common)
    for sliver, number in zip(slivers, pair, strict=True):
        yield Misfit.OVERLAP, int(first[number]), int(second[number]), sliver


def _gaps(shapes: Objects) -> Iterator[Sliver]:
    """Openings that close when the whole is grown and shrunk again, between two provinces."""
    whole = shapely.union_all(shapes)
    reach = WIDEST_GAP_M / 2
    closed = shapely.buffer(whole, reach, quad_segs=_QUAD_SEGS, join_style="mitre")
    closed = shapely.buffer(closed, -reach - _SLACK_M, quad_segs=_QUAD_SEGS, join_style="mitre")
    # Shrinking with mitred corners may cut into the whole itself; only what is outside counts.
    slivers, _ = _slivers(np.array([shapely.difference(closed, whole)]))
    # The tree prepares what is asked with: a province once, not anew for every sliver.
    province, number = shapely.STRtree(slivers).query(
        shapes, predicate="dwithin", distance=_TOUCHING_M
    )
    order = np.lexsort((province, number))
    province, number = province[order], number[order]
    for sliver, start, count in _runs(number):
        touching = province[start : start + count]
        if count < 2:
            continue  # a narrow bay of one province
        if count > 2:
            touching = _longest_contact(slivers[sliver], shapes, touching)
        yield Misfit.GAP, int(touching[0]), int(touching[1]), slivers[sliver]


def _runs(numbers: Ints) -> Iterator[tuple[int, int, int]]:
    """Each number of a sorted array, where it starts and how often it stands there."""
    values, starts, counts = np.unique(numbers, return_index=True, return_counts=True)
    yield from zip(values.tolist(), starts.tolist(), counts.tolist(), strict=True)


def _longest_contact(sliver: shapely.Geometry, shapes: Objects, touching: Ints) -> Ints:
    """The two provinces that most of a gap's outline runs along."""
    around = shapely.buffer(sliver, _TOUCHING_M, quad_segs=1)
    contact = shapely.length(shapely.intersection(shapely.boundary(shapes[touching]), around))
    return np.sort(touching[np.argsort(-contact, kind="stable")[:2]])


def _slivers(shapes: Objects) -> tuple[Objects, Ints]:
    """Areas of geometries of any sort, each with the number of the one it is part of."""
    parts, number = shapely.get_parts(shapes, return_index=True)
    keep = shapely.area(parts) >= LEAST_AREA_M2
    return parts[keep], number[keep]


def _measured(kind: Misfit, codes: tuple[str, str], slivers: Objects, crs: CRS) -> NeighbourMisfit:
    lengths = shapely.length(slivers) / 2
    longest = slivers[int(np.argmax(lengths))]
    point = gpd.GeoSeries([shapely.point_on_surface(longest)], crs=crs).to_crs(WGS84)
    lon, lat = shapely.get_coordinates(point.to_numpy())[0]
    return NeighbourMisfit(
        kind=kind,
        first=min(codes),
        second=max(codes),
        area_km2=float(shapely.area(slivers).sum()) / 1e6,
        count=len(slivers),
        longest_m=float(lengths.max()),
        lon=float(lon),
        lat=float(lat),
    )
