"""``python -m layers``: whole files, or one message and exit code 2."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import layers.__main__
from layers.__main__ import main

APART = "huu-lung-dt245-my-an"


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_the_page_is_written_in_the_wanted_language(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    options = ("--project", APART, "--language", "en", "--date", "2024-06-01")
    code, said = run("page", "--out", out, *options)
    assert code == 0, said
    assert "as known on 1 Jun 2024" in out.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_text("mine")
    code, said = run("page", "--out", out)
    assert code == 2
    assert "exists already" in said
    assert "--overwrite" in said
    assert out.read_text() == "mine"


@pytest.mark.parametrize("command", ["page", "picture", "slides"])
def test_a_bad_place_is_refused_before_any_work(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    ending = {"page": "html", "picture": "png", "slides": "html"}[command]
    monkeypatch.setattr(layers.__main__, "load_registry", lambda: pytest.fail("work was done"))
    code, said = run(command, "--out", tmp_path / "file" / f"x.{ending}")
    assert code == 2
    assert "cannot be written (Not a directory) — choose a folder that exists" in said
    assert said.count("\n") == 1


def test_an_unknown_project_is_named(tmp_path: Path) -> None:
    code, said = run("page", "--out", tmp_path / "page.html", "--project", "nowhere")
    assert code == 2
    assert "'nowhere'" in said
    assert APART in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_takes_the_same_input_as_geo(command: str) -> None:
    names = {parameter.name for parameter in main.commands[command].params}
    assert names >= {"boundaries", "osm", "pack", "date", "units", "out", "language", "overwrite"}


def test_a_picture_is_drawn(tmp_path: Path) -> None:
    out = tmp_path / "map.svg"
    code, said = run("picture", "--out", out, "--project", APART, "--title", "Mỹ An")
    assert code == 0, said
    assert out.read_text(encoding="utf-8").startswith("<?xml")


def test_a_picture_of_another_kind_is_refused(tmp_path: Path) -> None:
    code, said = run("picture", "--out", tmp_path / "map.gif")
    assert code == 2
    assert "allowed: .png, .svg" in said


def test_what_is_said_goes_before_what_the_list_says(tmp_path: Path) -> None:
    listed = tmp_path / "list.yaml"
    listed.write_text(f"title: One\nlanguage: en\ndate: 2023-06-01\nprojects: [{APART}]\n")
    out = tmp_path / "show.html"
    code, said = run("slides", "--out", out, "--list", listed, "--title", "Two")
    assert code == 0, said
    show = out.read_text(encoding="utf-8")
    assert "<h1>Two</h1>" in show
    assert "as known on 1 Jun 2023" in show


def test_a_faulty_list_is_named_before_any_work(tmp_path: Path) -> None:
    listed = tmp_path / "list.yaml"
    listed.write_text("projects:\n- nowhere\n")
    code, said = run("slides", "--out", tmp_path / "show.html", "--list", listed)
    assert code == 2
    assert "list.yaml:2: no project has the id 'nowhere'" in said
    assert not (tmp_path / "show.html").exists()
