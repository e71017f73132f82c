"""Files that go with entries: each lies once, under the SHA-256 of what it holds."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from geo.errors import InputError, Wording
from geo.files import write_one
from geo.store.entry import Attachment

MOST_BYTES: Final = 20_000_000
TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""What may be attached, by ending: none that a browser would run."""
_BEGINNINGS: Final = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    TYPES["docx"]: b"PK\x03\x04",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody hands in: its name and content."""

    name: str
    content: bytes

    @property
    def described(self) -> Attachment:
        """What an entry says of it.

        Raises
        ------
        InputError
            When it is of no type that may be attached, is empty or too large.
        """
        name = PurePosixPath(PureWindowsPath(self.name).name).name[-200:] or "tệp"
        media_type = TYPES.get(name.rpartition(".")[2].lower(), "")
        if not media_type or not self.content.startswith(_BEGINNINGS[media_type]):
            raise _refused(name, Wording("store.attachment_type"))
        if len(self.content) > MOST_BYTES:
            raise _refused(name, Wording("store.attachment_large", size=len(self.content)))
        return Attachment(
            sha256=hashlib.sha256(self.content).hexdigest(),
            name=name,
            media_type=media_type,
            size_bytes=len(self.content),
        )


def _refused(name: str, fault: Wording) -> InputError:
    return InputError("store.attachment", where=name, fault=fault, most=MOST_BYTES // 1_000_000)


@dataclass(frozen=True, slots=True)
class Files:
    """The folder in which attachments lie."""

    folder: Path

    def keep(self, content: bytes) -> str:
        """Put a file there, whole or not at all; gives its SHA-256.

        Raises
        ------
        InputError
            When the folder cannot be written.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        try:
            if path.exists() and self._is_whole(path, digest):
                return digest
            path.parent.mkdir(parents=True, exist_ok=True)
            write_one(path, content)
        except OSError as error:
            raise self._unusable(error) from error
        return digest

    def read(self, digest: str) -> bytes:
        """Give back a file.

        Raises
        ------
        InputError
            When it is not there, or is damaged.
        """
        path = self._path(digest)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            content = b""
        except OSError as error:
            raise self._unusable(error) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise InputError("store.attachment_lost", where=str(path))
        return content

    def holds(self, digest: str) -> bool:
        """Whether a file of that content lies there."""
        return self._path(digest).is_file()

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    @staticmethod
    def _is_whole(path: Path, digest: str) -> bool:
        return hashlib.sha256(path.read_bytes()).hexdigest() == digest

    def _unusable(self, error: OSError) -> InputError:
        reason = error.strerror or str(error)
        return InputError("store.attachments", where=str(self.folder), reason=reason)
