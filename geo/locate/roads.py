"""Roads on OSM: by reference or name, through the places of the route."""

from geo.errors import Worded, Wording, Wordings
from geo.locate.location import Location, Places
from geo.locate.own import own_refs, own_ways
from geo.locate.traced import traced
from geo.locate.tracks import Tracks
from geo.model import Project


def locate_road(project: Project, places: Places, tracks: Tracks) -> Location | Worded:
    """Follow a road's own ways, sketching what OSM does not have; or say why it cannot be."""
    own = own_ways(project, tracks.ways)
    refs = own_refs(project)
    sought = (*project.osm_names, *sorted(refs)) if refs else (*project.osm_names, project.name.vi)
    found = traced(project, places, tracks, own, sought)
    if isinstance(found, Worded) and project.refs and not refs:
        return Wordings([found, Wording("locate.joins_roads", refs=", ".join(project.refs))])
    return found
