"""What never changes while the reader works: provinces of both dates and the names of places.

Both dates and both languages are sent at once and the frame shows one of each, because a map
whose script differs by a letter is a new map to streamlit-folium, and would lose its view.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.model import River
from geo.registry.places import Place
from layers.app.filters import rows
from layers.map import style
from layers.map.plates import MapPayload
from layers.markup import part
from layers.texts import Language, Texts

_name, _both_names = part("label.html", "name"), part("label.html", "place")
_DRAWN_TOLERANCE_DEG = 0.001
"""About 100 m, a pixel at zoom 10: finer borders cost time and are hardly seen."""
_AROUND_DEG = 0.6
"""How far around the projects the ground is drawn; farther provinces would only cost time."""

_NAME_GRID_DEG = 0.09
"""About 10 km between the places where a name may stand."""

_NAME_ROOM_DEG = 0.07
"""Nearer to the border a name would reach into the neighbour: a last resort."""

_NAME_AT_SHARES = tuple(share / 20 for share in (10, 7, 13, 5, 15, 3, 17, 8, 12, 2, 18))
"""Of a river's length, best first."""

TOWN_KINDS = frozenset({"city", "town"})
UNNAMED_KINDS = frozenset({"border", "junction", "approach"})


def base_payload(
    outlines: Mapping[str, gpd.GeoDataFrame],
    places: Mapping[str, Place],
    bounds: Sequence[float],
    rivers: Iterable[River] = (),
) -> MapPayload:
    """Gather what the browser needs once.

    Parameters
    ----------
    outlines
        Units (``signing``, ``today``) → provinces with ``province_name``, EPSG:4326.
    places
        The gazetteer; places on a border are left to the crossings.
    bounds
        West, south, east, north of everything drawn, degrees; the first view shows them.
    rivers
        Drawn under everything, for orientation.
    """
    rivers = tuple(rivers)
    west, south, east, north = map(float, bounds)
    around = shapely.box(
        west - _AROUND_DEG, south - _AROUND_DEG, east + _AROUND_DEG, north + _AROUND_DEG
    )
    outlines = {units: frame[frame.intersects(around)] for units, frame in outlines.items()}
    return {
        "bounds": [[south, west], [north, east]],
        "outline": style.outline(),
        "hatches": style.hatches(),
        "words": {language.value: _words(Texts(language)) for language in Language},
        "provinces": {units: _drawn(frame) for units, frame in outlines.items()},
        "rivers": {"style": style.river(), "shapes": [_course(river) for river in rivers]},
        "labels": [
            *(label for units, frame in outlines.items() for label in _names(units, frame)),
            *(_place(place) for place in places.values() if place.kind not in UNNAMED_KINDS),
            *(_river_name(river) for river in rivers),
        ],
    }


def _words(texts: Texts) -> MapPayload:
    """Give what the map itself says: its buttons, the chooser, the tour of a first visit."""
    named = {name: texts(f"map.{name}") for name in ("region", "full", "which")}
    steps = [texts(f"tour.{number}") for number in (1, 2, 3)]
    buttons = {name: texts(f"tour.{name}") for name in ("title", "next", "done", "skip")}
    return named | {"tour": {"steps": steps, **buttons}}


def _drawn(frame: gpd.GeoDataFrame) -> MapPayload:
    # coverage_simplify keeps shared borders shared, so no slivers appear between provinces.
    thin = shapely.coverage_simplify(frame.geometry.to_numpy(), _DRAWN_TOLERANCE_DEG)
    thin = shapely.set_precision(thin, 1e-4, mode="pointwise")
    return {
        "type": "GeometryCollection",
        "geometries": [shapely.geometry.mapping(shape) for shape in thin],
    }


def _names(units: str, frame: gpd.GeoDataFrame) -> list[MapPayload]:
    labels = []
    for row in rows(frame):
        places = where_to_write(row["geometry"])
        labels.append(
            {
                "at": places[0],
                "places": places,
                "kind": f"gr-province gr-units gr-units-{units}",
                "html": _name(row["province_name"]),
                "rank": 8,
            }
        )
    return labels


def where_to_write(province: Any) -> list[list[float]]:
    """List where a province's name may stand, best first, [latitude, longitude].

    First where there is most room around it, then a grid over the inside, so that the name
    finds a place beside the lines and in the part of the province that is in view.
    """
    best = shapely.Point(shapely.maximum_inscribed_circle(province, 0.02).coords[0])
    west, south, east, north = province.bounds
    grid = shapely.points(
        [
            (x, y)
            for x in np.arange(west, east, _NAME_GRID_DEG)
            for y in np.arange(south, north, _NAME_GRID_DEG)
        ]
    )
    inside = grid[shapely.contains(province, grid)]
    cramped = shapely.distance(inside, province.boundary) < _NAME_ROOM_DEG
    order = np.lexsort((shapely.distance(inside, best), cramped))
    return [[round(p.y, 4), round(p.x, 4)] for p in (best, *inside[order])]


def _place(place: Place) -> MapPayload:
    town = place.kind in TOWN_KINDS
    return {
        "at": [place.lat, place.lon],
        "kind": "gr-place gr-town" if town else "gr-place",
        "html": _both_names(
            {language.value: bare_name(place, Texts(language)) for language in Language}
        ),
        "rank": 40 if town else 60,
        "from": 8.0 if town else 10.0,
    }


def _course(river: River) -> MapPayload:
    return {"type": "LineString", "coordinates": river.course}


def _river_name(river: River) -> MapPayload:
    """Name a river where there is room along it, after everything else."""
    line = shapely.LineString(river.course)
    points = [line.interpolate(share, normalized=True) for share in _NAME_AT_SHARES]
    places = [[round(point.y, 4), round(point.x, 4)] for point in points]
    return {
        "at": places[0],
        "places": places,
        "kind": "gr-river-name",
        "html": _both_names({language.value: river.name.pick(language) for language in Language}),
        "rank": 70,
        "from": 8.0,
    }


def bare_name(place: Place, texts: Texts) -> str:
    """Leave out what sort of place it is: size and weight of the label say that."""
    name = texts.pick(place.name)
    for kind in texts("place.kinds").split("|"):
        if texts.language == Language.VI:
            name = name.removeprefix(f"{kind} ")
        else:
            name = name.removesuffix(f" {kind}")
    return name
