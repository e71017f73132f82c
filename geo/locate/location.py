"""Where a project lies, part by part, how well that is known, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from shapely import LineString, MultiLineString, MultiPoint, Point, Polygon

from geo.errors import Worded
from geo.model import EntrySource, Grade
from geo.registry.places import Place

OWN_SHARE_A: Final = 0.95
"""Share of own ways from which a path is grade A. By judgement, not measured: it leaves room for a
short stretch that nobody has named yet."""
NEAR_M: Final = 3_000.0
"""How far, beyond the precision of the bridge's place, a bridge of its name may stand: another of
the same name stands in another district. By judgement, not measured."""
GUARD: Final = 1.6
"""How many times longer than the sketch a path may be. By judgement, not measured: roads wind, but
the working rails from Kép to Lưu Xá lead through Hà Nội (112 km) and are to be refused."""
WINDING: Final = 4.5
"""How many times longer than the sketch a road may be that keeps beside it from end to end. Of the
mountain roads of a real country, between places 1 to 9 km apart, the most is 4.0
(``python -m tests.worlds.realroads``)."""

Places: TypeAlias = Mapping[str, Place]
Geometry: TypeAlias = LineString | MultiLineString | Point | MultiPoint | Polygon
Source: TypeAlias = Literal["osm", "mixed", "document", "sketch"]


class PartRole(StrEnum):
    """What a part is of its project."""

    LINE = "line"
    SPAN = "span"
    """The bridge itself, from abutment to abutment."""
    APPROACH = "approach"
    """The road to a bridge."""


@dataclass(frozen=True)
class LocatedPart:
    """A stretch of a line that is known equally well all along.

    The parts of a location follow each other without gap or overlap and cover its line.
    """

    from_km: float
    to_km: float
    """Geodesic kilometres from the start of the line; strands go on counting."""
    grade: Grade
    source: Literal["osm", "document", "sketch"]
    own_share: float
    """Share of the part's length on the project's own ways, 0 to 1; 0 where it is not on OSM."""
    role: PartRole = PartRole.LINE

    @property
    def length_km(self) -> float:
        """Geodesic length."""
        return self.to_km - self.from_km


@dataclass(frozen=True)
class Location:
    """Where a project lies, how well that is known, and why."""

    geometry: Geometry
    """(lon, lat), EPSG:4326."""
    grade: Grade
    """That of the worst part: a line is known as well as its least known stretch."""
    reason: Worded
    source: Source
    """``mixed`` when some parts are on OSM and others are a sketch."""
    own_share: float | None = None
    """Share of the whole length on the project's own ways, 0 to 1; None where nothing is."""
    way_ids: tuple[int, ...] = ()
    """OSM ids of the ways used, in order."""
    place_km: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Place key → geodesic kilometres from the start of the line, for the places on it. A
    strand goes on counting where the one before ended; a place counts on its first."""
    parts: tuple[LocatedPart, ...] = ()
    """The stretches of a line, in order; empty for a point or an area."""
    document: EntrySource | None = None
    """What a department's own line rests on."""


def grade_of(own_share: float) -> Grade:
    """Grade of a path on OSM by its share of own ways, 0 to 1."""
    return Grade.A if own_share >= OWN_SHARE_A else Grade.B


def worst(parts: tuple[LocatedPart, ...]) -> Grade:
    """Grade of a line made of these parts."""
    return max((part.grade for part in parts), key=list(Grade).index)


def at_most_b(part: LocatedPart) -> LocatedPart:
    """The part with grade B in place of A: it is on OSM, but may be another road's."""
    return replace(part, grade=Grade.B) if part.grade is Grade.A else part
