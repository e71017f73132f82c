"""Who may do what: the one place that knows the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.registry.units import UnitTable
from geo.store.entry import EntryKind

SIGNING_ERA: Final = "2008"
"""The 63 units, since Hà Tây joined Hà Nội on 1 August 2008."""
TODAY_ERA: Final = "2025"
"""The 34 units, since 1 July 2025."""


class Role(StrEnum):
    """What a person is to the register."""

    READER = "reader"
    REPORTER = "reporter"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Deed(StrEnum):
    """What somebody wants to do."""

    READ = "read"
    WRITE = "write"
    """Add an entry, or withdraw one."""
    EXCHANGE = "exchange"
    """Take in the entries of another installation."""
    CHANGE_DATA = "change data"
    """Save an import, fetch, drop a pack: what changes the server's folders."""
    MANAGE = "manage"
    """Say who is who."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the register knows, or a reader it does not.

    ``grounds`` holds the units, of any era, on whose ground a reporter's province lies.
    """

    name: str
    role: Role
    email: str | None = None
    province: str | None = None
    grounds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is done to: an entry of this kind, on this side (era:code…)."""

    kind: EntryKind | None = None
    side: str | None = None

    @property
    def unit(self) -> str | None:
        """The side's unit, era and code."""
        return self.side.partition("@")[0] if self.side else None


OF_A_SIDE: Final = frozenset(
    {
        EntryKind.STATUS,
        EntryKind.DEADLINE,
        EntryKind.PARTY,
        EntryKind.LENGTH,
        EntryKind.NOTE,
        EntryKind.ATTACHMENT,
        EntryKind.WITHDRAWAL,
    }
)
"""What a reporter may write on his own side; what moves a line or decides is the editor's."""

_RIGHTS: Final[Mapping[Role, frozenset[Deed]]] = {
    Role.READER: frozenset({Deed.READ}),
    Role.REPORTER: frozenset({Deed.READ, Deed.WRITE}),
    Role.EDITOR: frozenset({Deed.READ, Deed.WRITE, Deed.EXCHANGE, Deed.CHANGE_DATA}),
    Role.ADMINISTRATOR: frozenset(Deed),
}


def may(person: Person, action: Deed, subject: Subject | None = None) -> bool:
    """Whether somebody may do a thing; every write in :mod:`geo.store` asks here.

    Examples
    --------
    >>> reporter = Person("An", Role.REPORTER, grounds=frozenset({"2008:24"}))
    >>> may(reporter, Deed.WRITE, Subject(EntryKind.STATUS, "2008:24"))
    True
    >>> may(reporter, Deed.WRITE, Subject(EntryKind.STATUS, "2008:20"))
    False
    """
    if action not in _RIGHTS[person.role]:
        return False
    if person.role is not Role.REPORTER or action is not Deed.WRITE:
        return True
    return subject is not None and subject.kind in OF_A_SIDE and subject.unit in person.grounds


def grounds_of(unit: str, table: UnitTable) -> frozenset[str]:
    """The units, of both eras, whose ground lies in a unit.

    Examples
    --------
    >>> names = {"24": "Bắc Giang", "27": "Bắc Ninh"}
    >>> table = UnitTable(names, {"24": "Bắc Ninh"}, {"24": "24", "27": "24"})
    >>> sorted(grounds_of("2025:24", table)), sorted(grounds_of("2008:27", table))
    (['2008:24', '2008:27', '2025:24'], ['2008:27'])
    """
    era, _, code = unit.partition(":")
    if era == TODAY_ERA:
        before = [old for old, new in table.successor.items() if new == code]
        return frozenset({unit, *(f"{SIGNING_ERA}:{old}" for old in before)})
    if table.is_merged(code):
        return frozenset({unit})
    return frozenset({unit, f"{TODAY_ERA}:{table.successor[code]}"})


def known_unit(unit: str, table: UnitTable) -> bool:
    """Whether there is such a unit."""
    era, _, code = unit.partition(":")
    return code in {SIGNING_ERA: table.signing, TODAY_ERA: table.today}.get(era, {})


class Identity(StrEnum):
    """How a visitor is known."""

    NONE = "none"
    OWN_MACHINE = "own machine"
    SIGNED_IN = "signed in"
    OPERATOR = "operator"
    """Whoever runs the command line holds the database in his hands anyway."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the door, before the register says what he is to it."""

    identity: Identity
    name: str = ""
    email: str | None = None

    @classmethod
    def own_machine(cls, name: str) -> "Visitor":
        """The reader of an app that only his own machine can reach."""
        return cls(Identity.OWN_MACHINE, name)

    @classmethod
    def signed_in(cls, email: str, name: str = "") -> "Visitor":
        """Somebody for whom an identity provider or a proxy vouches."""
        return cls(Identity.SIGNED_IN, name or email, email)

    @classmethod
    def operator(cls, name: str) -> "Visitor":
        """Whoever runs the command line."""
        return cls(Identity.OPERATOR, name)

    @classmethod
    def nobody(cls) -> "Visitor":
        """A reader for whom nobody vouches."""
        return cls(Identity.NONE)


def unregistered(visitor: Visitor) -> Person:
    """What a visitor is whom the table of people does not name."""
    name = " ".join(visitor.name.split())[:120]
    roles = {Identity.OPERATOR: Role.ADMINISTRATOR, Identity.OWN_MACHINE: Role.EDITOR}
    return Person(name, roles.get(visitor.identity, Role.READER), visitor.email)
