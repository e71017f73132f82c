"""Roads on OSM: by reference or name, through the places of the route."""

from geo.arrays import Bools
from geo.errors import Worded, Wording, Wordings
from geo.locate.location import Location, Places
from geo.locate.named import traced_by_name
from geo.locate.own import own_names, own_refs, own_ways, strand_refs, ways_called
from geo.locate.traced import traced
from geo.locate.tracks import Tracks
from geo.model import Project


def locate_road(project: Project, places: Places, tracks: Tracks) -> Location | Worded:
    """Follow a road's own ways, sketching what OSM does not have; or say why it cannot be."""
    own = own_ways(project, tracks.ways)
    refs = own_refs(project)
    sought = (*project.osm_names, *sorted(refs)) if refs else (*project.osm_names, project.name.vi)
    if refs:
        own_of = _own_of_strands(project, places, tracks)
        found = traced(project, places, tracks, own, sought, own_of=own_of)
    else:
        found = traced_by_name(project, places, tracks, own, sought)
    if isinstance(found, Worded) and project.refs and not refs:
        return Wordings([found, Wording("locate.joins_roads", refs=", ".join(project.refs))])
    return found


def _own_of_strands(project: Project, places: Places, tracks: Tracks) -> list[Bools] | None:
    """What each strand may follow, where they follow different numbers."""
    refs = strand_refs(project, places)
    if len(set(refs)) == 1:
        return None
    names = own_names(project)
    return [ways_called(tracks.ways, names=names, refs=own) for own in refs]
