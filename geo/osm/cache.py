"""What was fetched, kept on disk: each tile's ways and the boundaries, with date and source.

A cache is a folder with ``manifest.json`` and GeoParquet files named by their SHA-256. A file
is complete before the manifest names it, and the manifest is replaced in one step, so that a
reader never sees anything half-written, whenever the writer is killed.
"""

import datetime as dt
import hashlib
import io
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pyproj.exceptions import CRSError

from geo.errors import InputError, Wording
from geo.field_fault import field_fault
from geo.files import alone, write_one
from geo.limits import check
from geo.model import Mode, Text
from geo.osm.source import (
    ALL_MODES,
    CREDIT,
    BBox,
    OsmWays,
    Progress,
    Region,
    empty_frame,
    merged,
    tags_key,
    within,
)

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_FILES: Final = "files"


class CacheKind(StrEnum):
    """What an entry holds."""

    WAYS = "ways"
    BOUNDARIES = "boundaries"


class CacheEntry(BaseModel):
    """One file of the cache."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: CacheKind
    key: Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,40}$")]
    """Of the tile, or ``signing`` or ``today`` for boundaries."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0)]
    """Bytes."""
    counts: dict[str, int]
    """Rows by mode, or ``provinces``, or ``communes``."""
    dated: dt.date | None
    """The day whose data these are."""
    source: Text
    credit: Text
    """Whose data, under which licence."""
    bbox: BBox | None = None
    tags: str = ""
    """What was read of OSM, see :func:`geo.osm.source.tags_key`."""

    @property
    def name(self) -> str:
        """File name."""
        return f"{self.sha256}.parquet"


class Manifest(BaseModel):
    """The cache's table of contents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product: Literal["giapranh"] = "giapranh"
    format: Literal[1] = FORMAT
    entries: tuple[CacheEntry, ...] = ()

    def with_entries(self, new: Sequence[CacheEntry]) -> "Manifest":
        """Put entries in, each in place of the one of its kind and key."""
        table = {(entry.kind, entry.key): entry for entry in (*self.entries, *new)}
        return Manifest(entries=tuple(table[place] for place in sorted(table)))

    def of(self, kind: CacheKind) -> tuple[CacheEntry, ...]:
        """Entries of a kind."""
        return tuple(entry for entry in self.entries if entry.kind is kind)


@dataclass(frozen=True)
class Described:
    """One source in the cache, as the data page shows it."""

    kind: CacheKind
    source: Text
    credit: Text
    oldest: dt.date | None
    newest: dt.date | None
    counts: dict[str, int]
    """Rows by mode; a way in two tiles counts twice."""
    files: int
    size: int
    """Bytes."""
    keys: tuple[str, ...] = ()
    """Of the entries: tiles, or ``signing`` or ``today`` for boundaries."""


class Cache:
    """A folder with what was fetched.

    Parameters
    ----------
    folder
        Need not exist: the cache is empty then.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self) -> Manifest:
        """Read the table of contents; empty when there is none.

        Raises
        ------
        InputError
            When it is damaged or of another version.
        """
        try:
            text = (self.folder / MANIFEST).read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return Manifest()
        except OSError as error:
            raise InputError(
                "osm.cache_folder_unread", where=str(self.folder), reason=error.strerror
            ) from None
        return parse_manifest(text, where=str(self.folder / MANIFEST))

    def has(self, kind: CacheKind) -> bool:
        """Whether anything of this kind was fetched and can be used as it is."""
        return any(_usable(entry) for entry in self.manifest().of(kind))

    def describe(self) -> list[Described]:
        """What is in the cache: a row a kind and source, with dates, licence and counts."""
        groups: dict[tuple[CacheKind, str], list[CacheEntry]] = {}
        for entry in self.manifest().entries:
            if _usable(entry):
                groups.setdefault((entry.kind, entry.source.en), []).append(entry)
        return [_described(entries) for entries in groups.values()]

    def ways(
        self,
        region: Region | None = None,
        modes: Collection[Mode] = ALL_MODES,
        progress: Progress | None = None,
    ) -> OsmWays:
        """Ways that meet the region's box, all there are when it is None.

        Raises
        ------
        InputError
            When nothing was fetched, or a file is missing or damaged.
        """
        entries = [entry for entry in self.manifest().of(CacheKind.WAYS) if _usable(entry)]
        if not entries:
            raise InputError("osm.cache_empty", where=str(self.folder))
        sources = _joined(entries)
        entries = [e for e in entries if region is None or _touch(e.bbox, region.bbox)]
        # Of a way in two tiles the newer one counts.
        entries.sort(key=lambda entry: (entry.dated or dt.date.min, entry.key), reverse=True)
        frames = []
        for place, entry in enumerate(entries):
            if progress is not None:
                progress(place / len(entries), entry.source)
            frames.append(self.read(entry))
        whole = within(merged(frames), region, modes) if frames else empty_frame(modes)
        dates = [entry.dated for entry in entries if entry.dated is not None]
        return OsmWays(whole, min(dates, default=None), sources)

    def read(self, entry: CacheEntry) -> gpd.GeoDataFrame:
        """Read one file, checking that it is what was written.

        Raises
        ------
        InputError
            When it is missing or damaged.
        """
        path = self.folder / _FILES / entry.name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self._damaged(path, Wording("osm.cache_unread", reason=error.strerror)) from None
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise self._damaged(path, Wording("osm.cache_checksum"))
        try:
            frame = from_parquet(data)
        except NO_MAP as error:
            raise self._damaged(path, Wording("osm.cache_no_map", reason=error)) from None
        if missing := sorted(_COLUMNS[entry.kind] - {str(name) for name in frame}):
            raise self._damaged(path, Wording("osm.cache_column", column=missing[0]))
        return frame

    def _damaged(self, path: Path, why: Wording) -> InputError:
        return InputError("osm.cache_file", where=str(path), why=why)

    def keep(
        self,
        frame: gpd.GeoDataFrame,
        *,
        kind: CacheKind,
        key: str,
        dated: dt.date | None,
        source: Text,
        credit: Text = CREDIT,
        bbox: BBox | None = None,
    ) -> CacheEntry:
        """Write a frame's file; it counts only when its entry is in the manifest."""
        data = to_parquet(frame)
        ways = kind is CacheKind.WAYS
        entry = CacheEntry(
            kind=kind,
            key=key,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            counts=_counts(frame) if ways else {_unit(frame): len(frame)},
            dated=dated,
            source=source,
            credit=credit,
            bbox=bbox,
            tags=tags_key() if ways else "",
        )
        write_whole(self.folder / _FILES / entry.name, data)
        return entry

    def put(self, entries: Sequence[CacheEntry]) -> None:
        """Take entries into the manifest, in one step."""
        text = self.manifest().with_entries(entries).model_dump_json(indent=1)
        write_whole(self.folder / MANIFEST, text.encode())

    def sweep(self, keep: Sequence[CacheEntry] = ()) -> None:
        """Delete files that neither the manifest nor ``keep`` names, and old unfinished ones."""
        named = {entry.name for entry in (*self.manifest().entries, *keep)}
        for path in sorted((self.folder / _FILES).glob("*")):
            if path.name not in named and path.is_file():
                path.unlink(missing_ok=True)
        for path in sorted(self.folder.glob(f"*{_UNFINISHED}")):
            path.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the cache for writing; the system lets go of it when the process is killed.

        Raises
        ------
        InputError
            When another process holds it, or the folder cannot be written.
        """
        with ExitStack() as held:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                held.enter_context(alone(self.folder, wait_s=0))
            except TimeoutError:
                raise InputError("osm.cache_locked", where=str(self.folder)) from None
            except OSError as error:
                raise InputError(
                    "osm.cache_folder", where=str(self.folder), reason=error.strerror
                ) from None
            yield


_UNFINISHED: Final = ".unfinished"
"""Ending of what a version before this one had not yet written whole."""
NO_MAP: Final = (
    pa.ArrowException,
    shapely.errors.ShapelyError,
    CRSError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)
"""What reading Parquet as a map raises, when somebody made it to be none."""
_COLUMNS: Final = {
    CacheKind.WAYS: frozenset(map(str, empty_frame())),
    CacheKind.BOUNDARIES: frozenset({"province_code", "province_name", "geometry"}),
}


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises
    ------
    InputError
        When the folder cannot be written or is full.
    """
    try:
        write_one(path, data)
    except OSError as error:
        raise InputError("osm.cache_unwritten", where=str(path), reason=error.strerror) from None


def parse_manifest(text: str, *, where: str) -> Manifest:
    """Read a table of contents.

    Raises
    ------
    InputError
        When it is damaged, another program's or of another version.
    """
    try:
        data = json.loads(text)
        found = data.get("product"), data.get("format")
    except (ValueError, AttributeError, RecursionError):
        data, found = None, (None, None)
    if found[0] != "giapranh":
        raise InputError("osm.manifest_foreign", where=where)
    if found[1] != FORMAT:
        raise InputError("osm.manifest_format", where=where, found=found[1], read=FORMAT)
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        raise InputError(
            "osm.manifest_damaged", where=where, fault=field_fault(error.errors()[0])
        ) from None


def to_parquet(frame: gpd.GeoDataFrame) -> bytes:
    """Write a frame as GeoParquet; the same frame always gives the same bytes."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def from_parquet(data: bytes) -> gpd.GeoDataFrame:
    """Read GeoParquet from memory.

    Raises
    ------
    pyarrow.ArrowException, ValueError, KeyError
        When it is none.
    """
    file: Any = io.BytesIO(data)  # geopandas-stubs know paths only
    return gpd.read_parquet(file)


def check_unpacked(data: bytes, *, where: str) -> None:
    """Unpack a stranger's Parquet piece by piece and count, before anything unpacks it whole.

    Equal values take no room in the file, so that neither its size nor what it says of itself
    tells how much it is: some kilobytes may be gigabytes.

    Raises
    ------
    InputError
        When it holds too much (:mod:`geo.limits`).
    pyarrow.ArrowException, ValueError
        When it is no Parquet, or not of the plain sort that :func:`to_parquet` writes.
    """
    file = pq.ParquetFile(io.BytesIO(data))
    found = file.metadata
    if not all(_is_plain(field.type) for field in file.schema_arrow) or not _in_degrees(found):
        raise ValueError("columns or a coordinate system of another sort")
    check("pack_rows", found.num_rows, where=where)
    # No value is larger than its column's chunk, so that no batch takes more than this.
    groups = [found.row_group(number) for number in range(found.num_row_groups)]
    widest = max(
        (
            sum(group.column(n).total_uncompressed_size for n in range(group.num_columns))
            for group in groups
        ),
        default=1,
    )
    rows = max(1, min(_ROWS_AT_ONCE, _BATCH_BYTES // max(1, widest)))
    unpacked = 0
    for batch in file.iter_batches(batch_size=rows, use_threads=False):
        unpacked += batch.nbytes
        check("pack_unpacked", unpacked, where=where)


def _is_plain(kind: pa.DataType) -> bool:
    """No dictionaries: what a batch takes would not be what its rows take."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return bool(pa.types.is_primitive(kind.value_type) or pa.types.is_null(kind.value_type))
    tests = (
        pa.types.is_primitive,
        pa.types.is_null,
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_binary,
        pa.types.is_large_binary,
    )
    return any(bool(test(kind)) for test in tests)


def _in_degrees(metadata: Any) -> bool:
    """Whether every geometry is in a plain geographic system, so that none names a grid file."""
    columns = json.loads((metadata.metadata or {}).get(b"geo", b"{}")).get("columns", {})
    systems = [column.get("crs") for column in columns.values()]
    return all(
        system is None or (isinstance(system, dict) and system.get("type") == "GeographicCRS")
        for system in systems
    )


_ROWS_AT_ONCE: Final = 65_536
_BATCH_BYTES: Final = 2**28


def described_frame(found: OsmWays, *, size: int) -> Described:
    """What was read from one file of ``size`` bytes that is in no cache."""
    return Described(
        kind=CacheKind.WAYS,
        source=found.source,
        credit=found.credit,
        oldest=found.dated,
        newest=found.dated,
        counts=_counts(found.frame),
        files=1,
        size=size,
    )


def _unit(boundaries: gpd.GeoDataFrame) -> str:
    return "communes" if "commune_code" in boundaries else "provinces"


def _counts(frame: gpd.GeoDataFrame) -> dict[str, int]:
    return dict(sorted(Counter(frame["mode"]).items()))


def _usable(entry: CacheEntry) -> bool:
    """Ways read by other rules lack columns that are needed now."""
    return entry.kind is not CacheKind.WAYS or entry.tags == tags_key()


def _touch(box: BBox | None, other: BBox) -> bool:
    if box is None:
        return True
    return box[0] <= other[2] and box[2] >= other[0] and box[1] <= other[3] and box[3] >= other[1]


def _described(entries: Sequence[CacheEntry]) -> Described:
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(entry.counts)
    dates = [entry.dated for entry in entries if entry.dated is not None]
    return Described(
        kind=entries[0].kind,
        source=entries[0].source,
        credit=entries[0].credit,
        oldest=min(dates, default=None),
        newest=max(dates, default=None),
        counts=dict(sorted(counts.items())),
        files=len(entries),
        size=sum(entry.size for entry in entries),
        keys=tuple(entry.key for entry in entries),
    )


def _joined(entries: Sequence[CacheEntry]) -> Text:
    sources = {entry.source.en: entry.source for entry in entries}.values()
    return Text(vi="; ".join(s.vi for s in sources), en="; ".join(s.en for s in sources))
