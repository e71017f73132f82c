"""Every day with a report, and how the sides stood on it."""

import datetime as dt

import pytest

from geo.duty.history import history
from geo.duty.status import mismatch_steps, side_state
from geo.model import Status
from tests.geo.traces import registry

LATE = dt.date(2030, 1, 1)
APART = "huu-lung-dt245-my-an"


@pytest.mark.parametrize("project_id", sorted(registry().projects))
def test_the_last_moment_is_how_things_stand(project_id: str) -> None:
    project = registry().projects[project_id]
    pair = registry().projects[project.pair] if project.pair else None
    moments = history(project, pair, LATE)
    assert [m.day for m in moments] == sorted({m.day for m in moments})
    assert moments[-1].standing == tuple(side_state(side, LATE).status for side in project.sides)
    assert moments[-1].steps == mismatch_steps(project, pair, LATE)
    told = {r.date for side in project.sides for r in side.reports}
    assert told <= {m.day for m in moments}


def test_a_day_tells_who_reported_and_what_stood_already() -> None:
    project = registry().projects[APART]
    first, second = history(project, None, LATE)[:2]
    assert [report is not None for report in first.reports] == [True, False]
    assert first.standing == (Status.APPROVED, Status.UNKNOWN)
    assert first.steps == 0
    assert second.standing == (Status.APPROVED, Status.COMPLETED)
    assert second.steps == 2


def test_nothing_is_told_beyond_the_chosen_day() -> None:
    project = registry().projects[APART]
    assert len(history(project, None, dt.date(2024, 1, 1))) == 1
    assert history(project, None, dt.date(2000, 1, 1)) == ()
