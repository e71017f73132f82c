"""Lengths that documents state, against lengths measured on the line."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from geo.cut.pieces import trace_pieces
from geo.duty.stated import COLUMNS, LengthVerdict, stated_against_measured
from geo.locate import LocatedPart, Location, locate_all
from geo.model import Grade
from geo.views.verdicts import verdict
from tests.frames import each_row
from tests.geo.locate.links import LAT, TEXT, boundaries, link, registry_of
from tests.geo.traces import sketch_trace


def km_from_a(lon: float) -> float:
    """Kilometres from place a eastward along the parallel of the places, as the sketch runs."""
    lons = np.linspace(106.1, lon, 500)
    return Geod(ellps="WGS84").line_length(lons, np.full(500, LAT)) / 1000


A_TO_B, A_TO_BORDER, A_TO_D = km_from_a(106.3), km_from_a(106.5), km_from_a(106.9)


def regraded(location: Location, grade: Grade) -> Location:
    """The same line, known equally well all along."""
    parts = tuple(replace(part, grade=grade) for part in location.parts)
    return replace(location, grade=grade, parts=parts)


def stated(grade: Grade = Grade.A, **length: Any) -> "pd.Series[Any]":
    fields = {"km": 10.0, "of": TEXT, "cite": "bg-ls:61"} | length
    project = link(stated_lengths=[fields])
    registry = registry_of(project)
    locations = locate_all([project], registry.places)
    pieces, _ = trace_pieces(registry, boundaries(), locations)
    graded = {key: regraded(location, grade) for key, location in locations.items()}
    frame = stated_against_measured(registry, graded, pieces)
    assert list(frame.columns) == COLUMNS
    assert len(frame) == 1
    return frame.iloc[0]


@pytest.mark.parametrize(
    ("length", "measured"),
    [
        ({"between": ["a", "b"]}, A_TO_B),
        ({"between": ["b", "a"]}, A_TO_B),
        ({"between": ["a", "d"]}, A_TO_D),
        ({"province": "24"}, A_TO_BORDER),
        ({"province": "20"}, A_TO_D - A_TO_BORDER),
        ({"province": "24", "between": ["a", "d"]}, A_TO_BORDER),
        ({"province": "24", "between": ["b", "c"]}, A_TO_BORDER - A_TO_B),
        ({"province": "20", "between": ["a", "b"]}, 0.0),
        ({"province": "22"}, 0.0),
    ],
)
def test_measured_between_places_within_a_province(length: dict[str, Any], measured: float) -> None:
    row = stated(**length)
    assert row["measured_km"] == pytest.approx(measured, abs=1e-3)
    assert row["difference_km"] == pytest.approx(measured - 10.0, abs=1e-3)
    assert (row["km"], row["cite"], row["of_vi"], row["of_en"]) == (10.0, "bg-ls:61", "chữ", "text")


def test_length_of_nothing_in_particular_is_not_measured() -> None:
    row = stated()
    assert math.isnan(row["measured_km"])
    assert math.isnan(row["difference_km"])
    assert row["verdict"] == LengthVerdict.UNMEASURED


def test_length_between_places_not_on_the_line_is_not_measured() -> None:
    project = link(stated_lengths=[{"km": 1, "of": TEXT, "cite": "a:1", "between": ["a", "b"]}])
    registry = registry_of(project)
    locations = locate_all([project], registry.places)
    pieces, _ = trace_pieces(registry, boundaries(), locations)
    without = {"x": replace(locations["x"], place_km={"a": 0.0})}
    frame = stated_against_measured(registry, without, pieces)
    assert frame["measured_km"].isna().all()


@pytest.mark.parametrize(
    ("grade", "factor", "found"),
    [
        (Grade.A, 1.0, LengthVerdict.AGREES),
        (Grade.B, 0.96, LengthVerdict.AGREES),
        (Grade.A, 1.05, LengthVerdict.AGREES),
        (Grade.A, 0.94, LengthVerdict.DIFFERS),
        (Grade.B, 1.06, LengthVerdict.DIFFERS),
        (Grade.C, 1.0, LengthVerdict.SKETCH),
        (Grade.D, 2.0, LengthVerdict.SKETCH),
    ],
)
def test_verdict(grade: Grade, factor: float, found: LengthVerdict) -> None:
    row = stated(grade, km=A_TO_B * factor, between=["a", "b"])
    assert row["verdict"] == found


@pytest.mark.parametrize(
    ("known", "between", "said"),
    [
        (1.01, ("a", "b"), "Agrees"),
        (0.98, ("a", "b"), "No conclusion: 0.4 km of it are only a sketch"),
        (0.995, ("a", "b"), "Agrees"),
        (1.01, ("a", "d"), "No conclusion"),
        (1.0, ("b", "d"), "No conclusion: the line is a sketch"),
    ],
)
def test_only_the_parts_that_a_length_covers_count(
    known: float, between: tuple[str, str], said: str
) -> None:
    """The first part is on OSM, as far as a share of the way to b; the rest is a sketch."""
    up_to = known * A_TO_B
    lengths = {("a", "b"): A_TO_B, ("a", "d"): A_TO_D, ("b", "d"): A_TO_D - A_TO_B}
    project = link(
        stated_lengths=[
            {"km": lengths[between], "of": TEXT, "cite": "bg-ls:61", "between": between}
        ]
    )
    registry = registry_of(project)
    (location,) = locate_all([project], registry.places).values()
    parts = (
        LocatedPart(0.0, up_to, Grade.A, "osm", 1.0),
        LocatedPart(up_to, A_TO_D, Grade.C, "sketch", 0.0),
    )
    locations = {"x": replace(location, parts=parts, grade=Grade.C)}
    pieces, _ = trace_pieces(registry, boundaries(), locations)
    (row,) = each_row(stated_against_measured(registry, locations, pieces))
    assert verdict(row._asdict()).en.startswith(said)
    assert row.measured_km == pytest.approx(lengths[between], abs=1e-3)


def test_ql279_is_measured_against_all_five_lengths() -> None:
    found = sketch_trace().stated
    assert list(found["km"]) == [62.5, 29.5, 33, 57, 90]
    assert set(found["project_id"]) == {"ql279"}
    whole, first, second, bac_giang, rest = found["measured_km"]
    assert whole == pytest.approx(first + second)
    assert rest == pytest.approx(second + bac_giang, abs=1.0)
    # straight lines through places are shorter than the road, and not by half
    assert ((found["measured_km"] / found["km"]).between(0.5, 1.1)).all()
