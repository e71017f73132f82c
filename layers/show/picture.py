"""A map as a picture to print: PNG and SVG, A3 across, drawn with no browser.

The sheet holds a title with the day and the counts, the map with scale bar and north arrow, the
legend of the screen, and whose data it shows.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from geo.duty.meetings import out_of_step, possibly_out_of_step
from geo.views.credits import credits_of
from layers import palette
from layers.app.filters import Shown, bounds_of, rows
from layers.paper.boxes import TakenBoxes
from layers.paper.frame import FONT, MM_PER_INCH, POINTS_PER_INCH, blank, framed, text_size
from layers.paper.furniture import draw_furniture
from layers.paper.key import draw_key
from layers.paper.labels import draw_labels
from layers.paper.lines import course_boxes, draw_context, draw_ground, draw_projects
from layers.paper.signs import draw_signs
from layers.texts import Texts

A3_MM = (420.0, 297.0)
PRINT_DPI = 300
_EDGE_MM, _HEAD_MM, _FOOT_MM = 10.0, 21.0, 43.0
_SHEET_PX = 0.8
"""Points in a pixel of the palette on A3: a road is 1.3 mm wide."""
_LOCK = Lock()
"""matplotlib's settings are one for all readers."""
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "giap-ranh",
    "hatch.linewidth": 1.2,
    "font.family": FONT,
}


@dataclass(frozen=True)
class PictureLook:
    """How the reader wants the map drawn."""

    texts: Texts
    chosen: str | None = None
    lanes: Mapping[str, int] = field(default_factory=dict)
    """project_id → lane, see :func:`layers.map.lanes.lanes`."""
    with_context: bool = False


def draw_map(
    figure: Figure,
    place: Sequence[float],
    shown: Shown,
    look: PictureLook,
    *,
    bounds: Sequence[float],
    px: float,
    halos: bool = True,
) -> None:
    """Draw a map on a sheet.

    Parameters
    ----------
    place
        Left, bottom, width and height in millimetres from the sheet's lower left corner.
    bounds
        West, south, east, north of what must be in it, in degrees.
    px
        Points in a pixel of the palette.
    halos
        Whether names stand in a halo rather than on a ground; makes them outlines in an SVG.
    """
    frame = framed(figure, place, bounds, px=px)
    mm = POINTS_PER_INCH / MM_PER_INCH
    taken = TakenBoxes(place[2] * mm, place[3] * mm)
    draw_ground(frame, shown.linkage.boundaries.frame)
    if look.with_context:
        draw_context(frame, rows(shown.linkage.context))
    draw_projects(frame, shown, chosen=look.chosen, lanes=look.lanes)
    course = course_boxes(frame, shown, look.chosen)
    draw_furniture(frame, look.texts, taken, lines=course)
    draw_signs(frame, shown, chosen=look.chosen, taken=taken)
    draw_labels(frame, shown, look.texts, chosen=look.chosen, taken=taken, halos=halos)


def png(
    shown: Shown, look: PictureLook, *, title: str | None = None, dpi: int = PRINT_DPI
) -> bytes:
    """Draw the sheet as PNG."""
    return _saved(shown, look, title, format="png", dpi=dpi, metadata={"Software": "Giap Ranh"})


def svg(shown: Shown, look: PictureLook, *, title: str | None = None) -> bytes:
    """Draw the sheet as SVG; letters are outlines, so that they look the same anywhere."""
    return _saved(shown, look, title, format="svg", metadata={"Date": None})


def _saved(shown: Shown, look: PictureLook, title: str | None, **how: Any) -> bytes:
    written = io.BytesIO()
    with _LOCK, mpl.rc_context(_SETTINGS):
        _sheet(shown, look, title).savefig(written, **how)
    return written.getvalue()


def map_svg(shown: Shown, look: PictureLook, size_mm: tuple[float, float], *, px: float) -> str:
    """Draw a map alone as an SVG element, letters as text; fitted to what is chosen, if any."""
    written = io.StringIO()
    with _LOCK, mpl.rc_context({**_SETTINGS, "svg.fonttype": "none"}):
        figure = _map_alone(shown, look, size_mm, px=px, halos=False)
        figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue().partition("-->")[2] or written.getvalue()


def map_png(
    shown: Shown, look: PictureLook, size_mm: tuple[float, float], *, px: float, dpi: int
) -> bytes:
    """Draw the same as PNG, for papers and slides of other programs."""
    written = io.BytesIO()
    with _LOCK, mpl.rc_context(_SETTINGS):
        figure = _map_alone(shown, look, size_mm, px=px, halos=True)
        figure.savefig(written, format="png", dpi=dpi, metadata={"Software": "Giap Ranh"})
    return written.getvalue()


def _map_alone(
    shown: Shown, look: PictureLook, size_mm: tuple[float, float], *, px: float, halos: bool
) -> Figure:
    figure = blank(*size_mm)
    edge = 0.3
    place = (edge, edge, size_mm[0] - 2 * edge, size_mm[1] - 2 * edge)
    bounds = bounds_of(shown, look.chosen)
    draw_map(figure, place, shown, look, bounds=bounds, px=px, halos=halos)
    return figure


def _sheet(shown: Shown, look: PictureLook, title: str | None) -> Figure:
    width, height = A3_MM
    figure = blank(width, height)
    place = (
        _EDGE_MM,
        _FOOT_MM,
        width - 2 * _EDGE_MM,
        height - _HEAD_MM - _FOOT_MM,
    )
    bounds = bounds_of(shown, look.chosen)
    draw_map(figure, place, shown, look, bounds=bounds, px=_SHEET_PX)
    _heading(figure, shown, look.texts, title)
    left, bottom = _EDGE_MM, _FOOT_MM - 3
    draw_key(
        figure,
        (left, bottom, width - 2 * _EDGE_MM),
        shown.linkage.registry.modes,
        look.texts,
    )
    _source_line(figure, shown, look.texts)
    return figure


def _heading(figure: Figure, shown: Shown, texts: Texts, title: str | None) -> None:
    width, height = A3_MM
    mm_left, baseline = _EDGE_MM / width, (height - 16) / height
    words = title or texts("app.title")
    figure.text(mm_left, baseline, words, fontsize=26, fontweight="bold", color=palette.INK)
    wide = text_size(figure, words, 26, bold=True)[0] / POINTS_PER_INCH * MM_PER_INCH
    figure.text(
        (_EDGE_MM + wide + 6) / width,
        baseline,
        "" if title else texts("app.subtitle"),
        fontsize=14,
        color=palette.QUIET_INK,
    )
    mismatches = len(out_of_step(shown.projects))
    possible = len(possibly_out_of_step(shown.projects))
    facts = [
        texts("count.as_of", day=texts.date(shown.linkage.as_of)),
        texts(f"picture.units.{shown.linkage.units.value}"),
        f"{len(shown.projects)} {texts.counted('count.projects', len(shown.projects))}",
        f"{mismatches} {texts.counted('count.mismatches', mismatches)}",
    ]
    if possible:
        facts.append(f"{possible} {texts.counted('count.possible', possible)}")
    figure.text(
        1 - _EDGE_MM / width,
        baseline,
        " · ".join(facts),
        fontsize=13,
        color=palette.INK,
        ha="right",
    )


def _source_line(figure: Figure, shown: Shown, texts: Texts) -> None:
    """Write whose data it is; a sketch is marked as one."""
    linkage = shown.linkage
    named = [texts.pick(credit) for credit in credits_of(linkage)]
    if linkage.boundaries.is_sketch:
        named.insert(0, texts("legend.sketch.mark"))
    named.append(texts("picture.lengths"))
    left = _EDGE_MM / A3_MM[0]
    figure.text(left, 5 / A3_MM[1], " · ".join(named), fontsize=9, color=palette.QUIET_INK)
