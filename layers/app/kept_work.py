"""What was located and cut, kept on the disk so that the next start does not do it again.

A file holds one piece of work under a key of all that it was made of: the files that were given,
the registry's, and this program itself. Only this program writes here, and reads nothing else.
"""

import hashlib
import importlib.metadata
import io
import logging
import pickle
import sys
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import geo
from geo.errors import InputError
from geo.files import oldest_first
from geo.osm.cache import write_whole
from geo.sources.inputs import files_stamp

logger = logging.getLogger(__name__)

_MOST_KEPT: Final = 4
"""Pieces of work; one is some 5 to 30 MB, most of it the borders."""
_DIGEST_BYTES: Final = 32
_MADE_WITH: Final = ("geopandas", "pandas", "shapely", "pyproj", "numpy")


class WorkShelf:
    """The pieces of work in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, made_of: str) -> bool:
        """Whether something made of just this is kept."""
        return self._path(made_of).exists()

    def read(self, made_of: str) -> Any:
        """Give what was made of this; None where nothing whole is kept."""
        try:
            content = self._path(made_of).read_bytes()
        except OSError:
            return None
        digest, body = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        if hashlib.sha256(body).digest() != digest:
            return None
        return pickle.loads(body)  # noqa: S301 - written by keep(), unchanged since

    def keep(self, made_of: str, work: object) -> None:
        """Keep a piece of work; a disc that is full must not stop it."""
        body = io.BytesIO()
        _Pickler(body, pickle.HIGHEST_PROTOCOL).dump(work)
        content = hashlib.sha256(body.getvalue()).digest() + body.getvalue()
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._path(made_of), content)
            for path in oldest_first(self._folder.glob("*.work"))[:-_MOST_KEPT]:
                path.unlink(missing_ok=True)
        except (InputError, OSError) as error:
            logger.warning("what was traced is not kept: %s", error)

    def _path(self, made_of: str) -> Path:
        key = hashlib.sha256(f"{made_of}\n{_program()}".encode()).hexdigest()
        return self._folder / f"{key}.work"


class _Pickler(pickle.Pickler):
    """Writes read-only mappings as well."""

    def reducer_override(self, value: object) -> Any:
        if isinstance(value, MappingProxyType):
            return _read_only, (dict(value),)
        return NotImplemented


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A class without a name of its own cannot be found by it; this function can."""
    return MappingProxyType(mapping)


@cache
def _program() -> str:
    """What makes it: this program's files, and the packages whose objects are kept."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in _MADE_WITH]
    (folder,) = geo.__path__
    return "\n".join([sys.version, *versions, files_stamp(Path(folder), "*.py")])
