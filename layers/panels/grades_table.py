"""How many projects are known how well, by mode, before and after; as HTML."""

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape

from geo.model import Grade, Mode
from geo.modes import PROJECT_MODES
from geo.pipeline import Trace
from layers.texts import Texts

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
) -> str:
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
    heads = [""] if before is None else [texts.html(f"{since}.before"), texts.html(f"{since}.now")]
    letters = "".join(
        f'<th scope="col" title="{texts.html(f"grade.{grade}")}">{grade}</th>'
        for _ in halves
        for grade in Grade
    )
    over = "".join(f'<th scope="colgroup" colspan="{len(Grade)}">{head}</th>' for head in heads)
    top = f"<tr><th></th>{over}</tr>" if before is not None else ""
    counted = [
        Counter((modes[key], grade) for key, grade in half.items() if key in modes)
        for half in halves
    ]
    there = [mode for mode in PROJECT_MODES if mode in modes.values()]
    rows = [_row(texts(f"mode.{mode}"), counted, (mode,)) for mode in there]
    rows.append(_row(texts("grades.all"), counted, PROJECT_MODES))
    kind = "gr-grades" if before is None else "gr-grades gr-halves"
    return (
        f'<table class="{kind}"><caption>{texts.html("grades.title")}</caption>'
        f'<thead>{top}<tr><th scope="col">{texts.html("filter.mode")}</th>{letters}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{_key(texts)}"
    )


def _row(head: str, halves: list[Counter[tuple[Mode, Grade]]], modes: Iterable[Mode]) -> str:
    numbers = [[sum(half[mode, grade] for mode in modes) for grade in Grade] for half in halves]
    cells = "".join(
        f'<td class="{_kind(numbers, half, place)}">{count}</td>'
        for half, counts in enumerate(numbers)
        for place, count in enumerate(counts)
    )
    return f'<tr><th scope="row">{escape(head)}</th>{cells}</tr>'


def _kind(numbers: list[list[int]], half: int, place: int) -> str:
    """Name what a cell looks like: first of its half, nothing there, changed since before."""
    changed = half == 1 and numbers[0][place] != numbers[1][place]
    marks = {"gr-first": place == 0, "gr-none": not numbers[half][place], "gr-changed": changed}
    return " ".join(mark for mark, wanted in marks.items() if wanted)


def _key(texts: Texts) -> str:
    words = " · ".join(f"<b>{grade}</b> {texts.html(f'grade.{grade}')}" for grade in Grade)
    return f'<p class="gr-grades-key">{words}</p>'


def moved(now: Grades, before: Grades, names: Mapping[str, str], texts: Texts) -> str:
    """Name the projects that went from one grade to another, or say that none did."""
    groups: dict[tuple[Grade, Grade], list[str]] = {}
    for key, name in names.items():
        if key in now and key in before and now[key] is not before[key]:
            groups.setdefault((before[key], now[key]), []).append(name)
    if not groups:
        return f'<p class="gr-moved">{texts.html("grades.none_moved")}</p>'
    count = sum(map(len, groups.values()))
    items = "".join(
        f"<li>{_arrow(change)} <b>({len(found)})</b> {escape('; '.join(found))}</li>"
        for change, found in sorted(groups.items())
    )
    title = texts.html("grades.moved", count=count)
    return f'<div class="gr-moved"><b>{title}</b><ul>{items}</ul></div>'


def _arrow(change: tuple[Grade, Grade]) -> str:
    then, now = (f'<span class="gr-grade">{grade}</span>' for grade in change)
    return f"{then} → {now}"
