"""Two installations: whatever was written where, joined logs are the same register."""

import itertools
from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model import Status
from geo.registry import Registry
from geo.store.causality import fact_of, heads, in_order, living
from geo.store.entry import Entry, EntryKind, Withdrawal, new_id, payload_json
from geo.store.folding import fold
from tests.geo.store.said import BAC_GIANG, LANG_SON, PROJECT, note, status

SIDES = (LANG_SON, BAC_GIANG)


class Office:
    """One installation in a history: writes, and takes in another's entries."""

    def __init__(self) -> None:
        self.log = new_id()
        self.held: dict[str, Entry] = {}

    @property
    def entries(self) -> list[Entry]:
        return sorted(self.held.values(), key=in_order)

    def write(self, kind: str, side: str, to: Status, minute: int) -> None:
        counted, _ = living(self.entries)
        own = [e for e in counted if e.side == side]
        draft = note(to.value, side=side) if kind == "note" else status(to, side=side)
        target = own[-1].id if own and kind in ("withdraw", "replace") else None
        entry = Entry(
            id=new_id(),
            kind=draft.kind,
            project=PROJECT,
            side=side,
            body=payload_json(draft.payload),
            author=self.log[-4:],
            email=None,
            log=self.log,
            at=f"2026-05-05T{minute // 60:02d}:{minute % 60:02d}:00.000000Z",
        )
        if target and kind == "withdraw":
            entry = entry._replace(
                kind=EntryKind.WITHDRAWAL, body=payload_json(Withdrawal()), withdraws=target
            )
        elif target and own[-1].kind == entry.kind:
            entry = entry._replace(replaces=target)
        fact = fact_of(entry, self.held)
        known = heads(self.entries).get(fact, {}) if fact else {}
        self.held[entry.id] = entry._replace(after=tuple(sorted(known)))

    def take_in(self, entries: Sequence[Entry]) -> None:
        self.held |= {entry.id: entry for entry in entries}


steps = st.tuples(
    st.integers(0, 2),
    st.one_of(
        st.integers(0, 2),
        st.tuples(
            st.sampled_from(["report", "note", "withdraw", "replace"]),
            st.sampled_from(SIDES),
            st.sampled_from(list(Status)),
        ),
    ),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Office]:
    """Three offices that write, undo, and now and then carry a file to one another."""
    offices = [Office() for _ in range(3)]
    for minute, (number, what) in enumerate(draw(st.lists(steps, max_size=25))):
        if isinstance(what, int):
            offices[number].take_in(offices[what].entries)
        else:
            offices[number].write(*what, minute)
    return offices


def joined(*logs: Sequence[Entry]) -> list[Entry]:
    office = Office()
    for log in logs:
        office.take_in(log)
    return office.entries


@settings(max_examples=150)
@given(histories())
def test_merging_is_commutative_associative_and_idempotent(
    registry: Registry, offices: list[Office]
) -> None:
    a, b, c = (office.entries for office in offices)
    whole = fold(registry, joined(a, b, c))
    for order in itertools.permutations((a, b, c)):
        assert fold(registry, joined(*order)) == whole
    assert joined(joined(a, b), c) == joined(a, joined(b, c))
    assert joined(a, a) == a
    assert fold(registry, joined(joined(a, b), joined(b, c), a)) == whole


@settings(max_examples=100)
@given(histories(), st.randoms())
def test_the_order_in_which_entries_come_does_not_matter(
    registry: Registry, offices: list[Office], random: Random
) -> None:
    entries = joined(*(office.entries for office in offices))
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert fold(registry, shuffled) == fold(registry, entries)


@settings(max_examples=100)
@given(histories())
def test_nothing_is_lost(registry: Registry, offices: list[Office]) -> None:
    """Every entry counts, was withdrawn or replaced by one that counts, or is listed.

    Of the reports on one side and day the last stands with the side.
    """
    entries = joined(*(office.entries for office in offices))
    counted, astray = living(entries)
    targets = {e.target for e in counted}
    kept = {e.id for e in counted} | {e.id for e in astray}
    assert all(e.id in kept or e.id in targets for e in entries)
    folded = fold(registry, entries)
    assert folded.unfit == ()
    reports = sum(len(side.reports) for side in folded.registry.projects[PROJECT].sides)
    before = sum(len(side.reports) for side in registry.projects[PROJECT].sides)
    days = {(e.side, e.payload.date) for e in counted if e.kind == EntryKind.STATUS}
    assert reports - before == len(days)


@settings(max_examples=100)
@given(histories())
def test_one_log_has_no_conflict(registry: Registry, offices: list[Office]) -> None:
    own = [e for e in offices[0].entries if e.log == offices[0].log]
    assert fold(registry, own).conflicts == ()
