"""OSM ways of a ``.osm.pbf`` extract, as a frame.

pyosmium filters and places the nodes natively; Python sees only the ways a mode can use.
"""

from array import array
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import InputError
from geo.model import Mode
from geo.osm._pbf import read_chunks
from geo.osm.tags import MODE_TAGS, NODE_TAGS, ROUTE_COLUMNS, ROUTE_TAG, WayTags

BBox: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees, EPSG:4326."""

_NO_POSITION = 2**31 - 1
"""What libosmium stores for a node whose position the file does not hold."""
_PER_DEGREE = 1e7
"""libosmium keeps coordinates as whole numbers of 1e-7 degrees."""


@dataclass(slots=True)
class _Gathered:
    """What has been read so far: a row a way and mode, and the nodes of all rows in one run."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    way_ids: "array[int]" = field(default_factory=lambda: array("q"))
    sizes: "array[int]" = field(default_factory=lambda: array("q"))
    nodes: "array[int]" = field(default_factory=lambda: array("q"))
    x: "array[int]" = field(default_factory=lambda: array("q"))
    y: "array[int]" = field(default_factory=lambda: array("q"))
    routes: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """Way id → ref and name of each road route it is a member of."""

    def add_node(
        self,
        node: osmium.osm.Node,
        wanted: Collection[tuple[Mode, WayTags]],
        columns: Collection[str],
    ) -> None:
        """Keep one node for each mode that can use it."""
        for mode, tags in wanted:
            kind = node.tags.get(tags.key, "")
            if kind not in tags.kinds:
                continue
            texts = [node.tags.get(column) or "" for column in columns]
            self.rows.append((mode.value, kind, *texts))
            self.way_ids.append(node.id)
            self.sizes.append(1)
            self.nodes.append(node.id)
            self.x.append(node.location.x)
            self.y.append(node.location.y)

    def add_route(self, relation: osmium.osm.Relation) -> None:
        """Remember a road route's ref and name for its member ways."""
        key, kind = ROUTE_TAG
        if relation.tags.get(key) != kind:
            return
        label = (relation.tags.get("ref") or "", relation.tags.get("name") or "")
        for member in relation.members:
            if member.type == "w":
                self.routes.setdefault(member.ref, []).append(label)

    def add(
        self,
        way: osmium.osm.Way,
        wanted: Collection[tuple[Mode, WayTags]],
        columns: Collection[str],
    ) -> None:
        """Keep one way for each mode that can use it: tags, node ids and positions."""
        for mode, tags in wanted:
            kind = way.tags.get(tags.key, "")
            if kind not in tags.kinds or len(way.nodes) < 2:
                continue
            texts = [way.tags.get(column) or "" for column in columns]
            self.rows.append((mode.value, kind, *texts))
            self.way_ids.append(way.id)
            self.sizes.append(len(way.nodes))
            for node in way.nodes:
                self.nodes.append(node.ref)
                self.x.append(node.x)
                self.y.append(node.y)


def read_ways(
    path: Path,
    *,
    modes: Collection[Mode] = tuple(MODE_TAGS),
    bbox: BBox | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> gpd.GeoDataFrame:
    """Read the ways that the modes can use from an OSM extract.

    Parameters
    ----------
    path
        A ``.osm.pbf`` file, nodes before ways, as every published extract is.
    modes
        Which modes to read, of those in ``MODE_TAGS``.
    bbox
        Keep only ways whose bounds meet this box: (west, south, east, north), EPSG:4326.
    progress
        Called with (bytes read, bytes in the file) after each chunk of about 16 MB; what it
        raises ends the reading.

    Returns
    -------
    GeoDataFrame
        Columns way_id, mode, kind (the tag's value), name, ref and each mode's kept tags
        (empty text where a way has none), node_ids (an int64 array a row), geometry
        (LineString, (lon, lat), EPSG:4326). A way of which the extract lacks some nodes gives
        a row for each unbroken run of at least two; a way that two modes use, a row for each.
        Nodes and routes as :mod:`geo.osm.tags` says.

    Raises
    ------
    InputError
        When the file is missing, empty, cut off, damaged, no PBF, or holds no such way.
    """
    gathered = _Gathered()
    columns = _tag_columns(modes)
    for done, total in _read_into(gathered, path, modes, columns):
        if progress is not None:
            progress(done, total)
    if not gathered.rows:
        raise _no_ways(path, modes, "the file holds no way of the kind wanted")
    ways = _frame(gathered, columns)
    if ways.empty:
        raise InputError(
            "the file's ways come without the positions of their nodes",
            where=str(path),
            allowed="an extract with nodes, sorted by type (nodes before ways)",
            remedy="sort the file with osmium-tool (osmium sort), or fetch it again",
        )
    if bbox is not None:
        ways = ways[_meets(ways.bounds, bbox)].reset_index(drop=True)
        if ways.empty:
            raise _no_ways(path, modes, f"no such way meets the box {bbox} (W, S, E, N)")
    return ways


def _tag_columns(modes: Collection[Mode]) -> tuple[str, ...]:
    """Return the tags that become columns, each once."""
    kept = (tag for mode in modes for tag in MODE_TAGS[mode].keep)
    return tuple(dict.fromkeys(("name", "ref", *kept)))


def _read_into(
    gathered: _Gathered, path: Path, modes: Collection[Mode], columns: tuple[str, ...]
) -> Iterator[tuple[int, int]]:
    """Fill ``gathered`` chunk by chunk; yields (bytes read, bytes in the file) after each."""
    wanted = [(mode, MODE_TAGS[mode]) for mode in modes]
    # One table and one handler for the whole file, so that a way finds nodes of an earlier
    # chunk. pyosmium does not keep handlers and buffers alive: the names here must.
    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    wanted_nodes = [(mode, NODE_TAGS[mode]) for mode in modes if mode in NODE_TAGS]
    entities = osmium.osm.WAY
    if wanted_nodes:
        entities |= osmium.osm.NODE
    if Mode.ROAD in modes:
        entities |= osmium.osm.RELATION
    only_wanted = osmium.filter.EntityFilter(entities)
    only_tags = osmium.filter.TagFilter(
        ROUTE_TAG, *((tags.key, kind) for _, tags in wanted for kind in sorted(tags.kinds))
    )
    for chunk in read_chunks(path):
        buffer = osmium.io.FileBuffer(chunk.data, "pbf")
        try:
            with osmium.io.Reader(buffer) as reader:
                for found in osmium.OsmFileIterator(reader, locations, only_wanted, only_tags):
                    if isinstance(found, osmium.osm.Way):
                        gathered.add(found, wanted, columns)
                    elif isinstance(found, osmium.osm.Node):
                        gathered.add_node(found, wanted_nodes, columns)
                    elif isinstance(found, osmium.osm.Relation):
                        gathered.add_route(found)
        except RuntimeError as error:  # what pyosmium raises for every fault in a file
            raise InputError(
                f"the file is damaged ({error})",
                where=str(path),
                remedy="fetch or copy the file again and compare its checksum with the source's",
            ) from error
        yield chunk.end, chunk.total


def _frame(gathered: _Gathered, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Build the frame, a row for each unbroken run of at least two placed nodes."""
    x, y = np.asarray(gathered.x), np.asarray(gathered.y)
    row = np.repeat(np.arange(len(gathered.rows)), np.asarray(gathered.sizes))
    known = x != _NO_POSITION
    run = np.cumsum(np.diff(row, prepend=-1).astype(bool) | ~known)
    is_node = np.asarray(gathered.sizes)[row] == 1
    keep = known & ((_group_sizes(run, known) >= 2) | is_node)
    row, run = row[keep], np.unique(run[keep], return_inverse=True)[1]
    starts = np.flatnonzero(np.diff(run, prepend=-1))
    of_row = row[starts]
    tags = pd.DataFrame(gathered.rows, columns=["mode", "kind", *columns]).iloc[of_row]
    node_ids = np.empty(len(starts), dtype=object)
    node_ids[:] = np.split(np.asarray(gathered.nodes)[keep], starts[1:])[: len(starts)]
    way_ids = np.asarray(gathered.way_ids)[of_row]
    labels = [gathered.routes.get(way_id, ()) for way_id in way_ids.tolist()]
    for number, column in enumerate(ROUTE_COLUMNS):
        tags[column] = [";".join(filter(None, (label[number] for label in own))) for own in labels]
    return gpd.GeoDataFrame(
        tags.assign(way_id=way_ids, node_ids=node_ids)[
            ["way_id", "mode", "kind", *columns, *ROUTE_COLUMNS, "node_ids"]
        ].reset_index(drop=True),
        geometry=_shapes(np.column_stack([x[keep], y[keep]]) / _PER_DEGREE, run, starts),
        crs="EPSG:4326",
    )


def _shapes(
    lonlat: NDArray[np.float64], run: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Build a line from each run of coordinates, a point from a run of one."""
    sizes = np.diff(np.append(starts, len(run)))
    shapes = np.empty(len(starts), dtype=object)
    long = np.repeat(sizes > 1, sizes)
    numbers = np.unique(run[long], return_inverse=True)[1]
    shapes[sizes > 1] = shapely.linestrings(lonlat[long], indices=numbers)
    shapes[sizes == 1] = shapely.points(lonlat[~long])
    return shapes


def _group_sizes(group: NDArray[np.int64], counted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each element, how many counted elements its group has."""
    return np.bincount(group, weights=counted)[group].astype(np.int64)


def _meets(bounds: pd.DataFrame, bbox: BBox) -> "pd.Series[bool]":
    west, south, east, north = bbox
    across = (bounds["minx"] <= east) & (bounds["maxx"] >= west)
    return across & (bounds["miny"] <= north) & (bounds["maxy"] >= south)


def _no_ways(path: Path, modes: Collection[Mode], what: str) -> InputError:
    wanted = (MODE_TAGS[mode] for mode in modes)
    return InputError(
        what,
        where=str(path),
        allowed="; ".join(f"{tags.key}={'|'.join(sorted(tags.kinds))}" for tags in wanted),
        remedy="give an extract that covers northern Việt Nam and holds these ways",
    )
