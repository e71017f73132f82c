"""Meetings and conclusions in the log: kept, changed, closed by a report or by hand."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from geo.errors import InputError
from geo.model import Status, Text
from geo.store.conclusions import Conclusion, conclusions, conferences
from geo.store.entry import Conference, Decision, Draft, EntryKind
from geo.store.folding import fold
from geo.store.log import Register
from tests.geo.store.said import AN, EDITOR, LANG_SON, OPERATOR, PEOPLE, PROJECT, source, status

MEETING_DAY = dt.date(2026, 5, 4)
DUE = dt.date(2026, 8, 1)


def meeting(title: str = "Hội nghị quý II", **fields: Any) -> Draft:
    said = Conference(title=title, date=MEETING_DAY, as_of=MEETING_DAY, agenda=(PROJECT,))
    return Draft(kind=EntryKind.CONFERENCE, payload=said, **fields)


def conclusion(words: str = "Lạng Sơn khởi công", **fields: Any) -> Draft:
    said: dict[str, Any] = {
        "text": Text(vi=words, en=words),
        "by": DUE,
        "source": source(date=MEETING_DAY),
    }
    given = {name: fields.pop(name) for name in ("project", "side", "replaces") if name in fields}
    about = {"project": PROJECT, "side": LANG_SON} | given
    return Draft(kind=EntryKind.DECISION, payload=Decision(**(said | fields)), **about)


def listed(register: Register) -> list[Conclusion]:
    entries = register.entries()
    return conclusions(entries, fold(register.registry, entries).registry)


def test_a_meeting_keeps_its_name_through_every_change(register: Register) -> None:
    first = register.append(EDITOR, [meeting()])[0]
    register.append(EDITOR, [meeting("Hội nghị quý III")])
    register.append(EDITOR, [meeting("Hội nghị quý II, sửa", replaces=first.id)])
    held = {one.id: one.said.title for one in conferences(register.entries())}
    assert held[first.id] == "Hội nghị quý II, sửa"
    assert sorted(held.values()) == ["Hội nghị quý II, sửa", "Hội nghị quý III"]


def test_who_writes_over_what_another_changed_is_told(register: Register) -> None:
    first = register.append(EDITOR, [meeting()])[0]
    register.append(EDITOR, [meeting("một", replaces=first.id)])
    with pytest.raises(InputError, match="counts no longer"):
        register.append(EDITOR, [meeting("hai", replaces=first.id)])


def test_a_conclusion_is_open_until_a_report_says_it_is_reached(register: Register) -> None:
    register.append(EDITOR, [conclusion(reached_by=Status.CONSTRUCTION)])
    early = status(Status.CONSTRUCTION, day=MEETING_DAY - dt.timedelta(days=1))
    register.append(OPERATOR, [early])
    assert listed(register)[0].is_open
    assert listed(register)[0].is_overdue(DUE + dt.timedelta(days=1))
    assert not listed(register)[0].is_overdue(DUE)
    register.append(OPERATOR, [status(Status.APPROVED, day=MEETING_DAY)])
    assert listed(register)[0].is_open
    register.append(OPERATOR, [status(Status.OPERATING, day=MEETING_DAY)])
    assert listed(register)[0].closed_on == MEETING_DAY


def test_a_conclusion_is_closed_by_hand_and_keeps_its_history(register: Register) -> None:
    first = register.append(EDITOR, [conclusion()])[0]
    day = MEETING_DAY + dt.timedelta(days=40)
    done = conclusion(closed=day, closing="đã họp giao ban", replaces=first.id)
    register.append(EDITOR, [done])
    (found,) = listed(register)
    assert (found.id, found.closed_on, found.said.closing) == (first.id, day, "đã họp giao ban")
    assert [entry.author for entry in found.history] == ["Nguyễn Biên Tập"] * 2
    assert not found.is_overdue(DUE + dt.timedelta(days=400))


def test_open_ones_stand_first_and_the_first_due_before(register: Register) -> None:
    register.append(EDITOR, [conclusion("đã xong", closed=DUE)])
    register.append(EDITOR, [conclusion("không hạn", by=None), conclusion("sau", by=DUE)])
    register.append(EDITOR, [conclusion("trước", by=MEETING_DAY)])
    assert [one.said.text.vi for one in listed(register)] == [
        "trước",
        "sau",
        "không hạn",
        "đã xong",
    ]


def test_what_was_withdrawn_is_no_conclusion(register: Register) -> None:
    entry = register.append(EDITOR, [conclusion()])[0]
    register.withdraw(EDITOR, entry.id)
    assert listed(register) == []


def test_a_reporter_concludes_nothing_and_calls_no_meeting(register: Register) -> None:
    for person in PEOPLE:
        register.put_person(OPERATOR, person)
    for draft in (conclusion(side="2008:24"), meeting()):
        with pytest.raises(InputError, match="may not write"):
            register.append(AN, [draft])


def test_a_meeting_of_another_version_is_left_to_the_log(register: Register) -> None:
    entry = register.append(EDITOR, [meeting()])[0]
    strange = entry._replace(body='{"title": 3}')
    assert conferences([strange]) == []
    assert replace(conferences([entry])[0], id="x").said.agenda == (PROJECT,)
