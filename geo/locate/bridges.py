"""Bridges on OSM: by name, else where the named road crosses a river, else by their place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, Point

from geo.arrays import Bools
from geo.errors import Worded, Wording, Wordings
from geo.locate.found_bridge import FoundBridge, Known, bridge_place, find_bridge
from geo.locate.location import NEAR_M, Location, PartRole, Places, at_most_b, worst
from geo.locate.named import traced_by_name
from geo.locate.network import GAP_M
from geo.locate.own import NAME_COLUMNS, REF_COLUMNS, own_names, own_refs, ways_called
from geo.locate.trace import Stop, Stops
from geo.locate.traced import traced
from geo.locate.tracks import Tracks, default_reach_m
from geo.model import Grade, Located, Project
from geo.names import bridge_names, core_name, split_names, split_refs
from geo.plane import DEGREE_M, Plane

END_REACH_M: Final = 30.0
"""How far from a bridge's end the line may pass it. By judgement, not measured: the ends are nodes
of the bridge's own ways, so that little is needed; as far as the carriageways of a dual road."""
MIDDLE_REACH_M: Final = 150.0
"""How far from the middle between its ends a bridge may pass: bridges curve a little. By judgement,
not measured."""
SAME_END_M: Final = 5.0
"""Ways that begin this near to each other behind a bridge are its road's carriageways, and one
that comes this near to its end reaches it. By judgement, not measured."""
STRAIGHT: Final = 0.5
"""Cosine of the most that a road turns behind its bridge, 60°: what turns more is a side road. By
judgement, not measured."""


def locate_bridge(
    project: Project, places: Places, tracks: Tracks, ways: gpd.GeoDataFrame
) -> Location | Worded:
    """Find a bridge and the road over it; or say why it cannot be found.

    Parameters
    ----------
    project, places
        The project and the gazetteer.
    tracks
        The roads.
    ways
        Everything read from OSM: outlines of bridges and rivers too.
    """
    span = find_bridge(project, places, tracks, ways)
    if project.located is Located.POINT:
        return _point(project, places, span)
    names = own_names(project) | {
        core_name(f"{before} {name}")
        for name in bridge_names(project.name.vi)
        for before in ("cầu", "đường dẫn cầu", "cầu và đường dẫn", "đường đầu cầu")
    }
    refs = own_refs(project)
    if span is None:
        own = ways_called(tracks.ways, names=names, refs=refs)
        found = traced_by_name(project, places, tracks, own, _sought(project))
        return _no_bridge(project, places, found) if isinstance(found, Worded) else found
    named = _named(tracks.ways, span, names, refs)
    road = road_behind(tracks.ways, span, named)
    own = named | ways_called(tracks.ways, names=road.names, refs=road.refs)
    strands = [_through(strand, places, span) for strand in project.route]
    found = traced(
        project,
        places,
        tracks,
        own,
        _sought(project),
        strands=strands,
        roles={PartRole.SPAN: span.rows},
    )
    return found if isinstance(found, Worded) else _graded(found, tracks.ways, span, own & ~named)


def _graded(found: Location, ways: gpd.GeoDataFrame, span: FoundBridge, onward: Bools) -> Location:
    """The line with grade B where the bridge, or the road over it, is inferred."""
    if span.known is Known.ROAD:
        return _at_most_b(found, Wording("locate.by_road", refs=span.called))
    if _stands_apart(ways, span):
        return _at_most_b(found, _STANDS_APART)
    if onward[np.array(ways["way_id"].isin(found.way_ids), dtype=bool)].any():
        return _at_most_b(found, _KNOWN_BY_GOING_ON, spare=PartRole.SPAN)
    return found


def _named(
    ways: gpd.GeoDataFrame, span: FoundBridge, names: frozenset[str], refs: frozenset[str]
) -> Bools:
    """Flag the ways that the project's names, or what the bridge's own ways say, make own."""
    bridge = _called(ways, span.rows)
    own = ways_called(ways, names=names | bridge.names, refs=refs | bridge.refs)
    own[list(span.rows)] = True
    return own


def _at_most_b(found: Location, why: Worded, *, spare: PartRole | None = None) -> Location:
    """Lower the grade of what is inferred, and say so."""
    parts = tuple(part if part.role is spare else at_most_b(part) for part in found.parts)
    reason = Wordings([found.reason, why], between=" ")
    return replace(found, parts=parts, grade=worst(parts), reason=reason)


_KNOWN_BY_GOING_ON: Final = Wording("locate.by_going_on")
_STANDS_APART: Final = Wording("locate.bridge_stands_apart")


def _stands_apart(ways: gpd.GeoDataFrame, span: FoundBridge) -> bool:
    """Whether no way reaches a bridge's ends, nor leads on from one: nobody knows its road yet."""
    return not any(
        _near(ways, span, end) or _onward(ways, span, end, other)
        for end, other in (span.ends, span.ends[::-1])
    )


def _sought(project: Project) -> tuple[str, ...]:
    names = tuple(f"Cầu {name}" for name in bridge_names(project.name.vi))
    return names or (project.name.vi,)


def _no_bridge(project: Project, places: Places, reason: Worded) -> Worded:
    if not bridge_names(project.name.vi):
        return reason
    place = bridge_place(project, places)
    return Wording(
        "locate.no_bridge",
        km=(place.precision_m + NEAR_M) / 1000,
        place=place.name,
        names="”, “".join(_sought(project)),
    )


_BRIDGE_KEY: Final = f"{core_name('cầu')} "


@dataclass(frozen=True)
class _Road:
    names: frozenset[str]
    """In :func:`geo.names.core_name` form."""
    refs: frozenset[str]


def road_behind(ways: gpd.GeoDataFrame, span: FoundBridge, named: Bools) -> _Road:
    """What the road over a bridge is called where it goes on from an end.

    A mapper may give the bridge's ways the bridge's name alone, and the road's number or name
    to the ways before and behind it. Where one of those is known, it is the road. Where others
    of the project's ways are known, a way of another class than the bridge is none of them: half
    a bridge ends at whatever road passes there.
    """
    behind: set[int] = set()
    has_more = bool(np.delete(named, list(span.rows)).any())
    for end, other in (span.ends, span.ends[::-1]):
        onward = _onward(ways, span, end, other)
        if not any(named[row] for row in onward):
            nearest = min(onward.values(), default=0.0) + SAME_END_M
            rows = {row for row, away in onward.items() if away <= nearest}
            kinds = set(ways["kind"].iloc[sorted(span.rows)])
            alike = {row for row in rows if ways["kind"].iloc[row] in kinds}
            behind |= alike or (set() if has_more else rows)
    return _called(ways, behind)


def _called(ways: gpd.GeoDataFrame, rows: Collection[int]) -> _Road:
    """The numbers and names on some ways, names of bridges apart."""
    found = ways.iloc[sorted(rows)]
    by_name = [text for c in NAME_COLUMNS if c in found for text in found[c]]
    by_ref = [text for c in REF_COLUMNS if c in found for text in found[c]]
    names = {name for text in by_name for name in split_names(text)}
    return _Road(
        frozenset(name for name in names if not name.startswith(_BRIDGE_KEY)),
        frozenset(ref for text in (*by_ref, *by_name) for ref in split_refs(text)),
    )


def _onward(
    ways: gpd.GeoDataFrame, span: FoundBridge, end: Point, other: Point
) -> dict[int, float]:
    """The ways that go on from a bridge's end, over a gap in the mapping if need be.

    Row → how far off, metres, the way begins.
    """
    lines = ways.geometry.to_numpy()
    return {
        row: away
        for row in _near(ways, span, end, within_m=GAP_M)
        if (away := _ahead(lines[row], end, other)) is not None
    }


def _near(
    ways: gpd.GeoDataFrame, span: FoundBridge, end: Point, *, within_m: float = SAME_END_M
) -> list[int]:
    """Rows of the other ways that come so near to a bridge's end, in metres."""
    near = shapely.buffer(end, within_m / DEGREE_M)
    rows: list[int] = ways.sindex.query(near, predicate="intersects").tolist()
    return [row for row in rows if row not in span.rows]


def _ahead(line: LineString, end: Point, other: Point) -> float | None:
    """How far off, metres, a way begins that leads on from a bridge's end; None for others."""
    plane = Plane.around(np.array([end.coords[0], other.coords[0]]))
    here, back = plane.flat(np.array([end.coords[0], other.coords[0]]))
    xy = plane.flat(shapely.get_coordinates(line))
    xy = xy if np.hypot(*(xy[0] - here)) <= np.hypot(*(xy[-1] - here)) else xy[::-1]
    away = float(np.hypot(*(xy[0] - here)))
    bridge, way = here - back, xy[-1] - here
    straight = float(bridge @ way) >= STRAIGHT * float(np.hypot(*bridge) * np.hypot(*way))
    return away if away <= GAP_M and straight else None


def _point(project: Project, places: Places, span: FoundBridge | None) -> Location | Worded:
    if span is None:
        place = bridge_place(project, places)
        return Wording("locate.no_bridge_near", place=place.name, km=default_reach_m(place) / 1000)
    if span.known is Known.NAME:
        why = Wording("locate.at_bridge")
        return Location(span.middle, Grade.A, why, "osm", own_share=1.0)
    why = Wording("locate.at_crossing", refs=span.called, place=bridge_place(project, places).name)
    return Location(span.middle, Grade.B, why, "osm", own_share=1.0)


# ---- the line over the bridge


def _through(keys: Sequence[str], places: Places, span: FoundBridge) -> Stops:
    """The strand's places, with the bridge's two ends in place of those that stand for it.

    Border and abutments are named after the bridge; where they really lie, the bridge says.
    """
    border = next((key for key in keys if places[key].kind == "border"), None)
    abutments = [key for key in keys if places[key].kind == "abutment"]
    first, last = _ordered(keys, places, span)
    stops: list[Stop] = []
    names: list[str | None] = []
    for key in keys:
        if key in abutments:
            end = first if key == abutments[0] else last
            stops.append(Stop(end, END_REACH_M, exact=True))
            names.append(key)
        elif key == border:
            on_bridge = [Stop(span.middle, MIDDLE_REACH_M)]
            labels: list[str | None] = [key]
            if not abutments:
                ends = (Stop(end, END_REACH_M, exact=True) for end in (first, last))
                on_bridge = [next(ends), *on_bridge, next(ends)]
                labels = [None, key, None]
            stops += on_bridge
            names += labels
        else:
            stops.append(Stop(places[key].point, default_reach_m(places[key])))
            names.append(key)
    return Stops(tuple(stops), tuple(names))


def _ordered(keys: Sequence[str], places: Places, span: FoundBridge) -> tuple[Point, Point]:
    """The bridge's ends in the direction of the route."""
    first, last = places[keys[0]].point, places[keys[-1]].point
    a, b = span.ends
    there = a.distance(first) + b.distance(last)
    back = b.distance(first) + a.distance(last)
    return (a, b) if there <= back else (b, a)
