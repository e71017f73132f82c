"""OSM objects on their way into the one frame that :mod:`geo.osm.tags` states."""

import re
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.arrays import Bools, Floats, Ints, Objects
from geo.crs import WGS84
from geo.model import Mode
from geo.osm.tags import MODE_TAGS, NODE_TAGS, ROUTE_COLUMNS, ROUTE_TAG

PER_DEGREE: Final = 1e7
"""OSM keeps coordinates as whole numbers of 1e-7 degrees."""

TagOf: TypeAlias = Callable[[str], str | None]
"""Asks an object for the value of a key."""


class Positions(NamedTuple):
    """Where nodes are: ids in ascending order, positions in whole 1e-7 degrees, EPSG:4326."""

    ids: Ints
    x: Ints
    y: Ints
    known: Bools
    """False where the source does not hold the node."""


@dataclass(slots=True)
class Gathered:
    """What has been read so far: a row an object and mode, the node ids of all rows in one run."""

    modes: Sequence[Mode]
    rows: "array[int]" = field(default_factory=lambda: array("i"))
    """Mode, kind and the columns of each row, as places in ``texts``."""
    texts: dict[str, int] = field(default_factory=lambda: {"": 0})
    way_ids: "array[int]" = field(default_factory=lambda: array("q"))
    sizes: "array[int]" = field(default_factory=lambda: array("q"))
    nodes: "array[int]" = field(default_factory=lambda: array("q"))
    routes: list[tuple[str, str, Ints]] = field(default_factory=list)
    """Ref and name of each road route, and its member ways."""
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
            members = np.unique(np.fromiter(ways, dtype=np.int64))
            self.routes.append((_ref(tag), tag("name") or "", members))

    def _add(self, mode: Mode, kind: str, number: int, tag: TagOf, nodes: Ints) -> None:
        said = (_ref(tag) if column == "ref" else tag(column) or "" for column in self.columns)
        texts = [mode.value, kind, *said]
        self.rows.extend(self._codes(texts).tolist())
        self.way_ids.append(number)
        self.sizes.append(len(nodes))
        self.nodes.frombytes(nodes.tobytes())

    def _codes(self, texts: Iterable[str]) -> Ints:
        """The places of texts, which are remembered."""
        known = self.texts
        return np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)


_NETWORKS: Final[Mapping[str, str]] = {
    "vn:expressway": "CT.",
    "vn:national": "QL.",
    "vn:provincial": "ĐT.",
    "vn:district": "ĐH.",
}
_BARE: Final = re.compile(r"\d{1,4}[A-Za-z]?")


def _ref(tag: TagOf) -> str:
    """The numbers, with the class that the network says where they stand bare ("37")."""
    said = tag("ref") or ""
    before = _NETWORKS.get((tag("network") or "").strip().casefold())
    if not said or before is None:
        return said
    parts = (part.strip() for part in said.split(";"))
    return ";".join(before + part if _BARE.fullmatch(part) else part for part in parts)


def to_frame(gathered: Gathered, positions: Positions) -> gpd.GeoDataFrame:
    """Build the frame, a row for each unbroken run of at least two placed nodes of a way."""
    nodes = np.asarray(gathered.nodes)
    at = np.searchsorted(positions.ids, nodes)
    rows, sizes, placed = _runs(np.asarray(gathered.sizes), positions.known[at])
    at = at[placed]
    lonlat = np.column_stack([positions.x[at], positions.y[at]]) / PER_DEGREE
    return gpd.GeoDataFrame(
        _tags(gathered, rows).assign(node_ids=_sliced(nodes[placed], sizes)),
        geometry=_shapes(lonlat, sizes),
        crs=WGS84,
    )


def _runs(sizes: Ints, known: Bools) -> tuple[Ints, Ints, Bools | slice]:
    """Cut rows where a node is not known: of each run its row and length, and the nodes kept."""
    if known.all():  # as in an extract with complete ways
        return np.arange(len(sizes)), sizes, slice(None)
    row = np.repeat(np.arange(len(sizes)), sizes)
    run: Ints = np.cumsum((np.diff(row, prepend=-1) != 0) | ~known)
    kept = known & ((np.bincount(run, weights=known)[run] >= 2) | (sizes[row] == 1))
    _, first, lengths = np.unique(run[kept], return_index=True, return_counts=True)
    return row[kept][first], lengths, kept


def _tags(gathered: Gathered, of_row: Ints) -> pd.DataFrame:
    names = ["mode", "kind", *gathered.columns]
    codes = np.frombuffer(gathered.rows, dtype=np.intc).reshape(-1, len(names))[of_row]
    texts = pd.Series(list(gathered.texts)).array
    way_ids = np.asarray(gathered.way_ids)[of_row]
    # A node's id may also be a way's: only ways are members of a road route.
    is_way = np.asarray(gathered.sizes)[of_row] > 1
    columns = {name: texts.take(codes[:, place]) for place, name in enumerate(names)}
    return pd.DataFrame({"way_id": way_ids, **columns, **_routes(gathered, way_ids, is_way)})


def _routes(gathered: Gathered, way_ids: Ints, is_way: Bools) -> Mapping[str, list[str]]:
    """Ref and name of the road routes that each way is a member of."""
    members = [ways for *_, ways in gathered.routes]
    route = np.repeat(np.arange(len(members)), [len(ways) for ways in members])
    ways = np.concatenate([*members, np.empty(0, dtype=np.int64)])
    known = np.isin(ways, way_ids)
    labels: dict[int, list[tuple[str, str]]] = {}
    for way, number in zip(ways[known].tolist(), route[known].tolist(), strict=True):
        labels.setdefault(way, []).append(gathered.routes[number][:2])
    texts = {column: [""] * len(way_ids) for column in ROUTE_COLUMNS}
    for row in np.flatnonzero(is_way & np.isin(way_ids, list(labels))).tolist():
        for column, parts in zip(
            ROUTE_COLUMNS, zip(*labels[int(way_ids[row])], strict=True), strict=True
        ):
            texts[column][row] = ";".join(filter(None, parts))
    return texts


def _shapes(lonlat: Floats, sizes: Ints) -> Objects:
    """Build a line from each run of coordinates, a point from a run of one."""
    shapes = np.empty(len(sizes), dtype=object)
    is_line = sizes > 1
    in_line: Bools | slice = slice(None)
    if not is_line.all():
        in_line = np.repeat(is_line, sizes)
        shapes[~is_line] = shapely.points(lonlat[~in_line])
    numbers = np.repeat(np.arange(np.count_nonzero(is_line)), sizes[is_line])
    shapes[is_line] = shapely.linestrings(lonlat[in_line], indices=numbers)
    return shapes


def _sliced(array: Ints, sizes: Ints) -> Objects:
    """Cut an array into runs of the given lengths."""
    ends = np.cumsum(sizes).tolist()
    runs = np.empty(len(sizes), dtype=object)
    for place, (start, end) in enumerate(pairwise([0, *ends])):
        runs[place] = array[start:end]
    return runs
