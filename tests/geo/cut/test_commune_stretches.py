"""Kilometres by commune: what they add up to, whose they are, and what is not listed."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.cut.commune_stretches import LEAST_M, Reach, settled_reaches
from geo.pipeline import Linkage
from geo.registry import Units
from geo.views.by_commune import by_side, communes_along
from tests.geo.traces import commune_trace, registry, sketch_trace

TABLE = registry().units
GEOD = Geod(ellps="WGS84")
DAY = dt.date(2026, 11, 1)
SIDE = ["project_id", "side", "signing_code"]


@pytest.mark.parametrize(("metres", "codes"), [(49.0, ["a", "c"]), (51.0, ["a", "b", "c"])])
def test_a_commune_is_listed_from_50_m(metres: float, codes: list[str]) -> None:
    line = [Reach(0, 900, "a"), Reach(900, 900 + metres, "b"), Reach(900 + metres, 3000, "c")]
    assert sorted({str(one.code) for one in settled_reaches(line, 0, 3000)}) == codes


@pytest.fixture(scope="module", params=list(Units))
def linkage(request: pytest.FixtureRequest, shared: Path) -> Linkage:
    return commune_trace(shared).at(DAY, request.param)


def test_communes_add_up_to_the_side(linkage: Linkage) -> None:
    pieces = linkage.pieces[linkage.pieces["length_km"] > 0]
    wanted = pieces.groupby(SIDE, dropna=False)["length_km"].sum()
    found = linkage.communes.groupby(SIDE, dropna=False)["length_km"].sum()
    assert len(wanted) > 90
    assert list(found.index) == list(wanted.index)
    assert np.abs(found - wanted).max() <= 1e-6
    sides = linkage.sides.set_index(["project_id", "side"])["length_km"]
    by_number = linkage.communes.groupby(["project_id", "side"])["length_km"].sum()
    own = by_number[by_number.index.get_level_values("side") >= 0]
    assert np.abs(own - sides[own.index]).max() <= 1e-6


def test_a_stretch_is_as_long_as_its_line(linkage: Linkage) -> None:
    measured = [GEOD.geometry_length(line) / 1000 for line in linkage.communes.geometry]
    assert np.allclose(measured, linkage.communes["length_km"], rtol=0, atol=1e-5)


def test_every_commune_is_of_the_province_that_it_stands_under(linkage: Linkage) -> None:
    """By its official code, in both eras' views; the names of the units are those of the pieces."""
    rows = linkage.communes.dropna(subset="commune_code")
    assert len(rows) > 300
    for code, signing, unit in zip(
        rows["commune_code"], rows["signing_code"], rows["province_code"], strict=True
    ):
        assert TABLE.communes.province_of(int(code)) == signing
        assert unit == TABLE.code_in(linkage.units, signing)
    assert rows["commune_name"].str.match("(Xã|Phường|Đặc khu) ").all()
    assert rows["commune_name_en"].str.contains("(?: commune| ward| special zone)$").all()


def test_the_line_lies_in_the_commune_that_is_named(shared: Path, linkage: Linkage) -> None:
    """The oracle: the middle of a stretch of OSM rail, in the polygons as published."""
    polygons = gpd.read_file(shared / "reference" / "communes_2025_region.gpkg")
    shapes = polygons.set_index("code").geometry.to_crs(3405)
    rows = linkage.communes[linkage.communes["grade"].isin(["A", "B"])].dropna(
        subset="commune_code"
    )
    middles = rows.geometry.to_crs(3405).interpolate(0.5, normalized=True)
    assert len(rows) >= 20
    away = [
        shapely.distance(shapes[code], middle)
        for code, middle in zip(rows["commune_code"], middles, strict=True)
    ]
    assert max(away) <= LEAST_M


def test_no_commune_is_listed_for_metres(linkage: Linkage) -> None:
    for _, own in linkage.communes.groupby(SIDE, dropna=False):
        # A side's ground may itself be shorter: then its longest commune is listed.
        assert len(own) == 1 or (own["length_km"] * 1000 >= LEAST_M).sum() >= len(own) - 1
    short = linkage.communes[linkage.communes["length_km"] * 1000 < LEAST_M]
    whole = linkage.pieces["length_km"] * 1000
    assert len(short) <= (whole.between(1e-9, LEAST_M)).sum()


def test_without_communes_there_are_none() -> None:
    linkage = sketch_trace().at(DAY)
    assert linkage.communes.empty
    assert list(linkage.communes.columns) != []
    assert communes_along("rail-yen-vien-cai-lan", linkage) == ()


def test_in_order_along_the_line(linkage: Linkage) -> None:
    found = communes_along("rail-yen-vien-cai-lan", linkage)
    assert [one.from_km for one in found] == sorted(one.from_km for one in found)
    named = [(run[0].province, len(run)) for run in by_side(found)]
    units = [province.vi for province, _ in named if province]
    assert [name.partition(" (")[0] for name in units] == {
        Units.SIGNING: ["Hà Nội", "Bắc Ninh", "Hải Dương", "Quảng Ninh"],
        Units.TODAY: ["Hà Nội", "Bắc Ninh", "Hải Phòng", "Quảng Ninh"],
    }[linkage.units]
    assert found[0].name is not None
    assert (found[0].name.vi, found[0].name.en) == ("Xã Phù Đổng", "Phù Đổng commune")


LINES = st.lists(
    st.tuples(st.sampled_from([None, "a", "b", "c", "d"]), st.floats(0.5, 2000)),
    min_size=1,
    max_size=9,
)


@given(LINES)
def test_a_run_is_covered_once(line: list[tuple[str | None, float]]) -> None:
    ends = np.cumsum([0.0, *(length for _, length in line)]).tolist()
    reached = [
        Reach(low, high, code) for (code, _), (low, high) in zip(line, pairwise(ends), strict=True)
    ]
    found = settled_reaches(reached, 0.0, ends[-1])
    assert [found[0].from_m, found[-1].to_m] == [0.0, ends[-1]]
    assert all(one.to_m == other.from_m for one, other in pairwise(found))
    assert all(one.code != other.code for one, other in pairwise(found))
    if any(code for code, _ in line):
        assert None not in {one.code for one in found}
    assert len(found) == 1 or all(one.length_m >= LEAST_M for one in found)


def test_metres_on_foreign_ground_go_to_the_neighbour() -> None:
    line = [Reach(0, 4000, "a"), Reach(4000, 4200, None)]
    assert settled_reaches(line, 0, 4200) == [Reach(0, 4200, "a")]
    assert settled_reaches([Reach(0, 900, None)], 100, 300) == [Reach(100, 300, None)]


def test_rows_are_a_frame_without_gaps(linkage: Linkage) -> None:
    frame = pd.DataFrame(linkage.communes)
    for _, own in frame.groupby("project_id"):
        assert np.allclose(own["from_km"].iloc[1:], own["to_km"].iloc[:-1], atol=1e-9)
