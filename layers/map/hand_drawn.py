"""The scene of a line that is being drawn by hand: what is drawn, over the line so far."""

from collections.abc import Sequence

import shapely
from shapely.geometry import mapping

from geo.locate.hand_drawn import HandPoint
from geo.locate.location import Geometry
from geo.registry.places import Place
from layers.map import style
from layers.map.base_map import bare_name
from layers.map.draw import Background
from layers.map.plates import LatLon, MapPayload
from layers.markup import part
from layers.texts import Texts

_name = part("label.html", "name")

ROOM = 0.12
"""Around what is drawn, as a share of its extent; by judgement."""


def hand_drawn_scene(
    points: Sequence[HandPoint],
    before: Geometry,
    places: Sequence[Place],
    *,
    texts: Texts,
    units: str,
    background: Background | None,
    credit: str,
) -> MapPayload:
    """Gather what the browser needs, as :func:`layers.map.draw.scene` does.

    Parameters
    ----------
    points
        What was clicked so far.
    before
        The project's line so far, degrees in EPSG:4326.
    places
        Those of its route.
    units
        Which provinces are drawn under it.
    credit
        HTML.
    """
    clicked = shapely.MultiPoint([point[:2] for point in points])
    dots = shapely.MultiPoint([(place.lon, place.lat) for place in places])
    shapes = [
        _shape(before, style.line_before(), texts("line.map.before")),
        _shape(dots, style.place_dot()),
    ]
    if len(points) > 1:
        drawn = shapely.LineString([point[:2] for point in points])
        shapes.append(_shape(drawn, style.hand_drawn(), texts("line.map.drawn")))
    if points:
        shapes.append(_shape(clicked, style.hand_point()))
    return {
        "units": units,
        "language": texts.language.value,
        "credit": credit,
        "background": background and background.payload,
        "chosen": False,
        "focus": None,
        "fit": None,
        "shapes": shapes,
        "signs": [],
        "labels": [
            {
                "at": [place.lat, place.lon],
                "kind": "gr-place gr-town",
                "html": _name(bare_name(place, texts)),
                "rank": 1,
            }
            for place in places
        ],
    }


def bounds_of(before: Geometry, places: Sequence[Place]) -> list[LatLon]:
    """What such a map shows at first: the line so far and its places, south-west and north-east.

    With room around them: what lies at the edge may be under a button or the credits.
    """
    dots = shapely.MultiPoint([(place.lon, place.lat) for place in places])
    west, south, east, north = shapely.total_bounds([before, dots]).tolist()
    wide, high = ROOM * (east - west), ROOM * (north - south)
    return [[south - high, west - wide], [north + high, east + wide]]


def _shape(geometry: Geometry, drawn: style.PathOptions, tooltip: str | None = None) -> MapPayload:
    """A shape; without a tooltip a click goes through it to the map."""
    return {
        "geometry": mapping(geometry),
        "pane": "line",
        "style": drawn,
        "hit": style.hit(),
        "tooltip": tooltip,
    }
