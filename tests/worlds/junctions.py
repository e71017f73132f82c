"""Junctions at the places, a quarter of them roundabouts."""

import numpy as np

from tests.worlds.ground import Ground
from tests.worlds.plane import Floats


def ring(ground: Ground, key: str) -> None:
    """Make a quarter of the junctions roundabouts."""
    if ("land", key) in ground.nodes:
        return
    centre = ground.anchors["land", key]
    plain = ground.registry.places[key].kind in ("border", "abutment", "approach")
    if plain or not ground.chance(0.25):
        ground.nodes["land", key] = ground.drawing.node(centre)
        return
    turn = np.linspace(0, 2 * np.pi, 13)[:-1]
    circle = centre + 26 * np.column_stack([np.cos(turn), np.sin(turn)])
    nodes = [ground.drawing.node(xy) for xy in circle]
    ground.nodes["land", key] = nodes[0]
    ground.rings[key] = nodes
    tags = {"highway": "secondary", "junction": "roundabout", "oneway": "yes"}
    half = len(nodes) // 2
    if ground.chance(0.5):
        ground.drawing.way([*nodes, nodes[0]], tags)
    else:
        ground.drawing.way(nodes[: half + 1], tags)
        ground.drawing.way([*nodes[half:], nodes[0]], tags)


def end_node(ground: Ground, key: str, towards: Floats) -> int:
    if key not in ground.rings:
        return ground.nodes["land", key]
    xy = np.array([ground.drawing.nodes[node - 1] for node in ground.rings[key]])
    return ground.rings[key][int(np.argmin(np.hypot(*(xy - towards).T)))]
