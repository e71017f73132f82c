"""Which entries count, and which were written by people who did not know of one another."""

import datetime as dt
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Final, TypeAlias

from pydantic import ValidationError

from geo.store.entry import Entry, EntryKind, written_moment

FactKey: TypeAlias = tuple[str | None, str | None, str]
"""Project, side, and kind (with the place's key): what two entries may contradict each other on."""

FACTS: Final = frozenset(
    {
        EntryKind.STATUS,
        EntryKind.DEADLINE,
        EntryKind.PARTY,
        EntryKind.PLACE,
        EntryKind.LINE,
        EntryKind.CUT,
    }
)
"""Kinds of which a later entry takes an earlier one's place; the others only add."""

in_order = itemgetter(Entry._fields.index("at"), Entry._fields.index("id"))
"""The order of folding: the same wherever the entries came from."""


def known_by(entries: Iterable[Entry], moment: dt.datetime | None) -> list[Entry]:
    """Those that the log held at a moment; all of them where none is given."""
    if moment is None:
        return list(entries)
    until = written_moment(moment)
    return [entry for entry in entries if entry.known_since <= until]


@contextmanager
def without_collector() -> Iterator[None]:
    """Make many lasting objects without Python's looking through them again and again.

    For a hundred thousand entries that takes three times as long as making them. Nor are they
    looked through behind it: freezing and thawing counts them among the old ones at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def living(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Those that count, in order, and those that name an entry which is not before them.

    An entry no longer counts when one that counts withdraws or replaces it; so the withdrawal of
    a withdrawal brings the first entry back.

    Parameters
    ----------
    entries
        In the order of folding.
    """
    pointing = [entry for entry in entries if entry.withdraws or entry.replaces]
    if not pointing:
        return list(entries), []
    place = {entry.id: number for number, entry in enumerate(entries)}
    astray = [e for e in pointing if place.get(e.target or "", len(place)) >= place[e.id]]
    out = {entry.id for entry in astray}
    for entry in reversed(pointing):
        if entry.id not in out:
            out.add(entry.target or "")
    return [entry for entry in entries if entry.id not in out], astray


def heads(entries: Sequence[Entry]) -> dict[FactKey, dict[str, Entry]]:
    """The newest entries on every fact: those that no author of a later one knew of.

    One where the log was written in one place; several where logs were joined whose authors did
    not know of each other. A withdrawal is a word on what it withdraws.

    Parameters
    ----------
    entries
        In the order of folding.
    """
    named = {entry.withdraws for entry in entries if entry.withdraws}
    withdrawn = {entry.id: entry for entry in entries if entry.id in named} if named else {}
    found: dict[FactKey, dict[str, Entry]] = {}
    for entry in entries:
        fact = fact_of(entry, withdrawn)
        if fact is not None:
            newest = found.setdefault(fact, {})
            for known in entry.after:
                newest.pop(known, None)
            newest[entry.id] = entry
    return found


def fact_of(entry: Entry, others: Mapping[str, Entry]) -> FactKey | None:
    """What an entry says something new about; None where it only adds.

    Parameters
    ----------
    entry
        The entry.
    others
        By id, those that may have been withdrawn: a withdrawal is about what they said.
    """
    seen = 0
    while entry.kind == EntryKind.WITHDRAWAL and seen <= len(others):
        if (target := others.get(entry.withdraws or "")) is None:
            return None
        entry, seen = target, seen + 1
    if entry.kind not in FACTS:
        return None
    return entry.project, entry.side, _what(entry)


def _what(entry: Entry) -> str:
    if entry.kind != EntryKind.PLACE:
        return str(entry.kind)
    try:
        return f"{EntryKind.PLACE.value}:{entry.payload.key}"
    except ValidationError:
        return EntryKind.PLACE.value
