"""What of a linkage's drawing stays whatever is filtered: shapes, tooltips, where names may stand.

Made once for a linkage and a language; a click only puts it together anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.model import Status
from geo.pipeline import Linkage
from layers.app.filters import FrameRow, all_rows
from layers.map import label
from layers.texts import Language, Texts

MapPayload = dict[str, Any]
"""What is sent to the browser as JSON."""
LatLon = list[float]
"""[latitude, longitude], as Leaflet wants a point."""

_COORDINATE_DIGITS: Final = 5
"""A metre; a screen shows no more."""
_SIMPLIFIED_DEG: Final = 5e-5
"""About 5 m: less than a pixel as far as zoom 14. Leaflet simplifies further for each zoom."""
_NAME_AT_SHARES: Final = (0.27, 0.7, 0.15, 0.4, 0.6, 0.85, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class PiecePlate:
    """A piece as it is always drawn."""

    geometry: MapPayload
    """GeoJSON: longitude before latitude."""
    tooltip: str
    middle: LatLon
    """Where it carries its status."""
    places: list[LatLon]
    """Where along it a name may stand, best first."""


@dataclass(frozen=True, slots=True)
class CrossingPlate:
    """A crossing as it is always drawn."""

    at: LatLon
    halves: tuple[Status, Status, bool]
    tooltip: str


@dataclass(frozen=True, slots=True)
class Plates:
    """All of a linkage: pieces by their id, crossings by project and kilometre."""

    pieces: Mapping[str, PiecePlate]
    crossings: Mapping[tuple[str, float], CrossingPlate]


@lru_cache(maxsize=8)
def plates(linkage: Linkage, language: Language) -> Plates:
    """Make the plates of all that has a place."""
    texts, every = Texts(language), all_rows(linkage)
    return Plates(
        {
            piece["piece_id"]: _piece_plate(piece, linkage, texts)
            for piece in every.pieces
            if piece["geometry"] is not None and not piece["geometry"].is_empty
        },
        {
            (crossing["project_id"], crossing["km"]): CrossingPlate(
                lat_lon(crossing["geometry"]),
                halves(crossing, linkage),
                label.crossing_tooltip(crossing, linkage, texts),
            )
            for crossing in every.crossings
        },
    )


def _piece_plate(piece: FrameRow, linkage: Linkage, texts: Texts) -> PiecePlate:
    drawn, at, places = _drawn(piece["geometry"])
    return PiecePlate(drawn, label.piece_tooltip(piece, linkage, texts), at, places)


@lru_cache(maxsize=2048)
def _drawn(shape: BaseGeometry) -> tuple[MapPayload, LatLon, list[LatLon]]:
    """A shape as GeoJSON, its middle, and where along it a name may stand: on any day the same."""
    simple = shapely.simplify(shape, _SIMPLIFIED_DEG)
    return geometry_of(simple), lat_lon(middle(shape)), along(shape)


def geometry_of(shape: Any) -> MapPayload:
    """Write a shape as GeoJSON, rounded to what a screen shows."""
    return dict(mapping(shapely.set_precision(shape, 10.0**-_COORDINATE_DIGITS, mode="pointwise")))


def lat_lon(point: Any) -> LatLon:
    """Write a point for Leaflet."""
    return [round(point.y, _COORDINATE_DIGITS), round(point.x, _COORDINATE_DIGITS)]


def middle(shape: Any) -> Any:
    """Give the point at which a piece carries its status, EPSG:4326."""
    if shape.geom_type.endswith("LineString"):
        return shape.interpolate(0.5, normalized=True)
    return shape.representative_point()


def along(shape: Any) -> list[list[float]]:
    """List where along a piece its name may stand, best first; clear of the disc amid it.

    Each is [latitude, longitude].
    """
    if not shape.geom_type.endswith("LineString"):
        return [lat_lon(middle(shape))]
    return [lat_lon(shape.interpolate(share, normalized=True)) for share in _NAME_AT_SHARES]


def halves(crossing: FrameRow, linkage: Linkage) -> tuple[Status, Status, bool]:
    """Order the two statuses west to east, or north to south where the line runs that way."""
    before, after = Status(crossing["status_from"]), Status(crossing["status_to"])
    step = _direction(crossing, linkage)
    if abs(step[1]) > abs(step[0]):
        return (before, after, True) if step[1] < 0 else (after, before, True)
    return (before, after, False) if step[0] >= 0 else (after, before, False)


def _direction(crossing: FrameRow, linkage: Linkage) -> tuple[float, float]:
    """Give the way the line leaves the crossing, in degrees east and north."""
    here = crossing["geometry"]
    for piece in _by_project(linkage)[crossing["project_id"]]:
        line = piece["geometry"]
        if (
            line is not None
            and line.geom_type == "LineString"
            and abs(piece["from_km"] - crossing["km"]) < 1e-6
        ):
            ahead = line.interpolate(0.02)
            return ahead.x - here.x, ahead.y - here.y
    return 1.0, 0.0


@lru_cache(maxsize=8)
def _by_project(linkage: Linkage) -> Mapping[str, Sequence[FrameRow]]:
    """The pieces of each project, in the order of its line."""
    found: dict[str, list[FrameRow]] = {}
    for piece in all_rows(linkage).pieces:
        found.setdefault(piece["project_id"], []).append(piece)
    return found
