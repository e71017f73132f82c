"""What the address says of the view, and what it makes of strange addresses."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model import Status
from layers.app.address import PARTS, follow, restore, written
from layers.texts import Language

VIEW = {
    "page": "data",
    "lang": "en",
    "units": "today",
    "date": "2024-06-01",
    "known": "2024-07-01",
    "q": "cầu Hòa Sơn & QL.37",
    "project": "ql279",
    "mismatches": "1",
    "provinces": "20,24",
    "statuses": "construction,suspended",
    "modes": "road",
    "grades": "C",
}


def restored(address: dict[str, str]) -> dict[str, object]:
    session: dict[str, object] = {}
    restore(address, session)
    return session


def test_a_view_is_restored_whole_and_written_the_same() -> None:
    session = restored(VIEW)
    assert session["as_of"] == dt.date(2024, 6, 1)
    assert session["known_on"] == dt.date(2024, 7, 1)
    assert session["statuses"] == [Status.CONSTRUCTION, Status.SUSPENDED]
    assert session["provinces"] == ["20", "24"]
    assert written(session) == VIEW


def test_the_start_page_has_a_plain_address() -> None:
    session = restored({})
    assert set(session) == {part.key for part in PARTS if not part.in_widget}
    assert session["as_of"] == dt.date.today()
    assert written(session) == {}


def test_what_the_session_holds_is_not_overwritten() -> None:
    session: dict[str, object] = {"page": "map", "units": "today"}
    restore({"page": "data", "lang": "en"}, session)
    assert session["page"] == "map"
    assert session["language"] == "en"


def test_what_comes_empty_is_as_it_was_but_who_chose_nothing_chose_it() -> None:
    session: dict[str, object] = dict.fromkeys(part.key for part in PARTS)
    restore({**VIEW, "project": "cau-hoa-son"}, session)
    assert session["language"] is Language.EN
    assert session["as_of"] == dt.date(2024, 6, 1)
    assert session["chosen"] is None


@pytest.mark.parametrize("name", [part.name for part in PARTS])
@settings(max_examples=25)
@given(text=st.text(max_size=80))
def test_a_strange_address_never_fails(name: str, text: str) -> None:
    session = restored({name: text})
    again = restored(written(session))
    assert again == session


def test_after_back_the_address_wins_over_the_session() -> None:
    session: dict[str, object] = {"page": "map", "chosen": "ql279", "deck": "k", "choices": 3}
    follow({"page": "data", "lang": "en"}, session)
    assert (session["page"], session["language"]) == ("data", "en")
    assert (session["chosen"], session["deck"]) == (None, None)
    assert written(session) == {"page": "data", "lang": "en"}
