"""Lanes: projects on one road are told apart, all others stay on their line."""

import geopandas as gpd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, reverse

from layers.map.lanes import lanes

ROAD = LineString([(106.0, 21.0), (106.1, 21.02), (106.2, 21.0)])


def pieces(**lines: LineString) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"project_id": list(lines), "length_km": [line.length * 100 for line in lines.values()]},
        geometry=list(lines.values()),
        crs=4326,
    )


def test_two_on_one_road_get_two_lanes_and_the_longer_stays() -> None:
    longer = LineString([*ROAD.coords, (106.3, 21.05)])
    assert lanes(pieces(short=ROAD, long=longer)) == {"short": 1}


def test_whichever_way_a_line_runs_its_lane_is_on_the_same_side_of_the_road() -> None:
    longer = LineString([*ROAD.coords, (106.3, 21.05)])
    assert lanes(pieces(short=reverse(ROAD), long=longer)) == {"short": -1}


def test_a_crossing_and_a_parallel_road_far_off_share_nothing() -> None:
    across = LineString([(106.1, 20.9), (106.1, 21.1)])
    beside = LineString([(x, y + 0.01) for x, y in ROAD.coords])
    assert lanes(pieces(road=ROAD, across=across, beside=beside)) == {}


def test_a_line_in_one_project_never_shares_with_itself() -> None:
    both = gpd.GeoDataFrame(
        {"project_id": ["one", "one"], "length_km": [20.0, 20.0]}, geometry=[ROAD, ROAD], crs=4326
    )
    assert lanes(both) == {}


@settings(max_examples=30)
@given(st.integers(2, 7))
def test_all_on_one_road_have_different_lanes(count: int) -> None:
    given_lanes = lanes(pieces(**{f"p{number}": ROAD for number in range(count)}))
    assert len({0, *given_lanes.values()}) == count
