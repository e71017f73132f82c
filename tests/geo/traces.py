"""What several tests look at, made once: the real registry and its traces."""

from functools import cache
from pathlib import Path

from geo.osm.extract_source import Extract
from geo.pipeline import Trace, trace
from geo.provinces import Boundaries, read_boundary_file, sketch_boundaries
from geo.registry import DATA_DIR, Registry, load_registry


@cache
def registry() -> Registry:
    """The registry of the repository."""
    return load_registry()


@cache
def sketch() -> Boundaries:
    """The bundled outlines."""
    return sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry().places)


@cache
def sketch_trace() -> Trace:
    """Every project as a sketch, cut by the bundled outlines."""
    return trace(registry(), sketch())


@cache
def reference_trace(shared: Path) -> Trace:
    """Every project cut by the reference provinces, railways on real OSM ways."""
    boundaries = read_boundary_file(shared / "reference" / "provinces_63.gpkg", registry().units)
    return trace(registry(), boundaries, ways=Extract(shared / "osm" / "rail.osm.pbf").ways())
