"""Every day with a report, and how the sides stood on it."""

import datetime as dt

import pytest

from geo.duty.history import history
from geo.duty.status import side_state
from geo.model import Status
from geo.pipeline import build
from tests.geo.locate.links import boundaries, link, registry_of, side

LATE = dt.date(2030, 1, 1)
LINK = link(
    side("24", reports=["2023-11-20 approved", "2024-05-02 approved"]),
    side("20", reports=["2024-05-02 completed"]),
)
LINKAGE = build(registry_of(LINK), boundaries(), as_of=LATE)


def test_the_last_moment_is_how_things_stand() -> None:
    moments = history(LINK, LINKAGE.met, LINKAGE.registry, LATE)
    assert [m.day for m in moments] == sorted({m.day for m in moments})
    assert moments[-1].standing == tuple(side_state(one, LATE).status for one in LINK.sides)
    (row,) = LINKAGE.projects.itertuples()
    assert (moments[-1].apart.steps, moments[-1].apart.is_mismatch) == (row.mismatch_steps, True)
    assert {r.date for one in LINK.sides for r in one.reports} == {m.day for m in moments}


def test_a_day_tells_who_reported_and_what_stood_already() -> None:
    first, second = history(LINK, LINKAGE.met, LINKAGE.registry, LATE)
    assert [report is not None for report in first.reports] == [True, False]
    assert first.standing == (Status.APPROVED, Status.UNKNOWN)
    assert first.apart.steps == 0
    assert second.standing == (Status.APPROVED, Status.COMPLETED)
    assert second.apart.is_mismatch


def test_reports_of_the_side_that_is_met_make_moments() -> None:
    west = link(side("24", reports=["2023-01-01 study"]), route=["a", "b"], pair="y")
    east = link(
        side("20", reports=["2024-01-01 completed"]), project_id="y", pair="x", route=["c", "d"]
    )
    found = build(registry_of(west, east), boundaries(), as_of=LATE)
    moments = history(west, found.met, found.registry, LATE)
    assert [m.day.year for m in moments] == [2023, 2024]
    assert [m.apart.steps for m in moments] == [0, 4]


@pytest.mark.parametrize(("day", "count"), [("2024-01-01", 1), ("2000-01-01", 0)])
def test_nothing_is_told_beyond_the_chosen_day(day: str, count: int) -> None:
    until = dt.date.fromisoformat(day)
    assert len(history(LINK, LINKAGE.met, LINKAGE.registry, until)) == count
