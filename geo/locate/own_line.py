"""A project's own line: where a department's document has it, and how far OSM lies from that.

It is better than a sketch. Where OSM has the whole line, OSM stays, unless whoever entered the
own line said that it comes first; either way it is told how far the two are apart, and where.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely
from shapely import LineString, MultiLineString

from geo.arrays import Bools, Floats
from geo.crs import GEOD
from geo.locate.location import LocatedPart, Location, Places
from geo.model import Grade, Project, Text
from geo.plane import Plane
from geo.registry.citations import entry_label
from geo.sentence import listed, sentence
from geo.store.entry import OwnLine

TOGETHER_M: Final = 50.0
"""Lines this near are one road, metres. By judgement: a dual carriageway with its verges is that
wide, and offices draw its middle."""
STEP_M: Final = 100.0
"""How far apart the points are at which two lines are compared, metres."""


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
    own = _Line.of(line.strands).towards(project, places)
    osm = _on_osm(found)
    beside = _beside(own, osm) if osm is not None else None
    if found.grade in (Grade.A, Grade.B) and not line.before_osm:
        return _osm_stays(found, line, beside)
    return _placed(project, places, own, line, beside)


def _osm_stays(found: Location, line: OwnLine, beside: Text | None) -> Location:
    there = sentence(
        "Có tuyến riêng ({origin}), không dùng vì OSM có tuyến này",
        "There is a department's own line ({origin}), not used since OSM has the line",
        origin=entry_label(line.source),
    )
    told = [there, beside] if beside else [there]
    return replace(found, reason=listed([found.reason, _ended(told)], separator=" "))


def _placed(
    project: Project, places: Places, own: "_Line", line: OwnLine, beside: Text | None
) -> Location:
    feet = {key: own.foot(places[key].lon, places[key].lat) for key in project.places}
    off = [key for key, foot in feet.items() if foot.metres > places[key].precision_m]
    told = [
        sentence(
            "Theo hồ sơ: {origin}", "By the document: {origin}", origin=entry_label(line.source)
        )
    ]
    if off:
        told.append(
            sentence(
                "tuyến cách {names} xa hơn sai số của địa điểm",
                "it passes {names} farther off than the place's precision",
                names=listed(places[key].name for key in off),
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


def _ended(told: Sequence[Text]) -> Text:
    joined = listed(told, separator="; ")
    return Text(vi=f"{joined.vi}.", en=f"{joined.en}.")


def _beside(own: "_Line", osm: "_Stretches") -> Text:
    """How far OSM's line is from the own one, and where."""
    feet = [own.foot(*lonlat) for lonlat in osm.lonlat]
    farthest = max(feet, key=lambda foot: foot.metres)
    near = sum(foot.metres <= TOGETHER_M for foot in feet) / len(feet)
    return sentence(
        "OSM có {km} km của tuyến: {share} % nằm cách tuyến riêng không quá {together} m, xa nhất "
        "{metres} m, tại km {at} của tuyến riêng",
        "OSM has {km} km of the line: {share} % of it no more than {together} m from the own "
        "line, {metres} m at most, at km {at} of the own line",
        km=f"{osm.length_km:,.1f}",
        share=f"{near * 100:.0f}",
        together=f"{TOGETHER_M:.0f}",
        metres=f"{farthest.metres:,.0f}",
        at=f"{farthest.km:,.1f}",
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
    line = _Line.of([tuple(strand.coords) for strand in _strands(found.geometry)])
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


@dataclass(frozen=True, slots=True)
class _Foot:
    """The nearest point of a line: how far it is, and where on the line."""

    metres: float
    km: float


@dataclass(frozen=True)
class _Line:
    """Strands of (lon, lat), each shape (n, 2), measured as one line."""

    strands: tuple[Floats, ...]

    @classmethod
    def of(cls, strands: Sequence[Sequence[tuple[float, ...]]]) -> "_Line":
        """Take the strands; a third coordinate is left out."""
        return cls(tuple(np.array(strand, dtype=np.float64)[:, :2] for strand in strands))

    def towards(self, project: Project, places: Places) -> "_Line":
        """The line in the direction of its project's route."""
        first, last = (places[project.places[end]] for end in (0, -1))
        if self.foot(first.lon, first.lat).km <= self.foot(last.lon, last.lat).km:
            return self
        return _Line(tuple(strand[::-1] for strand in reversed(self.strands)))

    @property
    def geometry(self) -> LineString | MultiLineString:
        """The line, EPSG:4326."""
        lines = [LineString(strand) for strand in self.strands]
        return lines[0] if len(lines) == 1 else MultiLineString(lines)

    @property
    def length_km(self) -> float:
        """Geodesic length of all strands."""
        return float(self._measures[-1][-1])

    @cached_property
    def _measures(self) -> tuple[Floats, ...]:
        """Kilometres at each vertex; a strand goes on counting where the one before ended."""
        own = [np.concatenate([[0.0], np.cumsum(_hops_km(strand))]) for strand in self.strands]
        before = accumulate((measure[-1] for measure in own[:-1]), initial=0.0)
        return tuple(measure + start for measure, start in zip(own, before, strict=True))

    @cached_property
    def _plane(self) -> Plane:
        return Plane.around(np.concatenate(self.strands))

    @cached_property
    def _flat(self) -> tuple[LineString, ...]:
        return tuple(LineString(self._plane.flat(strand)) for strand in self.strands)

    def foot(self, lon: float, lat: float) -> _Foot:
        """The point of the line that is nearest to a position."""
        point = shapely.Point(self._plane.flat(np.array([lon, lat])))
        away = [strand.distance(point) for strand in self._flat]
        nearest = int(np.argmin(away))
        flat = self._flat[nearest]
        steps = np.hypot(*np.diff(shapely.get_coordinates(flat), axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(steps)])
        km = np.interp(flat.project(point), along, self._measures[nearest])
        return _Foot(float(away[nearest]), float(km))

    def points_at(self, km: Floats) -> Floats:
        """Positions, shape (n, 2), at kilometres of the line."""
        found = np.empty((len(km), 2))
        for number, (strand, measure) in enumerate(zip(self.strands, self._measures, strict=True)):
            here: Bools = (km >= measure[0]) & (km <= measure[-1]) if number else km <= measure[-1]
            for axis in (0, 1):
                found[here, axis] = np.interp(km[here], measure, strand[:, axis])
        late = km > self._measures[-1][-1]
        found[late] = self.strands[-1][-1]
        return found


def _hops_km(lonlat: Floats) -> Floats:
    _, _, metres = GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)
    return np.asarray(metres, dtype=np.float64) / 1000
