"""Which of the projects are there on OSM, and how much of each."""

import numpy as np

from geo.model import Action, Mode, Project
from tests.worlds.ground import Ground
from tests.worlds.labels import label
from tests.worlds.spelling import choose
from tests.worlds.world import Leg, Span


def decide_what_exists(ground: Ground, project: Project) -> None:
    roll = ground.random.random()
    if project.mode is Mode.RAIL:
        return decide_rail(ground, project)
    if project.mode is Mode.POWER:
        whole = project.action is Action.RENEW or roll < 0.4
    elif project.action is Action.BUILD:
        whole = roll < 0.3
    else:
        whole = roll < 0.85
    partial = (
        not whole
        and (project.action is not Action.BUILD or 0.3 <= roll < 0.65)
        and project.mode is not Mode.POWER
    )
    if not whole and not partial:
        return None
    for number, strand in enumerate(ground.routes[project.id]):
        label(ground, project, number, strand)
        spans = [(0.0, leg.line.length) for leg, _ in strand]
        if partial:
            spans = without_a_stretch(ground, strand)
        for (leg, _), span in zip(strand, spans, strict=True):
            if span[1] - span[0] > 200 and not leg.spans:
                leg.spans.append(span)
    return None


def without_a_stretch(ground: Ground, strand: list[tuple[Leg, bool]]) -> list[Span]:
    """Leave out one stretch: a whole leg or more, and part of the one before it."""
    lengths = np.array([leg.line.length for leg, _ in strand])
    ends = np.cumsum(lengths)
    total = ends[-1]
    low = ground.random.uniform(0.1, 0.7) * total
    high = low + ground.random.uniform(0.2, 0.5) * total
    if ground.chance(0.5):
        high = total  # the far side has built nothing
    spans = []
    for (leg, forward), end in zip(strand, ends, strict=True):
        start, length = end - leg.line.length, leg.line.length
        if high >= end - 1 and low <= start:
            span = (0.0, 0.0)
        elif low >= end or high <= start:
            span = (0.0, length)
        elif low > start:
            span = (0.0, low - start)
        else:
            span = (high - start, length)
        spans.append(span if forward else (length - span[1], length - span[0]))
    return spans


def decide_rail(ground: Ground, project: Project) -> None:
    (strand,) = ground.routes[project.id]
    if project.id == "rail-kep-luu-xa" and ground.chance(0.25):
        return
    name = (project.osm_names or (project.name.vi,))[0]
    for leg, _ in strand:
        leg.kind = leg.kind or "rail"
        if project.id == "rail-kep-luu-xa":
            leg.kind = choose(ground.random, "disused", "abandoned")
        if project.id == "rail-yen-vien-cai-lan" and len(leg.projects) == 1:
            leg.kind = "construction" if leg.a != "ga-ha-long" else "rail"
        leg.names = leg.names or [name]
        length = leg.line.length
        leg.spans = leg.spans or [(0.0, length)]
