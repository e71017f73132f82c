"""The README keeps up with the program."""

import re
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.settings import SETTINGS
from layers.__main__ import main as layers_main

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_named() -> None:
    assert set(re.findall(r"GIAPRANH_[A-Z0-9_]+", README)) >= {s.name for s in SETTINGS.values()}


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_shown(command: str) -> None:
    assert f"python -m geo {command}" in README


@pytest.mark.parametrize("command", sorted(layers_main.commands))
def test_every_command_of_layers_is_shown(command: str) -> None:
    assert f"python -m layers {command}" in README


def test_every_dependency_earns_a_line() -> None:
    requirements = (Path(__file__).resolve().parents[1] / "requirements.txt").read_text()
    names = re.findall(r"^([A-Za-z][\w.-]*)>=", requirements, flags=re.MULTILINE)
    assert names
    dependencies = README.partition("## Dependencies")[2]
    assert [name for name in names if name.lower() not in dependencies.lower()] == []
