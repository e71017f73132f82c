"""From a look to Leaflet path options (widths and dashes in pixels)."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from geo.model import Status
from layers import palette
from layers.map.classify import Emphasis, Look
from layers.markup import Markup, none, part
from layers.modes import stroke

_hatch = part("signs.html", "hatch")
PathOptions = dict[str, Any]

_FADED_OPACITY = 0.28
_CHOSEN_EXTRA_PX = 2.0
_HALO_PX = 2.5
_RIM_PX = 1.5
_HIT_PX = 18.0
"""Width of the unseen line that takes clicks; a finger on a touch table needs that much."""


@cache
def drawn(look: Look, *, is_area: bool) -> Mapping[str, Any]:
    """Gather all styles of a piece, by the names under which the browser knows them.

    They are the same for every piece of that look, and must not be changed.
    """
    if is_area:
        return {"style": area(look), "halos": [], "core": None, "hit": {**hit(), "fill": True}}
    return {"style": line(look), "halos": halos(look), "core": core(look), "hit": hit()}


def line(look: Look) -> PathOptions:
    """Style the line itself: colour by status, dash by grade, width by mode."""
    width = _width(look)
    return {
        "color": palette.STATUS_COLOUR[look.status],
        "weight": width,
        "opacity": _FADED_OPACITY if look.emphasis == Emphasis.FADED else 1.0,
        "dashArray": _dash(look),
        "lineCap": "butt",
        "lineJoin": "round",
        "className": f"gr-line gr-status-{look.status.value} gr-grade-{look.grade.value}",
    }


def halos(look: Look) -> list[PathOptions]:
    """Style the bands under a line that set it off the ground, lowest first.

    A white one under every line, a dark rim around that of the chosen project, none under a
    faded line.
    """
    if look.emphasis == Emphasis.FADED:
        return []
    weight = _width(look) + 2 * _HALO_PX
    white: PathOptions = {
        "color": palette.HALO,
        "weight": weight,
        "opacity": 0.9,
        "lineCap": "round",
    }
    if look.emphasis != Emphasis.CHOSEN:
        return [white]
    rim = {**white, "color": palette.INK, "weight": weight + 2 * _RIM_PX, "opacity": 1.0}
    return [rim, {**white, "opacity": 1.0}]


def core(look: Look) -> PathOptions | None:
    """Style the white thread inside a railway."""
    thread = stroke(look.mode, look.kv).core
    if not thread or look.emphasis == Emphasis.FADED:
        return None
    return {"color": palette.HALO, "weight": thread, "opacity": 1.0, "lineCap": "butt"}


def hit() -> PathOptions:
    """Style the unseen wide line that takes the pointer."""
    return {
        "color": "#000000",
        "weight": _HIT_PX,
        "opacity": 0.0,
        "fillOpacity": 0.0,
        "lineCap": "round",
        "className": "gr-hit",
    }


def area(look: Look) -> PathOptions:
    """Style an area of which no line is known: hatched, with a dashed rim."""
    faded = look.emphasis == Emphasis.FADED
    return {
        **line(look),
        "weight": 2.0 if look.emphasis != Emphasis.CHOSEN else 3.5,
        "dashArray": " ".join(map(str, palette.GRADE_DASH[look.grade])),
        "fill": True,
        "fillColor": f"url(#{hatch_id(look.status)})",
        "fillOpacity": 0.15 if faded else 0.6,
    }


def context() -> PathOptions:
    """Style what is named but not a project."""
    return {"color": palette.CONTEXT, "weight": 1.8, "opacity": 0.85, "fillOpacity": 0.1}


def line_before() -> PathOptions:
    """Style a project's line so far, under one that is being drawn."""
    return {
        "color": palette.CONTEXT,
        "weight": 3.0,
        "opacity": 1.0,
        "dashArray": "6 4",
        "className": "gr-before",
    }


def place_dot() -> PathOptions:
    """Style the places of the route that is being drawn."""
    return {"color": palette.INK, "weight": 2.0, "fillColor": palette.HALO, "fillOpacity": 1.0}


def hand_drawn() -> PathOptions:
    """Style a line that is being drawn by hand."""
    return {
        "color": palette.DRAWN,
        "weight": 4.0,
        "opacity": 1.0,
        "lineJoin": "round",
        "className": "gr-hand",
    }


def hand_point() -> PathOptions:
    """Style the points that were clicked."""
    return {
        "color": palette.HALO,
        "weight": 1.5,
        "fillColor": palette.DRAWN,
        "fillOpacity": 1.0,
        "className": "gr-hand-point",
    }


def outline() -> PathOptions:
    """Style a province."""
    return {
        "color": palette.BORDER,
        "weight": 1.4,
        "opacity": 1.0,
        "dashArray": "9 4 2 4",
        "fillColor": palette.PAPER,
        "fillOpacity": 1.0,
    }


def river() -> PathOptions:
    """Style a sketched river: a band that borders and lines show through."""
    return {
        "color": palette.RIVER,
        "weight": 3.0,
        "opacity": 1.0,
        "lineJoin": "round",
        "fill": False,
        "className": "gr-river",
    }


def former_border() -> PathOptions:
    """Style a border that no longer exists: dots, fainter than any border in force."""
    return {
        "color": palette.BORDER,
        "weight": 1.6,
        "opacity": 0.6,
        "dashArray": "1 5",
        "lineCap": "round",
        "fill": False,
        "className": "gr-former",
    }


def hatch_id(status: Status) -> str:
    """Name the SVG pattern that hatches in a status's colour."""
    return f"gr-hatch-{status.value}"


def hatches() -> Markup:
    """Write the SVG patterns, one a status."""
    return none.join(
        _hatch(hatch_id(status), colour) for status, colour in palette.STATUS_COLOUR.items()
    )


def _width(look: Look) -> float:
    extra = _CHOSEN_EXTRA_PX if look.emphasis == Emphasis.CHOSEN else 0.0
    return stroke(look.mode, look.kv).width + extra


def _dash(look: Look) -> str | None:
    dash = palette.GRADE_DASH[look.grade]
    return " ".join(map(str, dash)) if dash else None
