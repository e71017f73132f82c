"""A drawing → a project's own line: pieces joined in order and direction, and checked.

What cannot be this project's line is refused with one message; what a person should look at is
told.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from shapely import LineString, MultiLineString, STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats
from geo.crs import GEOD
from geo.errors import InputError, Wording
from geo.locate.drawing import Drawing
from geo.locate.drawn_system import (
    NEAR_M,
    DrawnSystem,
    SystemFit,
    beyond_m,
    distances_m,
    fitting,
    stated_system,
)
from geo.locate.location import GUARD, Places
from geo.locate.measured_line import MeasuredLine
from geo.locate.sketch import sketch_line
from geo.model import Project
from geo.plane import Plane
from geo.provinces.place_search import clicked_within_m

JOINED_M: Final = 1.0
"""Ends this near, metres, are one: drawings are snapped to millimetres, digitised by hand not. By
judgement, not measured."""
BRIDGED_M: Final = 100.0
"""A gap up to this, metres, is drawn over: a junction or a bridge that another layer holds. By
judgement, not measured."""
MOST_GAPS: Final = 0.2
"""Share of the whole length that may be missing between the pieces. By judgement."""
BESIDE_KM: Final = 0.5
"""How far two strands may run beside each other along the route, kilometres, before they are
branches: winding roads come back a little. By judgement, not measured."""


@dataclass(frozen=True)
class Alignment:
    """A project's line in a drawing.

    ``strands`` are (lon, lat), EPSG:4326, in the direction of the route; ``gaps_m`` lie between
    them; ``bridged_m`` were drawn over, ``duplicates`` pieces were drawn twice. ``drawn_zoom`` is
    the zoom of the map that it was drawn on by hand; None for a file's.
    """

    strands: tuple[Floats, ...]
    gaps_m: tuple[float, ...]
    bridged_m: tuple[float, ...]
    duplicates: int
    length_km: float
    system: DrawnSystem
    drawn_zoom: float | None = None

    def by_hand(self, zoom: float) -> "Alignment":
        """The same, drawn on a map that was never farther than at this zoom."""
        return replace(self, drawn_zoom=zoom)

    @property
    def degrees(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The strands to 1e-7 degrees, a centimetre, as the register keeps them."""
        return tuple(
            tuple((round(float(lon), 7), round(float(lat), 7)) for lon, lat in strand)
            for strand in self.strands
        )


def chosen_layers(drawing: Drawing, layers: Sequence[str], *, where: str) -> Drawing:
    """Keep the layers that were asked for; where there are several, somebody must ask.

    Raises
    ------
    InputError
        When there is no such layer, or none was asked for and there are several.
    """
    there = ", ".join(drawing.layers[:20])
    if unknown := [layer for layer in layers if layer not in drawing.layers]:
        raise InputError("align.no_part", where=where, part=", ".join(unknown), layers=there)
    if not layers and len(drawing.layers) > 1:
        raise InputError("align.parts", where=where, count=len(drawing.layers), layers=there)
    return drawing.only(layers) if layers else drawing


def system_of(
    drawing: Drawing,
    asked: DrawnSystem | None,
    project: Project,
    places: Places,
    meridians: Collection[float],
    *,
    others: Mapping[str, Project],
    where: str,
) -> DrawnSystem:
    """The system that was asked for or is stated, if the drawing then lies at its project.

    Raises
    ------
    InputError
        When there is none, with those that would fit; when the drawing lies elsewhere.
    """
    system = asked or (stated_system(drawing.system) if drawing.system else None)
    if system is not None and beyond_m(drawing, system, project, places) <= NEAR_M:
        return system
    fits = fitting(drawing, project, places, meridians)
    if system is None and fits:
        raise InputError(
            "align.unlabelled",
            where=where,
            count=len(fits),
            fits=_named(fits),
            first=fits[0].system.key,
        )
    if fits:
        assert system is not None
        raise InputError(
            "align.elsewhere_but",
            where=where,
            system=system.name,
            fits=_named(fits),
            first=fits[0].system.key,
        )
    _check_units(drawing, project, places, meridians, where)
    name = system.name if system else Wording("align.any_system")
    raise InputError(
        "align.elsewhere",
        where=where,
        system=name,
        name=project.name,
        others=_others_there(drawing, system, others, places),
    )


UNITS: Final = {"mm": 0.001, "cm": 0.01, "ft": 0.3048, "km": 1_000.0}
"""What drawings are made in besides metres, and how many metres that is."""


def _check_units(
    drawing: Drawing, project: Project, places: Places, meridians: Collection[float], where: str
) -> None:
    """Say in which unit a drawing would lie at its project.

    Raises
    ------
    InputError
        When there is one.
    """
    for unit, metres in UNITS.items():
        scaled = drawing.scaled(metres)
        if fits := fitting(scaled, project, places, meridians):
            raise InputError("align.units", where=where, unit=unit, fits=fits[0].system.name)


def _named(fits: Sequence[SystemFit]) -> str:
    return "; ".join(f"{fit.system.name} (--crs {fit.system.key})" for fit in fits[:4])


def _others_there(
    drawing: Drawing, system: DrawnSystem | None, others: Mapping[str, Project], places: Places
) -> Wording | str:
    """Name another project whose line it could be."""
    if system is None:
        return ""
    there = [
        one.id
        for one in others.values()
        if one.route and beyond_m(drawing, system, one, places) <= NEAR_M
    ]
    return Wording("align.others", ids=", ".join(there[:3])) if there else ""


def aligned(
    drawing: Drawing, system: DrawnSystem, project: Project, places: Places, *, where: str
) -> Alignment:
    """Join a drawing's pieces to the line of a project.

    Raises
    ------
    InputError
        When they are no one line: closed, branching, in pieces far apart, or a detour.
    """
    lines = [system.to_wgs84(piece.xy) for piece in drawing.pieces]
    kept = _without_duplicates(lines)
    strands = _merged(kept)
    if any(np.array_equal(strand[0], strand[-1]) for strand in strands):
        raise InputError("align.closed", where=where)
    route = MeasuredLine.of(_strands(sketch_line(project.route, places)))
    spans, ordered = _in_order(strands, route)
    _check_branches(spans, where)
    joined, gaps, bridged = _bridged(ordered)
    length_km = sum(float(GEOD.line_length(*strand.T)) for strand in joined) / 1000
    if sum(gaps) / 1000 > MOST_GAPS * (length_km + sum(gaps) / 1000):
        _check_nothing_aside(spans, where)
        raise InputError(
            "align.gaps", where=where, count=len(gaps), km=sum(gaps) / 1000, most=MOST_GAPS * 100
        )
    if length_km > GUARD * route.length_km + 2 * NEAR_M / 1000:
        raise InputError(
            "align.detour", where=where, km=length_km, sketch=route.length_km, most=GUARD
        )
    return Alignment(
        tuple(joined), tuple(gaps), tuple(bridged), len(lines) - len(kept), length_km, system
    )


def far_places(alignment: Alignment, project: Project, places: Places) -> list[tuple[str, float]]:
    """The places of the route that the line misses, and by how many metres."""
    away = {
        key: distances_m(alignment.strands, (places[key].lon, places[key].lat))
        for key in project.places
    }
    return [(key, metres) for key, metres in away.items() if metres > places[key].precision_m]


def _strands(geometry: BaseGeometry) -> list[Floats]:
    return [shapely.get_coordinates(line) for line in shapely.get_parts(geometry)]


def _without_duplicates(lines: Sequence[Floats]) -> list[Floats]:
    found: dict[bytes, Floats] = {}
    for line in lines:
        rounded = np.round(line, 7)
        both = rounded.tobytes(), np.ascontiguousarray(rounded[::-1]).tobytes()
        found.setdefault(min(both), line)
    return list(found.values())


def _merged(lines: Sequence[Floats]) -> list[Floats]:
    """Lines joined where their ends meet."""
    plane = Plane.around(np.concatenate(lines))
    ends = np.concatenate([line[[0, -1]] for line in lines])
    points = np.array(shapely.points(plane.flat(ends)), dtype=object)
    one, other = STRtree(points).query(points, "dwithin", JOINED_M)
    first = np.arange(len(ends))
    np.minimum.at(first, one, other)
    joined = []
    for number, line in enumerate(lines):
        moved = line.copy()
        moved[0], moved[-1] = ends[first[2 * number]], ends[first[2 * number + 1]]
        joined.append(LineString(moved))
    return _strands(shapely.line_merge(MultiLineString(joined)))


def _in_order(
    strands: Sequence[Floats], route: MeasuredLine
) -> tuple[list[tuple[float, float]], list[Floats]]:
    """Strands in the direction and order of the route, and from where to where each runs."""
    placed = []
    for strand in strands:
        start, end = (route.foot(*strand[at]).km for at in (0, -1))
        placed.append((start, end, strand) if start <= end else (end, start, strand[::-1]))
    placed.sort(key=lambda one: (one[0], one[1]))
    return [one[:2] for one in placed], [one[2] for one in placed]


def _check_branches(spans: Sequence[tuple[float, float]], where: str) -> None:
    beside = sum(
        overlap
        for (_, end), (start, other) in pairwise(spans)
        if (overlap := min(end, other) - start) > BESIDE_KM
    )
    if beside:
        raise InputError("align.branches", where=where, count=len(spans), km=beside)


def _check_nothing_aside(spans: Sequence[tuple[float, float]], where: str) -> None:
    """Name what makes gaps only because it lies beside a longer strand."""
    ends = np.maximum.accumulate([end for _, end in spans])
    aside = sum(end <= before for before, (_, end) in zip(ends[:-1], spans[1:], strict=True))
    if aside:
        raise InputError("align.aside", where=where, count=aside)


def _bridged(strands: Sequence[Floats]) -> tuple[list[Floats], list[float], list[float]]:
    """Join what is only a small gap apart; gives the gaps that stay and those drawn over."""
    joined, gaps, bridged = [strands[0]], [], []
    for strand in strands[1:]:
        gap = float(GEOD.inv(*joined[-1][-1], *strand[0])[2])
        if gap <= BRIDGED_M:
            joined[-1] = np.concatenate([joined[-1], strand])
            bridged.append(gap)
        else:
            joined.append(strand)
            gaps.append(gap)
    return joined, gaps, bridged


def told(alignment: Alignment, project: Project, places: Places) -> Iterator[Wording]:
    """What a person should know of the line before it is accepted."""
    count = len(alignment.strands)
    yield Wording("align.line", km=alignment.length_km, strands=count, system=alignment.system.name)
    if (zoom := alignment.drawn_zoom) is not None:
        _, lat = alignment.strands[0][0]
        yield Wording("align.by_hand", zoom=zoom, metres=clicked_within_m(lat, zoom))
    if alignment.gaps_m:
        longest = max(alignment.gaps_m)
        yield Wording("align.has_gaps", count=len(alignment.gaps_m), metres=longest)
    if alignment.bridged_m:
        most = max(alignment.bridged_m)
        yield Wording("align.has_bridged", count=len(alignment.bridged_m), metres=most)
    if alignment.duplicates:
        yield Wording("align.has_duplicates", count=alignment.duplicates)
    for key, metres in far_places(alignment, project, places):
        yield Wording("align.misses", place=places[key].name, metres=metres)
