"""The log: who may add what, all or nothing, never over what was not seen."""

import datetime as dt

import pytest

from geo.errors import InputError
from geo.model import Status
from geo.store.attachments import MOST_BYTES, Upload
from geo.store.entry import Cut, Draft, EntryKind, entry_line, read_entry
from geo.store.folding import fold
from geo.store.log import NotAllowedError, Register, StaleError
from geo.store.people import Person, Role, Visitor
from tests.geo.store.conftest import Opened
from tests.geo.store.said import (
    AN,
    BAC_GIANG,
    BINH,
    EDITOR,
    LANG_SON,
    OPERATOR,
    PDF,
    PEOPLE,
    PROJECT,
    READER,
    note,
    source,
    status,
)


@pytest.fixture
def register(register: Register) -> Register:
    for person in PEOPLE:
        register.put_person(OPERATOR, person)
    return register


def test_what_was_written_is_read_again(register: Register, opened: Opened) -> None:
    (entry,) = register.append(BINH, [status()])
    again = opened(register.database.url.render_as_string(hide_password=False))
    assert again.entries() == [entry]
    assert again.id == register.id == entry.log
    assert entry.payload.status is Status.CONSTRUCTION
    assert (entry.author, entry.email) == ("Bình", "binh@langson.vn")
    assert entry.payload.source.by == "Bình"  # not what the form said
    assert read_entry(entry_line(entry)) == entry._replace(received="")


def test_ids_sort_as_they_were_written(register: Register) -> None:
    entries = [register.append(EDITOR, [note(f"{i}")])[0] for i in range(5)]
    assert [e.id for e in entries] == sorted(e.id for e in entries)
    assert all(e.id[14] == "7" for e in entries)


@pytest.mark.parametrize(
    ("visitor", "side", "allowed"),
    [
        (AN, BAC_GIANG, True),  # Bắc Ninh of today reports for the ground of Bắc Giang
        (AN, LANG_SON, False),
        (BINH, LANG_SON, True),
        (BINH, BAC_GIANG, False),
        (READER, LANG_SON, False),
        (Visitor.nobody(), LANG_SON, False),
        (EDITOR, BAC_GIANG, True),
        (OPERATOR, BAC_GIANG, True),
    ],
)
def test_each_writes_his_own_side_only(
    register: Register, visitor: Visitor, side: str, allowed: bool
) -> None:
    if allowed:
        register.append(visitor, [status(side=side)])
    else:
        with pytest.raises(NotAllowedError, match="may not write") as fault:
            register.append(visitor, [status(side=side)])
        assert "không có quyền" in fault.value.told("vi")
    assert len(register.entries()) == allowed


def test_who_gives_no_name_is_asked_for_it(register: Register) -> None:
    with pytest.raises(InputError, match="nobody's name"):
        register.append(Visitor.own_machine(" "), [status()])


def test_one_side_that_is_not_his_stops_all_of_a_form(register: Register) -> None:
    with pytest.raises(NotAllowedError):
        register.append(BINH, [status(), status(side=BAC_GIANG)])
    assert register.entries() == []


def test_a_reporter_moves_no_cut_and_writes_no_note_without_a_side(register: Register) -> None:
    cut = Cut(stretch=("huu-lung", "my-an"), source=source())
    for draft in (
        Draft(kind=EntryKind.CUT, project=PROJECT, side=LANG_SON, payload=cut),
        note("cả công trình"),
    ):
        with pytest.raises(NotAllowedError):
            register.append(BINH, [draft])


def test_a_role_that_was_taken_away_counts_at_once(register: Register) -> None:
    register.append(BINH, [status()])
    register.drop_person(OPERATOR, "BINH@langson.vn")
    with pytest.raises(NotAllowedError):
        register.append(BINH, [status(Status.COMPLETED)])


@pytest.mark.parametrize("visitor", [AN, READER, EDITOR])
def test_only_an_administrator_gives_roles(register: Register, visitor: Visitor) -> None:
    before = register.people()
    with pytest.raises(NotAllowedError):
        register.put_person(visitor, Person("Mới", Role.ADMINISTRATOR, "moi@x.vn"))
    with pytest.raises(NotAllowedError):
        register.drop_person(visitor, "an@bacninh.vn")
    assert register.people() == before


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (Person("X", Role.REPORTER, "x@y.vn"), "without a province"),
        (Person("X", Role.EDITOR, "x@y.vn", "2025:24"), "with a province"),
        (Person("X", Role.REPORTER, "x@y.vn", "2025:23"), "no province '2025:23'"),
        (Person("X", Role.REPORTER, "x@y.vn", "24"), "no province '24'"),
        (Person("X", Role.EDITOR, "x y"), "no e-mail address"),
    ],
)
def test_people_that_cannot_be(register: Register, person: Person, words: str) -> None:
    with pytest.raises(InputError, match=words):
        register.put_person(OPERATOR, person)


def test_a_person_has_one_role(register: Register) -> None:
    register.put_person(OPERATOR, Person("An", Role.EDITOR, "AN@bacninh.vn"))
    assert [p.role for p in register.people() if p.name == "An"] == [Role.EDITOR]


def test_nobody_writes_over_what_he_has_not_seen(register: Register) -> None:
    shown = frozenset(e.id for e in register.newest(PROJECT, LANG_SON, EntryKind.STATUS))
    (first,) = register.append(BINH, [status(seen=shown)])
    with pytest.raises(StaleError, match="Bình wrote here in the meantime") as fault:
        register.append(EDITOR, [status(Status.COMPLETED, seen=shown)])
    assert fault.value.newer == (first,)
    (second,) = register.append(EDITOR, [status(Status.COMPLETED, seen=frozenset({first.id}))])
    assert second.after == (first.id,)
    assert register.entries() == [first, second]


def test_another_fact_on_the_side_is_no_reason_to_ask(register: Register) -> None:
    register.append(BINH, [note("ghi chú", side=LANG_SON), status(side=LANG_SON)])
    register.append(AN, [status(side=BAC_GIANG, seen=frozenset())])


def test_a_withdrawn_entry_counts_no_longer_and_can_come_back(register: Register) -> None:
    registry = register.registry

    def reports() -> int:
        found = fold(registry, register.entries()).registry.projects[PROJECT].sides
        base = registry.projects[PROJECT].sides
        return sum(len(s.reports) for s in found) - sum(len(s.reports) for s in base)

    (entry,) = register.append(BINH, [status()])
    assert reports() == 1
    undone = register.withdraw(BINH, entry.id, "nhầm")
    assert reports() == 0
    register.withdraw(BINH, undone.id)
    assert reports() == 1
    assert len(register.entries()) == 3


def test_nobody_withdraws_another_sides_entry_under_his_own_sides_name(
    register: Register,
) -> None:
    (entry,) = register.append(AN, [status(side=BAC_GIANG)])
    with pytest.raises(NotAllowedError):
        register.withdraw(BINH, entry.id)
    with pytest.raises(InputError, match="another side"):
        register.append(BINH, [status(replaces=entry.id)])
    with pytest.raises(InputError, match="another side or of another kind"):
        register.append(AN, [note("x", side=BAC_GIANG).model_copy(update={"replaces": entry.id})])
    assert register.entries() == [entry]


def test_what_counts_no_longer_is_not_replaced(register: Register) -> None:
    (entry,) = register.append(BINH, [status()])
    register.withdraw(BINH, entry.id)
    for draft in (status(replaces=entry.id),):
        with pytest.raises(InputError, match="counts no longer"):
            register.append(BINH, [draft])
    with pytest.raises(InputError, match="counts no longer"):
        register.withdraw(BINH, entry.id)
    with pytest.raises(InputError, match="no entry 'x'"):
        register.withdraw(BINH, "x")


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (status(project="khong-co"), "no project 'khong-co'"),
        (status(side="2008:99"), "no side 2008:99"),
        (status(day=dt.date(2026, 5, 6)), "after the date of its own document"),
    ],
)
def test_what_does_not_fit_is_refused(register: Register, draft: Draft, words: str) -> None:
    with pytest.raises(InputError, match=words):
        register.append(EDITOR, [draft])
    assert register.entries() == []


def test_an_attachment_goes_with_its_entry(register: Register) -> None:
    entry, attached = register.append(BINH, [status()], [PDF])
    assert attached.payload.of == entry.id
    assert register.files.read(attached.payload.sha256) == PDF.content
    assert attached.payload.name == "công văn.pdf"


@pytest.mark.parametrize(
    "upload",
    [
        Upload("trang.html", b"<script>"),
        Upload("trang.pdf", b"<html>"),
        Upload("ảnh.svg", b"<svg>"),
        Upload("rỗng.pdf", b""),
        Upload("lớn.pdf", b"%PDF-" + bytes(MOST_BYTES)),
        Upload("không đuôi", b"%PDF-"),
    ],
    ids=lambda upload: upload.name,
)
def test_what_may_not_be_attached_saves_nothing(register: Register, upload: Upload) -> None:
    with pytest.raises(InputError, match="PDF, PNG, JPEG or DOCX of at most 20 MB"):
        register.append(BINH, [status()], [upload])
    assert register.entries() == []
    assert not register.files.folder.exists()


@pytest.mark.parametrize("name", ["../../x.pdf", "C:\\a\\x.pdf", "/etc/x.pdf"])
def test_a_files_name_is_no_path(name: str) -> None:
    assert Upload(name, b"%PDF-").described.name == "x.pdf"


def test_a_damaged_attachment_is_told(register: Register) -> None:
    _, attached = register.append(BINH, [status()], [PDF])
    digest = attached.payload.sha256
    (register.files.folder / digest[:2] / digest).write_bytes(b"%PDF-other")
    with pytest.raises(InputError, match="missing or damaged"):
        register.files.read(digest)
    register.append(BINH, [status()], [PDF])  # handed in again, it is whole again
    assert register.files.read(digest) == PDF.content


def test_texts_are_in_nfc(register: Register) -> None:
    decomposed = "\u0111a\u0323t"
    (entry,) = register.append(BINH, [note(decomposed, side=LANG_SON)])
    assert entry.payload.text.vi == "\u0111\u1ea1t"


def test_a_clock_that_goes_back_does_not_turn_the_order(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = register.append(BINH, [status()])
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    monkeypatch.setattr("geo.store.log._now", lambda: past)
    (second,) = register.append(BINH, [status(Status.COMPLETED)])
    register.withdraw(BINH, first.id)
    assert [e.id for e in register.entries()][:2] == [first.id, second.id]
    assert fold(register.registry, register.entries()).unfit == ()
