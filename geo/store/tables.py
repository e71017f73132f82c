"""The tables of the register, as the newest migration leaves them."""

from typing import Final

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text

METADATA: Final = MetaData()

ENTRIES: Final = Table(
    "entries",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("project", String(200)),
    Column("side", String(400)),
    Column("body", Text, nullable=False),
    Column("author", String(200), nullable=False),
    Column("email", String(254)),
    Column("log", String(36), nullable=False),
    Column("at", String(27), nullable=False),
    Column("withdraws", String(36)),
    Column("replaces", String(36)),
    Column("after", Text, nullable=False),
    Column("received", String(27), nullable=False),
    Index("entries_in_order", "at", "id"),
    Index("entries_of_a_side", "project", "side"),
    sqlite_autoincrement=True,
)
"""The log: rows are added, never changed. Moments are text of one length, UTC."""

SELF: Final = Table(
    "self",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the log knows of itself: its id."""

PEOPLE: Final = Table(
    "people",
    METADATA,
    Column("email", String(254), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("province", String(7)),
    Column("added_by", String(200), nullable=False),
    Column("added_at", String(27), nullable=False),
)
"""Who is who, by e-mail address in small letters."""
