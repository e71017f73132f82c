"""A project → its line in parts: what OSM has of it, and a sketch of what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

import numpy as np
from shapely import LineString, MultiLineString

from geo.arrays import Bools
from geo.errors import InBoth, Worded, Wording, Wordings
from geo.locate.cheapest import cheapest_line
from geo.locate.corridor import Corridor, corridor
from geo.locate.location import (
    WINDING,
    LocatedPart,
    Location,
    PartRole,
    Places,
    at_most_b,
    grade_of,
    worst,
)
from geo.locate.network import own_edges
from geo.locate.reading import TraceReading
from geo.locate.shared import strays
from geo.locate.sketch import straight_km, straight_steps
from geo.locate.trace import FoundLine, Run, Stop, Stops
from geo.locate.tracks import Tracks, default_reach_m, detour, not_named, percent
from geo.model import Grade, Project, Text

SLACK_KM = 0.5
"""What a line may be longer than the guard allows, kilometres: it counts on short links. By
judgement, not measured."""
CONNECTOR_JUNCTIONS = ("roundabout", "circular")


def stops_of(keys: Sequence[str], places: Places) -> Stops:
    """A strand through its places as the gazetteer has them."""
    stops = tuple(
        Stop(place.point, default_reach_m(place), precision_m=place.precision_m)
        for place in (places[key] for key in keys)
    )
    return Stops(stops, tuple(keys))


def connectors(tracks: Tracks) -> Bools:
    """Flag the ways that are roundabouts or slip roads."""
    ways = tracks.ways
    flags = np.array(ways["kind"].str.endswith("_link"), dtype=bool)
    if "junction" in ways:
        flags |= np.array(ways["junction"].isin(CONNECTOR_JUNCTIONS), dtype=bool)
    return flags


def traced(
    project: Project,
    places: Places,
    tracks: Tracks,
    own: Bools,
    sought: Sequence[str],
    *,
    strands: Sequence[Stops] | None = None,
    own_of: Sequence[Bools] | None = None,
    roles: Mapping[PartRole, frozenset[int]] = MappingProxyType({}),
) -> Location | Worded:
    """Follow the project's own ways as far as OSM has them.

    Parameters
    ----------
    project, places, tracks
        The project, the gazetteer, the mode's ways.
    own
        The flag of each way.
    sought
        The names and references sought, for the reason when there are none.
    strands
        The stops of each strand; by default the places of the route.
    own_of
        The flag of each way for each strand; by default all have the same.
    roles
        Rows of the ways that are more than a line, such as a bridge's span.

    Returns
    -------
    Location or Worded
        The text says why nothing was found.
    """
    if not own.any():
        return not_named(tracks.called, sought)
    strands = strands or [stops_of(keys, places) for keys in project.route]
    traces = _traces(tracks, strands, own_of or [own] * len(strands))
    if all(trace is None for trace in traces):
        return _nothing_near(project, places, tracks, own, sought)
    winding = False
    for keys, strand, trace in zip(project.route, strands, traces, strict=True):
        if trace is not None:
            a, b = places[keys[0]], places[keys[-1]]
            sketch_km = sum(straight_km(places[c], places[d]) for c, d in pairwise(keys))
            slack_km = (a.precision_m + b.precision_m) / 1000
            refused = detour(
                tracks.called, a, b, trace.length_m / 1000, sketch_km, slack_km=slack_km
            )
            refused = refused or detour(  # off as they may be, the line passes them just here
                tracks.called, a, b, trace.length_m / 1000, trace.chord_m / 1000, slack_km=SLACK_KM
            )
            if refused is not None and _winds(trace, sketch_km + slack_km):
                refused, winding = None, True
            refused = refused or _misses_most(tracks.called, strand, trace, places)
            if refused is not None:
                return refused
    whole = [trace or _sketched(strand) for strand, trace in zip(strands, traces, strict=True)]
    joined = _assembled(places, tracks, strands, whole, roles)
    return _told_to_wind(joined) if winding else joined


def _traces(
    tracks: Tracks, strands: Sequence[Stops], own_of: Sequence[Bools]
) -> list[FoundLine | None]:
    """The line of each strand; a road along which two of them run is that of one alone."""
    kinds = tracks.ways["kind"].to_numpy(dtype=object)
    joints = connectors(tracks)

    def along(strand: Stops, own: Bools) -> FoundLine | None:
        found = corridor(
            tracks.network,
            own_edges(tracks.network, own),
            strand.stops,
            kinds=kinds,
            connectors=joints,
            local=~own & tracks.local_roads,
        )
        return _trace(found) if found else None

    traces = [along(strand, own) for strand, own in zip(strands, own_of, strict=True)]
    for number, rows in strays(strands, traces).items():
        own = own_of[number].copy()
        own[list(rows)] = False
        traces[number] = along(strands[number], own) if own.any() else None
    return traces


def _winds(trace: FoundLine, sketch_km: float) -> bool:
    """Whether a line that is longer than the guard allows is a road in the mountains."""
    return trace.keeps_beside and trace.length_m / 1000 <= WINDING * sketch_km


def _told_to_wind(found: Location) -> Location:
    """The location with a word on it: what is so much longer than the sketch is no grade A."""
    parts = tuple(at_most_b(part) for part in found.parts)
    reason = Wording("locate.winds", reason=found.reason)
    return replace(found, grade=worst(parts), parts=parts, reason=reason)


def _misses_most(called: InBoth, strand: Stops, trace: FoundLine, places: Places) -> Worded | None:
    """Guard: name the places on the way where a line misses most of them, two at least."""
    inner = range(1, len(strand.stops) - 1)
    missed = [key for n in inner if n in trace.missed and (key := strand.keys[n]) is not None]
    if len(missed) < 2 or 2 * len(missed) <= len(inner):
        return None
    return Wording(
        "locate.misses_places",
        way=called,
        count=len(missed),
        all=len(inner),
        names=Wordings((places[key].name for key in missed), between=", "),
    )


def _trace(corridor: Corridor) -> FoundLine | None:
    """The line through a corridor; None when nothing of it lies on own ways."""
    return TraceReading(corridor, *cheapest_line(corridor)).trace()


def _nothing_near(
    project: Project, places: Places, tracks: Tracks, own: Bools, sought: Sequence[str]
) -> Worded:
    first, last = places[project.route[0][0]], places[project.route[0][-1]]
    names = "”, “".join(sought)
    return Wording(
        "locate.nothing_near",
        way=tracks.called,
        names=names,
        a=first.name,
        b=last.name,
        count=int(own.sum()),
    )


def _sketched(strand: Stops) -> FoundLine:
    lonlat = np.array([stop.point.coords[0] for stop in strand.stops])
    line = straight_steps(lonlat)
    run = Run(False, line.lonlat, line.length_m)
    return FoundLine((run,), tuple(line.at_m), ())


def _assembled(
    places: Places,
    tracks: Tracks,
    strands: Sequence[Stops],
    traces: Sequence[FoundLine],
    roles: Mapping[PartRole, frozenset[int]],
) -> Location:
    place_km: dict[str, float] = {}
    parts: list[LocatedPart] = []
    lines: list[LineString] = []
    offset = 0.0
    for strand, trace in zip(strands, traces, strict=True):
        for key, metres in zip(strand.keys, trace.stop_m, strict=True):
            if key is not None:
                place_km.setdefault(key, (offset + metres) / 1000)
        parts += _parts(trace.runs, offset, roles)
        lines.append(_line(trace.runs))
        for run in trace.runs:  # one by one, so that parts meet exactly
            offset += run.length_m
    joined = tuple(parts)
    runs = [run for trace in traces for run in trace.runs]
    share = sum(run.own_m for run in runs) / offset
    missed = [
        key
        for strand, trace in zip(strands, traces, strict=True)
        for number in trace.missed
        if (key := strand.keys[number]) is not None
    ]
    is_whole = all(run.on_osm for run in runs)
    grade = worst(joined)
    if missed:
        joined = tuple(at_most_b(part) for part in joined)
        grade = worst(joined)
    return Location(
        geometry=lines[0] if len(lines) == 1 else MultiLineString(lines),
        grade=grade,
        reason=_reason(tracks.called, joined, runs, offset, [places[key].name for key in missed]),
        source="osm" if is_whole else "mixed",
        own_share=share,
        way_ids=tuple(dict.fromkeys(way for run in runs for way in run.way_ids)),
        place_km=MappingProxyType(place_km),
        parts=joined,
    )


def _parts(
    runs: Sequence[Run], offset: float, roles: Mapping[PartRole, frozenset[int]]
) -> list[LocatedPart]:
    parts = []
    at = offset
    for run in runs:
        end = at + run.length_m
        share = min(1.0, run.own_m / run.length_m) if run.length_m else 0.0
        role = next((role for role, rows in roles.items() if rows & run.way_rows), PartRole.LINE)
        if roles and role is PartRole.LINE:
            role = PartRole.APPROACH
        source: Literal["osm", "sketch"] = "osm" if run.on_osm else "sketch"
        grade = grade_of(share) if run.on_osm else Grade.C
        part = LocatedPart(at / 1000, end / 1000, grade, source, share, role)
        parts.append(part if run.is_held else at_most_b(part))
        at = end
    return parts


def _line(runs: Sequence[Run]) -> LineString:
    lonlat = np.concatenate(
        [run.lonlat if run.on_osm else straight_steps(run.lonlat).lonlat for run in runs]
    )
    moved = np.concatenate([[True], np.any(lonlat[1:] != lonlat[:-1], axis=1)])
    return LineString(lonlat[moved])


def _reason(
    called: InBoth,
    parts: Sequence[LocatedPart],
    runs: Sequence[Run],
    length: float,
    missed: Sequence[Text],
) -> Worded:
    on_osm = sum(run.length_m for run in runs if run.on_osm)
    own = sum(run.own_m for run in runs)
    found = Wording(
        "locate.follows",
        way=called,
        osm=on_osm / 1000,
        km=length / 1000,
        own=own / 1000,
        share=percent(own / on_osm),
        other=sum(run.other_m for run in runs) / 1000,
        gap=sum(run.bridged_m for run in runs),
    )
    phrases = [found]
    missing = [part for part in parts if part.source == "sketch"]
    if missing:
        phrases.append(
            Wording(
                "locate.sketched_parts",
                km=sum(part.length_km for part in missing),
                stretches=Wordings(
                    (
                        Wording("locate.sketched_part", a=part.from_km, b=part.to_km)
                        for part in missing
                    ),
                    between=", ",
                ),
            )
        )
    if any(run.leads_elsewhere for run in runs):
        phrases.append(Wording("locate.leads_elsewhere"))
    if missed:
        phrases.append(Wording("locate.passes_far", names=Wordings(missed, between=", ")))
    return Wording("locate.sentence", parts=Wordings(phrases))
