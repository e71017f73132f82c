"""A project → its line, point or area, with the grade of what is known and why.

References and names are compared in one normal form (:mod:`geo.names`). A line is the cheapest path
between its places in a graph where the project's own ways cost their length and any other way of
the mode several times that; a path much longer than the sketch is refused, for the working rails
between Kép and Lưu Xá lead through Hà Nội, and drawing that as the line to be restored would be
absurd. What is not found is a sketch through its places, and says why.
"""

from collections.abc import Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from geo.locate.location import (
    GUARD,
    OWN_SHARE_A,
    Geometry,
    LocatedPart,
    Location,
    PartRole,
    Places,
    grade_of,
)
from geo.locate.own import own_ways
from geo.locate.own_line import with_own_line
from geo.locate.sketched import sketched_area, sketched_line, sketched_point
from geo.model import Located, Project, Text
from geo.modes import PROJECT_MODES, ProjectMode
from geo.sentence import sentence
from geo.store.entry import OwnLine

if TYPE_CHECKING:
    from geo.locate.on_osm import OnOsm

__all__ = [
    "GUARD",
    "OWN_SHARE_A",
    "Geometry",
    "LocatedPart",
    "Location",
    "PartRole",
    "Places",
    "grade_of",
    "locate",
    "locate_all",
    "own_ways",
]


def locate(project: Project, places: Places, ways: gpd.GeoDataFrame | None = None) -> Location:
    """Locate one project, see :func:`locate_all`."""
    return locate_all([project], places, ways)[project.id]


def locate_all(
    projects: Iterable[Project],
    places: Places,
    ways: gpd.GeoDataFrame | None = None,
    own_lines: Mapping[str, OwnLine] = MappingProxyType({}),
) -> dict[str, Location]:
    """Locate projects on OSM where that holds, else as sketches through their places.

    A department's own line comes before a sketch, and before OSM where it says so.

    Parameters
    ----------
    projects
        Each with a route whose places are all in ``places``.
    places
        The gazetteer, by key.
    ways
        OSM ways as :func:`geo.osm.extract.read_ways` gives them; None for sketches only.
    own_lines
        The departments' own lines, by project.

    Returns
    -------
    dict
        A location for every project id.
    """
    projects = tuple(projects)
    osm = _on_osm().read(ways, projects, places) if ways is not None else None
    found = {project.id: _locate(project, places, osm) for project in projects}
    for project in projects:
        if (line := own_lines.get(project.id)) is not None:
            found[project.id] = with_own_line(project, places, found[project.id], line)
    return found


def _on_osm() -> Any:
    """Load what seeks on OSM; it takes half a second, and sketches do without."""
    return import_module("geo.locate.on_osm")


def _locate(project: Project, places: Places, osm: "OnOsm | None") -> Location:
    if project.located is Located.AREA:
        return sketched_area(project, places)
    is_point = project.located is Located.POINT
    row = PROJECT_MODES[project.mode]
    if is_point and not row.is_point_on_osm:
        return sketched_point(project, places)
    if osm is None or row.runs_on not in osm.tracks:
        why = _no_data(row, osm is not None)
        return sketched_point(project, places) if is_point else sketched_line(project, places, why)
    found = osm.find(project, places)
    if isinstance(found, Location):
        return found
    places = osm.known(project, places)
    if is_point:
        return sketched_point(project, places, found)
    return sketched_line(project, places, found)


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
