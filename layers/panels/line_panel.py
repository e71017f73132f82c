"""What the reader is told of a line that he brings: what was found, and a drawing of it."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats
from geo.plane import Plane
from geo.registry.places import Place
from layers.map.inlined import as_base64
from layers.markup import Markup, part
from layers.texts import Texts

_checked, _drawn = (part("line.html", name) for name in ("checked", "drawn"))
_WIDE, _HIGH, _RIM = 640.0, 320.0, 20.0


def line_checked(
    said: Sequence[str],
    strands: Sequence[Sequence[tuple[float, float]]],
    before: BaseGeometry,
    places: Sequence[Place],
    texts: Texts,
) -> Markup:
    """Write what was found, and draw the line over the one so far.

    Parameters
    ----------
    strands
        (lon, lat), degrees in EPSG:4326.
    before
        The project's line so far, likewise.
    places
        The places of its route.
    """
    new = [np.array(strand) for strand in strands]
    old = [shapely.get_coordinates(one) for one in shapely.get_parts(before)]
    dots = np.array([[place.lon, place.lat] for place in places])
    plane = Plane.around(np.concatenate([*new, *old, dots]))
    flat = [plane.flat(one) for one in (*new, *old, dots)]
    low, high = np.concatenate(flat).min(axis=0), np.concatenate(flat).max(axis=0)
    size = np.maximum(high - low, 1.0)
    scale = float(min((_WIDE - 2 * _RIM) / size[0], (_HIGH - 2 * _RIM) / size[1]))

    def on_paper(xy: Floats) -> Floats:
        x, y = ((xy - low) * scale + _RIM).T
        return np.column_stack([x, _HIGH - y])

    drawn = [on_paper(one) for one in flat]
    picture = _drawn(
        [_points(one) for one in drawn[: len(new)]],
        [_points(one) for one in drawn[len(new) : -1]],
        [
            (round(float(x), 1), round(float(y), 1), texts.pick(place.name))
            for (x, y), place in zip(drawn[-1], places, strict=True)
        ],
    )
    # As a picture: the page takes drawings out of what is written into it.
    return _checked(said, as_base64(picture.strip()), texts)


def _points(xy: Floats) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in xy)
