"""Entries and their attachments as one file that goes from one installation to another."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from geo.errors import InputError
from geo.store.attachments import MOST_BYTES
from geo.store.causality import in_order, without_collector
from geo.store.entry import Attachment, Entry, EntryKind, entry_line, read_entry
from geo.store.log import Register
from geo.store.people import Visitor

FORMAT: Final = "giap-ranh entries 1"
MOST_UNPACKED: Final = 2_000_000_000
"""Bytes that all members of a file may have together when unpacked."""
_ENTRIES: Final = "entries.jsonl"
_MANIFEST: Final = "manifest.json"
_FILES: Final = "attachments/"
_EPOCH: Final = (2020, 1, 1, 0, 0, 0)
"""Date of every member: equal entries make equal files."""


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: str
    entries: int
    sha256: dict[str, str]


_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,  # packed in a way that Python does not know
    RuntimeError,  # encrypted
)


@dataclass(frozen=True, slots=True)
class Handed:
    """What a file holds, found whole."""

    entries: tuple[Entry, ...]
    files: Mapping[str, bytes]
    """By their SHA-256."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of taking a file in."""

    entries: int
    new: int
    files: int


def packed(register: Register, entries: Sequence[Entry] | None = None) -> bytes:
    """The register's entries (or some of them) and their attachments as one file.

    Raises
    ------
    InputError
        When the register cannot be read, or an attachment is missing or damaged.
    """
    said = sorted(register.entries() if entries is None else entries, key=in_order)
    members = {_ENTRIES: "".join(f"{entry_line(entry)}\n" for entry in said).encode()}
    for digest in sorted(_attached(said)):
        members[_FILES + digest] = register.files.read(digest)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    manifest = {"format": FORMAT, "entries": len(said), "sha256": sums}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {_MANIFEST: json.dumps(manifest).encode(), **members}.items():
            file.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def take_in(register: Register, visitor: Visitor, content: bytes, *, name: str) -> TakenIn:
    """Add what a file holds; a second time changes nothing.

    Raises
    ------
    NotAllowedError
        When the visitor may not.
    InputError
        As :func:`handed`; nothing is taken in.
    """
    return add(register, visitor, handed(content, name))


def handed(content: bytes, name: str) -> Handed:
    """Read a file, and change nothing.

    Raises
    ------
    InputError
        When the file is damaged, foreign or of a newer version, or was altered.
    """
    members = _members(content, name)
    with without_collector():
        entries = tuple(_entries(members[_ENTRIES], name))
    digests = _attached(entries)
    if missing := digests - {member.removeprefix(_FILES) for member in members}:
        raise _damaged(name, f"{len(missing)} attachment(s) are not in it")
    return Handed(entries, {digest: members[_FILES + digest] for digest in digests})


def add(register: Register, visitor: Visitor, given: Handed) -> TakenIn:
    """Add what was read.

    Raises
    ------
    NotAllowedError
        When the visitor may not.
    InputError
        When an entry that is here already says something else there.
    """
    new = register.take_in(visitor, given.entries, given.files)
    return TakenIn(entries=len(given.entries), new=new, files=len(given.files))


def _attached(entries: Sequence[Entry]) -> set[str]:
    said = [entry.payload for entry in entries if entry.kind == EntryKind.ATTACHMENT]
    return {one.sha256 for one in said if isinstance(one, Attachment)}


def _entries(content: bytes, name: str) -> Iterator[Entry]:
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            yield read_entry(line)
        except (ValidationError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise InputError(
                "store.line", where=f"{name}/{_ENTRIES}", line=number, reason=reason
            ) from None


def _members(content: bytes, name: str) -> Mapping[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            manifest = _Manifest.model_validate_json(_unpacked(file, _MANIFEST, 50_000_000))
            _check_format(manifest, name)
            left = MOST_UNPACKED
            members = {}
            for member, digest in manifest.sha256.items():
                members[member] = _unpacked(file, member, left)
                left -= len(members[member])
                if hashlib.sha256(members[member]).hexdigest() != digest:
                    raise _damaged(name, f"{member} is not what its checksum says")
    except _UNREADABLE as error:
        if isinstance(error, InputError):
            raise
        raise _damaged(name, type(error).__name__) from None
    if _ENTRIES not in members:
        raise _damaged(name, f"{_ENTRIES} is not in it")
    return members


def _unpacked(file: zipfile.ZipFile, member: str, most: int) -> bytes:
    most = min(most, MOST_BYTES) if member.startswith(_FILES) else most
    with file.open(member) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise zipfile.BadZipFile(f"{member} is larger than {most:,} bytes")
    return content


def _check_format(manifest: Any, name: str) -> None:
    if manifest.format != FORMAT:
        raise InputError("store.format", where=name, format=manifest.format, known=FORMAT)


def _damaged(name: str, what: str) -> InputError:
    return InputError("store.damaged", where=name, reason=what)
