"""A world, what is in it and how untidy it is."""

from dataclasses import dataclass, field

from shapely import LineString, MultiLineString

from tests.worlds.drawing import Drawing

Span = tuple[float, float]
"""Metres from a leg's start: from, to."""


@dataclass(frozen=True)
class Mess:
    """How untidy a world is. Shares are 0 to 1, pairs are from–to in metres."""

    offset: float = 0.6
    """How far off the gazetteer a place really is, at most, as a share of its precision."""
    wrong: float = 0.035
    """How often a stretch with a wrong label, or none, begins at a cut between ways."""
    wrong_m: tuple[float, float] = (300, 3000)
    gap: float = 0.03
    """How often a way ends short of the next."""
    gap_m: tuple[float, float] = (5, 110)
    dual: float = 0.3
    """Share of trunk roads and motorways in two carriageways."""
    relation: float = 0.35
    """Share of the roads with a route relation, half of whose ways then bear no label."""
    elsewhere_m: tuple[float, float] = (8_000, 30_000)
    """How far off a decoy of the same number runs …"""
    beside_m: tuple[float, float] = (300, 1500)
    """… and one of nearly the same number."""
    ripple: float = 1.0
    """Scale of the windings."""


MESSES = {
    "usual": Mess(),
    "untidy": Mess(wrong=0.08, gap=0.08, gap_m=(5, 220), dual=0.5, relation=0.6, offset=0.8),
    "near": Mess(elsewhere_m=(5_000, 12_000), beside_m=(120, 800), wrong=0.02),
    "far": Mess(elsewhere_m=(20_000, 60_000), beside_m=(800, 3000), offset=0.3, gap=0.01),
    "hilly": Mess(ripple=1.5, wrong_m=(200, 1500), dual=0.1, relation=0.15),
}


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
