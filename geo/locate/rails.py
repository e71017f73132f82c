"""Railways on OSM: by name, through the stations of the route."""

from dataclasses import replace
from typing import Final

import numpy as np

from geo.arrays import Bools
from geo.errors import Worded, Wording, Wordings
from geo.locate.location import Location, Places
from geo.locate.network import own_edges
from geo.locate.own import own_ways
from geo.locate.traced import traced
from geo.locate.tracks import Tracks, follow, located, not_named
from geo.model import Project
from geo.names import normal_name

OUT_OF_USE: Final = ("disused", "abandoned", "construction", "proposed")
"""Kinds of railway that no train runs on today."""


def locate_rail(project: Project, places: Places, tracks: Tracks) -> Location | Worded:
    """Follow a railway on OSM whole; one out of use also as far as it is still there."""
    flags = own_ways(project, tracks.ways)
    sought = tuple({normal_name(n): n for n in (*project.osm_names, project.name.vi)}.values())
    if not flags.any():
        return not_named(tracks.called, sought)
    own = own_edges(tracks.network, flags)
    paths = []
    for strand in project.route:
        path = follow([places[key] for key in strand], tracks, own)
        if isinstance(path, Worded):
            return _fragments(project, places, tracks, flags, sought) or path
        paths.append(path)
    return _with_use(located(project, paths), tracks)


def _fragments(
    project: Project, places: Places, tracks: Tracks, own: Bools, sought: tuple[str, ...]
) -> Location | None:
    """A line out of use comes in pieces on OSM; a working one that cannot be followed is none.

    Rails that trains use are mapped whole, so a break in them says that they are another line.
    """
    if not own[np.array(tracks.ways["kind"].isin(OUT_OF_USE), dtype=bool)].any():
        return None
    found = traced(project, places, tracks, own, sought)
    return _with_use(found, tracks) if isinstance(found, Location) else None


def _with_use(location: Location, tracks: Tracks) -> Location:
    """Say how much of the line is out of use."""
    used = tracks.ways[tracks.ways["way_id"].isin(location.way_ids)]
    idle = [kind for kind in OUT_OF_USE if kind in set(used["kind"])]
    if not idle:
        return location
    note = Wording(
        "locate.out_of_use",
        reason=location.reason,
        kinds=Wordings((Wording(f"locate.rail_{kind}") for kind in idle), between=", "),
        count=int(used["kind"].isin(OUT_OF_USE).sum()),
        all=len(used),
    )
    return replace(location, reason=note)
