"""Lengths that the documents state, against what the located line measures."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geo.locate import Location
from geo.model import Grade, Project, StatedLength, Text
from geo.registry import Registry

AGREES_WITHIN = 0.05
"""Share of the stated length. Documents round to half a kilometre and measure along the
chainage of the day, so a twentieth either way is agreement."""

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
    places that the stated length runs between.
    """
    rows = []
    for project in registry.projects.values():
        own = pieces[pieces["project_id"] == project.id]
        for stated in project.stated_lengths:
            measured = _measured_km(stated, locations[project.id], own)
            verdict = _verdict(stated, measured, locations[project.id].grade)
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


def _measured_km(
    stated: StatedLength, location: Location, pieces: gpd.GeoDataFrame
) -> float | None:
    low, high = float("-inf"), float("inf")
    if stated.between:
        if not set(stated.between) <= set(location.place_km):
            return None
        low, high = sorted(location.place_km[key] for key in stated.between)
    elif not stated.province:
        return None
    if stated.province:
        pieces = pieces[pieces["signing_code"] == stated.province]
    covered = pieces["to_km"].clip(upper=high) - pieces["from_km"].clip(lower=low)
    return float(covered.clip(lower=0).sum())


def _verdict(stated: StatedLength, measured: float | None, grade: Grade) -> Text:
    if measured is None:
        return Text(vi="Không đo được trên tuyến", en="Cannot be measured on the line")
    if grade in (Grade.C, Grade.D):
        return Text(
            vi="Chưa kết luận: tuyến chỉ là phác thảo", en="No conclusion: the line is a sketch"
        )
    if abs(measured - stated.km) <= AGREES_WITHIN * stated.km:
        return Text(vi="Phù hợp (lệch không quá 5 %)", en="Agrees (within 5 %)")
    return Text(vi="Không khớp (lệch quá 5 %)", en="Does not agree (off by over 5 %)")
