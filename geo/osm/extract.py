"""OSM ways of a ``.osm.pbf`` extract, as a frame, read with pyosmium.

The file is read twice, some blobs at a time: first the ways and nodes with a wanted tag and the
road routes, then the nodes that those ways use. What is not wanted is left out in pyosmium's
filters, so memory grows with the wanted ways, not with the file.
"""

import logging
from array import array
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
from osmium.filter import TagFilter
from osmium.osm import NODE, RELATION, WAY

from geo.arrays import Ints
from geo.confined import Tell
from geo.errors import InputError, Wording
from geo.model import Mode
from geo.osm._gathered import Gathered, Positions, to_frame
from geo.osm._pbf import BlobFrame, read_frame, slices
from geo.osm.source import BBox, meets
from geo.osm.tags import MODE_TAGS, NODE_TAGS, ROUTE_TAG

logger = logging.getLogger(__name__)


def read_ways(
    path: Path,
    *,
    modes: Collection[Mode] = tuple(MODE_TAGS),
    bbox: BBox | None = None,
    progress: Tell | None = None,
) -> gpd.GeoDataFrame:
    """Read the ways that the modes can use from an OSM extract.

    A block that is spoiled may end the process (pyosmium 4.3 looks where the block says, inside it
    or not): a file that is not the program's own is read through :mod:`geo.osm.extract_source`.

    Parameters
    ----------
    path
        A ``.osm.pbf`` file, sorted or not; positions that its ways bring along are used.
    modes
        Which modes to read, of those in ``MODE_TAGS``.
    bbox
        Keep only ways whose bounds meet this box: (west, south, east, north), EPSG:4326.
    progress
        Called after every few megabytes with the bytes read, and of how many.

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
    _check_current(frame)
    gathered, places = Gathered(tuple(modes)), _Places()
    try:
        _gather(gathered, places, frame, _Steps(progress, frame.total, 0))
    except UnicodeDecodeError as error:
        raise damaged(path, error) from error
    if not gathered.rows:
        raise _no_ways(path, modes, Wording("osm.none_of_kind"))
    _place(gathered, places, frame, _Steps(progress, frame.total, frame.total))
    try:
        ways = to_frame(gathered, places.positions(np.asarray(gathered.nodes)))
    except UnicodeDecodeError as error:  # a tag that is no text
        raise damaged(path, error) from None
    if ways.empty:
        raise InputError("osm.no_nodes", where=str(path))
    _tell_of_gaps(gathered, ways, path)
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
    """Counts the bytes read, each of two readings as half of the file."""

    def __init__(self, tell: Tell | None, total: int, done: int) -> None:
        self._tell, self._total, self._done = tell, total, done

    def add(self, size: int) -> None:
        self._done += size
        if self._tell is not None:
            self._tell(min(self._done // 2, self._total), self._total)


class _Places:
    """Positions of nodes as they come: ids, and whole 1e-7 degrees, EPSG:4326."""

    def __init__(self) -> None:
        self._ids, self._x, self._y = array("q"), array("q"), array("q")

    def add(self, number: int, at: osmium.osm.Location) -> None:
        self._ids.append(number)
        self._x.append(at.x)
        self._y.append(at.y)

    def positions(self, wanted: Ints) -> Positions:
        """Those of the wanted nodes, each once; unknown where none came."""
        ids, first = np.unique(np.asarray(self._ids), return_index=True)
        asked = np.unique(wanted)
        at = np.minimum(np.searchsorted(ids, asked), max(len(ids) - 1, 0))
        known = ids[at] == asked if len(ids) else np.zeros(len(asked), dtype=bool)
        x, y = np.zeros((2, len(asked)), dtype=np.int64)
        x[known], y[known] = (
            np.asarray(self._x)[first][at[known]],
            np.asarray(self._y)[first][at[known]],
        )
        return Positions(asked, x, y, known)


def _header(frame: BlobFrame) -> osmium.io.Header:
    try:
        with osmium.io.Reader(osmium.io.FileBuffer(frame.header, "pbf")) as reader:
            return reader.header()
    except (RuntimeError, UnicodeDecodeError) as error:
        raise damaged(frame.path, error) from error


def _check_current(frame: BlobFrame) -> None:
    """Refuse a file of history, in which a way stands as it was at each of its versions."""
    if _header(frame).has_multiple_object_versions:
        raise InputError("osm.history", where=str(frame.path))


def _objects(
    frame: BlobFrame,
    entities: osmium.osm.osm_entity_bits,
    step: _Steps,
    *filters: osmium.BaseFilter,
) -> Iterator[object]:
    """Give the objects that pass all filters; each lives until the next is asked for."""
    for part in slices(frame):
        # pyosmium does not keep buffers alive: the name must.
        buffer = osmium.io.FileBuffer(frame.header + part, "pbf")
        try:
            with osmium.io.Reader(buffer, entities) as reader:
                yield from osmium.OsmFileIterator(reader, *filters)
        except RuntimeError as error:  # what pyosmium raises for every fault in a file
            raise damaged(frame.path, error) from error
        step.add(len(part))


def _gather(gathered: Gathered, places: _Places, frame: BlobFrame, step: _Steps) -> None:
    """Fill ``gathered`` with ways, road routes and nodes that are rows themselves."""
    of_nodes = [NODE_TAGS[mode] for mode in gathered.modes if mode in NODE_TAGS]
    wanted = [*(MODE_TAGS[mode] for mode in gathered.modes), *of_nodes]
    pairs = {(tags.key, kind) for tags in wanted for kind in tags.kinds}
    only = TagFilter(ROUTE_TAG, *sorted(pairs))
    for found in _objects(frame, NODE | WAY | RELATION, step, only):
        if isinstance(found, osmium.osm.Way):
            _add_way(gathered, places, found)
        elif isinstance(found, osmium.osm.Node):
            if gathered.add_node(found.id, found.tags.get):
                places.add(found.id, found.location)
        elif isinstance(found, osmium.osm.Relation):
            members = [member.ref for member in found.members if member.type == "w"]
            gathered.add_route(found.tags.get, members)


def _add_way(gathered: Gathered, places: _Places, way: osmium.osm.Way) -> None:
    refs = np.fromiter((node.ref for node in way.nodes), dtype=np.int64, count=len(way.nodes))
    gathered.add_way(way.id, way.tags.get, refs)
    if len(refs) and way.nodes[0].location.valid():  # an extract with positions on its ways
        for node in way.nodes:
            if node.location.valid():
                places.add(node.ref, node.location)


def _place(gathered: Gathered, places: _Places, frame: BlobFrame, step: _Steps) -> None:
    """Find the nodes of the gathered ways."""
    known = places.positions(np.asarray(gathered.nodes))
    missing = known.ids[~known.known].tolist()
    if missing:
        asked = set(missing) if missing[0] < 0 else None  # a tracker takes no negative ids
        for node in _objects(frame, NODE, step, *(() if asked else (_only(missing),))):
            assert isinstance(node, osmium.osm.Node)
            if asked is None or node.id in asked:
                places.add(node.id, node.location)
    step.add(frame.total)  # headers between the blobs count too


def _only(nodes: Iterable[int]) -> osmium.BaseFilter:
    """Let only these nodes pass."""
    tracker = osmium.IdTracker()
    for number in nodes:
        tracker.add_node(number)
    return tracker.id_filter()


def _tell_of_gaps(gathered: Gathered, ways: gpd.GeoDataFrame, path: Path) -> None:
    """Say how many ways are cut or lost because the extract lacks some of their nodes."""
    key = list(zip(ways["mode"], ways["way_id"], strict=True))
    lost = len(gathered.way_ids) - len(set(key))
    cut = len(key) - len(set(key))
    if lost or cut:
        logger.warning("%s", Wording("osm.gaps", file=path.name, cut=cut, lost=lost).en)


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
