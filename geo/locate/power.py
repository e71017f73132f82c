"""Power lines on OSM: by voltage, from substation to substation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from geo.arrays import Bools
from geo.crs import GEOD
from geo.errors import Worded, Wording, Wordings
from geo.locate.location import Location, Places, at_most_b, worst
from geo.locate.measured_line import MeasuredLine
from geo.locate.network import NetworkPath, own_edges
from geo.locate.own import holds
from geo.locate.tracks import Tracks, default_reach_m, follow, located
from geo.model import Grade, Located, Project
from geo.names import substation_key
from geo.plane import DEGREE_M
from geo.registry.places import Place

SUBSTATION_NEAR_M: Final = 3_000.0
"""How far, beyond the gazetteer's precision, a substation of the name may lie. By judgement, not
measured."""
YARD_M: Final = 400.0
"""How far from a substation's middle its lines may end: half the side of a large yard. By
judgement, not measured."""
VIA_M: Final = 5_000.0
"""How far, beyond its precision, a line may pass a town on its way: lines keep off towns. By
judgement, not measured."""
UNKNOWN_FACTOR: Final = 2.0
"""How many times its length a line of unknown voltage costs; those of another are left out. By
judgement, not measured."""
THROUGH_M: Final = 150.0
"""A line with an end this near to a substation's yard goes into it. By judgement, not measured."""


@dataclass(frozen=True)
class _Substation:
    point: Point
    radius_m: float
    name: str


def locate_power(project: Project, places: Places, tracks: Tracks) -> Location | Worded:
    """Follow a line of the project's voltage from substation to substation, whole.

    A line that OSM has only in part, or by way of another substation, is another line.
    """
    is_line = np.array(tracks.ways["kind"].isin(("line", "cable")), dtype=bool)
    stations = _substations(tracks.ways[~is_line])
    moved, found = _moved(project, places, stations)
    if project.located is Located.POINT:
        return _point(project, places, found)
    assert project.kv is not None
    known = of_voltage(tracks.ways, project.kv) | np.array(tracks.ways["voltage"].eq(""))
    lines = Tracks(tracks.ways[is_line & known].reset_index(drop=True), tracks.called)
    result = _followed(project, moved, lines, stations, found)
    if isinstance(result, Location):
        return result
    return Wordings([result, _stations_note(project, places, found)])


def _followed(
    project: Project,
    places: Places,
    lines: Tracks,
    stations: Sequence[_Substation],
    found: Mapping[str, _Substation],
) -> Location | Worded:
    flags = of_voltage(lines.ways, project.kv or 0)
    if not flags.any():
        return Wording("locate.no_voltage", kv=project.kv)
    unknown = [
        places[key]
        for strand in project.route
        for key in (strand[0], strand[-1])
        if key not in found
    ]
    if unknown:
        return Wording(
            "locate.no_station_known",
            kv=project.kv,
            names=Wordings(dict.fromkeys(place.name for place in unknown), between=", "),
        )
    own = own_edges(lines.network, flags)
    paths, routes = [], []
    for strand in project.route:
        keys = [key for key in strand if places[key].kind != "border"]
        path = _path(keys, places, found, lines, own)
        held = [key for key in keys if key in found]
        if isinstance(path, Worded) and held != keys:
            freer = _path(held, places, found, lines, own)
            keys, path = (keys, path) if isinstance(freer, Worded) else (held, freer)
        if isinstance(path, Worded):
            return path
        refused = _no_end(path, lines, [found[keys[0]], found[keys[-1]]])
        if refused is not None:
            return refused
        through = _passes(path, lines, stations, [places[key] for key in keys])
        if through is not None:
            return through
        paths.append(path)
        routes.append(tuple(keys))
    line = located(project.model_copy(update={"route": tuple(routes)}), paths)
    return _with_towns(line, project, places)


def _path(
    keys: Sequence[str],
    places: Places,
    found: Mapping[str, _Substation],
    lines: Tracks,
    own: Bools,
) -> NetworkPath | Worded:
    return follow(
        [places[key] for key in keys],
        lines,
        own,
        reach_m=[_reach_m(key, places, found) for key in keys],
        foreign_factor=UNKNOWN_FACTOR,
    )


def _with_towns(line: Location, project: Project, places: Places) -> Location:
    """Say which towns a line keeps off farther than was thought; they no longer hold it.

    No document names them: which towns a line passes is a guess of the registry's.
    """
    missed = [
        key for key in project.places if key not in line.place_km and places[key].kind != "border"
    ]
    if not missed:
        return line
    measured = MeasuredLine.of(
        [shapely.get_coordinates(strand) for strand in shapely.get_parts(line.geometry)]
    )
    feet = {key: measured.foot(places[key].lon, places[key].lat).km for key in missed}
    names = Wordings((places[key].name for key in missed), between=", ")
    parts = tuple(at_most_b(part) for part in line.parts)
    return replace(
        line,
        grade=worst(parts),
        parts=parts,
        reason=Wordings([line.reason, Wording("locate.keeps_off", names=names)], between=" "),
        place_km=MappingProxyType({**line.place_km, **feet}),
    )


def of_voltage(ways: gpd.GeoDataFrame, kv: int) -> Bools:
    """Flag the ways whose voltage, of which there may be several, is ``kv`` kilovolts."""
    return holds(
        ways["voltage"], lambda text: str(kv * 1000) in re.split(r"[;,/\s]+", text.strip())
    )


def _reach_m(key: str, places: Places, found: Mapping[str, _Substation]) -> float:
    if key in found:
        return found[key].radius_m + YARD_M
    place = places[key]
    return default_reach_m(place) if place.kind == "substation" else place.precision_m + VIA_M


def _way_ends(path: NetworkPath, lines: Tracks) -> NDArray[np.object_]:
    """The end points of the ways a path uses."""
    used = lines.ways[lines.ways["way_id"].isin(path.way_ids)].geometry.to_numpy()
    return np.concatenate([shapely.get_point(used, 0), shapely.get_point(used, -1)])


def _no_end(path: NetworkPath, lines: Tracks, stations: Sequence[_Substation]) -> Worded | None:
    """Say at which of its substations a path has no end of a line: it only passes there."""
    ends = _way_ends(path, lines)
    for station in stations:
        if _nearest_m(station, ends) > station.radius_m + YARD_M:
            return Wording("locate.passes_by", name=station.name)
    return None


def _nearest_m(station: _Substation, points: NDArray[np.object_]) -> float:
    here = np.full(len(points), station.point.x), np.full(len(points), station.point.y)
    return float(np.min(GEOD.inv(*here, shapely.get_x(points), shapely.get_y(points))[2]))


def _passes(
    path: NetworkPath, lines: Tracks, stations: Sequence[_Substation], stops: Sequence[Place]
) -> Worded | None:
    """Say which other substation a path goes into, if any.

    A line that merely passes over or beside a yard has no end there; one that goes into it has.
    Ends off the path do not count: lines to elsewhere may leave from the project's substation.
    """
    ends = _way_ends(path, lines)
    ends = ends[shapely.distance(ends, path.line) <= THROUGH_M / DEGREE_M]
    for station in stations:
        here = station.point
        beyond = min(
            GEOD.inv(here.x, here.y, stop.lon, stop.lat)[2] - stop.precision_m for stop in stops
        )
        if beyond > YARD_M and _nearest_m(station, ends) <= station.radius_m + THROUGH_M:
            name = station.name or "?"
            return Wording("locate.other_station", name=name)
    return None


# ---- substations


def _substations(ways: gpd.GeoDataFrame) -> list[_Substation]:
    stations = []
    for shape, name, name_vi in zip(
        ways.geometry, ways["name"], ways.get("name:vi", ways["name"]), strict=True
    ):
        middle = shapely.envelope(shape).centroid
        west, south, east, north = shape.bounds
        radius = float(GEOD.inv(west, south, east, north)[2]) / 2
        stations.append(_Substation(middle, radius, name or name_vi))
    return stations


def _moved(
    project: Project, places: Places, stations: Sequence[_Substation]
) -> tuple[dict[str, Place], dict[str, _Substation]]:
    """The places with each substation where OSM has it, and those that it has."""
    moved, found = {key: places[key] for key in project.places}, {}
    for key in project.places:
        place = places[key]
        if place.kind != "substation":
            continue
        station = _named_like(place, stations)
        if station is not None:
            found[key] = station
            moved[key] = replace(place, lon=station.point.x, lat=station.point.y, precision_m=0)
    return moved, found


def _named_like(place: Place, stations: Sequence[_Substation]) -> _Substation | None:
    """The nearest substation of the place's name within reach of it."""
    wanted = substation_key(place.name.vi)
    near = []
    for station in stations:
        away = float(GEOD.inv(place.lon, place.lat, station.point.x, station.point.y)[2])
        if substation_key(station.name) == wanted and away <= (
            place.precision_m + SUBSTATION_NEAR_M
        ):
            near.append((away, station))
    return min(near, key=lambda item: item[0])[1] if near else None


def _stations_note(project: Project, places: Places, found: Mapping[str, _Substation]) -> Worded:
    keys = [key for key in project.places if places[key].kind == "substation"]
    known = [places[key].name for key in keys if key in found]
    other = [places[key].name for key in keys if key not in found]
    notes = []
    if known:
        notes.append(Wording("locate.stations_on_osm", names=Wordings(known, between=", ")))
    if other:
        notes.append(Wording("locate.stations_by_table", names=Wordings(other, between=", ")))
    return Wordings(notes)


def station_places(project: Project, places: Places, tracks: Tracks | None) -> Places:
    """The gazetteer with the project's substations where OSM has them, for a sketch."""
    if tracks is None:
        return places
    is_line = np.array(tracks.ways["kind"].isin(("line", "cable")), dtype=bool)
    moved, _ = _moved(project, places, _substations(tracks.ways[~is_line]))
    return {**places, **moved}


def _point(project: Project, places: Places, found: Mapping[str, _Substation]) -> Location | Worded:
    (key, *_) = project.places
    if key in found:
        station = found[key]
        why = Wording("locate.at_station", name=station.name)
        return Location(station.point, Grade.A, why, "osm", own_share=1.0)
    return Wording(
        "locate.no_station_near", km=(places[key].precision_m + SUBSTATION_NEAR_M) / 1000
    )
