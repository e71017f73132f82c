"""Nodes and ways of a PBF block, of which only the wanted ever become objects.

A country's extract holds some fifty times more objects than its wanted ways need, so that
making an object of each is most of the work of reading it. Here a block is unpacked and taken
apart; its arrays are read by :mod:`geo.osm._loops`. Field numbers: OSM wiki, "PBF Format". What
is written otherwise than the common programs do (other compression, nodes one by one) is for
pyosmium: :class:`UnusualBlockError` is raised.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final, NamedTuple

import numpy as np
from isal import igzip_lib, isal_zlib

from geo.osm._gathered import FoundWays, Ints, Positions
from geo.osm._parts import Kind, Octets, Roles, Room, Scale
from geo.osm._pbf import MAX_BLOB_BYTES

NODE, DENSE, WAY, RELATION = 1, 2, 3, 4
"""Field numbers of a group, which say what it holds."""
_WAYS, _RELATIONS = Kind(WAY, members=8, types=0), Kind(RELATION, members=9, types=10)
_IS_WAY: Final = 1
"""A member's type."""

_UNIT, _ORIGIN_Y, _ORIGIN_X = 17, 19, 20
"""Field numbers of a block."""
# The package's annotations call the class an exception.
_InflateError: type[Exception] = igzip_lib.IsalError  # type: ignore[assignment]
_MOST_FIELDS: Final = 1000
"""In one message; the common programs write a block as one to three groups."""


@cache
def _loops() -> ModuleType:
    """The compiled loops; numba takes a second to load, which only who reads an extract pays."""
    return import_module("geo.osm._loops")


class DamagedBlockError(ValueError):
    """The bytes of a block are not what its frame says."""


class UnusualBlockError(ValueError):
    """The block is written in a way that is not decoded here."""


class Block(NamedTuple):
    """An unpacked block: its strings, its groups, and how its positions are written."""

    strings: bytes
    groups: tuple[tuple[int, bytes], ...]
    """What each group holds (NODE, DENSE, WAY or RELATION), and its bytes."""
    scale: Scale

    def holds(self, kind: int) -> bool:
        """Whether any group holds objects of this kind."""
        return any(kind == of for of, _ in self.groups)


def unpack(blob: bytes) -> Block:
    """Unpack a blob and find its parts.

    Raises
    ------
    DamagedBlockError
        When the content does not unpack, has not the stated size or is no block.
    UnusualBlockError
        When it is compressed otherwise than by zlib.
    """
    content = _content(blob)
    strings, groups, numbers = b"", [], {_UNIT: 100, _ORIGIN_X: 0, _ORIGIN_Y: 0}
    for number, start, end in _fields(content):
        if end < 0:
            numbers[number] = start
        elif number == 1:
            strings = content[start:end]
        elif number == 2 and end > start:
            groups.append((content[start] >> 3, content[start:end]))
    scale = Scale(*(numbers[number] for number in (_UNIT, _ORIGIN_X, _ORIGIN_Y)))
    return Block(strings, tuple(groups), scale)


def _content(blob: bytes) -> bytes:
    raw_size, packed = 0, None
    for number, start, end in _fields(blob):
        if number == 1:
            return blob[start:end]
        if number == 2:
            raw_size = start
        elif number == 3:
            packed = blob[start:end]
    if packed is None:
        raise UnusualBlockError("another compression than zlib")
    if not 0 < raw_size <= MAX_BLOB_BYTES:
        raise DamagedBlockError(f"a block of {raw_size} bytes")
    try:
        data = isal_zlib.decompress(packed, bufsize=raw_size)
    except _InflateError as error:
        raise DamagedBlockError(str(error)) from None
    if len(data) != raw_size:
        raise DamagedBlockError(f"{len(data)} bytes in place of {raw_size}")
    return data


def read_nodes(block: Block, places: Positions) -> None:
    """Note the positions of a block's wanted nodes.

    Raises
    ------
    DamagedBlockError
        When the arrays of ids and positions do not have one length.
    UnusualBlockError
        When nodes are written one by one.
    """
    if block.holds(NODE):
        raise UnusualBlockError("nodes one by one")
    for kind, group in block.groups:
        for _, start, end in _fields(group) if kind == DENSE else ():
            message = group[start:end]
            packed = {
                number: message[first:last] for number, first, last in _fields(message) if last >= 0
            }
            ids, y, x = (_octets(packed.get(number, b"")) for number in (1, 8, 9))
            if _loops().place_nodes(ids, x, y, block.scale, places) < 0:
                raise DamagedBlockError("ids and positions differ in number")


class Search:
    """Looks for ways or relations by their tags; a block numbers its strings in its own way."""

    def __init__(self, wanted: Sequence[tuple[str, frozenset[str]]], reads: Sequence[str]) -> None:
        """Prepare the search.

        Parameters
        ----------
        wanted
            Key and values: any of these tags makes a way wanted, which :attr:`FoundWays.wanted`
            tells apart. Each key is one of ``reads``.
        reads
            The keys whose values are kept.
        """
        self._reads = tuple(reads)
        texts = list(dict.fromkeys([*reads, *(value for _, kinds in wanted for value in kinds)]))
        coded = [text.encode() for text in texts]
        self._texts = _octets(b"".join(coded))
        self._ends: Ints = np.cumsum([len(text) for text in coded])
        # The last place stands for every other text: find_strings calls it -1.
        self._roles = Roles(*np.zeros((3, len(texts) + 1), dtype=np.int64))
        self._roles.column[:] = -1
        self._roles.column[: len(self._reads)] = range(len(self._reads))
        for number, (key, kinds) in enumerate(wanted):
            self._roles.key[texts.index(key)] |= 1 << number
            for value in kinds:
                self._roles.value[texts.index(value)] |= 1 << number

    def ways(self, block: Block) -> list[FoundWays]:
        """Find a block's ways that have a wanted tag, a group at a time.

        Raises
        ------
        DamagedBlockError
            When the bytes are no ways.
        """
        return [found for found, _ in self._find(block, _WAYS)]

    def relations(self, block: Block) -> list[tuple[Sequence[str], Ints]]:
        """Find a block's relations that have a wanted tag: the values of their tags, their ways.

        Raises
        ------
        DamagedBlockError
            When the bytes are no relations.
        """
        each: list[tuple[Sequence[str], Ints]] = []
        for found, types in self._find(block, _RELATIONS):
            ends = np.cumsum(found.sizes).tolist()
            for row, end, size in zip(found.tags.tolist(), ends, found.sizes.tolist(), strict=True):
                own = slice(end - size, end)
                members = found.nodes[own][types[own] == _IS_WAY]
                each.append(([found.texts[place] for place in row], members))
        return each

    def _find(self, block: Block, kind: Kind) -> list[tuple[FoundWays, Octets]]:
        groups = [_octets(group) for of, group in block.groups if of == kind.message]
        if not groups:
            return []
        room = len(block.strings) // 2 + 1
        spans, which = np.empty((room, 2), dtype=np.int64), np.empty(room, dtype=np.int64)
        count = _loops().find_strings(_octets(block.strings), self._texts, self._ends, spans, which)
        if count < 0:
            raise DamagedBlockError("a text is longer than its table")
        roles = Roles(*(role[which[:count]] for role in self._roles))
        return [self._in_group(block, group, kind, roles, spans) for group in groups]

    def _in_group(
        self, block: Block, group: Octets, kind: Kind, roles: Roles, spans: Ints
    ) -> tuple[FoundWays, Octets]:
        # A way takes at least two bytes, a member or a tag at least one.
        ids, sizes, wanted = np.empty((3, len(group) // 2 + 1), dtype=np.int64)
        nodes, types = np.empty(len(group), dtype=np.int64), np.empty(len(group), dtype=np.uint8)
        tags = np.empty((len(group), 3), dtype=np.int64)
        room = Room(ids, sizes, wanted, nodes, types, tags)
        ways, members, tag_count = _loops().find(group, kind, roles, room)
        if ways < 0:
            raise DamagedBlockError("the bytes of a group are no ways or relations")
        texts, places = self._texts_of(block.strings, spans, ways, tags[:tag_count])
        # Copies: most of the room is empty.
        parts = (ids[:ways].copy(), sizes[:ways].copy(), nodes[:members].copy())
        return FoundWays(*parts, wanted[:ways].copy(), texts, places), types[:members].copy()

    def _texts_of(
        self, strings: bytes, spans: Ints, ways: int, tags: Ints
    ) -> tuple[list[str], Ints]:
        """Make a table of the tags; a text that many ways share is decoded once."""
        used, each = np.unique(tags[:, 2], return_inverse=True)
        decoded = [strings[start:end].decode() for start, end in spans[used].tolist()]
        places = np.zeros((ways, len(self._reads)), dtype=np.int64)
        places[tags[:, 0], tags[:, 1]] = each + 1
        return ["", *decoded], places


def _octets(data: bytes) -> Octets:
    return np.frombuffer(data, dtype=np.uint8)


def _fields(data: bytes) -> Iterator[Sequence[int]]:
    """Walk a protobuf message: field number, then first byte and end, or value and -1."""
    found = np.empty((_MOST_FIELDS, 3), dtype=np.int64)
    count = _loops().fields(_octets(data), found)
    if count < 0:
        raise DamagedBlockError("a field is longer than its message, or of an unknown kind")
    if count == _MOST_FIELDS:
        raise UnusualBlockError("very many fields")
    rows: list[list[int]] = found[:count].tolist()
    return iter(rows)
