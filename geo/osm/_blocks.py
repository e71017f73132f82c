"""Nodes and ways of a PBF block, decoded for a whole block at once.

A country's extract holds some fifty times more objects than its wanted ways need, so that
making an object of each is most of the work of reading it. Here a block of 8,000 nodes is three
arrays, and of 8,000 ways only those with a wanted tag ever become objects. Field numbers: OSM
wiki, "PBF Format". What is written otherwise than the common programs do (other compression,
nodes one by one) is for pyosmium: :class:`UnusualBlockError` is raised.
"""

import zlib
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.osm._pbf import read_varint

Ints = NDArray[np.int64]
Octets = NDArray[np.uint8]

NODE, DENSE, WAY, RELATION = 1, 2, 3, 4
"""Field numbers of a group, which say what it holds."""

_NANODEGREES: Final = 100
"""In one unit of 1e-7 degrees."""
_SLACK: Final = bytes(16)
"""Put behind a message, so that reading a number at its very end stays inside."""


class DamagedBlockError(ValueError):
    """The bytes of a block are not what its frame says."""


class UnusualBlockError(ValueError):
    """The block is written in a way that is not decoded here."""


class Block(NamedTuple):
    """An unpacked block: its strings, its groups, and how its positions are written."""

    strings: bytes
    groups: tuple[tuple[int, bytes], ...]
    """What each group holds (NODE, DENSE, WAY or RELATION), and its bytes."""
    granularity: int
    offset_x: int
    offset_y: int

    def holds(self, kind: int) -> bool:
        """Whether any group holds objects of this kind."""
        return any(kind == of for of, _ in self.groups)


class Nodes(NamedTuple):
    """Nodes of one block: ids, and positions in whole 1e-7 degrees."""

    ids: Ints
    x: Ints
    y: Ints


class FoundWay(NamedTuple):
    """A way with a wanted tag."""

    id: int
    tags: dict[str, str]
    refs: Ints


def unpack(blob: bytes) -> Block:
    """Unpack a blob and find its parts.

    Raises
    ------
    DamagedBlockError
        When the content does not unpack, has not the stated size or is no block.
    UnusualBlockError
        When it is compressed otherwise than by zlib.
    """
    strings, groups, numbers = b"", [], {17: 100, 19: 0, 20: 0}
    for number, value in _fields(_content(blob)):
        if isinstance(value, int):
            numbers[number] = value - 2**64 * (value >= 2**63)
        elif number == 1:
            strings = value
        elif number == 2 and value:
            groups.append((value[0] >> 3, value))
    return Block(strings, tuple(groups), numbers[17], numbers[20], numbers[19])


def _content(blob: bytes) -> bytes:
    raw_size, packed = 0, None
    for number, value in _fields(blob):
        if number == 2 and isinstance(value, int):
            raw_size = value
        elif number == 1 and isinstance(value, bytes):
            return value
        elif number == 3 and isinstance(value, bytes):
            packed = value
    if packed is None:
        raise UnusualBlockError("another compression than zlib")
    try:
        data = zlib.decompress(packed, bufsize=max(raw_size, 1))
    except zlib.error as error:
        raise DamagedBlockError(str(error)) from None
    if len(data) != raw_size:
        raise DamagedBlockError(f"{len(data)} bytes in place of {raw_size}")
    return data


def read_nodes(block: Block) -> Nodes:
    """Decode the nodes of a block.

    Raises
    ------
    DamagedBlockError
        When the arrays of ids and positions do not have one length.
    UnusualBlockError
        When nodes are written one by one.
    """
    if block.holds(NODE):
        raise UnusualBlockError("nodes one by one")
    found = [
        _dense(message)
        for kind, group in block.groups
        if kind == DENSE
        for _, message in _fields(group)
        if isinstance(message, bytes)
    ]
    if not found:
        return Nodes(*[np.empty(0, dtype=np.int64)] * 3)
    ids, x, y = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    if block.granularity != _NANODEGREES or block.offset_x or block.offset_y:
        x = (block.offset_x + block.granularity * x) // _NANODEGREES
        y = (block.offset_y + block.granularity * y) // _NANODEGREES
    return Nodes(ids, x, y)


def _dense(message: bytes) -> tuple[Ints, ...]:
    packed = {number: value for number, value in _fields(message) if isinstance(value, bytes)}
    arrays = [
        np.cumsum(_signed(_varints(np.frombuffer(packed.get(number, b""), dtype=np.uint8))))
        for number in (1, 9, 8)
    ]
    if len({len(array) for array in arrays}) != 1:
        raise DamagedBlockError("ids and positions differ in number")
    return tuple(arrays)


def find_ways(block: Block, wanted: Mapping[bytes, frozenset[bytes]]) -> list[FoundWay]:
    """Decode the ways of a block that have a wanted tag.

    Parameters
    ----------
    wanted
        Key → values, as UTF-8; a way is found when it has any of these tags.

    Raises
    ------
    DamagedBlockError
        When the bytes are no ways.
    """
    if not block.holds(WAY):
        return []
    texts = _strings(block.strings)
    pairs = [(key, value) for key in wanted for value in wanted[key]]
    number = {text: place for place, text in enumerate(texts)}
    codes = {(number[k], number[v]) for k, v in pairs if k in number and v in number}
    if not codes:
        return []
    found: list[FoundWay] = []
    for kind, group in block.groups:
        if kind == WAY:
            found += _find_in_group(group, texts, codes)
    return found


class _Spans(NamedTuple):
    """Where in a group the parts of its ways are: first byte and number of bytes, by way."""

    ids: Ints
    keys: Ints
    values: Ints
    refs: Ints


def _find_in_group(group: bytes, texts: list[bytes], codes: set[tuple[int, int]]) -> list[FoundWay]:
    octets = np.frombuffer(group + _SLACK, dtype=np.uint8)
    begins = np.array(_members(group), dtype=np.int64)
    length, start = _varints_at(octets, begins + 1)
    spans = _way_spans(octets, start, start + length)
    keys, way = _packed(octets, spans.keys)
    values, _ = _packed(octets, spans.values)
    if len(keys) != len(values) or (len(keys) and max(keys.max(), values.max()) >= len(texts)):
        raise DamagedBlockError("tags without a text")
    hit = np.zeros(len(keys), dtype=bool)
    for key, value in codes:
        hit |= (keys == key) & (values == value)
    chosen = way[hit]
    chosen = chosen[np.diff(chosen, prepend=-1) != 0]
    deltas, of_way = _packed(octets, spans.refs[:, chosen])
    refs = _cumulated(_signed(deltas), of_way, len(chosen))
    tags = _tags(texts, keys, values, way, chosen)
    return list(map(FoundWay, spans.ids[chosen].tolist(), tags, refs))


def _tags(
    texts: list[bytes], keys: Ints, values: Ints, way: Ints, chosen: Ints
) -> list[dict[str, str]]:
    """The tags of the chosen ways; a text that many of them use is decoded once."""
    first, last = np.searchsorted(way, [chosen, chosen + 1])
    own = np.isin(way, chosen)
    at: Ints = np.cumsum(own) - own
    keys, values = keys[own], values[own]
    used = np.flatnonzero(np.bincount(np.concatenate([keys, values]), minlength=len(texts)))
    decoded = dict(zip(used.tolist(), (texts[n].decode() for n in used.tolist()), strict=True))
    key_texts = [decoded[number] for number in keys.tolist()]
    value_texts = [decoded[number] for number in values.tolist()]
    starts: list[int] = at[first].tolist()
    return [
        dict(zip(key_texts[start : start + size], value_texts[start : start + size], strict=True))
        for start, size in zip(starts, (last - first).tolist(), strict=True)
    ]


def _cumulated(deltas: Ints, of_way: Ints, ways: int) -> list[Ints]:
    """Add up the differences of each way for itself."""
    total = np.cumsum(deltas)
    ends = np.searchsorted(of_way, np.arange(ways), side="right")
    before = np.append(0, total)[np.append(0, ends)[:ways]]
    return sliced(total - before[of_way], ends) if ways else []


def sliced(array: Ints, ends: Ints) -> list[Ints]:
    """Cut an array at the given ends, the last of which is its own."""
    starts = [0, *ends[:-1].tolist()]
    return [array[start:end] for start, end in zip(starts, ends.tolist(), strict=True)]


def _members(group: bytes) -> list[int]:
    """Where each message in a group of one kind begins; the hottest loop of all."""
    begins, at, size = [], 0, len(group)
    padded = group + _SLACK
    while at < size:
        begins.append(at)
        length = padded[at + 1]
        if length < 0x80:
            at += 2 + length
        else:
            length, start = read_varint(padded, at + 1)
            at = start + length
    if at != size:
        raise DamagedBlockError("a way is longer than its group")
    return begins


def _way_spans(octets: Octets, at: Ints, ends: Ints) -> _Spans:
    """Walk the fields of all ways side by side."""
    ids = np.zeros(len(at), dtype=np.int64)
    spans = {number: np.zeros((2, len(at)), dtype=np.int64) for number in (2, 3, 8)}
    at, row = at.copy(), np.arange(len(at))
    row = row[at < ends]
    while len(row):
        field = octets[at[row]]
        value, after = _varints_at(octets, at[row] + 1)
        is_id = field == 0x08
        ids[row[is_id]] = value[is_id]
        for number, span in spans.items():
            own = field == (number << 3 | 2)
            span[0, row[own]], span[1, row[own]] = after[own], value[own]
        if not np.isin(field & 7, (0, 2)).all() or (field >= 0x80).any():
            raise UnusualBlockError("fields of an unknown kind")
        at[row] = after + np.where(field & 7 == 2, value, 0)
        if (at[row] > ends[row]).any():
            raise DamagedBlockError("a field is longer than its way")
        row = row[at[row] < ends[row]]
    return _Spans(ids, spans[2], spans[3], spans[8])


def _packed(octets: Octets, span: Ints) -> tuple[Ints, Ints]:
    """Decode the numbers of many spans; also the place of each number's span."""
    first, size = span
    owner = np.repeat(np.arange(len(size)), size)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    part = octets[first[owner] + offset]
    return _varints(part), owner[part < 0x80]


def _strings(table: bytes) -> list[bytes]:
    found, at, size = [], 0, len(table)
    while at < size:
        length, start = table[at + 1] if at + 1 < size else 0, at + 2
        if length >= 0x80:
            length, start = read_varint(table, at + 1)
        at = start + length
        found.append(table[start:at])
    return found


def _varints(octets: Octets) -> Ints:
    """Decode numbers in a row: seven bits a byte, lowest first, the last byte below 128."""
    ends = np.flatnonzero(octets < 0x80)
    if len(octets) == 0:
        return np.empty(0, dtype=np.int64)
    if len(ends) == 0 or ends[-1] != len(octets) - 1:
        raise DamagedBlockError("a number has no end")
    starts = np.empty_like(ends)
    starts[0], starts[1:] = 0, ends[:-1] + 1
    value = (octets[starts] & 0x7F).astype(np.int64)
    sizes = ends - starts
    for further in range(1, int(sizes.max()) + 1):
        longer = np.flatnonzero(sizes >= further)
        part = (octets[starts[longer] + further] & 0x7F).astype(np.int64)
        value[longer] |= part << (7 * further)
    return value


def _varints_at(octets: Octets, at: Ints) -> tuple[Ints, Ints]:
    """Decode a number at each place; also the places behind them."""
    first = octets[at]
    value, size = (first & 0x7F).astype(np.int64), np.ones(len(at), dtype=np.int64)
    longer = np.flatnonzero(first >= 0x80)
    while len(longer):
        if size[longer[0]] > 9:
            raise DamagedBlockError("a number has no end")
        part = octets[np.minimum(at[longer] + size[longer], len(octets) - 1)]
        value[longer] |= (part & 0x7F).astype(np.int64) << (7 * size[longer])
        size[longer] += 1
        longer = longer[part >= 0x80]
    return value, at + size


def _signed(value: Ints) -> Ints:
    """Undo the zigzag: the sign is in the last bit."""
    return (value >> 1) ^ -(value & 1)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Walk a protobuf message: field number, and its number or bytes."""
    at, size = 0, len(data)
    while at < size:
        key, at = read_varint(data, at)
        wire = key & 7
        if wire == 0:
            value, at = read_varint(data, at)
            yield key >> 3, value
        elif wire == 2:
            length, at = read_varint(data, at)
            if at + length > size:
                raise DamagedBlockError("a field is longer than its message")
            yield key >> 3, data[at : at + length]
            at += length
        else:
            raise DamagedBlockError(f"a field of an unknown kind {wire}")
