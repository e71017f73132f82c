"""The outer frame of an OSM PBF file, read so that a cut file is always noticed.

A file is a chain of (4-byte big-endian length, blob header, blob); the header's field 1 is
the blob's type and field 3 its size. Limits and fields: OSM wiki, "PBF Format". What is in a
blob is not this module's business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from geo.errors import InputError, Wording

MAX_HEADER_BYTES = 64 * 1024
MAX_BLOB_BYTES = 32 * 1024 * 1024


class Blob(NamedTuple):
    """Where in the file a blob is, in bytes."""

    start: int
    """Of its length and header."""
    content: int
    end: int


@dataclass(frozen=True)
class BlobFrame:
    """Where everything is in a PBF file."""

    path: Path
    header: bytes
    """The header blob with its length and header: by itself a PBF file without data."""
    blobs: Sequence[Blob]
    total: int
    """How many bytes the file has."""


def read_frame(path: Path) -> BlobFrame:
    """Find the blobs of a PBF file, checking that it is whole; their content is not read.

    A file cut exactly between two blobs is a valid, shorter file: the format has no end mark,
    so that one cut in some ten thousand cannot be seen here.

    Raises
    ------
    InputError
        When the file cannot be opened, is empty, is no PBF file or ends in mid-blob.
    """
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            return _frame(file, path, total)
    except OSError as error:
        raise _unreadable(path, error) from None


_SLICE_BYTES: Final = 8 * 1024 * 1024
"""How much is read at a time: pyosmium unpacks it in all threads, and a reader sees progress."""


def slices(frame: BlobFrame) -> Iterator[bytes]:
    """Read the blobs with their headers, as many at a time as make some megabytes.

    Raises
    ------
    InputError
        When the file can no longer be read, or became shorter since its frame was read.
    """
    try:
        with frame.path.open("rb") as file:
            first, end = 0, 0
            for blob in frame.blobs:
                if blob.start != end or end - first >= _SLICE_BYTES:
                    if end:
                        yield _read(frame, file, first, end)
                    first = blob.start
                end = blob.end
            if end:
                yield _read(frame, file, first, end)
    except OSError as error:
        raise _unreadable(frame.path, error) from None


def _read(frame: BlobFrame, file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    data = file.read(end - start)
    if len(data) < end - start:
        raise _cut(frame.path, file.tell(), start)
    return data


def _frame(file: BinaryIO, path: Path, total: int) -> BlobFrame:
    if total == 0:
        raise _not_pbf(path, Wording("osm.pbf_empty"))
    kind, first = _next_blob(file, path, total)
    if kind != b"OSMHeader":
        raise _not_pbf(path, Wording("osm.pbf_header"))
    blobs = []
    while (at := file.tell()) < total:
        kind, blob = _next_blob(file, path, total)
        if kind == b"OSMData":  # the format says: leave out what you do not know
            blobs.append(blob)
        assert blob.end > at
    file.seek(0)
    return BlobFrame(path, file.read(first.end), blobs, total)


def _next_blob(file: BinaryIO, path: Path, total: int) -> tuple[bytes, Blob]:
    """Read a blob's header and go to its end; returns its type and place."""
    at = file.tell()
    prefix = file.read(4)
    header_size = int.from_bytes(prefix, "big")
    if header_size > MAX_HEADER_BYTES:
        raise _not_pbf(path, Wording("osm.pbf_blob", at=at))
    header = file.read(header_size)
    kind, size = _kind_and_size(header)
    if len(prefix) == 4 and len(header) == header_size and not 0 < size <= MAX_BLOB_BYTES:
        raise _not_pbf(path, Wording("osm.pbf_blob", at=at))
    blob = Blob(at, at + 4 + header_size, at + 4 + header_size + size)
    if blob.end > total or not header:
        raise _cut(path, total, at)
    file.seek(blob.end)
    return kind, blob


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


def _cut(path: Path, total: int, at: int) -> InputError:
    return InputError("osm.cut_off", where=str(path), total=total, at=at)


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError("osm.unreadable", where=str(path), reason=error.strerror)


def _not_pbf(path: Path, why: Wording) -> InputError:
    return InputError("osm.not_pbf", where=str(path), why=why)
