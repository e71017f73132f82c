"""Bridges on OSM: by name, else where the named road crosses a river, else by their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.crs import GEOD
from geo.locate.location import Location, Places, Role
from geo.locate.own import (
    NAME_COLUMNS,
    REF_COLUMNS,
    holds,
    mentioned_refs,
    own_names,
    own_refs,
    ways_called,
)
from geo.locate.trace import Stop
from geo.locate.traced import Strand, traced
from geo.locate.tracks import Tracks, default_reach_m
from geo.model import Grade, Located, Project, Text
from geo.names import bridge_names, core_name, split_names, split_refs
from geo.network import Flags
from geo.places import Place
from geo.sentence import sentence

NEAR_M: Final = 3_000.0
"""How far, beyond the precision of the bridge's place, a bridge of its name may stand: another
of the same name stands in another district."""
END_REACH_M: Final = 30.0
"""How far from a bridge's end the line may pass it."""
MIDDLE_REACH_M: Final = 150.0
"""How far from the middle between its ends a bridge may pass: bridges curve a little."""
CROSSING_M: Final = 150.0
"""A road crossing a river is on its bridge within this distance of the river's line."""


@dataclass(frozen=True)
class _Span:
    """A bridge on OSM."""

    rows: frozenset[int]
    """Rows of its ways."""
    ends: tuple[Point, Point]
    middle: Point
    by_name: bool
    called: str


def locate_bridge(
    project: Project, places: Places, tracks: Tracks, ways: gpd.GeoDataFrame
) -> Location | Text:
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
    span = _by_name(project, places, tracks, ways) or _by_crossing(project, places, tracks, ways)
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
        found = traced(project, places, tracks, own, _sought(project))
        return _no_bridge(project, places, found) if isinstance(found, Text) else found
    own = ways_called(tracks.ways, names=names, refs=refs | _refs_of(tracks.ways, span))
    own[list(span.rows)] = True
    strands = [_through(strand, places, span) for strand in project.route]
    return traced(
        project,
        places,
        tracks,
        own,
        _sought(project),
        strands=strands,
        roles={Role.SPAN: span.rows},
    )


def _sought(project: Project) -> tuple[str, ...]:
    names = tuple(f"Cầu {name}" for name in bridge_names(project.name.vi))
    return names or (project.name.vi,)


def _no_bridge(project: Project, places: Places, reason: Text) -> Text:
    if not bridge_names(project.name.vi):
        return reason
    place = _place_of(project, places)
    return sentence(
        "Trong bán kính {km} km quanh {place}, OSM không có cầu nào mang tên “{names}”",
        "Within {km} km of {place}, OSM has no bridge named “{names}”",
        km=f"{(place.precision_m + NEAR_M) / 1000:,.1f}",
        place=place.name,
        names=Text(vi="”, “".join(_sought(project)), en="”, “".join(_sought(project))),
    )


def _place_of(project: Project, places: Places) -> Place:
    """Where the bridge stands: the border on the route, else the route's middle place."""
    borders = [places[key] for key in project.places if places[key].kind == "border"]
    return borders[0] if borders else places[project.places[len(project.places) // 2]]


def _refs_of(ways: gpd.GeoDataFrame, span: _Span) -> frozenset[str]:
    """References of the road on the bridge: its approaches carry them too."""
    rows = ways.iloc[sorted(span.rows)]
    columns = [column for column in (*REF_COLUMNS, *NAME_COLUMNS) if column in rows]
    return frozenset(ref for c in columns for text in rows[c] for ref in split_refs(text))


# ---- by name


def _by_name(
    project: Project, places: Places, tracks: Tracks, ways: gpd.GeoDataFrame
) -> _Span | None:
    keys = {core_name(f"cầu {name}") for name in bridge_names(project.name.vi)}
    if not keys:
        return None
    place = _place_of(project, places)
    roads = tracks.ways
    on_bridge = np.array(roads["bridge"].ne("") & roads["bridge"].ne("no"), dtype=bool)
    named = _named(roads, keys) & on_bridge
    outlines = ways[ways["mode"] == "bridge"]
    outlines = outlines[_named(outlines, keys)] if len(outlines) else outlines
    for shape in outlines.geometry:
        near = np.zeros(len(roads), dtype=bool)
        near[roads.sindex.query(shape, predicate="intersects")] = True
        named |= near & on_bridge
    rows = [
        row
        for row in np.flatnonzero(named).tolist()
        if _metres(roads.geometry.iloc[row], place) <= (place.precision_m + NEAR_M)
    ]
    return _span(roads, rows, place) if rows else None


def _named(ways: gpd.GeoDataFrame, keys: set[str]) -> Flags:
    flags = np.zeros(len(ways), dtype=bool)
    for column in NAME_COLUMNS:
        if column in ways:
            flags |= holds(ways[column], lambda text: not keys.isdisjoint(split_names(text)))
    return flags


def _metres(shape: BaseGeometry, place: Place) -> float:
    near = shape.interpolate(shape.project(place.point))
    return float(GEOD.inv(place.lon, place.lat, near.x, near.y)[2])


def _span(
    roads: gpd.GeoDataFrame,
    rows: Sequence[int],
    place: Place,
) -> _Span:
    """The bridge nearest to its place, of which some ways are known, with all its ways."""
    nearest = min(rows, key=lambda row: _metres(roads.geometry.iloc[row], place))
    chosen = _connected(roads, int(nearest), set(rows))
    nodes: dict[int, tuple[int, Point]] = {}
    for row in chosen:
        line = roads.geometry.iloc[row]
        for node, xy in ((0, line.coords[0]), (-1, line.coords[-1])):
            number = int(roads["node_ids"].iloc[row][node])
            count = nodes.get(number, (0, Point()))[0]
            nodes[number] = (count + 1, Point(xy))
    free = [point for count, point in nodes.values() if count == 1]
    points = free if len(free) >= 2 else [point for _, point in nodes.values()]
    ends = max(
        ((a, b) for a in points for b in points), key=lambda ab: float(ab[0].distance(ab[1]))
    )
    middle = LineString(ends).centroid
    return _Span(frozenset(chosen), ends, middle, by_name=True, called="")


def _connected(roads: gpd.GeoDataFrame, row: int, allowed: set[int]) -> list[int]:
    """The ways among those allowed that hang together with one of them."""
    numbers = sorted(allowed)
    ends = [
        (int(roads["node_ids"].iloc[r][0]), int(roads["node_ids"].iloc[r][-1])) for r in numbers
    ]
    flat = np.unique(np.array(ends), return_inverse=True)[1].reshape(-1, 2)
    count = int(flat.max()) + 1
    graph = csr_array((np.ones(len(flat)), (flat[:, 0], flat[:, 1])), shape=(count, count))
    label = connected_components(graph, directed=False)[1]
    here = label[flat[numbers.index(row), 0]]
    return [r for r, (a, _) in zip(numbers, flat, strict=True) if label[a] == here]


# ---- where the named road crosses the river


def _by_crossing(
    project: Project, places: Places, tracks: Tracks, ways: gpd.GeoDataFrame
) -> _Span | None:
    sides = " ".join(side.part.vi for side in project.sides)
    refs = own_refs(project) | set(mentioned_refs(project.name.vi)) | set(mentioned_refs(sides))
    rivers = ways[ways["mode"] == "waterway"]
    if not refs or rivers.empty:
        return None
    place = _place_of(project, places)
    roads = tracks.ways
    named = ways_called(roads, names=(), refs=refs)
    reach = default_reach_m(place)
    rows = [
        r for r in np.flatnonzero(named).tolist() if _metres(roads.geometry.iloc[r], place) <= reach
    ]
    found = []
    for row in rows:
        line = roads.geometry.iloc[row]
        for river in rivers.geometry.iloc[rivers.sindex.query(line, predicate="intersects")]:
            for point in shapely.get_parts(shapely.intersection(line, river)):
                away = float(GEOD.inv(place.lon, place.lat, point.centroid.x, point.centroid.y)[2])
                if away <= reach:
                    found.append((away, row, point.centroid))
    if not found:
        return None
    _, crossed, point = min(found, key=lambda item: item[:2])
    ends = _around(roads.geometry.iloc[crossed], point)
    called = ", ".join(sorted(refs))
    return _Span(frozenset({crossed}), ends, point, by_name=False, called=called)


def _around(line: BaseGeometry, point: Point) -> tuple[Point, Point]:
    """The points of a line some way before and after a point of it, in degrees of it."""
    at = line.project(point)
    half = CROSSING_M / 111_000
    return line.interpolate(max(0.0, at - half)), line.interpolate(min(line.length, at + half))


def _point(project: Project, places: Places, span: _Span | None) -> Location | Text:
    if span is None:
        place = _place_of(project, places)
        return sentence(
            "quanh {place} ({km} km) OSM không có cầu mang tên công trình, cũng không có chỗ "
            "đường này qua sông",
            "around {place} ({km} km) OSM has neither a bridge of this name nor a place where "
            "its road crosses a river",
            place=place.name,
            km=f"{default_reach_m(place) / 1000:,.1f}",
        )
    if span.by_name:
        why = Text(vi="Tại cầu mang tên này trên OSM.", en="At the bridge of this name on OSM.")
        return Location(span.middle, Grade.A, why, "osm", own_share=1.0)
    why = sentence(
        "Tại chỗ {refs} qua sông trên OSM, gần nhất với {place}; cầu không có tên trên OSM.",
        "Where {refs} crosses a river on OSM, nearest to {place}; the bridge has no name there.",
        refs=Text(vi=span.called, en=span.called),
        place=_place_of(project, places).name,
    )
    return Location(span.middle, Grade.B, why, "osm", own_share=1.0)


# ---- the line over the bridge


def _through(keys: Sequence[str], places: Places, span: _Span) -> Strand:
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
    return Strand(tuple(stops), tuple(names))


def _ordered(keys: Sequence[str], places: Places, span: _Span) -> tuple[Point, Point]:
    """The bridge's ends in the direction of the route."""
    first, last = places[keys[0]].point, places[keys[-1]].point
    a, b = span.ends
    there = a.distance(first) + b.distance(last)
    back = b.distance(first) + a.distance(last)
    return (a, b) if there <= back else (b, a)
