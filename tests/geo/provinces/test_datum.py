"""The datum check against real provinces, moved and distorted, and against made-up ones.

Positions are moved with geodesics (pyproj.Geod), not with the formulas of the module tested.
"""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from geo.model import Text
from geo.provinces import Boundaries
from geo.provinces.datum import DatumVerdict, Verdict, check_datum, vn2000_to_wgs84_m
from geo.provinces.datum_fix import corrected
from geo.sources.inputs import bundled_outlines
from tests.frames import without_crs
from tests.geo.traces import registry

Floats = NDArray[np.float64]
Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]

GEOD = Geod(ellps="WGS84")
CLAIM_M = 30.0
"""How near the truth a claimed shift must be."""
TO_WEST_AND_NORTH = (-195.6, 110.4)


def reference_of(frame: gpd.GeoDataFrame, *, is_sketch: bool = False) -> Boundaries:
    return Boundaries(frame, Text(vi="nguồn thử", en="test source"), is_sketch=is_sketch)


def changed(frame: gpd.GeoDataFrame, change: Callable[[Floats], Floats]) -> gpd.GeoDataFrame:
    geometry = shapely.transform(frame.geometry.to_numpy(), change)
    return frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs))


def moved(frame: gpd.GeoDataFrame, east_m: float, north_m: float) -> gpd.GeoDataFrame:
    if (east_m, north_m) == (0, 0):
        return frame
    azimuth = np.degrees(np.arctan2(east_m, north_m))
    distance = np.hypot(east_m, north_m)

    def along_geodesics(xy: Floats) -> Floats:
        ones = np.ones(len(xy))
        lon, lat, _ = GEOD.fwd(xy[:, 0], xy[:, 1], azimuth * ones, distance * ones)
        return np.column_stack([lon, lat])

    return changed(frame, along_geodesics)


def unevenly(rng: np.random.Generator, spread_m: float, over_km: float) -> Callable[..., Floats]:
    """A smooth random displacement: waves of many directions, about ``over_km`` long."""
    turn, phase = rng.uniform(0, 2 * np.pi, (2, 2, 30))
    length = rng.uniform(0.7, 2.0, (2, 30)) * over_km * 1000

    def displaced(xy: Floats) -> Floats:
        metres = xy * [104_000.0, 111_000.0]
        waves = [
            np.cos(
                metres
                @ np.array([np.cos(turn[axis]), np.sin(turn[axis])])
                * (2 * np.pi / length[axis])
                + phase[axis]
            ).sum(axis=1)
            for axis in (0, 1)
        ]
        metres = np.column_stack(waves) * spread_m * np.sqrt(2 / 30)
        return np.asarray(xy + metres / [104_000.0, 111_000.0])

    return displaced


def noisy(spread_m: float, over_km: float, seed: int) -> Change:
    """Every province drawn a little differently, its neighbours too."""
    rng = np.random.default_rng(seed)

    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        rows = [
            shapely.transform(shape, unevenly(rng, spread_m, over_km)) for shape in frame.geometry
        ]
        return frame.set_geometry(gpd.GeoSeries(rows, index=frame.index, crs=frame.crs))

    return change


def with_outliers(share: float, seed: int) -> Change:
    """A share of the provinces lies 2 to 5 km off, each in its own direction."""
    rng = np.random.default_rng(seed)

    def change(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = frame.geometry.copy()
        for row in rng.permutation(len(frame))[: round(share * len(frame))]:
            turn, far = rng.uniform(0, 2 * np.pi), rng.uniform(2_000, 5_000)
            one = moved(frame.iloc[[row]], far * np.cos(turn), far * np.sin(turn))
            shapes.iloc[row] = one.geometry.iloc[0]
        return frame.set_geometry(shapes)

    return change


def simplified(frame: gpd.GeoDataFrame, tolerance_m: float = 500.0) -> gpd.GeoDataFrame:
    flat = frame.to_crs(3405)
    return flat.set_geometry(flat.simplify(tolerance_m)).to_crs(4326)


def digitised_again(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Corners rounded over 120 m, small detail gone, vertices elsewhere."""
    flat = frame.to_crs(3405)
    smooth = flat.simplify(60).buffer(120, 2).buffer(-240, 2).buffer(120, 2).simplify(30)
    return flat.set_geometry(smooth.segmentize(400)).to_crs(4326)


def half(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.sample(len(frame) // 2, random_state=5)


def as_it_is(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame


def error_m(verdict: DatumVerdict, east_m: float, north_m: float) -> float:
    assert verdict.shift_east_m is not None
    assert verdict.shift_north_m is not None
    return float(np.hypot(verdict.shift_east_m - east_m, verdict.shift_north_m - north_m))


@cache
def made_up() -> gpd.GeoDataFrame:
    """Nine provinces of 40 km with winding borders that neighbours share."""
    rng = np.random.default_rng(8)
    grid = np.stack(np.meshgrid(np.arange(3), np.arange(3)), axis=-1).reshape(-1, 2)
    seats = shapely.multipoints([106.0, 20.6] + 0.4 * (grid + rng.uniform(0.1, 0.9, grid.shape)))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(seats, extend_to=shapely.box(106, 20, 108, 22))
    )
    inside = shapely.intersection(cells, shapely.box(105.9, 20.5, 107.3, 21.9))
    frame = gpd.GeoDataFrame(geometry=shapely.segmentize(inside, 0.002), crs=4326)
    return changed(frame, unevenly(rng, 1_000, 15))


# ---- what EPSG says


@pytest.mark.parametrize("place", [(106.4, 21.3), (105.0, 9.0), (107.5, 21.0)])
def test_vn2000_coordinates_lie_west_and_north_of_their_wgs84_ones(
    place: tuple[float, float],
) -> None:
    """Against pyproj's own choice of operation and geodesics; 1 m is the operation's accuracy."""
    to = Transformer.from_crs(4756, 4326, always_xy=True).transform(*place)
    azimuth, _, distance = GEOD.inv(*place, *to)
    east, north = vn2000_to_wgs84_m(*place)
    assert east == pytest.approx(distance * np.sin(np.radians(azimuth)), abs=1.0)
    assert north == pytest.approx(distance * np.cos(np.radians(azimuth)), abs=1.0)
    assert 194 < east < 197
    assert -114 < north < -108


# ---- the 63 provinces


@pytest.fixture(scope="module")
def provinces(shared: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(shared / "reference" / "provinces_63.gpkg")


@pytest.fixture(scope="module")
def north(provinces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Eighteen provinces of the north: the same questions, answered sooner."""
    return provinces[provinces["code"] <= "27"].reset_index(drop=True)


@pytest.mark.parametrize(
    ("change", "shift", "expected"),
    [
        (as_it_is, (0, 0), Verdict.OK),
        (as_it_is, TO_WEST_AND_NORTH, Verdict.VN2000_LABELLED_WGS84),
        (as_it_is, (195.6, -110.4), Verdict.WGS84_LABELLED_VN2000),
        (as_it_is, (30, 40), Verdict.OTHER_SHIFT),
        (as_it_is, (-2_121, 2_121), Verdict.OTHER_SHIFT),
        (half, (0, 0), Verdict.OK),
        (simplified, (0, 0), Verdict.OK),
    ],
    ids=["same", "vn2000", "wgs84", "50 m", "3 km", "half", "500 m"],
)
def test_the_whole_country(
    provinces: gpd.GeoDataFrame, change: Change, shift: tuple[float, float], expected: Verdict
) -> None:
    verdict = check_datum(moved(change(provinces), *shift), reference_of(provinces))
    assert verdict.verdict is expected
    assert error_m(verdict, *shift) < CLAIM_M
    assert verdict.stray_rows == ()


def test_a_file_mislabelled_by_gis_is_known_and_corrected(north: gpd.GeoDataFrame) -> None:
    """VN-2000 metres under the label WGS 84 / UTM 48N, as a wrong .prj makes them."""
    label = north.to_crs(3405).set_crs(32648, allow_override=True)
    verdict = check_datum(label, reference_of(north))
    assert verdict.verdict is Verdict.VN2000_LABELLED_WGS84
    right = corrected(label, verdict)
    assert right.crs == label.crs
    assert furthest_m(right.to_crs(4326), north) < 1.0


def furthest_m(a: gpd.GeoDataFrame, b: gpd.GeoDataFrame) -> float:
    xy = [shapely.get_coordinates(frame.geometry.to_numpy()).T for frame in (a, b)]
    return float(GEOD.inv(*xy[0], *xy[1])[2].max())


def test_the_whole_country_takes_seconds(provinces: gpd.GeoDataFrame) -> None:
    """About 2.2 s of one core; room for a slower one."""
    before = time.process_time()
    check_datum(provinces, reference_of(provinces))
    assert time.process_time() - before < 8.0


SHIFTS = [
    ((0, 0), Verdict.OK),
    (TO_WEST_AND_NORTH, Verdict.VN2000_LABELLED_WGS84),
    ((3_000, -500), Verdict.OTHER_SHIFT),
]
SHIFT_NAMES = ["none", "vn2000", "3 km"]


@pytest.mark.parametrize(("shift", "expected"), SHIFTS, ids=SHIFT_NAMES)
@pytest.mark.parametrize(
    "changes",
    [
        (noisy(30, 5, 1), with_outliers(0.35, 2)),
        (digitised_again, with_outliers(0.3, 3), noisy(20, 40, 4)),
        (half, simplified),
    ],
    ids=["noise and outliers", "digitised again", "half of it, 500 m"],
)
def test_other_hands_drawing(
    north: gpd.GeoDataFrame,
    changes: tuple[Change, ...],
    shift: tuple[float, float],
    expected: Verdict,
) -> None:
    file = north
    for change in changes:
        file = change(file)
    verdict = check_datum(moved(file, *shift), reference_of(north))
    assert verdict.verdict is expected
    assert error_m(verdict, *shift) < CLAIM_M


def test_one_province_simplified_is_told_apart_all_the_same(north: gpd.GeoDataFrame) -> None:
    file = moved(simplified(north[north["code"] == "24"]), *TO_WEST_AND_NORTH)
    verdict = check_datum(file, reference_of(north))
    assert verdict.verdict is Verdict.VN2000_LABELLED_WGS84
    assert verdict.uncertainty_m is not None
    assert error_m(verdict, *TO_WEST_AND_NORTH) < verdict.uncertainty_m


def test_a_shift_known_too_badly_is_not_claimed(north: gpd.GeoDataFrame) -> None:
    """One province at 500 m: 50 m off may as well be none."""
    file = moved(simplified(north[north["code"] == "24"], 900), 110, 60)
    assert check_datum(file, reference_of(north)).verdict is Verdict.CANNOT_TELL


def test_the_stated_uncertainty_holds(north: gpd.GeoDataFrame) -> None:
    """Over independent drawings the error exceeds the 95 % radius about one time in twenty."""
    few = north[north["code"].isin(["24", "20", "19", "22"])]
    verdicts = [check_datum(noisy(60, 10, seed)(few), reference_of(few)) for seed in range(8)]
    beyond = [error_m(one, 0, 0) > (one.uncertainty_m or 0) for one in verdicts]
    assert sum(beyond) <= 2
    # …and is no excuse: a radius ten times too wide would hold as well.
    assert np.median([one.uncertainty_m or np.inf for one in verdicts]) < 25


def test_districts_are_compared_where_they_are_province_borders(
    north: gpd.GeoDataFrame, shared: Path
) -> None:
    districts = gpd.read_file(shared / "reference" / "districts_region.gpkg")
    verdict = check_datum(moved(districts, *TO_WEST_AND_NORTH), reference_of(north))
    assert verdict.verdict is Verdict.VN2000_LABELLED_WGS84
    assert error_m(verdict, *TO_WEST_AND_NORTH) < CLAIM_M


def test_against_the_bundled_sketch_nothing_is_claimed(north: gpd.GeoDataFrame) -> None:
    sketch = bundled_outlines(registry())
    near, far = (check_datum(moved(north, east, 0), sketch) for east in (-195, 3_000))
    for verdict in (near, far):
        assert verdict.verdict is Verdict.CANNOT_TELL
        assert verdict.shift_east_m is None
        assert verdict.compared_with == sketch.source
    # A shift beyond the sketch's own 0.01° is worth a word, not a verdict.
    assert "3000 m east" in far.explanation.en
    assert "3000 m về phía đông" in far.explanation.vi
    assert "east" not in near.explanation.en


# ---- made-up provinces


@settings(max_examples=6)
@given(distance=st.floats(0, 5_000), turn=st.floats(0, 2 * np.pi), seed=st.integers(0, 2**32 - 1))
def test_any_shift_is_found_again(distance: float, turn: float, seed: int) -> None:
    east, north = distance * np.cos(turn), distance * np.sin(turn)
    file = moved(noisy(20, 5, seed)(made_up()), east, north)
    verdict = check_datum(file, reference_of(made_up()))
    assert verdict.verdict is not Verdict.CANNOT_TELL
    assert error_m(verdict, east, north) < CLAIM_M


def test_names_order_and_kind_of_geometry_do_not_matter() -> None:
    file = moved(made_up(), 300, -200)
    lines = gpd.GeoDataFrame(geometry=[file.boundary.union_all()], crs=4326)
    for other in (file.iloc[::-1], lines, file.to_crs(32648)):
        verdict = check_datum(other, reference_of(made_up()))
        assert verdict.verdict is Verdict.OTHER_SHIFT
        assert error_m(verdict, 300, -200) < CLAIM_M


def test_a_file_of_two_datums_has_no_verdict_but_names_the_rows() -> None:
    file = noisy(20, 5, 6)(made_up())
    wrong = [3, 7, 8]
    file.loc[wrong, "geometry"] = moved(file.loc[wrong], *TO_WEST_AND_NORTH).geometry
    verdict = check_datum(file, reference_of(made_up()))
    assert verdict.verdict is Verdict.CANNOT_TELL
    assert verdict.stray_rows == tuple(wrong)
    assert "4, 8, 9" in verdict.explanation.vi


def test_a_single_row_of_another_datum_is_named_beside_the_verdict(
    north: gpd.GeoDataFrame,
) -> None:
    file = noisy(20, 5, 7)(north)
    file.loc[[5], "geometry"] = moved(file.loc[[5]], *TO_WEST_AND_NORTH).geometry
    verdict = check_datum(file, reference_of(north))
    assert verdict.verdict is Verdict.OK
    assert verdict.stray_rows == (5,)
    assert "6" in verdict.explanation.vi.split("Riêng")[1]


def test_coasts_do_not_pull() -> None:
    """The outer border lies 200 m further out on one side: not a shift of the file."""
    whole = made_up()
    edge = whole.union_all().boundary.buffer(0.004)
    outer = whole.difference(edge)
    file = whole.set_geometry(outer)
    verdict = check_datum(file, reference_of(whole))
    assert verdict.verdict is Verdict.OK
    assert error_m(verdict, 0, 0) < 5


@pytest.mark.parametrize(
    "file",
    [
        moved(made_up(), 20_000, 9_000),
        made_up().set_geometry(made_up().affine_transform([-1, 0, 0, 1, 213.6, 0])),
        made_up().set_geometry(made_up().translate(40, 10)),
        gpd.GeoDataFrame(geometry=[shapely.box(106.5, 21.0, 106.52, 21.02)], crs=4326),
        gpd.GeoDataFrame(geometry=np.array([shapely.Point(106.5, 21.0), None]), crs=4326),
    ],
    ids=["beyond reach", "mirrored", "another country", "a square", "no line"],
)
def test_what_has_no_counterpart_has_no_verdict(file: gpd.GeoDataFrame) -> None:
    verdict = check_datum(file, reference_of(made_up()))
    assert verdict.verdict is Verdict.CANNOT_TELL
    assert (verdict.shift_east_m, verdict.residual_m, verdict.uncertainty_m) == (None, None, None)


def test_a_file_without_a_crs_is_refused() -> None:
    bare = without_crs(made_up())
    with pytest.raises(ValueError, match="no CRS"):
        check_datum(bare, reference_of(made_up()))


# ---- the verdict in words and as JSON


def test_words_give_metres_and_direction() -> None:
    verdict = check_datum(moved(made_up(), *TO_WEST_AND_NORTH), reference_of(made_up()))
    assert "196 m về phía tây và 110 m về phía bắc" in verdict.explanation.vi
    assert "196 m west and 110 m north" in verdict.explanation.en
    assert "test source" in verdict.explanation.en


def test_json_has_the_promised_names() -> None:
    known = check_datum(moved(made_up(), 300, 0), reference_of(made_up())).as_json()
    unknown = check_datum(made_up(), reference_of(made_up(), is_sketch=True)).as_json()
    promised = {"verdict", "shift_east_m", "shift_north_m", "residual_m", "compared_with"}
    assert promised <= set(known) == set(unknown)
    assert known["verdict"] == "other-shift"
    assert known["shift_east_m"] == pytest.approx(300, abs=1)
    assert known["expected_east_m"] == pytest.approx(196, abs=1)
    assert unknown["shift_east_m"] is None


# ---- the correction


@pytest.mark.parametrize(
    ("shift", "translate"),
    [(TO_WEST_AND_NORTH, False), ((195.6, -110.4), False), ((900, -400), True)],
)
def test_a_corrected_file_is_right_and_whole(shift: tuple[float, float], translate: bool) -> None:
    right = made_up().assign(name="Tỉnh thử", area=1.5)
    file = moved(right, *shift)
    verdict = check_datum(file, reference_of(right))
    back = corrected(file, verdict, translate=translate)
    assert furthest_m(back, right) < 3.0
    assert check_datum(back, reference_of(right)).verdict is Verdict.OK
    attributes = ["name", "area"]
    assert back[attributes].equals(file[attributes])


def test_a_correction_keeps_heights_and_empty_rows() -> None:
    file = moved(made_up(), *TO_WEST_AND_NORTH)
    verdict = check_datum(file, reference_of(made_up()))
    shapes = [shapely.force_3d(file.geometry.iloc[0], 12.0), None, file.geometry.iloc[1]]
    back = corrected(gpd.GeoDataFrame(geometry=np.array(shapes), crs=4326), verdict)
    assert back.geometry.has_z.to_list() == [True, False, False]
    assert set(shapely.get_coordinates(back.geometry.iloc[0], include_z=True)[:, 2]) == {12.0}
    assert back.geometry.iloc[1] is None


def test_nothing_is_moved_without_a_reason() -> None:
    ok = check_datum(made_up(), reference_of(made_up()))
    other = check_datum(moved(made_up(), 900, 0), reference_of(made_up()))
    for verdict in (ok, other):
        with pytest.raises(ValueError, match="nothing to correct by"):
            corrected(made_up(), verdict)
