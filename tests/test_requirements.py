"""Two installations a month apart are the same: every requirement is bounded, and is locked."""

from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def rows(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


FILES = tuple(sorted(path.name for path in ROOT.glob("requirements*.txt")))
ASKED = [row for name in FILES for row in rows(name)]
LOCKED: dict[str, list[SpecifierSet]] = {}
for row in rows("requirements.lock"):
    LOCKED.setdefault(canonicalize_name(row.name), []).append(row.specifier)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_requirement_has_both_ends_and_is_locked_between_them(asked: Requirement) -> None:
    assert {one.operator for one in asked.specifier} == {">=", "<"}
    locked = LOCKED.get(canonicalize_name(asked.name))
    assert locked, f"{asked.name} is not in requirements.lock: run bash .ci/lock"
    for one in locked:
        version = str(one).removeprefix("==")
        assert asked.specifier.contains(version), f"{asked.name} {version}: run bash .ci/lock"


def test_what_is_locked_is_one_version_for_each_system() -> None:
    for row in rows("requirements.lock"):
        assert [one.operator for one in row.specifier] == ["=="]
        assert not row.extras  # which pip refuses in constraints


def test_the_first_commands_install_what_is_locked() -> None:
    for name in ("README.md", ".ci/check"):
        assert "requirements.lock" in (ROOT / name).read_text(encoding="utf-8"), name
