"""A project → its line, point or area, with the grade of what is known and why.

Rules and thresholds are those of DESIGN, "Locating on OSM".
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

import geopandas as gpd
from shapely import MultiPoint

from geo.locate.bridges import locate_bridge
from geo.locate.location import (
    GUARD,
    OWN_SHARE_A,
    Geometry,
    LocatedPart,
    Location,
    Places,
    Role,
    grade_of,
)
from geo.locate.own import own_ways
from geo.locate.power import locate_power, station_places
from geo.locate.rails import locate_rail
from geo.locate.roads import locate_road
from geo.locate.sketched import sketched_area, sketched_line, sketched_point
from geo.locate.tracks import Tracks
from geo.model import Located, Mode, Project, Text
from geo.modes import MODES, PROJECT_MODES, Finder, ProjectMode
from geo.sentence import sentence

__all__ = [
    "GUARD",
    "OWN_SHARE_A",
    "Geometry",
    "LocatedPart",
    "Location",
    "Places",
    "Role",
    "grade_of",
    "locate",
    "locate_all",
    "own_ways",
]

AROUND_DEGREES: Final = 0.3
"""Roads farther than this, about 30 km, from the box around all projects are not used."""


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
    tracks = _tracks(ways, projects, places) if ways is not None else {}
    return {project.id: _locate(project, places, tracks, ways) for project in projects}


def _tracks(
    ways: gpd.GeoDataFrame, projects: Iterable[Project], places: Places
) -> dict[Mode, Tracks]:
    """One set of ways a mode; its graph is built when a project first asks for it."""
    around = MultiPoint([places[key].point for p in projects for key in p.places]).envelope
    called = {row.runs_on: row.way for row in PROJECT_MODES.values()}
    tracks = {}
    for mode in {PROJECT_MODES[project.mode].runs_on for project in projects}:
        of_mode = ways[ways["mode"] == mode.value]
        if not MODES[mode].is_read_everywhere:
            of_mode = of_mode[of_mode.intersects(around.buffer(AROUND_DEGREES))]
        of_mode = of_mode.reset_index(drop=True)
        if not of_mode.empty:
            tracks[mode] = Tracks(of_mode, called[mode])
    return tracks


def _locate(
    project: Project,
    places: Places,
    tracks: Mapping[Mode, Tracks],
    ways: gpd.GeoDataFrame | None,
) -> Location:
    if project.located is Located.AREA:
        return sketched_area(project, places)
    is_point = project.located is Located.POINT
    row = PROJECT_MODES[project.mode]
    if is_point and not row.is_point_on_osm:
        return sketched_point(project, places)
    of_mode = tracks.get(row.runs_on)
    if ways is None or of_mode is None:
        why = _no_data(row, ways is not None)
        return sketched_point(project, places) if is_point else sketched_line(project, places, why)
    found = _FINDERS[row.finder](project, places, of_mode, ways)
    if isinstance(found, Location):
        return found
    if row.finder is Finder.STATIONS:
        places = station_places(project, places, of_mode)
    if is_point:
        return sketched_point(project, places, found)
    return sketched_line(project, places, found)


_Found = Callable[[Project, Places, Tracks, gpd.GeoDataFrame], Location | Text]
_FINDERS: Final[Mapping[Finder, _Found]] = MappingProxyType(
    {
        Finder.WHOLE: lambda project, places, tracks, _: locate_rail(project, places, tracks),
        Finder.IN_PART: lambda project, places, tracks, _: locate_road(project, places, tracks),
        Finder.BRIDGE: locate_bridge,
        Finder.STATIONS: lambda project, places, tracks, _: locate_power(project, places, tracks),
    }
)
"""How each is sought; where nothing is found, the text says why."""


def _no_data(row: ProjectMode, has_osm: bool) -> Text:
    if not has_osm:
        return Text(
            vi="Chưa có dữ liệu OSM để đối chiếu", en="No OSM data was given to check against"
        )
    return sentence(
        "Dữ liệu OSM đưa vào không có {way}",
        "The OSM data given holds no {way}",
        way=row.way,
    )
