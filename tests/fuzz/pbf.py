"""OSM extracts taken apart into their blocks and put together again, packed or not."""

import struct
import zlib
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation, Way

Block = tuple[str, bytes]
"""Type (OSMHeader, OSMData) and content, unpacked."""


def small_extract(path: Path) -> list[Block]:
    """A road over a bridge, a rail, a power line, a route; as blocks."""
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(1, 40):
            tags = {"power": "substation", "name": "Trạm"} if number == 9 else {}
            at = (106 + number / 100, 21 + number / 200)
            writer.add_node(Node(id=number, location=at, tags=tags))
        road = {"highway": "primary", "ref": "QL.37", "name": "Quốc lộ 37"}
        for number, tags in enumerate(
            (road, road | {"bridge": "yes"}, {"railway": "rail"}, {"power": "line"}), start=100
        ):
            writer.add_way(Way(id=number, nodes=list(range(1, 30)), tags=tags))
        members = [("w", 100, ""), ("w", 101, "")]
        tags = {"type": "route", "route": "road", "ref": "QL.37"}
        writer.add_relation(Relation(id=900, members=members, tags=tags))
    return _blocks(path.read_bytes())


def joined(blocks: list[Block], *, packed: bool) -> bytes:
    """A file of these blocks."""
    out = bytearray()
    for kind, content in blocks:
        if packed:
            inside = _field(2, len(content)) + _bytes(3, zlib.compress(content))
        else:
            inside = _bytes(1, content)
        head = _bytes(1, kind.encode()) + _field(3, len(inside))
        out += struct.pack(">I", len(head)) + head + inside
    return bytes(out)


def _blocks(data: bytes) -> list[Block]:
    found, at = [], 0
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        head = _fields(data[at + 4 : at + 4 + size])
        at += 4 + size
        kind, length = head[1], head[3]
        assert isinstance(kind, bytes)
        assert isinstance(length, int)
        inside = _fields(data[at : at + length])
        at += length
        raw, packed = inside.get(1), inside.get(3)
        content = raw if isinstance(raw, bytes) else b""
        found.append(
            (kind.decode(), zlib.decompress(packed) if isinstance(packed, bytes) else content)
        )
    return found


def _fields(data: bytes) -> dict[int, bytes | int]:
    found: dict[int, bytes | int] = {}
    at = 0
    while at < len(data):
        tag, at = _number(data, at)
        value, at = _number(data, at)
        if tag & 7 == 2:
            found[tag >> 3] = data[at : at + value]
            at += value
        else:
            found[tag >> 3] = value
    return found


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _written(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, value: int) -> bytes:
    return _written(number << 3) + _written(value)


def _bytes(number: int, value: bytes) -> bytes:
    return _written(number << 3 | 2) + _written(len(value)) + value
