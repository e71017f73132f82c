"""Entries folded onto the registry: what counts, what does not fit, what contradicts."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from geo.duty.status import side_state
from geo.model import Deadline, Located, StatedLength, Status, Text
from geo.registry import Registry
from geo.store.entry import (
    Cut,
    Draft,
    Entry,
    EntryKind,
    OwnLine,
    PlaceGiven,
    Responsibility,
    Withdrawal,
    new_id,
    payload_json,
)
from geo.store.folding import Folded, fold
from geo.store.revision import MOST_NOTES
from geo.store.sides import side_keys, side_numbers
from tests.geo.store.said import BAC_GIANG, DAY, LANG_SON, PROJECT, note, source, status

HERE, THERE = new_id(), new_id()


def said(draft: Draft, minute: int, *, log: str = HERE, **fields: Any) -> Entry:
    return Entry(
        id=new_id(),
        kind=draft.kind,
        project=draft.project,
        side=draft.side,
        body=payload_json(draft.payload),
        author="An",
        email=None,
        log=log,
        at=f"2026-05-05T08:{minute:02d}:00.000000Z",
        withdraws=draft.withdraws,
        replaces=draft.replaces,
    )._replace(**fields)


def about(kind: EntryKind, payload: Any, *, side: str | None = LANG_SON, **fields: Any) -> Draft:
    return Draft(**({"kind": kind, "project": PROJECT, "side": side, "payload": payload} | fields))


def words(text: str) -> Text:
    return Text(vi=text, en=text)


def side_of(folded: Folded, side: str = LANG_SON) -> Any:
    project = folded.registry.projects[PROJECT]
    return project.sides[side_numbers(project)[side]]


def test_nothing_folded_is_the_registry_itself(registry: Registry) -> None:
    assert fold(registry, []) == Folded(registry, registry)


def test_a_report_stands_with_its_side_and_no_other(registry: Registry) -> None:
    folded = fold(registry, [said(status(Status.COMPLETED), 1)])
    assert side_of(folded).reports[-1].status is Status.COMPLETED
    assert side_of(folded, BAC_GIANG) == side_of(Folded(registry, registry), BAC_GIANG)
    others = {k: p for k, p in folded.registry.projects.items() if k != PROJECT}
    assert others == {k: p for k, p in registry.projects.items() if k != PROJECT}


def test_every_side_of_every_project_has_a_name_of_its_own(registry: Registry) -> None:
    for project in registry.projects.values():
        assert len(set(side_keys(project))) == len(project.sides)


def test_the_last_deadline_and_the_last_party_count(registry: Registry) -> None:
    terms = [
        Deadline(by=DAY.replace(year=year), said=words("xong"), cite=source())
        for year in (2027, 2028)
    ]
    party = Responsibility(responsible=("bo-gtvt",), source=source())
    entries = [said(about(EntryKind.DEADLINE, term), n) for n, term in enumerate(terms)]
    folded = fold(registry, [*entries, said(about(EntryKind.PARTY, party), 9)])
    assert side_of(folded).deadline.by.year == 2028
    assert side_of(folded).responsible == ("bo-gtvt",)
    assert side_of(folded).basis == source()
    assert folded.unfit == ()


def test_a_later_entry_that_does_not_fit_leaves_the_one_before(registry: Registry) -> None:
    good = said(
        about(EntryKind.PARTY, Responsibility(responsible=("bo-gtvt",), source=source())), 1
    )
    bad = said(about(EntryKind.PARTY, Responsibility(responsible=("khong",), source=source())), 2)
    folded = fold(registry, [bad, good])
    assert side_of(folded).responsible == ("bo-gtvt",)
    assert [one.entry for one in folded.unfit] == [bad]


def test_no_province_answers_alone_for_another(registry: Registry) -> None:
    party = Responsibility(responsible=("bac-giang",), source=source())
    folded = fold(registry, [said(about(EntryKind.PARTY, party), 1)])
    assert "một mình" in folded.unfit[0].reason.vi
    assert side_of(folded).responsible == ("lang-son",)


def test_lengths_and_notes_are_added(registry: Registry) -> None:
    length = StatedLength(km=3.5, of=words("đoạn tuyến"), cite=source())
    notes = [said(note(f"ghi chú {n}"), n) for n in range(MOST_NOTES + 2)]
    folded = fold(registry, [said(about(EntryKind.LENGTH, length), 1), *notes])
    project = folded.registry.projects[PROJECT]
    assert project.stated_lengths[-1] == length
    assert project.note is not None
    assert [line[-1] for line in project.note.vi.splitlines()[-MOST_NOTES:]] == list("23456")
    assert "nhật ký" in project.note.vi


@pytest.mark.parametrize("kind", list(EntryKind))
def test_an_entry_of_any_kind_that_cannot_be_read_is_listed(
    registry: Registry, kind: EntryKind
) -> None:
    broken = said(status(), 1, kind=str(kind), body='{"new": 1}')
    folded = fold(registry, [broken, said(status(Status.COMPLETED), 2)])
    assert side_of(folded).reports[-1].status is Status.COMPLETED
    if kind not in (
        EntryKind.ATTACHMENT,
        EntryKind.WITHDRAWAL,
        EntryKind.PLACE,
        EntryKind.CONFERENCE,
    ):  # they say nothing of a side
        assert [one.entry for one in folded.unfit] == [broken]


def test_a_registry_that_changed_leaves_entries_listed_not_lost(registry: Registry) -> None:
    entries = [said(status(), 1), said(note("x", side=BAC_GIANG), 2)]
    less = replace(registry, projects={k: p for k, p in registry.projects.items() if k != PROJECT})
    folded = fold(less, entries)
    assert [one.entry for one in folded.unfit] == entries
    assert folded.registry.projects == less.projects
    project = registry.projects[PROJECT]
    one_side = project.model_copy(update={"sides": project.sides[:1]})
    folded = fold(replace(registry, projects={PROJECT: one_side}), entries)
    assert len(folded.unfit) == 1
    assert "phía" in folded.unfit[0].reason.vi


def test_what_withdraws_an_entry_that_is_not_there_is_listed(registry: Registry) -> None:
    gone = about(EntryKind.WITHDRAWAL, Withdrawal(), withdraws=new_id())
    folded = fold(registry, [said(gone, 1)])
    assert len(folded.unfit) == 1


def test_two_that_withdraw_each_other_do_not_hang(registry: Registry) -> None:
    one, two = new_id(), new_id()
    a = said(about(EntryKind.WITHDRAWAL, Withdrawal(), withdraws=two), 1, id=one)
    b = said(about(EntryKind.WITHDRAWAL, Withdrawal(), withdraws=one), 2, id=two)
    assert fold(registry, [a, b]).unfit[0].entry == a


def test_as_known_at_a_moment(registry: Registry) -> None:
    early = said(status(Status.CONSTRUCTION), 1)
    late = said(status(Status.COMPLETED), 5)
    moment = dt.datetime(2026, 5, 5, 8, 3, tzinfo=dt.UTC)
    assert side_of(fold(registry, [late, early], moment)).reports[-1].status == "construction"
    brought = late._replace(
        at="2026-05-05T08:02:00.000000Z", received="2026-05-05T09:00:00.000000Z"
    )
    assert side_of(fold(registry, [brought, early], moment)).reports[-1].status == "construction"


def test_only_what_moves_a_line_makes_a_new_trace(registry: Registry) -> None:
    place = registry.places[registry.projects[PROJECT].places[0]]
    given = PlaceGiven(
        key=place.key,
        name=place.name,
        lon=place.lon + 0.01,
        lat=place.lat,
        sort=place.kind,
        provinces=(LANG_SON,),
        precision_m=50,
        source=source(),
    )
    moving = said(Draft(kind=EntryKind.PLACE, payload=given), 1)
    plain = said(status(), 2)
    assert fold(registry, [plain]).traced_by == ""
    assert fold(registry, [plain]).traced is registry
    moved = fold(registry, [plain, moving])
    assert moved.traced_by == fold(registry, [moving]).traced_by != ""
    assert moved.traced.places[place.key].lon == place.lon + 0.01
    assert moved.traced.projects == registry.projects
    route = registry.projects[PROJECT].places
    cut = said(about(EntryKind.CUT, Cut(stretch=(route[0], route[-1]), source=source())), 3)
    assert fold(registry, [cut]).traced.projects[PROJECT].sides != registry.projects[PROJECT].sides


def test_an_own_line_is_the_whole_line_of_a_project(registry: Registry) -> None:
    line = OwnLine(strands=(((106.4, 21.4), (106.5, 21.4)),), source=source())
    entry = said(about(EntryKind.LINE, line, side=None), 1)
    folded = fold(registry, [entry])
    assert folded.lines == {PROJECT: line}
    assert folded.traced is registry
    assert folded.traced_by
    of_a_side = said(about(EntryKind.LINE, line), 2)
    point = next(p.id for p in registry.projects.values() if p.located is Located.POINT)
    of_a_point = said(about(EntryKind.LINE, line, side=None, project=point), 3)
    refused = fold(registry, [entry, of_a_side, of_a_point])
    assert refused.lines == {PROJECT: line}
    assert [one.entry for one in refused.unfit] == [of_a_side, of_a_point]


def test_two_who_did_not_know_of_each_other_contradict(registry: Registry) -> None:
    first = said(status(Status.STUDY), 1)
    here = said(status(Status.CONSTRUCTION), 2, after=(first.id,))
    there = said(status(Status.COMPLETED), 3, after=(first.id,), log=THERE)
    (conflict,) = fold(registry, [there, here, first]).conflicts
    assert conflict.entries == (here, there)  # the later one counts
    assert conflict.fact == (PROJECT, LANG_SON, "status")
    settled = said(status(Status.COMPLETED), 4, after=(here.id, there.id))
    assert fold(registry, [there, here, first, settled]).conflicts == ()


def test_two_who_say_the_same_do_not_contradict(registry: Registry) -> None:
    entries = [said(status(), 1), said(status(), 2, log=THERE)]
    assert fold(registry, entries).conflicts == ()


def test_one_withdraws_what_the_other_replaces(registry: Registry) -> None:
    first = said(status(Status.STUDY), 1)
    undone = said(
        about(EntryKind.WITHDRAWAL, Withdrawal(), withdraws=first.id), 2, after=(first.id,)
    )
    other = said(status(Status.COMPLETED, replaces=first.id), 3, after=(first.id,), log=THERE)
    (conflict,) = fold(registry, [first, undone, other]).conflicts
    assert conflict.entries == (undone, other)


def test_of_two_entries_on_one_day_the_later_counts_though_it_says_less(
    registry: Registry,
) -> None:
    entries = [said(status(Status.COMPLETED), 1), said(status(Status.CONSTRUCTION), 2)]
    assert side_state(side_of(fold(registry, entries)), DAY).status is Status.CONSTRUCTION


def test_of_one_day_the_last_that_fits_stands_with_the_side(registry: Registry) -> None:
    first = said(status(Status.COMPLETED), 1)
    second = said(status(Status.CONSTRUCTION), 2)
    other_day = said(status(Status.STUDY, day=DAY - dt.timedelta(days=1)), 3)
    garbled = said(status(), 4)._replace(body=second.body.replace("construction", "flying"))
    before = len(side_of(fold(registry, [])).reports)
    folded = fold(registry, [first, second, other_day, garbled])
    added = side_of(folded).reports[before:]
    assert {(report.date, report.status) for report in added} == {
        (DAY, Status.CONSTRUCTION),
        (DAY - dt.timedelta(days=1), Status.STUDY),
    }
    assert [unfit.entry for unfit in folded.unfit] == [garbled]
    (kept,) = side_of(fold(registry, [first, second])).reports[before:]
    assert kept.status is Status.CONSTRUCTION


def test_a_report_written_by_another_program_stands_alone(registry: Registry) -> None:
    first, second = said(status(Status.STUDY), 1), said(status(), 2)
    spaced = first._replace(body=first.body.replace('{"date"', '{ "date"'))
    before = len(side_of(fold(registry, [])).reports)
    assert len(side_of(fold(registry, [spaced, second])).reports) == before + 2
    assert side_state(side_of(fold(registry, [spaced, second])), DAY).status is Status.CONSTRUCTION


def test_reports_stand_in_the_order_of_their_days_whenever_they_were_written(
    registry: Registry,
) -> None:
    days = [dt.date(2026, 5, 1), dt.date(2019, 1, 1), dt.date(2026, 4, 1)]
    entries = [said(status(day=day), n) for n, day in enumerate(days)]
    reports = side_of(fold(registry, entries)).reports
    assert set(days) < {report.date for report in reports}
    assert [report.date for report in reports] == sorted(report.date for report in reports)
