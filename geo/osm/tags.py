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
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from geo.model import Mode
from geo.modes import MODES, WayTags

MODE_TAGS: Final[Mapping[Mode, WayTags]] = MappingProxyType(
    {mode: row.tags for mode, row in MODES.items() if row.tags is not None}
)
"""The modes that are read from OSM."""

NODE_TAGS: Final[Mapping[Mode, WayTags]] = MappingProxyType(
    {
        mode: replace(tags, kinds=MODES[mode].node_kinds)
        for mode, tags in MODE_TAGS.items()
        if MODES[mode].node_kinds
    }
)
"""Nodes that are read too."""

ROUTE_TAG: Final = ("route", "road")
"""Relations whose ref and name their member ways inherit, as ROUTE_COLUMNS."""
ROUTE_COLUMNS: Final = ("route_ref", "route_name")
