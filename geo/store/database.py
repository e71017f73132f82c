"""Where the register lies: SQLite in the user's data folder, or an office's PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from geo.errors import InputError

NEWEST: Final = "0002"
"""The migration that the tables of :mod:`geo.store.tables` are of."""
WAIT_S: Final = 30
"""How long a writer waits for the others: twenty at once need a second or two."""
MOST_AT_ONCE: Final = 50
"""Connections of one process beyond the five that stay open."""
_LOCK: Final = 0x61_52_61_6E_68
"""Number of the lock that PostgreSQL's writers take, one after the other."""


class Database:
    """A register's database, with its tables brought up to date.

    Parameters
    ----------
    where
        A file for SQLite, or the URL of a PostgreSQL database.

    Raises
    ------
    InputError
        When it cannot be opened, or was made by a newer version.
    """

    def __init__(self, where: str) -> None:
        self.url = _url(where)
        self.is_file = self.url.get_backend_name() == "sqlite"
        self.name = self.url.render_as_string(hide_password=True)
        if self.is_file:
            self.name = str(self.url.database)
            self._make_folder()
        self._turn = Lock()
        self._engine = _sqlite(self.url) if self.is_file else _postgres(self.url)
        try:
            with self.reading() as connection:
                version = _version(connection)
            if version != NEWEST:
                self._bring_up_to_date()
        except InputError:
            self.close()
            raise

    @property
    def folder(self) -> Path | None:
        """The folder of a database that is a file."""
        return Path(str(self.url.database)).parent if self.is_file else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the register.

        Raises
        ------
        InputError
            When the database cannot be read.
        """
        with self._said(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that writes all of what it does, or nothing, and one at a time.

        Raises
        ------
        InputError
            When the database cannot be written.
        """
        # In turn within a process: SQLite lets whoever asks at the right moment go first.
        with self._turn, self._said(), self._engine.connect() as plain:
            connection = plain.execution_options(giapranh_writes=True)
            with connection.begin():
                if not self.is_file:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
                yield connection

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _make_folder(self) -> None:
        try:
            Path(self.name).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.name, error.strerror or str(error)) from None

    def _bring_up_to_date(self) -> None:
        with self.writing() as connection:
            # Alembic is loaded for a register that is new or of an older version alone.
            upgraded: bool = import_module("geo.store.upgrading").upgraded(connection)
            if not upgraded:
                raise InputError(
                    "store.newer",
                    where=self.name,
                    version=str(_version(connection)),
                    newest=NEWEST,
                )

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Turn what the database says into one message."""
        try:
            yield
        except DBAPIError as error:
            raise _unusable(self.name, _first_line(error.orig)) from error
        except SQLAlchemyError as error:
            raise _unusable(self.name, _first_line(error)) from error


def _url(where: str) -> URL:
    if "://" not in where:
        return URL.create("sqlite", database=str(Path(where).expanduser().absolute()))
    try:
        url = make_url(where)
    except ArgumentError:
        raise _foreign(where.partition("@")[2] or where) from None
    if url.get_backend_name() == "sqlite" and url.database:
        return url.set(database=str(Path(url.database).expanduser().absolute()))
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise _foreign(url.render_as_string(hide_password=True))
    return url.set(drivername="postgresql+psycopg")


def _foreign(where: str) -> InputError:
    return InputError("store.foreign", where="GIAPRANH_DATABASE", given=where)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WAIT_S}, max_overflow=MOST_AT_ONCE)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={WAIT_S * 1000}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("giapranh_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL) -> Engine:
    return create_engine(
        url,
        max_overflow=MOST_AT_ONCE,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10},
    )


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


def _unusable(name: str, reason: str) -> InputError:
    return InputError("store.unusable", where=name, reason=reason)
