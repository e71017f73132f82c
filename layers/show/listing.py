"""Slides that are lists: the agenda, what changed, and at the end what is to be done."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geo.duty.status import side_state
from geo.export.difference_words import said, unit_of
from geo.export.record import Record
from geo.model import Side
from geo.pipeline import Linkage
from geo.registry.citations import basis_label, report_label
from geo.store.conclusions import Conclusion
from geo.views.changes import Difference
from layers.app.filters import rows
from layers.panels.alarms import alarms
from layers.texts import Texts

FEW_SIDES: Final = 2
"""More than these stand as rows of a table, and what is noted of them on a slide of its own."""
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
    if since is not None:
        own = [one for one in record.changed if one.project_id in record.agenda]
        yield from changes(since, own, record.linkage, texts)


def changes(
    since: dt.date, found: Iterable[Difference], linkage: Linkage, texts: Texts
) -> Iterator[Listing]:
    """What became different since a day."""
    lines = []
    for one in found:
        unit = unit_of(one, linkage)
        words = texts.pick(said(one))
        name = _name(one.project_id, linkage, texts)
        lines.append(ListedLine(f"{unit}: {words}" if unit else words, name))
    title = texts("slides.changed.since", day=texts.date(since))
    yield from _paged(title, lines or [ListedLine(texts("changes.none"))])


def notes(project_id: str, linkage: Linkage, texts: Texts) -> Iterator[Listing]:
    """What is noted of each side and where it stands, for a project of many sides.

    Its own slide has no room for it: with more than :data:`FEW_SIDES` sides a letter would be
    under 14 pixels on a screen of 1280 × 720.
    """
    sides = linkage.registry.projects[project_id].sides
    if len(sides) <= FEW_SIDES:
        return
    own = rows(linkage.sides[linkage.sides["project_id"] == project_id])
    lines = [_noted(row["unit_name"], sides[row["side"]], linkage, texts) for row in own]
    yield from _paged(texts("slides.notes", name=_name(project_id, linkage, texts)), lines)


def _noted(unit: str, side: Side, linkage: Linkage, texts: Texts) -> ListedLine:
    agreements = linkage.registry.agreements
    state = side_state(side, linkage.as_of)
    basis = f"{texts('responsible')}: {texts.pick(basis_label(side.basis, agreements))}"
    if state.report is None:
        return ListedLine(f"{unit}: {texts('report.none')}", basis)
    source = texts.pick(report_label(state.report, agreements))
    note = texts.pick(state.report.note) or texts(f"status.{state.status}")
    return ListedLine(f"{unit}: {note}", f"{source} · {basis}")


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
