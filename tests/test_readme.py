"""README, README.vi, OPERATIONS and BENCHMARKS keep up with the program and with one another."""

import re
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.export.formats import FORMATS
from geo.settings import SETTINGS
from layers.__main__ import main as layers_main

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.vi.md")
MOST_LINES = 150


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


OPERATIONS = text("OPERATIONS.md")


def structure(name: str) -> list[str]:
    """What a page is made of, in order: headings, pictures, commands, rows, list items."""
    found = []
    in_code = False
    for line in text(name).splitlines():
        if line.startswith("```"):
            in_code = not in_code
            found.append(line)
        elif in_code:
            found.append(line.partition("#")[0].rstrip())
        elif match := re.match(r"(#+ |!\[|- |\d+\. )", line):
            found.append(match[1])
        elif line.startswith("|"):
            found.append("|" * line.count("|"))
    return found


def targets(name: str) -> set[str]:
    """Where links and pictures lead; those of the language itself as one."""
    found = re.findall(r"\]\(([^)]+)\)|<(http[^>]+)>", text(name))
    one = {link or address for link, address in found} - set(READMES)
    return {re.sub(r"-(vi|en)\.png$", ".png", target) for target in one}


def test_both_readmes_have_the_same_structure() -> None:
    here, there = map(structure, READMES)
    assert here == there
    assert len(here) > 60
    assert targets(READMES[0]) == targets(READMES[1])
    codes = [
        re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text(n), flags=re.S)) for n in READMES
    ]
    assert sorted(codes[0]) == sorted(codes[1])


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_short_and_leads_to_the_other(name: str) -> None:
    assert len(text(name).splitlines()) <= MOST_LINES
    (other,) = set(READMES) - {name}
    assert f"]({other})" in text(name)


@pytest.mark.parametrize("name", [*READMES, "OPERATIONS.md", "BENCHMARKS.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(name: str) -> None:
    for target in targets(name):
        assert target.startswith("http") or list(ROOT.glob(target.replace(".png", "*.png"))), target


def test_every_setting_stands_in_operations_with_its_help() -> None:
    for setting in SETTINGS.values():
        row = f"| `{setting.name}` | {setting.unit} | {setting.help.vi} · {setting.help.en} |"
        assert row in OPERATIONS, setting.name
    named = set(re.findall(r"GIAPRANH_[A-Z0-9_]+", OPERATIONS))
    assert named <= {*SETTINGS, "GIAPRANH_SHARED"}


@pytest.mark.parametrize("command", sorted(main.rows))
def test_every_command_is_shown(command: str) -> None:
    assert f"python -m geo {command}" in OPERATIONS


@pytest.mark.parametrize("command", sorted(layers_main.commands))
def test_every_command_of_layers_is_shown(command: str) -> None:
    assert f"python -m layers {command}" in OPERATIONS


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_is_shown(key: str) -> None:
    assert f"`{key}`" in OPERATIONS


@pytest.mark.parametrize(
    "path", re.findall(r"`((?:geo|layers|tests|data)/[^`*<]+)`", text("CONTRIBUTING.md"))
)
def test_what_a_recipe_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", READMES)
def test_commands_of_a_readme_exist(name: str) -> None:
    asked = set(re.findall(r"python -m geo ([a-z-]+)", text(name)))
    assert asked
    assert asked <= set(main.rows)


def test_every_benchmark_stands_with_its_command() -> None:
    folder = ROOT / "tests" / "benchmarks"
    measured = {
        path.stem
        for path in folder.glob("*.py")
        if "__main__" in path.read_text("utf-8") and not path.stem.endswith("_app")
    }
    assert measured >= {"split", "startup"}
    assert [name for name in sorted(measured) if f"`{name}` |" not in text("BENCHMARKS.md")] == []


def test_every_dependency_earns_a_line() -> None:
    names = re.findall(
        r"^([A-Za-z][\w.-]*)(?:\[\w+\])?>=", text("requirements.txt"), flags=re.MULTILINE
    )
    assert names
    dependencies = OPERATIONS.partition("## Dependencies")[2].lower()
    assert [name for name in names if name.lower() not in dependencies] == []
