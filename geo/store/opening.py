"""Opening the register where the settings say."""

import datetime as dt

from geo.registry import Registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.entry import Entry
from geo.store.folding import Folded, fold
from geo.store.log import Register
from geo.store.place import attachments_place, database_place, is_there


def open_register(registry: Registry) -> Register:
    """Open the register, and make it at first use.

    Raises
    ------
    InputError
        When a setting cannot be used, or the database cannot be opened or made.
    """
    database = Database(database_place())
    return Register(database, Files(attachments_place(database.folder)), registry)


def folded(registry: Registry, known_at: dt.datetime | None = None) -> Folded:
    """The registry with all that the register holds by now, or held at a moment.

    Raises
    ------
    InputError
        When the register cannot be read.
    """
    return fold(registry, _entries(registry), known_at)


def entries_there(registry: Registry) -> tuple[Entry, ...]:
    """All entries; none where there is no register yet, and none is made.

    Raises
    ------
    InputError
        When the register cannot be read.
    """
    return tuple(_entries(registry)) if is_there() else ()


def _entries(registry: Registry) -> list[Entry]:
    register = open_register(registry)
    try:
        return register.entries()
    finally:
        register.database.close()
