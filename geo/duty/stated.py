"""Lengths that the documents state, against what the located line measures."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd

from geo.locate import Location
from geo.model import Grade, Project, StatedLength, Text
from geo.registry import Registry
from geo.sentence import sentence

AGREES_WITHIN = 0.05
"""Share of the stated length. Documents round to half a kilometre and measure along the
chainage of the day, so a twentieth either way is agreement."""

PROVEN_UP_TO = 0.01
"""Share of the measured length that may be sketched: a fifth of what agreement allows for, so that
a wrong sketch alone cannot turn the verdict."""

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
    "verdict_vi",
    "verdict_en",
]


def stated_against_measured(
    registry: Registry, locations: Mapping[str, Location], pieces: gpd.GeoDataFrame
) -> pd.DataFrame:
    """One row for every stated length, with the measured one beside it.

    Lengths are kilometres; ``measured_km`` is missing where the line does not have both the
    places that the stated length runs between. The verdict goes by how well those parts of the
    line are known that the stated length covers: a sketch proves nothing, and a line that is a
    sketch elsewhere takes nothing from a stretch that is on OSM.
    """
    rows = []
    for project in registry.projects.values():
        own = pieces[pieces["project_id"] == project.id]
        for stated in project.stated_lengths:
            covered = _covered(stated, locations[project.id], own)
            verdict = _verdict(stated, covered, locations[project.id])
            measured = None if covered is None else _km(covered)
            rows.append(_row(project, stated, measured, verdict))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    project: Project, stated: StatedLength, measured: float | None, verdict: Text
) -> dict[str, object]:
    return {
        "project_id": project.id,
        "km": stated.km,
        "of_vi": stated.of.vi,
        "of_en": stated.of.en,
        "cite": str(stated.cite),
        "measured_km": float("nan") if measured is None else measured,
        "difference_km": float("nan") if measured is None else measured - stated.km,
        "verdict_vi": verdict.vi,
        "verdict_en": verdict.en,
    }


def _covered(
    stated: StatedLength, location: Location, pieces: gpd.GeoDataFrame
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
        pieces = pieces[pieces["signing_code"] == stated.province]
    ends = zip(pieces["from_km"], pieces["to_km"], strict=True)
    return [(max(a, low), min(b, high)) for a, b in ends if min(b, high) > max(a, low)]


def _sketched_km(covered: Sequence[FromTo], location: Location) -> float:
    """How much of what is covered is only sketched."""
    parts = [part for part in location.parts if part.grade in _SKETCHED]
    overlaps = (
        min(high, part.to_km) - max(low, part.from_km) for low, high in covered for part in parts
    )
    return sum(max(0.0, overlap) for overlap in overlaps)


def _verdict(stated: StatedLength, covered: Sequence[FromTo] | None, location: Location) -> Text:
    if covered is None:
        return Text(vi="Không đo được trên tuyến", en="Cannot be measured on the line")
    measured = _km(covered)
    sketched = _sketched_km(covered, location)
    is_sketch = not (covered and location.parts) and location.grade in _SKETCHED
    if is_sketch or sketched > PROVEN_UP_TO * measured:
        return _sketch_proves_nothing(measured, sketched)
    if abs(measured - stated.km) <= AGREES_WITHIN * stated.km:
        return Text(vi="Phù hợp (lệch không quá 5 %)", en="Agrees (within 5 %)")
    return Text(vi="Không khớp (lệch quá 5 %)", en="Does not agree (off by over 5 %)")


def _km(covered: Sequence[FromTo]) -> float:
    return sum(high - low for low, high in covered)


def _sketch_proves_nothing(measured: float, sketched: float) -> Text:
    if not 0.05 <= sketched < measured - 0.05:  # all of it, to the tenth that is written
        return Text(
            vi="Chưa kết luận: tuyến chỉ là phác thảo", en="No conclusion: the line is a sketch"
        )
    return sentence(
        "Chưa kết luận: {km} km trong đó chỉ là phác thảo",
        "No conclusion: {km} km of it are only a sketch",
        km=f"{sketched:,.1f}",
    )
