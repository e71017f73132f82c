"""What a boundary file is compared with: the best that can tell its datum."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.model import Text
from geo.osm.source import FetchError
from geo.provinces import Boundaries
from geo.provinces.checked_file import check_file, compare, examine
from geo.provinces.datum import Verdict, check_datum
from geo.provinces.fetched_ground import check_ground
from geo.provinces.whole_file import file_as_reference
from geo.registry import load_registry
from geo.sources.inputs import bundled_outlines
from tests.geo.provinces.made_files import communes, the_63, written

TABLE = load_registry().units
OUTLINES = bundled_outlines(load_registry())
HOME = sorted(OUTLINES.frame["province_code"])


@pytest.fixture(scope="module")
def north(shared: Path) -> gpd.GeoDataFrame:
    frame = the_63(shared)
    return frame[frame["code"].isin(HOME)]


@pytest.fixture(scope="module")
def some_communes(shared: Path) -> gpd.GeoDataFrame:
    """Every commune of old Bắc Giang and Lạng Sơn."""
    frame = communes(shared)
    province = frame["code"].map(lambda code: TABLE.communes.province_of(int(code)))
    return frame[province.isin(["20", "24"])]


def mislabelled(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """VN-2000 coordinates that claim to be WGS 84."""
    return frame.to_crs(4756).set_crs(4326, allow_override=True)


def test_a_second_file_tells_what_the_outlines_cannot(
    north: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    file = written(mislabelled(north.iloc[:5]), tmp_path / "a.gpkg")
    second = written(north, tmp_path / "b.gpkg")
    alone = examine(file, TABLE, OUTLINES, OUTLINES)
    assert (alone.verdict.verdict, alone.mended) == (Verdict.CANNOT_TELL, None)
    found = examine(file, TABLE, OUTLINES, OUTLINES, second)
    assert found.verdict.verdict is Verdict.VN2000_LABELLED_WGS84
    assert found.verdict.compared_with.en == "Boundary file b.gpkg"
    assert found.mended is not None
    assert found.mended.boundaries is not None


def test_the_first_that_can_tell_is_asked(north: gpd.GeoDataFrame, tmp_path: Path) -> None:
    checked = check_file(written(mislabelled(north.iloc[:5]), tmp_path / "a.gpkg"), TABLE)
    right = file_as_reference(written(north, tmp_path / "b.gpkg"), TABLE)
    elsewhere = right.frame.translate(12, 5)
    nothing = replace(right, frame=right.frame.set_geometry(elsewhere), source=Text(vi="x", en="x"))
    for references in ([nothing, right], [right, nothing], [OUTLINES, right]):
        verdict = compare(checked, references, OUTLINES)
        assert verdict.verdict is Verdict.VN2000_LABELLED_WGS84
        assert verdict.compared_with == right.source
    unknown = compare(checked, [nothing], OUTLINES)
    assert (unknown.verdict, unknown.compared_with) == (Verdict.CANNOT_TELL, nothing.source)


def test_fetched_communes_tell_of_a_part_of_a_province(
    some_communes: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """Far from every province border the provinces have no counterpart to it."""
    whole = check_file(written(some_communes, tmp_path / "all.gpkg"), TABLE).boundaries
    assert whole is not None
    assert whole.communes is not None
    border = whole.frame.boundary.union_all()
    away = shapely.distance(some_communes.geometry.to_numpy(), border)
    inland = some_communes[away > 0.03].iloc[:25]
    checked = check_file(written(mislabelled(inland), tmp_path / "part.gpkg"), TABLE)
    told = compare(checked, [whole], OUTLINES)
    assert told.verdict is Verdict.VN2000_LABELLED_WGS84
    without = compare(checked, [replace(whole, communes=None)], OUTLINES)
    assert without.verdict is Verdict.CANNOT_TELL


def test_outlines_lean_where_there_is_border_enough(
    north: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """A word of what is more probable, and no correction by it."""
    expected = {
        Verdict.OK: north,
        Verdict.VN2000_LABELLED_WGS84: mislabelled(north),
    }
    for leaning, frame in expected.items():
        checked = check_file(written(frame, tmp_path / f"{leaning}.gpkg"), TABLE)
        verdict = compare(checked, [OUTLINES], OUTLINES)
        assert (verdict.verdict, verdict.leaning) == (Verdict.CANNOT_TELL, leaning)
        assert "more probably" in verdict.explanation.en
        assert "nhiều khả năng" in verdict.explanation.vi
    few = check_datum(mislabelled(north.iloc[:3]), OUTLINES)
    assert few.leaning is None
    assert "probably" not in few.explanation.en


def test_fetched_provinces_of_another_datum_are_refused(north: gpd.GeoDataFrame) -> None:
    frame = north.rename(columns={"code": "province_code", "name": "province_name"})
    right = Boundaries(frame, Text(vi="x", en="x"), is_sketch=False)
    check_ground(right.frame, OUTLINES, TABLE, "host")
    with pytest.raises(FetchError, match="wrong label"):
        check_ground(mislabelled(right.frame), OUTLINES, TABLE, "host")
