"""Which registry a register is of: what is said of another's projects would fit nothing here.

A database remembers the projects of the registry that people write about. A registry may gain and
lose projects, be copied and moved; one that has none of those projects is another.
"""

from typing import Final

from sqlalchemy import Connection, insert, select, update

from geo.errors import InputError
from geo.registry import Registry
from geo.store.tables import SELF

_NAME: Final = "projects"
_SHOWN: Final = 3
"""So many of the other's projects tell people which registry it is."""


def check_owner(connection: Connection, registry: Registry, where: str) -> None:
    """Let nobody open a register of another registry.

    Parameters
    ----------
    connection
        To the register.
    registry
        Whose projects people mean to write about.
    where
        Names the database.

    Raises
    ------
    InputError
        When the register is of a registry that has none of these projects.
    """
    held = _held(connection)
    if held and held.isdisjoint(registry.projects):
        shown = ", ".join(sorted(held)[:_SHOWN])
        raise InputError("store.anothers", where=where, projects=shown)


def own(connection: Connection, registry: Registry, where: str) -> None:
    """Remember the registry's projects, in the transaction that writes about one of them.

    Raises
    ------
    InputError
        As :func:`check_owner`: another registry may have come first.
    """
    check_owner(connection, registry, where)
    held, now = _held(connection), set(registry.projects)
    if not now or held == now:
        return
    value = " ".join(sorted(now))
    if held:
        connection.execute(update(SELF).where(SELF.c.name == _NAME).values(value=value))
    else:
        connection.execute(insert(SELF).values(name=_NAME, value=value))


def _held(connection: Connection) -> set[str]:
    row = connection.execute(select(SELF.c.value).where(SELF.c.name == _NAME)).scalar()
    return set((row or "").split())
