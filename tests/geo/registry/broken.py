"""A copy of the frozen registry that a test breaks, and the faults that this makes.

It is cut down to a few projects so that it loads fast.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from geo.errors import InputError, RegistryError
from geo.registry import load_registry
from tests.data import FROZEN

KEPT = {
    "projects/roads.yaml": ["ql17-phon-xuong-thai-nguyen", "ql279", "huu-lung-dt245-my-an"],
    "projects/bridges.yaml": ["my-an-ql31-ql1", "cau-dong-viet", "cau-hai-hung"],
    "projects/rails.yaml": ["rail-kep-luu-xa"],
    "projects/power.yaml": ["power-500-hiep-hoa-thai-nguyen"],
    "context.yaml": ["ql1-km0-km114", "waterway-song-cau"],
}
ROADS, BRIDGES, RAILS, POWER, CONTEXT = KEPT


def small_copy(folder: Path) -> Path:
    """Copy the data folder with a few projects of each mode."""
    shutil.copytree(FROZEN, folder)
    for name, kept in KEPT.items():
        head, *rows = (folder / name).read_text(encoding="utf-8").split("\n  - id: ")
        own = [row for row in rows if row.splitlines()[0] in kept]
        assert len(own) == len(kept), name
        (folder / name).write_text("\n  - id: ".join([head, *own]) + "\n", encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Case:
    """One edit of one file, and the fault it makes.

    ``at`` is a text on the line that the fault must name: the first such behind the edit, or
    the only one of the file; with an empty one the fault names no line.
    """

    kind: str
    file: str
    old: str
    new: str
    message: str
    at: str
    others: bool = False
    """Whether further faults follow, from an id that is gone."""


def break_file(data: Path, file: str, old: str, new: str) -> int:
    """Replace the first ``old``; return where in the new text."""
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.index(old)


def place_of(data: Path, case: Case, edit: int) -> str:
    """``file:line`` that the fault must name."""
    path = data / case.file
    if not case.at:
        return str(path)
    text = path.read_text(encoding="utf-8")
    index = text.index(case.at, 0 if text.count(case.at) == 1 else edit)
    return f"{path}:{text.count(chr(10), 0, index) + 1}"


def faults_of(data: Path) -> tuple[InputError, ...]:
    with pytest.raises(RegistryError) as caught:
        load_registry(data)
    assert isinstance(caught.value, RegistryError)
    return caught.value.faults


def assert_fault_is_named(data: Path, case: Case) -> None:
    """The fault comes with its file, line and remedy, and alone."""
    edit = break_file(data, case.file, case.old, case.new)
    faults = faults_of(data)
    own = [fault for fault in faults if re.search(case.message, str(fault))]
    assert own, "\n".join(map(str, faults))
    assert own[0].where == place_of(data, case, edit)
    assert own[0].said("vi").remedy
