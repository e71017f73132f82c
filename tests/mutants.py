"""Thresholds that no test holds: each is changed in a copy of the program, and its tests are run.

``python -m tests.mutants`` takes every numeric constant of ``geo/locate``, ``geo/cut`` and the
datum check, a quarter more and a fifth less; a change that turns no test of its room red is
printed, and the command ends with 1. It takes an hour; ``python -m tests.mutants cut`` or
``… GAP_M`` tries those of a room, or of a name, alone. Not part of the check.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).resolve().parents[1]
FACTORS: Final = (0.8, 1.25)
ROOMS: Final = {
    "locate": ("geo/locate/*.py", ("tests/geo/locate",)),
    "cut": ("geo/cut/*.py", ("tests/geo/cut", "tests/geo/test_pipeline.py")),
    "datum": ("geo/provinces/*d*.py", ("tests/geo/provinces",)),
}
"""Files of a room, and the tests that should hold its thresholds."""
DATUM: Final = ("datum.py", "_shift.py", "_border_samples.py")
NEEDED: Final = ("geo", "layers", "data", "tests", "app.py", "pyproject.toml", "README.md")


@dataclass(frozen=True)
class Threshold:
    """A numeric constant: the room it is in, its file, its name, and where its number stands."""

    room: str
    path: Path
    name: str
    value: float
    line: int
    start: int
    end: int

    def changed(self, factor: float) -> str:
        """The file's text with another number in its place; a whole number stays one."""
        value: float = self.value * factor
        if isinstance(self.value, int):
            more = max(self.value + 1, round(value))
            value = more if factor > 1 else min(self.value - 1, int(value))
        lines = (ROOT / self.path).read_text(encoding="utf-8").splitlines(keepends=True)
        # columns are counted in bytes of UTF-8
        raw = lines[self.line - 1].encode()
        lines[self.line - 1] = (raw[: self.start] + repr(value).encode() + raw[self.end :]).decode()
        return "".join(lines)


def thresholds() -> Iterator[Threshold]:
    """Every numeric constant of the rooms, in the order of their files."""
    for room, (pattern, _) in ROOMS.items():
        for path in sorted(ROOT.glob(pattern)):
            if room == "datum" and path.name not in DATUM:
                continue
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                yield from _of(room, path, node)


def _of(room: str, path: Path, node: ast.stmt) -> Iterator[Threshold]:
    if not isinstance(node, ast.AnnAssign | ast.Assign):
        return
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    value = node.value
    if not isinstance(target, ast.Name) or not isinstance(value, ast.Constant):
        return
    number = value.value
    if isinstance(number, int | float) and not isinstance(number, bool) and number:
        yield Threshold(
            room,
            path.relative_to(ROOT),
            target.id,
            number,
            value.lineno,
            value.col_offset,
            value.end_col_offset or value.col_offset,
        )


def is_held(threshold: Threshold, factor: float, copy: Path) -> bool:
    """Whether a test of the room turns red when the number is another."""
    place = copy / threshold.path
    whole = place.read_text(encoding="utf-8")
    place.write_text(threshold.changed(factor), encoding="utf-8")
    try:
        return not _passes(threshold.room, copy)
    finally:
        place.write_text(whole, encoding="utf-8")


def _passes(room: str, copy: Path) -> bool:
    quiet = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *ROOMS[room][1]],
        cwd=copy,
        env={**os.environ, "GIAPRANH_SHARED": str(ROOT.parent / "shared")},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


@click.command()
@click.argument("only", required=False)
def main(only: str | None) -> None:
    """Try every threshold, or those of one room or name."""
    wanted = [t for t in thresholds() if only is None or only in (t.room, t.name)]
    free = 0
    with tempfile.TemporaryDirectory(prefix="giap-ranh-mutants-") as folder:
        copy = Path(folder)
        for name in NEEDED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        for room in {threshold.room for threshold in wanted}:
            if not _passes(room, copy):
                raise click.ClickException(
                    f"the tests of {room} are red before anything is changed"
                )
        for threshold in wanted:
            for factor in FACTORS:
                held = is_held(threshold, factor, copy)
                free += not held
                what = f"{threshold.path}: {threshold.name} = {threshold.value:g} × {factor:g}"
                click.echo(f"{'held' if held else 'FREE'}  {what}")
    click.echo(f"{free} of {len(wanted) * len(FACTORS)} changes turn no test red")
    sys.exit(1 if free else 0)


if __name__ == "__main__":
    main()
