"""A small map of a draft's sketch: the line through its places on the provinces, as SVG.

North is up; longitudes are narrowed by the cosine of the middle latitude, so that shapes look
right over a few provinces.
"""

import math
from collections.abc import Mapping, Sequence
from html import escape

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.locate.sketch import sketch_area, sketch_line
from geo.model import Located
from geo.registry.places import Place
from layers import palette
from layers.texts import Texts

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
) -> str:
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
    parts = [_ground(shape, view) for shape in ground.geometry]
    named = zip(ground["province_name"], ground.geometry, strict=True)
    parts += [_name(str(name), shape, view) for name, shape in named]
    parts.append(_sketch(keys, located, places, view))
    parts += [_place(places[key], view, texts) for key in dict.fromkeys(keys)]
    names = " – ".join(texts.pick(places[key].name) for key in keys)
    label = escape(f"{texts('import.sketch')}: {names}")
    return (
        f'<figure class="gr-sketch-map"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{label}"><rect width="{WIDTH}" height="{HEIGHT}" '
        f'fill="{palette.SEA_OF_OTHERS}"/>{"".join(parts)}</svg>'
        f"<figcaption>{texts.html('import.sketch.note')}</figcaption></figure>"
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
    return (
        f'<path d="{view.path(seen)}" fill="{palette.PAPER}" stroke="{palette.BORDER}" '
        'stroke-width="1.4" fill-rule="evenodd"/>'
    )


def _name(name: str, shape: shapely.Geometry, view: _View) -> str:
    seen = shapely.intersection(shape, view.box)
    if seen.area < view.box.area / 40:
        return ""
    (x, y), *_ = view.pixels(shapely.get_coordinates(shapely.point_on_surface(seen)))
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" font-size="12" font-style="italic" '
        f'fill="{palette.QUIET_INK}">{escape(name)}</text>'
    )


def _sketch(keys: Sequence[str], located: str, places: Mapping[str, Place], view: _View) -> str:
    if located == Located.AREA.value:
        shape: shapely.Geometry = sketch_area(keys, places)
        fill = f'fill="{palette.INK}" fill-opacity=".15"'
    elif located == Located.LINE.value and len(keys) > 1:
        shape, fill = sketch_line([keys], places), 'fill="none"'
    else:
        return ""
    return (
        f'<path d="{view.path(shape)}" {fill} stroke="{palette.INK}" stroke-width="3" '
        'stroke-dasharray="7 4"/>'
    )


def _place(place: Place, view: _View, texts: Texts) -> str:
    ((x, y),) = view.pixels(np.array([[place.lon, place.lat]]))
    anchor, dx = ("end", -8) if x > WIDTH * 0.62 else ("start", 8)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{palette.PAPER}" '
        f'stroke="{palette.INK}" stroke-width="2"/><text x="{x + dx:.0f}" y="{y - 6:.0f}" '
        f'text-anchor="{anchor}" font-size="13" font-weight="600" fill="{palette.INK}" '
        f'stroke="{palette.HALO}" stroke-width="3" paint-order="stroke">'
        f"{escape(texts.pick(place.name))}</text>"
    )
