"""The register from the command line: people, entries carried along, the change log."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from geo.__main__ import main
from geo.registry import load_registry
from geo.store.opening import open_register
from tests.geo.store.said import EDITOR, PDF, PROJECT, status


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "here" / "r.sqlite"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def write() -> None:
    register = open_register(load_registry())
    register.append(EDITOR, [status()], [PDF])
    register.database.close()


def test_people_are_added_listed_and_removed() -> None:
    added = run(
        "people", "add", "An", "--email", "An@x.vn", "--role", "reporter", "--province", "Bắc Ninh"
    )
    assert added.output == "An: reporter, 2025:24\n"
    (person,) = json.loads(run("people", "list", "--json").stdout)
    assert person == {"name": "An", "email": "an@x.vn", "role": "reporter", "province": "2025:24"}
    assert run("people", "remove", "an@x.vn").exit_code == 0
    assert json.loads(run("people", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["An", "--email", "an@x.vn", "--role", "reporter", "--province", "Atlantis"], "Atlantis"),
        (["An", "--email", "an@x.vn", "--role", "reporter"], "without a province"),
        (["An", "--email", "x", "--role", "editor"], "no e-mail address"),
    ],
)
def test_what_cannot_be_is_one_message(arguments: list[str], words: str) -> None:
    result = run("people", "add", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_entries_go_from_one_installation_to_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    file = tmp_path / "entries.zip"
    assert run("entries", "export", file).exit_code == 0
    assert run("entries", "export", file).exit_code == 2  # it is there already
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "there" / "r.sqlite"))
    assert "2 new" in run("entries", "import", file).output
    assert "0 new" in run("entries", "import", file).output
    assert (tmp_path / "there" / "attachments").is_dir()
    missing = run("entries", "import", tmp_path / "none.zip")
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)


def test_the_change_log_says_who_what_and_on_what_paper(tmp_path: Path) -> None:
    write()
    rows = json.loads(run("changes-log", "--json", "--project", PROJECT).stdout)
    assert {row["kind"] for row in rows} == {"status", "attachment"}
    assert {row["author"] for row in rows} == {EDITOR.name}
    assert json.loads(run("changes-log", "--json", "--author", "bien tap").stdout) == rows
    assert json.loads(run("changes-log", "--json", "--author", "khác").stdout) == []
    file = tmp_path / "log.csv"
    assert run("changes-log", "--csv", file).exit_code == 0
    assert "đang thi công" in file.read_text(encoding="utf-8-sig")


def test_what_was_entered_is_in_what_the_commands_print() -> None:
    write()
    shown = json.loads(run("inspect", PROJECT, "--json", "--date", "2026-06-01").stdout)
    assert "construction" in {side["status"] for side in shown["sides"]}
    before = json.loads(run("inspect", PROJECT, "--json", "--date", "2026-05-03").stdout)
    assert before["sides"] != shown["sides"]


def test_looking_makes_no_register(tmp_path: Path) -> None:
    assert run("inspect", PROJECT).exit_code == 0
    assert not (tmp_path / "here").exists()


def test_a_form_goes_out_and_is_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "phieu.xlsx"
    assert run("form", "--province", "2008:20", "--out", file).exit_code == 0
    book = load_workbook(file)
    sheet = book.active
    assert sheet is not None
    sheet["F5"] = "tạm dừng"
    sheet["G5"] = "4/5/2026"
    book.save(file)
    shown = run("take", file)
    assert "tạm dừng, 4/5/2026" in shown.output
    assert json.loads(run("changes-log", "--json").stdout) == []
    assert run("take", file, "--write", "--as", "An").exit_code == 0
    (row,) = json.loads(run("changes-log", "--json").stdout)
    assert (row["author"], row["payload"]["status"]) == ("An", "suspended")
    again = run("take", file, "--write")  # the form does not know of what was written since
    assert "changed meanwhile by An" in again.stderr
    assert len(json.loads(run("changes-log", "--json").stdout)) == 1
    assert run("take", file, "--write", "--over").exit_code == 0
    assert len(json.loads(run("changes-log", "--json").stdout)) == 2
    assert run("take", tmp_path / "none.xlsx").exit_code == 2
