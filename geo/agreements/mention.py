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
class SideTold:
    """What the text says of one side, or one stretch, of a link and not of the whole."""

    province: str | None
    """Name of the province; None where only a stretch is named."""
    part: str
    """The words that say which side or stretch it is."""
    from_place: str | None = None
    to_place: str | None = None
    status: str | None = None
    deadline: MentionedDeadline | None = None
    lengths: tuple[Length, ...] = ()
    responsible: tuple[str, ...] = ()


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
    """Start and end of the smallest mention that this one stands in, or is a section of."""
    sides: tuple[SideTold, ...] = ()
    """What is told of one side or stretch alone, in the order of the text."""

    def side(self, province: str) -> SideTold | None:
        """What is told of the side of one province; None where nothing is told of it alone."""
        return next((side for side in self.sides if side.province == province), None)

    def status_of(self, province: str) -> str | None:
        """How far one province's side is: what is told of it, else of the whole.

        Where the text tells of single sides, nothing is known of those that it leaves out.
        """
        side = self.side(province)
        if side is not None and side.status is not None:
            return side.status
        one_sided = any(other.status is not None for other in self.sides if other.province)
        return None if one_sided else self.status

    def as_json(self) -> dict[str, Any]:
        """Return plain values, in the order of the fields."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Length | MentionedDeadline | SideTold):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value
