"""Packs that readers dropped into the app: checked, unpacked once, the newest kept."""

import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from geo.confined import confined
from geo.files import alone, oldest_first, scratch
from geo.osm.cache import MANIFEST
from geo.osm.pack import open_pack

MOST_KEPT: Final = 8
"""A region takes some 50 MB."""
_NAME: Final = re.compile("[0-9a-f]{32}")


def take_in(content: bytes, folder: Path) -> Path:
    """Check a pack and unpack it into a folder of its own; returns that.

    Parameters
    ----------
    folder
        Where dropped packs are; the oldest go when there are too many.

    Raises
    ------
    InputError
        When it is no pack, damaged, or holds nothing that can be used.
    """
    with scratch() as temporary:
        path = temporary / "pack.zip"
        path.write_bytes(content)
        try:
            cache = confined(open_pack, path, folder, where="pack.zip")
        finally:
            _clear_unfinished(folder)
    (cache.folder / MANIFEST).touch()
    _sweep(folder)
    return cache.folder


def find(name: str, folder: Path) -> Path | None:
    """Find a pack that was taken in, by the name of its folder; None when it is gone."""
    if not _NAME.fullmatch(name) or not (folder / name / MANIFEST).is_file():
        return None
    return folder / name


def _clear_unfinished(folder: Path) -> None:
    """Delete what was begun and is no pack: refused half-way, or its process was killed."""
    # Held, so that nobody is unpacking; where that takes long, the next one clears up.
    with suppress(OSError), alone(folder):
        for begun in folder.iterdir():
            if _NAME.fullmatch(begun.name) and not (begun / MANIFEST).exists():
                shutil.rmtree(begun, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Delete the oldest; a reader whose pack is gone sees what the app was started with."""
    tables = oldest_first(folder.glob(f"*/{MANIFEST}"))
    for table in tables[:-MOST_KEPT]:
        table.unlink(missing_ok=True)  # first: without it a folder is no pack any more
        shutil.rmtree(table.parent, ignore_errors=True)
