"""Rivers: one under each border bridge, and some more."""

import numpy as np
import shapely

from geo.model import Mode, Project
from geo.names import bridge_names
from tests.worlds.ground import Ground
from tests.worlds.plane import left_of, unit, wiggly


def draw_rivers(ground: Ground, projects: list[Project]) -> None:
    for project in projects:
        if project.mode is Mode.BRIDGE and bridge_names(project.name.vi):
            for key in project.places:
                if ground.registry.places[key].kind == "border":
                    river_at(ground, project, key)
    for _ in range(6):
        start = ground.random.uniform((-60_000, -45_000), (60_000, 45_000))
        turn = ground.random.uniform(0, np.pi)
        end = start + ground.random.uniform(25, 60) * 1000 * np.array([np.cos(turn), np.sin(turn)])
        ground.rivers.append(wiggly(ground.random, start, end, bend=0.1, ripple=2))
    for number, river in enumerate(ground.rivers):
        tags = {"waterway": "river", "name": f"Sông {chr(65 + number)}"}
        ground.drawing.line(shapely.get_coordinates(river), tags)


def river_at(ground: Ground, project: Project, key: str) -> None:
    strand = next(s for s in project.route if key in s)
    index = strand.index(key)
    before = ground.anchor("land", strand[max(index - 1, 0)])
    after = ground.anchor("land", strand[min(index + 1, len(strand) - 1)])
    middle = ground.anchor("land", key)
    across = left_of(unit(before, after))
    for end in (-1, 1):
        far = middle + end * across * ground.random.uniform(8000, 15000)
        ground.rivers.append(wiggly(ground.random, middle, far, bend=0.1, ripple=1.5))
