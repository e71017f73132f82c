"""One word, one thing: no class and no type has the name of another."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = [*(ROOT / "geo").rglob("*.py"), *(ROOT / "layers").rglob("*.py"), ROOT / "app.py"]


def named(node: ast.stmt) -> str:
    """The class or type that a statement of a module names; empty where it names none."""
    if isinstance(node, ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Name) and target.id[0].isupper() and not target.id.isupper():
            return target.id
    return ""


def test_no_two_modules_name_a_class_or_a_type_alike() -> None:
    found = defaultdict(list)
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if (name := named(node)) and not name.startswith("_"):
                found[name].append(str(path.relative_to(ROOT)))
    assert len(found) > 300
    assert {name: where for name, where in found.items() if len(where) > 1} == {}
