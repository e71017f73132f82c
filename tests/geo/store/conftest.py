"""Registers to write into: each test of them runs on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from geo.registry import Registry, load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.log import Register
from tests.postgres import cluster

_NUMBERS = count()


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with cluster() as server:
        yield server


Place = Callable[[], str]
"""Where a new, empty register can lie."""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"{next(_NUMBERS)}" / "register.sqlite")
    server: str = request.getfixturevalue("postgres")

    def made() -> str:
        name = f"test_{next(_NUMBERS)}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{server}/{name}"

    return made


Opened = Callable[..., Register]


@pytest.fixture
def opened(place: Place, registry: Registry, tmp_path: Path) -> Iterator[Opened]:
    """Open registers: new ones, or again where one lies."""
    databases = []

    def one(where: str | None = None) -> Register:
        database = Database(where or place())
        databases.append(database)
        folder = database.folder or tmp_path / f"files-{next(_NUMBERS)}"
        return Register(database, Files(folder / "attachments"), registry)

    yield one
    for database in databases:
        database.close()


@pytest.fixture
def register(opened: Opened) -> Register:
    return opened()
