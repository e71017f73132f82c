"""What a run works with: a file that was given, a pack, what was fetched, or the bundled sketch.

The command line and the app choose alike, and both can say what they chose.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Generic, TypeVar

from geo import settings
from geo.osm.cache import MANIFEST, Cache, CacheKind, Described, described_frame
from geo.osm.pack import open_pack
from geo.osm.source import OsmWays, Progress
from geo.provinces import Boundaries, read_boundary_file, sketch_boundaries
from geo.provinces.fetched import fetched_boundaries
from geo.provinces.likeness import GOOD, likeness
from geo.provinces.parted import parted
from geo.provinces.refusals import poor
from geo.registry import Registry, Units, read_units
from geo.registry.places import Place, read_places
from geo.settings import DATA_DIR

Value_co = TypeVar("Value_co", covariant=True)


class Origin(StrEnum):
    """Where something in use comes from; the first that has it is chosen.

    A reader's own file of boundaries is known to the app alone.
    """

    OWN_FILE = "own_file"
    OWN_PACK = "own_pack"
    FILE = "file"
    PACK = "pack"
    FETCHED = "fetched"
    SKETCH = "sketch"


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a run was given to work with.

    ``own_pack`` is the folder of an unpacked pack that a reader of the app dropped in: what one
    chose oneself goes before what the program was started with. ``cache`` is where fetched data
    are kept and ``fetched`` whether they are used; ``data`` is the folder of the registry, with
    the sketch. ``accept_poor`` lets a file be used that lies kilometres off.
    """

    cache: Path
    boundaries: Path | None = None
    osm: Path | None = None
    pack: Path | None = None
    own_pack: Path | None = None
    data: Path = field(default_factory=lambda: settings.current().data)
    fetched: bool = True
    accept_poor: bool = False

    @property
    def stamp(self) -> str:
        """A short text that changes whenever one of the files named here does.

        That of the cache changes when a refresh is finished; on a first one, as it grows, too.
        """
        tables = [folder / MANIFEST for folder in (self.cache, self.own_pack) if folder]
        parts = [f"{table} {_content(table)}" for table in tables]
        parts += [_state(path) for path in (self.boundaries, self.osm, self.pack) if path]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Chosen(Generic[Value_co]):
    """What was chosen, where it comes from, and a row a source to say so."""

    value: Value_co
    origin: Origin
    described: tuple[Described, ...] = ()


def chosen_ways(inputs: Inputs, progress: Progress | None = None) -> Chosen[OsmWays | None]:
    """Ways from the reader's pack, the extract, the pack or the cache, whichever comes first.

    There are none where every project is a sketch.

    Raises
    ------
    InputError
        When what comes first cannot be used.
    """
    for origin, store in _stores(inputs):
        if store is None:
            if inputs.osm is not None:
                return _extracted(inputs.osm, inputs.cache, progress)
        elif store.has(CacheKind.WAYS):
            rows = tuple(row for row in store.describe() if row.kind is CacheKind.WAYS)
            return Chosen(store.ways(progress=progress), origin, rows)
    return Chosen(None, Origin.SKETCH)


def chosen_boundaries(inputs: Inputs, registry: Registry) -> Chosen[Boundaries]:
    """The 63 units from the reader's pack, the file, the pack or the cache, else the sketch.

    Raises
    ------
    InputError
        When what comes first cannot be used.
    """
    for origin, store in _stores(inputs):
        if store is None:
            if inputs.boundaries is not None:
                return Chosen(_given_file(inputs.boundaries, inputs, registry), Origin.FILE)
        elif (fetched := fetched_boundaries(store)) is not None:
            rows = tuple(row for row in store.describe() if _is_of(row, Units.SIGNING))
            return Chosen(fetched, origin, rows)
        elif (today := fetched_boundaries(store, Units.TODAY)) is not None:
            outlines = bundled_outlines(registry, inputs.data)
            like = likeness(today, outlines, registry.units)
            if like is not None and like < GOOD:
                continue  # nobody said that a poor one may stand for the sketch
            rows = tuple(row for row in store.describe() if _is_of(row, Units.TODAY))
            return Chosen(parted(today, outlines, registry.units), origin, rows)
    return Chosen(bundled_outlines(registry, inputs.data), Origin.SKETCH)


def _given_file(path: Path, inputs: Inputs, registry: Registry) -> Boundaries:
    """A file that was given, in units of the signing, if it is good or wanted all the same."""
    given = read_boundary_file(path, registry.units)
    like = likeness(given, bundled_outlines(registry, inputs.data), registry.units)
    if like is not None and like < GOOD and not inputs.accept_poor:
        raise poor(like, path)
    if given.units is Units.SIGNING:
        return given
    best = chosen_boundaries(replace(inputs, boundaries=None), registry).value
    return parted(given, best, registry.units)


def all_kept(inputs: Inputs) -> list[tuple[Origin, Described]]:
    """Every source that packs and cache hold, whether it is in use or not, best first.

    Raises
    ------
    InputError
        When one of them cannot be read.
    """
    return [
        (origin, row)
        for origin, store in _stores(inputs)
        if store is not None
        for row in store.describe()
    ]


def _is_of(row: Described, units: Units) -> bool:
    return row.kind is CacheKind.BOUNDARIES and units.value in row.keys


def bundled_outlines(registry: Registry, data: Path | None = None) -> Boundaries:
    """The sketch of the registry, else the one that comes with the program.

    The program's has its border places in the program's own gazetteer.

    Raises
    ------
    InputError
        When a file is missing or wrong.
    """
    own = (data or settings.current().data) / _SKETCH
    if own.exists():
        return sketch_boundaries(own, registry.places)
    return sketch_boundaries(DATA_DIR / _SKETCH, _bundled_places())


_SKETCH = "provinces/sketch.yaml"


@cache
def _bundled_places() -> Mapping[str, Place]:
    units = read_units(DATA_DIR / "provinces" / "merges.csv")
    return read_places(DATA_DIR / "places.csv", units).places


def _stores(inputs: Inputs) -> Iterator[tuple[Origin, Cache | None]]:
    """Each place where data may lie, best first; None stands for a file that was given."""
    if inputs.own_pack is not None:
        yield Origin.OWN_PACK, Cache(inputs.own_pack)
    yield Origin.FILE, None
    if inputs.pack is not None:
        yield Origin.PACK, open_pack(inputs.pack, inputs.cache / "packs")
    if inputs.fetched:
        yield Origin.FETCHED, Cache(inputs.cache)


def _extracted(path: Path, cache: Path, progress: Progress | None) -> Chosen[OsmWays]:
    reader = import_module("geo.osm.extract_source")  # pyosmium is wanted for this alone
    found: OsmWays = reader.Extract(path, cache / "extracts").ways(progress=progress)
    row = described_frame(found, size=path.stat().st_size)
    return Chosen(found, Origin.FILE, (row,))


def files_stamp(folder: Path, pattern: str = "*") -> str:
    """A short text that changes whenever a file below a folder does, comes or goes."""
    files = sorted(path for path in folder.rglob(pattern) if path.is_file())
    return hashlib.sha256("\n".join(map(_state, files)).encode()).hexdigest()[:16]


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "none"


def _state(path: Path) -> str:
    """Name, size and time of a file: an extract of 300 MB is not read at each click."""
    try:
        found = path.stat()
    except OSError:
        return f"{path} none"
    return f"{path} {found.st_size} {found.st_mtime_ns}"
