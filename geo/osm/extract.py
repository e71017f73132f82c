"""OSM ways of a ``.osm.pbf`` extract, as a frame.

Each block of the file is decoded once, in an order that keeps memory small: first the ways, of
which those with a wanted tag are kept, then the nodes, of which only the positions that those
ways use are kept. So memory grows with the wanted ways, not with the file. Whole blocks are
decoded by :mod:`geo.osm._blocks`; nodes that are rows themselves and rare encodings by pyosmium,
which takes three times as long for a whole file and the same memory for each object it hands on.
"""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import geopandas as gpd
import numpy as np
import osmium

from geo.errors import InputError, Wording
from geo.model import Mode
from geo.osm._blocks import (
    DENSE,
    NODE,
    DamagedBlockError,
    Search,
    UnusualBlockError,
    read_nodes,
    unpack,
)
from geo.osm._gathered import FoundWays, Gathered, Ints, Positions, to_frame
from geo.osm._pbf import Blob, Frame, read_blobs, read_frame
from geo.osm.source import BBox, meets
from geo.osm.tags import MODE_TAGS, NODE_TAGS, ROUTE_TAG

_Decoded = TypeVar("_Decoded")

_PART: Final = 16
"""Blobs that one thread decodes in a row: some 1 MB of the file."""


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
        raise _no_ways(path, modes, Wording("osm.none_of_kind"))
    ways = to_frame(gathered, positions)
    if ways.empty:
        raise InputError("osm.no_nodes", where=str(path))
    if bbox is not None:
        ways = ways[meets(ways.bounds, bbox)].reset_index(drop=True)
        if ways.empty:
            raise _no_ways(path, modes, Wording("osm.none_in_box", box=bbox))
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
    except (RuntimeError, UnicodeDecodeError) as error:
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

    def decode_all(part: Sequence[Blob]) -> list[_Decoded | None]:
        return [usual(content) for content in read_blobs(frame, part)]

    parts = [blobs[first : first + _PART] for first in range(0, len(blobs), _PART)]
    pool = ThreadPoolExecutor(os.cpu_count())  # what takes long leaves the interpreter to others
    try:
        for part, results in zip(parts, pool.map(decode_all, parts), strict=True):
            yield from zip(part, results, strict=True)
            step.add(sum(blob.end - blob.content for blob in part))
    except (DamagedBlockError, UnicodeDecodeError) as error:
        raise damaged(frame.path, error) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _gather_ways(gathered: Gathered, frame: Frame, blobs: Sequence[Blob], step: _Steps) -> None:
    """Fill ``gathered`` with ways and road routes."""
    tags = [MODE_TAGS[mode] for mode in gathered.modes]
    ways = Search([(tag.key, tag.kinds) for tag in tags], gathered.reads)
    key, value = ROUTE_TAG
    routes = Search([(key, frozenset({value}))], ["ref", "name", key])

    def decode(content: bytes) -> tuple[list[FoundWays], list[tuple[Sequence[str], Ints]]]:
        block = unpack(content)
        return ways.ways(block), routes.relations(block)

    for blob, decoded in _decoded(frame, blobs, decode, step):
        if decoded is None:
            _read_slowly(gathered, frame, blob)
            continue
        for found in decoded[0]:
            gathered.add_ways(found)
        for (ref, name, _), members in decoded[1]:
            gathered.add_route({key: value, "ref": ref, "name": name}.get, members)


def _read_slowly(gathered: Gathered, frame: Frame, blob: Blob) -> None:
    """Read ways and road routes of one blob with pyosmium."""
    # pyosmium does not keep handlers and buffers alive: the names here must.
    only_tags = osmium.filter.TagFilter(
        ROUTE_TAG,
        *((MODE_TAGS[mode].key, kind) for mode in gathered.modes for kind in MODE_TAGS[mode].kinds),
    )
    for found in _objects(frame, blob, osmium.osm.WAY | osmium.osm.RELATION, only_tags):
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
    (part,) = read_blobs(frame, [blob], from_content=False)
    buffer = osmium.io.FileBuffer(frame.header + part, "pbf")  # a small file of its own
    try:
        with osmium.io.Reader(buffer, entities) as reader:
            yield from osmium.OsmFileIterator(reader, *filters)
    except RuntimeError as error:  # what pyosmium raises for every fault in a file
        raise damaged(frame.path, error) from error


def _gather_positions(
    gathered: Gathered, frame: Frame, blobs: Sequence[Blob], step: _Steps
) -> Positions:
    """Find the wanted nodes: those of the gathered ways, and those that are rows themselves."""
    ids = _each_once(np.array(gathered.nodes, dtype=np.int64))
    x, y = np.zeros((2, len(ids)), dtype=np.int64)
    places = Positions(ids, x, y, np.zeros(len(ids), dtype=bool))
    marks = _node_marks(gathered.modes)

    def decode(content: bytes) -> bool:
        block = unpack(content)
        read_nodes(block, places)
        return any(mark in block.strings for mark in marks)

    alone: list[tuple[int, int, int]] = []
    for blob, has_rows in _decoded(frame, blobs, decode, step):
        if has_rows is not False:
            alone += _nodes_slowly(gathered, frame, blob, places, every=has_rows is None)
    step.finish()
    return _with_more(places, alone)


def _each_once(ids: Ints) -> Ints:
    """Sort and leave out repetitions; NumPy's unique may hash, which takes far longer here."""
    ids.sort()
    once: Ints = ids[np.diff(ids, prepend=ids[:1] - 1) != 0]
    return once


def _node_marks(modes: Collection[Mode]) -> tuple[bytes, ...]:
    """Texts of which a block holds one if it holds a node that is a row itself."""
    kinds = (kind for mode in modes if mode in NODE_TAGS for kind in NODE_TAGS[mode].kinds)
    return tuple(kind.encode() for kind in sorted(kinds))


def _with_more(places: Positions, alone: Sequence[tuple[int, int, int]]) -> Positions:
    """Positions of the wanted nodes and of those that are rows themselves."""
    if not alone:
        return places
    more = np.array(alone, dtype=np.int64).T
    ids, first = np.unique(np.concatenate([more[0], places.ids]), return_index=True)
    x, y = np.concatenate([more[1:], [places.x, places.y]], axis=1)[:, first]
    known = np.concatenate([np.ones(len(alone), dtype=bool), places.known])[first]
    return Positions(ids, x, y, known)


def _nodes_slowly(
    gathered: Gathered, frame: Frame, blob: Blob, places: Positions, *, every: bool
) -> list[tuple[int, int, int]]:
    """Read one blob with pyosmium: the nodes that are rows, and with ``every`` all positions."""
    wanted = [NODE_TAGS[mode] for mode in gathered.modes if mode in NODE_TAGS]
    tags = [(node.key, kind) for node in wanted for kind in node.kinds]
    filters = () if every else (osmium.filter.TagFilter(*tags),)
    slots = {node: slot for slot, node in enumerate(places.ids.tolist())} if every else {}
    rows: list[tuple[int, int, int]] = []
    for node in _objects(frame, blob, osmium.osm.NODE, *filters):
        assert isinstance(node, osmium.osm.Node)
        if (slot := slots.get(node.id)) is not None:
            places.x[slot], places.y[slot] = node.location.x, node.location.y
            places.known[slot] = True
        if gathered.add_node(node.id, node.tags.get):
            rows.append((node.id, node.location.x, node.location.y))
    return rows


def damaged(path: Path, error: Exception) -> InputError:
    """What to say of a file whose bytes are not what they should be."""
    return InputError("osm.damaged", where=str(path), reason=error)


def _no_ways(path: Path, modes: Collection[Mode], why: Wording) -> InputError:
    wanted = (MODE_TAGS[mode] for mode in modes)
    return InputError(
        "osm.no_ways",
        where=str(path),
        why=why,
        tags="; ".join(f"{tags.key}={'|'.join(sorted(tags.kinds))}" for tags in wanted),
    )
