"""Slides that are lists: the agenda, what changed, and at the end what is to be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.export.difference_words import said, unit_of
from geo.export.record import Record
from geo.pipeline import Linkage
from geo.store.conclusions import Conclusion
from layers.app.filters import rows
from layers.panels.alarms import alarms
from layers.texts import Texts

MOST_LINES: Final = 9
"""So many stand on one slide and can be read from the last row; the rest on the next."""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of a list, and what stands smaller beneath it."""

    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One slide that is a list; ``first`` is the number of its first line, 0 for none."""

    title: str
    lines: tuple[ListedLine, ...]
    first: int = 0


def agenda(projects: Sequence[str], linkage: Linkage, texts: Texts) -> Iterator[Listing]:
    """What will be shown, in order; one project needs no list."""
    if len(projects) > 1:
        named = [ListedLine(_name(project_id, linkage, texts)) for project_id in projects]
        yield from _paged(texts("slides.agenda"), named, numbered=True)


def changed(record: Record, texts: Texts) -> Iterator[Listing]:
    """What became different in the projects of the agenda since the meeting before."""
    since = record.conference.since
    if since is None:
        return
    lines = []
    for one in record.changed:
        if one.project_id in record.agenda:
            unit = unit_of(one, record.linkage)
            words = texts.pick(said(one))
            name = _name(one.project_id, record.linkage, texts)
            lines.append(ListedLine(f"{unit}: {words}" if unit else words, name))
    title = texts("slides.changed.since", day=texts.date(since))
    yield from _paged(title, lines or [ListedLine(texts("changes.none"))])


def closing(
    projects: Sequence[str], linkage: Linkage, texts: Texts, record: Record | None
) -> Iterator[Listing]:
    """What was concluded; where no meeting is kept, what is out of step or overdue."""
    if record is not None:
        lines = [_concluded(one, record, texts) for one in record.concluded]
        lines = lines or [ListedLine(texts("slides.concluded.none"))]
        yield from _paged(texts("slides.concluded"), lines, numbered=bool(record.concluded))
        return
    lines = []
    for row in rows(linkage.projects[linkage.projects["project_id"].isin(projects)]):
        wrong = "; ".join(alarm.words for alarm in alarms(row, texts))
        if wrong:
            lines.append(ListedLine(_name(row["project_id"], linkage, texts), wrong))
    if lines:
        yield from _paged(texts("slides.to_settle"), lines)


def _concluded(one: Conclusion, record: Record, texts: Texts) -> ListedLine:
    by = one.said.by and texts("slides.by", day=texts.date(one.said.by))
    language = texts.language
    more = [record.name(one.entry.project, language), record.side(one.entry)]
    more += [record.who(one, language), by or ""]
    return ListedLine(
        texts.pick(one.said.text), " · ".join(part for part in more if part not in ("", "–"))
    )


def _name(project_id: str, linkage: Linkage, texts: Texts) -> str:
    return texts.pick(linkage.registry.projects[project_id].name)


def _paged(title: str, lines: Sequence[ListedLine], *, numbered: bool = False) -> Iterator[Listing]:
    for start in range(0, len(lines), MOST_LINES):
        part = tuple(lines[start : start + MOST_LINES])
        yield Listing(title, part, start + 1 if numbered else 0)
