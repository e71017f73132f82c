"""Names on paper: provinces, places, road numbers; what matters most is placed first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from matplotlib.patheffects import withStroke

from layers import palette
from layers.app.filters import FrameRow, Shown, rows
from layers.map.base_map import TOWN_KINDS, UNNAMED_KINDS, bare_name, where_to_write
from layers.map.classify import Emphasis, emphasis_of
from layers.map.label import short_name
from layers.map.plates import along
from layers.modes import is_numbered
from layers.paper.boxes import Box, TakenBoxes
from layers.paper.frame import FONT, Frame
from layers.paper.lines import course_boxes
from layers.texts import Texts

_SIZE_PX = 13.0
_PLATE_PX = 3.5
"""Between a number and the rim of its plate."""
_BESIDE_PX = 5.0
"""From a place's dot to its name."""
_PAPER_ZOOM = 0.6
"""Paper is finer than a screen: names come at a smaller scale."""
_TOWNS_FROM, _ALL_FROM = 8.0, 10.0
"""Zooms from which towns, and all places and unnumbered projects, are named; as on the screen."""
_DOT, _TEXT, _PLATE = 5.0, 5.5, 7.0
_MOST_LETTERS = 44
_OWN_NAME = 2
"""Rank of the chosen project's name."""


@dataclass(frozen=True)
class Label:
    """A text and where it may stand; the smaller its rank, the sooner it is placed.

    ``places`` are [latitude, longitude], best first. A label ``beside`` a dot stands to one of
    its sides, others stand on their place.
    """

    words: str
    places: Sequence[Sequence[float]]
    rank: int
    size: float
    colour: str = palette.INK
    bold: bool = False
    plate: str | None = None
    beside: bool = False


def draw_labels(
    frame: Frame,
    seen: Shown,
    texts: Texts,
    *,
    chosen: str | None,
    taken: TakenBoxes,
    halos: bool = True,
) -> None:
    """Write every name for which there is room; without halos on a ground that shines through."""
    labels = [
        *_provinces(frame, seen),
        *_projects(frame, seen, texts, chosen=chosen),
        *_places(frame, seen, texts),
    ]
    obstacles = course_boxes(frame, seen, chosen) if chosen else []
    taken.dots.extend(_dot_box(frame, label) for label in labels if label.beside and label.bold)
    written: list[Box] = []
    for label in sorted(labels, key=lambda one: one.rank):
        if obstacles and label.rank > _OWN_NAME:
            taken.boxes.extend(obstacles)  # only its own name may lie on the chosen line
            obstacles = []
        box = _place(frame, label, taken, written)
        if box is not None:
            written.append(box)
            _write(frame, label, box, halos=halos)


def _provinces(frame: Frame, seen: Shown) -> Iterator[Label]:
    view = _degrees(frame)
    for row in rows(seen.linkage.boundaries.frame):
        part = shapely.intersection(row["geometry"], view)
        if part.is_empty:
            continue
        largest = max(shapely.get_parts(part), key=lambda shape: float(shape.area))
        # An SVG writes several plain spaces as one.
        words = " ".join(row["province_name"].upper().replace(" ", "\u00a0"))
        yield Label(
            words, where_to_write(largest), 8, 1.05 * _SIZE_PX * frame.px, palette.QUIET_INK, True
        )


def _degrees(frame: Frame) -> Any:
    """Give the ground in view in degrees, near enough to choose where a name stands."""
    west, south, east, north = frame.view
    return frame.unproject(shapely.box(west, south, east, north))


def _projects(frame: Frame, seen: Shown, texts: Texts, *, chosen: str | None) -> Iterator[Label]:
    longest: dict[str, FrameRow] = {}
    for piece in seen.pieces:
        best = longest.get(piece["project_id"])
        if piece["geometry"] is not None and (
            best is None or piece["length_km"] > best["length_km"]
        ):
            longest[piece["project_id"]] = piece
    for project_id, piece in longest.items():
        emphasis = emphasis_of(project_id, chosen=chosen)
        project = seen.linkage.registry.projects[project_id]
        numbered = is_numbered(project)
        if emphasis == Emphasis.FADED or not (
            numbered or emphasis == Emphasis.CHOSEN or frame.zoom + _PAPER_ZOOM >= _ALL_FROM
        ):
            continue
        words = short_name(project, texts)
        if len(words) > _MOST_LETTERS:
            continue  # it would cover more than it names; the title says it
        rank = _OWN_NAME if emphasis == Emphasis.CHOSEN else 20 if numbered else 28
        size = _SIZE_PX * frame.px * (0.95 if numbered else 0.9)
        rim = palette.INK if numbered else "none"
        yield Label(words, along(piece["geometry"]), rank, size, bold=True, plate=rim)


def _places(frame: Frame, seen: Shown, texts: Texts) -> Iterator[Label]:
    view = _degrees(frame)
    for place in seen.linkage.registry.places.values():
        town = place.kind in TOWN_KINDS
        wanted = frame.zoom + _PAPER_ZOOM >= (_TOWNS_FROM if town else _ALL_FROM)
        if place.kind in UNNAMED_KINDS or not wanted:
            continue
        if not view.contains(shapely.Point(place.lon, place.lat)):
            continue
        colour = palette.INK if town else palette.QUIET_INK
        size = _SIZE_PX * frame.px * (0.95 if town else 0.85)
        words = bare_name(place, texts)
        yield Label(
            words, [[place.lat, place.lon]], 40 if town else 60, size, colour, town, beside=True
        )


def _place(frame: Frame, label: Label, taken: TakenBoxes, written: Sequence[Box]) -> Box | None:
    """Find room for a label and take it; none where its dot lies under another label."""
    if label.beside and any(_dot_box(frame, label).meets(box) for box in written):
        return None
    width, height = frame.text_size(label.words, label.size, bold=label.bold)
    pad = _pad(frame, label)
    wide, high = width + 2 * pad, height + 2 * pad
    for lat, lon in label.places:
        x, y = frame.on_sheet(*frame.at(lon, lat))
        spots = _beside(x, y, wide, high, frame) if label.beside else [Box.around(x, y, wide, high)]
        box = taken.first_free(spots)
        if box is not None:
            if label.beside:
                _dot(frame, lon, lat, label)
                taken.dots.append(_dot_box(frame, label))
            return box
    return None


def _pad(frame: Frame, label: Label) -> float:
    return _PLATE_PX * frame.px if label.plate else frame.px


def _dot_px(label: Label) -> float:
    return 6.5 if label.bold else 5.0


def _dot_box(frame: Frame, label: Label) -> Box:
    lat, lon = label.places[0]
    size = _dot_px(label) * frame.px
    return Box.around(*frame.on_sheet(*frame.at(lon, lat)), size, size)


def _beside(x: float, y: float, wide: float, high: float, frame: Frame) -> Iterator[Box]:
    """Give where a name may stand about its dot: right, left, above, below."""
    off = _BESIDE_PX * frame.px
    yield Box(x + off, y - high / 2, x + off + wide, y + high / 2)
    yield Box(x - off - wide, y - high / 2, x - off, y + high / 2)
    yield Box(x - wide / 2, y + off, x + wide / 2, y + off + high)
    yield Box(x - wide / 2, y - off - high, x + wide / 2, y - off)


def _dot(frame: Frame, lon: float, lat: float, label: Label) -> None:
    x, y = frame.at(lon, lat)
    frame.axes.plot(
        x,
        y,
        "o",
        markersize=_dot_px(label) * frame.px,
        markerfacecolor=palette.PAPER,
        markeredgecolor=label.colour,
        markeredgewidth=1.5 * frame.px,
        zorder=_DOT,
    )


def _write(frame: Frame, label: Label, box: Box, *, halos: bool) -> None:
    pad = _pad(frame, label)
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    text = frame.axes.annotate(
        label.words,
        (x, y),
        xycoords="axes points",
        ha="center",
        va="center",
        fontsize=label.size,
        fontweight="bold" if label.bold else "normal",
        fontfamily=FONT,
        color=label.colour,
        zorder=_PLATE if label.plate else _TEXT,
    )
    if label.plate:
        text.set_bbox(
            {
                "boxstyle": f"round,pad={0.8 * pad / label.size:.3f},rounding_size=0.2",
                "facecolor": palette.HALO,
                "edgecolor": label.plate,
                "linewidth": frame.px,
            }
        )
    elif not halos:
        text.set_bbox(
            {"boxstyle": "square,pad=0.02", "fc": palette.PAPER, "ec": "none", "alpha": 0.65}
        )
    else:
        halo = withStroke(linewidth=3.2 * frame.px, foreground=palette.PAPER)
        text.set_path_effects([halo])
