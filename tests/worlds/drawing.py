"""A file of OSM objects in the making: nodes, ways and relations, written as .osm.pbf."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium

from tests.worlds.plane import Floats, to_lonlat
from tests.worlds.spelling import Tags


@dataclass
class Drawing:
    nodes: list[tuple[float, float]] = field(default_factory=list)
    """Metres in the plane; a node's id is its number from 1."""
    node_tags: dict[int, Tags] = field(default_factory=dict)
    ways: list[tuple[list[int], Tags]] = field(default_factory=list)
    relations: list[tuple[list[int], Tags]] = field(default_factory=list)

    def node(self, xy: Floats, **tags: str) -> int:
        self.nodes.append((float(xy[0]), float(xy[1])))
        if tags:
            self.node_tags[len(self.nodes)] = tags
        return len(self.nodes)

    def way(self, nodes: list[int], tags: Tags) -> int:
        self.ways.append((nodes, tags))
        return len(self.ways)

    def line(
        self, xy: Floats, tags: Tags, first: int | None = None, last: int | None = None
    ) -> int:
        """Draw a way through points; its ends may be nodes that exist."""
        inner = [self.node(point) for point in xy[1:-1]]
        start = self.node(xy[0]) if first is None else first
        end = self.node(xy[-1]) if last is None else last
        return self.way([start, *inner, end], tags)

    def write(self, path: Path) -> Path:
        lonlat = to_lonlat(np.array(self.nodes))
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for number, (lon, lat) in enumerate(lonlat.tolist(), start=1):
                tags = self.node_tags.get(number, {})
                writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat), tags=tags))
            for number, (nodes, tags) in enumerate(self.ways, start=1):
                writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
            for number, (members, tags) in enumerate(self.relations, start=1):
                writer.add_relation(
                    osmium.osm.mutable.Relation(
                        id=number, members=[("w", way, "") for way in members], tags=tags
                    )
                )
        return path
