"""The scene: what is to be seen now, put together for the browser.

Each shape and sign is drawn with the style that :mod:`layers.map.style` gives the look that
:mod:`layers.map.classify` found, and says what :mod:`layers.map.label` writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely

from geo.model import Status
from geo.pipeline import extent
from layers.app.filters import FrameRow, Shown, rows
from layers.map import label, signs, style
from layers.map.classify import Emphasis, emphasis_of, look_of
from layers.map.plates import LatLon, MapPayload, geometry_of, plates
from layers.markup import part
from layers.modes import is_numbered
from layers.texts import Texts

_name_plate = part("label.html", "name")

CROSSING_PX, POSSIBLE_PX, MISMATCH_PX, DISC_PX, STRUCTURE_PX, TURNED_PX = 17, 26, 34, 20, 24, 48
_FORMER_TOLERANCE_DEG = 0.001
"""About 100 m, as the provinces are drawn."""
_FORMER_AROUND_DEG = 0.3
_SMALL_PIECE_KM = 2.0


@dataclass(frozen=True, slots=True)
class Background:
    """An online background, used only when the reader chose it."""

    url: str
    attribution: str
    max_zoom: int

    @property
    def payload(self) -> MapPayload:
        """As the browser wants it."""
        options = {"attribution": self.attribution, "maxZoom": self.max_zoom}
        return {"url": self.url, "options": options}


@dataclass(frozen=True, slots=True)
class Viewing:
    """How the reader looks: language, chosen project, background, context."""

    texts: Texts
    chosen: str | None = None
    focus_on: str | None = None
    """Tells one choice of a project from the next: the map then looks at it."""
    fit_to: str | None = None
    """Tells one set of filters from the next: the map then looks at all that they leave."""
    background: Background | None = None
    with_context: bool = False
    lanes: Mapping[str, int] = field(default_factory=dict)
    """project_id → lane, see :func:`layers.map.lanes.lanes`."""
    spell_out_mismatches: bool = False
    """Of every project; a chosen one has its own spelt out in any case."""
    before: Mapping[tuple[str, int], Status] = field(default_factory=dict)
    """(project_id, number of the side) → what its status was, where the map tells what changed."""


def scene(shown: Shown, viewing: Viewing, credit: str) -> MapPayload:
    """Gather everything the browser needs to draw what is shown.

    ``credit`` is HTML. Coordinates of points are [latitude, longitude], as Leaflet wants
    them; those inside GeoJSON geometries are [longitude, latitude].
    """
    # Faded first: what comes later lies on top.
    order = {Emphasis.FADED: 0, Emphasis.PLAIN: 1, Emphasis.CHOSEN: 2}
    pieces = sorted(
        shown.pieces, key=lambda row: order[look_of(row, shown, chosen=viewing.chosen).emphasis]
    )
    return {
        "units": shown.linkage.units.value,
        "language": viewing.texts.language.value,
        "credit": credit,
        "background": viewing.background and viewing.background.payload,
        "chosen": viewing.chosen is not None,
        "focus": _focus(shown, viewing),
        "fit": _looking(viewing.fit_to, shown.pieces),
        "shapes": [
            *_former_borders(shown, viewing),
            *_context(shown, viewing),
            *_shapes(pieces, shown, viewing),
        ],
        "signs": [
            *_crossings(shown, viewing),
            *_discs(pieces, shown, viewing),
        ],
        "labels": [*_callouts(shown, viewing), *_names(shown, viewing)],
    }


def _shapes(pieces: Iterable[FrameRow], shown: Shown, viewing: Viewing) -> list[MapPayload]:
    kept, shapes = plates(shown.linkage, viewing.texts.language), []
    for piece in pieces:
        shape = piece["geometry"]
        if shape is None or shape.is_empty or shape.geom_type == "Point":
            continue
        look = look_of(piece, shown, chosen=viewing.chosen)
        plate = kept.pieces[piece["piece_id"]]
        shapes.append(
            {
                "geometry": plate.geometry,
                "pane": "line",
                **style.drawn(look, is_area=shape.geom_type.endswith("Polygon")),
                "project": piece["project_id"],
                "name": label.short_name(
                    shown.linkage.registry.projects[piece["project_id"]], viewing.texts
                ),
                "lane": viewing.lanes.get(piece["project_id"], 0),
                "tooltip": plate.tooltip,
            }
        )
    return shapes


def _former_borders(shown: Shown, viewing: Viewing) -> list[MapPayload]:
    """Draw where provinces met that are one unit today, around what the linkage holds."""
    former = shown.linkage.boundaries.former
    if former is None:
        return []
    around = shapely.box(*extent(shown.linkage.pieces)).buffer(_FORMER_AROUND_DEG)
    return [
        {
            "geometry": geometry_of(shapely.simplify(border["geometry"], _FORMER_TOLERANCE_DEG)),
            "pane": "context",
            "style": style.former_border(),
            "hit": style.hit(),
            "tooltip": label.former_border_tooltip(border, viewing.texts),
        }
        for border in rows(former[former.intersects(around)])
    ]


def _context(shown: Shown, viewing: Viewing) -> list[MapPayload]:
    if not viewing.with_context:
        return []
    return [
        {
            "geometry": geometry_of(item["geometry"]),
            "pane": "context",
            "style": style.context(),
            "hit": style.hit(),
            "tooltip": label.context_tooltip(item, viewing.texts),
        }
        for item in rows(shown.linkage.context)
        if item["geometry"] is not None and not item["geometry"].is_empty
    ]


def _sign(
    row: FrameRow, html: str, size: int, *, at: LatLon, tooltip: str, **more: Any
) -> MapPayload:
    return {
        "at": at,
        "html": html,
        "size": size,
        "project": row["project_id"],
        "tooltip": tooltip,
        **more,
    }


def _crossings(shown: Shown, viewing: Viewing) -> list[MapPayload]:
    kept, drawn = plates(shown.linkage, viewing.texts.language), []
    for crossing in shown.crossings:
        emphasis = emphasis_of(crossing["project_id"], chosen=viewing.chosen)
        if emphasis == Emphasis.FADED or crossing["former"]:
            continue
        mismatch, possible = bool(crossing["mismatch"]), bool(crossing["possible_mismatch"])
        size = MISMATCH_PX if mismatch else POSSIBLE_PX if possible else CROSSING_PX
        plate = kept.crossings[crossing["project_id"], crossing["km"]]
        first, second, upright = plate.halves
        drawn.append(
            _sign(
                crossing,
                signs.crossing(
                    first, second, upright=upright, mismatch=mismatch, possible=possible, size=size
                ),
                size,
                at=plate.at,
                tooltip=plate.tooltip,
                rank=1 if mismatch else 4 if possible else 5,
                above=2000 if mismatch else 1500 if possible else 1000,
                fixed=True,
            )
        )
    return drawn


def _discs(pieces: Iterable[FrameRow], shown: Shown, viewing: Viewing) -> list[MapPayload]:
    """Mark each piece with its status, and draw the projects that are single points."""
    kept, drawn = plates(shown.linkage, viewing.texts.language), []
    for piece in pieces:
        shape = piece["geometry"]
        look = look_of(piece, shown, chosen=viewing.chosen)
        if shape is None or shape.is_empty or look.emphasis == Emphasis.FADED:
            continue
        plate = kept.pieces[piece["piece_id"]]
        was = viewing.before.get((piece["project_id"], piece["side"]), look.status)
        if was != look.status:
            html, size, fixed = signs.turned(was, look.status, TURNED_PX), TURNED_PX, True
        elif shape.geom_type == "Point":
            html = signs.structure(look.mode, look.status, look.grade, STRUCTURE_PX)
            size, fixed = STRUCTURE_PX, True
        else:
            html, size, fixed = signs.disc(look.status, DISC_PX), DISC_PX, False
        small = piece["length_km"] < _SMALL_PIECE_KM and not fixed
        drawn.append(
            _sign(
                piece,
                html,
                size,
                at=plate.middle,
                tooltip=plate.tooltip,
                rank=12 if look.emphasis == Emphasis.CHOSEN else 25,
                above=500,
                fixed=fixed,
                **({"from": 10.5} if small else {}),
            )
        )
    return drawn


def _names(shown: Shown, viewing: Viewing) -> list[MapPayload]:
    """Write each project's number on its longest piece, where there is room along it."""
    longest: dict[str, FrameRow] = {}
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


def _callouts(shown: Shown, viewing: Viewing) -> list[MapPayload]:
    """Write both statuses beside the crossing where a project's sides are furthest apart.

    One callout a project. It may stand at another of the project's crossings where the first is
    out of sight. Where a project is chosen, only its own is written, whatever is filtered.
    """
    if not (viewing.spell_out_mismatches or viewing.chosen):
        return []
    apart: dict[str, list[FrameRow]] = {}
    for crossing in sorted(shown.crossings, key=_severity):
        emphasis = emphasis_of(crossing["project_id"], chosen=viewing.chosen)
        is_apart = crossing["mismatch"] or crossing["possible_mismatch"]
        if is_apart and not crossing["former"] and emphasis != Emphasis.FADED:
            apart.setdefault(crossing["project_id"], []).append(crossing)
    return [_callout(crossings, shown, viewing) for crossings in apart.values()]


def _severity(crossing: FrameRow) -> tuple[bool, int]:
    """The certain come first, then those furthest apart."""
    return not crossing["mismatch"], -crossing["steps"]


def _callout(crossings: list[FrameRow], shown: Shown, viewing: Viewing) -> MapPayload:
    worst = crossings[0]
    kept = plates(shown.linkage, viewing.texts.language).crossings
    certain = bool(worst["mismatch"])
    places = [
        kept[row["project_id"], row["km"]].at
        for row in crossings
        if bool(row["mismatch"]) is certain
    ]
    return {
        "at": places[0],
        "places": places,
        "kind": "gr-apart" if certain else "gr-apart gr-possible",
        "html": label.mismatch_words(worst, shown.linkage, viewing.texts),
        "rank": 3 if certain else 4,
        "beside": (MISMATCH_PX if certain else POSSIBLE_PX) / 2,
    }


def _name(piece: FrameRow, shown: Shown, viewing: Viewing) -> MapPayload:
    project = shown.linkage.registry.projects[piece["project_id"]]
    places = plates(shown.linkage, viewing.texts.language).pieces[piece["piece_id"]].places
    numbered = is_numbered(project)
    chosen = viewing.chosen == project.id
    kinds = ["gr-ref"] + ["gr-name"] * (not numbered) + ["gr-chosen"] * chosen
    return {
        "at": places[0],
        "places": places,
        "kind": " ".join(kinds),
        "html": _name_plate(label.short_name(project, viewing.texts)),
        "rank": 2 if chosen else 20 if numbered else 28,
        "from": 0 if chosen or numbered else 10,
    }


def _focus(shown: Shown, viewing: Viewing) -> MapPayload | None:
    """Where to look after a project was chosen."""
    if viewing.chosen is None:
        return None
    own = [row for row in shown.pieces if row["project_id"] == viewing.chosen]
    return _looking(viewing.focus_on, own)


def _looking(token: str | None, pieces: Iterable[FrameRow]) -> MapPayload | None:
    """Where some pieces lie; the token tells one wish to look there from the next."""
    shapes = [row["geometry"] for row in pieces if row["geometry"] is not None]
    if token is None or not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    return {
        "token": token,
        "bounds": [[float(south), float(west)], [float(north), float(east)]],
    }
