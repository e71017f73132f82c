"""What became different between two moments: as the map showed it, as known then or since."""

import datetime as dt
from typing import Any

import pytest

from geo.export.difference_words import said, source_of, unit_of
from geo.model import Status, Text
from geo.pipeline import Linkage
from geo.provinces import Boundaries
from geo.registry import Registry, Units
from geo.store.entry import Entry
from geo.store.moments import end_of
from geo.views.change_kind import ChangeKind
from geo.views.changes import Difference, differences
from geo.views.past import Past
from tests.geo import traces
from tests.geo.store.said import BAC_GIANG, LANG_SON, status
from tests.geo.store.test_folding import said as entered


@pytest.fixture(scope="module")
def registry() -> Registry:
    return traces.registry()


@pytest.fixture(scope="module")
def outlines() -> Boundaries:
    return traces.sketch()


PROJECT = "bo-ha-dong-bac-ben-luong"
"""Each side's part is stated: it can be out of step."""
SPRING, SUMMER, AUTUMN = dt.date(2026, 1, 4), dt.date(2026, 3, 7), dt.date(2026, 5, 1)


def moments(registry: Registry, outlines: Boundaries, *entries: Entry) -> Past:
    return Past(registry, entries, outlines)


def report(
    to: Status, day: dt.date, *, side: str = LANG_SON, known: dt.date | None = None
) -> Entry:
    at = f"{known or day}T08:00:00.000000Z"
    return entered(status(to, day=day, side=side, project=PROJECT), 0, at=at, received=at)


def of_project(before: Linkage, after: Linkage) -> list[Difference]:
    return [one for one in differences(before, after) if one.project_id == PROJECT]


def test_the_same_moment_differs_in_nothing(registry: Registry, outlines: Boundaries) -> None:
    found = moments(registry, outlines).at(SPRING, Units.SIGNING)
    assert differences(found, found) == ()


def test_a_status_goes_forward_and_back(registry: Registry, outlines: Boundaries) -> None:
    work = moments(
        registry,
        outlines,
        report(Status.COMPLETED, SUMMER),
        report(Status.CONSTRUCTION, AUTUMN),
    )
    spring, summer, autumn = (work.at(day, Units.SIGNING) for day in (SPRING, SUMMER, AUTUMN))
    forward = [one for one in of_project(spring, summer) if one.side is not None]
    back = [one for one in of_project(summer, autumn) if one.side is not None]
    assert [(one.kind, one.after, one.day) for one in forward] == [
        (ChangeKind.FORWARD, Status.COMPLETED, SUMMER)
    ]
    assert [(one.kind, one.before, one.after) for one in back] == [
        (ChangeKind.BACK, Status.COMPLETED, Status.CONSTRUCTION)
    ]
    assert unit_of(forward[0], summer) == "Lạng Sơn"
    told = said(back[0])
    assert told.vi == "lùi: (cơ bản) hoàn thành → đang thi công, báo cáo 1/5/2026"
    assert told.en == "back: substantially complete → construction, reported 1 May 2026"
    source = source_of(forward[0], summer)
    assert source is not None
    assert "báo cáo" in source.vi


def test_a_newer_report_of_the_same_status_says_so(
    registry: Registry, outlines: Boundaries
) -> None:
    work = moments(
        registry, outlines, report(Status.APPROVED, SPRING), report(Status.APPROVED, SUMMER)
    )
    (found,) = (
        one
        for one in of_project(work.at(SPRING, Units.SIGNING), work.at(SUMMER, Units.SIGNING))
        if one.side is not None
    )
    assert (found.kind, found.day) == (ChangeKind.REPORTED, SUMMER)


def test_mismatches_arise_and_close(registry: Registry, outlines: Boundaries) -> None:
    work = moments(
        registry,
        outlines,
        report(Status.APPROVED, SPRING),
        report(Status.APPROVED, SPRING, side=BAC_GIANG),
        report(Status.OPERATING, SUMMER, side=BAC_GIANG),
        report(Status.OPERATING, AUTUMN),
    )
    spring, summer, autumn = (work.at(day, Units.SIGNING) for day in (SPRING, SUMMER, AUTUMN))
    arose, closed = (
        [one for one in of_project(*pair) if one.kind.value.startswith("mismatch")]
        for pair in ((spring, summer), (summer, autumn))
    )
    assert [(one.kind, one.before, one.after) for one in arose] == [
        (ChangeKind.MISMATCH_AROSE, 0, 3)
    ]
    assert [(one.kind, one.before, one.after) for one in closed] == [
        (ChangeKind.MISMATCH_CLOSED, 3, 0)
    ]


def test_what_was_not_known_then_is_told_only_as_corrected(
    registry: Registry, outlines: Boundaries
) -> None:
    late = report(Status.OPERATING, SPRING, known=SUMMER)  # spoken of spring, entered in summer
    work = moments(registry, outlines, late)
    then = work.at(SPRING, Units.SIGNING, known_at=end_of(SPRING))
    corrected = work.at(SPRING, Units.SIGNING)
    after = work.at(AUTUMN, Units.SIGNING, known_at=end_of(AUTUMN))
    assert [one.day for one in of_project(then, after) if one.kind is ChangeKind.FORWARD]
    assert not [one for one in of_project(corrected, after) if one.kind is ChangeKind.FORWARD]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        ({"kind": ChangeKind.PROJECT, "after": SPRING}, "công trình mới, thống nhất ngày 4/1/2026"),
        ({"kind": ChangeKind.DEADLINE, "after": SPRING}, "thời hạn mới: 4/1/2026"),
        (
            {"kind": ChangeKind.DEADLINE, "before": SPRING, "after": SUMMER},
            "đổi thời hạn: 4/1/2026 → 7/3/2026",
        ),
        ({"kind": ChangeKind.DEADLINE, "before": SPRING}, "bỏ thời hạn 4/1/2026"),
        ({"kind": ChangeKind.DEADLINE_MISSED, "after": SPRING}, "quá hạn 4/1/2026"),
        (
            {"kind": ChangeKind.DEADLINE_MISSED, "after": SPRING, "is_stated": False},
            "có thể quá hạn 4/1/2026: chưa có báo cáo hoàn thành",
        ),
        (
            {"kind": ChangeKind.DEADLINE_MET, "before": SUMMER, "after": SPRING},
            "đã hoàn thành, đúng hạn 7/3/2026",
        ),
        (
            {"kind": ChangeKind.DEADLINE_MET, "before": SPRING, "after": SUMMER},
            "đã hoàn thành, sau hạn 4/1/2026",
        ),
        (
            {
                "kind": ChangeKind.PARTY,
                "before": Text(vi="Tỉnh A", en="A"),
                "after": Text(vi="Tỉnh B", en="B"),
            },
            "bên chịu trách nhiệm: Tỉnh A → Tỉnh B",
        ),
        (
            {
                "kind": ChangeKind.FORWARD,
                "before": Status.STUDY,
                "after": Status.PLANNED,
                "is_stated": False,
            },
            "nghiên cứu → trong quy hoạch (suy ra)",
        ),
    ],
)
def test_each_is_said_in_words(one: dict[str, Any], words: str) -> None:
    difference = Difference("x", **one)
    assert said(difference).vi == words
    assert said(difference).en


def test_both_moments_are_told_in_the_same_units(registry: Registry, outlines: Boundaries) -> None:
    work = moments(registry, outlines)
    with pytest.raises(ValueError, match="same units"):
        differences(work.at(SPRING, Units.SIGNING), work.at(SUMMER, Units.TODAY))
