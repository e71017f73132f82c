"""The datum check: a case just below and just above each number, which stands here again."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, box

from geo.arrays import Floats
from geo.model import Text
from geo.plane import metres_per_degree
from geo.provinces._border_samples import BorderSamples, sample_borders
from geo.provinces._shift import (
    ShiftEstimate,
    _bootstrap_radius,
    _Fit,
    _fit,
    _near,
    _Pairs,
    _pairs,
    _sharpened,
    _uncertainty,
    _vote,
    estimate_shift,
    follow_which,
)
from geo.provinces.boundaries import Boundaries
from geo.provinces.datum import (
    Verdict,
    _classify,
    _inland,
    _judge,
    _Strays,
    check_datum,
)
from tests.geo.provinces.test_datum import made_up, moved

VECTOR = np.array([192.0, -111.0])
LENGTH_M = float(np.hypot(*VECTOR))
REFERENCE = Boundaries(
    gpd.GeoDataFrame(geometry=[box(106, 21, 107, 22)], crs=4326),
    Text(vi="thử", en="test"),
    is_sketch=False,
)
CLEAR = ShiftEstimate(0.0, 0.0, 5.0, 5.0, 400.0, 8.0)
NO_STRAYS = _Strays(np.zeros(0, dtype=np.int64), ())


def judged(strays: _Strays = NO_STRAYS, **changed: float) -> Verdict:
    return _judge(replace(CLEAR, **changed), VECTOR, strays, REFERENCE).verdict


@pytest.mark.parametrize(("contrast", "verdict"), [(1.95, "cannot-tell"), (2.05, "ok")])
def test_a_shift_has_twice_the_votes_of_any_other(contrast: float, verdict: str) -> None:
    assert judged(vote_contrast=contrast) == verdict


@pytest.mark.parametrize(("km", "verdict"), [(49.0, "cannot-tell"), (51.0, "ok")])
def test_50_km_of_border_follow_a_shift(km: float, verdict: str) -> None:
    assert judged(matched_km=km) == verdict


@pytest.mark.parametrize(("east_m", "verdict"), [(34.0, "ok"), (36.0, "other-shift")])
def test_a_shift_of_30_m_and_its_uncertainty_is_none(east_m: float, verdict: str) -> None:
    assert judged(east_m=east_m) == verdict


@pytest.mark.parametrize(("radius_m", "verdict"), [(29.0, "other-shift"), (31.0, "cannot-tell")])
def test_a_shift_of_any_length_is_known_to_30_m(radius_m: float, verdict: str) -> None:
    assert judged(east_m=1_000.0, uncertainty_m=radius_m) == verdict


@pytest.mark.parametrize(("share", "verdict"), [(0.21, "ok"), (0.23, "cannot-tell")])
def test_a_datum_is_told_when_known_to_a_part_of_the_vector(share: float, verdict: str) -> None:
    assert judged(uncertainty_m=share * LENGTH_M) == verdict


@pytest.mark.parametrize(("rows", "verdict"), [(10, "ok"), (9, "cannot-tell")])
def test_a_tenth_of_the_rows_may_lie_by_another_datum(rows: int, verdict: str) -> None:
    verdicts = (Verdict.WGS84_LABELLED_VN2000, *[Verdict.OK] * (rows - 1))
    assert judged(_Strays(np.arange(rows), verdicts)) == verdict


@pytest.mark.parametrize(("rows", "verdict"), [(12, "cannot-tell"), (21, "ok")])
def test_two_rows_of_another_datum_are_a_tenth_of_twenty(rows: int, verdict: str) -> None:
    verdicts = (*[Verdict.WGS84_LABELLED_VN2000] * 2, *[Verdict.OK] * (rows - 2))
    assert judged(_Strays(np.arange(rows), verdicts)) == verdict


def test_the_vector_is_recognised_to_30_m() -> None:
    east, north = -VECTOR
    for off, verdict in ((34.0, Verdict.VN2000_LABELLED_WGS84), (36.0, Verdict.OTHER_SHIFT)):
        shifted = replace(CLEAR, east_m=east + off, north_m=north)
        assert _classify(shifted, VECTOR) is verdict


def samples(lonlat: Floats, row: int = 0, spacing_m: float = 200.0) -> BorderSamples:
    """Samples of a border that runs east."""
    way = np.tile([1.0, 0.0], (len(lonlat), 1))
    return BorderSamples(lonlat, way, np.full(len(lonlat), row), spacing_m)


def both(*parts: BorderSamples) -> BorderSamples:
    return BorderSamples(
        np.concatenate([one.lonlat for one in parts]),
        np.concatenate([one.way for one in parts]),
        np.concatenate([one.row for one in parts]),
        parts[0].spacing_m,
    )


def eastward(count: int, north_m: float = 0.0, step_m: float = 200.0) -> Floats:
    east, north = metres_per_degree(np.array([21.0]))[0]
    at = np.arange(count)
    return np.column_stack([106 + at * step_m / east, np.full(count, 21.0 + north_m / north)])


@pytest.mark.parametrize(("lengths", "is_sought"), [(1.95, True), (2.05, False)])
def test_rows_of_another_datum_are_sought_up_to_two_vectors(
    lengths: float, is_sought: bool
) -> None:
    file = samples(eastward(60))
    shift = replace(CLEAR, east_m=lengths * LENGTH_M)
    assert bool(len(_Strays.among(file, file, VECTOR, shift).rows)) is is_sought


@pytest.mark.parametrize(("count", "kept"), [(99, 298), (101, 202)])
def test_shared_borders_are_used_alone_from_200_samples(count: int, kept: int) -> None:
    """Two rows along each other, and a hundred samples of a coast."""
    coast = samples(eastward(100, north_m=50_000.0), row=0)
    reference = both(samples(eastward(count), row=0), samples(eastward(count), row=1), coast)
    assert len(_inland(reference)) == kept


@pytest.mark.parametrize(("beyond_m", "is_near"), [(11_900, True), (12_100, False)])
def test_what_lies_12_km_off_has_no_counterpart(beyond_m: float, is_near: bool) -> None:
    """Twice the largest shift that is looked for."""
    reference = samples(eastward(10))
    file = samples(eastward(1, north_m=beyond_m))
    assert bool(len(_near(file, reference))) is is_near


def fit(spread: float, residual: Floats) -> _Fit:
    count = len(residual)
    normal = np.tile([0.0, 1.0], (count, 1))
    return _Fit(np.zeros(2), spread, np.arange(count), normal, residual)


@pytest.mark.parametrize(("off_m", "counts"), [(46.8, True), (46.9, False)])
def test_tukeys_biweight_ends_at_4_685_spreads(off_m: float, counts: bool) -> None:
    assert fit(10.0, np.array([off_m])).follows.tolist() == [counts]


@pytest.mark.parametrize(("off_m", "counts"), [(9.3, True), (9.4, False)])
def test_a_spread_is_two_metres_at_least(off_m: float, counts: bool) -> None:
    assert fit(0.0, np.array([off_m])).follows.tolist() == [counts]


@pytest.mark.parametrize(("blocks", "is_told"), [(7, False), (8, True)])
def test_a_shift_is_drawn_from_eight_cells_at_least(blocks: int, is_told: bool) -> None:
    angles = np.linspace(0, np.pi, blocks, endpoint=False)
    normal = np.column_stack([np.cos(angles), np.sin(angles)])
    found = replace(fit(10.0, np.ones(blocks)), normal=normal)
    assert (_bootstrap_radius(found, np.arange(blocks)) is not None) is is_told


@pytest.mark.parametrize(("count", "is_told"), [(7, False), (8, True)])
def test_a_shift_is_told_of_eight_samples_at_least(count: int, is_told: bool) -> None:
    line = samples(eastward(count))
    assert (estimate_shift(line, line) is not None) is is_told


SHIFTS = np.array([[0.0, 0.0], [0.0, 200.0]])


def followed(north_m: float, count: int = 40, shifts: Floats = SHIFTS) -> int:
    """Rows that clearly follow a shift, of a line that lies so far north of the reference's."""
    rows, _ = follow_which(
        samples(eastward(count, north_m)), samples(eastward(count + 1, step_m=200.0)), shifts
    )
    return len(rows)


@pytest.mark.parametrize(("count", "is_told"), [(19, False), (20, True)])
def test_a_row_of_20_samples_says_which_shift_it_follows(count: int, is_told: bool) -> None:
    assert bool(followed(0.0, count)) is is_told


@pytest.mark.parametrize(("left_m", "is_clear"), [(49.0, True), (51.0, False)])
def test_a_row_that_follows_a_shift_is_within_50_m(left_m: float, is_clear: bool) -> None:
    """Of two shifts 400 m apart, the other leaves seven times as much."""
    assert bool(followed(left_m, shifts=2 * SHIFTS)) is is_clear


@pytest.mark.parametrize(("left_m", "is_clear"), [(32.0, True), (34.5, False)])
def test_a_row_follows_the_shift_that_leaves_half_of_what_others_leave(
    left_m: float, is_clear: bool
) -> None:
    """Of two shifts 100 m apart: 32 m against 68, 34.5 against 65.5."""
    assert bool(followed(left_m, shifts=SHIFTS / 2)) is is_clear


@pytest.mark.parametrize(("wiggle_m", "is_straight"), [(300.0, True), (250.0, False)])
def test_a_border_runs_as_a_chord_of_150_m_to_either_side(
    wiggle_m: float, is_straight: bool
) -> None:
    """A zigzag of this length has the same height at both ends of the chord, or has not."""
    east, north = metres_per_degree(np.array([21.0]))[0]
    at = np.arange(0, 6_000, wiggle_m / 2)
    height = np.where(np.arange(len(at)) % 2, 10.0, 0.0)
    line = LineString(np.column_stack([106 + at / east, 21 + height / north]))
    found = sample_borders(gpd.GeoDataFrame(geometry=[line], crs=4326), spacing_m=400.0)
    slopes = np.abs(found.way[1:-1, 1])
    assert bool((slopes < 1e-3).all()) is is_straight


# ---- a sketch leans


def leaning(**changed: float) -> Verdict | None:
    sketch = replace(REFERENCE, is_sketch=True)
    known = replace(CLEAR, matched_km=2_000.0)
    return _judge(replace(known, **changed), VECTOR, NO_STRAYS, sketch).leaning


@pytest.mark.parametrize(("km", "verdict"), [(990.0, None), (1_010.0, Verdict.OK)])
def test_a_sketch_leans_from_1000_km_of_border(km: float, verdict: Verdict | None) -> None:
    assert leaning(matched_km=km) is verdict


@pytest.mark.parametrize(("share", "verdict"), [(0.32, Verdict.OK), (0.34, None)])
def test_a_sketch_leans_when_a_shift_is_known_to_a_third_of_the_vector(
    share: float, verdict: Verdict | None
) -> None:
    assert leaning(uncertainty_m=share * LENGTH_M) is verdict


# ---- what is sampled


@pytest.mark.parametrize(("outline_m", "strays"), [(3_900, ()), (4_100, (9,))])
def test_a_file_is_sampled_each_200_m(outline_m: float, strays: tuple[int, ...]) -> None:
    """So that the 20 samples that say of a row which datum it follows are 4 km of border."""
    provinces = made_up()[["geometry"]]
    middle = provinces.geometry.iloc[4].centroid
    east, north = metres_per_degree(np.array([middle.y]))[0]
    half_x, half_y = outline_m / 8 / east, outline_m / 8 / north
    square = box(middle.x - half_x, middle.y - half_y, middle.x + half_x, middle.y + half_y)
    park = gpd.GeoDataFrame(geometry=[square], crs=4326)
    # a border counts in the reference where two rows share it
    reference = replace(REFERENCE, frame=pd.concat([provinces, park, park], ignore_index=True))
    file = pd.concat([provinces, moved(park, -195.6, 110.4)], ignore_index=True)
    found = check_datum(file, reference)
    assert (found.verdict, found.stray_rows) == (Verdict.OK, strays)


@pytest.mark.parametrize(("apart_m", "are_shared"), [(290.0, True), (620.0, False)])
def test_borders_within_300_m_are_shared(apart_m: float, are_shared: bool) -> None:
    """Near is by cells: for sure up to 300 m, and for sure not from twice that."""
    climb = np.column_stack([np.zeros(1_200), np.linspace(0, 1_200, 1_200) / 110_700])
    one = eastward(1_200, step_m=100.0) + climb
    other = eastward(1_200, north_m=apart_m, step_m=100.0) + climb
    shared = eastward(150, north_m=50_000.0)
    reference = both(*(samples(line, row) for row, line in enumerate((one, other, shared, shared))))
    assert len(_inland(reference)) == 300 + 2_400 * are_shared


# ---- the search


def off(*east_m: float) -> Floats:
    return np.column_stack([east_m, np.full(len(east_m), 1.0)])


def pairs(offset: Floats, normal: tuple[float, float] = (0.0, 1.0)) -> _Pairs:
    """A pair a sample."""
    count = np.arange(len(offset))
    return _Pairs(count, offset, np.tile(normal, (len(offset), 1)), count)


def voted(*east_m: float) -> tuple[float, float]:
    """Where most of some pairs' votes are, metres east, and how far that place stands out."""
    east, north = metres_per_degree(np.array([21.0]))[0]
    here = np.array([[106.0, 21.0]])
    reference = samples(here - off(*east_m) / [east, north], spacing_m=300.0)
    shift, contrast = _vote(samples(here), reference)
    return float(shift[0]), contrast


@pytest.mark.parametrize(("apart_m", "wins"), [(498.0, True), (502.0, False)])
def test_votes_are_counted_together_over_five_bins_of_100_m(apart_m: float, wins: bool) -> None:
    """Six votes and five more against eight in one place."""
    shift, _ = voted(*[1.0] * 6, *[1.0 + apart_m] * 5, *[3_050.0] * 8)
    assert (shift < 1_000) is wins


@pytest.mark.parametrize(("apart_m", "contrast"), [(900.0, 8.0), (1_000.0, 2.0)])
def test_the_next_place_is_sought_1_4_km_from_the_best(apart_m: float, contrast: float) -> None:
    """Twice the window, between bins: votes count as far as two bins beside their own, and of
    bins with as many the first is the best."""
    assert voted(*[50.0] * 8, *[50.0 + apart_m] * 4)[1] == contrast


@pytest.mark.parametrize(("apart_m", "wins"), [(148.0, True), (152.0, False)])
def test_a_shift_is_sharpened_over_three_bins_of_50_m(apart_m: float, wins: bool) -> None:
    found = pairs(off(*[1.0] * 6, *[1.0 + apart_m] * 5, *[525.0] * 8))
    assert bool(_sharpened(found, np.zeros(2))[0] < 400) is wins


@pytest.mark.parametrize(("east_m", "is_sought"), [(990.0, True), (1_010.0, False)])
def test_counterparts_are_collected_1_km_around_a_shift(east_m: float, is_sought: bool) -> None:
    found = pairs(off(*[east_m] * 3, 0.0))
    assert bool(_sharpened(found, np.zeros(2))[0] > 500) is is_sought


@pytest.mark.parametrize(("away_m", "count"), [(145.0, 21), (155.0, 20)])
def test_counterparts_are_sought_150_m_off_at_the_least(away_m: float, count: int) -> None:
    """However well the others fit. The first step is a metre, so that a second one is made."""
    found = _fit(pairs(np.array([[0.0, 1.0]] * 20 + [[away_m, 1.0]])), np.zeros(2))
    assert found is not None
    assert len(found.sample) == count


@pytest.mark.parametrize(("away_m", "count"), [(345.0, 21), (365.0, 20)])
def test_counterparts_are_sought_six_spreads_off(away_m: float, count: int) -> None:
    """Half of the others lie 40 m to either side: a spread of 59.3 m, about a mean of 1 m."""
    near = [[0.0, 41.0], [0.0, -39.0]] * 10
    found = _fit(pairs(np.array([*near, [away_m, 1.0]])), np.zeros(2))
    assert found is not None
    assert len(found.sample) == count


@pytest.mark.parametrize(("degrees", "is_one"), [(24.0, True), (26.0, False)])
def test_borders_turned_by_25_degrees_are_one(degrees: float, is_one: bool) -> None:
    file = samples(eastward(1))
    angle = np.radians(degrees)
    turned = replace(file, way=np.array([[np.cos(angle), np.sin(angle)]]))
    found = _pairs(turned, file, around=np.zeros(2), radius_m=1e3)
    assert bool(len(found.sample)) is is_one


def test_a_spread_is_1_4826_times_the_median() -> None:
    """Half of the samples lie 10 m to either side: what is left is 10 m each."""
    found = _fit(pairs(np.array([[0.0, 10.0], [0.0, -10.0]] * 10)), np.zeros(2))
    assert found is not None
    assert found.spread == pytest.approx(14.826)


@pytest.mark.parametrize(("length_km", "is_told"), [(170, False), (180, True)])
def test_stretches_of_25_km_are_drawn(length_km: int, is_told: bool) -> None:
    """Of which there must be eight. The line begins at the edge of a cell."""
    count = length_km * 5
    east, _ = metres_per_degree(np.array([21.0]))[0]
    line = eastward(count) - [106 - 440.001 * 25_000 / east, 0.0]
    angle = np.arange(count) * 1.0
    normal = np.column_stack([np.cos(angle), np.sin(angle)])
    found = replace(fit(10.0, np.ones(count)), normal=normal)
    assert bool(np.isfinite(_uncertainty(found, samples(line)))) is is_told


def test_counterparts_are_found_where_the_rough_plane_is_5_per_cent_off() -> None:
    """Most of the reference lies at 16° N, the pair at 23.4°, 995 m apart."""
    south = np.array([[106.0, 16.0]] * 20)
    east, _ = metres_per_degree(np.array([23.4]))[0]
    there = np.array([[106.0, 23.4]])
    reference = both(samples(south), samples(there))
    found = _pairs(
        samples(np.add(there, [995 / east, 0.0])), reference, around=np.zeros(2), radius_m=1e3
    )
    assert len(found.sample) == 1
