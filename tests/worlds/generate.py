"""A seeded test world: an invented OSM of the region along the registry's corridors.

Nothing of it is real: places are moved by a share of their stated precision, and every line
between them is invented. It is as untidy as OSM is: see :mod:`tests.worlds.spelling` for the
tags, :mod:`tests.worlds.world` for how much of what, and the room of each thing for the rest.

The truth of a project is the line between its end places. Where the road ends at a junction
near an end place, it is the truth's end; where it goes on, the truth ends at the point
nearest to the place as the gazetteer has it, for that is all that "through the place" can mean.
"""

from geo.model import Located
from geo.registry import Registry
from tests.worlds.decoys import draw_decoys
from tests.worlds.existence import decide_what_exists
from tests.worlds.ground import Ground
from tests.worlds.local_roads import draw_local_roads
from tests.worlds.power import draw_power
from tests.worlds.rails import draw_rails
from tests.worlds.rivers import draw_rivers
from tests.worlds.roads import draw_roads
from tests.worlds.spelling import ref_text
from tests.worlds.truth import truth
from tests.worlds.world import MESSES, Mess, World


def generate(registry: Registry, seed: int, mess: Mess = MESSES["usual"]) -> World:
    """Draw the world of one seed."""
    ground = Ground(registry, seed, mess)
    projects = [p for p in ground.registry.projects.values() if p.located is Located.LINE]
    for project in projects:
        ground.lay(project)
    for project in projects:
        decide_what_exists(ground, project)
    draw_rivers(ground, projects)
    draw_roads(ground)
    draw_rails(ground)
    draw_power(ground, projects)
    for project in projects:
        ground.truths[project.id] = truth(ground, project)
    draw_local_roads(ground)
    draw_decoys(ground, projects)
    for ref, ways in ground.members.items():
        tags = {"type": "route", "route": "road", "ref": ref_text(ground.random, ref)}
        ground.drawing.relations.append((ways, tags))
    return World(ground.seed, ground.drawing, ground.truths, ground.decoys)
