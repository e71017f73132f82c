"""Small roads between the places, and beside the projects' own."""

import numpy as np
import shapely
from shapely.ops import substring

from geo.model import Project
from tests.worlds.ground import Ground
from tests.worlds.junctions import end_node
from tests.worlds.plane import Floats, distance, left_of, unit, wiggly
from tests.worlds.spelling import choose


def draw_local_roads(ground: Ground) -> None:
    """A web of small roads between neighbouring places, also where a project is missing."""
    keys = [key for group, key in ground.nodes if group == "land"]
    xy = np.array([ground.anchors["land", key] for key in keys])
    for number, key in enumerate(keys):
        order = np.argsort(np.hypot(*(xy - xy[number]).T))[1:4]
        for other in order:
            if distance(xy[number], xy[other]) > 14_000 or not ground.chance(0.45):
                continue
            far = keys[int(other)]
            leg = ground.legs.get(("land", frozenset((key, far))))
            if leg and leg.spans and ground.chance(0.6):
                continue
            line = shapely.get_coordinates(wiggly(ground.random, xy[number], xy[other], bend=0.15))
            if len(line) < 3 or distance(xy[number], xy[other]) < 1500:
                continue
            tags = {"highway": choose(ground.random, "tertiary", "unclassified", "secondary")}
            if ground.chance(0.5):
                tags["ref"] = f"ĐH.{ground.random.integers(10, 99)}"
            ground.drawing.line(
                line, tags, end_node(ground, key, line[1]), end_node(ground, far, line[-2])
            )


def parallel_road(ground: Ground, project: Project) -> None:
    """A road without reference beside the project's, joined to it at both ends."""
    for strand in ground.routes[project.id]:
        for leg, _ in strand:
            if leg.line.length < 4000 or not ground.chance(0.3):
                continue
            low, high = 0.15 * leg.line.length, 0.85 * leg.line.length
            xy = shapely.get_coordinates(substring(leg.line, low, high))[::4]
            if len(xy) < 5:
                continue
            side = left_of(unit(xy[0], xy[-1])) * ground.random.uniform(300, 1200)
            ramp = np.clip(
                np.minimum(np.arange(len(xy)), len(xy) - 1 - np.arange(len(xy))) / 4, 0, 1
            )
            first = nearest_road_node(ground, xy[0])
            last = nearest_road_node(ground, xy[-1])
            tags = {"highway": choose(ground.random, "unclassified", "tertiary", "secondary")}
            ground.drawing.line(xy + ramp[:, None] * side, tags, first, last)


def nearest_road_node(ground: Ground, xy: Floats) -> int | None:
    """A node of a drawn road within 60 m."""
    away, best = ground.road_tree.query(xy)
    return int(ground.road_nodes[best]) if away < 60 else None
