"""Registry + provinces + OSM ways → :class:`Linkage`, the one result every view reads.

Two steps: :func:`trace` does what depends on geometry (locating, cutting) once; the cheap
:meth:`Trace.at` then says how things stood on a date, in the units of the signing or of today.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
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
from geo.duty import meetings as meeting_frames
from geo.duty.basis import basis_text
from geo.duty.meetings import Meeting, MeetingKind, States, corridors
from geo.duty.responsibility import Duty, entered
from geo.duty.stated import stated_against_measured
from geo.duty.status import (
    MISMATCH_STEPS,
    NOTHING_KNOWN,
    side_state,
    steps_apart,
)
from geo.duty.succession import named_in, passed_on
from geo.errors import InBoth, Wording, Wordings
from geo.locate import Location, locate_all
from geo.locate.sketch import sketch_area, sketch_line, sketch_points
from geo.model import ContextItem, Grade, Located, Project, Side, Status
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
    def _lengths(self) -> "SideLengths":
        return _side_lengths(self.pieces)

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
        answered = _answered(self.pieces, self.registry, registry)
        pieces = _dated_pieces(answered, states, registry, units)
        met = meeting_frames.dated(self._meetings, states, registry, units)
        crossings = _dated_crossings(self.crossings, met, registry, units)
        return Linkage(
            registry=registry,
            boundaries=self._today if units is Units.TODAY else self.boundaries,
            locations=self.locations,
            as_of=as_of,
            units=units,
            pieces=checked(pieces, PIECES.of_day),
            crossings=checked(crossings, CROSSINGS.of_day),
            projects=checked(
                _dated_projects(self._located, registry, states, met, as_of), PROJECTS.of_day
            ),
            sides=_sides(self._lengths, states, registry, units),
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
        return checked(_dated_communes(self.communes, pieces), COMMUNES.of_day)

    @cached_property
    def _no_communes(self) -> gpd.GeoDataFrame:
        """Where the borders were not made of communes there is nothing to tell on any day."""
        return checked(self.communes.assign(**dict.fromkeys(_OF_PIECE)), COMMUNES.of_day)

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


def _dated_pieces(
    traced: gpd.GeoDataFrame, states: States, registry: Registry, units: Units
) -> gpd.GeoDataFrame:
    keys = list(zip(traced["project_id"], traced["side"], strict=True))
    state = [states.get(key, NOTHING_KNOWN) for key in keys]
    sides = [_side_of(registry, *key) for key in keys]
    frame = _answering(traced, registry, units).assign(
        status=[s.status.value for s in state],
        status_date=pd.Series([s.report.date if s.report else None for s in state], dtype=object),
        stated=[s.is_stated for s in state],
        is_old=[s.is_old for s in state],
        news=[s.news.value for s in state],
        basis_stated=[side is not None and side.basis is not None for side in sides],
        counted=[side is None or side.same_works is None for side in sides],
    )
    return _in_units(frame, registry, units)


def _answered(pieces: gpd.GeoDataFrame, before: Registry, now: Registry) -> gpd.GeoDataFrame:
    """The pieces, with the parties that answer by now where a side was given others."""
    changed = {
        (project.id, number): side
        for project in now.projects.values()
        for number, side in enumerate(project.sides)
        if side.responsible != before.projects[project.id].sides[number].responsible
    }
    if not changed:
        return pieces
    keys = zip(pieces["project_id"], pieces["side"], pieces["duty"], strict=True)
    duties = [
        entered(number, changed[project_id, number]) if (project_id, number) in changed else duty
        for project_id, number, duty in keys
    ]
    return pieces.assign(duty=pd.Series(duties, index=pieces.index, dtype=object))


def _side_of(registry: Registry, project_id: str, number: int) -> Side | None:
    return registry.projects[project_id].sides[number] if number >= 0 else None


_NOT_NAMED = Wording("duty.not_named")


def _answering(traced: gpd.GeoDataFrame, registry: Registry, units: Units) -> gpd.GeoDataFrame:
    """Say who answers, by the names of the wanted units, and on what basis."""
    named = [
        named_in(units, duty.parties, registry) if duty.parties else _NOT_NAMED
        for duty in traced["duty"]
    ]
    bases = [
        _basis(registry.projects[project_id], duty, registry, units)
        for project_id, duty in zip(traced["project_id"], traced["duty"], strict=True)
    ]
    return traced.drop(columns="duty").assign(
        responsible=[name.vi for name in named],
        responsible_en=[name.en for name in named],
        basis=[basis.vi for basis in bases],
        basis_en=[basis.en for basis in bases],
    )


def _basis(project: Project, duty: Duty, registry: Registry, units: Units) -> InBoth:
    """The basis in words, and by which act the duty passed on, where today's names are wanted."""
    basis = basis_text(project, duty, registry)
    then = passed_on(duty.parties, registry) if units is Units.TODAY else None
    return Wordings([basis, then]) if then else basis


def _in_units(frame: gpd.GeoDataFrame, registry: Registry, units: Units) -> gpd.GeoDataFrame:
    """Add code and names of the wanted units beside those of the signing.

    ``province_name`` names a merged province's successor and itself; ``unit_name`` is the
    unit's name alone, to group and to filter by.
    """
    codes, table = frame["signing_code"], registry.units
    return frame.assign(
        province_code=_translated(codes, lambda code: table.code_in(units, code)),
        province_name=_translated(codes, lambda code: table.full_name_in(units, code).vi),
        province_name_en=_translated(codes, lambda code: table.full_name_in(units, code).en),
        unit_name=_translated(codes, lambda code: table.name_in(units, code)),
    )


def _translated(codes: "pd.Series[str]", into: Callable[[str], str]) -> "pd.Series[str]":
    # dtype object keeps None for ground in no province; pandas' str dtype would make it NaN.
    names = [into(code) if code is not None else None for code in codes]
    return pd.Series(names, index=codes.index, dtype=object)


def _dated_crossings(
    traced: gpd.GeoDataFrame, met: pd.DataFrame, registry: Registry, units: Units
) -> gpd.GeoDataFrame:
    projects = [registry.projects[project_id] for project_id in traced["project_id"]]

    def spoken(column: str) -> list[str]:
        rows = zip(projects, traced[column], strict=True)
        return [str(registry.spoken(project, ground)) for project, ground in rows]

    before, after = spoken("signing_from"), spoken("signing_to")
    # one row a crossing, in order of projects; the traced ones may come in another
    rows = zip(met["project_id"], met["km"], met["kind"], strict=True)
    at_border = {
        (project_id, km): number
        for number, (project_id, km, kind) in enumerate(rows)
        if kind == MeetingKind.CROSSING.value
    }
    crossed = zip(traced["project_id"], traced["km"], strict=True)
    own = met.iloc[[at_border[key] for key in crossed]]
    frame = traced.assign(
        from_province=[registry.units.code_in(units, key) for key in before],
        to_province=[registry.units.code_in(units, key) for key in after],
        from_name=[registry.units.name_in(units, key) for key in before],
        to_name=[registry.units.name_in(units, key) for key in after],
        **{name: own[name].to_numpy() for name in _OF_MEETING},
    )
    frame["former"] = frame["from_province"] == frame["to_province"]
    return frame


_OF_PIECE = [
    "province_code",
    "province_name",
    "province_name_en",
    "unit_name",
    "responsible",
    "responsible_en",
    "status",
    "status_date",
    "stated",
    "counted",
]
"""What a stretch in one commune has from the piece that it begins on."""


def _dated_communes(traced: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Stretches in communes, with what is said of the ground and the side they are part of."""
    keys = ["project_id", "side", "signing_code"]
    own = pieces.drop_duplicates(keys).set_index(keys)[_OF_PIECE]
    rows = pd.MultiIndex.from_frame(traced[keys])
    told = own.iloc[own.index.get_indexer(rows)].reset_index(drop=True)
    return traced.assign(**{name: told[name] for name in _OF_PIECE})


_OF_MEETING = ["status_from", "status_to", "steps", "stated", "mismatch", "possible_mismatch"]


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


def _dated_projects(
    located: gpd.GeoDataFrame,
    registry: Registry,
    states: States,
    met: pd.DataFrame,
    as_of: dt.date,
) -> gpd.GeoDataFrame:
    heads, steps = corridors(registry), _steps(met)
    rows = [
        {
            **_deadlines(project, registry, states),
            **_mismatch(*steps.get(project.id, (0, 0))),
            "uneven_steps": _uneven_steps(project, states),
            "corridor": heads[project.id],
            "agreed_on": registry.agreed[project.id],
            "agreed": registry.agreed[project.id] <= as_of,
        }
        for project in registry.projects.values()
    ]
    told = pd.DataFrame(rows, columns=list(PROJECTS.told), index=located.index)
    return located.assign(**{name: told[name] for name in PROJECTS.told})


def _deadlines(project: Project, registry: Registry, states: States) -> dict[str, object]:
    own = [states[project.id, number] for number in range(len(project.sides))]
    missed = any(state.missed for state in own)
    return {
        "missed_deadline": missed,
        "possibly_missed": not missed and any(state.possibly_missed for state in own),
        "overdue_draft": any(
            registry.is_draft(side.deadline) and (state.missed or state.possibly_missed)
            for side, state in zip(project.sides, own, strict=True)
        ),
    }


def _steps(met: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """How far each project's meetings are apart at most: as stated, and by our reading."""
    found: dict[str, tuple[int, int]] = {}
    for project_id, steps, stated in zip(
        met["project_id"], met["steps"], met["stated"], strict=True
    ):
        said, read = found.get(project_id, (0, 0))
        found[project_id] = (max(said, steps), read) if stated else (said, max(read, steps))
    return found


def _mismatch(steps: int, possible: int) -> dict[str, object]:
    """What the sources say of how far a project's sides are apart, and what is our reading."""
    mismatch = steps >= MISMATCH_STEPS
    return {
        "mismatch": mismatch,
        "mismatch_steps": steps,
        "possible_mismatch": not mismatch and possible >= MISMATCH_STEPS,
        "possible_steps": possible,
    }


def _uneven_steps(project: Project, states: States) -> int:
    """Largest distance between the stretches of one province along the line."""
    statuses: dict[str, list[Status]] = {}
    for number, side in enumerate(project.sides):
        statuses.setdefault(side.province, []).append(states[project.id, number].status)
    return max(
        (steps_apart(a, b) for own in statuses.values() for a, b in combinations(own, 2)),
        default=0,
    )


SideLengths = Mapping[tuple[str, int], tuple[float, bool]]
"""What a side has of the line, in kilometres, and whether any of it is a sketch."""


def _side_lengths(pieces: gpd.GeoDataFrame) -> SideLengths:
    sides = [pieces["project_id"], pieces["side"]]
    lengths = pieces["length_km"].groupby(sides).sum()
    about = (pieces["grade"] == Grade.C.value).groupby(sides).any()
    return {
        (str(project_id), int(side)): (float(km), bool(sketched))
        for (project_id, side), km, sketched in zip(lengths.index, lengths, about, strict=True)
    }


def _sides(lengths: SideLengths, states: States, registry: Registry, units: Units) -> pd.DataFrame:
    rows = []
    for (project_id, number), state in states.items():
        side = registry.projects[project_id].sides[number]
        parties = named_in(units, side.responsible, registry)
        name = registry.units.full_name_in(units, side.province)
        length_km, about = lengths.get((project_id, number), (0.0, False))
        rows.append(
            {
                "project_id": project_id,
                "side": number,
                "province_code": registry.units.code_in(units, side.province),
                "province_name": name.vi,
                "province_name_en": name.en,
                "unit_name": registry.units.name_in(units, side.province),
                "signing_code": side.province,
                "signing_name": registry.units.name_in(Units.SIGNING, side.province),
                "responsible": parties.vi,
                "responsible_en": parties.en,
                "basis_stated": side.basis is not None,
                "status": state.status.value,
                "status_date": state.report.date if state.report else None,
                "stated": state.is_stated,
                "news": state.news.value,
                "age_days": state.age.days if state.age else None,
                "is_old": state.is_old,
                "deadline": side.deadline.by if side.deadline else None,
                "deadline_draft": registry.is_draft(side.deadline),
                "missed": state.missed,
                "possibly_missed": state.possibly_missed,
                "counted": side.same_works is None,
                "length_km": length_km,
                "about": about,
            }
        )
    frame = pd.DataFrame(rows, columns=_SIDE_COLUMNS)
    return frame.astype({"status_date": object, "deadline": object, "age_days": "Int64"})


_SIDE_COLUMNS = [
    "project_id",
    "side",
    "province_code",
    "province_name",
    "province_name_en",
    "unit_name",
    "signing_code",
    "signing_name",
    "responsible",
    "responsible_en",
    "basis_stated",
    "status",
    "status_date",
    "stated",
    "news",
    "age_days",
    "is_old",
    "deadline",
    "deadline_draft",
    "missed",
    "possibly_missed",
    "counted",
    "length_km",
    "about",
]


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
