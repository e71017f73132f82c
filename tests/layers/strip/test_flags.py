"""Labels on staffs: none covers another, and no staff runs through a label."""

from hypothesis import given
from hypothesis import strategies as st

from layers.strip.flags import Flag, raised, rows_of

FLAG = st.builds(Flag, x=st.floats(0, 1000), width=st.floats(5, 300), height=st.floats(10, 60))


@given(st.lists(FLAG, max_size=14))
def test_no_two_flags_meet_and_no_staff_runs_through_one(flags: list[Flag]) -> None:
    heights = raised(flags, gap=4)
    for i, one in enumerate(flags):
        for j, other in enumerate(flags):
            if i == j or other.x < one.x:
                continue
            beside = other.x >= one.x + one.width
            above = heights[i] >= heights[j] + other.height
            below = heights[j] >= heights[i] + one.height and other.x == one.x
            assert beside or above or below


def test_a_flag_is_raised_only_where_it_must_be() -> None:
    flags = [Flag(0, 50, 20), Flag(300, 50, 20), Flag(320, 50, 30)]
    assert raised(flags, gap=4) == [0.0, 30.0, 0.0]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(1, 200)), max_size=12))
def test_spans_of_one_row_keep_apart(sizes: list[tuple[float, float]]) -> None:
    spans = [(start, start + size) for start, size in sizes]
    rows = rows_of(spans, gap=3)
    for i, one in enumerate(spans):
        for j, other in enumerate(spans):
            if i < j and rows[i] == rows[j]:
                assert one[1] + 3 <= other[0] or other[1] + 3 <= one[0]
