"""What several tests look at, made once: the frozen registry and its traces."""

import datetime as dt
from functools import cache
from pathlib import Path

from geo.duty.meetings import out_of_step
from geo.osm.extract_source import Extract
from geo.pipeline import Trace, trace
from geo.provinces import Boundaries, read_boundary_file, sketch_boundaries
from geo.registry import Registry, load_registry
from tests.data import FROZEN


@cache
def registry() -> Registry:
    """The frozen registry: no new fact changes what a test of behaviour sees."""
    return load_registry(FROZEN)


@cache
def sketch() -> Boundaries:
    """The bundled outlines."""
    return sketch_boundaries(FROZEN / "provinces" / "sketch.yaml", registry().places)


@cache
def sketch_trace() -> Trace:
    """Every project as a sketch, cut by the bundled outlines."""
    return trace(registry(), sketch())


@cache
def commune_trace(shared: Path) -> Trace:
    """Every project cut by the 63 that were made of communes, and by these."""
    path = shared / "reference" / "communes_2025_region.gpkg"
    boundaries = read_boundary_file(path, registry().units)
    return trace(registry(), boundaries, ways=Extract(shared / "osm" / "rail.osm.pbf").ways())


@cache
def out_of_step_today() -> tuple[int, int]:
    """How many mismatches the sketch shows today, and of how many projects.

    A corridor or a pair of projects is one mismatch of two or more projects.
    """
    projects = sketch_trace().at(dt.date.today()).projects
    return len(out_of_step(projects.to_dict("records"))), int(projects["mismatch"].sum())


@cache
def reference_trace(shared: Path) -> Trace:
    """Every project cut by the reference provinces, railways on real OSM ways."""
    boundaries = read_boundary_file(shared / "reference" / "provinces_63.gpkg", registry().units)
    return trace(registry(), boundaries, ways=Extract(shared / "osm" / "rail.osm.pbf").ways())
