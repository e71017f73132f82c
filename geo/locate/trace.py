"""A line through the places of a project: which of it is on OSM, which is missing.

A project may be built in part, so that no path of ways joins its ends. The rooms beside this
one make the line: :mod:`geo.locate.corridor` collects the own ways around the places,
:mod:`geo.locate.cheapest` finds the cheapest line along them, :mod:`geo.locate.reading` says
which of that line is the project. Here is what goes in and what comes out.
"""

from dataclasses import dataclass

from shapely import Point

from geo.arrays import Floats


@dataclass(frozen=True)
class Stop:
    """A place that the line passes, and how far from it the line may run."""

    point: Point
    reach_m: float
    exact: bool = False
    """The point lies on the ways themselves, such as a bridge's end."""
    precision_m: float = 0.0
    """How far off the point may be: a line that ends this near to it may end at it."""


@dataclass(frozen=True)
class Stops:
    """The stops of one strand, and which of them are places of the route."""

    stops: tuple[Stop, ...]
    keys: tuple[str | None, ...]
    """The place's key for each stop; None for a stop that is no place."""


@dataclass(frozen=True)
class Run:
    """A stretch of the line: on OSM, or missing there."""

    on_osm: bool
    lonlat: Floats
    length_m: float
    """Geodesic."""
    own_m: float = 0.0
    bridged_m: float = 0.0
    way_ids: tuple[int, ...] = ()
    way_rows: frozenset[int] = frozenset()
    """Rows of the ways in the frame that the network was built from."""
    is_held: bool = True
    """Whether stops or the line's own ends hold it at both ends, and it leads on along the
    project. Between the last stop and a missing stretch nothing says how far the project's road
    is really built; where a line turns back, one of its ways is not the project's."""

    leads_elsewhere: bool = False
    """Whether, where the line leaves OSM, the ways of this name or number lead on another way:
    then it is by chance perhaps that they pass here, as the road of another place."""

    @property
    def other_m(self) -> float:
        """Length on ways that are not own."""
        return max(0.0, self.length_m - self.own_m - self.bridged_m) if self.on_osm else 0.0


@dataclass(frozen=True)
class FoundLine:
    """A line through all stops, in runs that join without gap."""

    runs: tuple[Run, ...]
    stop_m: tuple[float, ...]
    """How far from the start the line passes each stop, metres."""
    missed: tuple[int, ...]
    """Numbers of the stops that own ways pass only beyond their reach."""
    chord_m: float = 0.0
    """Straight from stop to stop as the line passes them, metres; a missed stop counts where
    the gazetteer has it."""

    keeps_beside: bool = False
    """Whether it is on OSM from end to end, nearly all on own ways, passes every stop within
    reach, and never comes far from the sketch: where such a road is long, it winds."""

    @property
    def length_m(self) -> float:
        """Length of the whole line."""
        return sum(run.length_m for run in self.runs)

    @property
    def osm_m(self) -> float:
        """Length on OSM."""
        return sum(run.length_m for run in self.runs if run.on_osm)
