"""Splitting lines at province borders."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPolygon, Point, box

from geo.crs import GEOD
from geo.cut.split import cut_at, split_by_province
from tests.frames import each_row, without_crs
from tests.geo.locate.worlds import EAST_WEST, lines, partitions, provinces, random_lines


def codes(pieces: gpd.GeoDataFrame) -> list[str | None]:
    return list(pieces["province_code"])


def ends(pieces: gpd.GeoDataFrame) -> list[float]:
    return [*pieces["from_m"], pieces["to_m"].iloc[-1]]


def test_crossing_gives_two_pieces_in_order() -> None:
    pieces = split_by_province(lines(LineString([(100, 5), (900, 5)])), EAST_WEST)
    assert codes(pieces) == ["24", "20"]
    assert ends(pieces) == [0, 400, 800]
    assert list(pieces["part"]) == [0, 1]
    assert pieces.geometry.iloc[0].coords[-1] == pieces.geometry.iloc[1].coords[0] == (500, 5)


def test_input_columns_and_names_are_kept() -> None:
    road = lines(LineString([(100, 5), (900, 5)])).assign(ref="QL.279")
    pieces = split_by_province(road, EAST_WEST)
    assert list(pieces["ref"]) == ["QL.279", "QL.279"]
    assert list(pieces["province_name"]) == ["Tỉnh 24", "Tỉnh 20"]


def test_outside_keeps_none_and_nothing_is_dropped() -> None:
    pieces = split_by_province(lines(LineString([(-300, 5), (1200, 5)])), EAST_WEST)
    assert codes(pieces) == [None, "24", "20", None]
    assert pieces["length_m"].sum() == 1500


def test_far_outside_is_one_piece_in_no_province() -> None:
    pieces = split_by_province(lines(LineString([(9e6, 9e6), (9.1e6, 9e6)])), EAST_WEST)
    assert codes(pieces) == [None]


def test_gap_between_neighbours_stays_visible() -> None:
    apart = provinces(p24=box(0, 0, 490, 1000), p20=box(500, 0, 1000, 1000))
    pieces = split_by_province(lines(LineString([(100, 5), (900, 5)])), apart)
    assert codes(pieces) == ["24", None, "20"]


def test_overlap_goes_to_the_lower_code() -> None:
    over = provinces(p24=box(0, 0, 600, 1000), p20=box(500, 0, 1000, 1000))
    pieces = split_by_province(lines(LineString([(100, 5), (900, 5)])), over)
    assert codes(pieces) == ["24", "20"]
    assert ends(pieces) == [0, 400, 800]


@pytest.mark.parametrize("min_piece_m", [0.0, 25.0])
def test_short_excursion_is_joined_and_flagged(min_piece_m: float) -> None:
    zigzag = lines(LineString([(100, 0), (505, 100), (100, 200)]))
    pieces = split_by_province(zigzag, EAST_WEST, min_piece_m=min_piece_m)
    expected = ["24"] if min_piece_m else ["24", "20", "24"]
    assert codes(pieces) == expected
    assert list(pieces["border_running"]) == ([True] if min_piece_m else [False] * 3)


def test_short_piece_at_a_line_end_is_kept() -> None:
    pieces = split_by_province(lines(LineString([(100, 0), (505, 0)])), EAST_WEST, min_piece_m=50)
    assert codes(pieces) == ["24", "20"]


def test_flicker_along_a_border_becomes_one_piece() -> None:
    x = np.where(np.arange(40) % 2, 501, 499)
    along = LineString(np.column_stack([x, np.linspace(10, 400, 40)]))
    start, end = Point(300, 5), Point(300, 420)
    road = LineString([start, *along.coords, end])
    pieces = split_by_province(lines(road), EAST_WEST, min_piece_m=50)
    assert codes(pieces) == ["24"]
    assert pieces["border_running"].all()


@pytest.mark.parametrize("turn", [1, -1])
def test_line_on_the_border_goes_with_both_its_ends(turn: int) -> None:
    road = LineString([(300, 100), (500, 100), (500, 700), (300, 700)][::turn])
    pieces = split_by_province(lines(road), EAST_WEST)
    assert codes(pieces) == ["24"]
    assert pieces["border_running"].all()


@pytest.mark.parametrize("turn", [1, -1])
def test_line_on_the_border_between_two_goes_to_the_lower_code(turn: int) -> None:
    road = LineString([(300, 100), (500, 100), (500, 700), (800, 700)][::turn])
    pieces = split_by_province(lines(road), EAST_WEST)
    assert codes(pieces) == ["24", "20"][::turn]
    assert pieces.set_index("province_code").loc["24", "length_m"] == pytest.approx(200)


def test_line_that_only_touches_a_border_is_not_cut() -> None:
    road = LineString([(300, 100), (500, 200), (300, 300)])
    assert codes(split_by_province(lines(road), EAST_WEST)) == ["24"]


def test_line_that_ends_on_a_border_has_one_piece() -> None:
    assert codes(split_by_province(lines(LineString([(300, 5), (500, 5)])), EAST_WEST)) == ["24"]


def test_enclave_gives_three_pieces() -> None:
    hole = box(200, 200, 400, 400)
    around = provinces(p24=box(0, 0, 1000, 1000).difference(hole), p20=hole)
    pieces = split_by_province(lines(LineString([(100, 300), (600, 300)])), around)
    assert codes(pieces) == ["24", "20", "24"]
    assert ends(pieces) == [0, 100, 300, 500]


def test_line_through_a_tri_point() -> None:
    three = provinces(
        p01=box(0, 0, 500, 500), p02=box(500, 0, 1000, 500), p03=box(0, 500, 1000, 1000)
    )
    pieces = split_by_province(lines(LineString([(300, 300), (700, 700)])), three)
    assert codes(pieces) == ["01", "03"]
    assert pieces["length_m"].sum() == pytest.approx(np.hypot(400, 400), rel=1e-12)


def test_islands_of_a_multipolygon_count_as_their_province() -> None:
    islands = provinces(
        p22=MultiPolygon([box(0, 0, 100, 100), box(300, 0, 400, 100)]), p31=box(100, 0, 200, 100)
    )
    pieces = split_by_province(lines(LineString([(50, 50), (350, 50)])), islands)
    assert codes(pieces) == ["22", "31", None, "22"]


def test_strands_of_one_line_are_measured_on() -> None:
    road = MultiLineString([[(0, 5), (100, 5)], [(600, 5), (400, 5)]])
    pieces = split_by_province(lines(road), EAST_WEST)
    assert codes(pieces) == ["24", "20", "24"]
    assert ends(pieces) == [0, 100, 200, 300]
    assert list(pieces["part"]) == [0, 1, 2]


def test_degrees_are_measured_on_the_ellipsoid() -> None:
    two = provinces(p24=box(106, 21, 106.5, 22), p20=box(106.5, 21, 107, 22)).set_crs(
        4326, allow_override=True
    )
    road = gpd.GeoDataFrame(geometry=[LineString([(106.2, 21.5), (106.9, 21.5)])], crs=4326)
    pieces = split_by_province(road, two)
    assert pieces["length_m"].sum() == pytest.approx(
        GEOD.line_length([106.2, 106.9], [21.5, 21.5]), rel=1e-12
    )
    assert codes(pieces) == ["24", "20"]


def test_feet_are_turned_into_metres() -> None:
    feet = lines(LineString([(100, 5), (900, 5)])).set_crs(2272, allow_override=True)
    pieces = split_by_province(feet, EAST_WEST.set_crs(2272, allow_override=True))
    assert pieces["length_m"].sum() == pytest.approx(800 * 1200 / 3937)


@pytest.mark.parametrize(
    ("road", "areas", "message"),
    [
        (
            without_crs(lines(LineString([(0, 0), (1, 1)]))),
            EAST_WEST,
            "no CRS",
        ),
        (lines(LineString([(0, 0), (1, 1)])).to_crs(4326), EAST_WEST, "CRS differ"),
        (lines(LineString()), EAST_WEST, "empty"),
        (EAST_WEST[["geometry"]], EAST_WEST, "no LineString"),
        (lines(LineString([(0, 0), (1, 1)])).assign(part=1), EAST_WEST, "already have"),
        (lines(LineString([(0, 0), (1, 1)])), EAST_WEST.drop(columns="province_code"), "lack"),
    ],
)
def test_unusable_frames_are_refused(
    road: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        split_by_province(road, areas)


def test_no_lines_give_no_pieces() -> None:
    pieces = split_by_province(lines(), EAST_WEST)
    assert pieces.empty
    assert "length_m" in pieces


def test_cut_at_keeps_the_line_together() -> None:
    pieces = split_by_province(lines(LineString([(100, 5), (900, 5)])), EAST_WEST)
    cut = cut_at(pieces, [[100.0, 250.0], []])
    assert ends(cut) == [0, 100, 250, 400, 800]
    assert [shape.coords[0][0] for shape in cut.geometry] == [100, 200, 350, 500]
    assert list(cut["part"]) == [0, 1, 2, 3]


@settings(max_examples=150)
@given(lines=random_lines(), areas=partitions(), min_piece_m=st.sampled_from([0.0, 30.0]))
def test_pieces_add_up_and_follow_each_other(
    lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, min_piece_m: float
) -> None:
    pieces = split_by_province(lines, areas, min_piece_m=min_piece_m)
    total = pieces.groupby("line")["length_m"].sum()
    assert np.allclose(total, lines.length, rtol=1e-9, atol=0)
    assert np.allclose(pieces.length, pieces["length_m"], rtol=1e-9, atol=1e-9)
    for _, own in pieces.groupby("line"):
        assert list(own["part"]) == list(range(len(own)))
        assert (own["from_m"].to_numpy()[1:] == own["to_m"].to_numpy()[:-1]).all()
        assert own["from_m"].iloc[0] == 0


@settings(max_examples=150)
@given(lines=random_lines(), areas=partitions())
def test_every_piece_lies_in_its_province(lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> None:
    pieces = split_by_province(lines, areas, min_piece_m=0)
    by_code = areas.set_index("province_code").geometry.buffer(1e-6)
    union = areas.union_all().buffer(-1e-6)
    for code, piece in zip(pieces["province_code"], pieces.geometry, strict=True):
        if code is None:
            assert not shapely.intersects(union, piece.interpolate(0.5, normalized=True))
        else:
            assert by_code[code].covers(piece)


@settings(max_examples=100)
@given(lines=random_lines(), areas=partitions())
def test_lengths_agree_with_polygon_intersection(
    lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> None:
    """The oracle is GEOS: intersect every line with every province."""
    pieces = split_by_province(lines, areas, min_piece_m=0)
    ours = pieces.dropna(subset="province_code").groupby(["number", "province_code"])["length_m"]
    table = shapely.length(
        shapely.intersection(lines.geometry.to_numpy()[:, None], areas.geometry.to_numpy()[None, :])
    )
    for row in each_row(ours.sum().reset_index()):
        assert row.length_m == pytest.approx(table[row.number, int(row.province_code)], abs=1e-6)


@settings(max_examples=100)
@given(lines=random_lines(), areas=partitions(), min_piece_m=st.sampled_from([0.0, 30.0]))
def test_the_other_direction_gives_the_same_pieces(
    lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, min_piece_m: float
) -> None:
    single = lines[lines.geom_type == "LineString"].reset_index(drop=True)
    back = single.set_geometry(single.reverse())
    there = split_by_province(single, areas, min_piece_m=min_piece_m)
    here = split_by_province(back, areas, min_piece_m=min_piece_m)
    for line in range(len(single)):
        a, b = there[there["line"] == line], here[here["line"] == line][::-1]
        assert codes(a) == codes(b)
        assert np.allclose(a["length_m"], b["length_m"], rtol=1e-9, atol=1e-6)


@settings(max_examples=60)
@given(lines=random_lines(), areas=partitions(), seed=st.integers(0, 99))
def test_order_of_provinces_does_not_matter(
    lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, seed: int
) -> None:
    shuffled = areas.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(
        pd.DataFrame(split_by_province(lines, areas)),
        pd.DataFrame(split_by_province(lines, shuffled)),
    )


@settings(max_examples=60)
@given(lines=random_lines(), areas=partitions(), min_piece_m=st.sampled_from([0.0, 30.0]))
def test_pieces_split_again_stay_as_they_are(
    lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, min_piece_m: float
) -> None:
    pieces = split_by_province(lines, areas, min_piece_m=min_piece_m)
    again = split_by_province(pieces[["geometry"]], areas, min_piece_m=min_piece_m)
    assert codes(again) == codes(pieces)
    assert np.allclose(again["length_m"], pieces["length_m"], rtol=1e-9, atol=1e-6)
    assert shapely.equals_exact(again.geometry.to_numpy(), pieces.geometry.to_numpy(), 1e-6).all()


@settings(max_examples=60)
@given(lines=random_lines(whole_numbers=True))
def test_lines_along_a_straight_border_lose_nothing(lines: gpd.GeoDataFrame) -> None:
    grid = provinces(
        **{
            f"p{i}{j}": box(250 * i, 250 * j, 250 * i + 250, 250 * j + 250)
            for i in range(4)
            for j in range(4)
        }
    )
    pieces = split_by_province(lines, grid, min_piece_m=0)
    assert np.allclose(pieces.groupby("line")["length_m"].sum(), lines.length, rtol=1e-9, atol=0)


@settings(max_examples=40)
@given(lines=random_lines(), areas=partitions())
def test_another_crs_gives_the_same_pieces(
    lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> None:
    """Straight in metres is not quite straight in degrees: with 50 m segments, to 0.02 mm."""

    def in_bac_giang(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        moved = frame.geometry.translate(630_000, 2_350_000)
        return frame.set_geometry(moved.segmentize(50))

    roads, provinces_there = in_bac_giang(lines), in_bac_giang(areas)
    metres = split_by_province(roads, provinces_there, min_piece_m=1)
    degrees = split_by_province(roads.to_crs(4326), provinces_there.to_crs(4326), min_piece_m=1)
    sums = [
        frame.groupby(["number", frame["province_code"].fillna("-")])["length_m"].sum()
        for frame in (metres, degrees)
    ]
    both = pd.concat(sums, axis=1).fillna(0.0).to_numpy()
    # The zone's scale here is 0.99981; lengths on the ellipsoid are that much longer.
    assert np.allclose(both[:, 0] / 0.99981, both[:, 1], rtol=1e-4, atol=0.2)


@settings(max_examples=60)
@given(lines=random_lines(), areas=partitions(), seed=st.integers(0, 99))
def test_a_jitter_of_a_nanometre_changes_nothing(
    lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, seed: int
) -> None:
    random = np.random.default_rng(seed)
    moved = lines.set_geometry(
        shapely.transform(lines.geometry, lambda xy: xy + random.normal(0, 1e-9, xy.shape))
    )
    there = split_by_province(lines, areas, min_piece_m=0.01)
    here = split_by_province(moved, areas, min_piece_m=0.01)
    assert codes(there) == codes(here)
    assert np.allclose(there["from_m"], here["from_m"], rtol=0, atol=1e-4)
