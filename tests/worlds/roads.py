"""Roads drawn way by way: carriageways, gaps, what goes on beyond a project."""

import numpy as np
import shapely
from shapely.ops import substring

from geo.model import Mode
from tests.worlds.ground import Ground
from tests.worlds.junctions import end_node, ring
from tests.worlds.plane import Floats, left_of, unit, wiggly
from tests.worlds.sections import highway, sections
from tests.worlds.spelling import Tags, choose
from tests.worlds.world import Leg, Span


def draw_roads(ground: Ground) -> None:
    for (group, _), leg in ground.legs.items():
        if group == "land" and leg.spans:
            for key in (leg.a, leg.b):
                ring(ground, key)
    for (group, _), leg in ground.legs.items():
        if group != "land":
            continue
        for span in leg.spans:
            draw_road(ground, leg, span)
    extend_roads(ground)


def draw_road(ground: Ground, leg: Leg, span: Span) -> None:
    low, high = span
    trims = [30.0 if key in ground.rings else 0.0 for key in (leg.a, leg.b)]
    first = last = None
    start, end = low, high
    if low == 0:
        start = min(trims[0], high / 3)
        first = end_node(ground, leg.a, shapely.get_coordinates(leg.line.interpolate(start))[0])
    if high == leg.line.length:
        end = high - min(trims[1], high / 3)
        last = end_node(ground, leg.b, shapely.get_coordinates(leg.line.interpolate(end))[0])
    if trims[0] and low == 0:
        start += 5
    if trims[1] and high == leg.line.length:
        end -= 5
    kind = highway(ground, leg)
    if high - low < leg.line.length - 1 and ground.chance(0.3):
        kind = "construction"
    for a, b, tags, dual in sections(ground, leg, start, end, kind):
        draw_section(
            ground,
            leg,
            (a, b),
            tags,
            dual,
            first if a == start else None,
            last if b == end else None,
        )
    ground.joint.clear()


def draw_section(
    ground: Ground,
    leg: Leg,
    span: Span,
    tags: Tags,
    dual: bool,
    first: int | None,
    last: int | None,
) -> None:
    a, b = span
    first = ground.joint.get(a, first) if first is None else first
    line = shapely.get_coordinates(substring(leg.line, a, b))
    if first is None:
        first = ground.drawing.node(line[0])
    end = ground.drawing.node(line[-1]) if last is None else last
    ground.joint[b] = end
    if last is None and ground.chance(ground.mess.gap) and len(line) > 4 and b - a > 300:  # a gap
        back = shapely.get_coordinates(
            substring(leg.line, a, b - ground.random.uniform(*ground.mess.gap_m))
        )
        line, end = back, ground.drawing.node(back[-1])
    if not dual:
        remember(ground, leg, ground.drawing.line(line, tags, first, end))
        return
    for side in (-1, 1):
        shifted = line.copy()
        for i in range(1, len(line) - 1):
            shifted[i] += side * 12 * left_of(unit(line[i - 1], line[i + 1]))
        nodes = [first, *(ground.drawing.node(xy) for xy in shifted[1:-1]), end]
        nodes = nodes if side < 0 else nodes[::-1]
        half = len(nodes) // 2
        for part in (nodes[: half + 1], nodes[half:]):
            if len(part) > 1:
                remember(ground, leg, ground.drawing.way(part, tags | {"oneway": "yes"}))


def remember(ground: Ground, leg: Leg, way: int) -> None:
    for ref in ground.label_by_relation.intersection(leg.refs):
        if ground.chance(0.95):
            ground.members[ref].append(way)


def extend_roads(ground: Ground) -> None:
    """Let roads run on beyond a project's end, or end at a junction there."""
    for project_id, strands in ground.routes.items():
        project = ground.registry.projects[project_id]
        if project.mode is not Mode.ROAD:
            continue
        for strand in strands:
            for (leg, forward), outer in ((strand[0], True), (strand[-1], False)):
                key = leg.a if forward == outer else leg.b
                extend(ground, leg, key)


def extend(ground: Ground, leg: Leg, key: str) -> None:
    at_start = key == leg.a
    there = any((low == 0 if at_start else high == leg.line.length) for low, high in leg.spans)
    if not there or not leg.refs:
        return
    ref = leg.refs[0]
    onward = [
        other
        for (group, ends), other in ground.legs.items()
        if group == "land"
        and key in ends
        and other is not leg
        and ref in other.refs
        and other.spans
    ]
    if onward or (key, ref) in ground.extensions:
        return
    here = ground.anchors["land", key]
    away = unit(ground.anchors["land", leg.b if at_start else leg.a], here)
    if not ground.chance(0.6 if ref.startswith("QL") else 0.3):
        for side in (-1, 1):
            stub(ground, here + side * left_of(away) * 3000, key)
        return
    turn = ground.random.uniform(-0.5, 0.5)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    line = wiggly(ground.random, here, here + rotation @ away * ground.random.uniform(6000, 10000))
    ground.extensions[key, ref] = line
    beyond = Leg(line, key, "", [(0.0, line.length)], [ref])
    draw_road_free(ground, beyond, key)


def draw_road_free(ground: Ground, leg: Leg, key: str) -> None:
    """Draw a road that begins at a place and ends in the open."""
    start = 35.0 if key in ground.rings else 0.0
    first = end_node(ground, key, shapely.get_coordinates(leg.line.interpolate(start))[0])
    end = leg.line.length
    kind = highway(ground, leg)
    for a, b, tags, dual in sections(ground, leg, start, end, kind):
        draw_section(ground, leg, (a, b), tags, dual, first if a == start else None, None)
    ground.joint.clear()


def stub(ground: Ground, end: Floats, key: str) -> None:
    here = ground.anchors["land", key]
    line = shapely.get_coordinates(wiggly(ground.random, here, end))
    tags = {"highway": choose(ground.random, "secondary", "tertiary")}
    if ground.chance(0.5):
        tags["ref"] = f"ĐH.{ground.random.integers(10, 99)}"
    ground.drawing.line(line, tags, end_node(ground, key, line[1]))
