"""The ground, and the lines and areas of the projects, in the styles of the map on the screen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from layers.app.filters import FrameRow, Shown
from layers.map import style
from layers.map.classify import Emphasis, Look, look_of
from layers.paper.boxes import Box
from layers.paper.frame import Frame

LANE_PX = 5.0
"""From one lane to the next, as on the screen."""
_STEP_PX = 9.0
_FINEST_PT = 0.3
"""Bends finer than this are not seen on paper."""
_GROUND, _CONTEXT, _AREA, _HALO, _LINE = 1.0, 1.5, 2.0, 3.0, 4.0


def draw_ground(frame: Frame, provinces: gpd.GeoDataFrame) -> None:
    """Draw the provinces (EPSG:4326) and their borders."""
    around = shapely.box(*frame.view).buffer(20 * frame.metres_per_point)
    shapes = [frame.project(shape) for shape in provinces.geometry]
    near = [shape for shape in shapes if shape.intersects(around)]
    if not near:
        return
    thin = shapely.coverage_simplify(near, _FINEST_PT * frame.metres_per_point)
    outline = style.outline()
    _fill(
        frame.axes,
        [shapely.clip_by_rect(shape, *around.bounds) for shape in thin],
        facecolor=outline["fillColor"],
        edgecolor=outline["color"],
        linewidth=outline["weight"] * frame.px,
        linestyle=_dash(outline),
        zorder=_GROUND,
    )


def draw_context(frame: Frame, items: Sequence[FrameRow]) -> None:
    """Draw what is only named."""
    look = style.context()
    for item in items:
        if item["geometry"] is not None and not item["geometry"].is_empty:
            _fill(
                frame.axes,
                [frame.project(item["geometry"])],
                facecolor="none",
                edgecolor=look["color"],
                linewidth=look["weight"] * frame.px,
                markersize=(6 * frame.px) ** 2,
                zorder=_CONTEXT,
            )


def draw_projects(
    frame: Frame, seen: Shown, *, chosen: str | None, lanes: Mapping[str, int]
) -> None:
    """Draw every piece that is a line or an area; the faded first, the chosen on top."""
    order = {Emphasis.FADED: 0, Emphasis.PLAIN: 1, Emphasis.CHOSEN: 2}
    drawn = [(look_of(piece, seen, chosen=chosen), piece) for piece in seen.pieces]
    for look, piece in sorted(drawn, key=lambda pair: order[pair[0].emphasis]):
        shape = piece["geometry"]
        if shape is None or shape.is_empty or shape.geom_type == "Point":
            continue
        level = 0.1 * order[look.emphasis]
        if shape.geom_type.endswith("Polygon"):
            _draw_area(frame, shape, look, level)
        else:
            lane = lanes.get(piece["project_id"], 0)
            for line in course(frame, shape, lane):
                _draw_line(frame, line, look, level)


def course(frame: Frame, shape: BaseGeometry, lane: int) -> Iterator[BaseGeometry]:
    """Project a line, in its lane."""
    for line in shapely.get_parts(frame.project(shape)):
        if not lane:
            yield line
            continue
        aside = lane * LANE_PX * frame.px * frame.metres_per_point
        smooth = shapely.simplify(line, abs(aside) / 3)
        yield from shapely.get_parts(shapely.offset_curve(smooth, aside, join_style="bevel"))


def course_boxes(frame: Frame, seen: Shown, chosen: str | None) -> list[Box]:
    """Give the places along the chosen project's line; with none chosen, along every line."""
    step = _STEP_PX * frame.px
    boxes = []
    for piece in seen.pieces:
        shape = piece["geometry"]
        if chosen not in (None, piece["project_id"]):
            continue
        if shape is None or "LineString" not in shape.geom_type:
            continue
        for line in shapely.get_parts(frame.project(shape)):
            dense = shapely.segmentize(line, step * frame.metres_per_point)
            boxes += [
                Box.around(*frame.on_sheet(x, y), step, step)
                for x, y in shapely.get_coordinates(dense)
            ]
    return boxes


def _draw_line(frame: Frame, line: BaseGeometry, look: Look, level: float) -> None:
    layers: list[tuple[float, Mapping[str, Any] | None]] = [
        *((_HALO, halo) for halo in style.halos(look)),
        (_LINE, style.line(look)),
        (_LINE + 0.05, style.core(look)),
    ]
    x, y = line.xy
    for zorder, options in layers:
        if options is None:
            continue
        frame.axes.plot(
            x,
            y,
            color=options["color"],
            alpha=options["opacity"],
            linewidth=options["weight"] * frame.px,
            linestyle=_dash(options),
            solid_capstyle="round" if options["lineCap"] == "round" else "butt",
            dash_capstyle="butt",
            solid_joinstyle="round",
            zorder=zorder + level,
        )


def _draw_area(frame: Frame, shape: BaseGeometry, look: Look, level: float) -> None:
    options = style.area(look)
    _fill(
        frame.axes,
        [frame.project(shape)],
        facecolor="none",
        edgecolor=options["color"],
        hatch="///",
        alpha=options["fillOpacity"] if look.emphasis == Emphasis.FADED else 0.85,
        linewidth=options["weight"] * frame.px,
        linestyle=_dash(options),
        zorder=_AREA + level,
    )


def _fill(axes: Axes, shapes: Sequence[BaseGeometry], **looks: Any) -> None:
    kept = [shape for shape in shapes if not shape.is_empty]
    points = {shape.geom_type for shape in kept} <= {"Point", "MultiPoint"}
    if not points:
        looks.pop("markersize", None)
    if kept:
        gpd.GeoSeries(kept).plot(ax=axes, aspect=None, autolim=False, **looks)
        axes.set(xlabel="", ylabel="")  # geopandas names them


def _dash(options: Mapping[str, Any]) -> Any:
    """Write a dash for matplotlib, which counts it in widths of the line."""
    written = options.get("dashArray")
    if not written:
        return "-"
    return (0, [float(part) / options["weight"] for part in written.split()])
