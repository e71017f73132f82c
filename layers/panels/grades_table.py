"""How many projects are known how well, by mode, before and after; as HTML."""

from collections import Counter
from collections.abc import Iterable, Mapping

from geo.model import Grade, Mode
from geo.modes import PROJECT_MODES
from geo.pipeline import Trace
from layers.markup import Markup, part
from layers.texts import Texts

_table, _moved = part("grades.html", "table"), part("grades.html", "moved")
Grades = Mapping[str, Grade]
"""Project → grade."""


def grades_of(trace: Trace) -> dict[str, Grade]:
    """Give each project's grade."""
    return {project_id: located.grade for project_id, located in trace.locations.items()}


def grades_table(
    now: Grades,
    before: Grades | None,
    modes: Mapping[str, Mode],
    texts: Texts,
    *,
    since: str = "grades.refresh",
) -> Markup:
    """Count projects by mode and grade; with ``before``, then and now side by side.

    Parameters
    ----------
    now, before
        Project → grade. Projects that are not in both are counted where they are.
    modes
        Project → mode.
    since
        Stem of the texts that head the two halves.
    """
    halves = [now] if before is None else [before, now]
    heads = [] if before is None else [texts(f"{since}.before"), texts(f"{since}.now")]
    counted = [
        Counter((modes[key], grade) for key, grade in half.items() if key in modes)
        for half in halves
    ]
    there = [mode for mode in PROJECT_MODES if mode in modes.values()]
    rows = [(texts(f"mode.{mode}"), _cells(counted, (mode,))) for mode in there]
    rows.append((texts("grades.all"), _cells(counted, there)))
    return _table(heads, rows, list(Grade), texts)


def _cells(
    halves: list[Counter[tuple[Mode, Grade]]], modes: Iterable[Mode]
) -> list[tuple[str, int]]:
    """Count some modes together: what each cell looks like, and its number."""
    numbers = [[sum(half[mode, grade] for mode in modes) for grade in Grade] for half in halves]
    return [
        (_kind(numbers, half, place), count)
        for half, counts in enumerate(numbers)
        for place, count in enumerate(counts)
    ]


def _kind(numbers: list[list[int]], half: int, place: int) -> str:
    """Name what a cell looks like: first of its half, nothing there, changed since before."""
    changed = half == 1 and numbers[0][place] != numbers[1][place]
    marks = {"gr-first": place == 0, "gr-none": not numbers[half][place], "gr-changed": changed}
    return " ".join(mark for mark, wanted in marks.items() if wanted)


def moved(now: Grades, before: Grades, names: Mapping[str, str], texts: Texts) -> Markup:
    """Name the projects that went from one grade to another, or say that none did."""
    groups: dict[tuple[Grade, Grade], list[str]] = {}
    for key, name in names.items():
        if key in now and key in before and now[key] is not before[key]:
            groups.setdefault((before[key], now[key]), []).append(name)
    return _moved(sorted(groups.items()), texts)
