"""OSM objects on their way into the one frame that :mod:`geo.osm.tags` states."""

from array import array
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84
from geo.model import Mode
from geo.osm._blocks import sliced
from geo.osm.tags import MODE_TAGS, NODE_TAGS, ROUTE_COLUMNS, ROUTE_TAG

PER_DEGREE: Final = 1e7
"""OSM keeps coordinates as whole numbers of 1e-7 degrees."""

Ints = NDArray[np.int64]
TagOf: TypeAlias = Callable[[str], str | None]
"""Asks an object for the value of a key."""


class Positions(NamedTuple):
    """Where nodes are: ids in ascending order, positions in whole 1e-7 degrees, EPSG:4326."""

    ids: Ints
    x: Ints
    y: Ints
    known: NDArray[np.bool_]
    """False where the source does not hold the node."""


@dataclass(slots=True)
class Gathered:
    """What has been read so far: a row an object and mode, the node ids of all rows in one run."""

    modes: Collection[Mode]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    way_ids: "array[int]" = field(default_factory=lambda: array("q"))
    sizes: "array[int]" = field(default_factory=lambda: array("q"))
    nodes: "array[int]" = field(default_factory=lambda: array("q"))
    routes: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """Way id → ref and name of each road route it is a member of."""
    columns: tuple[str, ...] = field(init=False)
    """The tags that any of the modes keeps, each once."""

    def __post_init__(self) -> None:
        kept = (tag for mode in self.modes for tag in MODE_TAGS[mode].keep)
        self.columns = tuple(dict.fromkeys(("name", "ref", *kept)))

    def add_way(self, number: int, tag: TagOf, refs: Ints) -> None:
        """Keep a way for each mode that can use it."""
        for mode in self.modes:
            wanted = MODE_TAGS[mode]
            kind = tag(wanted.key)
            if kind is not None and kind in wanted.kinds and len(refs) > 1:
                self._add(mode, kind, number, tag, refs)

    def add_node(self, number: int, tag: TagOf) -> bool:
        """Keep a node for each mode that can use it; tells whether any can."""
        before = len(self.rows)
        for mode, wanted in NODE_TAGS.items():
            kind = tag(wanted.key)
            if mode in self.modes and kind is not None and kind in wanted.kinds:
                self._add(mode, kind, number, tag, np.array([number], dtype=np.int64))
        return len(self.rows) > before

    def add_route(self, tag: TagOf, ways: Iterable[int]) -> None:
        """Remember a road route's ref and name for its member ways."""
        if tag(ROUTE_TAG[0]) == ROUTE_TAG[1]:
            label = (tag("ref") or "", tag("name") or "")
            for way in dict.fromkeys(ways):
                self.routes.setdefault(way, []).append(label)

    def _add(self, mode: Mode, kind: str, number: int, tag: TagOf, nodes: Ints) -> None:
        texts = [tag(column) or "" for column in self.columns]
        self.rows.append((mode.value, kind, *texts))
        self.way_ids.append(number)
        self.sizes.append(len(nodes))
        self.nodes.frombytes(nodes.tobytes())


def to_frame(gathered: Gathered, positions: Positions) -> gpd.GeoDataFrame:
    """Build the frame, a row for each unbroken run of at least two placed nodes of a way."""
    sizes = np.asarray(gathered.sizes)
    row = np.repeat(np.arange(len(gathered.rows)), sizes)
    nodes = np.asarray(gathered.nodes)
    at = np.searchsorted(positions.ids, nodes)
    known = positions.known[at]
    run: Ints = np.cumsum((np.diff(row, prepend=-1) != 0) | ~known)
    keep = known & ((np.bincount(run, weights=known)[run] >= 2) | (sizes[row] == 1))
    at, row, run = at[keep], row[keep], _renumbered(run[keep])
    starts = np.flatnonzero(np.diff(run, prepend=-1))
    lonlat = np.column_stack([positions.x[at], positions.y[at]]) / PER_DEGREE
    node_ids = np.empty(len(starts), dtype=object)
    node_ids[:] = sliced(nodes[keep], np.append(starts[1:], len(run))) if len(starts) else []
    return gpd.GeoDataFrame(
        _tags(gathered, row[starts]).assign(node_ids=node_ids),
        geometry=_shapes(lonlat, run, starts),
        crs=WGS84,
    )


def _tags(gathered: Gathered, of_row: Ints) -> pd.DataFrame:
    columns = ["mode", "kind", *gathered.columns]
    frame = pd.DataFrame(gathered.rows, columns=columns).iloc[of_row].reset_index(drop=True)
    way_ids = np.asarray(gathered.way_ids)[of_row]
    frame.insert(0, "way_id", way_ids)
    # A node's id may also be a way's: only ways are members of a road route.
    is_way = np.asarray(gathered.sizes)[of_row] > 1
    members = np.flatnonzero(is_way & np.isin(way_ids, list(gathered.routes)))
    for number, column in enumerate(ROUTE_COLUMNS):
        texts = [""] * len(way_ids)
        for row in members.tolist():
            labels = gathered.routes[int(way_ids[row])]
            texts[row] = ";".join(filter(None, (label[number] for label in labels)))
        frame[column] = texts
    return frame


def _shapes(lonlat: NDArray[np.float64], run: Ints, starts: Ints) -> NDArray[np.object_]:
    """Build a line from each run of coordinates, a point from a run of one."""
    sizes = np.diff(np.append(starts, len(run)))
    shapes = np.empty(len(starts), dtype=object)
    long = np.repeat(sizes > 1, sizes)
    numbers = _renumbered(run[long])
    shapes[sizes > 1] = shapely.linestrings(lonlat[long], indices=numbers)
    shapes[sizes == 1] = shapely.points(lonlat[~long])
    return shapes


def _renumbered(ascending: Ints) -> Ints:
    """Count up: equal numbers become one of 0, 1, 2 and so on."""
    return np.cumsum(np.diff(ascending, prepend=ascending[:1]) != 0)
