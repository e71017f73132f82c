"""Lengths that the documents state, against what the located line measures."""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial

import geopandas as gpd
import pandas as pd

from geo.locate import Location
from geo.model import Grade, Project, StatedLength
from geo.registry import Registry

AGREES_WITHIN = 0.05
"""Share of the stated length. Documents round to half a kilometre and measure along the
chainage of the day, so a twentieth either way is agreement."""

PROVEN_UP_TO = 0.01
"""Share of the measured length that may be sketched: a fifth of what agreement allows for, so that
a wrong sketch alone cannot turn the verdict."""

SHOWN_KM = 0.05
"""Less than this is nothing, to the tenth of a kilometre that is written."""

_SKETCHED = frozenset({Grade.C, Grade.D})

FromTo = tuple[float, float]
"""Kilometres from the start of the line."""

COLUMNS = [
    "project_id",
    "km",
    "of_vi",
    "of_en",
    "cite",
    "measured_km",
    "difference_km",
    "about",
    "verdict",
    "sketched_km",
]


class LengthVerdict(StrEnum):
    """What comes of comparing a stated length with the line; :mod:`geo.views.verdicts` says it."""

    UNMEASURED = "unmeasured"
    """The line does not have what the length is of."""
    SKETCH = "sketch"
    """All of it is only sketched, to the tenth of a kilometre."""
    PARTLY_SKETCHED = "partly_sketched"
    """More of it is sketched than may be."""
    AGREES = "agrees"
    DIFFERS = "differs"


def stated_against_measured(
    registry: Registry, locations: Mapping[str, Location], pieces: gpd.GeoDataFrame
) -> pd.DataFrame:
    """One row for every stated length, with the measured one beside it.

    Lengths are kilometres; ``measured_km`` is missing where the line does not have both the
    places that the stated length runs between, and ``sketched_km`` of it is only a sketch;
    ``about`` where any of it is. The verdict goes by how well those parts of the line are known
    that the stated length covers: a sketch proves nothing, and a line that is a sketch elsewhere
    takes nothing from a stretch that is on OSM.
    """
    rows = []
    for project in registry.projects.values():
        own = pieces[pieces["project_id"] == project.id]
        rows += [
            _row(project, stated, locations[project.id], own, registry)
            for stated in project.stated_lengths
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    project: Project,
    stated: StatedLength,
    location: Location,
    pieces: gpd.GeoDataFrame,
    registry: Registry,
) -> dict[str, object]:
    covered = _covered(stated, location, pieces, registry)
    measured = float("nan") if covered is None else sum(high - low for low, high in covered)
    sketched = 0.0 if covered is None else _sketched_km(covered, location)
    return {
        "project_id": project.id,
        "km": stated.km,
        "of_vi": stated.of.vi,
        "of_en": stated.of.en,
        "cite": str(stated.cite),
        "measured_km": measured,
        "difference_km": measured - stated.km,
        "about": sketched > 0 or (covered is not None and _is_whole_sketch(measured, location)),
        "verdict": _verdict(stated, measured, sketched, location).value,
        "sketched_km": sketched,
    }


def _covered(
    stated: StatedLength, location: Location, pieces: gpd.GeoDataFrame, registry: Registry
) -> list[FromTo] | None:
    """What of the line a stated length speaks of; None where that cannot be said."""
    low, high = float("-inf"), float("inf")
    if stated.between:
        if not set(stated.between) <= set(location.place_km):
            return None
        low, high = sorted(location.place_km[key] for key in stated.between)
    elif not stated.province:
        return None
    if stated.province:
        pieces = pieces[pieces["signing_code"].map(partial(_lies_in, stated.province, registry))]
    ends = zip(pieces["from_km"], pieces["to_km"], strict=True)
    return [(max(a, low), min(b, high)) for a, b in ends if min(b, high) > max(a, low)]


def _is_whole_sketch(measured: float, location: Location) -> bool:
    """Whether only the grade of the whole line says how well what was measured is known."""
    return not (measured and location.parts) and location.grade in _SKETCHED


def _lies_in(province: str, registry: Registry, ground: str | None) -> bool:
    return ground is not None and registry.units.holds(province, ground)


def _sketched_km(covered: Sequence[FromTo], location: Location) -> float:
    """How much of what is covered is only sketched."""
    parts = [part for part in location.parts if part.grade in _SKETCHED]
    overlaps = (
        min(high, part.to_km) - max(low, part.from_km) for low, high in covered for part in parts
    )
    return sum(max(0.0, overlap) for overlap in overlaps)


def _verdict(
    stated: StatedLength, measured: float, sketched: float, location: Location
) -> LengthVerdict:
    if math.isnan(measured):
        return LengthVerdict.UNMEASURED
    if _is_whole_sketch(measured, location) or sketched > PROVEN_UP_TO * measured:
        is_partly = SHOWN_KM <= sketched < measured - SHOWN_KM
        return LengthVerdict.PARTLY_SKETCHED if is_partly else LengthVerdict.SKETCH
    is_near = abs(measured - stated.km) <= AGREES_WITHIN * stated.km
    return LengthVerdict.AGREES if is_near else LengthVerdict.DIFFERS
