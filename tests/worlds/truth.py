"""What is really there of a project."""

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point
from shapely.ops import substring

from geo.model import Mode, Project
from geo.names import bridge_names
from tests.worlds.ground import Ground
from tests.worlds.labels import JOINS
from tests.worlds.sections import bridge_spans
from tests.worlds.world import Leg, Truth


def truth(ground: Ground, project: Project) -> Truth:
    existing: list[Point | LineString] = []
    labelled: list[Point | LineString] = []
    spans: list[Point | LineString] = []
    for strand in ground.routes[project.id]:
        own = [
            (leg, substring(leg.line, low, high)) for leg, _ in strand for low, high in leg.spans
        ]
        if project.mode is Mode.ROAD:
            own = at_ends(ground, project, strand, own)
        existing += [line for _, line in own]
        labelled += [line for leg, line in own if says_so(ground, project, leg)]
        for leg, _ in strand:
            if leg.bridge and leg.spans:
                found = bridge_spans(ground, leg, 0, leg.line.length)
                spans += [substring(leg.line, a, b) for a, b, name in found if name]
    span = shapely.line_merge(_lines(spans)) if spans else None
    return Truth(_lines(existing), _lines(labelled), span if isinstance(span, LineString) else None)


def says_so(ground: Ground, project: Project, leg: Leg) -> bool:
    """Whether a leg carries a reference or name by which the project can be told."""
    if project.mode in (Mode.RAIL, Mode.POWER):
        return True
    named = {project.name.vi, *(f"Đường dẫn cầu {n}" for n in bridge_names(project.name.vi))}
    refs = set(project.refs) if project.id not in JOINS else set()
    own_ref = ground.bridge_refs.get(project.id)
    if own_ref and has_bridge(ground, project):  # without the bridge nothing tells whose it is
        refs.add(own_ref)
    is_bridge = leg.bridge is not None and project.mode is Mode.BRIDGE
    return bool(refs.intersection(leg.refs) or named.intersection(leg.names) or is_bridge)


def has_bridge(ground: Ground, project: Project) -> bool:
    """Whether some of the project's own bridge is drawn, with its name."""
    return any(
        name
        for strand in ground.routes[project.id]
        for leg, _ in strand
        if leg.bridge
        for low, high in leg.spans
        for _, _, name in bridge_spans(ground, leg, low, high)
    )


def at_ends(
    ground: Ground,
    project: Project,
    strand: list[tuple[Leg, bool]],
    lines: list[tuple[Leg, Point | LineString]],
) -> list[tuple[Leg, Point | LineString]]:
    """Move the truth's ends to the points nearest to the gazetteer's places."""
    for number, outer in ((0, True), (-1, False)):
        leg, forward = strand[number]
        at_start = forward == outer
        key = leg.a if at_start else leg.b
        reaches = any(
            (low == 0 if at_start else high == leg.line.length) for low, high in leg.spans
        )
        known = set(project.refs).intersection(leg.refs[:1])
        beyond = onward(ground, leg, key) if reaches and known else None
        if beyond is None:
            continue
        place = Point(ground.gazetteer(key))
        if beyond.distance(place) < leg.line.distance(place):
            lines.append((leg, substring(beyond, 0, beyond.project(place))))
            continue
        low, high = leg.spans[0]
        at = float(np.clip(leg.line.project(place), low, high))
        cut = substring(leg.line, *((at, high) if at_start else (low, at)))
        lines = [(own, cut if own is leg else line) for own, line in lines]
    return lines


def onward(ground: Ground, leg: Leg, key: str) -> LineString | None:
    """The same road's line beyond the project's end, if it goes on."""
    ref = leg.refs[0]
    if (key, ref) in ground.extensions:
        return ground.extensions[key, ref]
    for (group, ends), other in ground.legs.items():
        is_onward = group == "land" and key in ends and other is not leg and ref in other.refs
        if is_onward and other.spans[:1] == [(0.0, other.line.length)]:
            return other.line if other.a == key else other.line.reverse()
    return None


def _lines(lines: list[Point | LineString]) -> MultiLineString:
    return MultiLineString([x for x in lines if isinstance(x, LineString) and x.length > 1])
