"""What is known of a side on a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.duty.status import apart, side_state, steps_apart
from geo.model import News, Side, Status

TEXT = {"vi": "chữ", "en": "text"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def side(*reports: str, by: str | None = None, term: str = "stated", province: str = "24") -> Side:
    """Reports as ``2023-01-31 study``, ``… inferred`` and the document behind it."""
    deadline = {"by": by, "said": TEXT, "cite": "x:1", "reading": term} if by else None
    return Side.model_validate(
        {
            "province": province,
            "part": TEXT,
            "responsible": ["a"],
            "basis": "x:1",
            "deadline": deadline,
            "reports": [report(*text.split()) for text in reports],
        }
    )


def report(date: str, status: str, reading: str = "stated", cite: str = "x:1") -> dict[str, object]:
    return {"date": date, "status": status, "reading": reading, "cite": cite, "note": TEXT}


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


some_days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 9))


@given(st.lists(some_days, max_size=12), some_days)
def test_of_reports_in_the_order_of_their_days_the_newest_known_one_counts(
    days: list[dt.date], as_of: dt.date
) -> None:
    """Each of a document of its own: of one day the last one counts."""
    reports = [f"{when} study stated x{n}:1" for n, when in enumerate(sorted(days))]
    known = [text for text in reports if day(text[:10]) <= as_of]
    found = side_state(side(*reports), as_of).report
    assert (found and str(found.cite)) == (known[-1].split()[-1] if known else None)


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        (["2024-05-02 planned", "2024-05-02 proposed"], Status.PLANNED),
        (["2024-05-02 proposed", "2024-05-02 planned"], Status.PLANNED),
        (["2024-05-02 construction inferred", "2024-05-02 planned"], Status.PLANNED),
        (["2024-05-02 suspended", "2024-05-02 construction"], Status.SUSPENDED),
        (["2024-05-02 completed stated y:1", "2024-05-02 study"], Status.STUDY),
        (["2024-05-02 study", "2024-05-02 completed stated y:1"], Status.COMPLETED),
    ],
)
def test_of_one_document_the_strongest_statement_counts_of_several_the_last(
    reports: list[str], status: Status
) -> None:
    assert side_state(side(*reports), day("2024-05-02")).status is status


@pytest.mark.parametrize(
    ("as_of", "is_old"),
    [("2022-03-10", False), ("2023-03-10", False), ("2023-03-11", True), ("2024-05-02", False)],
)
def test_report_is_old_after_a_year(as_of: str, is_old: bool) -> None:
    assert side_state(REPORTED, day(as_of)).is_old is is_old


def test_no_report_is_told_from_an_old_one() -> None:
    nothing = side_state(side(), day("2030-01-01"))
    assert (nothing.is_old, nothing.news, nothing.age) == (False, News.NONE, None)
    assert not nothing.is_stated
    old = side_state(REPORTED, day("2025-05-03"))
    assert (old.news, old.age) == (News.OLD, dt.timedelta(days=366))
    assert side_state(REPORTED, day("2024-05-02")).news is News.RECENT


@pytest.mark.parametrize(
    ("reports", "as_of", "missed", "possibly"),
    [
        (["2023-01-01 construction"], "2023-12-31", False, False),
        (["2023-01-01 construction"], "2024-01-01", False, True),
        (["2023-12-31 construction"], "2024-01-01", False, True),
        (["2024-01-01 construction"], "2024-01-01", True, False),
        (["2024-01-01 construction inferred"], "2024-01-01", False, True),
        ([], "2024-01-01", False, True),
        (["2023-01-01 completed"], "2024-01-01", False, False),
        (["2023-01-01 operating"], "2024-01-01", False, False),
        (["2024-05-02 completed"], "2024-05-01", False, True),
        (["2024-05-02 completed"], "2024-05-02", False, False),
        (["2023-01-01 completed", "2024-01-01 suspended"], "2024-06-01", False, False),
    ],
)
def test_deadline_is_missed_when_a_later_report_says_not_done(
    reports: list[str], as_of: str, missed: bool, possibly: bool
) -> None:
    """Want of news accuses nobody: a bridge may stand finished without a report of it."""
    state = side_state(side(*reports, by="2023-12-31"), day(as_of))
    assert (state.missed, state.possibly_missed) == (missed, possibly)


def test_where_nobody_is_named_nothing_is_certain() -> None:
    """A part divided at the border, the text does not say: whose work it is, is our reading."""
    late = side("2024-01-01 construction", by="2023-12-31").model_copy(update={"basis": None})
    other = side_state(side("2024-01-01 proposed"), day("2024-06-01"))
    state = side_state(late, day("2024-06-01"))
    assert (state.missed, state.possibly_missed) == (False, True)
    found = apart(state, other)
    assert (found.is_mismatch, found.is_possible) == (False, True)


def test_a_term_that_is_our_reading_is_at_most_possibly_missed() -> None:
    late = side("2024-01-01 construction", by="2023-12-31", term="inferred")
    state = side_state(late, day("2024-06-01"))
    assert (state.missed, state.possibly_missed) == (False, True)


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


@pytest.mark.parametrize(
    ("one", "other", "certain", "possible"),
    [
        ("2024-01-01 completed", "2024-01-01 approved", True, False),
        ("2024-01-01 completed inferred", "2024-01-01 approved", False, True),
        ("2024-01-01 completed", "2024-01-01 approved inferred", False, True),
        ("2024-01-01 construction", "2024-01-01 approved", False, False),
        ("2024-01-01 construction", "2024-01-01 approved inferred", False, False),
    ],
)
def test_only_stated_statuses_are_out_of_step(
    one: str, other: str, certain: bool, possible: bool
) -> None:
    states = [side_state(side(text), day("2024-06-01")) for text in (one, other)]
    for pair in (states, states[::-1]):
        found = apart(*pair)
        assert (found.is_mismatch, found.is_possible) == (certain, possible)
