"""What a reader has done with a document so far, kept on the server so that no reload loses it.

Two files a review, in a folder of the cache: the text as it was read, and the review as JSON. Both
are called by the review's key, drawn by lot when the document is uploaded: who has the address has
the review, and who has the same document begins one of his own.
"""

import datetime as dt
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.agreements.document import Document
from geo.errors import InputError
from geo.files import alone, write_together

MOST_KEPT: Final = 2 * 10**9
"""Bytes of all reviews of a server."""
_KEY_BYTES: Final = 24
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{32}")
_KEY_BY_TEXT: Final = re.compile(r"[0-9a-f]{64}")
"""Of versions before this one, whose keys anybody could work out from a public text."""
_DOCUMENT: Final = ".document.json"
_REVIEW: Final = ".review.json"

Review = dict[str, Any]
"""Plain values: ``items`` (by the finding's id), ``agreement``, whatever else the page keeps."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One review in a list of them: the document's name, the last change, its size in bytes."""

    key: str
    name: str
    changed: dt.date
    size: int


@dataclass(frozen=True, slots=True)
class Journal:
    """The reviews in one folder."""

    folder: Path

    def keep(self, document: Document) -> str:
        """Begin the review of a document; gives its key, which nobody can guess.

        Raises
        ------
        InputError
            When the folder cannot be written, or is full.
        """
        content = json.dumps({"name": document.name, "text": document.text}).encode()
        if sum(one.size for one in self.kept()) + len(content) > MOST_KEPT:
            raise InputError("review.full", where=str(self.folder), size=MOST_KEPT / 1e9)
        key = secrets.token_urlsafe(_KEY_BYTES)
        write_together({self._path(key, _DOCUMENT): content})
        return key

    def document(self, key: str) -> Document | None:
        """Give back a document; None when there is none of that key."""
        found = self._read(key, _DOCUMENT)
        return None if found is None else Document(found["name"], found["text"])

    def review(self, key: str) -> Review:
        """Give what was done with a document so far."""
        return self._read(key, _REVIEW) or {}

    def change(self, key: str, *steps: str, **values: Any) -> Review:
        """Set values under the fields that ``steps`` lead to, and keep all else.

        The review is read anew first, so that two pages open on one document, or two servers, do
        not undo each other's work.

        Raises
        ------
        InputError
            When the folder cannot be written, or the journal is damaged.
        """
        with self._alone():
            review = self.review(key)
            place = review
            for step in steps:
                place = place.setdefault(step, {})
            place.update(values)
            written = json.dumps(review, ensure_ascii=False, indent=1)
            write_together({self._path(key, _REVIEW): written.encode()})
        return review

    def kept(self) -> list[Kept]:
        """List all reviews, those of former versions too, the last changed first."""
        found = [one for path in self.folder.glob(f"*{_DOCUMENT}") if (one := self._row(path))]
        return sorted(found, key=lambda one: (one.changed, one.name), reverse=True)

    def delete(self, key: str) -> None:
        """Delete a review and its document.

        Raises
        ------
        InputError
            When the folder cannot be written.
        """
        if _KEY.fullmatch(key) or _KEY_BY_TEXT.fullmatch(key):
            with self._alone():
                for sort in (_REVIEW, _DOCUMENT):
                    self._path(key, sort).unlink(missing_ok=True)

    def with_own_address(self, key: str) -> str:
        """Give a review of a former version a key that nobody can guess; others keep theirs.

        Raises
        ------
        InputError
            When the folder cannot be written.
        """
        if not _KEY_BY_TEXT.fullmatch(key):
            return key
        own = secrets.token_urlsafe(_KEY_BYTES)
        with self._alone():
            for sort in (_REVIEW, _DOCUMENT):
                if (old := self._path(key, sort)).exists():
                    old.rename(self._path(own, sort))
        return own

    def _path(self, key: str, sort: str) -> Path:
        return self.folder / f"{key}{sort}"

    def _row(self, document: Path) -> Kept | None:
        key = document.name.removesuffix(_DOCUMENT)
        try:
            files = [path for path in (document, self._path(key, _REVIEW)) if path.exists()]
            states = [path.stat() for path in files]
            name = str(json.loads(document.read_bytes())["name"])
        except (OSError, ValueError, KeyError, TypeError):  # deleted meanwhile, or damaged
            return None
        changed = max(state.st_mtime for state in states)
        day = dt.datetime.fromtimestamp(changed).astimezone().date()
        return Kept(key, name, day, sum(state.st_size for state in states))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with ExitStack() as held:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                held.enter_context(alone(self.folder))
            except OSError as error:
                raise InputError(
                    "review.unwritten", where=str(self.folder), reason=error.strerror
                ) from None
            yield

    def _read(self, key: str, sort: str) -> dict[str, Any] | None:
        if not _KEY.fullmatch(key):
            return None
        path = self._path(key, sort)
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise InputError(
                "review.kept", where=str(path), name=path.name, reason=type(error).__name__
            ) from None
        return found
