"""A seeded test world: an invented OSM of the region along the registry's corridors.

Nothing of it is real: places are moved by up to 0.6 of their stated precision, and every line
between them is invented. It is as untidy as OSM is: see :mod:`tests.worlds.spelling` for the
tags, :class:`Builder` for gaps, wrong references, dual carriageways, roundabouts and decoys.

The truth of a project is the line between its end places. Where the road ends at a junction
near an end place, it is the truth's end; where it goes on, the truth ends at the point
nearest to the place as the gazetteer has it, for that is all that "through the place" can mean.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely import LineString, MultiLineString, Point
from shapely.ops import substring

from geo.model import Action, Located, Mode, Project
from geo.names import bridge_names
from geo.registry import Registry
from tests.worlds.drawing import Drawing
from tests.worlds.plane import Floats, distance, left_of, to_plane, unit, wiggly
from tests.worlds.spelling import (
    Tags,
    choose,
    name_text,
    ref_text,
    road_label,
    substation_name,
)

Span = tuple[float, float]

REFS_OF_LEGS: dict[str, list[str | None]] = {
    "dt261c-dt294": ["ĐT.261C", "ĐT.261C", "ĐT.294", "ĐT.294"],
    "dt289-dt245": ["ĐT.289", "ĐT.289", "ĐT.289", "ĐT.245"],
    "dt289c-dt250": ["ĐT.289C", "ĐT.250"],
    "dt291-tay-yen-tu-ql279": ["ĐT.291", "ĐT.291", "ĐT.291", "QL.279"],
    "huu-lung-dt245-my-an": ["ĐT.245", None, None, None, "QL.31"],
    "vanh-dai-5": ["CT.39", "VĐ5"] * 4,
}
"""Which reference the ground of each leg carries, where a project names several."""
JOINS = {"ql18-ct-hn-hp", "ql37-con-son-ven-song", "dt293-ql18-binh-duong", "dt398b-dt293"}
"""New links whose references are the roads they join, not their own."""


@dataclass
class Leg:
    """The line between two neighbouring places, and which of it is on OSM."""

    line: LineString
    a: str
    b: str
    spans: list[Span] = field(default_factory=list)
    """What is on OSM, metres from the leg's start."""
    refs: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    bridge: str | None = None
    """The border bridge's name, when part of the leg is that bridge."""
    kind: str = ""
    projects: list[str] = field(default_factory=list)


@dataclass
class Truth:
    """What is really there of a project, metres in the plane."""

    existing: MultiLineString
    """All that is built, whatever OSM calls it."""
    labelled: MultiLineString
    """What of it stands in legs that OSM, somewhere, calls by this project's name or number."""
    span: LineString | None = None
    """The bridge itself."""


@dataclass
class World:
    seed: int
    drawing: Drawing
    truths: dict[str, Truth]
    decoys: list[str]


def generate(registry: Registry, seed: int) -> World:
    """Draw the world of one seed."""
    return Builder(registry, seed).build()


class Builder:
    def __init__(self, registry: Registry, seed: int) -> None:
        self.registry = registry
        self.seed = seed
        self.random = np.random.default_rng(seed)
        self.drawing = Drawing()
        self.anchors: dict[tuple[str, str], Floats] = {}
        self.nodes: dict[tuple[str, str], int] = {}
        self.legs: dict[tuple[str, frozenset[str]], Leg] = {}
        self.routes: dict[str, list[list[tuple[Leg, bool]]]] = {}
        self.rivers: list[LineString] = []
        self.rings: dict[str, list[int]] = {}
        self.members: defaultdict[str, list[int]] = defaultdict(list)
        self.extensions: dict[tuple[str, str], LineString] = {}
        self.decoys: list[str] = []
        self.substations: dict[str, str] = {}
        self.truths: dict[str, Truth] = {}
        self.bridge_refs: dict[str, str] = {}
        """The road number that a bridge and its approaches carry."""
        self.joint: dict[float, int] = {}
        self.label_by_relation: set[str] = set()

    # ---- order of work

    def build(self) -> World:
        projects = [p for p in self.registry.projects.values() if p.located is Located.LINE]
        for project in projects:
            self.lay(project)
        for project in projects:
            self.decide_what_exists(project)
        self.draw_rivers(projects)
        self.draw_roads()
        self.draw_rails()
        self.draw_power(projects)
        for project in projects:
            self.truths[project.id] = self.truth(project)
        self.draw_local_roads()
        self.draw_decoys(projects)
        for ref, ways in self.members.items():
            tags = {"type": "route", "route": "road", "ref": ref_text(self.random, ref)}
            self.drawing.relations.append((ways, tags))
        return World(self.seed, self.drawing, self.truths, self.decoys)

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    # ---- where things are

    def anchor(self, group: str, key: str) -> Floats:
        """Where a place really is: off the gazetteer by up to 0.6 of the stated precision."""
        if (group, key) not in self.anchors:
            place = self.registry.places[key]
            here = to_plane(np.array([place.lon, place.lat]))
            near = [
                xy - self.gazetteer(other)
                for (g, other), xy in self.anchors.items()
                if g == group and distance(self.gazetteer(other), here) < 3200
            ]
            if near:  # neighbours are off together, or their order would be scrambled
                offset = near[0]
            else:
                turn = self.random.uniform(0, 2 * np.pi)
                far = 0.6 * place.precision_m * np.sqrt(self.random.random())
                offset = far * np.array([np.cos(turn), np.sin(turn)])
            self.anchors[group, key] = here + offset
        return self.anchors[group, key]

    def gazetteer(self, key: str) -> Floats:
        place = self.registry.places[key]
        return np.asarray(to_plane(np.array([place.lon, place.lat])))

    def lay(self, project: Project) -> None:
        group = {Mode.RAIL: "rail", Mode.POWER: "power"}.get(project.mode, "land")
        ripple, bend = {"rail": (0.25, 0.04), "power": (0.0, 0.02), "land": (1.0, 0.06)}[group]
        strands = []
        for strand in project.route:
            steps = []
            for a, b in pairwise(strand):
                key = (group, frozenset((a, b)))
                if key not in self.legs:
                    start, end = self.anchor(group, a), self.anchor(group, b)
                    line = wiggly(self.random, start, end, bend=bend, ripple=ripple)
                    self.legs[key] = Leg(line, a, b)
                leg = self.legs[key]
                leg.projects.append(project.id)
                steps.append((leg, leg.a == a))
            strands.append(steps)
        self.routes[project.id] = strands

    # ---- what exists

    def decide_what_exists(self, project: Project) -> None:
        roll = self.random.random()
        if project.mode is Mode.RAIL:
            return self.decide_rail(project)
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
        for number, strand in enumerate(self.routes[project.id]):
            self.label(project, number, strand)
            spans = [(0.0, leg.line.length) for leg, _ in strand]
            if partial:
                spans = self.without_a_stretch(strand)
            for (leg, _), span in zip(strand, spans, strict=True):
                if span[1] - span[0] > 200 and not leg.spans:
                    leg.spans.append(span)
        return None

    def without_a_stretch(self, strand: list[tuple[Leg, bool]]) -> list[Span]:
        """Leave out one stretch: a whole leg or more, and part of the one before it."""
        lengths = np.array([leg.line.length for leg, _ in strand])
        ends = np.cumsum(lengths)
        total = ends[-1]
        low = self.random.uniform(0.1, 0.7) * total
        high = low + self.random.uniform(0.2, 0.5) * total
        if self.chance(0.5):
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

    def decide_rail(self, project: Project) -> None:
        (strand,) = self.routes[project.id]
        if project.id == "rail-kep-luu-xa" and self.chance(0.25):
            return
        name = (project.osm_names or (project.name.vi,))[0]
        for leg, _ in strand:
            leg.kind = leg.kind or "rail"
            if project.id == "rail-kep-luu-xa":
                leg.kind = choose(self.random, "disused", "abandoned")
            if project.id == "rail-yen-vien-cai-lan" and len(leg.projects) == 1:
                leg.kind = "construction" if leg.a != "ga-ha-long" else "rail"
            leg.names = leg.names or [name]
            length = leg.line.length
            leg.spans = leg.spans or [(0.0, length)]

    def label(self, project: Project, number: int, strand: list[tuple[Leg, bool]]) -> None:
        by_leg = REFS_OF_LEGS.get(project.id)
        if project.mode is Mode.ROAD and self.chance(0.35):
            self.label_by_relation.update(project.refs)
        own_ref = f"ĐT.{self.random.integers(400, 480)}" if self.chance(0.4) else None
        if own_ref and project.mode is Mode.BRIDGE and bridge_names(project.name.vi):
            self.bridge_refs[project.id] = own_ref
        for index, (leg, _) in enumerate(strand):
            if project.mode is Mode.BRIDGE:
                self.label_bridge(project, leg, own_ref)
                continue
            ref = project.refs[0] if project.refs else None
            if project.id == "ql-hd-hy":
                ref = project.refs[number]
            if by_leg:
                ref = by_leg[index]
            if project.id in JOINS:
                ref = None
            if ref and ref not in leg.refs:
                leg.refs.append(ref)
            if not ref:
                leg.names.append(project.name.vi)

    def label_bridge(self, project: Project, leg: Leg, own_ref: str | None) -> None:
        names = bridge_names(project.name.vi)
        if not names:
            leg.names.append(project.name.vi)
            return
        kinds = {self.registry.places[key].kind for key in (leg.a, leg.b)}
        if "border" in kinds:
            leg.bridge = f"Cầu {names[0]}"
        if own_ref:
            leg.refs.append(own_ref)
        else:
            leg.names.append(f"Đường dẫn cầu {names[0]}")

    # ---- rivers

    def draw_rivers(self, projects: list[Project]) -> None:
        for project in projects:
            if project.mode is Mode.BRIDGE and bridge_names(project.name.vi):
                for key in project.places:
                    if self.registry.places[key].kind == "border":
                        self.river_at(project, key)
        for _ in range(6):
            start = self.random.uniform((-60_000, -45_000), (60_000, 45_000))
            turn = self.random.uniform(0, np.pi)
            end = start + self.random.uniform(25, 60) * 1000 * np.array(
                [np.cos(turn), np.sin(turn)]
            )
            self.rivers.append(wiggly(self.random, start, end, bend=0.1, ripple=2))
        for number, river in enumerate(self.rivers):
            tags = {"waterway": "river", "name": f"Sông {chr(65 + number)}"}
            self.drawing.line(shapely.get_coordinates(river), tags)

    def river_at(self, project: Project, key: str) -> None:
        strand = next(s for s in project.route if key in s)
        index = strand.index(key)
        before = self.anchor("land", strand[max(index - 1, 0)])
        after = self.anchor("land", strand[min(index + 1, len(strand) - 1)])
        middle = self.anchor("land", key)
        across = left_of(unit(before, after))
        for end in (-1, 1):
            far = middle + end * across * self.random.uniform(8000, 15000)
            self.rivers.append(wiggly(self.random, middle, far, bend=0.1, ripple=1.5))

    # ---- roads

    def draw_roads(self) -> None:
        for (group, _), leg in self.legs.items():
            if group == "land" and leg.spans:
                for key in (leg.a, leg.b):
                    self.ring(key)
        for (group, _), leg in self.legs.items():
            if group != "land":
                continue
            for span in leg.spans:
                self.draw_road(leg, span)
        self.extend_roads()

    def ring(self, key: str) -> None:
        """Make a quarter of the junctions roundabouts."""
        if ("land", key) in self.nodes:
            return
        centre = self.anchors["land", key]
        plain = self.registry.places[key].kind in ("border", "abutment", "approach")
        if plain or not self.chance(0.25):
            self.nodes["land", key] = self.drawing.node(centre)
            return
        turn = np.linspace(0, 2 * np.pi, 13)[:-1]
        circle = centre + 26 * np.column_stack([np.cos(turn), np.sin(turn)])
        nodes = [self.drawing.node(xy) for xy in circle]
        self.nodes["land", key] = nodes[0]
        self.rings[key] = nodes
        tags = {"highway": "secondary", "junction": "roundabout", "oneway": "yes"}
        half = len(nodes) // 2
        if self.chance(0.5):
            self.drawing.way([*nodes, nodes[0]], tags)
        else:
            self.drawing.way(nodes[: half + 1], tags)
            self.drawing.way([*nodes[half:], nodes[0]], tags)

    def end_node(self, key: str, towards: Floats) -> int:
        if key not in self.rings:
            return self.nodes["land", key]
        xy = np.array([self.drawing.nodes[node - 1] for node in self.rings[key]])
        return self.rings[key][int(np.argmin(np.hypot(*(xy - towards).T)))]

    def highway(self, leg: Leg) -> str:
        top = min((ref[:2] for ref in leg.refs), default="", key=["CT", "QL", "VĐ", "ĐT", ""].index)
        return {"CT": "motorway", "QL": "trunk", "VĐ": "trunk", "ĐT": "secondary"}.get(
            top, "tertiary"
        )

    def draw_road(self, leg: Leg, span: Span) -> None:
        low, high = span
        trims = [30.0 if key in self.rings else 0.0 for key in (leg.a, leg.b)]
        first = last = None
        start, end = low, high
        if low == 0:
            start = min(trims[0], high / 3)
            first = self.end_node(leg.a, shapely.get_coordinates(leg.line.interpolate(start))[0])
        if high == leg.line.length:
            end = high - min(trims[1], high / 3)
            last = self.end_node(leg.b, shapely.get_coordinates(leg.line.interpolate(end))[0])
        if trims[0] and low == 0:
            start += 5
        if trims[1] and high == leg.line.length:
            end -= 5
        kind = self.highway(leg)
        if high - low < leg.line.length - 1 and self.chance(0.3):
            kind = "construction"
        for a, b, tags, dual in self.sections(leg, start, end, kind):
            self.draw_section(
                leg, (a, b), tags, dual, first if a == start else None, last if b == end else None
            )
        self.joint.clear()

    def sections(
        self, leg: Leg, start: float, end: float, kind: str
    ) -> list[tuple[float, float, Tags, bool]]:
        """Cut a stretch as mappers do: at bridges, at random, where tags change."""
        bridges = self.bridge_spans(leg, start, end)
        cuts = {start, end, *(x for span in bridges for x in span[:2])}
        at = start
        while (at := at + self.random.exponential(2200) + 150) < end - 150:
            if not any(low - 60 < at < high + 60 for low, high, _ in bridges):
                cuts.add(at)
        found = []
        wrong = 0.0
        for a, b in pairwise(sorted(cuts)):
            inside = [name for low, high, name in bridges if low <= a and b <= high]
            tags = self.kind_tags(leg, kind)
            if wrong <= 0 and self.chance(0.035):
                wrong = self.random.uniform(300, 3000)
            if wrong > 0 and not inside:
                wrong -= b - a
                if self.chance(0.35):
                    tags["ref"] = f"ĐT.{self.random.integers(480, 499)}"
            else:
                tags |= self.labels(leg)
            for name in inside[:1]:
                tags |= {"bridge": "yes", "layer": "1"} | self.bridge_label(name)
            if self.chance(0.05):
                tags["maxspeed"] = "60"
            found.append((a, b, tags, not inside and b - a > 600 and self.is_dual(kind)))
        return found

    def kind_tags(self, leg: Leg, kind: str) -> Tags:
        if kind == "construction":
            return {"highway": kind, "construction": self.highway(leg)}
        return {"highway": kind}

    def is_dual(self, kind: str) -> bool:
        share = {"trunk": 0.3, "motorway": 0.3, "construction": 0.0}.get(kind, 0.04)
        return share > 0 and self.chance(share)

    def labels(self, leg: Leg) -> Tags:
        tags = road_label(self.random, leg.refs, leg.names)
        in_relation = leg.refs and self.label_by_relation.issuperset(leg.refs)
        if in_relation and self.chance(0.5):
            return {}
        return tags

    def bridge_label(self, name: str) -> Tags:
        if not name:
            return {}
        text = name_text(self.random, name)
        roll = self.random.random()
        if roll < 0.5:
            return {"bridge:name": text}
        return {"name": text} if roll < 0.85 else {"name": text, "bridge:name": text}

    def bridge_spans(self, leg: Leg, start: float, end: float) -> list[tuple[float, float, str]]:
        spans = []
        length = leg.line.length
        if leg.bridge:
            kinds = [self.registry.places[key].kind for key in (leg.a, leg.b)]
            half = 140.0
            if "abutment" in kinds:
                half = length
            if kinds[0] == "border":
                spans.append((0.0, min(half, length), leg.bridge))
            else:
                spans.append((max(0.0, length - half), length, leg.bridge))
        for river in self.rivers:
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

    def draw_section(
        self,
        leg: Leg,
        span: Span,
        tags: Tags,
        dual: bool,
        first: int | None,
        last: int | None,
    ) -> None:
        a, b = span
        first = self.joint.get(a, first) if first is None else first
        line = shapely.get_coordinates(substring(leg.line, a, b))
        if first is None:
            first = self.drawing.node(line[0])
        end = self.drawing.node(line[-1]) if last is None else last
        self.joint[b] = end
        if last is None and self.chance(0.03) and len(line) > 4 and b - a > 300:  # a gap
            back = shapely.get_coordinates(substring(leg.line, a, b - self.random.uniform(5, 110)))
            line, end = back, self.drawing.node(back[-1])
        if not dual:
            self.remember(leg, self.drawing.line(line, tags, first, end))
            return
        for side in (-1, 1):
            shifted = line.copy()
            for i in range(1, len(line) - 1):
                shifted[i] += side * 12 * left_of(unit(line[i - 1], line[i + 1]))
            nodes = [first, *(self.drawing.node(xy) for xy in shifted[1:-1]), end]
            nodes = nodes if side < 0 else nodes[::-1]
            half = len(nodes) // 2
            for part in (nodes[: half + 1], nodes[half:]):
                if len(part) > 1:
                    self.remember(leg, self.drawing.way(part, tags | {"oneway": "yes"}))

    def remember(self, leg: Leg, way: int) -> None:
        for ref in self.label_by_relation.intersection(leg.refs):
            if self.chance(0.95):
                self.members[ref].append(way)

    def extend_roads(self) -> None:
        """Let roads run on beyond a project's end, or end at a junction there."""
        for project_id, strands in self.routes.items():
            project = self.registry.projects[project_id]
            if project.mode is not Mode.ROAD:
                continue
            for strand in strands:
                for (leg, forward), outer in ((strand[0], True), (strand[-1], False)):
                    key = leg.a if forward == outer else leg.b
                    self.extend(leg, key)

    def extend(self, leg: Leg, key: str) -> None:
        at_start = key == leg.a
        there = any((low == 0 if at_start else high == leg.line.length) for low, high in leg.spans)
        if not there or not leg.refs:
            return
        ref = leg.refs[0]
        onward = [
            other
            for (group, ends), other in self.legs.items()
            if group == "land"
            and key in ends
            and other is not leg
            and ref in other.refs
            and other.spans
        ]
        if onward or (key, ref) in self.extensions:
            return
        here = self.anchors["land", key]
        away = unit(self.anchors["land", leg.b if at_start else leg.a], here)
        if not self.chance(0.6 if ref.startswith("QL") else 0.3):
            for side in (-1, 1):
                self.stub(here + side * left_of(away) * 3000, key)
            return
        turn = self.random.uniform(-0.5, 0.5)
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        line = wiggly(self.random, here, here + rotation @ away * self.random.uniform(6000, 10000))
        self.extensions[key, ref] = line
        beyond = Leg(line, key, "", [(0.0, line.length)], [ref])
        self.draw_road_free(beyond, key)

    def draw_road_free(self, leg: Leg, key: str) -> None:
        """Draw a road that begins at a place and ends in the open."""
        start = 35.0 if key in self.rings else 0.0
        first = self.end_node(key, shapely.get_coordinates(leg.line.interpolate(start))[0])
        end = leg.line.length
        kind = self.highway(leg)
        for a, b, tags, dual in self.sections(leg, start, end, kind):
            self.draw_section(leg, (a, b), tags, dual, first if a == start else None, None)
        self.joint.clear()

    def stub(self, end: Floats, key: str) -> None:
        here = self.anchors["land", key]
        line = shapely.get_coordinates(wiggly(self.random, here, end))
        tags = {"highway": choose(self.random, "secondary", "tertiary")}
        if self.chance(0.5):
            tags["ref"] = f"ĐH.{self.random.integers(10, 99)}"
        self.drawing.line(line, tags, self.end_node(key, line[1]))

    # ---- rails

    def draw_rails(self) -> None:
        drawn = [leg for (group, _), leg in self.legs.items() if group == "rail" and leg.spans]
        for leg in drawn:
            for key in (leg.a, leg.b):
                if ("rail", key) not in self.nodes:
                    self.nodes["rail", key] = self.drawing.node(self.anchors["rail", key])
            self.draw_rail(leg)
        self.rail_decoy()

    def draw_rail(self, leg: Leg) -> None:
        cuts = [0.0]
        while cuts[-1] < leg.line.length - 1500:
            cuts.append(cuts[-1] + self.random.uniform(700, 5000))
        cuts = [*[c for c in cuts if c < leg.line.length - 300], leg.line.length]
        first = self.nodes["rail", leg.a]
        for a, b in pairwise(cuts):
            xy = shapely.get_coordinates(substring(leg.line, a, b))
            end = self.nodes["rail", leg.b] if b == leg.line.length else self.drawing.node(xy[-1])
            tags = {"railway": leg.kind, "gauge": "1000"}
            if self.chance(0.97):
                key = choose(self.random, "name", "name", "name", "old_name", "alt_name", "name:vi")
                tags[key] = name_text(self.random, leg.names[0])
            if leg.kind == "abandoned" and self.chance(0.04):
                first = end
                continue  # built over: no longer mapped
            self.drawing.line(xy, tags, first, end)
            first = end

    def rail_decoy(self) -> None:
        """The working line through Hà Nội that also joins Kép and Lưu Xá."""
        start, end = self.anchors["rail", "ga-yen-vien"], self.anchors["rail", "ga-luu-xa"]
        xy = shapely.get_coordinates(wiggly(self.random, start, end, bend=0.05, ripple=0.2))
        first = self.nodes.get(("rail", "ga-yen-vien"))
        last = self.nodes.get(("rail", "ga-luu-xa"))
        tags = {"railway": "rail", "name": "Đường sắt Hà Nội - Thái Nguyên"}
        self.drawing.line(xy, tags, first, last)

    # ---- power

    def draw_power(self, projects: list[Project]) -> None:
        for project in projects:
            if project.mode is Mode.POWER:
                assert project.kv is not None
                for key in project.places:
                    if self.registry.places[key].kind == "substation":
                        self.substation(key)
        for (group, _), leg in self.legs.items():
            if group == "power" and leg.spans:
                self.draw_power_leg(leg)
        self.power_decoys(projects)

    def substation(self, key: str) -> None:
        there = any(
            leg.spans for (g, ends), leg in self.legs.items() if g == "power" and key in ends
        )
        if key in self.substations or not (there or self.chance(0.6)):
            return
        place = self.registry.places[key]
        core = place.name.vi.split(" kV ")[-1]
        kv = next(int(word) for word in place.name.vi.split() if word.isdigit())
        voltage = choose(self.random, f"{kv}000", f"{kv}000;110000", f"{kv}000; 220000")
        name = substation_name(self.random, core, kv)
        self.draw_substation(self.anchors["power", key], {"name": name, "voltage": voltage})
        self.substations[key] = name

    def draw_substation(self, centre: Floats, tags: Tags) -> None:
        tags = {"power": "substation"} | tags
        if self.chance(0.3):
            self.drawing.node(centre, **tags)
            return
        half = self.random.uniform(60, 160)
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half + centre
        nodes = [self.drawing.node(xy) for xy in corners]
        self.drawing.way([*nodes, nodes[0]], tags)

    def draw_power_leg(self, leg: Leg) -> None:
        project = self.registry.projects[leg.projects[0]]
        line = leg.line
        for key in (leg.a, leg.b):
            if ("power", key) not in self.nodes and self.registry.places[key].kind != "substation":
                self.nodes["power", key] = self.drawing.node(self.anchors["power", key])
        first, last = self.nodes.get(("power", leg.a)), self.nodes.get(("power", leg.b))
        cuts = [0.0, *sorted(self.random.uniform(0.2, 0.8, 2) * line.length), line.length]
        for a, b in pairwise(cuts):
            xy = shapely.get_coordinates(substring(line, a, b))
            end = last if b == line.length else self.drawing.node(xy[-1])
            self.drawing.line(xy[:: max(1, 1)], self.power_tags(project), first, end)
            first = end if end is not None else None

    def power_tags(self, project: Project) -> Tags:
        assert project.kv is not None
        tags = {"power": "line", "cables": choose(self.random, "3", "6"), "circuits": "2"}
        if self.chance(0.97):
            tags["voltage"] = choose(
                self.random, f"{project.kv}000", f"{project.kv}000", f"{project.kv}000;22000"
            )
        return tags

    def power_decoys(self, projects: list[Project]) -> None:
        for project in projects:
            if project.mode is not Mode.POWER:
                continue
            a, b = (self.anchors["power", project.route[0][i]] for i in (0, -1))
            other = {500: "220000", 220: "110000", 110: "35000"}[project.kv or 500]
            xy = shapely.get_coordinates(wiggly(self.random, a + 150, b + 150, bend=0.1, ripple=0))
            if self.chance(0.6):
                self.drawing.line(xy, {"power": "line", "voltage": other})
                self.decoys.append(f"{project.id}: a line of {other} V beside it")
            if not self.routes[project.id][0][0][0].spans and self.chance(0.6):
                middle = (a + b) / 2 + left_of(unit(a, b)) * distance(a, b) * 0.3
                self.draw_substation(middle, {"name": "Trạm biến áp Trung Gian"})
                for start, end in ((a, middle), (middle, b)):
                    way = wiggly(self.random, start, end, bend=0.03, ripple=0)
                    self.drawing.line(
                        shapely.get_coordinates(way),
                        {"power": "line", "voltage": f"{project.kv}000"},
                    )
                self.decoys.append(f"{project.id}: two lines by way of another substation")
            place = self.registry.places[project.route[0][0]]
            self.draw_substation(
                a + self.random.uniform(-3000, 3000, 2),
                {"name": place.name.vi + " 2", "voltage": f"{project.kv}000"},
            )

    # ---- truth

    def truth(self, project: Project) -> Truth:
        existing: list[LineString] = []
        labelled: list[LineString] = []
        spans: list[LineString] = []
        for strand in self.routes[project.id]:
            own = [
                (leg, substring(leg.line, low, high))
                for leg, _ in strand
                for low, high in leg.spans
            ]
            if project.mode is Mode.ROAD:
                own = self.at_ends(project, strand, own)
            existing += [line for _, line in own]
            labelled += [line for leg, line in own if self.says_so(project, leg)]
            for leg, _ in strand:
                if leg.bridge and leg.spans:
                    found = self.bridge_spans(leg, 0, leg.line.length)
                    spans += [substring(leg.line, a, b) for a, b, name in found if name]
        span = shapely.line_merge(MultiLineString(spans)) if spans else None
        return Truth(
            _lines(existing), _lines(labelled), span if isinstance(span, LineString) else None
        )

    def says_so(self, project: Project, leg: Leg) -> bool:
        """Whether a leg carries a reference or name by which the project can be told."""
        if project.mode in (Mode.RAIL, Mode.POWER):
            return True
        named = {project.name.vi, *(f"Đường dẫn cầu {n}" for n in bridge_names(project.name.vi))}
        refs = set(project.refs) if project.id not in JOINS else set()
        own_ref = self.bridge_refs.get(project.id)
        if own_ref and self.has_bridge(project):  # without the bridge nothing tells whose it is
            refs.add(own_ref)
        is_bridge = leg.bridge is not None and project.mode is Mode.BRIDGE
        return bool(refs.intersection(leg.refs) or named.intersection(leg.names) or is_bridge)

    def has_bridge(self, project: Project) -> bool:
        """Whether some of the project's own bridge is drawn, with its name."""
        return any(
            name
            for strand in self.routes[project.id]
            for leg, _ in strand
            if leg.bridge
            for low, high in leg.spans
            for _, _, name in self.bridge_spans(leg, low, high)
        )

    def at_ends(
        self,
        project: Project,
        strand: list[tuple[Leg, bool]],
        lines: list[tuple[Leg, LineString]],
    ) -> list[tuple[Leg, LineString]]:
        """Move the truth's ends to the points nearest to the gazetteer's places."""
        for number, outer in ((0, True), (-1, False)):
            leg, forward = strand[number]
            at_start = forward == outer
            key = leg.a if at_start else leg.b
            reaches = any(
                (low == 0 if at_start else high == leg.line.length) for low, high in leg.spans
            )
            known = set(project.refs).intersection(leg.refs[:1])
            beyond = self.beyond(leg, key) if reaches and known else None
            if beyond is None:
                continue
            place = Point(self.gazetteer(key))
            if beyond.distance(place) < leg.line.distance(place):
                lines.append((leg, substring(beyond, 0, beyond.project(place))))
                continue
            low, high = leg.spans[0]
            at = float(np.clip(leg.line.project(place), low, high))
            cut = substring(leg.line, *((at, high) if at_start else (low, at)))
            lines = [(own, cut if own is leg else line) for own, line in lines]
        return lines

    def beyond(self, leg: Leg, key: str) -> LineString | None:
        """The same road's line beyond the project's end, if it goes on."""
        ref = leg.refs[0]
        if (key, ref) in self.extensions:
            return self.extensions[key, ref]
        for (group, ends), other in self.legs.items():
            is_onward = group == "land" and key in ends and other is not leg and ref in other.refs
            if is_onward and other.spans[:1] == [(0.0, other.line.length)]:
                return other.line if other.a == key else other.line.reverse()
        return None

    # ---- decoys on the ground

    def draw_local_roads(self) -> None:
        """A web of small roads between neighbouring places, also where a project is missing."""
        keys = [key for group, key in self.nodes if group == "land"]
        xy = np.array([self.anchors["land", key] for key in keys])
        for number, key in enumerate(keys):
            order = np.argsort(np.hypot(*(xy - xy[number]).T))[1:4]
            for other in order:
                if distance(xy[number], xy[other]) > 14_000 or not self.chance(0.45):
                    continue
                far = keys[int(other)]
                leg = self.legs.get(("land", frozenset((key, far))))
                if leg and leg.spans and self.chance(0.6):
                    continue
                line = shapely.get_coordinates(
                    wiggly(self.random, xy[number], xy[other], bend=0.15)
                )
                if len(line) < 3 or distance(xy[number], xy[other]) < 1500:
                    continue
                tags = {"highway": choose(self.random, "tertiary", "unclassified", "secondary")}
                if self.chance(0.5):
                    tags["ref"] = f"ĐH.{self.random.integers(10, 99)}"
                self.drawing.line(
                    line, tags, self.end_node(key, line[1]), self.end_node(far, line[-2])
                )

    def draw_decoys(self, projects: list[Project]) -> None:
        roads = [nodes for nodes, tags in self.drawing.ways if "highway" in tags]
        self.road_nodes = np.unique(np.concatenate(roads))
        self.road_tree = KDTree(np.array(self.drawing.nodes)[self.road_nodes - 1])
        for project in projects:
            if project.mode is Mode.ROAD and project.refs:
                self.same_ref_elsewhere(project)
                self.near_miss_ref(project)
                self.long_way_round(project)
            if project.mode is Mode.ROAD:
                self.parallel_road(project)
            if project.mode is Mode.BRIDGE and bridge_names(project.name.vi):
                self.near_miss_bridge(project)

    def same_ref_elsewhere(self, project: Project) -> None:
        for ref in project.refs:
            if not self.chance(0.6):
                continue
            keys = project.route[0]
            a, b = self.anchors["land", keys[0]], self.anchors["land", keys[-1]]
            far = self.random.uniform(8_000, 30_000) * (1 if self.chance(0.5) else -1)
            shift = left_of(unit(a, b)) * far
            share = sorted(self.random.uniform(-0.2, 1.2, 2))
            start, end = a + share[0] * (b - a) + shift, a + share[1] * (b - a) + shift
            if distance(start, end) < 2000:
                continue
            line = wiggly(self.random, start, end)
            if project.id not in JOINS and self.truth_near(ref, line, 4000):
                continue
            tags = {"highway": "secondary", "ref": ref_text(self.random, ref)}
            self.drawing.line(shapely.get_coordinates(line), tags)
            self.decoys.append(f"{project.id}: {ref} elsewhere, {abs(far) / 1000:.0f} km off")

    def truth_near(self, ref: str, line: LineString, within: float) -> bool:
        """Whether a corridor of the same reference passes here: then it would be no decoy."""
        return any(
            ref in self.registry.projects[project_id].refs
            and any(
                Point(self.gazetteer(key)).distance(line) < within
                for key in self.registry.projects[project_id].places
            )
            for project_id in self.routes
        )

    def near_miss_ref(self, project: Project) -> None:
        ref = project.refs[0]
        if ref.startswith("VĐ") or not self.chance(0.7):
            return
        other = ref[:-1] if ref[-1].isalpha() else ref + choose(self.random, "B", "C", "D")
        if any(other in p.refs for p in self.registry.projects.values()):
            return
        keys = project.route[0]
        index = int(self.random.integers(len(keys) - 1))
        a, b = (self.anchors["land", key] for key in keys[index : index + 2])
        shift = left_of(unit(a, b)) * self.random.uniform(300, 1500)
        line = wiggly(self.random, a + shift, b + shift)
        self.drawing.line(
            shapely.get_coordinates(line),
            {"highway": "secondary", "ref": ref_text(self.random, other)},
        )
        self.decoys.append(f"{project.id}: {other} beside {ref}")

    def long_way_round(self, project: Project) -> None:
        keys = project.route[0]
        ends = [("land", keys[0]), ("land", keys[-1])]
        exists = any(leg.spans for leg, _ in self.routes[project.id][0])
        if exists or not self.chance(0.5):
            return
        a, b = (self.anchors[end] for end in ends)
        middle = (a + b) / 2 + left_of(unit(a, b)) * distance(a, b) * self.random.uniform(0.9, 1.4)
        tags = {"highway": "secondary"}
        if project.id not in JOINS and self.chance(0.5):
            tags["ref"] = ref_text(self.random, project.refs[0])
        middle_node = self.drawing.node(middle)
        for start, end, first, last in (
            (a, middle, self.nodes.get(ends[0]), middle_node),
            (middle, b, middle_node, self.nodes.get(ends[1])),
        ):
            line = shapely.get_coordinates(wiggly(self.random, start, end))
            self.drawing.line(line, tags, first, last)
        self.decoys.append(f"{project.id}: the long way round {tags.get('ref', '')}")

    def parallel_road(self, project: Project) -> None:
        """A road without reference beside the project's, joined to it at both ends."""
        for strand in self.routes[project.id]:
            for leg, _ in strand:
                if leg.line.length < 4000 or not self.chance(0.3):
                    continue
                low, high = 0.15 * leg.line.length, 0.85 * leg.line.length
                xy = shapely.get_coordinates(substring(leg.line, low, high))[::4]
                if len(xy) < 5:
                    continue
                side = left_of(unit(xy[0], xy[-1])) * self.random.uniform(300, 1200)
                ramp = np.clip(
                    np.minimum(np.arange(len(xy)), len(xy) - 1 - np.arange(len(xy))) / 4, 0, 1
                )
                first = self.nearest_road_node(xy[0])
                last = self.nearest_road_node(xy[-1])
                tags = {"highway": choose(self.random, "unclassified", "tertiary", "secondary")}
                self.drawing.line(xy + ramp[:, None] * side, tags, first, last)

    def nearest_road_node(self, xy: Floats) -> int | None:
        """A node of a drawn road within 60 m."""
        away, best = self.road_tree.query(xy)
        return int(self.road_nodes[best]) if away < 60 else None

    def near_miss_bridge(self, project: Project) -> None:
        (name, *_) = bridge_names(project.name.vi)
        wrong = choose(self.random, f"Cầu {name} 2", f"Cầu {name[:-1]}", f"Cầu {name} cũ")
        key = next(k for k in project.places if self.registry.places[k].kind == "border")
        here = self.anchors["land", key] + self.random.uniform(-5000, 5000, 2)
        tags = {"highway": "tertiary", "bridge": "yes", "name": wrong}
        if self.chance(0.5):  # the very name, but in another district
            here = self.anchors["land", key] + np.array(
                [self.random.choice((-1, 1)) * 28_000, 9000]
            )
            tags["name"] = f"Cầu {name}"
        self.drawing.line(here + np.array([(0, 0), (70, 40), (140, 80)]), tags)
        self.decoys.append(f"{project.id}: {tags['name']} elsewhere")


def _lines(lines: list[LineString]) -> MultiLineString:
    return MultiLineString([x for x in lines if isinstance(x, LineString) and x.length > 1])
