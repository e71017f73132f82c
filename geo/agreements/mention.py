"""A mention: one named link at one place of a text, and what the text says of it."""

import datetime as dt
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class MentionKind(StrEnum):
    """What is named."""

    ROAD = "road"
    BRIDGE = "bridge"
    RAIL = "rail"
    POWER = "power"
    WATERWAY = "waterway"
    PORT = "port"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Length:
    """A length that the text states, in kilometres, and the words that say of what."""

    km: float
    of: str


@dataclass(frozen=True, slots=True)
class MentionedDeadline:
    """The last day that the text means, and its words."""

    by: dt.date
    said: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One named link, at one place.

    ``text`` is exactly the document's text from ``start`` to ``end`` (characters, from 0);
    ``line`` counts from 1. Everything else is in Unicode NFC.
    """

    text: str
    start: int
    end: int
    line: int
    kind: MentionKind
    refs: tuple[str, ...] = ()
    """Road numbers in official form: of the link itself, not of its ends."""
    name: str | None = None
    """Proper name without the word before it: "Hòa Sơn" of "cầu Hòa Sơn"."""
    also: tuple[str, ...] = ()
    """Further names, in brackets behind the first."""
    from_place: str | None = None
    to_place: str | None = None
    via: tuple[str, ...] = ()
    voltage: int | None = None
    """Kilovolts."""
    provinces: tuple[str, ...] = ()
    """Names of the provinces that the sentence speaks of with it."""
    lengths: tuple[Length, ...] = ()
    action: str | None = None
    status: str | None = None
    deadline: MentionedDeadline | None = None
    responsible: tuple[str, ...] = ()
    """Ids of the bodies that the sentence makes answer for it."""
    parent: tuple[int, int] | None = None
    """Start and end of the smallest mention that this one stands in."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values, in the order of the fields."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Length | MentionedDeadline):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value
