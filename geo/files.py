"""Writing files so that a reader never meets a half-written one, and none is lost."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from geo.errors import InputError

Writer: TypeAlias = Callable[[Path], None]
"""Writes one file under the path it is given, and raises OSError when it cannot."""


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write several files at once, as :func:`write_all` does; existing ones are replaced.

    Raises
    ------
    InputError
        When a folder cannot be made, is read-only or full, or a path is a folder.
    """
    writers: dict[Path, Writer] = {
        path: partial(_write_bytes, content=content) for path, content in contents.items()
    }
    write_all(writers, overwrite=True)


def write_all(writers: Mapping[Path, Writer], *, overwrite: bool) -> None:
    """Write several files beside their places, one after the other, then move all there.

    An existing file is replaced only when every new one is complete and on the disk; where one
    cannot be written, none is.

    Parameters
    ----------
    writers
        What writes each file, by where the file shall stand in the end.
    overwrite
        Whether a file that stands there already may be replaced.

    Raises
    ------
    InputError
        When a file exists and may not be replaced, a folder cannot be made, is read-only or
        full, or a path is a folder.
    """
    failed = next(iter(writers), Path())
    try:
        with ExitStack() as stack:
            for failed in writers:
                check_place(failed, overwrite=overwrite)
            written: dict[Path, Path] = {}
            folders: dict[Path, Path] = {}
            for failed, write in writers.items():
                if failed.parent not in folders:
                    folders[failed.parent] = stack.enter_context(_beside(failed.parent))
                written[failed] = folders[failed.parent] / failed.name
                write(written[failed])
                _settle(written[failed])
            for failed, file in written.items():
                check_place(failed, overwrite=overwrite)  # another may have come meanwhile
                file.replace(failed)
    except OSError as error:
        raise _not_written(failed, error) from error


def taken(paths: Iterable[Path]) -> list[Path]:
    """Those of the paths at which something stands already."""
    return [path for path in paths if path.exists()]


def _write_bytes(path: Path, *, content: bytes) -> None:
    path.write_bytes(content)


def check_place(path: Path, *, overwrite: bool) -> None:
    """Refuse a place where nothing can be written, or where nothing may be replaced.

    Raises
    ------
    InputError
        When a folder stands there, or a file that may not be replaced.
    """
    if path.is_dir():
        raise _not_written(path, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    if not overwrite and path.exists():
        raise InputError("files.exists", where=str(path), name=path.name)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A hidden folder on the same disk, so that moving is renaming; gone in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    hidden = Path(tempfile.mkdtemp(dir=folder, prefix=".giap-ranh-"))
    try:
        yield hidden
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _settle(file: Path) -> None:
    """Wait until the file is on the disk: some file systems say only now that they are full."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    file.chmod(0o644)


def _not_written(path: Path, error: OSError) -> InputError:
    reason = error.strerror or (str(error).splitlines() or ["no reason given"])[0]
    return InputError("files.not_written", where=str(path), name=path.name, reason=reason)
