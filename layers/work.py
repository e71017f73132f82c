"""What the app works with: the data it was started with or given, located and cut once for all.

Streamlit runs the app anew at each click; what takes long is kept here, shared by all readers.
"""

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from geo.osm.extract import read_ways
from geo.pipeline import Linkage, Trace, trace
from geo.provinces import Boundaries, Units, read_boundary_file, sketch_boundaries
from geo.provinces.checked_file import CORRECTABLE, CheckedFile, check_file, corrected_file
from geo.provinces.datum import DatumVerdict, check_datum
from geo.registry import load_registry
from layers.base_map import base_payload
from layers.lanes import lanes

MOST_KEPT = 8


@dataclass(frozen=True)
class Options:
    """What the command line asked for, and whose boundaries are used instead of its own."""

    data: Path
    boundaries: Path | None
    osm: Path | None
    own: str = ""


@dataclass(frozen=True)
class Upload:
    """An uploaded file, looked at; ``mended`` is the corrected one where the verdict says how."""

    checked: CheckedFile
    verdict: DatumVerdict
    mended: CheckedFile | None


@st.cache_resource(show_spinner=False)
def own_boundaries() -> dict[str, Boundaries]:
    """Keep the boundaries that readers chose to use, by their key."""
    return {}


def keep_boundaries(key: str, boundaries: Boundaries) -> None:
    """Keep a reader's boundaries; the oldest go when there are too many."""
    kept = own_boundaries()
    kept[key] = boundaries
    while len(kept) > MOST_KEPT:  # a reader whose choice is gone gets the first ones again
        kept.pop(next(iter(kept)))


@st.cache_resource(show_spinner=False, max_entries=4)
def examined(given: Options, name: str, digest: str, _content: bytes) -> Upload:  # noqa: ARG001
    """Check an uploaded file against the boundaries the app was started with, once a content.

    Raises
    ------
    InputError
        When the file cannot be read as a boundary file.
    """
    start = traced(given)
    with tempfile.TemporaryDirectory(prefix="giap-ranh-") as folder:
        path = Path(folder) / (PurePath(name).name or "file")
        path.write_bytes(_content)
        checked = check_file(path, start.registry.units)
    verdict = check_datum(checked.frame, start.boundaries)
    mended = None
    if verdict.verdict in CORRECTABLE:
        mended = corrected_file(checked, verdict, start.registry.units)
    return Upload(checked, verdict, mended)


@st.cache_resource(show_spinner=False, max_entries=6)
def traced(given: Options) -> Trace:
    """Locate and cut everything, once for each set of boundaries.

    Raises
    ------
    InputError
        When the registry, the boundaries or the extract cannot be used.
    """
    registry = load_registry(given.data)
    if given.own:
        boundaries = own_boundaries()[given.own]
    elif given.boundaries is not None:
        boundaries = read_boundary_file(given.boundaries, registry.units)
    else:
        sketch = given.data / "provinces" / "sketch.yaml"
        boundaries = sketch_boundaries(sketch, registry.places)
    ways = read_ways(given.osm) if given.osm is not None else None
    return trace(registry, boundaries, ways=ways)


@st.cache_resource(show_spinner=False, max_entries=8)
def linkage_at(given: Options, as_of: dt.date, units: Units) -> Linkage:
    """Say how things stood on a date."""
    return traced(given).at(as_of, units)


@st.cache_resource(show_spinner=False, max_entries=6)
def ground(given: Options) -> dict[str, Any]:
    """Gather the base map."""
    work = traced(given)
    outlines = {
        units.value: work.boundaries.in_units(units, work.registry.units).frame for units in Units
    }
    bounds = [float(edge) for edge in work.pieces.total_bounds]
    return base_payload(outlines, work.registry.places, bounds)


@st.cache_resource(show_spinner=False, max_entries=6)
def lanes_of(given: Options) -> dict[str, int]:
    """Find which projects run on one another's line: the same for every date and filter."""
    return lanes(traced(given).pieces)
