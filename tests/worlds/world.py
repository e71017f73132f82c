"""A world, what is in it and how untidy it is."""

from dataclasses import dataclass, field

from shapely import LineString, MultiLineString

from tests.worlds.drawing import Drawing

Span = tuple[float, float]
"""Metres from a leg's start: from, to."""


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
