"""How far each side is on a date, how far two sides are apart, what is overdue."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from geo.model import EntrySource, News, Reading, Side, Status, StatusReport

OLD_AFTER = dt.timedelta(days=365)
"""A report older than this, at the chosen date, is marked as old."""

MISMATCH_STEPS = 2
"""Two sides this many steps apart or more are out of step with each other."""


@dataclass(frozen=True)
class SideState:
    """What is known of a side on a date.

    ``report`` is the one that counts, None when there is none. A deadline is ``missed`` when a
    stated report of a day behind a stated deadline says that the work is not finished, and it is
    stated whose work it is;
    ``possibly_missed`` when it has passed, no report says that the work is finished, and that is
    all we know.
    """

    status: Status
    report: StatusReport | None
    age: dt.timedelta | None
    missed: bool
    possibly_missed: bool
    names_doer: bool = False
    """Whether it is stated somewhere who does this side's part."""

    @property
    def accuses(self) -> bool:
        """Whether the status and who answers for it are both stated: nothing else accuses."""
        return self.is_stated and self.names_doer

    @property
    def is_stated(self) -> bool:
        """Whether the source says the status of this side; False without a report."""
        return self.report is not None and self.report.is_stated

    @property
    def is_old(self) -> bool:
        """Whether the report that counts is over a year old."""
        return self.age is not None and self.age > OLD_AFTER

    @property
    def news(self) -> News:
        """Whether there is a report, and whether it is old."""
        if self.report is None:
            return News.NONE
        return News.OLD if self.is_old else News.RECENT


NOTHING_KNOWN = SideState(Status.UNKNOWN, None, None, missed=False, possibly_missed=False)
"""The state of ground for which no side answers."""


def side_state(side: Side, as_of: dt.date) -> SideState:
    """State of a side as known on ``as_of``.

    The newest report counts. Of several documents of one date the later in the registry's list
    counts; of several mentions in one document the strongest statement of this side, so that a
    request to hurry does not undo what the same document agrees on.

    Reports stand in the order of their dates: of thousands only the last ones are looked at.
    """
    known = side.reports[: bisect_right(side.reports, as_of, key=_DATE)]
    report = _counting(known)
    missed, possibly = _deadline_missed(side, known, report, as_of)
    return SideState(
        status=report.status if report else Status.UNKNOWN,
        report=report,
        age=as_of - report.date if report else None,
        missed=missed,
        possibly_missed=possibly,
        names_doer=side.basis is not None,
    )


def _counting(known: Sequence[StatusReport]) -> StatusReport | None:
    if not known:
        return None
    of_day = known[bisect_left(known, known[-1].date, key=_DATE) :]
    document = _document(of_day[-1])
    return max(
        (report for report in reversed(of_day) if _document(report) == document), key=_strength
    )


_DATE = attrgetter("date")


def _document(report: StatusReport) -> object:
    if isinstance(report.source, EntrySource):
        return report  # a later entry corrects an earlier one, whatever paper both rest on
    return report.cite.agreement if report.cite else report.source


def _strength(report: StatusReport) -> tuple[bool, bool, int]:
    """Stated before inferred; a stop before any step, since a step does not deny it."""
    step = report.status.step
    return report.is_stated, report.status is Status.SUSPENDED, -1 if step is None else step


def _deadline_missed(
    side: Side,
    known: Sequence[StatusReport],
    report: StatusReport | None,
    as_of: dt.date,
) -> tuple[bool, bool]:
    deadline = side.deadline
    if (
        deadline is None
        or deadline.by >= as_of
        or any(one.status.is_done for one in reversed(known))
    ):
        return False, False
    said = report is not None and report.is_stated and report.date > deadline.by
    missed = said and deadline.reading is Reading.STATED and side.basis is not None
    return missed, not missed


def steps_apart(a: Status, b: Status) -> int:
    """Steps between two statuses; 0 when either stands outside the order.

    Examples
    --------
    >>> steps_apart(Status.APPROVED, Status.COMPLETED)
    2
    >>> steps_apart(Status.UNKNOWN, Status.COMPLETED)
    0
    """
    if a.step is None or b.step is None:
        return 0
    return abs(a.step - b.step)


@dataclass(frozen=True, slots=True)
class Apart:
    """How far two sides that meet are apart.

    ``stated`` where the sources say of both sides how far they are and who does the part.
    """

    steps: int
    stated: bool

    @property
    def is_mismatch(self) -> bool:
        """Out of step by what the sources say of both sides."""
        return self.stated and self.steps >= MISMATCH_STEPS

    @property
    def is_possible(self) -> bool:
        """Out of step if our reading of a source is right."""
        return not self.stated and self.steps >= MISMATCH_STEPS


def apart(a: SideState, b: SideState) -> Apart:
    """How far the sides of a meeting are apart."""
    return Apart(steps_apart(a.status, b.status), a.accuses and b.accuses)
