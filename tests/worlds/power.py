"""Power lines and substations, and lines that only look like a project."""

from itertools import pairwise

import numpy as np
import shapely
from shapely.ops import substring

from geo.model import Mode, Project
from tests.worlds.ground import Ground
from tests.worlds.plane import Floats, distance, left_of, unit, wiggly
from tests.worlds.spelling import Tags, choose, substation_name
from tests.worlds.world import Leg


def draw_power(ground: Ground, projects: list[Project]) -> None:
    for project in projects:
        if project.mode is Mode.POWER:
            assert project.kv is not None
            for key in project.places:
                if ground.registry.places[key].kind == "substation":
                    substation(ground, key)
    for (group, _), leg in ground.legs.items():
        if group == "power" and leg.spans:
            draw_power_leg(ground, leg)
    power_decoys(ground, projects)


def substation(ground: Ground, key: str) -> None:
    there = any(leg.spans for (g, ends), leg in ground.legs.items() if g == "power" and key in ends)
    if key in ground.substations or not (there or ground.chance(0.6)):
        return
    place = ground.registry.places[key]
    core = place.name.vi.split(" kV ")[-1]
    kv = next(int(word) for word in place.name.vi.split() if word.isdigit())
    voltage = choose(ground.random, f"{kv}000", f"{kv}000;110000", f"{kv}000; 220000")
    name = substation_name(ground.random, core, kv)
    draw_substation(ground, ground.anchors["power", key], {"name": name, "voltage": voltage})
    ground.substations[key] = name


def draw_substation(ground: Ground, centre: Floats, tags: Tags) -> None:
    tags = {"power": "substation"} | tags
    if ground.chance(0.3):
        ground.drawing.node(centre, **tags)
        return
    half = ground.random.uniform(60, 160)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half + centre
    nodes = [ground.drawing.node(xy) for xy in corners]
    ground.drawing.way([*nodes, nodes[0]], tags)


def draw_power_leg(ground: Ground, leg: Leg) -> None:
    project = ground.registry.projects[leg.projects[0]]
    line = leg.line
    for key in (leg.a, leg.b):
        if ("power", key) not in ground.nodes and ground.registry.places[key].kind != "substation":
            ground.nodes["power", key] = ground.drawing.node(ground.anchors["power", key])
    first, last = ground.nodes.get(("power", leg.a)), ground.nodes.get(("power", leg.b))
    cuts = [0.0, *sorted(ground.random.uniform(0.2, 0.8, 2) * line.length), line.length]
    for a, b in pairwise(cuts):
        xy = shapely.get_coordinates(substring(line, a, b))
        end = last if b == line.length else ground.drawing.node(xy[-1])
        ground.drawing.line(xy[:: max(1, 1)], power_tags(ground, project), first, end)
        first = end if end is not None else None


def power_tags(ground: Ground, project: Project) -> Tags:
    assert project.kv is not None
    tags = {"power": "line", "cables": choose(ground.random, "3", "6"), "circuits": "2"}
    if ground.chance(0.97):
        tags["voltage"] = choose(
            ground.random, f"{project.kv}000", f"{project.kv}000", f"{project.kv}000;22000"
        )
    return tags


def power_decoys(ground: Ground, projects: list[Project]) -> None:
    for project in projects:
        if project.mode is not Mode.POWER:
            continue
        a, b = (ground.anchors["power", project.route[0][i]] for i in (0, -1))
        other = {500: "220000", 220: "110000", 110: "35000"}[project.kv or 500]
        xy = shapely.get_coordinates(wiggly(ground.random, a + 150, b + 150, bend=0.1, ripple=0))
        if ground.chance(0.6):
            ground.drawing.line(xy, {"power": "line", "voltage": other})
            ground.decoys.append(f"{project.id}: a line of {other} V beside it")
        if not ground.routes[project.id][0][0][0].spans and ground.chance(0.6):
            middle = (a + b) / 2 + left_of(unit(a, b)) * distance(a, b) * 0.3
            draw_substation(ground, middle, {"name": "Trạm biến áp Trung Gian"})
            for start, end in ((a, middle), (middle, b)):
                way = wiggly(ground.random, start, end, bend=0.03, ripple=0)
                ground.drawing.line(
                    shapely.get_coordinates(way),
                    {"power": "line", "voltage": f"{project.kv}000"},
                )
            ground.decoys.append(f"{project.id}: two lines by way of another substation")
        place = ground.registry.places[project.route[0][0]]
        draw_substation(
            ground,
            a + ground.random.uniform(-3000, 3000, 2),
            {"name": place.name.vi + " 2", "voltage": f"{project.kv}000"},
        )
