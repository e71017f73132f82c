"""``--data FOLDER``: every command of both programs works with the registry of that folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from geo.__main__ import main as geo
from geo.provinces.meridians import read_meridians
from geo.registry import load_registry
from layers.__main__ import main as layers
from tests.data import FROZEN


def run(program: click.Group, *arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command of a program that does something."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


ALL = [(geo, *path) for path in commands(geo)] + [(layers, *path) for path in commands(layers)]


@pytest.mark.parametrize("command", ALL, ids=lambda row: " ".join(row[1:]))
def test_every_command_can_be_told_which_registry(command: tuple[click.Group, str]) -> None:
    program, *path = command
    assert "--data" in run(program, *path, "--help").output


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A registry of one file, with what it needs; nothing of the country's tables."""
    folder = tmp_path / "bare"
    (folder / "projects").mkdir(parents=True)
    (folder / "projects" / "roads.yaml").write_text("projects: []\n", encoding="utf-8")
    return folder


def test_files_that_a_registry_does_not_need_may_be_absent(bare: Path) -> None:
    registry = load_registry(bare)
    assert (len(registry.projects), len(registry.places)) == (0, 0)
    assert registry.units.signing["40"] == "Nghệ An"
    assert read_meridians(bare).signing["40"] == 104.75


def test_the_folder_is_used_and_forgotten(bare: Path, tmp_path: Path) -> None:
    done = run(geo, "build", "--data", bare, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "0 projects, 0.0 km" in done.output
    assert Path(os.environ["GIAPRANH_DATA"]) == FROZEN
    done = run(geo, "export", "--data", bare, "--format", "all", "--out", tmp_path / "files")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("command", ["page", "picture", "slides"])
def test_nothing_to_draw_is_one_message(command: str, bare: Path, tmp_path: Path) -> None:
    ending = "png" if command == "picture" else "html"
    done = run(layers, command, "--data", bare, "--out", tmp_path / f"x.{ending}")
    assert done.exit_code == 2
    assert "holds no project yet" in done.output
    assert done.output.count("\n") == 1


def test_a_folder_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    done = run(geo, "build", "--data", tmp_path / "none")
    assert done.exit_code == 2
    assert "there is no such folder of data" in done.output
    assert "python -m geo new" in done.output


def test_words_of_the_registry_go_before_those_of_the_program(bare: Path, tmp_path: Path) -> None:
    document = tmp_path / "bien-ban.txt"
    document.write_text("đi cáp treo Bà Nà", encoding="utf-8")
    told = run(geo, "extract", "--data", bare, "--json", document).output
    assert "cáp treo" not in told
    shutil.copytree(FROZEN.parents[2] / "data" / "vocabulary", bare / "vocabulary")
    with (bare / "vocabulary" / "links.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\n  - id: cable-car\n    kind: other\n    words: [cáp treo]\n    named_by: [name]\n"
        )
    again = tmp_path / "again"  # the words of a folder are read once
    shutil.copytree(bare, again)
    told = run(geo, "extract", "--data", again, "--json", document).output
    assert "cáp treo Bà Nà" in told
