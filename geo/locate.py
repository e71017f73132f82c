"""A project → its line, point or area, with the grade of what is known and why.

Rules and thresholds are those of DESIGN, "Locating on OSM".
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, MultiLineString, MultiPoint, Point, Polygon

from geo.model import Grade, Located, Mode, Project, Text
from geo.names import normal_name, normal_ref, split_refs
from geo.network import (
    Flags,
    Network,
    NetworkPath,
    Snap,
    build_network,
    nearest_m,
    own_edges,
    preferred_path,
    snap,
    snap_together,
)
from geo.places import Place
from geo.sentence import listed, sentence
from geo.sketch import (
    area_margin_m,
    sketch_area,
    sketch_chainage,
    sketch_line,
    sketch_points,
    straight_km,
)

OWN_SHARE_A: Final = 0.95
"""Share of own ways from which a path is grade A (DESIGN)."""
GUARD: Final = 1.6
"""How many times longer than the sketch a path may be (DESIGN)."""
SNAP_M: Final = 500.0
"""How far, beyond a place's own precision, the rails may lie from its point: half the length
of a station yard."""

Places: TypeAlias = Mapping[str, Place]
Geometry: TypeAlias = LineString | MultiLineString | Point | MultiPoint | Polygon

_ON_OSM: Final = MappingProxyType({Mode.RAIL: Text(vi="đường sắt", en="railway")})
"""The modes that are sought on OSM, and what one way of each is called."""


@dataclass(frozen=True)
class Location:
    """Where a project lies, how well that is known, and why."""

    geometry: Geometry
    """(lon, lat), EPSG:4326."""
    grade: Grade
    reason: Text
    source: Literal["osm", "sketch"]
    own_share: float | None = None
    """Share of the length on the project's own ways, 0 to 1; None for a sketch."""
    way_ids: tuple[int, ...] = ()
    """OSM ids of the ways used, in order."""
    place_km: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Place key → geodesic kilometres from the start of the line, for the places on it. A
    strand goes on counting where the one before ended; a place counts on its first."""


@dataclass(frozen=True)
class _Tracks:
    """What OSM holds of one mode: its ways, the graph built from them, what one is called."""

    ways: gpd.GeoDataFrame
    network: Network
    called: Text


def locate(project: Project, places: Places, ways: gpd.GeoDataFrame | None = None) -> Location:
    """Locate one project, see :func:`locate_all`."""
    return locate_all([project], places, ways)[project.id]


def locate_all(
    projects: Iterable[Project], places: Places, ways: gpd.GeoDataFrame | None = None
) -> dict[str, Location]:
    """Locate projects on OSM where that holds, else as sketches through their places.

    Parameters
    ----------
    projects
        Each with a route whose places are all in ``places``.
    places
        The gazetteer, by key.
    ways
        OSM ways as :func:`geo.osm.extract.read_ways` gives them; None for sketches only.

    Returns
    -------
    dict
        A location for every project id.
    """
    projects = tuple(projects)
    wanted = {project.mode for project in projects if project.located is Located.LINE}
    tracks: dict[Mode, _Tracks] = {}
    if ways is not None:
        for mode in wanted.intersection(_ON_OSM):
            of_mode = ways[ways["mode"] == mode.value].reset_index(drop=True)
            if not of_mode.empty:
                tracks[mode] = _Tracks(of_mode, build_network(of_mode), _ON_OSM[mode])
    return {project.id: _locate(project, places, tracks, ways is not None) for project in projects}


def _locate(
    project: Project, places: Places, tracks: Mapping[Mode, _Tracks], has_osm: bool
) -> Location:
    if project.located is Located.AREA:
        return _area(project, places)
    if project.located is Located.POINT:
        return _point(project, places)
    if project.mode in tracks:
        found = _on_osm(project, places, tracks[project.mode])
        return found if isinstance(found, Location) else _sketch(project, places, found)
    if not has_osm:
        why = Text(
            vi="Chưa có dữ liệu OSM để đối chiếu", en="No OSM data was given to check against"
        )
    elif project.mode in _ON_OSM:
        why = sentence(
            "Dữ liệu OSM đưa vào không có {way}",
            "The OSM data given holds no {way}",
            way=_ON_OSM[project.mode],
        )
    else:
        why = Text(
            vi="Hiện mới đối chiếu với OSM cho đường sắt",
            en="Only railways are matched to OSM so far",
        )
    return _sketch(project, places, why)


# ---- sketches


def _sketch(project: Project, places: Places, why: Text) -> Location:
    return Location(
        geometry=sketch_line(project.route, places),
        grade=Grade.C,
        reason=sentence(
            "{why}; vẽ sơ bộ bằng các đoạn thẳng qua {count} địa điểm (sai số {precision}).",
            "{why}; sketched as straight lines through {count} places (known to {precision}).",
            why=why,
            count=str(len(project.places)),
            precision=_precision(project.places, places),
        ),
        source="sketch",
        place_km=sketch_chainage(project.route, places),
    )


def _point(project: Project, places: Places) -> Location:
    return Location(
        geometry=sketch_points(project.places, places),
        grade=Grade.C,
        reason=sentence(
            "Đặt tại {names} (sai số {precision}); chưa đối chiếu với OSM.",
            "Put at {names} (known to {precision}); not checked against OSM.",
            names=listed(places[key].name for key in project.places),
            precision=_precision(project.places, places),
        ),
        source="sketch",
    )


def _area(project: Project, places: Places) -> Location:
    return Location(
        geometry=sketch_area(project.places, places),
        grade=Grade.D,
        reason=sentence(
            "Văn bản không nêu hướng tuyến; chỉ khoanh vùng giữa {names}, rộng thêm {km} km "
            "mỗi phía.",
            "The documents name no alignment; only the area between {names} is marked, {km} km "
            "wider on each side.",
            names=listed(places[key].name for key in project.places),
            km=f"{area_margin_m(project.places, places) / 1000:.1f}",
        ),
        source="sketch",
    )


def _precision(keys: Sequence[str], places: Places) -> Text:
    metres = sorted({places[key].precision_m for key in keys})
    if len(metres) == 1:
        return sentence("±{m} m", "±{m} m", m=f"{metres[0]:,}")
    low, high = f"{metres[0]:,}", f"{metres[-1]:,}"
    return sentence("từ ±{low} đến ±{high} m", "±{low} to ±{high} m", low=low, high=high)


# ---- on OSM


def own_ways(project: Project, ways: gpd.GeoDataFrame) -> Flags:
    """Flag the ways that carry one of the project's names or references.

    Names count in any of OSM's name fields, references in ``ref``, all in normal form.
    """
    names = {normal_name(name) for name in (project.name.vi, *project.osm_names)}
    refs = {normal_ref(ref) for ref in project.refs}
    own = _holds(ways["ref"], lambda text: not refs.isdisjoint(split_refs(text)))
    for column in ("name", "alt_name", "old_name"):
        if column in ways:
            own |= _holds(
                ways[column],
                lambda text: any(normal_name(part) in names for part in text.split(";")),
            )
    return own


def _holds(texts: "pd.Series[str]", test: Callable[[str], bool]) -> Flags:
    """Flag the rows whose text passes, testing each different text once."""
    passing = [text for text in texts.unique() if test(text)]
    return np.array(texts.isin(passing), dtype=bool)


def _on_osm(project: Project, places: Places, tracks: _Tracks) -> Location | Text:
    """Follow each strand on OSM; a strand that cannot be followed refuses the whole."""
    flags = own_ways(project, tracks.ways)
    if not flags.any():
        sought = {normal_name(name): name for name in (*project.osm_names, project.name.vi)}
        names = "”, “".join(sought.values())
        return sentence(
            "OSM không có {way} nào mang tên “{names}”",
            "OSM has no {way} named “{names}”",
            way=tracks.called,
            names=Text(vi=names, en=names),
        )
    own = own_edges(tracks.network, flags)
    paths = []
    for strand in project.route:
        path = _follow([places[key] for key in strand], tracks, own)
        if isinstance(path, Text):
            return path
        paths.append(path)
    return _located(project, paths)


def _located(project: Project, paths: Sequence[NetworkPath]) -> Location:
    length = sum(path.length_m for path in paths)
    share = sum(path.own_m for path in paths) / length
    lines = [path.line for path in paths]
    offsets = np.cumsum([0.0, *(path.length_m for path in paths)])
    place_km: dict[str, float] = {}
    for strand, path, offset in zip(project.route, paths, offsets, strict=False):
        for key, metres in zip(strand, path.stop_m, strict=True):
            place_km.setdefault(key, float(offset + metres) / 1000)
    return Location(
        geometry=lines[0] if len(lines) == 1 else MultiLineString(lines),
        grade=grade_of(share),
        reason=_path_reason(paths, length, share),
        source="osm",
        own_share=share,
        way_ids=tuple(dict.fromkeys(way for path in paths for way in path.way_ids)),
        place_km=MappingProxyType(place_km),
    )


def grade_of(own_share: float) -> Grade:
    """Grade of a path on OSM by its share of own ways, 0 to 1."""
    return Grade.A if own_share >= OWN_SHARE_A else Grade.B


def _path_reason(paths: Sequence[NetworkPath], length: float, share: float) -> Text:
    return sentence(
        "Theo đường trên OSM dài {km} km: {share} % mang tên công trình, {other} km là đường "
        "khác, {bridged} m nối qua khoảng hở; các địa điểm cách tuyến không quá {snap} m.",
        "Follows OSM for {km} km: {share} % bear the project's name, {other} km are other "
        "ways, {bridged} m bridge gaps; no place lies more than {snap} m from it.",
        km=f"{length / 1000:,.1f}",
        share=f"{math.floor(share * 1000) / 10:.1f}",  # down, so 94.96 % is not shown as 95.0
        other=f"{sum(path.other_m for path in paths) / 1000:,.1f}",
        bridged=f"{sum(path.bridged_m for path in paths):,.0f}",
        snap=f"{math.ceil(max(moved for path in paths for moved in path.snap_m) / 10) * 10:,}",
    )


def _follow(stops: Sequence[Place], tracks: _Tracks, own: Flags) -> NetworkPath | Text:
    """Find the path of one strand, or the reason why there is none.

    The ends come first, alone: where even the freest path between them is a detour, that says
    more than which place on the way it misses.
    """
    reach = [
        snap(tracks.network, place.point, within_m=_reach_m(place), own=own) for place in stops
    ]
    sketch_km = sum(straight_km(a, b) for a, b in pairwise(stops))
    ends = _join((stops[0], stops[-1]), (reach[0], reach[-1]), tracks, own)
    if isinstance(ends, Text):
        return ends
    too_long = _detour(tracks, stops[0], stops[-1], ends.length_m / 1000, sketch_km)
    if too_long is not None:
        return too_long
    path = _join(stops, reach, tracks, own)
    if isinstance(path, Text):
        return path
    return _refusal(tracks, stops, path, sketch_km) or path


def _refusal(
    tracks: _Tracks, stops: Sequence[Place], path: NetworkPath, sketch_km: float
) -> Text | None:
    """Say why a path through all places is still not the line; None when it is."""
    for (a, b), leg_m in zip(pairwise(stops), path.leg_m, strict=True):
        # Both places may be off by their precision, which counts for much on a short leg.
        slack_km = (a.precision_m + b.precision_m) / 1000
        too_long = _detour(tracks, a, b, leg_m / 1000, straight_km(a, b), slack_km=slack_km)
        if too_long is not None:
            return too_long
    if path.own_m == 0:
        return sentence(
            "Từ {a} đến {b}, không đoạn {way} nào trên OSM mang tên công trình",
            "From {a} to {b} no {way} on OSM bears the project's name",
            way=tracks.called,
            a=stops[0].name,
            b=stops[-1].name,
        )
    return _detour(tracks, stops[0], stops[-1], path.length_m / 1000, sketch_km)


def _join(
    stops: Sequence[Place], reach: Sequence[Mapping[int, Snap]], tracks: _Tracks, own: Flags
) -> NetworkPath | Text:
    missed = [stop for stop, snaps in zip(stops, reach, strict=True) if not snaps]
    if missed:
        return _out_of_reach(missed, tracks)
    together = snap_together(reach)
    path = None if together is None else preferred_path(tracks.network, together, own=own)
    if path is None:
        return sentence(
            "Trên OSM không có {way} nào nối {names}",
            "OSM has no {way} that joins {names}",
            way=tracks.called,
            names=listed(stop.name for stop in stops),
        )
    return path


def _reach_m(place: Place) -> float:
    """How far from a place the network may lie and still pass it, in metres."""
    return place.precision_m + SNAP_M


def _out_of_reach(missed: Sequence[Place], tracks: _Tracks) -> Text:
    each = listed(
        sentence(
            "{name} (gần nhất cách {km} km, cho phép {reach} km)",
            "{name} (the nearest is {km} km away, {reach} km allowed)",
            name=stop.name,
            km=f"{nearest_m(tracks.network, stop.point) / 1000:,.1f}",
            reach=f"{_reach_m(stop) / 1000:,.1f}",
        )
        for stop in missed
    )
    return sentence(
        "Trên OSM không có {way} nào đi qua {places}",
        "OSM has no {way} that passes {places}",
        way=tracks.called,
        places=each,
    )


def _detour(
    tracks: _Tracks, a: Place, b: Place, km: float, sketch_km: float, *, slack_km: float = 0.0
) -> Text | None:
    """Guard: say how much longer than the sketch a path is; None when it is short enough."""
    if km <= GUARD * (sketch_km + slack_km):
        return None
    return sentence(
        "Từ {a} đến {b}, {way} trên OSM phải đi vòng {km} km, gấp {times} lần tuyến sơ bộ "
        "{sketch} km (giới hạn {guard} lần), nên không phải là tuyến này",
        "From {a} to {b} the {way} on OSM makes a detour of {km} km, {times} times the sketch "
        "of {sketch} km (limit {guard}), so it is not this line",
        way=tracks.called,
        a=a.name,
        b=b.name,
        km=f"{km:,.1f}",
        times=f"{km / max(sketch_km, 0.1):.1f}",  # two places may share one spot
        sketch=f"{sketch_km:,.1f}",
        guard=f"{GUARD:.1f}",
    )
