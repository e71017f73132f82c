"""The database under load, killed, full, read-only, of another version."""

import os
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from geo import settings
from geo.errors import InputError
from geo.registry import Registry
from geo.store.attachments import Files
from geo.store.database import NEWEST, Database
from geo.store.folding import fold
from geo.store.log import Register
from geo.store.opening import open_register
from geo.store.people import Visitor
from geo.store.place import database_place
from geo.store.tables import METADATA
from tests.data import EXAMPLE
from tests.geo.export.conditions import full_disk, read_only_folder
from tests.geo.store.conftest import Opened, Place
from tests.geo.store.said import EDITOR, PDF, PROJECT, note, status
from tests.geo.store.writer import write

assert sqlite3.sqlite_version  # loaded while we are still who we are: nobody may not

ROOT = Path(__file__).resolve().parents[3]


def test_twenty_writers_lose_nothing_and_write_nothing_twice(opened: Opened, place: Place) -> None:
    where = place()
    register = opened(where)

    def write(number: int) -> list[str]:
        own = opened(where)
        visitor = Visitor.own_machine(f"Người {number}")
        return [own.append(visitor, [note(f"{number}-{n}")])[0].id for n in range(100)]

    with ThreadPoolExecutor(20) as pool:
        written = [entry for ids in pool.map(write, range(20)) for entry in ids]
    entries = register.entries()
    assert sorted(e.id for e in entries) == sorted(written)
    assert len({e.id for e in entries}) == 2000
    said = [(e.author, e.payload.text.vi) for e in entries]
    assert len(set(said)) == 2000
    assert register.count() == 2000


def test_opening_a_new_register_many_times_at_once_makes_one(opened: Opened, place: Place) -> None:
    where = place()
    with ThreadPoolExecutor(8) as pool:
        ids = {register.id for register in pool.map(lambda _: opened(where), range(8))}
    assert len(ids) == 1


@pytest.fixture
def writing(place: Place, tmp_path: Path) -> tuple[str, Path]:
    return place(), tmp_path / "files"


@contextmanager
def writer(where: str, folder: Path, name: str) -> Iterator[tuple[ForkServerProcess, Connection]]:
    here, there = Pipe(duplex=False)
    forked = get_context("forkserver")
    forked.set_forkserver_preload(["tests.geo.store.writer"])
    process = forked.Process(target=write, args=(where, folder, name, there), daemon=True)
    process.start()
    there.close()
    with here:
        yield process, here
    process.join()


def told(saved: Connection) -> Iterator[str]:
    """All that a writer said before it died."""
    with suppress(EOFError, OSError):
        while True:
            yield saved.recv()


def test_killed_at_any_moment_the_register_is_whole(
    writing: tuple[str, Path], registry: Registry
) -> None:
    """Fifty moments on each of both databases."""
    where, folder = writing
    register = Register(Database(where), Files(folder), registry)
    chance, saved = random.Random(18), set[str]()  # noqa: S311 - not a secret
    for number in range(50):
        with writer(where, folder, f"w{number}") as (process, pipe):
            saved.add(pipe.recv())  # it is at work now
            time.sleep(chance.random() * 0.1)
            process.kill()
            saved |= set(told(pipe))
    entries = register.entries()
    assert saved <= {e.id for e in entries}
    assert len(entries) > 100
    attached = [e.payload for e in entries if e.kind == "attachment"]
    notes = {e.id: int(e.payload.text.vi.split()[1]) for e in entries if e.kind == "note"}
    assert {a.of for a in attached} == {i for i, n in notes.items() if n % 3 == 0}
    assert all(register.files.read(one.sha256) for one in attached)
    assert fold(registry, entries).unfit == ()
    if register.database.is_file:
        with register.database.reading() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    register.append(EDITOR, [note("vẫn ghi được")])
    register.database.close()


def versions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "geo/store/migrations"))
    return [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def test_the_newest_migration_is_the_one_the_program_knows() -> None:
    assert versions()[-1] == NEWEST


ROWS: dict[str, dict[str, Any]] = {
    "entries": {
        "id": "019e0000-0000-7000-8000-000000000001",
        "kind": "note",
        "project": PROJECT,
        "side": None,
        "body": '{"text":{"vi":"cũ","en":"old"},"source":{"by":"An","date":"2026-05-05"}}',
        "author": "An",
        "email": None,
        "log": "019e0000-0000-7000-8000-000000000000",
        "at": "2026-05-05T08:00:00.000000Z",
        "withdraws": None,
        "replaces": None,
        "after": "",
        "received": "2026-05-05T08:00:00.000000Z",
    },
    "self": {"name": "id", "value": "019e0000-0000-7000-8000-000000000000"},
    "people": {
        "email": "an@x.vn",
        "name": "An",
        "role": "reporter",
        "province": "2025:24",
        "added_by": "x",
        "added_at": "2026-05-05T08:00:00.000000Z",
    },
}
"""A row of each table, as the first version that had it wrote it."""


@pytest.mark.parametrize("version", versions())
def test_a_register_of_each_earlier_version_goes_on_with_its_data(
    version: str, place: Place, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = place()
    monkeypatch.setattr("geo.store.database.NEWEST", version)
    upgrade = command.upgrade
    with monkeypatch.context() as old:
        old.setattr(command, "upgrade", lambda config, _: upgrade(config, version))
        database = Database(where)
    with database.writing() as connection:
        tables = database._engine.dialect.get_table_names(connection)
        for table in sorted(set(tables) & set(ROWS)):
            row = ROWS[table]
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({marks})'), row)  # noqa: S608 - our own names
    database.close()
    monkeypatch.undo()
    register = opened(where)
    (entry,) = register.entries()
    assert entry.payload.text.vi == "cũ"
    assert register.id == ROWS["self"]["value"]
    assert len(register.people()) == ("people" in tables)
    register.append(EDITOR, [status()])


def test_the_migrations_make_what_the_tables_say(opened: Opened) -> None:
    with opened().database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_register_of_a_newer_version_is_left_alone(place: Place) -> None:
    where = place()
    database = Database(where)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(InputError, match="made by a newer version") as fault:
        Database(where)
    assert "phiên bản mới hơn" in fault.value.told("vi")


def test_a_full_disk_is_told_and_nothing_is_half_written(
    tmp_path: Path, registry: Registry
) -> None:
    register = Register(Database(str(tmp_path / "r.sqlite")), Files(tmp_path / "files"), registry)
    register.append(EDITOR, [note("trước")])
    big = note("x" * 1_900_000)
    with full_disk(1_000_000), pytest.raises(InputError, match="cannot be used") as fault:
        register.append(EDITOR, [big], [PDF])
    assert "chưa ghi gì" in fault.value.told("vi")
    assert [e.payload.text.vi for e in register.entries()] == ["trước"]
    register.append(EDITOR, [note("sau")])
    assert len(register.entries()) == 2


def test_a_full_disk_under_an_attachment_saves_no_entry(tmp_path: Path, registry: Registry) -> None:
    files = Files(tmp_path / "files")
    register = Register(Database(str(tmp_path / "r.sqlite")), files, registry)
    upload = type(PDF)("lớn.pdf", b"%PDF-" + bytes(5_000_000))
    with full_disk(2_000_000), pytest.raises(InputError, match="attachments cannot be kept"):
        register.append(EDITOR, [note("x")], [upload])
    assert register.entries() == []
    assert [p for p in files.folder.rglob("*") if p.is_file()] == []


def test_a_read_only_folder_is_told(registry: Registry) -> None:
    with read_only_folder() as folder:
        for where in (folder / "r.sqlite", folder / "new" / "r.sqlite"):
            with pytest.raises(InputError, match="the register cannot be used") as fault:
                Database(str(where))
            assert str(folder) in str(fault.value)


def test_a_read_only_register_is_told(tmp_path: Path, registry: Registry) -> None:
    Database(str(tmp_path / "r.sqlite")).close()
    with read_only_folder() as folder:
        put_into(folder, tmp_path / "r.sqlite")
        with pytest.raises(InputError, match="the register cannot be used"):
            Register(Database(str(folder / "r.sqlite")), Files(folder), registry)


def put_into(folder: Path, file: Path) -> None:
    """Copy a file into a folder that may only be read, as its owner can."""
    reader = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.copy(file, folder)
    folder.chmod(0o555)
    os.seteuid(reader)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("mysql://root@localhost/x", "no database that the register can lie in"),
        ("://", "no database that the register can lie in"),
        ("postgresql://a:secret@127.0.0.1:1/x", "the register cannot be used"),
        ("/dev/null/x.sqlite", "the register cannot be used"),
    ],
)
def test_a_place_that_cannot_be_used_is_told(where: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as fault:
        Database(where)
    assert "secret" not in str(fault.value)


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "r.sqlite").write_bytes(b"not a database, long enough to be looked at" * 100)
    with pytest.raises(InputError, match="file is not a database"):
        Database(str(tmp_path / "r.sqlite"))


def test_without_a_setting_it_lies_in_the_users_data_folder(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("GIAPRANH_DATABASE")
    monkeypatch.delenv("GIAPRANH_DATA")  # the program's own
    register = open_register(registry)
    register.append(EDITOR, [note("x")], [PDF])
    assert settings.current().cache not in register.files.folder.parents
    if sys.platform == "linux":
        assert (tmp_path / "giapranh" / "register.sqlite").is_file()
        assert register.files.folder == tmp_path / "giapranh" / "attachments"


def test_each_data_folder_has_a_register_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was entered on another registry's projects would fit nothing."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("GIAPRANH_DATABASE")
    places = [database_place()]
    for folder in (EXAMPLE, tmp_path / "example"):
        monkeypatch.setenv("GIAPRANH_DATA", str(folder))
        places.append(database_place())
    assert len(set(places)) == 3
    monkeypatch.setenv("GIAPRANH_DATA", str(EXAMPLE / ".." / EXAMPLE.name))
    assert database_place() == places[1]
