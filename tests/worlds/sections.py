"""A road cut into ways as mappers do, and how each is tagged."""

from itertools import pairwise

import shapely
from shapely import Point

from tests.worlds.ground import Ground
from tests.worlds.spelling import Tags, name_text, road_label
from tests.worlds.world import Leg


def highway(ground: Ground, leg: Leg) -> str:
    top = min((ref[:2] for ref in leg.refs), default="", key=["CT", "QL", "VĐ", "ĐT", ""].index)
    return {"CT": "motorway", "QL": "trunk", "VĐ": "trunk", "ĐT": "secondary"}.get(top, "tertiary")


def sections(
    ground: Ground, leg: Leg, start: float, end: float, kind: str
) -> list[tuple[float, float, Tags, bool]]:
    """Cut a stretch as mappers do: at bridges, at random, where tags change."""
    bridges = bridge_spans(ground, leg, start, end)
    cuts = {start, end, *(x for span in bridges for x in span[:2])}
    at = start
    while (at := at + ground.random.exponential(2200) + 150) < end - 150:
        if not any(low - 60 < at < high + 60 for low, high, _ in bridges):
            cuts.add(at)
    found = []
    wrong = 0.0
    for a, b in pairwise(sorted(cuts)):
        inside = [name for low, high, name in bridges if low <= a and b <= high]
        tags = kind_tags(ground, leg, kind)
        if wrong <= 0 and ground.chance(ground.mess.wrong):
            wrong = ground.random.uniform(*ground.mess.wrong_m)
        if wrong > 0 and not inside:
            wrong -= b - a
            if ground.chance(0.35):
                tags["ref"] = f"ĐT.{ground.random.integers(480, 499)}"
        else:
            tags |= labels(ground, leg)
        for name in inside[:1]:
            tags |= {"bridge": "yes", "layer": "1"} | bridge_label(ground, name)
        if ground.chance(0.05):
            tags["maxspeed"] = "60"
        found.append((a, b, tags, not inside and b - a > 600 and is_dual(ground, kind)))
    return found


def kind_tags(ground: Ground, leg: Leg, kind: str) -> Tags:
    if kind == "construction":
        return {"highway": kind, "construction": highway(ground, leg)}
    return {"highway": kind}


def is_dual(ground: Ground, kind: str) -> bool:
    share = {"trunk": ground.mess.dual, "motorway": ground.mess.dual, "construction": 0.0}.get(
        kind, 0.04
    )
    return share > 0 and ground.chance(share)


def labels(ground: Ground, leg: Leg) -> Tags:
    tags = road_label(ground.random, leg.refs, leg.names)
    in_relation = leg.refs and ground.label_by_relation.issuperset(leg.refs)
    if in_relation and ground.chance(0.5):
        return {}
    return tags


def bridge_label(ground: Ground, name: str) -> Tags:
    if not name:
        return {}
    text = name_text(ground.random, name)
    roll = ground.random.random()
    if roll < 0.5:
        return {"bridge:name": text}
    return {"name": text} if roll < 0.85 else {"name": text, "bridge:name": text}


def bridge_spans(
    ground: Ground, leg: Leg, start: float, end: float
) -> list[tuple[float, float, str]]:
    spans = []
    length = leg.line.length
    if leg.bridge:
        kinds = [ground.registry.places[key].kind for key in (leg.a, leg.b)]
        half = 140.0
        if "abutment" in kinds:
            half = length
        if kinds[0] == "border":
            spans.append((0.0, min(half, length), leg.bridge))
        else:
            spans.append((max(0.0, length - half), length, leg.bridge))
    for river in ground.rivers:
        for point in shapely.get_parts(shapely.intersection(leg.line, river)):
            if isinstance(point, Point):
                at = leg.line.project(point)
                spans.append((at - 45, at + 45, ""))
    spans = [(max(a, start), min(b, end), n) for a, b, n in spans if b > start and a < end]
    spans.sort(key=lambda item: (not item[2], item[0]))  # the border bridge comes first
    kept: list[tuple[float, float, str]] = []
    for a, b, name in spans:
        if any(a < high + 40 and b > low - 40 for low, high, _ in kept):
            continue
        kept.append((a if a > start + 30 else start, b if b < end - 30 else end, name))
    return sorted(kept)
