"""Roads on OSM: by reference or name, through the places of the route."""

from geo.locate.location import Location, Places
from geo.locate.own import own_refs, own_ways
from geo.locate.traced import traced
from geo.locate.tracks import Tracks
from geo.model import Project, Text
from geo.sentence import listed, sentence


def locate_road(project: Project, places: Places, tracks: Tracks) -> Location | Text:
    """Follow a road's own ways, sketching what OSM does not have; or say why it cannot be."""
    own = own_ways(project, tracks.ways)
    refs = own_refs(project)
    sought = (*project.osm_names, *sorted(refs)) if refs else (*project.osm_names, project.name.vi)
    found = traced(project, places, tracks, own, sought)
    if isinstance(found, Text) and project.refs and not refs:
        joined = Text(vi=", ".join(project.refs), en=", ".join(project.refs))
        return listed([found, _joins(joined)], separator="; ")
    return found


def _joins(refs: Text) -> Text:
    return sentence(
        "{refs} là các đường được nối, không phải số hiệu của tuyến này",
        "{refs} are the roads it joins, not its own numbers",
        refs=refs,
    )
