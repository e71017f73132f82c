"""A road that begins and ends at its end places is meant as a whole, however it winds."""

import pytest
from shapely import LineString

from geo.locate import Location, locate
from geo.model import Grade
from tests.geo.locate.test_locate import place
from tests.geo.locate.test_locate_roads import road, ways

LAT_M = 1_107.2
"""Metres of a hundredth of a degree of latitude at 21° N."""
OWN = {"ref": "ĐT.293"}


def line(*points: tuple[float, float]) -> LineString:
    """Hundredths of a degree from 106° E, 21° N."""
    return LineString([(round(106 + x / 100, 8), round(21 + y / 100, 8)) for x, y in points])


HAIRPIN = line((-40, 0), (5, 0), (10, 0), (12, 0), (12, 0.5), (11, 0.5), (10, 0.5))
"""Its end lies 554 m from where it passes first, 4.7 km before."""


def found(
    *more: LineString, road_line: LineString = HAIRPIN, b: tuple[float, float] = (10, 0)
) -> Location:
    x, y = b
    lon, lat = road_line.coords[0]
    places = {"a": place("a", lon, lat), "b": place("b", 106 + x / 100, 21 + y / 100)}
    frame = ways(*((one, OWN) for one in (road_line, *more)))
    return locate(road("a b"), places, frame)


def ends_at(location: Location) -> tuple[float, float]:
    lon, lat = location.geometry.coords[-1]
    return round((lon - 106) * 100, 3), round((lat - 21) * 100, 3)


def test_a_hairpin_road_ends_where_it_ends_and_not_where_it_passes_first() -> None:
    location = found()
    assert (location.source, location.grade) == ("osm", Grade.A)
    assert ends_at(location) == (10.0, 0.5)


@pytest.mark.parametrize(("from_end_m", "end"), [(990, (10.0, 0.5)), (1_010, (10.0, 0.0))])
def test_the_end_lies_as_near_to_its_place_as_that_is_known(
    from_end_m: float, end: tuple[float, float]
) -> None:
    place_b = (10, 0.5 - from_end_m / LAT_M)
    foot = found(b=place_b)
    assert ends_at(foot) == end


@pytest.mark.parametrize(("apart_m", "end"), [(4_100, (10.0, 0.5)), (3_900, (10.0, 0.0))])
def test_ways_of_the_number_four_kilometres_off_are_another_road(
    apart_m: float, end: tuple[float, float]
) -> None:
    north = 0.5 + apart_m / LAT_M
    assert ends_at(found(line((10, north), (10, north + 2)))) == end


def test_a_number_with_another_end_elsewhere_is_not_meant_as_a_whole() -> None:
    assert ends_at(found(line((12, 0), (20, 0)))) == (10.0, 0.0)


def test_a_place_on_the_way_that_the_road_does_not_pass_is_still_told() -> None:
    places = {
        "a": place("a", 105.6, 21.0),
        "m": place("m", 106.05, 21.05),
        "b": place("b", 106.1, 21.0),
    }
    location = locate(road("a m b"), places, ways((HAIRPIN, OWN)))
    assert location.grade is not Grade.A


def test_a_road_that_goes_far_round_is_known_as_one() -> None:
    """Its middle lies 13 to 18 km beyond both places, in a way of its own."""
    far = [line((0, 0), (10, 12)), line((10, 12), (15, 16), (20, 12)), line((20, 12), (30, 0))]
    location = found(*far[1:], road_line=far[0], b=(30, 0))
    assert (location.source, location.grade) == ("osm", Grade.A)
    assert len(location.way_ids) == 3
