"""One large file from a server, into a folder, going on where it was stopped.

What has arrived lies under the name of what was asked for; the next attempt asks for the rest
only (RFC 9110, Range with If-Range), and takes the whole where the file became another one.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests
import urllib3

from geo.osm._bounded import EndlessError, bounded
from geo.osm._watched import watched

Told = Callable[[int, int], None]
"""Told every second how many bytes there are, and of how many (0: not known)."""

_AT_ONCE: Final = 64 * 1024
"""Bytes taken from the wire in one go."""
_MOST_OF_A_REDIRECT: Final = 2**16
_PARTIAL, _UNSATISFIABLE = 206, 416


@dataclass(frozen=True)
class Wanted:
    """A file: where it is, its id in git, how large it may be, how long one attempt may take.

    ``timeout_s`` is for the server to begin, and to go on, answering; ``most_s`` for the whole.
    """

    url: str
    blob: str
    most_bytes: int
    timeout_s: float
    most_s: float


@dataclass
class _Arrived:
    """How much of a file is there, and how large it is (0: not known); another thread reads it."""

    bytes: int
    whole: int = 0


class OtherFileError(Exception):
    """What arrived is whole, and not the file that was asked for."""


def downloaded(wanted: Wanted, folder: Path, told: Told) -> Path:
    """Fetch a file, or the rest of it.

    Parameters
    ----------
    folder
        Made when missing. What arrived of other files is cleared away; what arrived of this one
        stays there however this ends, unless it is not the file.

    Raises
    ------
    OtherFileError
        When its content is another one, twice where it was put together of two attempts.
    requests.exceptions.RequestException
        When the server cannot be reached, refuses, sends on to a stranger, or breaks off.
    OSError
        When it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{wanted.blob}.part"
    for other in folder.iterdir():
        if other.stem != path.stem:
            other.unlink()
    if path.is_file() and blob_id(path) == wanted.blob:
        return path  # stopped between its last byte and its use
    for began_with in (_size(path), 0):
        _fetch_rest(wanted, path, told)
        if blob_id(path) == wanted.blob:
            return path
        _forget(path)
        if not began_with:  # it came in one piece: asking again will not help
            break
    raise OtherFileError(wanted.url)


def blob_id(path: Path) -> str:
    """A file's id in git: SHA-1 over "blob", its size, a null and its content.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "a").write_bytes(b"")
    ...     blob_id(Path(folder) / "a")
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _tag(path: Path) -> Path:
    """Where the server's own mark of the file is kept, by which it tells a changed one."""
    return path.with_suffix(".etag")


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)
    _tag(path).unlink(missing_ok=True)


def _fetch_rest(wanted: Wanted, path: Path, told: Told) -> None:
    arrived = _Arrived(_size(path))
    watched(
        lambda session: _ask(session, wanted, path, arrived),
        seconds=wanted.most_s,
        tell=lambda: told(arrived.bytes, arrived.whole),
    )
    told(arrived.bytes, arrived.whole)


def _ask(session: requests.Session, wanted: Wanted, path: Path, arrived: "_Arrived") -> None:
    answer = session.get(
        wanted.url,
        headers=_asking_for_the_rest(path, arrived.bytes),
        timeout=wanted.timeout_s,
        stream=True,
        hooks={"response": _look_at_redirect},
    )
    with answer:
        if arrived.bytes and answer.status_code == _UNSATISFIABLE:
            _forget(path)  # longer than the file is by now
            arrived.bytes = 0
            _ask(session, wanted, path, arrived)
            return
        answer.raise_for_status()
        goes_on = answer.status_code == _PARTIAL and _begins_at(answer, arrived.bytes)
        if answer.status_code == _PARTIAL and not goes_on:
            raise requests.exceptions.InvalidHeader("it sends another part than was asked for")
        if not goes_on:
            arrived.bytes = 0
            _tag(path).write_text(_strong(answer.headers.get("ETag", "")), encoding="utf-8")
        arrived.whole = _whole(answer, arrived.bytes)
        _append(answer, path, wanted, arrived)


def _asking_for_the_rest(path: Path, there: int) -> dict[str, str]:
    # As it is: of a file that was packed on the way no part could be asked for.
    headers = {"Accept-Encoding": "identity"}
    if there:
        headers["Range"] = f"bytes={there}-"
        if _tag(path).is_file() and (tag := _tag(path).read_text(encoding="utf-8")):
            headers["If-Range"] = tag
    return headers


def _strong(tag: str) -> str:
    """A mark that says "byte for byte"; a weak one may not be asked by (RFC 9110, 13.1.5)."""
    return "" if tag.startswith("W/") or not tag.isascii() else tag


def _look_at_redirect(answer: requests.Response, *_: object, **__: object) -> None:
    if answer.is_redirect:
        bounded(most=_MOST_OF_A_REDIRECT, seconds=60.0)(answer)


def _begins_at(answer: requests.Response, there: int) -> bool:
    return answer.headers.get("Content-Range", "").startswith(f"bytes {there}-")


def _whole(answer: requests.Response, there: int) -> int:
    """How large the file is as the server says, the part that is there included."""
    length = answer.headers.get("Content-Length", "")
    return there + int(length) if re.fullmatch("[0-9]{1,18}", length) else 0


def _append(answer: requests.Response, path: Path, wanted: Wanted, arrived: "_Arrived") -> None:
    with path.open("ab" if arrived.bytes else "wb") as file:
        for part in _parts(answer):
            file.write(part)
            arrived.bytes += len(part)
            if max(arrived.bytes, arrived.whole) > wanted.most_bytes:
                _forget(path)
                raise EndlessError(f"the answer has more than {wanted.most_bytes:,} bytes")
    if arrived.bytes < arrived.whole:
        there = f"{arrived.bytes:,} of {arrived.whole:,} bytes"
        raise requests.exceptions.ChunkedEncodingError(f"broke off at {there}")


def _parts(answer: requests.Response) -> Iterator[bytes]:
    """The body as it comes, however little at a time."""
    try:
        while part := answer.raw.read1(_AT_ONCE):
            yield part
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from error
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error
