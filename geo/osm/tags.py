"""Which OpenStreetMap objects a mode can use, and which of their tags are read.

Every source (extract, Overpass, cache, pack) gives one frame of the same form:

- a row a way and mode: ``way_id``, ``mode``, ``kind`` (the value of the mode's key), ``name``,
  ``ref`` and the tags kept by any mode (empty text where a way has none), ``node_ids`` (int64
  array), geometry LineString, closed ways as closed lines, (lon, lat), EPSG:4326;
- ``route_ref`` and ``route_name``: ``ref`` and ``name`` of the road route relations a way is a
  member of, joined by ``;`` (empty text where it is in none);
- a row a node of :data:`NODE_TAGS`: ``way_id`` is the node's id, ``node_ids`` holds it alone,
  geometry Point.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from geo.model import Mode


@dataclass(frozen=True, slots=True)
class WayTags:
    """Which ways a mode can use: those with ``key`` = one of ``kinds``; and what it reads."""

    key: str
    kinds: frozenset[str]
    keep: tuple[str, ...] = ()
    """Tags kept as columns beside name and ref."""


_NAMES = ("name:vi", "alt_name", "old_name", "official_name")
_ROADS = ("motorway", "trunk", "primary", "secondary", "tertiary")

MODE_TAGS: Final[Mapping[Mode, WayTags]] = MappingProxyType(
    {
        Mode.RAIL: WayTags(
            key="railway",
            kinds=frozenset({"rail", "disused", "abandoned", "construction", "proposed"}),
            keep=_NAMES,
        ),
        Mode.ROAD: WayTags(
            key="highway",
            # residential and smaller are left out: half of a country's ways, and no project's
            kinds=frozenset(
                {*_ROADS, *(f"{road}_link" for road in _ROADS), "unclassified", "road"}
                | {"construction", "proposed"}
            ),
            keep=(
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
        Mode.BRIDGE: WayTags(
            key="man_made", kinds=frozenset({"bridge"}), keep=(*_NAMES, "bridge:name")
        ),
        Mode.WATERWAY: WayTags(key="waterway", kinds=frozenset({"river", "canal"}), keep=_NAMES),
        Mode.POWER: WayTags(
            key="power",
            kinds=frozenset({"line", "cable", "substation"}),
            keep=(*_NAMES, "voltage"),
        ),
    }
)
"""The modes that are read from OSM. Road ways with bridge=yes are rows of the roads; the mode
bridge are the outlines drawn as man_made=bridge."""

NODE_TAGS: Final[Mapping[Mode, WayTags]] = MappingProxyType(
    {
        Mode.POWER: WayTags(
            key="power", kinds=frozenset({"substation"}), keep=MODE_TAGS[Mode.POWER].keep
        )
    }
)
"""Nodes that are read too: a substation is often only a point."""

ROUTE_TAG: Final = ("route", "road")
"""Relations whose ref and name their member ways inherit, as ROUTE_COLUMNS."""
ROUTE_COLUMNS: Final = ("route_ref", "route_name")
