"""The inner loops of reading a PBF block, compiled by numba.

Every number of the format is a varint (seven bits a byte, lowest first, the last byte below 128),
whose length only its own bytes tell, so that reading goes byte by byte. Compiled, a loop over them
runs without the interpreter and beside other threads: on an extract of 120 MB all loops together
take half a second. Compiling takes some seconds, once.

Compiled code reads past an array without an error: each loop checks the ends itself, and returns a
negative number for bytes that are not what they should be (an exception in a loop makes it several
times slower).
"""

from collections.abc import Callable
from typing import Final, TypeVar, cast

import numba
import numpy as np

from geo.osm._gathered import Ints, Positions
from geo.osm._parts import Kind, Octets, Roles, Room, Scale

_Loop = TypeVar("_Loop", bound=Callable[..., object])


def _compiled(loop: _Loop) -> _Loop:
    """Compile at the first call; kept beside this file, or in the user's cache folder."""
    try:
        made = numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:  # neither folder can be written to: each process compiles for itself
        made = numba.njit(nogil=True)(loop)
    return cast("_Loop", made)


_NANODEGREES: Final = 100
"""In one unit of 1e-7 degrees."""
_NUMBER, _BYTES = 0, 2
"""Wire types of protobuf: the others do not occur in OSM files."""
_ID, _KEYS, _VALUES = 1, 2, 3
"""Field numbers of ways and relations."""
_MOST: Final = 16
"""Above all field numbers read here."""


@_compiled
def _varint(data: Octets, at: int, end: int) -> tuple[int, int]:
    """Read a number; also where the next thing begins, past the end for a number without one."""
    if at < end and data[at] < 0x80:
        return data[at] & 0x7F, at + 1
    value = shift = 0
    while at < end and shift < 64:
        value |= (data[at] & 0x7F) << shift  # 64 bits: numba widens
        at += 1
        if data[at - 1] < 0x80:
            return value, at
        shift += 7
    return -1, end + 1


@_compiled
def fields(data: Octets, found: Ints) -> int:
    """Take a message apart: for each field its number, and its value or first byte and end.

    Returns
    -------
    int
        How many rows of ``found`` are filled; of a field that is a number the third is -1.
        All of them when there may be more fields than room; negative for bytes that are no message.
    """
    at = count = 0
    while at < len(data) and count < len(found):
        key, at = _varint(data, at, len(data))
        value, at = _varint(data, at, len(data))
        if at > len(data):
            return -1
        found[count, 0], found[count, 1], found[count, 2] = key >> 3, value, -1
        if key & 7 == _BYTES:
            if value < 0 or value > len(data) - at:
                return -1
            found[count, 1], found[count, 2] = at, at + value
            at += value
        elif key & 7 != _NUMBER:
            return -1
        count += 1
    return count


@_compiled
def _sums(data: Octets, sums: Ints) -> int:
    """Read packed differences, zigzag (the sign is in the last bit), and add them up."""
    count = 0
    value = total = shift = 0
    for place in range(len(data)):
        value |= (data[place] & 0x7F) << shift
        shift += 7
        if data[place] < 0x80:
            total += ((value >> 1) & 0x7FFFFFFFFFFFFFFF) ^ -(value & 1)
            sums[count] = total
            count += 1
            value = shift = 0
        elif shift > 63:
            return -1
    return count if shift == 0 else -1


@_compiled
def place_nodes(ids: Octets, xs: Octets, ys: Octets, scale: Scale, places: Positions) -> int:
    """Read packed nodes and note the positions of those wanted; returns how many nodes."""
    # All numbers first: three simple loops take a fifth of the time of one that does it all.
    id_of, x_of, y_of = (
        np.empty(len(ids), np.int64),
        np.empty(len(xs), np.int64),
        np.empty(len(ys), np.int64),
    )
    count = _sums(ids, id_of)
    if count < 0 or _sums(xs, x_of) != count or _sums(ys, y_of) != count:
        return -1
    slot, slots = 0, len(places.ids)
    for place in range(count):
        node = id_of[place]
        if place == 0 or node < id_of[place - 1]:
            slot = np.searchsorted(places.ids, node)
        while slot < slots and places.ids[slot] < node:
            slot += 1
        if slot < slots and places.ids[slot] == node:
            places.x[slot] = (scale.x + scale.unit * x_of[place]) // _NANODEGREES
            places.y[slot] = (scale.y + scale.unit * y_of[place]) // _NANODEGREES
            places.known[slot] = True
    return count


@_compiled
def find_strings(table: Octets, texts: Octets, text_ends: Ints, spans: Ints, which: Ints) -> int:
    """Take a table of strings apart; returns how many there are.

    Parameters
    ----------
    texts, text_ends
        Texts to look for, one behind the other.
    spans, which
        Room for first byte and end of each string, and for the place of the text it is, or -1.
    """
    count = at = 0
    while at < len(table):
        size, start = _varint(table, at + 1, len(table))
        if size < 0 or size > len(table) - start:
            return -1
        at = start + size
        spans[count, 0], spans[count, 1], which[count] = start, at, -1
        text_start = 0
        for text in range(len(text_ends)):
            same = text_ends[text] - text_start == size
            place = 0
            while same and place < size:
                same = table[start + place] == texts[text_start + place]
                place += 1
            if same:
                which[count] = text
            text_start = text_ends[text]
        count += 1
    return count


@_compiled
def find(group: Octets, kind: Kind, roles: Roles, room: Room) -> tuple[int, int, int]:
    """Find a group's ways, or relations, that have a wanted tag.

    Returns
    -------
    tuple
        How many of them, of members and of tags are filled in ``room``; negative for bytes that
        are none.
    """
    ways = members = tags = at = 0
    spans = np.empty((_MOST, 2), dtype=np.int64)
    while at < len(group):
        field, at = _varint(group, at, len(group))
        size, at = _varint(group, at, len(group))
        if field != (kind.message << 3 | _BYTES) or size < 0 or size > len(group) - at:
            return -1, -1, -1
        kept, wanted = -1, 0
        if _split(group, at, at + size, spans):
            kept, wanted = _tags(group, spans, roles, room.tags, tags)
        if wanted:
            count = _members(group, spans, kind, room, members)
            if count < 0:
                return -1, -1, -1
            room.tags[tags : tags + kept, 0] = ways
            room.ids[ways], room.sizes[ways], room.wanted[ways] = spans[_ID, 0], count, wanted
            ways, members, tags = ways + 1, members + count, tags + kept
        elif kept < 0:
            return -1, -1, -1
        at += size
    return ways, members, tags


@_compiled
def _split(group: Octets, at: int, end: int, spans: Ints) -> bool:
    """Note first byte and end of each field, or value and 0; False for bytes that are none."""
    spans[:] = 0
    while at < end:
        field, at = _varint(group, at, end)
        value, at = _varint(group, at, end)
        stop = 0
        if field & 7 == _BYTES and 0 <= value <= end - at:
            value, stop = at, at + value
            at = stop
        elif field & 7 != _NUMBER:
            return False
        if 0 <= field >> 3 < _MOST:
            spans[field >> 3, 0], spans[field >> 3, 1] = value, stop
    return at == end


@_compiled
def _tags(group: Octets, spans: Ints, roles: Roles, tags: Ints, first: int) -> tuple[int, int]:
    """Write down the tags that have a column; how many, and the bits of those that want any."""
    key_at, key_end = spans[_KEYS, 0], spans[_KEYS, 1]
    value_at, value_end = spans[_VALUES, 0], spans[_VALUES, 1]
    count, wanted = first, 0
    while key_at < key_end:
        key, key_at = _varint(group, key_at, key_end)
        value, value_at = _varint(group, value_at, value_end)
        if min(key, value) < 0 or max(key, value) >= len(roles.column):
            return -1, 0
        wanted |= roles.key[key] & roles.value[value]
        if roles.column[key] >= 0:
            tags[count, 1], tags[count, 2] = roles.column[key], value
            count += 1
    return count - first, wanted


@_compiled
def _members(group: Octets, spans: Ints, kind: Kind, room: Room, first: int) -> int:
    """Write down the members; returns how many, negative when they do not fit their types."""
    start, end = spans[kind.members, 0], spans[kind.members, 1]
    count = _sums(group[start:end], room.members[first:])
    type_at, type_end = spans[kind.types, 0], spans[kind.types, 1]
    if kind.types and count != type_end - type_at:
        return -1
    room.types[first : first + (type_end - type_at)] = group[type_at:type_end]
    return count
