"""What the app works with: the data it was started with or given, located and cut once for all.

Streamlit runs the app anew at each click; what takes long is kept here, shared by all readers.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from geo import settings
from geo.agreements.coverage import Covered, cover
from geo.agreements.document import Document
from geo.confined import TURNS, Tell, confined, watched
from geo.errors import InputError
from geo.export.taken_form import TakenRow, taken_form
from geo.files import scratch
from geo.osm.source import Progress
from geo.pipeline import Linkage, Trace, extent, trace
from geo.provinces import Boundaries
from geo.provinces.checked_file import Examined, as_corrected, examine
from geo.registry import Registry, Units, load_registry
from geo.sources.inputs import (
    Chosen,
    Inputs,
    Origin,
    bundled_outlines,
    chosen_boundaries,
    chosen_ways,
    files_stamp,
)
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.folding import Folded, fold
from geo.store.log import Register
from geo.store.place import attachments_place, database_place, is_there
from layers.app.kept_work import WorkShelf
from layers.app.shelf import Shelf
from layers.map.base_map import base_payload
from layers.map.lanes import lanes
from layers.review.journal import Journal

MOST_KEPT = 8
MOST_OF_FILES = 2 * 10**9
MOST_OF_DECKS = 10**8
"""Bytes of what readers brought and made, kept on the disk."""
_LONGEST_NAME = 50
"""Letters, each of at most four bytes, of the 255 that disks allow."""


@dataclass(frozen=True)
class WorkOptions:
    """What the command line asked for, and what a reader uses instead.

    Attributes
    ----------
    own
        Key of the reader's own boundaries, if he chose some.
    own_pack
        Folder of the pack he dropped in, unpacked.
    fetched
        Whether data that were fetched are used; not where they are damaged.
    stamp
        Changes with the files in use, so that a finished refresh is noticed.
    facts
        Changes with the files of the registry, so that one edited by hand is noticed.
    entries
        Changes with every entry that people add; empty where there is none.
    moved
        Names those entries that moved a place or a cut: they alone make a new trace.
    known_at
        Up to which moment entries count; None for all of them.
    """

    data: Path
    boundaries: Path | None = None
    osm: Path | None = None
    pack: Path | None = None
    own: str = ""
    own_pack: Path | None = None
    fetched: bool = True
    stamp: str = ""
    facts: str = ""
    entries: str = ""
    moved: str = ""
    known_at: dt.datetime | None = None

    @property
    def of_trace(self) -> "WorkOptions":
        """What a trace depends on: no entry but those that moved something."""
        return replace(self, entries="", known_at=None)

    @property
    def of_now(self) -> "WorkOptions":
        """The same with every entry, for whoever writes while another view looks back."""
        return replace(self, known_at=None)

    @property
    def inputs(self) -> Inputs:
        """The same as the command line's commands take it.

        Raises
        ------
        InputError
            When a setting cannot be used.
        """
        cache = settings.current().cache
        return Inputs(
            cache=cache,
            fetched=self.fetched,
            boundaries=self.boundaries,
            osm=self.osm,
            pack=self.pack,
            own_pack=self.own_pack,
            data=self.data,
        )

    def stamped(self) -> "WorkOptions":
        """The same, of this moment.

        Raises
        ------
        InputError
            When a setting cannot be used.
        """
        return replace(self, stamp=self.inputs.stamp, facts=files_stamp(self.data))


@dataclass(frozen=True)
class Work:
    """Everything located and cut, and where the boundaries and ways in use come from.

    ``ways`` and ``boundaries`` hold a row a source; files and the sketch have none.
    """

    trace: Trace
    ways: Chosen[None]
    boundaries: Chosen[Boundaries]


def boundary_shelf() -> Shelf:
    """Where the boundary files are that readers chose to use.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    return Shelf(settings.current().cache / "boundaries-of-readers", MOST_OF_FILES)


def deck_shelf() -> Shelf:
    """Where the lists of slides are that readers put together.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    return Shelf(settings.current().cache / "decks", MOST_OF_DECKS)


def own_boundaries(given: WorkOptions, key: str) -> Boundaries | None:
    """Give the boundaries that a reader chose to use, read anew where nobody has them in memory.

    None where they are gone, or cannot be used any more: the reader gets the first ones again.
    """
    kept = _own_boundaries()
    if key not in kept:
        found = _from_shelf(replace(given, own=""), key)
        if found is None:
            return None
        kept[key] = found
        while len(kept) > MOST_KEPT:  # of memory; the files stay
            kept.pop(next(iter(kept)))
    return kept[key]


@st.cache_resource(show_spinner=False)
def _own_boundaries() -> dict[str, Boundaries]:
    return {}


def _from_shelf(given: WorkOptions, key: str) -> Boundaries | None:
    facts, content = boundary_shelf().facts(key), boundary_shelf().content(key)
    if facts is None or content is None:
        return None
    try:
        upload = examined(given, str(facts["name"]), content)
    except InputError:
        return None
    found = upload.checked.boundaries
    return as_corrected(found) if found and facts["corrected"] else found


def examined(
    given: WorkOptions,
    name: str,
    content: bytes,
    second: tuple[str, bytes] | None = None,
    *,
    tell: Tell = lambda *_: None,
) -> Examined:
    """Check an uploaded file, once a content, against the boundaries the app was started with.

    Parameters
    ----------
    second
        Name of another file to compare with, and what it holds.
    tell
        Hears how far it is, the first time.

    Raises
    ------
    InputError
        When the file cannot be read as a boundary file, or the second has nothing to compare.
    """
    before = _examined_before()
    key = (given, name, _digest(content), second and (second[0], _digest(second[1])))
    if key not in before:
        start = traced(given)
        with scratch() as folder:
            path = _written(folder / "file", name, content)
            other = _written(folder / _SECOND, *second) if second else None
            outlines = bundled_outlines(start.registry, given.data)
            asked = (path, start.registry.units, start.boundaries, outlines, other)
            before[key] = watched(examine, *asked, where=name, tell=tell)
        while len(before) > MOST_KEPT:
            before.pop(next(iter(before)))
    return before[key]


@st.cache_resource(show_spinner=False)
def _examined_before() -> dict[Any, Examined]:
    """What was found in files, whoever brought them; Streamlit's own cache draws no bar."""
    return {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_SECOND = "second"


def is_of_second(fault: InputError) -> bool:
    """Whether it was the file to compare with that could not be read."""
    return PurePath(fault.where).parent.name == _SECOND


def _written(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir()
    path = folder / _short(name)
    path.write_bytes(content)
    return path


def _short(name: str) -> str:
    """A name that any disk takes, with its ending."""
    given = PurePath(name.replace("\\", "/").replace("\0", ""))
    return f"{given.stem[:_LONGEST_NAME] or 'file'}{given.suffix[:_LONGEST_NAME]}"


def traced(given: WorkOptions) -> Trace:
    """Locate and cut everything, once for each set of boundaries and ways.

    Raises
    ------
    InputError
        When the registry, the boundaries or the ways cannot be used.
    """
    return worked(given).trace


@st.cache_resource(show_spinner=False, max_entries=4)
def _registry(data: Path, facts: str) -> Registry:  # noqa: ARG001 - of when
    return load_registry(data)


@st.cache_resource(show_spinner=False, max_entries=2)
def _database(place: str) -> Database:
    return Database(place)


def register(given: WorkOptions) -> Register:
    """The register that people write into; made where there is none.

    Raises
    ------
    InputError
        When it cannot be opened.
    """
    database = _database(database_place())
    files = Files(attachments_place(database.folder))
    return Register(database, files, _registry(given.data, given.facts))


def known(given: WorkOptions) -> Folded:
    """The registry with what people added to it.

    Raises
    ------
    InputError
        When the registry or the register cannot be read.
    """
    if not given.entries:
        registry = _registry(given.data, given.facts)
        return Folded(registry, registry)
    return _known(database_place(), given.data, given.facts, given.entries, given.known_at)


@st.cache_resource(show_spinner=False, max_entries=3)
def _known(
    place: str,  # noqa: ARG001 - where
    data: Path,
    facts: str,
    entries: str,  # noqa: ARG001 - and of when
    known_at: dt.datetime | None,
) -> Folded:
    entered = register(WorkOptions(data, facts=facts)).entries()
    return fold(_registry(data, facts), entered, known_at)


def with_entries(given: WorkOptions) -> WorkOptions:
    """The options with what people have entered by now.

    Raises
    ------
    InputError
        When the register cannot be read.
    """
    if not is_there():
        return given
    given = replace(given, entries=register(given).version())
    return replace(given, moved=known(given).traced_by)


def worked(given: WorkOptions) -> Work:
    """Do what :func:`traced` gives, and remember what it was done with.

    Raises
    ------
    InputError
        When the registry, the boundaries or the ways cannot be used.
    """
    return _worked(given.of_trace, known(given))


@st.cache_resource(show_spinner=False, max_entries=6)
def _worked(given: WorkOptions, _known: Folded) -> Work:
    shelf, made_of = _work_shelf(), repr(given)
    is_kept = bool(given.stamp)  # without one nobody knows of which moment the files are
    kept: Work | None = shelf.read(made_of) if is_kept else None
    if kept is not None:  # of the registry as it is by now: what moved nothing may be newer
        return replace(kept, trace=replace(kept.trace, registry=_known.traced))
    work = _made(given, _known)
    if is_kept:
        shelf.keep(made_of, work)
    return work


def _work_shelf() -> WorkShelf:
    return WorkShelf(settings.current().cache / "traces")


def read_ways(given: WorkOptions, progress: Progress) -> None:
    """Read a given extract, telling how far it is, where nothing made of it is kept.

    What is read is kept by the reader of extracts, so that whoever works with it finds it there.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    asked = given.of_trace
    if given.osm is None or given.own_pack is not None or asked in _read():
        return
    if not _work_shelf().has(repr(asked)):
        chosen_ways(given.inputs, progress)
    _read().add(asked)


@st.cache_resource(show_spinner=False)
def _read() -> set[WorkOptions]:
    return set()


def _made(given: WorkOptions, _known: Folded) -> Work:
    registry = _known.traced
    if given.own:
        own = own_boundaries(given, given.own)
        assert own is not None  # the app found them a moment ago
        boundaries = Chosen(own, Origin.OWN_FILE)
    else:
        boundaries = chosen_boundaries(given.inputs, registry)
    ways = chosen_ways(given.inputs)
    with TURNS.one():
        located = trace(registry, boundaries.value, ways=ways.value, own_lines=_known.lines)
    # Of the ways only where they come from is kept: what is drawn lies in the trace.
    return Work(located, Chosen(None, ways.origin, ways.described), boundaries)


def usable(given: WorkOptions) -> tuple[WorkOptions, InputError | None]:
    """Give the options as of now; without what was fetched, and why, where that is damaged.

    Raises
    ------
    InputError
        When something else cannot be used.
    """
    given = given.stamped()
    try:
        traced(given)
    except InputError as fault:
        if given.stamped() != given:
            return usable(given)  # a refresh was finished in the meantime
        without = replace(given, fetched=False)
        traced(without)
        return without, fault
    return given, None


@st.cache_resource(show_spinner=False, max_entries=8)
def linkage_at(given: WorkOptions, as_of: dt.date, units: Units) -> Linkage:
    """Say how things stood on a date."""
    return traced(given).at(as_of, units, registry=known(given).registry, known_at=given.known_at)


def ground(given: WorkOptions) -> dict[str, Any]:
    """Gather the base map."""
    return _ground(given.of_trace, traced(given))


@st.cache_resource(show_spinner=False, max_entries=6)
def _ground(given: WorkOptions, _trace: Trace) -> dict[str, Any]:  # noqa: ARG001 - the key
    outlines = {
        units.value: _trace.boundaries.in_units(units, _trace.registry.units).frame
        for units in Units
    }
    registry = _trace.registry
    bounds = list(extent(_trace.pieces))
    return base_payload(outlines, registry.places, bounds, registry.rivers.values())


def lanes_of(given: WorkOptions) -> dict[str, int]:
    """Find which projects run on one another's line: the same for every date and filter."""
    return _lanes(given.of_trace, traced(given))


@st.cache_resource(show_spinner=False, max_entries=6)
def _lanes(given: WorkOptions, _trace: Trace) -> dict[str, int]:  # noqa: ARG001 - the key
    return lanes(_trace.pieces)


def journal() -> Journal:
    """Where the reviews of imported documents are kept.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    return Journal(settings.current().cache / "reviews")


def linked(
    given: WorkOptions, key: str, projects: frozenset[str], document: Document, registry: Registry
) -> list[Covered]:
    """Read a document and compare it with a registry's ``projects``, once for each content."""
    return _linked(given.of_trace, key, projects, document, registry)


@st.cache_resource(show_spinner=False, max_entries=8)
def _linked(
    given: WorkOptions,  # noqa: ARG001 - with the next two, the key
    key: str,  # noqa: ARG001
    projects: frozenset[str],  # noqa: ARG001
    _document: Document,
    _registry: Registry,
) -> list[Covered]:
    return confined(cover, [_document], _registry, where=_document.name)


@st.cache_resource(show_spinner=False, max_entries=8)
def taken_rows(given: WorkOptions, name: str, content: bytes, today: dt.date) -> list[TakenRow]:
    """Read an update form, once for each content and each state of the register.

    Raises
    ------
    InputError
        When it is no form, or with every cell at fault.
    """
    read = partial(taken_form, name=name, today=today)
    return confined(read, content, known(given).registry, where=name)


def reload_data() -> None:
    """Read, locate and cut everything anew: a file was added to the data folder."""
    for kept in (_registry, _known, _worked, linkage_at, _ground, _lanes, taken_rows):
        kept.clear()
