"""A line of several strands, measured along: the point nearest to a place, and at a kilometre."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
import shapely
from shapely import LineString, MultiLineString

from geo.arrays import Bools, Floats
from geo.crs import GEOD
from geo.locate.location import Places
from geo.model import Project
from geo.plane import Plane


@dataclass(frozen=True, slots=True)
class PointOnLine:
    """The nearest point of a line: how far it is, and where on the line."""

    metres: float
    km: float


@dataclass(frozen=True)
class MeasuredLine:
    """Strands of (lon, lat), each shape (n, 2), measured as one line."""

    strands: tuple[Floats, ...]

    @classmethod
    def of(
        cls, strands: Sequence[Floats] | Sequence[Sequence[tuple[float, ...]]]
    ) -> "MeasuredLine":
        """Take the strands; a third coordinate is left out."""
        return cls(tuple(np.array(strand, dtype=np.float64)[:, :2] for strand in strands))

    def towards(self, project: Project, places: Places) -> "MeasuredLine":
        """The line in the direction of its project's route."""
        first, last = (places[project.places[end]] for end in (0, -1))
        if self.foot(first.lon, first.lat).km <= self.foot(last.lon, last.lat).km:
            return self
        return MeasuredLine(tuple(strand[::-1] for strand in reversed(self.strands)))

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

    def foot(self, lon: float, lat: float) -> PointOnLine:
        """The point of the line that is nearest to a position."""
        point = shapely.Point(self._plane.flat(np.array([lon, lat])))
        away = [strand.distance(point) for strand in self._flat]
        nearest = int(np.argmin(away))
        flat = self._flat[nearest]
        steps = np.hypot(*np.diff(shapely.get_coordinates(flat), axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(steps)])
        km = np.interp(flat.project(point), along, self._measures[nearest])
        return PointOnLine(float(away[nearest]), float(km))

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
