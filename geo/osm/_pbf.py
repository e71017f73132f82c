"""The outer frame of an OSM PBF file, read so that a cut file is always noticed.

A file is a chain of (4-byte big-endian length, blob header, blob); the header's field 1 is
the blob's type and field 3 its size. Limits and fields: OSM wiki, "PBF Format". What is in a
blob is pyosmium's business.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from geo.errors import InputError

MAX_HEADER_BYTES = 64 * 1024
MAX_BLOB_BYTES = 32 * 1024 * 1024
CHUNK_BYTES = 16 * 1024 * 1024
"""Enough blobs to keep the decoding threads busy, few enough to keep memory flat."""


class Chunk(NamedTuple):
    """A small PBF file cut from a large one: the file's header blob and some data blobs."""

    data: bytes
    end: int
    """How many bytes of the file have been read."""
    total: int
    """How many bytes the file has."""


def read_chunks(path: Path, *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Read a PBF file as a row of small ones, checking its frame.

    A file cut exactly between two blobs is a valid, shorter file: the format has no end mark,
    so that one cut in some ten thousand cannot be seen here.

    Parameters
    ----------
    chunk_bytes
        After how many bytes of data blobs a chunk is closed.

    Raises
    ------
    InputError
        When the file cannot be opened, is empty, is no PBF file or ends in mid-blob.
    """
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            yield from _chunks(file, path, total, chunk_bytes)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})",
            where=str(path),
            allowed="an .osm.pbf file",
            remedy="check the path and the right to read it",
        ) from None


def _chunks(file: BinaryIO, path: Path, total: int, chunk_bytes: int) -> Iterator[Chunk]:
    if total == 0:
        raise _not_pbf(path, "the file is empty")
    kind, header = _next_blob(file, path, total)
    if kind != b"OSMHeader":
        raise _not_pbf(path, "the file does not begin with an OSM PBF header")
    data = bytearray(header)
    while file.tell() < total:
        data += _next_blob(file, path, total)[1]
        if len(data) >= chunk_bytes:
            yield Chunk(bytes(data), file.tell(), total)
            data = bytearray(header)
    if len(data) > len(header):
        yield Chunk(bytes(data), total, total)


def _next_blob(file: BinaryIO, path: Path, total: int) -> tuple[bytes, bytes]:
    """Read one blob: its type, and all its bytes with length and header."""
    at = file.tell()
    prefix = file.read(4)
    header_size = int.from_bytes(prefix, "big")
    if header_size > MAX_HEADER_BYTES:
        raise _not_pbf(path, f"no OSM PBF blob at byte {at:,}")
    header = file.read(header_size)
    kind, size = _kind_and_size(header)
    if len(prefix) == 4 and len(header) == header_size and not 0 < size <= MAX_BLOB_BYTES:
        raise _not_pbf(path, f"no OSM PBF blob at byte {at:,}")
    blob = file.read(size)
    if len(prefix) + len(header) + len(blob) < 4 + header_size + size or not header:
        raise InputError(
            f"the file is cut off: it ends at byte {total:,}, inside the block at byte {at:,}",
            where=str(path),
            remedy="fetch or copy the file again and compare its size with the source's",
        )
    return kind, prefix + header + blob


def _kind_and_size(header: bytes) -> tuple[bytes, int]:
    """Read type and blob size from a blob header; what is missing is empty or 0."""
    kind, size, at = b"", 0, 0
    while at < len(header):
        key, at = _varint(header, at)
        value, at = _varint(header, at)
        if key & 7 == 2:  # length-delimited: the number is a length and bytes follow
            if key >> 3 == 1:
                kind = header[at : at + value]
            at += value
        elif key >> 3 == 3:
            size = value
    return kind, size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Decode a protobuf integer, seven bits a byte, lowest first; stops where data ends."""
    value = shift = 0
    while at < len(data):
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    return value, at


def _not_pbf(path: Path, what: str) -> InputError:
    return InputError(
        what,
        where=str(path),
        allowed="an .osm.pbf file, such as an extract from download.geofabrik.de",
        remedy="give a file in OSM PBF format; osmium-tool converts .osm and .osm.bz2",
    )
