"""Nothing that the program says or does is of the provinces of its own registry."""

import ast
from pathlib import Path

import pytest

from geo.names import fold
from geo.registry import load_registry
from tests.data import LIVE

ROOT = Path(__file__).resolve().parents[1]
TEXTS = {".yaml", ".toml", ".html", ".js", ".css", ".json"}
FILES = [
    ROOT / "app.py",
    *(
        path
        for folder in ("geo", "layers")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in TEXTS | {".py"}
    ),
]


def home() -> set[str]:
    """The provinces whose sides the program's own registry holds, without diacritics."""
    registry = load_registry(LIVE)
    keys = {side.province for project in registry.projects.values() for side in project.sides}
    return {fold(registry.units.unit(key).name) for key in keys}


def said(path: Path) -> str:
    """What a file says to the program or to a person: of code no comment and no docstring."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return "\n".join(
        str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in told and isinstance(node.value, str)
    )


def test_there_is_something_to_look_for() -> None:
    assert {"bac giang", "lang son"} <= home()
    assert len(FILES) > 300


@pytest.mark.live
def test_no_file_of_the_program_names_a_home_province() -> None:
    names = home()
    found = {
        str(path.relative_to(ROOT)): named
        for path in FILES
        if (named := sorted(name for name in names if name in fold(said(path))))
    }
    assert found == {}
