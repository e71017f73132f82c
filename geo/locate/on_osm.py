"""How each mode is sought on OSM; loaded where ways were given, for its libraries take long."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import geopandas as gpd
from shapely import MultiPoint

from geo.errors import Worded
from geo.locate.bridges import locate_bridge
from geo.locate.location import Location, Places
from geo.locate.power import locate_power, station_places
from geo.locate.rails import locate_rail
from geo.locate.roads import locate_road
from geo.locate.tracks import Tracks
from geo.model import Mode, Project
from geo.modes import MODES, PROJECT_MODES, Finder

AROUND_DEGREES: Final = 0.3
"""Roads farther than this, about 30 km, from the box around all projects are not used. By
judgement: more costs time alone."""


@dataclass(frozen=True)
class OnOsm:
    """The ways that were given."""

    ways: gpd.GeoDataFrame
    tracks: Mapping[Mode, Tracks]
    """Those of a mode; their graph is built when a project first asks for it."""

    def find(self, project: Project, places: Places) -> Location | Worded:
        """Seek a project whose mode has tracks; a text says why it was not found."""
        row = PROJECT_MODES[project.mode]
        return _FINDERS[row.finder](project, places, self.tracks[row.runs_on], self.ways)

    def known(self, project: Project, places: Places) -> Places:
        """The places of what was not found, some of which OSM knows better."""
        row = PROJECT_MODES[project.mode]
        if row.finder is Finder.STATIONS:
            return station_places(project, places, self.tracks[row.runs_on])
        return places


def read(ways: gpd.GeoDataFrame, projects: Iterable[Project], places: Places) -> OnOsm:
    """Divide ways by the modes of the projects."""
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
    return OnOsm(ways, tracks)


_Found = Callable[[Project, Places, Tracks, gpd.GeoDataFrame], Location | Worded]
_FINDERS: Final[Mapping[Finder, _Found]] = MappingProxyType(
    {
        Finder.WHOLE: lambda project, places, tracks, _: locate_rail(project, places, tracks),
        Finder.IN_PART: lambda project, places, tracks, _: locate_road(project, places, tracks),
        Finder.BRIDGE: locate_bridge,
        Finder.STATIONS: lambda project, places, tracks, _: locate_power(project, places, tracks),
    }
)
"""How each is sought; where nothing is found, the text says why."""
