"""A road that is known by its name alone: where the name is missing, by the number beside it.

OSM has a new road's name on some of its ways, and on others only the number that it was given.
"""

from collections.abc import Sequence
from dataclasses import replace

from geo.arrays import Bools
from geo.errors import Worded, Wording, Wordings
from geo.locate.location import Location, Places, at_most_b, worst
from geo.locate.own import borne_numbers, ways_called
from geo.locate.traced import traced
from geo.locate.tracks import Tracks
from geo.model import Project


def traced_by_name(
    project: Project, places: Places, tracks: Tracks, own: Bools, sought: Sequence[str]
) -> Location | Worded:
    """Follow the ways of a name; what they leave out, by the number that they bear too.

    Parameters
    ----------
    project, places, tracks, own, sought
        As :func:`geo.locate.traced.traced`.
    """
    named = traced(project, places, tracks, own, sought)
    numbers = borne_numbers(tracks.ways, own)
    if not numbers or (isinstance(named, Location) and named.source == "osm"):
        return named
    numbered = own | ways_called(tracks.ways, names=(), refs=numbers)
    found = traced(project, places, tracks, numbered, sought)
    if isinstance(found, Worded) or _osm_km(found) <= _osm_km(named):
        return named
    parts = tuple(at_most_b(part) for part in found.parts)
    why = Wording("locate.by_number", refs=", ".join(sorted(numbers)))
    return replace(
        found,
        parts=parts,
        grade=worst(parts),
        reason=Wordings([found.reason, why], between=" "),
    )


def _osm_km(found: Location | Worded) -> float:
    if isinstance(found, Worded):
        return 0.0
    return sum(part.length_km for part in found.parts if part.source == "osm")
