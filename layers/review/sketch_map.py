"""A small map of a draft's sketch: the line through its places on the provinces, as SVG.

North is up; longitudes are narrowed by the cosine of the middle latitude, so that shapes look
right over a few provinces.
"""

import math
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.locate.sketch import sketch_area, sketch_line
from geo.model import Located
from geo.registry.places import Place
from layers.markup import Markup, part
from layers.texts import Texts

_sketch_map = part("drawing.html", "sketch")
WIDTH, HEIGHT = 420, 300
_LEAST_DEG = 0.25
"""Half the height of the smallest view, about 28 km: a lone place still lies among others."""
_ROOM = 1.35
_FINE_DEG = 0.002


def sketch_map(
    keys: Sequence[str],
    located: str,
    places: Mapping[str, Place],
    outlines: gpd.GeoDataFrame,
    texts: Texts,
) -> Markup:
    """Draw a sketch; without a place there is nothing to draw.

    Parameters
    ----------
    keys
        Places in order, at least one.
    located
        ``line``, ``point`` or ``area``.
    outlines
        Provinces with ``province_name``, EPSG:4326.
    """
    view = _View.around([places[key] for key in keys])
    ground = outlines[outlines.intersects(view.box)]
    named = zip(ground["province_name"], ground.geometry, strict=True)
    label = " – ".join(texts.pick(places[key].name) for key in keys)
    return _sketch_map(
        size=(WIDTH, HEIGHT),
        label=f"{texts('import.sketch')}: {label}",
        grounds=[_ground(shape, view) for shape in ground.geometry],
        names=[at for name, shape in named if (at := _name(str(name), shape, view))],
        sketched=_sketched(keys, located, places, view),
        places=[_place(places[key], view, texts) for key in dict.fromkeys(keys)],
        note=texts("import.sketch.note"),
    )


class _View:
    """Degrees → pixels of the picture."""

    def __init__(self, lon: float, lat: float, half_lat: float) -> None:
        self._lon, self._lat = lon, lat
        self._per_lat = HEIGHT / 2 / half_lat
        self._per_lon = self._per_lat * math.cos(math.radians(lat))
        half_lon = WIDTH / 2 / self._per_lon
        self.box = shapely.box(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat)

    @classmethod
    def around(cls, places: Sequence[Place]) -> "_View":
        """Show all places with room for their names."""
        lons, lats = [p.lon for p in places], [p.lat for p in places]
        lat = (min(lats) + max(lats)) / 2
        wide = (max(lons) - min(lons)) / 2 * math.cos(math.radians(lat)) * HEIGHT / WIDTH
        half = max((max(lats) - min(lats)) / 2, wide, _LEAST_DEG / _ROOM) * _ROOM
        return cls((min(lons) + max(lons)) / 2, lat, half)

    def pixels(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn (lon, lat), shape (n, 2), into pixels from the upper left."""
        away = (lonlat - [self._lon, self._lat]) * [self._per_lon, -self._per_lat]
        moved: NDArray[np.float64] = away + np.array([WIDTH / 2, HEIGHT / 2])
        return moved

    def path(self, shape: shapely.Geometry) -> str:
        """Write lines and rings as the data of a path."""
        parts = shapely.get_parts(shape)
        rings = [shapely.get_rings(p) if shapely.get_dimensions(p) == 2 else [p] for p in parts]
        return "".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in self.pixels(shapely.get_coordinates(r)))
            for of_part in rings
            for r in of_part
        )


def _ground(shape: shapely.Geometry, view: _View) -> str:
    seen = shapely.intersection(shapely.simplify(shape, _FINE_DEG), view.box.buffer(0.05))
    return view.path(seen)


def _name(name: str, shape: shapely.Geometry, view: _View) -> dict[str, str] | None:
    """Say where a province's name stands; nowhere when little of the province is seen."""
    seen = shapely.intersection(shape, view.box)
    if seen.area < view.box.area / 40:
        return None
    (x, y), *_ = view.pixels(shapely.get_coordinates(shapely.point_on_surface(seen)))
    return {"x": f"{x:.0f}", "y": f"{y:.0f}", "name": name}


def _sketched(
    keys: Sequence[str], located: str, places: Mapping[str, Place], view: _View
) -> dict[str, object] | None:
    """Give the outline of the sketch; a lone point has none."""
    if located == Located.AREA.value:
        return {"outline": view.path(sketch_area(keys, places)), "is_area": True}
    if located == Located.LINE.value and len(keys) > 1:
        return {"outline": view.path(sketch_line([keys], places)), "is_area": False}
    return None


def _place(place: Place, view: _View, texts: Texts) -> dict[str, str]:
    ((x, y),) = view.pixels(np.array([[place.lon, place.lat]]))
    anchor, dx = ("end", -8) if x > WIDTH * 0.62 else ("start", 8)
    return {
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "text_x": f"{x + dx:.0f}",
        "text_y": f"{y - 6:.0f}",
        "anchor": anchor,
        "name": texts.pick(place.name),
    }
