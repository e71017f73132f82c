"""Every status, basis and deadline with its source: the registry, to be checked in one sitting.

Where the reader has the agreements' texts, each fact stands with the clauses of its lines that
name the project or its status, and a stated status whose lines do not say so is a fault.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from geo.agreements.passages import Documents, mark, phrases_of
from geo.model import Citation, EntrySource, Project, Published, Reading, Side, Status, StatusReport
from geo.names import fold
from geo.registry import Registry
from geo.registry.citations import TERRITORIAL, citation_label, date_text, outside_label


class FactSort(StrEnum):
    """What a fact is of a side."""

    BASIS = "basis"
    DEADLINE = "deadline"
    STATUS = "status"


@dataclass(frozen=True)
class Fact:
    """One fact of one side, and where it was read.

    ``cites`` holds the cited line and its antecedent; empty for an outside source, and for a
    basis that no text states.
    """

    project: Project
    side: int
    sort: FactSort
    says: str
    reading: Reading
    cites: tuple[Citation, ...]
    source: Published | None
    status: Status | None = None

    def origin(self, registry: Registry) -> str:
        """Where it was read, in Vietnamese; an address for what is outside the agreements."""
        if self.source is not None:
            label, url = outside_label(self.source).vi, self.source.url
            return f"{label}\n{url}" if url else label
        if not self.cites:
            return TERRITORIAL.vi
        return "; ".join(citation_label(cite, registry.agreements).vi for cite in self.cites)


def facts(registry: Registry) -> Iterator[Fact]:
    """List every basis, deadline and status report of the registry, side by side."""
    for project in registry.projects.values():
        for number, side in enumerate(project.sides):
            yield _basis(project, number, side, registry)
            if side.deadline:
                due = side.deadline
                yield Fact(
                    project,
                    number,
                    FactSort.DEADLINE,
                    f"{date_text(due.by).vi} ({due.said.vi})",
                    due.reading,
                    (due.cite,) if isinstance(due.cite, Citation) else (),
                    due.cite if isinstance(due.cite, EntrySource) else None,
                )
            for report in side.reports:
                yield _status(project, number, report)


def _basis(project: Project, number: int, side: Side, registry: Registry) -> Fact:
    parties = "; ".join(registry.parties[key].name.vi for key in side.responsible)
    reading = Reading.STATED if side.basis else Reading.INFERRED
    cites = (side.basis,) if isinstance(side.basis, Citation) else ()
    source = None if isinstance(side.basis, Citation) else side.basis
    return Fact(project, number, FactSort.BASIS, parties, reading, cites, source)


def _status(project: Project, number: int, report: StatusReport) -> Fact:
    cites = tuple(cite for cite in (report.cite, report.antecedent) if cite)
    says = f"{date_text(report.date).vi}: {report.status.value}"
    return Fact(
        project,
        number,
        FactSort.STATUS,
        says,
        report.reading,
        cites,
        report.source,
        report.status,
    )


def clauses(fact: Fact, documents: Documents) -> list[str]:
    """The clauses of a fact's lines that name its project or its status, those marked «so»."""
    found = []
    for cite in fact.cites:
        line = _line(cite, documents)
        wanted = [*names_of(fact.project), *_said_in(line, fact.status)]
        for clause in re.split(r"(?<=[;.])\s+", line):
            parts = list(mark(clause, wanted))
            if any(part.marked for part in parts):
                found.append("".join(f"«{p.words}»" if p.marked else p.words for p in parts))
    return found


def unsaid(fact: Fact, registry: Registry, documents: Documents) -> list[str]:
    """What a stated status lacks in the lines that it cites: the project's name, a word for it.

    Empty for what is inferred, for outside sources, and where the texts are not at hand.
    """
    if fact.sort is not FactSort.STATUS or fact.reading is Reading.INFERRED or not fact.cites:
        return []
    lines = [_line(cite, documents) for cite in fact.cites]
    if not all(lines):
        return []
    assert fact.status is not None
    lacking = []
    provinces = frozenset(registry.units.signing.values())
    if not any(_is_named_in(line, fact.project, provinces) for line in lines):
        lacking.append("the project's name or number")
    if not any(_said_in(line, fact.status) for line in lines):
        lacking.append(f"a word for {fact.status.value}")
    return lacking


def _is_named_in(line: str, project: Project, provinces: frozenset[str]) -> bool:
    """Whether a line holds a number or proper name of a project, or two of its provinces.

    A line that names Bắc Giang alone need not be about a road of that name.
    """
    names = frozenset(names_of(project))
    if any(part.marked for part in mark(line, names - provinces)):
        return True
    return sum(any(p.marked for p in mark(line, [name])) for name in names & provinces) > 1


def _said_in(line: str, status: Status | None) -> list[str]:
    """The phrases for a status that stand in a line, whatever its case and diacritics."""
    if status is None:
        return []
    words = " ".join(re.findall(r"\w+", fold(line)))
    return [phrase for phrase in phrases_of(status) if f" {fold(phrase)} " in f" {words} "]


def _line(cite: Citation, documents: Documents) -> str:
    lines = documents.lines(cite.agreement)
    return lines[cite.line - 1].strip() if cite.line <= len(lines) else ""


def names_of(project: Project) -> list[str]:
    """By what a line names a project: its numbers, and the proper names in its own.

    Examples
    --------
    >>> from geo.registry import load_registry
    >>> names_of(load_registry().projects["cau-hoa-son"])
    ['Cầu Hòa', 'Hòa Sơn', 'Hiệp Hòa', 'Phổ Yên']
    """
    numbers = [ref.partition(".")[2] or ref for ref in project.refs]
    numbers += [f"{project.kv}kV", f"{project.kv} kV"] if project.kv else []
    pairs = re.findall(r"(?=\b([^\W\d_]+ [^\W\d_]+)\b)", project.name.vi)
    proper = [pair for pair in pairs if all(word[0].isupper() for word in pair.split())]
    other = [
        name for one in re.findall(r"\(([^)]*)\)", project.name.vi) for name in one.split(", ")
    ]
    return [*numbers, *proper, *(name for name in other if " " in name)]
