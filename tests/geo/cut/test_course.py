"""What is settled of a line's course before it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cut.course import Course, Leg, crossed_once, without_gaps

CODES = st.sampled_from(["20", "24", "30", None])


@st.composite
def courses(draw: st.DrawFn) -> Course:
    lengths = draw(st.lists(st.floats(1, 5000), min_size=1, max_size=8))
    stretches, at = [], 0.0
    for length in lengths:
        stretches.append((at, at + length, draw(CODES)))
        at += length
    return Course.of(stretches)


@pytest.mark.parametrize(
    ("gap_m", "codes"),
    [(999.0, ("24", "20")), (1000.0, ("24", "20")), (1001.0, ("24", None, "20"))],
)
def test_gap_between_neighbours_is_closed_when_narrow(
    gap_m: float, codes: tuple[str | None, ...]
) -> None:
    course = Course((0.0, 500.0, 500.0 + gap_m, 9000.0), ("24", None, "20"))
    closed = without_gaps(course)
    assert closed.codes == codes
    if len(codes) == 2:
        assert closed.bounds == (0.0, 500.0 + gap_m / 2, 9000.0)


def test_slit_in_one_province_is_its_own() -> None:
    course = Course((0.0, 500.0, 540.0, 9000.0), ("24", None, "24"))
    assert without_gaps(course) == Course((0.0, 9000.0), ("24",))


@pytest.mark.parametrize(("loose_m", "codes"), [(50.0, ("24",)), (51.0, ("24", None))])
def test_loose_end_belongs_to_what_is_before_it(
    loose_m: float, codes: tuple[str | None, ...]
) -> None:
    course = Course((0.0, 500.0, 500.0 + loose_m), ("24", None))
    assert without_gaps(course).codes == codes


def test_line_outside_everything_stays_there() -> None:
    course = Course((0.0, 30.0), (None,))
    assert without_gaps(course) == course
    assert crossed_once(course, [Leg(0.0, 30.0, "24", "20")]) == course


def test_border_is_crossed_where_least_lies_otherwise_than_drawn() -> None:
    drawn = Course((0.0, 100.0, 900.0, 1000.0, 2000.0), ("24", "20", "24", "20"))
    found = crossed_once(drawn, [Leg(0.0, 2000.0, "24", "20")])
    assert found == Course((0.0, 100.0, 2000.0), ("24", "20"))


def test_clipped_corner_of_another_province_is_no_crossing() -> None:
    drawn = Course((0.0, 800.0, 1700.0, 3000.0), ("24", "22", "24"))
    assert crossed_once(drawn, [Leg(0.0, 3000.0, "24", "24")]).codes == ("24",)


def test_place_on_the_wrong_side_of_the_drawn_border_still_leads_over_it_once() -> None:
    """The place at 1000 m is in 20 by the gazetteer and 300 m short of it by the file."""
    drawn = Course((0.0, 1300.0, 3000.0), ("24", "20"))
    legs = [Leg(0.0, 1000.0, "24", "20"), Leg(1000.0, 3000.0, "20", "20")]
    assert crossed_once(drawn, legs) == Course((0.0, 1000.0, 3000.0), ("24", "20"))


def test_route_that_comes_back_crosses_twice() -> None:
    drawn = Course((0.0, 900.0, 2000.0, 3000.0), ("24", "20", "24"))
    legs = [Leg(0.0, 1500.0, "24", "20"), Leg(1500.0, 3000.0, "20", "24")]
    assert crossed_once(drawn, legs) == drawn


def test_what_is_not_sketched_keeps_its_crossings() -> None:
    drawn = Course((0.0, 100.0, 300.0, 400.0, 2000.0), ("24", "20", "24", "20"))
    found = crossed_once(drawn, [Leg(350.0, 2000.0, "24", "20")])
    assert found == drawn


@given(courses(), st.sampled_from(["20", "24"]), st.sampled_from(["20", "24"]))
def test_no_leg_comes_back_to_a_province(course: Course, start: str, end: str) -> None:
    low, high = course.bounds[0], course.bounds[-1]
    found = crossed_once(course, [Leg(low, high, start, end)])
    assert (found.bounds[0], found.bounds[-1]) == (low, high)
    assert list(found.bounds) == sorted(set(found.bounds))
    runs: list[list[str]] = [[]]
    for code in found.codes:
        if code is None:
            runs.append([])
        else:
            runs[-1].append(code)
    assert all(len(run) == len(set(run)) for run in runs)


@given(courses())
def test_settling_gaps_invents_no_province_and_loses_no_metre(course: Course) -> None:
    found = without_gaps(course)
    assert (found.bounds[0], found.bounds[-1]) == (course.bounds[0], course.bounds[-1])
    assert set(found.codes) <= set(course.codes)
    assert all(a != b for a, b in zip(found.codes, found.codes[1:], strict=False))
