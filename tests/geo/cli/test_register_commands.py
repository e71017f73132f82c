"""The register from the command line: people, entries carried along, the change log."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from geo.__main__ import main
from geo.registry import load_registry
from geo.store.entry import Draft, EntryKind, OwnLine
from geo.store.opening import open_register
from tests.geo.store.said import EDITOR, PDF, PROJECT, source, status


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


def test_an_own_line_is_in_every_file_with_its_grade_and_document(tmp_path: Path) -> None:
    registry = load_registry()
    first, last = (registry.places[registry.projects[PROJECT].places[end]] for end in (0, -1))
    strand = ((first.lon, first.lat), (first.lon, last.lat), (last.lon, last.lat))
    line = OwnLine(strands=(strand,), source=source(document="Hồ sơ thiết kế", number="12/HS"))
    register = open_register(registry)
    draft = Draft(kind=EntryKind.LINE, project=PROJECT, payload=line)
    (entry,) = register.append(EDITOR, [draft])
    assert run("build", "--out", tmp_path / "out").exit_code == 0
    written = json.loads((tmp_path / "out" / "projects.geojson").read_text(encoding="utf-8"))
    assert "theo Hồ sơ thiết kế 12/HS" in json.dumps(written, ensure_ascii=False)
    (own,) = (f for f in written["features"] if f["properties"]["project_id"] == PROJECT)
    assert own["properties"]["grade"] == "HS"
    assert len(own["geometry"]["coordinates"]) == 3
    pieces = json.loads((tmp_path / "out" / "pieces.geojson").read_text(encoding="utf-8"))
    of_line = [
        f["properties"] for f in pieces["features"] if f["properties"]["project_id"] == PROJECT
    ]
    assert {piece["grade"] for piece in of_line} == {"HS"}
    assert len(of_line) > 1
    assert run("export", "--format", "kml", "--out", tmp_path / "kml").exit_code == 0
    (file,) = (tmp_path / "kml").glob("*.kml")
    kml = file.read_text(encoding="utf-8")
    assert "HS: theo hồ sơ" in kml
    register.withdraw(EDITOR, entry.id)
    register.database.close()
    again = json.loads(run("build", "--json").stdout)
    assert {grades["HS"] for grades in again["by_mode"].values()} == {0}


def test_a_file_is_of_what_the_register_held_at_a_moment(tmp_path: Path) -> None:
    write()
    assert run("build", "--out", tmp_path, "--known-at", "2020-01-01").exit_code == 0
    past = (tmp_path / "pieces.geojson").read_text(encoding="utf-8")
    assert '"known_at": "2020-01-01T23:59+07:00"' in past
    now = run("build", "--out", tmp_path)
    assert "as known at" not in now.stderr
    assert (tmp_path / "pieces.geojson").read_text(encoding="utf-8") != past
    assert "known_at" not in (tmp_path / "pieces.geojson").read_text(encoding="utf-8")


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01", "01/05/2026", "2026-05-01T25:00"])
def test_a_moment_that_is_none_is_one_message(given: str) -> None:
    result = run("build", "--known-at", given)
    assert result.exit_code == 2
    assert "2026-05-01T09:30" in result.stderr
