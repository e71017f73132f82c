"""A generated ``.osm.pbf`` of any size, built like a country extract: seeded, invented.

The mix follows what published extracts are made of: most nodes belong to buildings and small
areas, most roads are residential, ids have gaps, objects carry version and time but no user.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm.mutable import Node, Relation, Way

WEST, SOUTH, SIZE = 102.0, 8.5, 7.5
"""Degrees, EPSG:4326: about as wide as the country."""
STAMP = "2025-11-03T05:06:07Z"
NODES_A_TILE = 20_000
_ROADS = ("residential", "service", "track", "unclassified", "tertiary", "secondary", "primary")
_ROAD_SHARE = (0.45, 0.2, 0.15, 0.1, 0.05, 0.03, 0.02)
_AREAS = ("building", "landuse", "natural")
_AREA_TAGS = {"building": "yes", "landuse": "farmland", "natural": "water"}

Tags = dict[str, str]
Plan = tuple[list[int], Tags]
"""The nodes of a way, numbered within its tile, and its tags."""


def write_extract(path: Path, *, nodes: int, seed: int = 3) -> Path:
    """Write an extract with about ``nodes`` nodes, ways of a third of a tile's size after them.

    Twenty million nodes give about 150 MB. The file is sorted by type and id and says so.
    """
    header = osmium.io.Header()
    header.set("sorting", "Type_then_ID")
    header.set("osmosis_replication_timestamp", STAMP)
    tiles = max(1, nodes // NODES_A_TILE)
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for tile in range(tiles):
            _write_nodes(writer, tile, seed)
        number = 0
        for tile in range(tiles):
            ids = _node_ids(tile, seed)
            for members, tags in _ways(np.random.default_rng([seed, 2, tile])):
                number += 1
                refs = ids[members].tolist()
                writer.add_way(Way(id=number, nodes=refs, tags=tags, version=3, timestamp=STAMP))
        for route in range(1, tiles + 1):
            members = [("w", way, "") for way in range(route, number, max(1, number // 50))]
            tags = {"type": "route", "route": "road", "ref": f"QL.{route}"}
            writer.add_relation(
                Relation(id=route, members=members, tags=tags, version=1, timestamp=STAMP)
            )
    return path


def _node_ids(tile: int, seed: int) -> NDArray[np.int64]:
    """Ascending ids with gaps, each tile in a range of its own."""
    rng = np.random.default_rng([seed, 1, tile])
    steps = rng.geometric(0.2, NODES_A_TILE).clip(1, 400)
    return np.cumsum(steps) + tile * 400 * NODES_A_TILE + 1


def _write_nodes(writer: osmium.SimpleWriter, tile: int, seed: int) -> None:
    rng = np.random.default_rng([seed, 0, tile])
    corner = rng.uniform((WEST, SOUTH), (WEST + SIZE, SOUTH + SIZE))
    walk = np.cumsum(rng.normal(0, 4e-4, (NODES_A_TILE, 2)), axis=0)
    lonlat = (corner + walk).round(7).tolist()
    tagged = set(rng.integers(0, NODES_A_TILE, NODES_A_TILE // 50).tolist())
    for place, (node, at) in enumerate(zip(_node_ids(tile, seed).tolist(), lonlat, strict=True)):
        tags = {"amenity": "cafe", "name": f"Quán {place}"} if place in tagged else {}
        writer.add_node(Node(id=node, location=at, tags=tags, version=1, timestamp=STAMP))


def _ways(rng: np.random.Generator) -> Iterator[Plan]:
    """Cut a tile's nodes into areas and roads, each some nodes in a row."""
    at = 0
    while at < NODES_A_TILE - 40:
        if rng.random() < 0.8:
            size = int(rng.integers(4, 8))
            kind = _AREAS[int(rng.choice(3, p=(0.85, 0.1, 0.05)))]
            yield [*range(at, at + size), at], {kind: _AREA_TAGS[kind]}
        else:
            size = int(rng.integers(3, 40))
            # The end of the way before is a junction: roads share nodes.
            yield list(range(max(0, at - 1), at + size)), _road_tags(rng, at)
        at += size


def _road_tags(rng: np.random.Generator, at: int) -> Tags:
    chance = rng.random()
    if chance < 0.01:
        return {"railway": "rail", "name": "Đường sắt Hà Nội - Đồng Đăng", "gauge": "1000"}
    if chance < 0.03:
        return {"power": "line", "voltage": "220000", "cables": "6"}
    if chance < 0.06:
        return {"waterway": "river", "name": "Sông Thương"}
    kind = _ROADS[int(rng.choice(len(_ROADS), p=_ROAD_SHARE))]
    tags = {"highway": kind, "surface": "asphalt"}
    if kind in ("primary", "secondary", "tertiary"):
        tags |= {"ref": f"QL.{at % 40}", "name": f"Quốc lộ {at % 40}"}
    return tags
