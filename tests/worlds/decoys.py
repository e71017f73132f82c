"""Roads and bridges that bear a project's number or name, or nearly, and are not it."""

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely import LineString, Point

from geo.model import Mode, Project
from geo.names import bridge_names
from tests.worlds.ground import Ground
from tests.worlds.labels import JOINS
from tests.worlds.local_roads import parallel_road
from tests.worlds.plane import distance, left_of, unit, wiggly
from tests.worlds.spelling import choose, ref_text


def draw_decoys(ground: Ground, projects: list[Project]) -> None:
    roads = [nodes for nodes, tags in ground.drawing.ways if "highway" in tags]
    ground.road_nodes = np.unique(np.concatenate(roads))
    ground.road_tree = KDTree(np.array(ground.drawing.nodes)[ground.road_nodes - 1])
    for project in projects:
        if project.mode is Mode.ROAD and project.refs:
            same_ref_elsewhere(ground, project)
            near_miss_ref(ground, project)
            long_way_round(ground, project)
        if project.mode is Mode.ROAD:
            parallel_road(ground, project)
        if project.mode is Mode.BRIDGE and bridge_names(project.name.vi):
            near_miss_bridge(ground, project)


def same_ref_elsewhere(ground: Ground, project: Project) -> None:
    for ref in project.refs:
        if not ground.chance(0.6):
            continue
        keys = project.route[0]
        a, b = ground.anchors["land", keys[0]], ground.anchors["land", keys[-1]]
        far = ground.random.uniform(*ground.mess.elsewhere_m) * (1 if ground.chance(0.5) else -1)
        shift = left_of(unit(a, b)) * far
        share = sorted(ground.random.uniform(-0.2, 1.2, 2))
        start, end = a + share[0] * (b - a) + shift, a + share[1] * (b - a) + shift
        if distance(start, end) < 2000:
            continue
        line = wiggly(ground.random, start, end)
        if project.id not in JOINS and truth_near(ground, ref, line, 4000):
            continue
        tags = {"highway": "secondary", "ref": ref_text(ground.random, ref)}
        ground.drawing.line(shapely.get_coordinates(line), tags)
        ground.decoys.append(f"{project.id}: {ref} elsewhere, {abs(far) / 1000:.0f} km off")


def truth_near(ground: Ground, ref: str, line: LineString, within: float) -> bool:
    """Whether a corridor of the same reference passes here: then it would be no decoy."""
    return any(
        ref in ground.registry.projects[project_id].refs
        and any(
            Point(ground.gazetteer(key)).distance(line) < within
            for key in ground.registry.projects[project_id].places
        )
        for project_id in ground.routes
    )


def near_miss_ref(ground: Ground, project: Project) -> None:
    ref = project.refs[0]
    if ref.startswith("VĐ") or not ground.chance(0.7):
        return
    other = ref[:-1] if ref[-1].isalpha() else ref + choose(ground.random, "B", "C", "D")
    if any(other in p.refs for p in ground.registry.projects.values()):
        return
    keys = project.route[0]
    index = int(ground.random.integers(len(keys) - 1))
    a, b = (ground.anchors["land", key] for key in keys[index : index + 2])
    shift = left_of(unit(a, b)) * ground.random.uniform(*ground.mess.beside_m)
    line = wiggly(ground.random, a + shift, b + shift)
    ground.drawing.line(
        shapely.get_coordinates(line),
        {"highway": "secondary", "ref": ref_text(ground.random, other)},
    )
    ground.decoys.append(f"{project.id}: {other} beside {ref}")


def long_way_round(ground: Ground, project: Project) -> None:
    keys = project.route[0]
    ends = [("land", keys[0]), ("land", keys[-1])]
    exists = any(leg.spans for leg, _ in ground.routes[project.id][0])
    if exists or not ground.chance(0.5):
        return
    a, b = (ground.anchors[end] for end in ends)
    middle = (a + b) / 2 + left_of(unit(a, b)) * distance(a, b) * ground.random.uniform(0.9, 1.4)
    tags = {"highway": "secondary"}
    if project.id not in JOINS and ground.chance(0.5):
        tags["ref"] = ref_text(ground.random, project.refs[0])
    middle_node = ground.drawing.node(middle)
    for start, end, first, last in (
        (a, middle, ground.nodes.get(ends[0]), middle_node),
        (middle, b, middle_node, ground.nodes.get(ends[1])),
    ):
        line = shapely.get_coordinates(wiggly(ground.random, start, end))
        ground.drawing.line(line, tags, first, last)
    ground.decoys.append(f"{project.id}: the long way round {tags.get('ref', '')}")


def near_miss_bridge(ground: Ground, project: Project) -> None:
    (name, *_) = bridge_names(project.name.vi)
    wrong = choose(ground.random, f"Cầu {name} 2", f"Cầu {name[:-1]}", f"Cầu {name} cũ")
    key = next(k for k in project.places if ground.registry.places[k].kind == "border")
    here = ground.anchors["land", key] + ground.random.uniform(-5000, 5000, 2)
    tags = {"highway": "tertiary", "bridge": "yes", "name": wrong}
    if ground.chance(0.5):  # the very name, but in another district
        here = ground.anchors["land", key] + np.array(
            [ground.random.choice((-1, 1)) * 28_000, 9000]
        )
        tags["name"] = f"Cầu {name}"
    ground.drawing.line(here + np.array([(0, 0), (70, 40), (140, 80)]), tags)
    ground.decoys.append(f"{project.id}: {tags['name']} elsewhere")
