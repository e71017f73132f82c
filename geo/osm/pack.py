"""A cache in one file, to be carried to where there is no network."""

import hashlib
import zipfile
import zlib
from functools import partial
from pathlib import Path
from typing import IO, Final

from geo.errors import InputError
from geo.files import alone, write_all
from geo.osm.cache import MANIFEST, Cache, Entry, Manifest, parse_manifest, write_whole

MAX_MANIFEST_BYTES: Final = 4 * 1024 * 1024
MAX_PACK_BYTES: Final = 2 * 1024 * 1024 * 1024
"""Unpacked. The whole country takes about a tenth of it."""
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
        raise InputError(
            "nothing was fetched yet",
            where=str(cache.folder),
            remedy="run: python -m geo refresh",
            vi="Chưa tải dữ liệu nào về để đóng gói. Hãy tải về trước: python -m geo refresh.",
        )
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
        raise InputError(
            f"cannot be read ({error.strerror})",
            where=str(path),
            remedy="check the path",
            vi=f"Không đọc được gói ({error.strerror}). Hãy kiểm tra đường dẫn.",
        ) from None
    if not cache.describe():
        raise _refused(
            path,
            "it holds nothing that this version can use",
            "Gói không có dữ liệu nào mà bản này dùng được",
        )
    return cache


def _unpack(file: IO[bytes], path: Path, cache: Cache) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, path)
            _check_members(archive, manifest, path)
            for entry in _each_file(manifest):
                write_whole(cache.folder / "files" / entry.name, _member(archive, entry, path))
                _check_content(cache, entry, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        # RuntimeError: a member is encrypted; NotImplementedError: packed by an unknown method
        raise _refused(
            path,
            f"no pack, or a damaged one ({error})",
            "Tệp này không phải gói dữ liệu, hoặc đã bị hỏng",
        ) from None
    # Last: a folder with a manifest is a whole one.
    write_whole(cache.folder / MANIFEST, manifest.model_dump_json(indent=1).encode())


def _check_content(cache: Cache, entry: Entry, path: Path) -> None:
    """A checksum is right for any file that somebody packed: look whether it is map data."""
    try:
        cache.read(entry)
    except InputError as error:
        raise _refused(
            path,
            f"{entry.kind} {entry.key} {error.what}",
            f"Phần {entry.key} trong gói không phải dữ liệu bản đồ dùng được",
        ) from None


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
    except KeyError:
        raise _refused(
            path,
            f"a zip file without {MANIFEST}, so no pack of Giáp Ranh",
            f"Tệp zip này không có {MANIFEST} nên không phải gói của Giáp Ranh",
        ) from None
    text = _read(archive, info, MAX_MANIFEST_BYTES, path)
    return parse_manifest(text.decode("utf-8", "replace"), where=str(path))


def _check_members(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """A pack holds the files of its table of contents, each once, and nothing else."""
    named = sorted([MANIFEST, *(entry.name for entry in _each_file(manifest))])
    found = sorted(info.filename for info in archive.infolist())
    if found != named:
        odd = sorted(set(found) ^ set(named)) or ["a file twice"]
        raise _refused(
            path,
            f"its files are not those of its table of contents ({odd[0]!r})",
            f"Các tệp trong gói không khớp mục lục của gói ({odd[0]})",
        )
    if sum(entry.size for entry in _each_file(manifest)) > MAX_PACK_BYTES:
        raise _refused(
            path,
            f"it unpacks to more than {MAX_PACK_BYTES:,} bytes",
            f"Gói bung ra lớn hơn mức cho phép ({MAX_PACK_BYTES // 1024**3} GB)",
        )


def _member(archive: zipfile.ZipFile, entry: Entry, path: Path) -> bytes:
    data = _read(archive, archive.getinfo(entry.name), entry.size, path)
    if len(data) != entry.size or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise _refused(
            path,
            f"the checksum of {entry.kind} {entry.key} is wrong",
            f"Gói bị hỏng: mã kiểm của phần {entry.key} không khớp",
        )
    return data


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, path: Path) -> bytes:
    """Unpack a member, but never more than it may have, whatever its header says."""
    with archive.open(info) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise _refused(
            path,
            f"{info.filename} unpacks to more than {most:,} bytes",
            f"Phần {info.filename} trong gói bung ra lớn hơn mục lục nêu",
        )
    return data


def _each_file(manifest: Manifest) -> tuple[Entry, ...]:
    """Entries with different content, each once."""
    return tuple({entry.sha256: entry for entry in manifest.entries}.values())


def _refused(path: Path, what: str, vi: str) -> InputError:
    return InputError(
        what,
        where=str(path),
        allowed="a file made with: python -m geo pack",
        remedy="copy it again, or make it again on a machine with a network",
        vi=f"{vi}. Hãy chép lại, hoặc đóng gói lại trên máy có mạng: python -m geo pack.",
    )
