"""Pages of one file: scripts, style sheets, pictures and data that stand inside the page.

Nothing is asked of any host; a policy in the page forbids the browser to.
"""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from layers.map.leaflet_files import FILES

ASSETS = Path(__file__).parents[1] / "assets"
_TYPES = {".png": "image/png", ".gif": "image/gif", ".svg": "image/svg+xml"}


def asset(name: str) -> str:
    """Read one of our own files."""
    return (ASSETS / name).read_text(encoding="utf-8")


def leaflet_script() -> str:
    """Leaflet itself, without the hint where its source map would be."""
    text = (FILES / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "", text)


def leaflet_sheet() -> str:
    """Leaflet's style sheet with its pictures inside."""
    text = (FILES / "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\(([^)]+)\)", lambda found: _picture(found.group(1).strip("'\"")), text)


def _picture(name: str) -> str:
    if name.startswith("#"):  # a drawing within the page, for very old browsers
        return f"url({name})"
    content = base64.b64encode((FILES / name).read_bytes()).decode("ascii")
    return f"url(data:{_TYPES[Path(name).suffix]};base64,{content})"


def as_base64(drawing: str) -> str:
    """Pack a drawing into an image of its own: its names cannot meet those of another."""
    return base64.b64encode(drawing.encode("utf-8")).decode("ascii")


def policy(scripts: Iterable[str]) -> str:
    """Content security policy of a page of one file: these scripts, and no connection at all."""
    allowed = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in scripts
    )
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def packed(payload: Any) -> str:
    """Write data as JSON, compressed, as base64 text."""
    written = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), default=float)
    # Without a time stamp, so that the same map is the same file.
    small = gzip.compress(written.encode("utf-8"), compresslevel=9, mtime=0)
    return base64.b64encode(small).decode("ascii")


class ValueTable:
    """Values that stand in many places, stored once.

    Parameters
    ----------
    keys
        Names under which a value is replaced by its number in the table.
    """

    def __init__(self, keys: Collection[str]) -> None:
        self.keys = frozenset(keys)
        self.values: list[Any] = []
        self._numbers: dict[tuple[bool, str], int] = {}
        self._known: dict[int, tuple[Any, int]] = {}

    def packed(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Copy a payload and its table, as the browser's ``giapRanh.putBack`` wants them."""
        return {**self.without(payload), "table": self.values, "shared": sorted(self.keys)}

    def without(self, node: Any) -> Any:
        """Copy a payload with each of these values replaced by its number."""
        if isinstance(node, dict):
            return {
                key: self._number(value)
                if key in self.keys and value is not None
                else self.without(value)
                for key, value in node.items()
            }
        if isinstance(node, list | tuple):
            return [self.without(item) for item in node]
        return node

    def _number(self, value: Any) -> int:
        if id(value) not in self._known:  # most are the very same object over and over
            self._known[id(value)] = value, self._number_of_equal(value)
        return self._known[id(value)][1]

    def _number_of_equal(self, value: Any) -> int:
        is_text = isinstance(value, str)
        written = value if is_text else json.dumps(value, ensure_ascii=False, default=float)
        if (is_text, written) not in self._numbers:
            self._numbers[is_text, written] = len(self.values)
            self.values.append(value)
        return self._numbers[is_text, written]
