"""Writing files so that a reader never meets a half-written one."""

import os
import tempfile
from pathlib import Path

from geo.errors import InputError


def write_in_place(path: Path, content: bytes) -> None:
    """Write to a temporary name in the same folder, then move into place.

    An existing file is replaced only when the new one is complete.

    Raises
    ------
    InputError
        When the folder does not exist, is read-only or full.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise InputError(
            f"cannot be written ({error.strerror})",
            where=str(path),
            remedy="choose a folder that exists, is writable and has room",
        ) from None
