"""The scene: what is to be seen now, put together for the browser.

Each shape and sign is drawn with the style that :mod:`layers.style` gives the look that
:mod:`layers.classify` found, and says what :mod:`layers.label` writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import shapely
from shapely.geometry import mapping

from geo.model import Mode, Status
from layers import label, signs, style
from layers.classify import Emphasis, emphasis_of, look_of
from layers.filters import Row, Shown, rows
from layers.texts import Texts

Payload = dict[str, Any]

CROSSING_PX, MISMATCH_PX, DISC_PX, STRUCTURE_PX = 17, 34, 20, 24
_COORDINATE_DIGITS = 5
"""A metre; a screen shows no more."""
_FORMER_TOLERANCE_DEG = 0.001
"""About 100 m, as the provinces are drawn."""
_FORMER_AROUND_DEG = 0.3
_SMALL_PIECE_KM = 2.0
_NAME_AT_SHARES = (0.27, 0.7, 0.15, 0.4, 0.6, 0.85, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Background:
    """An online background, used only when the reader chose it."""

    url: str
    attribution: str
    max_zoom: int


@dataclass(frozen=True, slots=True)
class Viewing:
    """How the reader looks: language, chosen project, background, context."""

    texts: Texts
    chosen: str | None = None
    focus_on: str | None = None
    fits_all: bool = False
    """Look at all that is shown, not at the chosen project."""
    background: Background | None = None
    with_context: bool = False
    lanes: Mapping[str, int] = field(default_factory=dict)
    """project_id → lane, see :func:`layers.lanes.lanes`."""
    spell_out_mismatches: bool = False


def scene(shown: Shown, viewing: Viewing, credit: str) -> Payload:
    """Gather everything the browser needs to draw what is shown.

    ``credit`` is HTML. Coordinates of points are [latitude, longitude], as Leaflet wants
    them; those inside GeoJSON geometries are [longitude, latitude].
    """
    # Faded first: what comes later lies on top.
    order = {Emphasis.FADED: 0, Emphasis.PLAIN: 1, Emphasis.CHOSEN: 2}
    pieces = sorted(
        shown.pieces, key=lambda row: order[look_of(row, shown, chosen=viewing.chosen).emphasis]
    )
    background = viewing.background
    return {
        "units": shown.linkage.units.value,
        "language": viewing.texts.language.value,
        "credit": credit,
        "background": background
        and {
            "url": background.url,
            "options": {"attribution": background.attribution, "maxZoom": background.max_zoom},
        },
        "focus": _focus(shown, viewing),
        "shapes": [
            *_former_borders(shown, viewing),
            *_context(shown, viewing),
            *_shapes(pieces, shown, viewing),
        ],
        "signs": [
            *_crossings(shown, viewing),
            *_discs(pieces, shown, viewing),
        ],
        "labels": [*_mismatches(shown, viewing), *_names(shown, viewing)],
    }


def _geometry(shape: Any) -> Payload:
    return dict(mapping(shapely.set_precision(shape, 10.0**-_COORDINATE_DIGITS, mode="pointwise")))


def _at(point: Any) -> list[float]:
    return [round(point.y, _COORDINATE_DIGITS), round(point.x, _COORDINATE_DIGITS)]


def _shapes(pieces: Iterable[Row], shown: Shown, viewing: Viewing) -> list[Payload]:
    shapes = []
    for piece in pieces:
        shape = piece["geometry"]
        if shape is None or shape.is_empty or shape.geom_type == "Point":
            continue
        look = look_of(piece, shown, chosen=viewing.chosen)
        is_area = shape.geom_type.endswith("Polygon")
        shapes.append(
            {
                "geometry": _geometry(shape),
                "pane": "line",
                "style": style.area(look) if is_area else style.line(look),
                "halos": [] if is_area else style.halos(look),
                "core": None if is_area else style.core(look),
                "hit": {**style.hit(), "fill": True} if is_area else style.hit(),
                "project": piece["project_id"],
                "lane": viewing.lanes.get(piece["project_id"], 0),
                "tooltip": label.piece_tooltip(piece, shown, viewing.texts),
            }
        )
    return shapes


def _former_borders(shown: Shown, viewing: Viewing) -> list[Payload]:
    """Draw where provinces met that are one unit today, around what the linkage holds."""
    former = shown.linkage.boundaries.former
    if former is None:
        return []
    around = shapely.box(*shown.linkage.pieces.total_bounds).buffer(_FORMER_AROUND_DEG)
    return [
        {
            "geometry": _geometry(shapely.simplify(border["geometry"], _FORMER_TOLERANCE_DEG)),
            "pane": "context",
            "style": style.former_border(),
            "hit": style.hit(),
            "tooltip": label.former_border_tooltip(border, viewing.texts),
        }
        for border in rows(former[former.intersects(around)])
    ]


def _context(shown: Shown, viewing: Viewing) -> list[Payload]:
    if not viewing.with_context:
        return []
    return [
        {
            "geometry": _geometry(item["geometry"]),
            "pane": "context",
            "style": style.context(),
            "hit": style.hit(),
            "tooltip": label.context_tooltip(item, viewing.texts),
        }
        for item in rows(shown.linkage.context)
        if item["geometry"] is not None and not item["geometry"].is_empty
    ]


def _sign(row: Row, html: str, size: int, *, at: Any, tooltip: str, **more: Any) -> Payload:
    return {
        "at": _at(at),
        "html": html,
        "size": size,
        "project": row["project_id"],
        "tooltip": tooltip,
        **more,
    }


def _crossings(shown: Shown, viewing: Viewing) -> list[Payload]:
    drawn = []
    for crossing in shown.crossings:
        emphasis = emphasis_of(crossing["project_id"], chosen=viewing.chosen)
        if emphasis == Emphasis.FADED or crossing["former"]:
            continue
        mismatch = bool(crossing["mismatch"])
        size = MISMATCH_PX if mismatch else CROSSING_PX
        first, second, upright = halves(crossing, shown)
        drawn.append(
            _sign(
                crossing,
                signs.crossing(first, second, upright=upright, mismatch=mismatch, size=size),
                size,
                at=crossing["geometry"],
                tooltip=label.crossing_tooltip(crossing, shown, viewing.texts),
                rank=1 if mismatch else 5,
                above=2000 if mismatch else 1000,
                fixed=True,
            )
        )
    return drawn


def halves(crossing: Row, shown: Shown) -> tuple[Status, Status, bool]:
    """Order the two statuses west to east, or north to south where the line runs that way."""
    before, after = Status(crossing["status_from"]), Status(crossing["status_to"])
    step = _direction(crossing, shown)
    if abs(step[1]) > abs(step[0]):
        return (before, after, True) if step[1] < 0 else (after, before, True)
    return (before, after, False) if step[0] >= 0 else (after, before, False)


def _direction(crossing: Row, shown: Shown) -> tuple[float, float]:
    """Give the way the line leaves the crossing, in degrees east and north."""
    here = crossing["geometry"]
    for piece in shown.pieces:
        line = piece["geometry"]
        if (
            piece["project_id"] == crossing["project_id"]
            and line is not None
            and line.geom_type == "LineString"
            and abs(piece["from_km"] - crossing["km"]) < 1e-6
        ):
            ahead = line.interpolate(0.02)
            return ahead.x - here.x, ahead.y - here.y
    return 1.0, 0.0


def _discs(pieces: Iterable[Row], shown: Shown, viewing: Viewing) -> list[Payload]:
    """Mark each piece with its status, and draw the projects that are single points."""
    drawn = []
    for piece in pieces:
        shape = piece["geometry"]
        look = look_of(piece, shown, chosen=viewing.chosen)
        if shape is None or shape.is_empty or look.emphasis == Emphasis.FADED:
            continue
        tooltip = label.piece_tooltip(piece, shown, viewing.texts)
        if shape.geom_type == "Point":
            html = signs.structure(look.mode, look.status, look.grade, STRUCTURE_PX)
            size, at, fixed = STRUCTURE_PX, shape, True
        else:
            html, size, fixed = signs.disc(look.status, DISC_PX), DISC_PX, False
            at = middle(shape)
        small = piece["length_km"] < _SMALL_PIECE_KM and not fixed
        drawn.append(
            _sign(
                piece,
                html,
                size,
                at=at,
                tooltip=tooltip,
                rank=12 if look.emphasis == Emphasis.CHOSEN else 25,
                above=500,
                fixed=fixed,
                **({"from": 10.5} if small else {}),
            )
        )
    return drawn


def middle(shape: Any) -> Any:
    """Give the point at which a piece carries its status, EPSG:4326."""
    if shape.geom_type.endswith("LineString"):
        return shape.interpolate(0.5, normalized=True)
    return shape.representative_point()


def _names(shown: Shown, viewing: Viewing) -> list[Payload]:
    """Write each project's number on its longest piece, where there is room along it."""
    longest: dict[str, Row] = {}
    for piece in shown.pieces:
        best = longest.get(piece["project_id"])
        if piece["geometry"] is not None and (
            best is None or piece["length_km"] > best["length_km"]
        ):
            longest[piece["project_id"]] = piece
    return [
        _name(piece, shown, viewing)
        for project_id, piece in longest.items()
        if emphasis_of(project_id, chosen=viewing.chosen) != Emphasis.FADED
    ]


def _mismatches(shown: Shown, viewing: Viewing) -> list[Payload]:
    """Write both statuses beside each crossing where the sides are out of step."""
    if not viewing.spell_out_mismatches:
        return []
    return [
        {
            "at": _at(crossing["geometry"]),
            "kind": "gr-apart",
            "html": label.mismatch_words(crossing, shown, viewing.texts),
            "rank": 3,
            "beside": MISMATCH_PX / 2,
        }
        for crossing in shown.crossings
        if crossing["mismatch"] and not crossing["former"]
    ]


def along(shape: Any) -> list[list[float]]:
    """List where along a piece its name may stand, best first; clear of the disc amid it.

    Each is [latitude, longitude].
    """
    if not shape.geom_type.endswith("LineString"):
        return [_at(middle(shape))]
    return [_at(shape.interpolate(share, normalized=True)) for share in _NAME_AT_SHARES]


def _name(piece: Row, shown: Shown, viewing: Viewing) -> Payload:
    project = shown.linkage.registry.projects[piece["project_id"]]
    shape = piece["geometry"]
    places = along(shape)
    numbered = bool(project.refs) and project.mode == Mode.ROAD
    chosen = viewing.chosen == project.id
    kinds = ["gr-ref"] + ["gr-name"] * (not numbered) + ["gr-chosen"] * chosen
    return {
        "at": places[0],
        "places": places,
        "kind": " ".join(kinds),
        "html": f"<span>{escape(label.short_name(project, viewing.texts))}</span>",
        "rank": 2 if chosen else 20 if numbered else 28,
        "from": 0 if chosen or numbered else 10,
    }


def _focus(shown: Shown, viewing: Viewing) -> Payload | None:
    """Where to look after a choice was made; the token tells one choice from the next."""
    if viewing.focus_on is None or (viewing.chosen is None and not viewing.fits_all):
        return None
    shapes = [
        row["geometry"]
        for row in shown.pieces
        if viewing.fits_all or row["project_id"] == viewing.chosen
        if row["geometry"] is not None
    ]
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    return {
        "token": viewing.focus_on,
        "bounds": [[float(south), float(west)], [float(north), float(east)]],
    }
