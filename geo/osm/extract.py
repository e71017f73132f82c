"""OSM ways of a ``.osm.pbf`` extract, as a frame.

Each block of the file is decoded once, in an order that keeps memory small: first the ways, of
which those with a wanted tag are kept, then the nodes, of which only the positions that those
ways use are kept. So memory grows with the wanted ways, not with the file. Whole blocks are
decoded by :mod:`geo.osm._blocks`; relations, single nodes and rare encodings by pyosmium.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import geopandas as gpd
import numpy as np
import osmium
from numpy.typing import NDArray

from geo.errors import InputError
from geo.model import Mode
from geo.osm._blocks import (
    DENSE,
    NODE,
    RELATION,
    DamagedBlockError,
    FoundWay,
    Nodes,
    UnusualBlockError,
    find_ways,
    read_nodes,
    unpack,
)
from geo.osm._gathered import Gathered, Positions, to_frame
from geo.osm._pbf import Blob, Frame, read_blobs, read_chunks, read_frame
from geo.osm.source import BBox, meets
from geo.osm.tags import MODE_TAGS, NODE_TAGS, ROUTE_TAG

_Decoded = TypeVar("_Decoded")

_BATCH: Final = 64
"""Blobs decoded together: some 4 MB of the file, 40 MB of memory."""


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
        A ``.osm.pbf`` file; sorted by type and id, as every published extract is, it is read
        once, unsorted twice.
    modes
        Which modes to read, of those in ``MODE_TAGS``.
    bbox
        Keep only ways whose bounds meet this box: (west, south, east, north), EPSG:4326.
    progress
        Called with (bytes read, bytes in the file) after every few megabytes; what it raises
        ends the reading.

    Returns
    -------
    GeoDataFrame
        The form that :mod:`geo.osm.tags` states. A way of which the extract lacks some nodes
        gives a row for each unbroken run of at least two; a way that two modes use, a row for
        each.

    Raises
    ------
    InputError
        When the file is missing, empty, cut off, damaged, no PBF, or holds no such way.
    """
    frame = read_frame(path)
    gathered = Gathered(tuple(modes))
    with_ways, with_nodes = _halves(frame)
    step = _Steps(frame.total, with_ways, with_nodes, progress)
    _gather_ways(gathered, frame, with_ways, step)
    positions = _gather_positions(gathered, frame, with_nodes, step)
    if not gathered.rows:
        raise _no_ways(path, modes, "the file holds no way of the kind wanted")
    ways = to_frame(gathered, positions)
    if ways.empty:
        raise InputError(
            "the file's ways come without the positions of their nodes",
            where=str(path),
            allowed="an extract with nodes",
            remedy="make the extract with complete ways, or fetch it again",
        )
    if bbox is not None:
        ways = ways[meets(ways.bounds, bbox)].reset_index(drop=True)
        if ways.empty:
            raise _no_ways(path, modes, f"no such way meets the box {bbox} (W, S, E, N)")
    return ways


def file_date(path: Path) -> str:
    """When the file's data were taken from OSM, as its header says; empty when it does not.

    Raises
    ------
    InputError
        When the file is missing, damaged or no PBF.
    """
    return _header(read_frame(path)).get("osmosis_replication_timestamp", "")


class _Steps:
    """Counts the bytes decoded, told as if the file were read once from start to end."""

    def __init__(
        self,
        total: int,
        with_ways: Sequence[Blob],
        with_nodes: Sequence[Blob],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._total, self._progress, self._done = total, progress, 0
        self._all = sum(blob.end - blob.content for blob in (*with_ways, *with_nodes))

    def add(self, size: int) -> None:
        self._done += size
        if self._progress is not None:
            self._progress(min(self._total, self._done * self._total // self._all), self._total)

    def finish(self) -> None:
        if self._progress is not None:
            self._progress(self._total, self._total)


def _header(frame: Frame) -> osmium.io.Header:
    buffer = osmium.io.FileBuffer(frame.header, "pbf")
    try:
        with osmium.io.Reader(buffer) as reader:
            return reader.header()
    except RuntimeError as error:
        raise damaged(frame.path, error) from error


def _halves(frame: Frame) -> tuple[Sequence[Blob], Sequence[Blob]]:
    """The blobs that may hold ways or relations, and those that may hold nodes."""
    blobs = frame.blobs
    if _header(frame).get("sorting") != "Type_then_ID":
        return blobs, blobs
    low, high = 0, len(blobs)
    while low < high:  # the first blob that does not begin with a node
        middle = (low + high) // 2
        kinds = _kinds(frame, blobs[middle])
        if not kinds:
            return blobs, blobs
        if kinds[0] in (NODE, DENSE):
            low = middle + 1
        else:
            high = middle
    # The blob before may begin with nodes and end with ways.
    return blobs[max(0, low - 1) :], blobs[:low]


def _kinds(frame: Frame, blob: Blob) -> tuple[int, ...]:
    """What a blob holds, in order; nothing when it cannot be told."""
    (content,) = read_blobs(frame, [blob])
    try:
        return tuple(kind for kind, _ in unpack(content).groups)
    except DamagedBlockError as error:
        raise damaged(frame.path, error) from error
    except UnusualBlockError:
        return ()


def _decoded(
    frame: Frame,
    blobs: Sequence[Blob],
    decode: Callable[[bytes], _Decoded],
    step: _Steps,
) -> Iterator[tuple[Blob, _Decoded | None]]:
    """Decode blobs in several threads, in order; None for one that only pyosmium can read."""

    def usual(content: bytes) -> _Decoded | None:
        try:
            return decode(content)
        except UnusualBlockError:
            return None

    with ThreadPoolExecutor() as pool:  # unpacking leaves the interpreter to other threads
        for first in range(0, len(blobs), _BATCH):
            batch = blobs[first : first + _BATCH]
            contents = list(read_blobs(frame, batch))
            try:
                yield from zip(batch, pool.map(usual, contents), strict=True)
            except (DamagedBlockError, UnicodeDecodeError) as error:
                raise damaged(frame.path, error) from error
            step.add(sum(map(len, contents)))


def _gather_ways(gathered: Gathered, frame: Frame, blobs: Sequence[Blob], step: _Steps) -> None:
    """Fill ``gathered`` with ways and road routes."""
    wanted: dict[bytes, frozenset[bytes]] = {}
    for tags in (MODE_TAGS[mode] for mode in gathered.modes):
        kinds = frozenset(kind.encode() for kind in tags.kinds)
        wanted[tags.key.encode()] = wanted.get(tags.key.encode(), frozenset()) | kinds
    with_routes = Mode.ROAD in gathered.modes

    def decode(content: bytes) -> tuple[list[FoundWay], bool]:
        block = unpack(content)
        return find_ways(block, wanted), with_routes and block.holds(RELATION)

    for blob, decoded in _decoded(frame, blobs, decode, step):
        ways, has_relations = decoded or ([], False)
        for way in ways:
            gathered.add_way(way.id, way.tags.get, way.refs)
        if decoded is None or has_relations:
            _read_slowly(gathered, frame, blob, ways=decoded is None)


def _read_slowly(gathered: Gathered, frame: Frame, blob: Blob, *, ways: bool) -> None:
    """Read one blob with pyosmium: its road routes, and on request its ways."""
    # pyosmium does not keep handlers and buffers alive: the names here must.
    only_tags = osmium.filter.TagFilter(
        ROUTE_TAG,
        *((MODE_TAGS[mode].key, kind) for mode in gathered.modes for kind in MODE_TAGS[mode].kinds),
    )
    entities = osmium.osm.RELATION | (osmium.osm.WAY if ways else osmium.osm.NOTHING)
    for found in _objects(frame, blob, entities, only_tags):
        if isinstance(found, osmium.osm.Way):
            refs = np.array([node.ref for node in found.nodes], dtype=np.int64)
            gathered.add_way(found.id, found.tags.get, refs)
        elif isinstance(found, osmium.osm.Relation):
            members = [member.ref for member in found.members if member.type == "w"]
            gathered.add_route(found.tags.get, members)


def _objects(
    frame: Frame,
    blob: Blob,
    entities: osmium.osm.osm_entity_bits,
    *filters: osmium.BaseFilter,
) -> Iterator[object]:
    (chunk,) = read_chunks(frame, [blob])
    buffer = osmium.io.FileBuffer(chunk.data, "pbf")
    try:
        with osmium.io.Reader(buffer, entities) as reader:
            yield from osmium.OsmFileIterator(reader, *filters)
    except RuntimeError as error:  # what pyosmium raises for every fault in a file
        raise damaged(frame.path, error) from error


def _gather_positions(
    gathered: Gathered, frame: Frame, blobs: Sequence[Blob], step: _Steps
) -> Positions:
    """Find the wanted nodes: those of the gathered ways, and those that are rows themselves."""
    table = _Table(_each_once(np.array(gathered.nodes, dtype=np.int64)))
    marks = _node_marks(gathered.modes)

    def decode(content: bytes) -> tuple[Nodes, bool]:
        block = unpack(content)
        return read_nodes(block), any(mark in block.strings for mark in marks)

    alone: list[Nodes] = []
    for blob, decoded in _decoded(frame, blobs, decode, step):
        nodes, has_rows = decoded or (None, True)
        if nodes is not None:
            table.fill(nodes)
        if has_rows:
            alone.append(_nodes_slowly(gathered, frame, blob, table, every=nodes is None))
    step.finish()
    return table.with_more(alone)


def _each_once(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort and leave out repetitions; NumPy's unique may hash, which takes far longer here."""
    ids.sort()
    first: NDArray[np.bool_] = np.diff(ids, prepend=-1) != 0
    return ids[first]


def _node_marks(modes: Collection[Mode]) -> tuple[bytes, ...]:
    """Texts of which a block holds one if it holds a node that is a row itself."""
    kinds = (kind for mode in modes if mode in NODE_TAGS for kind in NODE_TAGS[mode].kinds)
    return tuple(kind.encode() for kind in sorted(kinds))


class _Table:
    """Positions of the wanted nodes, filled block by block."""

    def __init__(self, ids: NDArray[np.int64]) -> None:
        self.ids = ids
        self.x = np.zeros(len(ids), dtype=np.int32)
        self.y = np.zeros(len(ids), dtype=np.int32)
        self.known = np.zeros(len(ids), dtype=bool)

    def fill(self, nodes: Nodes) -> None:
        if len(nodes.ids) == 0:
            return
        if (np.diff(nodes.ids) < 0).any():
            order = np.argsort(nodes.ids, kind="stable")
            nodes = Nodes(nodes.ids[order], nodes.x[order], nodes.y[order])
        low, high = np.searchsorted(self.ids, [nodes.ids[0], nodes.ids[-1] + 1])
        wanted = self.ids[low:high]
        at = np.searchsorted(nodes.ids, wanted)
        hit = nodes.ids[at] == wanted
        self.x[low:high][hit] = nodes.x[at[hit]]
        self.y[low:high][hit] = nodes.y[at[hit]]
        self.known[low:high] |= hit

    def with_more(self, alone: Sequence[Nodes]) -> Positions:
        """Positions of the wanted nodes and of those that are rows themselves."""
        more = [np.concatenate(arrays) for arrays in zip(*alone, strict=True)] or [_NONE] * 3
        ids = _each_once(np.concatenate([self.ids, more[0]]))
        x, y = np.zeros((2, len(ids)), dtype=np.int64)
        known = np.zeros(len(ids), dtype=bool)
        at = np.searchsorted(ids, self.ids)
        x[at], y[at], known[at] = self.x, self.y, self.known
        at = np.searchsorted(ids, more[0])
        x[at], y[at], known[at] = more[1], more[2], True
        return Positions(ids, x, y, known)


_NONE: Final = np.empty(0, dtype=np.int64)


def _nodes_slowly(
    gathered: Gathered, frame: Frame, blob: Blob, table: _Table, *, every: bool
) -> Nodes:
    """Read one blob with pyosmium: the nodes that are rows, and with ``every`` all positions."""
    wanted = [NODE_TAGS[mode] for mode in gathered.modes if mode in NODE_TAGS]
    tags = [(node.key, kind) for node in wanted for kind in node.kinds]
    filters = () if every else (osmium.filter.TagFilter(*tags),)
    seen: list[tuple[int, int, int]] = []
    rows: list[tuple[int, int, int]] = []
    for node in _objects(frame, blob, osmium.osm.NODE, *filters):
        assert isinstance(node, osmium.osm.Node)
        found = (node.id, node.location.x, node.location.y)
        seen.append(found)
        if gathered.add_node(node.id, node.tags.get):
            rows.append(found)
    if every:
        table.fill(_as_nodes(seen))
    return _as_nodes(rows)


def _as_nodes(found: Sequence[tuple[int, int, int]]) -> Nodes:
    return Nodes(*np.array(found, dtype=np.int64).reshape(-1, 3).T)


def damaged(path: Path, error: Exception) -> InputError:
    """What to say of a file whose bytes are not what they should be."""
    return InputError(
        f"the file is damaged ({error})",
        where=str(path),
        remedy="fetch or copy the file again and compare its checksum with the source's",
    )


def _no_ways(path: Path, modes: Collection[Mode], what: str) -> InputError:
    wanted = (MODE_TAGS[mode] for mode in modes)
    return InputError(
        what,
        where=str(path),
        allowed="; ".join(f"{tags.key}={'|'.join(sorted(tags.kinds))}" for tags in wanted),
        remedy="give an extract that covers northern Việt Nam and holds these ways",
    )
