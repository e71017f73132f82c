"""A line at the door: so many at once, in the order in which they came, each told his place."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from geo.turns import TellPlace, Turns

PATIENCE_S = 30


class LeftError(Exception):
    """One who waited goes away."""


class Guest(threading.Thread):
    """Comes, waits, holds his turn until he is told to go, and writes down the places he heard."""

    def __init__(self, turns: Turns, diary: "Diary") -> None:
        super().__init__(daemon=True)
        self.turns, self.diary = turns, diary
        self.told: list[int] = []
        self.waits, self.holds, self.may_go = (threading.Event() for _ in range(3))
        self.leaves = False

    def run(self) -> None:
        self.diary.guests[threading.get_ident()] = self
        try:
            with self.turns.one():
                self.diary.order.append(self)
                self.holds.set()
                self.may_go.wait(PATIENCE_S)
        except LeftError:
            self.holds.set()

    def hear(self, place: int) -> None:
        if self.told[-1:] != [place]:
            self.told.append(place)
        self.waits.set()
        if self.leaves:
            raise LeftError

    def go(self) -> None:
        self.may_go.set()
        self.join(PATIENCE_S)


class Diary:
    """Who held a turn, in what order, and who is who."""

    def __init__(self) -> None:
        self.order: list[Guest] = []
        self.guests: dict[int, Guest] = {}

    @contextmanager
    def announced(self) -> Iterator[TellPlace]:
        yield self.guests[threading.get_ident()].hear


@pytest.fixture
def turns() -> Turns:
    return Turns(at_once=2)


@pytest.fixture
def diary(turns: Turns) -> Diary:
    diary = Diary()
    turns.announced = diary.announced
    return diary


def come(turns: Turns, diary: Diary, count: int) -> list[Guest]:
    """Guests who come one after the other."""
    guests = []
    for number in range(count):
        guest = Guest(turns, diary)
        guest.start()
        assert (guest.holds if number < 2 else guest.waits).wait(PATIENCE_S)
        guests.append(guest)
    return guests


def test_two_work_and_the_others_follow_in_their_order(turns: Turns, diary: Diary) -> None:
    guests = come(turns, diary, 5)
    assert turns.taken == 2
    assert [guest.told for guest in guests] == [[], [], [1], [2], [3]]
    for number, guest in enumerate(guests):
        assert guest.holds.wait(PATIENCE_S)
        assert turns.taken <= 2
        guest.go()
        if number + 2 < len(guests):
            assert guests[number + 2].holds.wait(PATIENCE_S)
    assert diary.order == guests
    assert turns.taken == 0
    assert guests[4].told[0] == 3
    assert guests[4].told == sorted(guests[4].told, reverse=True)


def test_who_leaves_the_line_lets_the_others_up(turns: Turns, diary: Diary) -> None:
    guests = come(turns, diary, 5)
    guests[3].leaves = True
    assert guests[3].holds.wait(PATIENCE_S)
    guests[3].join(PATIENCE_S)
    for number in (0, 1, 2, 4):
        assert guests[number].holds.wait(PATIENCE_S)
        guests[number].go()
    assert diary.order == [guests[0], guests[1], guests[2], guests[4]]
    assert turns.taken == 0


def test_who_has_a_turn_needs_no_second(diary: Diary) -> None:
    turns = Turns(at_once=1)
    with turns.one(), turns.one():
        assert turns.taken == 1
    assert turns.taken == 0


def test_a_fault_gives_the_turn_back(turns: Turns) -> None:
    with pytest.raises(ZeroDivisionError), turns.one():
        raise ZeroDivisionError
    assert turns.taken == 0
