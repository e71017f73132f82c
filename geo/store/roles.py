"""The table of people: who has which role, by e-mail address."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from geo.errors import InputError, Wording
from geo.registry.units import UnitTable
from geo.store.people import (
    Identity,
    Person,
    Role,
    Visitor,
    grounds_of,
    known_unit,
    unregistered,
)
from geo.store.tables import PEOPLE

_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")


def address(email: str | None) -> str:
    """An e-mail address in the one form it is kept and looked up in.

    Raises
    ------
    InputError
        When it is none.
    """
    plain = unicodedata.normalize("NFC", email or "").strip().casefold()
    if not _ADDRESS.fullmatch(plain) or len(plain) > 254:
        raise InputError("store.address", where="people", email=email or "")
    return plain


def person_of(connection: Connection, visitor: Visitor, units: UnitTable) -> Person:
    """What a visitor is to the register."""
    if visitor.identity is not Identity.SIGNED_IN:
        return unregistered(visitor)
    email = address(visitor.email)
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.email == email)).mappings().first()
    return _person(row, units) if row else unregistered(replace(visitor, email=email))


def all_people(connection: Connection, units: UnitTable) -> list[Person]:
    """Everybody who has a role, by name."""
    rows = connection.execute(select(PEOPLE).order_by(PEOPLE.c.name, PEOPLE.c.email)).mappings()
    return [_person(row, units) for row in rows]


def put_person(
    connection: Connection, person: Person, units: UnitTable, *, by: str, at: str
) -> None:
    """Give a person a role, or another one.

    Raises
    ------
    InputError
        When the address is none, or a reporter has no province that there is.
    """
    _check_province(person, units)
    email = address(person.email)
    row = {
        "name": person.name,
        "role": person.role.value,
        "province": person.province,
        "added_by": by,
        "added_at": at,
    }
    if not connection.execute(update(PEOPLE).where(PEOPLE.c.email == email).values(row)).rowcount:
        connection.execute(insert(PEOPLE).values(row | {"email": email}))


def drop_person(connection: Connection, email: str) -> None:
    """Take a person's role away; what he wrote stays.

    Raises
    ------
    InputError
        When nobody has the address.
    """
    if not connection.execute(delete(PEOPLE).where(PEOPLE.c.email == address(email))).rowcount:
        raise InputError("store.nobody", where="people", email=email)


def _person(row: Mapping[Any, Any], units: UnitTable) -> Person:
    province = row["province"]
    return Person(
        name=row["name"],
        role=Role(row["role"]),
        email=row["email"],
        province=province,
        grounds=grounds_of(province, units) if province else frozenset(),
    )


def _check_province(person: Person, units: UnitTable) -> None:
    if person.role is Role.REPORTER and person.province is None:
        raise InputError("store.no_province", where="people")
    if person.role is not Role.REPORTER and person.province is not None:
        raise InputError("store.needless_province", where="people", role=role_name(person.role))
    if person.province is not None and not known_unit(person.province, units):
        raise InputError("store.unknown_province", where="people", province=person.province)


def role_name(role: Role) -> Wording:
    """What a role is called."""
    return Wording(f"store.role_{role.value}")
