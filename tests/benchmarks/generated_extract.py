"""A generated ``.osm.pbf`` of any size, built like a country extract: seeded, invented.

Made like what the public servers give, so that neither reader is flattered. Objects carry
version and time but no user, in strings of edits: neighbours of one upload share a time, objects
edited since have one of their own, which is what a reader pays for even if it wants none of it.
Nine nodes come to a way, 2 % of the nodes have tags, ids have gaps, roads share nodes. Of the
ways four fifths are areas, most of them buildings; of the roads two thirds are residential or
service and wanted by nobody; some 5 % of all ways are wanted, the worldwide share.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm.mutable import Node, Relation, Way

WEST, SOUTH, SIZE = 102.0, 8.5, 7.5
"""Degrees, EPSG:4326: about as wide as the country."""
STAMP = "2025-11-03T05:06:07Z"
NODES_A_TILE = 20_000
_FIRST_EDIT, _LAST_EDIT = 1_230_768_000, 1_762_146_367
"""Seconds since 1970: from 2009 to the time of the extract."""
_OBJECTS_AN_UPLOAD: Final = 40
_EDITED_SINCE: Final = 0.2
_ROADS = ("residential", "service", "track", "unclassified", "tertiary", "secondary", "primary")
_ROAD_SHARE = (0.45, 0.2, 0.15, 0.1, 0.05, 0.03, 0.02)
_AREAS = ("building", "landuse", "natural")
_AREA_TAGS = {"building": "yes", "landuse": "farmland", "natural": "water"}

Tags = dict[str, str]
Plan = tuple[list[int], Tags]
"""The nodes of a way, numbered within its tile, and its tags."""
Edit = tuple[int, dt.datetime]
"""Version and time."""


def write_extract(path: Path, *, nodes: int, seed: int = 3) -> Path:
    """Write an extract with about ``nodes`` nodes, a ninth as many ways after them.

    Fourteen million nodes give about 120 MB. The file is sorted by type and id and says so.
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
            number = _write_ways(writer, tile, seed, number)
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
    edits = _edits(rng, NODES_A_TILE)
    for place, (node, at) in enumerate(zip(_node_ids(tile, seed).tolist(), lonlat, strict=True)):
        tags = {"amenity": "cafe", "name": f"Quán {place}"} if place in tagged else {}
        version, time = next(edits)
        writer.add_node(Node(id=node, location=at, tags=tags, version=version, timestamp=time))


def _write_ways(writer: osmium.SimpleWriter, tile: int, seed: int, number: int) -> int:
    """Write a tile's ways, numbered on from ``number``; returns the last number."""
    ids = _node_ids(tile, seed)
    rng = np.random.default_rng([seed, 2, tile])
    plans = list(_ways(rng))
    edits = _edits(rng, len(plans))
    for members, tags in plans:
        number += 1
        version, time = next(edits)
        refs = ids[members].tolist()
        writer.add_way(Way(id=number, nodes=refs, tags=tags, version=version, timestamp=time))
    return number


def _edits(rng: np.random.Generator, objects: int) -> Iterator[Edit]:
    """Yield who-knows-when: uploads of some objects each, a fifth of the objects edited since."""
    times = rng.integers(_FIRST_EDIT, _LAST_EDIT, objects)
    upload = np.cumsum(rng.random(objects) < 1 / _OBJECTS_AN_UPLOAD)
    since = rng.random(objects) < _EDITED_SINCE
    versions = np.where(since, 1 + rng.geometric(0.6, objects), 1)
    seconds = np.where(since, times, times[upload])
    for version, second in zip(versions.tolist(), seconds.tolist(), strict=True):
        yield version, dt.datetime.fromtimestamp(second, tz=dt.UTC)


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
    elif kind in ("residential", "service") and chance < 0.3:
        tags["name"] = f"Ngõ {int(chance * 1e5)}"
    return tags
