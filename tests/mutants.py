"""Thresholds that no test holds: each is changed in a copy of the program, and its tests are run.

``python -m tests.mutants`` takes every numeric constant of ``geo/locate``, ``geo/cut`` and the
datum check, a quarter more and a fifth less, and runs the tests of that constant's module, quick
ones first, each change in a process of its own with a time limit. A change that turns no test red
is printed as FREE, and the command ends with 1. What no result may depend on (how much is
computed at once, how finely a search looks) is a fault where a test turns red.
``python -m tests.mutants cut`` or ``… GAP_M`` tries those of a room, or of a name, alone;
``--report FILE`` keeps a table, and a run that was stopped goes on where its table ends. Not part
of the check: all of it takes an hour of one core.
"""

import ast
import csv
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn

import click
import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
FACTORS: Final = (0.8, 1.25)
MOST_S: Final = 200
"""A change after which the tests take longer than this, seconds of processor time (they take 20 at
the most), is one that they hold."""
LOCATE: Final = tuple(
    f"tests/geo/locate/test_{name}.py"
    for name in (
        "thresholds",
        "line_thresholds",
        "reading_thresholds",
        "reach_thresholds",
        "trace_thresholds",
        "shared_thresholds",
        "hand_drawn",
        "whole_road",
        "network",
        "sketch",
        "own_line",
        "alignment",
        "locate",
        "locate_roads",
        "worlds",
    )
)
CUT: Final = tuple(
    f"tests/geo/{name}.py"
    for name in (
        "cut/test_thresholds",
        "cut/test_split",
        "cut/test_split_hard_borders",
        "cut/test_crossings",
        "cut/test_course",
        "cut/test_spans",
        "cut/test_pieces",
        "cut/test_blocks",
        "cut/test_network",
        "test_pipeline",
    )
)
DATUM: Final = (
    "tests/geo/provinces/test_datum_thresholds.py",
    "tests/geo/provinces/test_datum.py",
    "tests/geo/provinces/test_check_boundaries.py",
)
ROOMS: Final = {
    "locate": (("geo/locate/*.py",), LOCATE),
    "cut": (("geo/cut/*.py",), CUT),
    "datum": (
        tuple(f"geo/provinces/{name}.py" for name in ("datum", "_shift", "_border_samples")),
        DATUM,
    ),
}
"""Files of a room, and the tests that should hold its thresholds, the quickest first."""
NARROWER: Final = {
    "geo/cut/commune_stretches.py": ("tests/geo/cut/test_commune_stretches.py",),
    **{
        f"geo/locate/{name}.py": (
            "tests/geo/locate/test_trace_thresholds.py",
            "tests/geo/locate/test_reach_thresholds.py",
            "tests/geo/locate/test_locate_roads.py",
        )
        for name in ("branches", "bridges", "cheapest", "feet")
    },
    "geo/locate/hand_drawn.py": ("tests/geo/locate/test_hand_drawn.py",),
    "geo/locate/shared.py": (
        "tests/geo/locate/test_shared_thresholds.py",
        "tests/geo/locate/test_locate_roads.py",
    ),
    "geo/locate/whole_road.py": ("tests/geo/locate/test_whole_road.py",),
    "geo/locate/power.py": (
        "tests/geo/locate/test_trace_thresholds.py",
        "tests/geo/locate/test_reach_thresholds.py",
        "tests/geo/locate/test_thresholds.py",
        "tests/geo/locate/test_locate_roads.py",
    ),
    "geo/locate/sketch.py": (
        "tests/geo/locate/test_sketch.py",
        "tests/geo/locate/test_thresholds.py",
    ),
    "geo/cut/course.py": (
        "tests/geo/cut/test_course.py",
        "tests/geo/test_pipeline.py",
    ),
    "geo/cut/spans.py": (
        "tests/geo/cut/test_thresholds.py",
        "tests/geo/cut/test_spans.py",
        "tests/geo/test_pipeline.py",
    ),
    "geo/cut/mid_span.py": (
        "tests/geo/cut/test_thresholds.py",
        "tests/geo/cut/test_spans.py",
        "tests/geo/cut/test_crossings.py",
        "tests/geo/test_pipeline.py",
    ),
    "geo/cut/pieces.py": (
        "tests/geo/cut/test_thresholds.py",
        "tests/geo/cut/test_pieces.py",
        "tests/geo/test_pipeline.py",
    ),
    "geo/cut/crossings.py": (
        "tests/geo/cut/test_thresholds.py",
        "tests/geo/cut/test_crossings.py",
        "tests/geo/test_pipeline.py",
    ),
}
"""Modules whose constants no other tests of the room could hold."""
INDIFFERENT: Final = {
    ("geo/cut/province_index.py", "_CELLS_PER_EDGE"): "size of the grid: memory against time",
    ("geo/cut/province_index.py", "_MOST_CELLS"): "size of the grid: memory against time",
    ("geo/cut/split.py", "_BLOCK"): "lines cut together",
    ("geo/cut/strands.py", "_BLOCK"): "lines joined together",
    ("geo/provinces/_border_samples.py", "_GAP_M"): "only has to be longer than nothing",
    ("geo/provinces/_shift.py", "_DRAWS"): "how many draws: time against a steadier radius",
    ("geo/provinces/_shift.py", "_MOST_STEPS"): "the search comes to rest long before",
    ("geo/provinces/_shift.py", "_SEED"): "any draw is as good as another",
    ("geo/provinces/_shift.py", "_STILL_M"): "moves no figure that is shown",
    ("geo/provinces/_shift.py", "_VOTERS"): "how many vote: time against a clearer vote",
    ("geo/provinces/datum.py", "_FILE_SAMPLES"): "how many samples: time and memory",
    ("geo/provinces/datum.py", "_REFERENCE_SAMPLES"): "how many samples: time and memory",
    ("geo/provinces/datum.py", "_REFERENCE_SPACING_M"): "distances are across the border",
}
"""What no result depends on: with another number every test stays green."""
ONLY_DEARER: Final = {
    ("geo/cut/hugging.py", "_SURE"): (0.8, "more is measured in metres"),
    ("geo/provinces/_shift.py", "_PLANE_SLACK"): (1.25, "more is measured that is too far off"),
}
"""What no result depends on when it is changed by this factor; the other way a test turns red."""
LIBRARIES: Final = (
    "geopandas",
    "hypothesis",
    "osmium",
    "pandera.pandas",
    "pyproj",
    "scipy.sparse.csgraph",
    "scipy.spatial",
)
"""Loaded once, before the runs: to load them takes as long as most tests."""
LOADED: Final = "ignore::pytest.PytestAssertRewriteWarning"
OWN: Final = ("geo", "layers", "tests")
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

    @property
    def tests(self) -> tuple[str, ...]:
        """The test files that should hold it."""
        return NARROWER.get(str(self.path), ROOMS[self.room][1])

    def must_stay_green(self, factor: float) -> bool:
        """Whether no result may depend on it, when it is changed so."""
        key = (str(self.path), self.name)
        return key in INDIFFERENT or (key in ONLY_DEARER and ONLY_DEARER[key][0] == factor)

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
    for room, (patterns, _) in ROOMS.items():
        for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                yield from _of(room, path, node)


def _of(room: str, path: Path, node: ast.stmt) -> Iterator[Threshold]:
    if not isinstance(node, ast.AnnAssign | ast.Assign):
        return
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    value = node.value
    if not isinstance(target, ast.Name) or not isinstance(value, ast.Constant | ast.Name):
        return
    number = value.value if isinstance(value, ast.Constant) else _same_as(path, target.id)
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


def _same_as(path: Path, name: str) -> object:
    """The value of a constant that is set to another: it is changed here alone."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return getattr(import_module(module), name)


@dataclass(frozen=True)
class Outcome:
    """What came of one change."""

    threshold: Threshold
    factor: float
    is_red: bool
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether the tests say what they should."""
        return self.is_red != self.threshold.must_stay_green(self.factor)

    @property
    def word(self) -> str:
        """What the report calls it."""
        if self.threshold.must_stay_green(self.factor):
            return "green" if self.is_good else "RED"
        return "held" if self.is_good else "FREE"


def tried(threshold: Threshold, factor: float, copy: Path) -> Outcome:
    """Change the number in a copy of the program, and run its tests."""
    place = copy / threshold.path
    whole = place.read_text(encoding="utf-8")
    place.write_text(threshold.changed(factor), encoding="utf-8")
    begun = time.monotonic()
    try:
        is_red = not _passes(threshold.tests, copy)
    finally:
        place.write_text(whole, encoding="utf-8")
    return Outcome(threshold, factor, is_red, time.monotonic() - begun)


def _passes(tests: tuple[str, ...], copy: Path) -> bool:
    """Run tests of the copy in a process of their own, for which the libraries are loaded already.

    The system ends it at the time limit, which counts as red.
    """
    child = os.fork()
    if child == 0:
        _run(tests, copy)
    _, status = os.waitpid(child, 0)
    return status == 0


def _run(tests: tuple[str, ...], copy: Path) -> NoReturn:
    """Become a run of pytest in the copy, of whose modules none was loaded before."""
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_S, MOST_S))
        os.chdir(copy)
        os.environ["GIAPRANH_SHARED"] = str(ROOT.parent / "shared")
        for name in [name for name in sys.modules if name.partition(".")[0] in OWN]:
            del sys.modules[name]
        sys.path[:] = [str(copy), *(path for path in sys.path if Path(path or ".") != ROOT)]
        with Path(os.devnull).open("w", encoding="utf-8") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
            quiet = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", LOADED)
            code = int(pytest.main([*quiet, "-m", "not slow and not live", *tests]))
    finally:
        os._exit(code)


def _copied(copy: Path) -> None:
    for name in NEEDED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)


def _known(report: Path | None) -> set[tuple[str, str, str]]:
    """Path, name and factor of what a report of before holds."""
    if report is None or not report.exists():
        return set()
    with report.open(encoding="utf-8", newline="") as file:
        return {(row[1], row[2], row[4]) for row in csv.reader(file)}


@click.command()
@click.argument("only", required=False)
@click.option("--report", type=click.Path(path_type=Path), help="CSV table, added to.")
@click.option("--trust", is_flag=True, help="Do not run the tests unchanged before.")
def main(only: str | None, report: Path | None, trust: bool) -> None:
    """Try every threshold, or those of one room, file or name."""
    wanted = [t for t in thresholds() if only is None or only in (t.room, t.name, str(t.path))]
    known = _known(report)
    bad = 0
    for name in LIBRARIES:
        import_module(name)
    with tempfile.TemporaryDirectory(prefix="giap-ranh-mutants-") as folder:
        copy = Path(folder)
        _copied(copy)
        for tests in {threshold.tests for threshold in wanted} if not trust else ():
            if not _passes(tests, copy):
                raise click.ClickException(f"red before anything is changed: {tests}")
        for threshold in wanted:
            for factor in FACTORS:
                if (str(threshold.path), threshold.name, str(factor)) in known:
                    continue
                outcome = tried(threshold, factor, copy)
                bad += not outcome.is_good
                _tell(outcome, report)
    click.echo(f"{bad} of {len(wanted) * len(FACTORS)} changes are not as they should be")
    sys.exit(1 if bad else 0)


def _tell(outcome: Outcome, report: Path | None) -> None:
    one = outcome.threshold
    row = (outcome.word, one.path, one.name, one.value, outcome.factor, f"{outcome.seconds:.0f}")
    click.echo("{:5}  {}: {} = {:g} × {:g}  ({} s)".format(*row))
    if report is not None:
        with report.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(row)


if __name__ == "__main__":
    main()
