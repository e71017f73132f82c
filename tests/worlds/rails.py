"""Railways, and the working one that is no project."""

from itertools import pairwise

import shapely
from shapely.ops import substring

from tests.worlds.ground import Ground
from tests.worlds.plane import wiggly
from tests.worlds.spelling import choose, name_text
from tests.worlds.world import Leg


def draw_rails(ground: Ground) -> None:
    drawn = [leg for (group, _), leg in ground.legs.items() if group == "rail" and leg.spans]
    for leg in drawn:
        for key in (leg.a, leg.b):
            if ("rail", key) not in ground.nodes:
                ground.nodes["rail", key] = ground.drawing.node(ground.anchors["rail", key])
        draw_rail(ground, leg)
    rail_decoy(ground)


def draw_rail(ground: Ground, leg: Leg) -> None:
    cuts = [0.0]
    while cuts[-1] < leg.line.length - 1500:
        cuts.append(cuts[-1] + ground.random.uniform(700, 5000))
    cuts = [*[c for c in cuts if c < leg.line.length - 300], leg.line.length]
    first = ground.nodes["rail", leg.a]
    for a, b in pairwise(cuts):
        xy = shapely.get_coordinates(substring(leg.line, a, b))
        end = ground.nodes["rail", leg.b] if b == leg.line.length else ground.drawing.node(xy[-1])
        tags = {"railway": leg.kind, "gauge": "1000"}
        if ground.chance(0.97):
            key = choose(ground.random, "name", "name", "name", "old_name", "alt_name", "name:vi")
            tags[key] = name_text(ground.random, leg.names[0])
        if leg.kind == "abandoned" and ground.chance(0.04):
            first = end
            continue  # built over: no longer mapped
        ground.drawing.line(xy, tags, first, end)
        first = end


def rail_decoy(ground: Ground) -> None:
    """The working line through Hà Nội that also joins Kép and Lưu Xá."""
    start, end = ground.anchors["rail", "ga-yen-vien"], ground.anchors["rail", "ga-luu-xa"]
    xy = shapely.get_coordinates(wiggly(ground.random, start, end, bend=0.05, ripple=0.2))
    first = ground.nodes.get(("rail", "ga-yen-vien"))
    last = ground.nodes.get(("rail", "ga-luu-xa"))
    tags = {"railway": "rail", "name": "Đường sắt Hà Nội - Thái Nguyên"}
    ground.drawing.line(xy, tags, first, last)
