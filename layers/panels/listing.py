"""The list of projects: one line of Markdown a project, grouped by mode."""

from collections.abc import Iterator
from dataclasses import dataclass

from geo.model import Grade, Mode, Status
from geo.modes import PROJECT_MODES
from layers import palette
from layers.app.filters import FrameRow, Shown, rows
from layers.map.label import name_of
from layers.map.signs import disc_address
from layers.markdown import plain
from layers.texts import Texts


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of one mode; ``lines`` holds (project_id, Markdown)."""

    mode: Mode
    lines: tuple[tuple[str, str], ...]


def disc_of(status: Status) -> str:
    """Give a status's disc in Markdown: a button's text takes pictures but no tags."""
    return f"![{palette.STATUS_MARK[status]}]({disc_address(status)})"


def why_empty(shown: Shown) -> str:
    """Tell which text says why no project is shown: none agreed by then, or none answers."""
    return "list.none_yet" if shown.later else "list.empty"


def groups(shown: Shown, texts: Texts) -> Iterator[Group]:
    """List what is shown, mode by mode; projects out of step come first, then the possible.

    Where words were searched, the nearest name comes first, and its mode before the others.
    """
    statuses: dict[str, list[Status]] = {}
    for side in rows(shown.linkage.sides):
        statuses.setdefault(side["project_id"], []).append(Status(side["status"]))
    nearest = shown.nearness
    every = sorted(
        shown.projects, key=lambda row: (nearest.get(row["project_id"], (0, 0.0)), _severity(row))
    )
    modes = dict.fromkeys(Mode(row["mode"]) for row in every) if nearest else PROJECT_MODES
    for mode in modes:
        members = [row for row in every if row["mode"] == mode]
        if members:
            yield Group(
                mode,
                tuple(
                    (row["project_id"], _line(row, statuses.get(row["project_id"], []), texts))
                    for row in members
                ),
            )


def _severity(row: FrameRow) -> tuple[int, int]:
    return (
        -row["mismatch_steps"] if row["mismatch"] else 0,
        -row["possible_steps"] if row["possible_mismatch"] else 0,
    )


def _line(row: FrameRow, statuses: list[Status], texts: Texts) -> str:
    discs = "".join(disc_of(status) for status in statuses)
    words = plain(name_of(row, texts))
    line = f"{discs} {words}"
    if row["mismatch"]:
        line += f" :red[**◆ {texts('list.mismatch')}**]"
    elif row["possible_mismatch"]:
        line += f" :orange[◇ {texts('list.possible')}]"
    if row["grade"] == Grade.D:
        line += f" :gray[{texts('list.area')}]"
    return line
