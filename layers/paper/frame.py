"""The frame of a map on paper: which ground it shows, at which scale, and where on the sheet."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from layers import palette

POINTS_PER_INCH = 72
MM_PER_INCH = 25.4
FONT = "DejaVu Sans"
"""Comes with matplotlib and writes Vietnamese."""
_MARGIN = 0.04
"""Ground left free around what is shown, as a share of its extent."""
_LEAST_M = 12_000.0
"""No less ground than this is shown: a single bridge would stand in the void."""
_WEB_MERCATOR_M_PER_PX = 156_543.03
"""Metres a pixel at zoom 0 on the equator (256-pixel tiles)."""


@dataclass(frozen=True)
class Frame:
    """A map's place on the sheet.

    ``px`` is the size in points of one pixel of the palette. Coordinates are metres east and
    north of the middle of the ground, in a transverse Mercator projection of its own: within
    a region of these provinces a length is true to less than a thousandth.
    """

    axes: Axes
    crs: CRS
    metres_per_point: float
    px: float

    @property
    def zoom(self) -> float:
        """The zoom of a web map on which a pixel is as much ground as one of the palette's."""
        return math.log2(_WEB_MERCATOR_M_PER_PX / (self.metres_per_point * self.px))

    @property
    def view(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the ground, in metres."""
        (west, east), (south, north) = self.axes.get_xlim(), self.axes.get_ylim()
        return west, south, east, north

    def project(self, shape: BaseGeometry) -> BaseGeometry:
        """Bring a shape from EPSG:4326, (lon, lat), to the metres of the map."""
        return _projected(shape, self.crs)

    def unproject(self, shape: BaseGeometry) -> BaseGeometry:
        """Bring a shape from the metres of the map to EPSG:4326, (lon, lat)."""
        return _projected(shape, WGS84, source=self.crs)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Metres of a place."""
        x, y = _transformer(WGS84, self.crs).transform(lon, lat)
        return float(x), float(y)

    def on_sheet(self, x: float, y: float) -> tuple[float, float]:
        """Points from the map's lower left corner."""
        west, south, _, _ = self.view
        return (x - west) / self.metres_per_point, (y - south) / self.metres_per_point

    def text_size(self, words: str, size: float, *, bold: bool) -> tuple[float, float]:
        """Width and height of a text, in points."""
        return text_size(self.axes.figure, words, size, bold=bold)


def blank(width_mm: float, height_mm: float) -> Figure:
    """Give an empty sheet; its dots are points, so that what is measured is in points."""
    figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), dpi=POINTS_PER_INCH)
    FigureCanvasAgg(figure)
    figure.patch.set_facecolor("#FFFFFF")
    return figure


def text_size(figure: Any, words: str, size: float, *, bold: bool) -> tuple[float, float]:
    """Width and height of a text on a :func:`blank` sheet, in points."""
    face = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    width, height, _ = figure.canvas.get_renderer().get_text_width_height_descent(
        words, face, ismath=False
    )
    return float(width), float(height)


def framed(figure: Figure, place: Sequence[float], bounds: Sequence[float], *, px: float) -> Frame:
    """Make a map's frame on a sheet.

    Parameters
    ----------
    figure
        A :func:`blank` sheet.
    place
        Left, bottom, width and height of the frame in millimetres from the sheet's corner.
    bounds
        West, south, east, north of what must be in it, in degrees (EPSG:4326).
    px
        Points in a pixel of the palette.
    """
    width_mm, height_mm = figure.get_size_inches() * MM_PER_INCH
    left, bottom, wide, high = place
    axes = figure.add_axes((left / width_mm, bottom / height_mm, wide / width_mm, high / height_mm))
    axes.set_facecolor(palette.SEA_OF_OTHERS)
    axes.set_xticks([])
    axes.set_yticks([])
    for edge in axes.spines.values():
        edge.set_edgecolor(palette.BORDER)
    west, south, east, north = bounds
    crs = CRS.from_proj4(
        f"+proj=tmerc +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} "
        "+ellps=WGS84 +units=m"
    )
    around = _transformer(WGS84, crs).transform_bounds(west, south, east, north)
    half_x = max(around[2] - around[0], _LEAST_M) * (0.5 + _MARGIN)
    half_y = max(around[3] - around[1], _LEAST_M) * (0.5 + _MARGIN)
    half_x, half_y = max(half_x, half_y * wide / high), max(half_y, half_x * high / wide)
    x, y = (around[0] + around[2]) / 2, (around[1] + around[3]) / 2
    axes.set_xlim(x - half_x, x + half_x)
    axes.set_ylim(y - half_y, y + half_y)
    points = wide / MM_PER_INCH * POINTS_PER_INCH
    return Frame(axes, crs, 2 * half_x / points, px)


@lru_cache(maxsize=16)
def _transformer(source: CRS, target: CRS) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _projected(shape: BaseGeometry, crs: CRS, *, source: CRS = WGS84) -> BaseGeometry:
    between = _transformer(source, crs)

    def moved(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(between.transform(coordinates[:, 0], coordinates[:, 1]))

    return shapely.transform(shape, moved)
