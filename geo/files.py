"""Writing files so that a reader never meets a half-written one, none is lost, and two may write.

Whatever is not yet whole lies in a folder of its own, which no two runs share and which the next
run clears away where the one that made it was killed.
"""

import contextlib
import errno
import hashlib
import os
import platform
import re
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from geo.errors import InputError

Writer: TypeAlias = Callable[[Path], None]
"""Writes one file under the path it is given, and raises OSError when it cannot."""

LOCK: Final = ".giap-ranh-lock"
"""File by which processes wait for one another; it stays, and holds nothing."""
_SCRATCH: Final = "giap-ranh"
_ABANDONED_S: Final = 86_400.0
"""Age from which a folder of another machine, or of one that cannot be asked, is left over."""
_in_use: set[str] = set()
"""Names of this process's own folders."""
_making = threading.Lock()


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
            for failed in written:
                check_place(failed, overwrite=overwrite)  # another may have come meanwhile
            _move(written, overwrite=overwrite)
            for folder in folders:
                settle_folder(folder)
    except OSError as error:
        raise _not_written(failed, error) from error


def taken(paths: Iterable[Path]) -> list[Path]:
    """Those of the paths at which something stands already."""
    return [path for path in paths if path.exists()]


def oldest_first(paths: Iterable[Path]) -> list[Path]:
    """Sort files by when they were changed; one that another clears away meanwhile comes first."""

    def changed(path: Path) -> float:
        try:
            return path.stat().st_mtime
        except FileNotFoundError:
            return 0.0

    return sorted(paths, key=changed)


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
    if path.exists() and not path.is_file():  # a device, a pipe: renaming would take its place
        raise _not_written(path, OSError(errno.EINVAL, "not an ordinary file"))
    if not overwrite and path.exists():
        raise _exists(path)
    check_folder(path.parent, for_file=path)


def check_folder(folder: Path, *, for_file: Path | None = None) -> None:
    """Refuse a folder in which no file can be made, before any work is done for one.

    ``for_file`` is named instead of the folder where it is known already.

    Raises
    ------
    InputError
        When a file stands in its way, or one may not write there.
    """
    told = for_file or folder
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not there.is_dir():
        raise _not_written(told, NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
    effective = os.access in os.supports_effective_ids
    if not os.access(there, os.W_OK | os.X_OK, effective_ids=effective):
        raise _not_written(told, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _exists(path: Path) -> InputError:
    return InputError("files.exists", where=str(path), name=path.name)


def _move(written: Mapping[Path, Path], *, overwrite: bool) -> None:
    """Move whole files to their places; of new ones either all are there or none."""
    if overwrite:
        for place, file in written.items():
            file.replace(place)
        return
    placed: list[Path] = []
    for place, file in written.items():
        try:
            _place_new(file, place)
        except OSError as error:
            for before in placed:
                before.unlink(missing_ok=True)
            is_taken = isinstance(error, FileExistsError)
            raise _exists(place) if is_taken else _not_written(place, error) from None
        placed.append(place)


def _place_new(file: Path, place: Path) -> None:
    """Move a file to where none may stand: of two that try, one gets FileExistsError."""
    try:
        place.hardlink_to(file)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a disk without hard links: a USB stick, a share
        with place.open("xb"):
            pass
        file.replace(place)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A hidden folder on the same disk, so that moving is renaming; gone in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with scratch(folder) as hidden:
        yield hidden


@contextmanager
def scratch(folder: Path | None = None) -> Iterator[Path]:
    """Make a folder for the time of the block, hidden in ``folder``, else where temporary ones lie.

    Those that killed runs have left there are cleared away first.

    Raises
    ------
    OSError
        When none can be made.
    """
    place = Path(tempfile.gettempdir()) if folder is None else folder
    dot = "" if folder is None else "."
    prefix = f"{dot}{_SCRATCH}-"
    with _making:
        _clear_away(place, prefix)
        made = Path(tempfile.mkdtemp(dir=place, prefix=f"{prefix}{_machine()}-{os.getpid()}-"))
        _in_use.add(made.name)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        _in_use.discard(made.name)


def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _clear_away(place: Path, prefix: str) -> None:
    for left in place.glob(f"{prefix}*"):
        if left.is_dir() and left.name not in _in_use and _is_abandoned(left, prefix):
            shutil.rmtree(left, ignore_errors=True)


def _is_abandoned(left: Path, prefix: str) -> bool:
    machine, _, rest = left.name.removeprefix(prefix).partition("-")
    process = rest.partition("-")[0]
    if os.name == "posix" and machine == _machine() and re.fullmatch("[0-9]{1,9}", process):
        return int(process) == os.getpid() or not _is_running(int(process))
    with contextlib.suppress(OSError):
        return time.time() - left.stat().st_mtime > _ABANDONED_S
    return False


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True


@contextmanager
def alone(folder: Path, *, wait_s: float = 60.0) -> Iterator[None]:
    """Hold a folder for writing: other threads and processes that ask for it wait.

    The system lets go of it when the process is killed.

    Raises
    ------
    TimeoutError
        When another holds it for longer than ``wait_s``, in seconds.
    OSError
        When there is no such folder, or it cannot be written.
    """
    try:
        lock = sqlite3.connect(folder / LOCK, timeout=wait_s, isolation_level=None)
    except sqlite3.Error as error:
        raise OSError(errno.EACCES, str(error)) from error
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise OSError(errno.EACCES, str(error)) from error
            raise TimeoutError(errno.ETIMEDOUT, "another is writing there") from None
        yield


def write_one(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whoever else writes it.

    Raises
    ------
    OSError
        When the folder cannot be written or is full.
    """
    with _beside(path.parent) as hidden:
        file = hidden / "file"
        file.write_bytes(content)
        _settle(file)
        file.replace(path)
    settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """Wait until what was renamed in a folder is on the disk under its new name."""
    if os.name != "posix":  # Windows opens no folder, and needs none of this
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some shares know no such thing
            os.fsync(handle)
    finally:
        os.close(handle)


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
