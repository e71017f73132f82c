"""A project's own line: where a department's document has it, and how far OSM lies from that.

It is better than a sketch. Where OSM has the whole line, OSM stays, unless whoever entered the
own line said that it comes first; either way it is told how far the two are apart, and where.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from shapely import LineString, MultiLineString

from geo.arrays import Floats
from geo.errors import Wording, Wordings
from geo.locate.location import LocatedPart, Location, Places
from geo.locate.measured_line import MeasuredLine
from geo.model import Grade, Project
from geo.provinces.place_search import clicked_within_m
from geo.registry.citations import entry_label
from geo.store.entry import OwnLine

TOGETHER_M: Final = 50.0
"""Lines this near are one road, metres. By judgement: a dual carriageway with its verges is that
wide, and offices draw its middle."""
STEP_M: Final = 100.0
"""How far apart the points are at which two lines are compared, metres. By judgement: a share of a
line of ten kilometres is then told to one per cent."""


def with_own_line(project: Project, places: Places, found: Location, line: OwnLine) -> Location:
    """Put a project where its own line is, if that comes first.

    Parameters
    ----------
    project, places
        The project and the gazetteer.
    found
        Where it lies without its own line.
    line
        The department's own line.
    """
    own = MeasuredLine.of(line.strands).towards(project, places)
    osm = _on_osm(found)
    beside = _beside(own, osm) if osm is not None else None
    if found.grade in (Grade.A, Grade.B) and not line.before_osm:
        return _osm_stays(found, line, beside)
    return _placed(project, places, own, line, beside)


def _osm_stays(found: Location, line: OwnLine, beside: Wording | None) -> Location:
    there = Wording("locate.own_line_not_used", origin=entry_label(line.source))
    told = [there, beside] if beside else [there]
    return replace(found, reason=Wordings([found.reason, _ended(told)], between=" "))


def _placed(
    project: Project, places: Places, own: MeasuredLine, line: OwnLine, beside: Wording | None
) -> Location:
    feet = {key: own.foot(places[key].lon, places[key].lat) for key in project.places}
    off = [key for key, foot in feet.items() if foot.metres > places[key].precision_m]
    told = [Wording("locate.own_line", origin=entry_label(line.source))]
    if line.drawn_zoom is not None:
        metres = clicked_within_m(line.strands[0][0][1], line.drawn_zoom)
        told.append(Wording("locate.own_line_by_hand", zoom=line.drawn_zoom, metres=metres))
    if off:
        told.append(
            Wording(
                "locate.own_line_off",
                names=Wordings((places[key].name for key in off), between=", "),
            )
        )
    if beside:
        told.append(beside)
    return Location(
        geometry=own.geometry,
        grade=Grade.OWN,
        reason=_ended(told),
        source="document",
        place_km=MappingProxyType({key: foot.km for key, foot in feet.items()}),
        parts=(LocatedPart(0.0, own.length_km, Grade.OWN, "document", 0.0),),
        document=line.source,
    )


def _ended(told: Sequence[Wording]) -> Wording:
    return Wording("locate.sentence", parts=Wordings(told))


def _beside(own: MeasuredLine, osm: "_Stretches") -> Wording:
    """How far OSM's line is from the own one, and where."""
    feet = [own.foot(*lonlat) for lonlat in osm.lonlat]
    farthest = max(feet, key=lambda foot: foot.metres)
    near = sum(foot.metres <= TOGETHER_M for foot in feet) / len(feet)
    return Wording(
        "locate.own_line_beside",
        km=osm.length_km,
        share=near * 100,
        together=TOGETHER_M,
        metres=farthest.metres,
        at=farthest.km,
    )


@dataclass(frozen=True, slots=True)
class _Stretches:
    """The parts of a location that lie on OSM: points of them, (lon, lat), shape (n, 2)."""

    lonlat: Floats
    length_km: float


def _on_osm(found: Location) -> _Stretches | None:
    if not isinstance(found.geometry, LineString | MultiLineString):
        return None
    parts = [part for part in found.parts if part.source == "osm"]
    if not parts:
        return None
    line = MeasuredLine.of([tuple(strand.coords) for strand in _strands(found.geometry)])
    length_km = sum(part.length_km for part in parts)
    count = max(2, round(length_km * 1000 / STEP_M))
    at = np.concatenate(
        [
            np.linspace(part.from_km, part.to_km, max(2, round(count * part.length_km / length_km)))
            for part in parts
        ]
    )
    return _Stretches(line.points_at(at), length_km)


def _strands(geometry: LineString | MultiLineString) -> list[LineString]:
    return [geometry] if isinstance(geometry, LineString) else list(geometry.geoms)
