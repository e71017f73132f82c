"""The modes: one row a mode, with all that the program knows of it.

What a mode is called, in which file its projects stand, what it can use of OpenStreetMap and how it
is found there. How it is drawn stands in one row as well, in :mod:`layers.modes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from types import MappingProxyType
from typing import Final

from geo.model import Mode, Text


class Finder(StrEnum):
    """How a project is sought on OpenStreetMap; :mod:`geo.locate` has the way of each."""

    IN_PART = auto()
    """Its own ways as far as they are there, the rest sketched."""
    WHOLE = auto()
    """Its own ways from end to end; in part only where it is out of use."""
    BRIDGE = auto()
    """A bridge of its name, or where its road crosses the water."""
    STATIONS = auto()
    """A line of its voltage from substation to substation."""


@dataclass(frozen=True, slots=True)
class WayTags:
    """Which ways a mode can use: those with ``key`` = one of ``kinds``; and what it reads."""

    key: str
    kinds: frozenset[str]
    keep: tuple[str, ...] = ()
    """Tags kept as columns beside name and ref."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectMode:
    """What holds of a mode whose links are projects, and not only context."""

    file: str
    """Its own file in the registry's folder; there need be none."""
    finder: Finder
    way: Text
    """What one way is called that it runs on."""
    runs_on: Mode
    """Whose ways it runs on."""
    has_voltage: bool = False
    is_point_on_osm: bool = False
    """Whether a project that is a point can be found there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRow:
    """One mode.

    ``tags`` are the ways that are read from OSM, ``node_kinds`` the values of its key for which
    nodes are read as well. ``is_read_everywhere`` tells that its ways are few, and that how far
    round they lead is part of an answer; of others only those around the projects are used.
    """

    words: Text
    tags: WayTags | None = None
    node_kinds: frozenset[str] = frozenset()
    is_read_everywhere: bool = False
    project: ProjectMode | None = None


_NAMES: Final = ("name:vi", "alt_name", "old_name", "official_name", "int_name")
_ROADS: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")
_NOT_YET: Final = ("construction", "proposed")
_ROAD: Final = Text(vi="đường bộ", en="road")

MODES: Final[Mapping[Mode, ModeRow]] = MappingProxyType(
    {
        Mode.ROAD: ModeRow(
            words=Text(vi="Đường bộ", en="Road"),
            tags=WayTags(
                "highway",
                # residential and smaller are left out: half of a country's ways, and no project's
                frozenset(
                    {*_ROADS, *(f"{road}_link" for road in _ROADS), "unclassified", "road"}
                    | {*_NOT_YET}
                ),
                (
                    *_NAMES,
                    "nat_ref",
                    "reg_ref",
                    "loc_ref",
                    "int_ref",
                    "old_ref",
                    "bridge",
                    "bridge:name",
                    "junction",
                    "oneway",
                ),
            ),
            project=ProjectMode(
                file="projects/roads.yaml", finder=Finder.IN_PART, way=_ROAD, runs_on=Mode.ROAD
            ),
        ),
        # What is read are the outlines (man_made=bridge); a road with bridge=yes is a road.
        Mode.BRIDGE: ModeRow(
            words=Text(vi="Cầu", en="Bridge"),
            tags=WayTags("man_made", frozenset({"bridge"}), (*_NAMES, "bridge:name")),
            project=ProjectMode(
                file="projects/bridges.yaml",
                finder=Finder.BRIDGE,
                way=_ROAD,
                runs_on=Mode.ROAD,
                is_point_on_osm=True,
            ),
        ),
        Mode.RAIL: ModeRow(
            words=Text(vi="Đường sắt", en="Railway"),
            tags=WayTags("railway", frozenset({"rail", "disused", "abandoned", *_NOT_YET}), _NAMES),
            is_read_everywhere=True,
            project=ProjectMode(
                file="projects/rails.yaml",
                finder=Finder.WHOLE,
                way=Text(vi="đường sắt", en="railway"),
                runs_on=Mode.RAIL,
            ),
        ),
        Mode.POWER: ModeRow(
            words=Text(vi="Đường dây, trạm điện", en="Power"),
            tags=WayTags("power", frozenset({"line", "cable", "substation"}), (*_NAMES, "voltage")),
            node_kinds=frozenset({"substation"}),  # it is often only a point
            is_read_everywhere=True,
            project=ProjectMode(
                file="projects/power.yaml",
                finder=Finder.STATIONS,
                way=Text(vi="đường dây", en="power line"),
                runs_on=Mode.POWER,
                has_voltage=True,
                is_point_on_osm=True,
            ),
        ),
        Mode.WATERWAY: ModeRow(
            words=Text(vi="Đường thủy", en="Waterway"),
            tags=WayTags("waterway", frozenset({"river", "canal"}), _NAMES),
            project=ProjectMode(
                file="projects/waterways.yaml",
                finder=Finder.IN_PART,
                way=Text(vi="sông, kênh", en="river or canal"),
                runs_on=Mode.WATERWAY,
            ),
        ),
        Mode.PORT: ModeRow(words=Text(vi="Cảng", en="Port")),
        Mode.BUS: ModeRow(words=Text(vi="Xe buýt", en="Bus")),
        Mode.DIKE: ModeRow(words=Text(vi="Đê", en="Dike")),
        Mode.IRRIGATION: ModeRow(words=Text(vi="Thủy lợi", en="Irrigation")),
    }
)
"""Every mode, in the order in which they are shown."""

PROJECT_MODES: Final[Mapping[Mode, ProjectMode]] = MappingProxyType(
    {mode: row.project for mode, row in MODES.items() if row.project is not None}
)
"""The modes whose links are projects; the others are drawn as context only."""
