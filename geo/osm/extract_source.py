"""An extract as a source of ways: read once, in a process of its own, then kept by its content."""

import datetime as dt
import hashlib
import logging
from collections.abc import Collection
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyarrow as pa

from geo.confined import Tell, apart
from geo.errors import InputError
from geo.files import oldest_first, scratch
from geo.model import Mode, Text
from geo.osm.cache import from_parquet, to_parquet, write_whole
from geo.osm.extract import file_date, read_ways
from geo.osm.source import ALL_MODES, BBox, OsmWays, Progress, Region, tags_key

logger = logging.getLogger(__name__)

_KEPT: Final = 3
"""Extracts read of late whose ways are kept; a country's are some 50 MB."""


class Extract:
    """A ``.osm.pbf`` file.

    Parameters
    ----------
    path
        The file.
    keep_in
        Folder for what was read, so that the same file is read only once; None keeps nothing.
    """

    def __init__(self, path: Path, keep_in: Path | None = None) -> None:
        self.path = path
        self._folder = keep_in

    @property
    def source(self) -> Text:
        """The source in words."""
        name = self.path.name
        return Text(vi=f"OpenStreetMap, tệp {name}", en=f"OpenStreetMap, file {name}")

    @property
    def key(self) -> str:
        """SHA-256 of the file's content.

        Raises
        ------
        InputError
            When the file cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise InputError(
                "osm.unreadable", where=str(self.path), reason=error.strerror
            ) from None

    def ways(
        self,
        region: Region | None = None,
        modes: Collection[Mode] = ALL_MODES,
        progress: Progress | None = None,
    ) -> OsmWays:
        """Ways that meet the region's box, all of the file when it is None.

        Raises
        ------
        InputError
            When the file cannot be read, is damaged, or holds no such way.
        """
        frame = self._kept(region, modes)
        if frame is None:
            frame = self._read(region, modes, progress)
        if progress is not None:
            progress(1.0, self.source)
        return OsmWays(frame, self._dated(), self.source)

    def _dated(self) -> dt.date | None:
        """The day in the file's header; when the file was written says nothing of its data."""
        try:
            return dt.date.fromisoformat(file_date(self.path)[:10])
        except ValueError:
            return None

    def _place(self, region: Region | None, modes: Collection[Mode]) -> Path | None:
        if self._folder is None:
            return None
        read = f"{self.key} {tags_key(modes)} {region.bbox if region else ''}"
        return self._folder / f"{hashlib.sha256(read.encode()).hexdigest()}.parquet"

    def _kept(self, region: Region | None, modes: Collection[Mode]) -> gpd.GeoDataFrame | None:
        path = self._place(region, modes)
        if path is None or not path.exists():
            return None
        try:
            return from_parquet(path.read_bytes())
        except (OSError, pa.ArrowException, ValueError, KeyError):
            return None  # damaged: the file itself is at hand

    def _read(
        self, region: Region | None, modes: Collection[Mode], progress: Progress | None
    ) -> gpd.GeoDataFrame:
        def step(done: int, total: int) -> None:
            if progress is not None:
                progress(done / total, self.source)

        with scratch() as folder:
            found = folder / "ways.parquet"
            asked = (self.path, tuple(modes), region.bbox if region else None, found)
            apart(_read_to, *asked, where=str(self.path), tell=step)
            content = found.read_bytes()
        path = self._place(region, modes)
        if path is not None:
            try:
                write_whole(path, content)
                self._sweep(path.parent)
            except InputError as error:  # a disc that is full must not stop the work
                logger.warning("what was read is not kept: %s", error)
        return from_parquet(content)

    @staticmethod
    def _sweep(folder: Path) -> None:
        files = oldest_first(folder.glob("*.parquet"))
        for path in (*files[:-_KEPT], *folder.glob("*.unfinished")):
            path.unlink(missing_ok=True)


def _read_to(
    path: Path, modes: Collection[Mode], bbox: BBox | None, found: Path, tell: Tell
) -> None:
    """Read the ways into a Parquet file; the header too, so that it is known to be safe."""
    file_date(path)
    found.write_bytes(to_parquet(read_ways(path, modes=modes, bbox=bbox, progress=tell)))
