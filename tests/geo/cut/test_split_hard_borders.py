"""Cuts at borders that are not two straight neighbours: rivers, enclaves, meeting points."""

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from geo.cut.split import split_by_province
from tests.geo.locate.worlds import lines, provinces

BENDS = np.column_stack([500 + 10 * np.sin(np.arange(101) * np.pi / 10), np.arange(101) * 10.0])
"""A river's middle: bends of 10 m to either side, through x = 500 at y = 0, 100, 200, …"""
RIVER = provinces(
    p24=Polygon([(0, 0), *BENDS, (0, 1000)]), p20=Polygon([(1000, 0), *BENDS, (1000, 1000)])
)


@pytest.mark.parametrize("turn", [1, -1])
def test_bridge_over_a_border_river_is_cut_at_mid_span(turn: int) -> None:
    bridge = LineString([(470, 300), (530, 300)][::turn])
    pieces = split_by_province(lines(bridge), RIVER)
    assert list(pieces["province_code"]) == ["24", "20"][::turn]
    assert pieces["to_m"].iloc[0] == pytest.approx(30, abs=1e-9)
    assert not pieces["border_running"].any()


@pytest.mark.parametrize("turn", [1, -1])
def test_road_along_the_river_and_over_its_bridge_has_one_crossing(turn: int) -> None:
    """On the bank the road cuts the river's bends off, each shorter than the border is certain."""
    road = LineString([(400, 100), (495, 100), (495, 900), (530, 900), (700, 900)][::turn])
    every = split_by_province(lines(road), RIVER, min_piece_m=0)
    assert len(every) == 10
    pieces = split_by_province(lines(road), RIVER, min_piece_m=80)
    assert list(pieces["province_code"]) == ["24", "20"][::turn]
    crossing = 95 + 800 + 5
    assert pieces["to_m"].iloc[0] == pytest.approx(
        crossing if turn == 1 else road.length - crossing
    )
    by_code = pieces.set_index("province_code")["border_running"]
    assert by_code["24"]
    assert not by_code["20"]


def test_road_on_the_middle_of_the_river_goes_with_its_ends() -> None:
    road = LineString([(300, 100), *BENDS[10:41], (300, 400)])
    pieces = split_by_province(lines(road), RIVER, min_piece_m=0)
    assert list(pieces["province_code"]) == ["24"]
    assert pieces["border_running"].all()


@pytest.mark.parametrize("end", [(500, 300), tuple(BENDS[35]), (500.0, 0.0)])
def test_line_that_ends_on_the_border_is_not_cut(end: tuple[float, float]) -> None:
    pieces = split_by_province(lines(LineString([(300, 310), end])), RIVER, min_piece_m=0)
    assert list(pieces["province_code"]) == ["24"]


def test_several_pieces_per_province_come_in_order() -> None:
    comb = LineString([(x, y) for k, x in enumerate((300, 700) * 3) for y in (50 + 100 * k,)])
    pieces = split_by_province(lines(comb), RIVER, min_piece_m=0)
    assert list(pieces["province_code"]) == ["24", "20"] * 3
    assert list(pieces["part"]) == list(range(6))
    assert (pieces["from_m"].to_numpy()[1:] == pieces["to_m"].to_numpy()[:-1]).all()
    for shape, own in zip(pieces.geometry, pieces["province_code"], strict=True):
        middle = shape.interpolate(0.5, normalized=True)
        assert RIVER.set_index("province_code").geometry[own].contains(middle)


def test_enclave_in_an_enclave() -> None:
    island, lake = box(400, 400, 600, 600), box(200, 200, 800, 800)
    areas = provinces(
        p01=box(0, 0, 1000, 1000).difference(lake).union(island),
        p02=lake.difference(island),
    )
    pieces = split_by_province(lines(LineString([(100, 500), (900, 500)])), areas)
    assert list(pieces["province_code"]) == ["01", "02", "01", "02", "01"]
    assert list(pieces["length_m"]) == pytest.approx([100, 200, 200, 200, 100])


@pytest.mark.parametrize("heading", np.linspace(0, 2 * np.pi, 24, endpoint=False))
def test_line_through_a_point_where_many_provinces_meet(heading: float) -> None:
    """Nine wedges round one point: in by the wedge behind, out by the one ahead."""
    rim = [Point(np.cos(a), np.sin(a)) for a in np.linspace(0.1, 2 * np.pi + 0.1, 10)]
    wedges = {
        f"p{number:02d}": Polygon([Point(0, 0), rim[number], rim[number + 1]])
        for number in range(9)
    }
    way = 0.5 * np.array([np.cos(heading), np.sin(heading)])
    areas = provinces(**wedges)
    pieces = split_by_province(lines(LineString([-way, way])), areas, min_piece_m=0)
    expected = [
        code
        for end in (-way, way)
        for code, area in zip(areas["province_code"], areas.geometry, strict=True)
        if shapely.contains_xy(area, *end)
    ]
    assert list(pieces["province_code"]) == expected
    assert pieces["to_m"].iloc[0] == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize("turn", [1, -1])
def test_short_way_through_two_others_is_joined(turn: int) -> None:
    """Neither of the two lies between two of one province, but both do together."""
    corner = provinces(
        p24=box(0, 0, 500, 1000), p20=box(500, 0, 1000, 500), p19=box(500, 500, 1000, 1000)
    )
    road = LineString([(300, 200), (499, 490), (510, 500), (499, 510), (300, 800)][::turn])
    assert len(split_by_province(lines(road), corner, min_piece_m=0)) == 4
    pieces = split_by_province(lines(road), corner)
    assert list(pieces["province_code"]) == ["24"]
    assert pieces["border_running"].all()


# ---- along a border, never far from it

WALL = provinces(p24=box(0, 0, 500, 9000), p20=box(500, 0, 1000, 9000))
"""Two provinces, the border straight north along x = 500."""


def weaving(depth_m: float, *, wave_m: float = 600, waves: int = 12) -> LineString:
    """From deep in the west, weaving about the border, back to deep in the west."""
    y = 200 + np.arange(2 * waves + 1) * wave_m / 2
    x = 500 + depth_m * np.where(np.arange(len(y)) % 2, 1, -1)
    return LineString([(100, 100), *np.column_stack([x, y]), (100, y[-1] + 50)])


@pytest.mark.parametrize("turn", [1, -1])
def test_line_that_weaves_near_the_border_is_one_border_running_piece(turn: int) -> None:
    line = weaving(20)
    line = LineString(line.coords[::turn])
    assert len(split_by_province(lines(line), WALL, min_piece_m=0)) > 20
    pieces = split_by_province(lines(line), WALL)
    assert list(pieces["province_code"]) == ["24"]
    assert pieces["border_running"].all()


@pytest.mark.parametrize(("depth_m", "count"), [(49, 1), (51, 25)])
def test_what_goes_farther_from_the_border_than_it_is_certain_is_a_piece(
    depth_m: float, count: int
) -> None:
    pieces = split_by_province(lines(weaving(depth_m)), WALL)
    assert len(pieces) == count


def test_only_the_stretch_between_its_vertices_goes_far() -> None:
    """A bay of the border: the line's vertices touch it, its middle is 200 m from land."""
    bay = provinces(
        p24=Polygon([(0, 0), (500, 0), (500, 100), (300, 300), (500, 500), (500, 900), (0, 900)]),
        p20=Polygon(
            [(1000, 0), (500, 0), (500, 100), (300, 300), (500, 500), (500, 900), (1000, 900)]
        ),
    )
    line = LineString([(499, 50), (499, 550)])
    assert list(split_by_province(lines(line), bay)["province_code"]) == ["24", "20", "24"]


def test_weaving_between_two_provinces_leaves_one_crossing() -> None:
    line = weaving(20)
    across = LineString([*line.coords[:-1], (900, line.coords[-1][1])])
    pieces = split_by_province(lines(across), WALL)
    assert list(pieces["province_code"]) == ["24", "20"]
    assert pieces["border_running"].any()
