"""A register is dumped, emptied and put back by the commands of OPERATIONS.md: it is the same."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from geo.registry import Registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.exchange import packed
from geo.store.log import Register
from tests.geo.store.conftest import Place
from tests.geo.store.said import EDITOR, OPERATOR, PDF, PEOPLE, note, status

OPERATIONS = Path(__file__).parents[3] / "OPERATIONS.md"
PROGRAMS = {"SQLite": "sqlite3", "PostgreSQL": "pg_dump"}


def commands(kind: str) -> tuple[list[str], list[str]]:
    """How OPERATIONS has a register saved and put back."""
    part = (
        OPERATIONS.read_text(encoding="utf-8").partition("\n## Backup\n")[2].partition("\n## ")[0]
    )
    save, back = re.findall(r"```sh\n(.*?)```", part, flags=re.DOTALL)
    other = next(name for name in PROGRAMS if name != kind)
    return tuple(
        [line for line in block.splitlines() if not line.endswith(f"# {other}")]
        for block in (save, back)
    )  # type: ignore[return-value]  # of two blocks two lists


def run(lines: list[str], folder: Path, database: str, attachments: Path) -> None:
    named = {"GIAPRANH_DATABASE": database, "GIAPRANH_ATTACHMENTS": str(attachments)}
    for line in lines:
        subprocess.run(["bash", "-c", line], cwd=folder, env=os.environ | named, check=True)


def opened(database: str, attachments: Path, registry: Registry) -> Register:
    return Register(Database(database), Files(attachments), registry)


@pytest.mark.parametrize("goes_on", [True, False])
def test_what_was_saved_comes_back(
    place: Place, registry: Registry, tmp_path: Path, goes_on: bool
) -> None:
    database, attachments = place(), tmp_path / "attachments"
    kind = "PostgreSQL" if "://" in database else "SQLite"
    if shutil.which(PROGRAMS[kind]) is None:
        assert not os.environ.get("CI"), "the check installs it"
        pytest.skip(f"no {PROGRAMS[kind]} on this machine")
    save, back = commands(kind)
    register = opened(database, attachments, registry)
    register.put_person(OPERATOR, PEOPLE[0])
    register.append(EDITOR, [status()], [PDF])
    register.append(EDITOR, [note("ghi chú")])
    before = (packed(register), register.people(), register.version(), register.id)
    run(save, tmp_path, database, attachments)
    if goes_on:  # what is written after it is not in it
        register.append(EDITOR, [note("viết sau")])
        register.put_person(OPERATOR, PEOPLE[1])
    register.database.close()
    shutil.rmtree(attachments)
    if not goes_on:
        _empty(database)
    run(back, tmp_path, database, attachments)
    again = opened(database, attachments, registry)
    assert (packed(again), again.people(), again.version(), again.id) == before
    again.append(EDITOR, [note("và tiếp tục")])
    again.database.close()


def _empty(database: str) -> None:
    """Take away all that the register holds, as a lost disk does."""
    if "://" not in database:
        shutil.rmtree(Path(database).parent)
        Path(database).parent.mkdir()
        return
    drop = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    subprocess.run(["psql", "-q", "-d", database, "-c", drop], check=True, stderr=subprocess.PIPE)
