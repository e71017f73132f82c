"""What a reader has done with a document so far, kept on the server so that no reload loses it.

Two files a document, in a folder of the cache: the text as it was read, and the review as JSON.
Both are called by the key of the text's content, so that who uploads it again goes on where he
stopped, and who does not have it cannot guess its address.
"""

import hashlib
import json
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.agreements.document import Document
from geo.errors import InputError
from geo.files import write_together

_KEY = re.compile(r"[0-9a-f]{64}")
_changing = threading.Lock()

Review = dict[str, Any]
"""Plain values: ``items`` (by the finding's id), ``agreement``, whatever else the page keeps."""


@dataclass(frozen=True, slots=True)
class Journal:
    """The reviews in one folder."""

    folder: Path

    def keep(self, document: Document) -> str:
        """Keep a document's text; gives its key.

        Raises
        ------
        InputError
            When the folder cannot be written.
        """
        content = json.dumps({"name": document.name, "text": document.text})
        key = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
        path = self.folder / f"{key}.document.json"
        if not path.exists():
            write_together({path: content.encode()})
        return key

    def document(self, key: str) -> Document | None:
        """Give back a document; None when there is none of that key."""
        found = self._read(key, "document")
        return None if found is None else Document(found["name"], found["text"])

    def review(self, key: str) -> Review:
        """Give what was done with a document so far."""
        return self._read(key, "review") or {}

    def change(self, key: str, *steps: str, **values: Any) -> Review:
        """Set values under the fields that ``steps`` lead to, and keep all else.

        The review is read anew first, so that two pages open on one document do not undo each
        other's work.

        Raises
        ------
        InputError
            When the folder cannot be written, or the journal is damaged.
        """
        with _changing:
            review = self.review(key)
            place = review
            for step in steps:
                place = place.setdefault(step, {})
            place.update(values)
            written = json.dumps(review, ensure_ascii=False, indent=1)
            write_together({self.folder / f"{key}.review.json": written.encode()})
        return review

    def _read(self, key: str, sort: str) -> dict[str, Any] | None:
        if not _KEY.fullmatch(key):
            return None
        path = self.folder / f"{key}.{sort}.json"
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise InputError(
                "review.kept", where=str(path), name=path.name, reason=type(error).__name__
            ) from None
        return found
