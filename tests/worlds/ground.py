"""What the rooms of a world share: places, the lines between them, the drawing."""

from collections import defaultdict
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely import LineString

from geo.model import Mode, Project
from geo.registry import Registry
from tests.worlds.drawing import Drawing
from tests.worlds.plane import Floats, distance, to_plane, wiggly
from tests.worlds.world import Leg, Mess, Truth


class Ground:
    """What is drawn so far, and where everything lies."""

    def __init__(self, registry: Registry, seed: int, mess: Mess) -> None:
        self.mess = mess
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
        self.road_nodes: NDArray[np.int64] = np.array([], dtype=np.int64)
        """Nodes of the roads drawn before the decoys, and a tree over where they lie."""
        self.road_tree = KDTree(np.empty((0, 2)))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def anchor(self, group: str, key: str) -> Floats:
        """Where a place really is: off the gazetteer by a share of the stated precision."""
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
                far = self.mess.offset * place.precision_m * np.sqrt(self.random.random())
                offset = far * np.array([np.cos(turn), np.sin(turn)])
            self.anchors[group, key] = here + offset
        return self.anchors[group, key]

    def gazetteer(self, key: str) -> Floats:
        place = self.registry.places[key]
        return np.asarray(to_plane(np.array([place.lon, place.lat])))

    def lay(self, project: Project) -> None:
        group = {Mode.RAIL: "rail", Mode.POWER: "power"}.get(project.mode, "land")
        ripple, bend = {"rail": (0.25, 0.04), "power": (0.0, 0.02), "land": (1.0, 0.06)}[group]
        ripple *= self.mess.ripple
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
