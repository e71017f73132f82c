"""A file of today's units: its own view exactly, the view of the signing as well as can be."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from geo.__main__ import main
from geo.errors import InputError
from geo.pipeline import trace
from geo.provinces import Boundaries, read_boundary_file
from geo.provinces.parted import parted
from geo.registry import Units
from geo.sources.inputs import Inputs, chosen_boundaries
from tests.geo.provinces import made_files as made
from tests.geo.traces import registry, sketch

TABLE = registry().units


@pytest.fixture(scope="module")
def today(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Boundaries:
    path = tmp_path_factory.mktemp("34") / "34.gpkg"
    return read_boundary_file(made.written(made.the_34(shared), path), TABLE)


@pytest.fixture(scope="module")
def signing(today: Boundaries) -> Boundaries:
    return parted(today, sketch(), TABLE)


def test_nothing_is_lost_or_held_twice(today: Boundaries, signing: Boundaries) -> None:
    before, after = today.frame.geometry, signing.frame.geometry
    areas = [shapely.area(shapes.to_numpy()).sum() for shapes in (before, after)]
    assert areas[1] == pytest.approx(areas[0], rel=1e-6)
    assert after.union_all().symmetric_difference(before.union_all()).area < 1e-6


def test_known_parts_come_from_the_sketch_and_others_stay_whole(signing: Boundaries) -> None:
    codes = set(signing.frame["province_code"])
    assert {"24", "27", "30", "31", "33", "34", "06", "19", "20", "22"} <= codes
    assert "2025:25" in codes, "of Phú Thọ's three parts only Vĩnh Phúc is drawn"
    assert "26" in codes
    names = dict(zip(signing.frame["province_code"], signing.frame["province_name"], strict=True))
    assert names["2025:91"] == "An Giang"
    for old in ("24", "30", "34"):
        ours, theirs = (
            frame.set_index("province_code").geometry[old]
            for frame in (signing.frame, sketch().frame)
        )
        assert ours.intersection(theirs).area > 0.85 * theirs.area


def test_today_comes_back_as_it_was_given(today: Boundaries, signing: Boundaries) -> None:
    again = signing.in_units(Units.TODAY, TABLE)
    assert again.frame is today.frame
    assert again.former is not None
    assert "former borders" in signing.source.en


def test_lines_are_cut_at_todays_borders_as_by_the_63(shared: Path, signing: Boundaries) -> None:
    """The kilometres of every project by today's units are those that the 63 give."""
    whole = Boundaries(
        made.the_63(shared).rename(columns={"code": "province_code", "name": "province_name"}),
        sketch().source,
        is_sketch=False,
    )
    found = [_by_unit(boundaries) for boundaries in (signing, whole)]
    assert np.abs(found[0] - found[1]).max() < 0.02


def _by_unit(boundaries: Boundaries) -> "pd.Series[float]":
    pieces = trace(registry(), boundaries).pieces
    units = pieces["signing_code"].map(
        lambda code: "none" if code is None else TABLE.code_in(Units.TODAY, code)
    )
    return pieces.groupby([pieces["project_id"], units])["length_km"].sum()


def test_what_the_file_knows_of_the_63_comes_first(shared: Path, tmp_path: Path) -> None:
    """Old Bắc Giang beside today's Hải Phòng: the former border is the file's own."""
    old = made.the_63(shared).query("code in ['24', '27']")
    new = made.the_34(shared).query("code == '31'")
    both = gpd.GeoDataFrame(pd.concat([old, new], ignore_index=True), crs=4326)
    found = read_boundary_file(made.written(both, tmp_path / "b.gpkg"), TABLE)
    again = parted(found, sketch(), TABLE).frame.set_index("province_code").geometry
    given = old.set_index("code").geometry
    assert again["24"].symmetric_difference(given["24"]).area < 1e-3 * given["24"].area
    assert shapely.area(again["30"]) > 0


def test_what_fix_writes_of_the_34_is_taken_by_build(shared: Path, tmp_path: Path) -> None:
    """VN-2000 coordinates labelled WGS 84, corrected against the 63."""
    wrong = made.the_34(shared).to_crs(4756).set_crs(4326, allow_override=True)
    path = made.written(gpd.GeoDataFrame(wrong), tmp_path / "wrong.gpkg")
    out, reference = tmp_path / "right.gpkg", shared / "reference" / "provinces_63.gpkg"
    asked = ["check-boundaries", str(path), "--reference", str(reference), "--fix", str(out)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("vn2000-labelled-wgs84")
    found = chosen_boundaries(Inputs(cache=tmp_path / "none", boundaries=out), registry())
    assert found.value.units is Units.SIGNING
    assert found.value.in_units(Units.TODAY, TABLE).frame["province_code"].is_unique


def test_a_poor_file_is_used_only_after_a_word(shared: Path, tmp_path: Path) -> None:
    path = shared / "cases" / "borders" / "f07_geoBoundaries_2023_wikipedia.geojson"
    inputs = Inputs(cache=tmp_path / "none", boundaries=path)
    with pytest.raises(InputError, match="kilometres off"):
        chosen_boundaries(inputs, registry())
    found = chosen_boundaries(replace(inputs, accept_poor=True), registry())
    assert len(found.value.frame) == 63
