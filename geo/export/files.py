"""Writing files so that a reader never meets a half-written one."""

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from geo.errors import InputError


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write several files under temporary names in their folders, then move all into place.

    Existing files are replaced only when every new one is complete; where one cannot be
    written, none is.

    Raises
    ------
    InputError
        When a folder cannot be made, is read-only or full, or a path is a folder.
    """
    temporary: dict[Path, Path] = {}
    failed = next(iter(contents), None)
    try:
        for path, content in contents.items():
            failed = path
            temporary[path] = _write_beside(path, content)
        for path, written in temporary.items():
            failed = path
            written.replace(path)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})",
            where=str(failed),
            remedy="choose a folder that exists, is writable and has room",
        ) from None
    finally:
        for written in temporary.values():
            written.unlink(missing_ok=True)


def _write_beside(path: Path, content: bytes) -> Path:
    """Write to a temporary name in the folder of ``path``, which is made when missing."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
