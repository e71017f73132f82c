"""A cache in one file, to be carried to where there is no network."""

import hashlib
import zipfile
import zlib
from functools import partial
from pathlib import Path
from typing import IO, Final

from geo.errors import InputError, Wording
from geo.files import alone, write_all
from geo.limits import check
from geo.osm.cache import (
    MANIFEST,
    NO_MAP,
    Cache,
    CacheEntry,
    Manifest,
    check_unpacked,
    parse_manifest,
    write_whole,
)

MAX_MANIFEST_BYTES: Final = 4 * 1024 * 1024
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""Of every member, so that the same cache gives the same pack."""


def write_pack(cache: Cache, path: Path) -> Manifest:
    """Write all that a cache holds into one zip file, with its table of contents.

    The table names each part's source, date, licence and checksum.

    Raises
    ------
    InputError
        When the cache is empty or damaged, or the file cannot be written.
    """
    manifest = cache.manifest()
    if not manifest.entries:
        raise InputError("osm.nothing_to_pack", where=str(cache.folder))
    write_all({path: partial(_write_zip, cache, manifest)}, overwrite=True)
    return manifest


def _write_zip(cache: Cache, manifest: Manifest, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        text = manifest.model_dump_json(indent=1)
        archive.writestr(zipfile.ZipInfo(MANIFEST, _LONG_AGO), text)
        for entry in _each_file(manifest):
            cache.read(entry)  # no damaged file goes into a pack
            data = (cache.folder / "files" / entry.name).read_bytes()
            archive.writestr(zipfile.ZipInfo(entry.name, _LONG_AGO), data)


def open_pack(path: Path, into: Path) -> Cache:
    """Check a pack and unpack it, once; returns the cache it holds.

    Parameters
    ----------
    into
        Folder for unpacked packs; each gets one of its own there, named by its content.

    Raises
    ------
    InputError
        When the file is missing, no pack, damaged, of another version, or not to be trusted.
    """
    try:
        with path.open("rb") as file:
            folder = into / hashlib.file_digest(file, "sha256").hexdigest()[:32]
            cache = Cache(folder)
            into.mkdir(parents=True, exist_ok=True)
            with alone(into):  # who drops in what another is unpacking waits for him
                if not (folder / MANIFEST).exists():
                    _unpack(file, path, cache)
    except OSError as error:
        raise InputError("osm.pack_unread", where=str(path), reason=error.strerror) from None
    if not cache.describe():
        raise _refused(path, Wording("osm.pack_nothing"))
    return cache


def _unpack(file: IO[bytes], path: Path, cache: Cache) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, path)
            _check_members(archive, manifest, path)
            for entry in _each_file(manifest):
                data = _member(archive, entry, path)
                _check_unpacked(data, entry, path)
                write_whole(cache.folder / "files" / entry.name, data)
                _check_content(cache, entry, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        # RuntimeError: a member is encrypted; NotImplementedError: packed by an unknown method
        raise _refused(path, Wording("osm.pack_damaged", reason=error)) from None
    # Last: a folder with a manifest is a whole one.
    write_whole(cache.folder / MANIFEST, manifest.model_dump_json(indent=1).encode())


def _check_unpacked(data: bytes, entry: CacheEntry, path: Path) -> None:
    try:
        check_unpacked(data, where=str(path))
    except InputError:
        raise
    except NO_MAP as error:
        why = Wording("osm.cache_no_map", reason=error)
        raise _refused(path, Wording("osm.pack_part", part=entry.key, why=why)) from None


def _check_content(cache: Cache, entry: CacheEntry, path: Path) -> None:
    """A checksum is right for any file that somebody packed: look whether it is map data."""
    try:
        cache.read(entry)
    except InputError as error:
        raise _refused(path, Wording("osm.pack_part", part=entry.key, why=error)) from None


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
    except KeyError:
        raise _refused(path, Wording("osm.pack_no_manifest", manifest=MANIFEST)) from None
    text = _read(archive, info, MAX_MANIFEST_BYTES, path)
    return parse_manifest(text.decode("utf-8", "replace"), where=str(path))


def _check_members(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """A pack holds the files of its table of contents, each once, and nothing else."""
    named = sorted([MANIFEST, *(entry.name for entry in _each_file(manifest))])
    found = sorted(info.filename for info in archive.infolist())
    if found != named:
        odd = min(map(repr, set(found) ^ set(named)), default=Wording("osm.pack_twice"))
        raise _refused(path, Wording("osm.pack_members", odd=odd))
    # Parquet is packed once more inside: its own sums count where it is read.
    check("pack_unpacked", sum(entry.size for entry in _each_file(manifest)), where=str(path))


def _member(archive: zipfile.ZipFile, entry: CacheEntry, path: Path) -> bytes:
    data = _read(archive, archive.getinfo(entry.name), entry.size, path)
    if len(data) != entry.size or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise _refused(path, Wording("osm.pack_checksum", part=entry.key))
    return data


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, path: Path) -> bytes:
    """Unpack a member, but never more than it may have, whatever its header says."""
    with archive.open(info) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise _refused(path, Wording("osm.pack_member_size", part=info.filename, most=most))
    return data


def _each_file(manifest: Manifest) -> tuple[CacheEntry, ...]:
    """Entries with different content, each once."""
    return tuple({entry.sha256: entry for entry in manifest.entries}.values())


def _refused(path: Path, why: Wording) -> InputError:
    return InputError("osm.pack", where=str(path), why=why)
