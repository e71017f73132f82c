"""Sketch geometry: what can be drawn from named places alone.

Coordinates are (lon, lat), EPSG:4326; lengths are geodesic, in kilometres.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, MultiPoint, Point, Polygon

from geo.crs import GEOD
from geo.registry.places import Place

STEP_KM = 1.0
"""No segment of a sketch is longer: so its cut at a border is within metres of the geodesic's, and
a long straight line looks the same in every projection. By judgement, not measured."""
AREA_MARGIN_M = 2_000.0
"""How far an area reaches beyond its places at least: the usual precision of a commune."""
METRIC_CRS = "EPSG:32648"
"""UTM 48N, 102°E to 108°E: metres true to 0.1 % over the region."""


def sketch_line(
    strands: Sequence[Sequence[str]], places: Mapping[str, Place]
) -> LineString | MultiLineString:
    """Draw straight lines through the places of each strand.

    Every place is a vertex exactly; between them the line is straight in lon and lat, with
    further vertices so that no segment is longer than ``STEP_KM``.

    Returns
    -------
    LineString or MultiLineString
        The latter when there are several strands.

    Raises
    ------
    KeyError
        When a place is not in ``places``; the registry makes sure that all are.
    """
    lines = [LineString(_strand(strand, places)[0]) for strand in strands]
    return lines[0] if len(lines) == 1 else MultiLineString(lines)


def sketch_chainage(
    strands: Sequence[Sequence[str]], places: Mapping[str, Place]
) -> Mapping[str, float]:
    """Measure where each place lies on the line that :func:`sketch_line` draws.

    Returns
    -------
    Mapping
        Geodesic kilometres from the start by place key; a strand goes on counting where the
        one before ended, and a place on several strands counts on the first.
    """
    offset = 0.0
    chainage: dict[str, float] = {}
    for strand in strands:
        lonlat, vertex = _strand(strand, places)
        _, _, hops = GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)
        run = offset + np.concatenate([[0.0], np.cumsum(hops)]) / 1000
        for key, index in zip(strand, vertex, strict=True):
            chainage.setdefault(key, float(run[index]))
        offset = float(run[-1])
    return MappingProxyType(chainage)


def _strand(
    keys: Sequence[str], places: Mapping[str, Place]
) -> tuple[NDArray[np.float64], list[int]]:
    """Return the vertices of one strand and which of them each place is."""
    vertices = [np.array([[places[keys[0]].lon, places[keys[0]].lat]])]
    indices = [0]
    for a, b in pairwise(keys):
        start, end = places[a], places[b]
        # 0.98: equal steps in degrees differ a little in metres
        count = math.ceil(straight_km(start, end) / (0.98 * STEP_KM)) or 1
        share = np.arange(1, count)[:, None] / count
        low, high = np.array([start.lon, start.lat]), np.array([end.lon, end.lat])
        vertices += [low + share * (high - low), high[None]]
        indices.append(indices[-1] + count)
    return np.concatenate(vertices), indices


@dataclass(frozen=True)
class StraightSteps:
    """A straight line through points, with further vertices every ``STEP_KM``."""

    lonlat: NDArray[np.float64]
    at_m: tuple[float, ...]
    """How far along the line each of the points lies, geodesic metres."""

    @property
    def length_m(self) -> float:
        """Geodesic length, metres."""
        return self.at_m[-1]


def straight_steps(points: NDArray[np.float64]) -> StraightSteps:
    """Join points, shape (n, 2), (lon, lat) in EPSG:4326, as :func:`sketch_line` joins places."""
    vertices = [points[:1]]
    at = [0.0]
    for low, high in pairwise(points):
        hop = float(GEOD.inv(*low, *high)[2])
        count = math.ceil(hop / (980.0 * STEP_KM)) or 1
        steps = low + np.arange(1, count)[:, None] / count * (high - low)
        leg = np.concatenate([low[None], steps, high[None]])
        vertices.append(leg[1:])
        at.append(at[-1] + float(GEOD.line_length(*leg.T)))
    return StraightSteps(np.concatenate(vertices), tuple(at))


def straight_km(a: Place, b: Place) -> float:
    """Geodesic distance between two places, in kilometres."""
    return float(GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2]) / 1000


def sketch_points(keys: Iterable[str], places: Mapping[str, Place]) -> Point | MultiPoint:
    """Put a point at each place; one place gives a Point, several a MultiPoint."""
    points = [places[key].point for key in keys]
    return points[0] if len(points) == 1 else MultiPoint(points)


def area_margin_m(keys: Iterable[str], places: Mapping[str, Place]) -> float:
    """Metres by which an area reaches beyond its places: their worst precision, at least."""
    return max(AREA_MARGIN_M, *(float(places[key].precision_m) for key in keys))


def sketch_area(keys: Sequence[str], places: Mapping[str, Place]) -> Polygon:
    """Draw the convex hull of the places, wider by :func:`area_margin_m`.

    It says only that the project lies somewhere between the places named.
    """
    hull = MultiPoint([places[key].point for key in keys]).convex_hull
    flat = gpd.GeoSeries([hull], crs="EPSG:4326").to_crs(METRIC_CRS)
    area = flat.buffer(area_margin_m(keys, places)).to_crs("EPSG:4326").iloc[0]
    assert isinstance(area, Polygon)  # a buffered convex shape is one polygon
    return area
