"""What readers made or brought, kept on the server so that no reload loses it.

Each thing lies in a folder of the cache under a key drawn by lot, which stands in the reader's
address: who has the address has the thing, and nobody else can guess it.
"""

import datetime as dt
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.files import write_together

_KEY_BYTES: Final = 24
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{32}")
_FACTS, _CONTENT = ".json", ".content"

ShelfFacts = dict[str, Any]
"""Plain values, as JSON holds them."""


@dataclass(frozen=True, slots=True)
class Lying:
    """One thing in a list of them: its last change, its size in bytes, what is known of it."""

    key: str
    changed: dt.datetime
    size: int
    facts: ShelfFacts


@dataclass(frozen=True, slots=True)
class Shelf:
    """The things of one kind; where they take more than ``most`` bytes, the oldest go."""

    folder: Path
    most: int

    def put(self, facts: ShelfFacts, content: bytes | None = None) -> str:
        """Take a thing in; gives its key.

        Raises
        ------
        InputError
            When the folder cannot be written, or is full.
        """
        key = secrets.token_urlsafe(_KEY_BYTES)
        files = {self._path(key, _FACTS): json.dumps(facts, ensure_ascii=False).encode()}
        if content is not None:
            files[self._path(key, _CONTENT)] = content
        write_together(files)
        self._sweep(key)
        return key

    def _sweep(self, newest: str) -> None:
        taken = 0
        for one in self.recent():
            taken += one.size
            if taken > self.most and one.key != newest:
                self.delete(one.key)

    def change(self, key: str, **values: Any) -> None:
        """Set some of what is known of a thing; a thing that is gone stays gone.

        Raises
        ------
        InputError
            When the folder cannot be written.
        """
        facts = self.facts(key)
        if facts is not None and facts != facts | values:
            content = json.dumps(facts | values, ensure_ascii=False).encode()
            write_together({self._path(key, _FACTS): content})

    def facts(self, key: str | None) -> ShelfFacts | None:
        """Give what is known of a thing; None where there is none, or it is damaged."""
        if not key or not _KEY.fullmatch(key):
            return None
        try:
            found = json.loads(self._path(key, _FACTS).read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def content(self, key: str) -> bytes | None:
        """Give the file of a thing; None where there is none."""
        if not _KEY.fullmatch(key):
            return None
        try:
            return self._path(key, _CONTENT).read_bytes()
        except OSError:
            return None

    def recent(self) -> list[Lying]:
        """List all things, the last changed first."""
        return sorted(self._all(), key=lambda one: one.changed, reverse=True)

    def delete(self, key: str) -> None:
        """Take a thing away."""
        if _KEY.fullmatch(key):
            for part in (_FACTS, _CONTENT):
                self._path(key, part).unlink(missing_ok=True)

    def _all(self) -> Iterator[Lying]:
        for path in self.folder.glob(f"*{_FACTS}"):
            facts = self.facts(path.stem)
            if facts is None:
                continue
            try:
                files = [path, self._path(path.stem, _CONTENT)]
                states = [one.stat() for one in files if one.exists()]
            except OSError:  # deleted meanwhile
                continue
            changed = dt.datetime.fromtimestamp(states[0].st_mtime).astimezone()
            yield Lying(path.stem, changed, sum(state.st_size for state in states), facts)

    def _path(self, key: str, part: str) -> Path:
        return self.folder / f"{key}{part}"
