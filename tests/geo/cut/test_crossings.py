"""Where lines pass from one province to the next, in an invented world."""

import datetime as dt

import geopandas as gpd
import pytest
from shapely import box

from geo.model import Project
from geo.pipeline import build
from geo.provinces import Boundaries
from geo.registry import Units
from geo.registry.places import Place
from tests.frames import each_row
from tests.geo.locate.links import LAT, PLACES, boundaries, link, place, registry_of, side

DAY = dt.date(2024, 12, 31)
HUNDRED_M = 100 / 103_900
"""Degrees of longitude at this latitude."""


def crossings_of(
    project: Project,
    within: Boundaries | None = None,
    *,
    places: dict[str, Place] | None = None,
    units: Units = Units.SIGNING,
) -> gpd.GeoDataFrame:
    registry = registry_of(project, places=places or PLACES)
    return build(registry, within or boundaries(), as_of=DAY, units=units).crossings


def test_crossing_is_on_the_border_between_the_two() -> None:
    (crossing,) = each_row(crossings_of(link()))
    assert (crossing.from_province, crossing.to_province) == ("24", "20")
    assert (crossing.from_name, crossing.to_name) == ("Bắc Giang", "Lạng Sơn")
    assert (crossing.side_from, crossing.side_to) == (0, 1)
    assert (crossing.geometry.x, crossing.geometry.y) == pytest.approx((106.5, LAT))
    assert crossing.km == pytest.approx(41.5, abs=0.1)


def test_nearest_named_place_is_given_with_its_distance() -> None:
    (crossing,) = each_row(crossings_of(link()))
    assert crossing.nearest_place_key == "c", "gr-x is nearer but only marks the border"
    assert crossing.nearest_place == "C"
    assert crossing.nearest_place_m == pytest.approx(0.1 * 103_900, rel=0.01)


def test_other_direction_turns_it_round() -> None:
    (crossing,) = each_row(crossings_of(link(route=["d", "a"])))
    assert (crossing.from_province, crossing.to_province) == ("20", "24")
    assert (crossing.side_from, crossing.side_to) == (1, 0)


@pytest.mark.parametrize(("gap_m", "count"), [(50, 1), (900, 1), (1100, 0)])
def test_gap_between_the_polygons_counts_as_a_border_when_narrow(gap_m: int, count: int) -> None:
    east = 106.5 + gap_m / 100 * HUNDRED_M
    apart = boundaries(p24=box(106, 21, 106.5, 22), p20=box(east, 21, 107, 22))
    found = crossings_of(link(), apart)
    assert len(found) == count
    for crossing in each_row(found):
        assert crossing.geometry.x == pytest.approx((106.5 + east) / 2, abs=1e-6)
        assert (crossing.side_from, crossing.side_to) == (0, 1)
        assert crossing.km == pytest.approx(41.5 + gap_m / 2000, abs=0.1)


def test_leaving_and_coming_back_to_one_province_is_no_crossing() -> None:
    slit = boundaries(p24=box(106, 21, 106.3, 22).union(box(106.302, 21, 107, 22)))
    assert crossings_of(link(), slit).empty


def test_end_of_a_strand_is_no_crossing() -> None:
    assert crossings_of(link(route=[["a", "b"], ["d", "c"]])).empty


def test_end_of_a_strand_just_outside_is_no_crossing() -> None:
    """The first strand ends 200 m beyond the border of one province, far from the next."""
    short = boundaries(p24=box(106, 21, 106.3 - 2 * HUNDRED_M, 22), p20=box(106.5, 21, 107, 22))
    assert crossings_of(link(route=[["a", "b"], ["c", "d"]]), short).empty


def test_strands_that_meet_on_the_border_do_cross() -> None:
    found = crossings_of(link(route=[["a", "gr-x"], ["gr-x", "d"]]))
    assert len(found) == 1


def test_each_passage_is_a_crossing() -> None:
    places = PLACES | {"e": place("e", 106.9, 21.6), "f": place("f", 106.1, 21.6)}
    found = crossings_of(link(route=["a", "d", "e", "f"]), places=places)
    assert list(found["from_province"]) == ["24", "20"]
    assert list(found["to_province"]) == ["20", "24"]
    assert found["km"].is_monotonic_increasing


def test_sides_at_a_crossing_are_those_that_answer_there() -> None:
    """On the bridge the first side answers on both grounds: the works meet behind it."""
    (crossing,) = each_row(
        crossings_of(link(side("24", stretch=("a", "c")), side("20", stretch=("c", "d"))))
    )
    assert (crossing.side_from, crossing.side_to) == (0, 1)


def test_one_side_that_answers_for_everything_meets_itself() -> None:
    (crossing,) = each_row(crossings_of(link(side("24", stretch=("a", "d")))))
    assert (crossing.side_from, crossing.side_to) == (0, 0)
    assert not crossing.mismatch


def test_of_several_sides_the_ones_next_to_the_border_meet() -> None:
    sides = (
        side("24", stretch=("a", "b")),
        side("24", "bo-gtvt", stretch=("b", "gr-x")),
        side("20", stretch=("gr-x", "c")),
        side("20", "bo-gtvt", stretch=("c", "d")),
    )
    route = ["a", "b", "gr-x", "c", "d"]
    (crossing,) = each_row(crossings_of(link(*sides, route=route)))
    assert (crossing.side_from, crossing.side_to) == (1, 2)


@pytest.mark.parametrize(
    ("west", "east", "mismatch"),
    [
        ("completed", "approved", True),
        ("approved", "completed", True),
        ("construction", "approved", False),
        ("suspended", "completed", False),
    ],
)
def test_statuses_two_steps_apart_are_a_mismatch(west: str, east: str, mismatch: bool) -> None:
    sides = (side("24", reports=[f"2024-01-01 {west}"]), side("20", reports=[f"2024-01-01 {east}"]))
    (crossing,) = each_row(crossings_of(link(*sides)))
    assert (crossing.status_from, crossing.status_to) == (west, east)
    assert crossing.mismatch is mismatch


def test_side_that_nobody_named_has_no_known_status() -> None:
    sides = (side("24", reports=["2024-01-01 completed"]),)
    (crossing,) = each_row(crossings_of(link(*sides)))
    assert (crossing.side_from, crossing.side_to) == (0, -1)
    assert (crossing.status_from, crossing.status_to) == ("completed", "unknown")


@pytest.mark.parametrize(
    ("west", "east", "former", "today"),
    [
        ("30", "31", True, ("31", "31", "Hải Phòng", "Hải Phòng")),
        ("24", "27", True, ("24", "24", "Bắc Ninh", "Bắc Ninh")),
        ("24", "20", False, ("24", "20", "Bắc Ninh", "Lạng Sơn")),
        ("30", "33", False, ("31", "33", "Hải Phòng", "Hưng Yên")),
    ],
)
def test_border_inside_a_unit_of_today_is_a_former_one(
    west: str, east: str, former: bool, today: tuple[str, ...]
) -> None:
    squares = {f"p{west}": box(106, 21, 106.5, 22), f"p{east}": box(106.5, 21, 107, 22)}
    sides = (side(west, "bo-gtvt"), side(east, "bo-gtvt"))
    (then,) = each_row(crossings_of(link(*sides), boundaries(**squares)))
    (now,) = each_row(crossings_of(link(*sides), boundaries(**squares), units=Units.TODAY))
    assert not then.former
    assert (then.from_province, then.to_province) == (west, east)
    assert now.former is former
    assert (now.from_province, now.to_province, now.from_name, now.to_name) == today
    assert (now.signing_from, now.signing_to) == (west, east)


def test_line_in_one_province_has_no_crossing() -> None:
    found = crossings_of(link(route=["a", "b"]))
    assert found.empty
    assert found["mismatch"].dtype == bool
