"""Registry + provinces + OSM ways → :class:`Linkage`, the one result every view reads.

Two steps: :func:`trace` does what depends on geometry (locating, cutting) once; the cheap
:meth:`Trace.at` then says how things stood on a date, in the units of the signing or of today.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from geo.cut import crossings as crossing_frames
from geo.cut.at_hand import lacked
from geo.cut.commune_stretches import commune_stretches
from geo.cut.crossings import Bridges
from geo.cut.pieces import trace_pieces
from geo.cut.spans import spans_under
from geo.duty import dated_frames, dated_tables
from geo.duty import meetings as meeting_frames
from geo.duty.meetings import Meeting
from geo.duty.stated import stated_against_measured
from geo.duty.status import (
    side_state,
)
from geo.locate import Location, locate_all
from geo.locate.sketch import sketch_area, sketch_line, sketch_points
from geo.model import ContextItem, Located
from geo.osm.source import OsmOrigin, OsmWays
from geo.provinces import Boundaries
from geo.registry import Registry, Units
from geo.registry.places import VIET_NAM
from geo.schema import COMMUNES, CROSSINGS, PIECES, PROJECTS, checked
from geo.store.entry import OwnLine


@dataclass(frozen=True, eq=False)
class Linkage:
    """How every project stands on a date: frames in EPSG:4326, kilometres geodesic.

    The columns are those that :mod:`geo.schema` states. No view recomputes geometry.
    """

    registry: Registry
    boundaries: Boundaries
    locations: Mapping[str, Location]
    as_of: dt.date
    units: Units
    pieces: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    projects: gpd.GeoDataFrame
    sides: pd.DataFrame
    meetings: pd.DataFrame
    """Where sides meet and how far they are apart: every mismatch is read from these rows."""
    met: tuple[Meeting, ...]
    """The same meetings without a date, in the order of the rows."""
    context: gpd.GeoDataFrame
    stated: pd.DataFrame
    communes: gpd.GeoDataFrame
    """Each side's kilometres by commune; no row where the borders were not made of communes."""
    osm: OsmOrigin | None
    """Where the ways come from; None where there were none."""
    lacking: Mapping[str, Sequence[str]]
    """Projects drawn uncut → the units whose borders are not at hand."""
    known_at: dt.datetime | None = None
    """The moment up to which the register's entries count; None for all of them."""


def extent(pieces: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """West, south, east, north of the pieces, degrees; of the country where there is none."""
    if pieces.empty:
        return VIET_NAM
    west, south, east, north = (float(edge) for edge in pieces.total_bounds)
    return west, south, east, north


@dataclass(frozen=True, eq=False)
class Trace:
    """Every project located and cut: all that does not change with the date or the units."""

    registry: Registry
    boundaries: Boundaries
    locations: Mapping[str, Location]
    pieces: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    context: gpd.GeoDataFrame
    stated: pd.DataFrame
    communes: gpd.GeoDataFrame
    osm: OsmOrigin | None
    lacking: Mapping[str, Sequence[str]]
    """Projects drawn uncut → the units whose borders are not at hand."""

    @cached_property
    def _meetings(self) -> tuple[Meeting, ...]:
        return meeting_frames.meetings(self.registry, self.crossings)

    @cached_property
    def _today(self) -> Boundaries:
        return self.boundaries.in_units(Units.TODAY, self.registry.units)

    @cached_property
    def _lengths(self) -> dated_tables.SideLengths:
        return dated_tables.side_lengths(self.pieces)

    @cached_property
    def _located(self) -> gpd.GeoDataFrame:
        """Each project as it was located, whatever is told of it."""
        return checked(_located(self), PROJECTS.of_trace)

    def at(
        self,
        as_of: dt.date,
        units: Units = Units.SIGNING,
        *,
        registry: Registry | None = None,
        known_at: dt.datetime | None = None,
    ) -> Linkage:
        """The linkage as known on ``as_of``, in the wanted units.

        Parameters
        ----------
        as_of
            Statuses up to this day count.
        units
            The units of the signing, or today's.
        registry
            What is known of the same projects by now: statuses, deadlines, parties, lengths and
            notes need no new trace. Without it, what was known when the trace was made.
        known_at
            Up to which moment the register's entries are in ``registry``, for views to say.
        """
        registry = registry or self.registry
        states = {
            (project.id, number): side_state(side, as_of)
            for project in registry.projects.values()
            for number, side in enumerate(project.sides)
        }
        answered = dated_frames.answered_by_now(self.pieces, self.registry, registry)
        pieces = dated_frames.pieces_on(answered, states, registry, units)
        met = meeting_frames.dated(self._meetings, states, registry, units)
        crossings = dated_frames.crossings_on(self.crossings, met, registry, units)
        return Linkage(
            registry=registry,
            boundaries=self._today if units is Units.TODAY else self.boundaries,
            locations=self.locations,
            as_of=as_of,
            units=units,
            pieces=checked(pieces, PIECES.of_day),
            crossings=checked(crossings, CROSSINGS.of_day),
            projects=checked(
                dated_tables.projects_on(self._located, registry, states, met, as_of),
                PROJECTS.of_day,
            ),
            sides=dated_tables.sides_on(self._lengths, states, registry, units),
            meetings=met,
            met=self._meetings,
            context=self.context,
            stated=self._stated(registry),
            communes=self._dated_communes(pieces),
            osm=self.osm,
            lacking=self.lacking,
            known_at=known_at,
        )

    def _dated_communes(self, pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if self.communes.empty:
            return self._no_communes
        return checked(dated_frames.communes_on(self.communes, pieces), COMMUNES.of_day)

    @cached_property
    def _no_communes(self) -> gpd.GeoDataFrame:
        """Where the borders were not made of communes there is nothing to tell on any day."""
        return checked(
            self.communes.assign(**dict.fromkeys(dated_frames.OF_PIECE)), COMMUNES.of_day
        )

    def _stated(self, registry: Registry) -> pd.DataFrame:
        """Stated against measured; anew where documents with other lengths came in."""
        before = (project.stated_lengths for project in self.registry.projects.values())
        now = (project.stated_lengths for project in registry.projects.values())
        if all(a == b for a, b in zip(before, now, strict=True)):
            return self.stated
        return stated_against_measured(registry, self.locations, self.pieces)


def trace(
    registry: Registry,
    boundaries: Boundaries,
    *,
    ways: OsmWays | None = None,
    own_lines: Mapping[str, OwnLine] = MappingProxyType({}),
) -> Trace:
    """Locate every project and cut it at the borders.

    Parameters
    ----------
    registry
        The validated registry.
    boundaries
        Province polygons in the units of the signing.
    ways
        OpenStreetMap ways with their source and date; without them every project is a sketch.
    own_lines
        The departments' own lines, by project.
    """
    frame = ways.frame if ways else None
    locations = locate_all(registry.projects.values(), registry.places, frame, own_lines)
    spans = spans_under(registry, locations, frame)
    pieces, borders = trace_pieces(registry, boundaries, locations, spans)
    return Trace(
        registry=registry,
        boundaries=boundaries,
        locations=locations,
        pieces=checked(pieces, PIECES.of_trace),
        crossings=checked(
            crossing_frames.crossings(pieces, borders, registry, Bridges(locations, spans)),
            CROSSINGS.of_trace,
        ),
        context=_context(registry),
        stated=stated_against_measured(registry, locations, pieces),
        communes=checked(
            commune_stretches(pieces, boundaries, locations, registry.units), COMMUNES.of_trace
        ),
        osm=ways.origin if ways else None,
        lacking=lacked(registry, frozenset(boundaries.frame["province_code"])),
    )


def build(
    registry: Registry,
    boundaries: Boundaries,
    *,
    as_of: dt.date,
    units: Units = Units.SIGNING,
    ways: OsmWays | None = None,
) -> Linkage:
    """Locate, cut and date everything in one go: :func:`trace`, then :meth:`Trace.at`."""
    return trace(registry, boundaries, ways=ways).at(as_of, units)


def _located(traced: Trace) -> gpd.GeoDataFrame:
    rows = [
        {
            "project_id": project.id,
            "name_vi": project.name.vi,
            "name_en": project.name.en,
            "mode": project.mode.value,
            "action": project.action.value,
            "refs": "; ".join(project.refs),
            "grade": location.grade.value,
            "grade_reason": location.reason.vi,
            "grade_reason_en": location.reason.en,
            "own_share": float("nan") if location.own_share is None else location.own_share,
            "agreements": "; ".join(dict.fromkeys(cite.agreement for cite in project.cites)),
            "geometry": location.geometry,
        }
        for project, location in (
            (project, traced.locations[project.id]) for project in traced.registry.projects.values()
        )
    ]
    # a registry may have no project yet
    columns = None if rows else [name for name in PROJECTS.traced if name != "length_km"]
    table = pd.DataFrame(rows, columns=columns)
    frame = gpd.GeoDataFrame(table, geometry="geometry", crs=WGS84)
    lengths = traced.pieces.groupby("project_id")["length_km"].sum()
    frame.insert(0, "length_km", frame["project_id"].map(lengths))
    return frame


def _context(registry: Registry) -> gpd.GeoDataFrame:
    rows = [
        {
            "context_id": item.id,
            "name_vi": item.name.vi,
            "name_en": item.name.en,
            "mode": item.mode.value,
            "what_vi": item.what.vi,
            "what_en": item.what.en,
            "geometry": _context_geometry(item, registry) if item.route else None,
        }
        for item in registry.context.values()
    ]
    table = pd.DataFrame(rows, columns=_CONTEXT_COLUMNS)  # a registry may have no context
    return gpd.GeoDataFrame(table, geometry="geometry", crs=WGS84)


_CONTEXT_COLUMNS = ["context_id", "name_vi", "name_en", "mode", "what_vi", "what_en", "geometry"]


def _context_geometry(item: ContextItem, registry: Registry) -> BaseGeometry:
    if item.located is Located.AREA:
        return sketch_area(item.places, registry.places)
    if item.located is Located.POINT:
        return sketch_points(item.places, registry.places)
    return sketch_line(item.route, registry.places)
