"""What is known of a side on a day."""

import datetime as dt

import pytest

from geo.duty.status import mismatch_steps, side_state, steps_apart
from geo.model import Project, Side, Status
from tests.geo.traces import registry

TEXT = {"vi": "chữ", "en": "text"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def side(*reports: str, province: str = "24", by: str | None = None) -> Side:
    """Reports as ``2023-01-31 study``."""
    written = [dict(zip(("date", "status"), text.split(), strict=True)) for text in reports]
    deadline = {"by": by, "said": TEXT, "cite": "x:1"} if by else None
    return Side.model_validate(
        {
            "province": province,
            "part": TEXT,
            "responsible": ["a"],
            "basis": "x:1",
            "deadline": deadline,
            "reports": [report | {"cite": "x:1", "note": TEXT} for report in written],
        }
    )


def project(*sides: Side) -> Project:
    return Project.model_validate(
        {
            "id": "p",
            "name": TEXT,
            "mode": "road",
            "action": "build",
            "route": ["a", "b"],
            "cites": ["x:1"],
            "sides": [one.model_dump() for one in sides],
        }
    )


REPORTED = side("2022-03-10 planned", "2024-05-02 construction")


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2022-03-09", Status.UNKNOWN),
        ("2022-03-10", Status.PLANNED),
        ("2024-05-01", Status.PLANNED),
        ("2024-05-02", Status.CONSTRUCTION),
        ("2030-01-01", Status.CONSTRUCTION),
    ],
)
def test_newest_report_not_after_the_day_counts(as_of: str, status: Status) -> None:
    state = side_state(REPORTED, day(as_of))
    assert state.status is status
    assert (state.report is None) == (status is Status.UNKNOWN)


def test_order_of_writing_does_not_matter_but_for_equal_dates() -> None:
    later_first = side("2024-05-02 construction", "2022-03-10 planned")
    assert side_state(later_first, day("2025-01-01")).status is Status.CONSTRUCTION
    same_day = side("2024-05-02 study", "2024-05-02 proposed")
    assert side_state(same_day, day("2024-05-02")).status is Status.PROPOSED


@pytest.mark.parametrize(
    ("as_of", "is_old"),
    [("2022-03-10", False), ("2023-03-10", False), ("2023-03-11", True), ("2024-05-02", False)],
)
def test_report_is_old_after_a_year(as_of: str, is_old: bool) -> None:
    assert side_state(REPORTED, day(as_of)).is_old is is_old


def test_unknown_is_not_old() -> None:
    assert not side_state(side(), day("2030-01-01")).is_old


@pytest.mark.parametrize(
    ("reports", "as_of", "missed"),
    [
        (["2023-01-01 construction"], "2023-12-31", False),
        (["2023-01-01 construction"], "2024-01-01", True),
        ([], "2024-01-01", True),
        (["2023-01-01 completed"], "2024-01-01", False),
        (["2023-01-01 operating"], "2024-01-01", False),
        (["2024-05-02 completed"], "2024-05-01", True),
        (["2024-05-02 completed"], "2024-05-02", False),
        (["2023-01-01 completed", "2024-01-01 suspended"], "2024-06-01", False),
    ],
)
def test_deadline_is_missed_when_past_and_nothing_done(
    reports: list[str], as_of: str, missed: bool
) -> None:
    assert side_state(side(*reports, by="2023-12-31"), day(as_of)).missed is missed


def test_no_deadline_is_never_missed() -> None:
    assert not side_state(side(), day("2099-01-01")).missed


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        (Status.PROPOSED, Status.OPERATING, 6),
        (Status.COMPLETED, Status.APPROVED, 2),
        (Status.STUDY, Status.STUDY, 0),
        (Status.SUSPENDED, Status.OPERATING, 0),
        (Status.PROPOSED, Status.UNKNOWN, 0),
    ],
)
def test_steps_apart(a: Status, b: Status, steps: int) -> None:
    assert steps_apart(a, b) == steps_apart(b, a) == steps


def test_mismatch_is_between_provinces_as_known_on_the_day() -> None:
    other = side("2023-01-01 proposed", province="20")
    link = project(REPORTED, other)
    assert mismatch_steps(link, None, day("2022-06-01")) == 0
    assert mismatch_steps(link, None, day("2023-01-01")) == 2
    assert mismatch_steps(link, None, day("2024-05-02")) == 4


def test_sides_of_one_province_are_not_out_of_step() -> None:
    link = project(REPORTED, side("2023-01-01 proposed"))
    assert mismatch_steps(link, None, day("2025-01-01")) == 0


def test_sides_of_the_pair_count() -> None:
    one, other = project(REPORTED), project(side("2023-01-01 study", province="20"))
    assert mismatch_steps(one, None, day("2025-01-01")) == 0
    assert mismatch_steps(one, other, day("2025-01-01")) == 3


def test_largest_of_several_distances_counts() -> None:
    link = project(
        REPORTED,
        side("2023-01-01 approved", province="20"),
        side("2023-01-01 study", province="22"),
    )
    assert mismatch_steps(link, None, day("2025-01-01")) == 3


def test_my_an_is_out_of_step_from_the_day_of_the_report() -> None:
    """Lạng Sơn has approved its half, Bắc Giang has basically completed its own."""
    projects = registry().projects
    bridge, road = projects["my-an-ql31-ql1"], projects["huu-lung-dt245-my-an"]
    for one, other in ((bridge, road), (road, bridge)):
        assert mismatch_steps(one, other, day("2024-05-01")) == 0
        assert mismatch_steps(one, other, day("2024-05-02")) == 2
