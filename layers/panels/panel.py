"""The panel of one project: its sides next to each other, and how each thing is known.

HTML for the page. Every text that comes from data is escaped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pandas as pd

from geo.duty.status import side_state
from geo.duty.succession import named_in, passed_on
from geo.model import (
    Citation,
    Discrepancy,
    OutsideSource,
    Project,
    Side,
    Status,
    StatusReport,
)
from geo.pipeline import Linkage
from geo.registry import Units
from geo.registry.citations import TERRITORIAL, agreement_label, citation_label
from geo.registry.passages import Documents, Passage, phrases
from layers.app.filters import Row, rows
from layers.map.label import ground, met, on_bridge
from layers.panels.alarms import alarms, overdue_mark
from layers.panels.legend import disc
from layers.panels.timeline import timeline
from layers.texts import Texts


@dataclass(frozen=True)
class Desk:
    """What lies before the writer of a panel."""

    project: Project
    linkage: Linkage
    texts: Texts
    documents: Documents | None

    def cite(self, citation: Citation, status: Status | None = None) -> str:
        """Write a citation; where its text is at hand, as a lid to open on the passage."""
        named = cite(citation, self.linkage, self.texts)
        if self.documents is None:
            return named
        marked = phrases(self.project, self.linkage.registry, status)
        found = self.documents.passage(citation, marked)
        return named if found is None else passage(named, found)

    def small(self, citation: Citation) -> str:
        """Write a citation in small."""
        return f'<div class="gr-quiet">{self.cite(citation)}</div>'


@dataclass(frozen=True)
class Column:
    """One side, and what is needed to write about it."""

    row: Row
    side: Side
    desk: Desk

    @property
    def linkage(self) -> Linkage:
        """How things stand."""
        return self.desk.linkage

    @property
    def texts(self) -> Texts:
        """The language."""
        return self.desk.texts


Cell = Callable[[Column], str]


def panel(
    project_id: str, linkage: Linkage, texts: Texts, documents: Documents | None = None
) -> str:
    """Write a project's panel.

    Parameters
    ----------
    project_id
        Id in the registry.
    linkage
        How things stand.
    texts
        The language.
    documents
        The agreements' texts, where the reader has them: citations then open their passage.

    Raises
    ------
    KeyError
        When the registry has no such project.
    """
    project = linkage.registry.projects[project_id]
    row = _rows_of(linkage.projects, project_id)[0]
    desk = Desk(project, linkage, texts, documents)
    parts = [
        _heading(project, row, linkage, texts),
        _sides(desk),
        _section(texts.html("panel.history"), timeline(project, linkage, texts)),
        _crossings(project, linkage, texts),
        _stated(desk),
        _position(row, texts),
        _discrepancies(desk),
        _notes(desk),
    ]
    return f'<article class="gr-panel">{"".join(parts)}</article>'


def cite(citation: Citation, linkage: Linkage, texts: Texts) -> str:
    """Write a citation: document, date, line; a draft is marked as one."""
    agreements = linkage.registry.agreements
    words = escape(texts.pick(citation_label(citation, agreements)))
    return f'<span class="gr-cite">{_mark_draft(words, citation.agreement, linkage, texts)}</span>'


def passage(named: str, found: Passage) -> str:
    """Write a citation that opens on its words; what names the project or its status is marked."""
    line = "".join(
        f"<mark>{escape(part.words)}</mark>" if part.marked else escape(part.words)
        for part in found.line
    )
    before = "".join(f"<p>{escape(_tail(words))}</p>" for words in found.before)
    after = "".join(f"<p>{escape(_head(words))}</p>" for words in found.after)
    return (
        f'<details class="gr-passage"><summary>{named}</summary><blockquote lang="vi">{before}'
        f'<p class="gr-cited">{line}</p>{after}</blockquote></details>'
    )


_AROUND = 110
"""Letters that are shown of the lines around a passage: enough to see where it stands."""


def _tail(words: str) -> str:
    return words if len(words) <= _AROUND else "… " + words[-_AROUND:].partition(" ")[2]


def _head(words: str) -> str:
    return words if len(words) <= _AROUND else words[:_AROUND].rpartition(" ")[0] + " …"


def _mark_draft(words: str, agreement_id: str, linkage: Linkage, texts: Texts) -> str:
    """Set off the word that geo.registry.citations puts before a draft's name."""
    if not linkage.registry.agreements[agreement_id].is_draft:
        return words
    draft = texts.html("panel.draft")
    return words.replace(draft, f'<b class="gr-draft">{draft}</b>', 1)


def _rows_of(frame: pd.DataFrame, project_id: str) -> list[Row]:
    return rows(frame[frame["project_id"] == project_id])


def _section(title: str, body: str) -> str:
    return f"<section><h3>{title}</h3>{body}</section>" if body else ""


def _heading(project: Project, row: Row, linkage: Linkage, texts: Texts) -> str:
    facts = [texts(f"mode.{project.mode.value}"), texts(f"action.{project.action.value}")]
    if project.kv:
        facts.append(f"{project.kv} kV")
    facts.extend(project.refs)
    length = texts.km(row["length_km"]) if row["length_km"] > 0 else ""
    found = alarms(row, linkage, texts)
    return (
        f"<header><h2>{escape(texts.pick(project.name))}</h2>"
        f'<p class="gr-facts">{escape(" · ".join(filter(None, [*facts, length])))}</p>'
        + "".join(f'<p class="{alarm.kind}">{escape(alarm.words)}</p>' for alarm in found)
        + "</header>"
    )


def _sides(desk: Desk) -> str:
    """Lay the sides out as columns whose rows line up, so that they can be compared."""
    project, linkage, texts = desk.project, desk.linkage, desk.texts
    sides = "".join(
        _side(Column(row, project.sides[row["side"]], desk))
        for row in _rows_of(linkage.sides, project.id)
    )
    pair = linkage.registry.projects.get(project.pair) if project.pair else None
    other = (
        f'<p class="gr-quiet">{texts.html("panel.pair", name=texts.pick(pair.name))}</p>'
        if pair
        else ""
    )
    return f'<div class="gr-sides">{sides}</div>{_unnamed(project, linkage, texts)}{other}'


def _side(column: Column) -> str:
    cells = "".join(
        f"<div><dt>{column.texts.html(head)}</dt><dd>{cell(column)}</dd></div>"
        for head, cell in _CELLS
    )
    name = _province(column.row, column.texts)
    return f'<section class="gr-side"><h4>{name}</h4><dl>{cells}</dl></section>'


def _province(row: Row, texts: Texts) -> str:
    """Name the province; in today's units, also the one that signed."""
    name = escape(row["unit_name"])
    if row["unit_name"] == row["signing_name"]:
        return name
    return f"{name} <small>{texts.html('panel.formerly', name=row['signing_name'])}</small>"


def _status_cell(column: Column) -> str:
    linkage, texts = column.linkage, column.texts
    state = side_state(column.side, linkage.as_of)
    name = texts.html(f"status.{state.status.value}")
    chip = f'<span class="gr-chip">{disc(state.status)}<b>{name}</b></span>'
    if state.report is None:
        return f'{chip}<p class="gr-quiet">{texts.html("panel.status.none")}</p>'
    newest_first = sorted(column.side.reports, key=lambda report: report.date, reverse=True)
    earlier = [
        report
        for report in newest_first
        if report.date <= linkage.as_of and report is not state.report
    ]
    old = f' <b class="gr-old">{texts.html("report.old")}</b>' if state.is_old else ""
    return (
        f"{chip}<p><b>{texts.date(state.report.date)}</b>{old}{inferred(state.report, texts)}</p>"
        f"{_report_words(state.report, column.desk)}{_earlier(earlier, column.desk)}"
    )


def _report_words(report: StatusReport, desk: Desk) -> str:
    texts = desk.texts
    if report.cite is not None:
        origin = desk.cite(report.cite, report.status)
    else:
        assert report.source is not None  # the model holds that a report has one origin
        origin = outside(report.source, texts)
    return f'<p>{escape(texts.pick(report.note))}</p><div class="gr-quiet">{origin}</div>'


def outside(source: OutsideSource, texts: Texts) -> str:
    """Write a source that is no agreement: publisher, date, its title as a link to follow."""
    said = escape(f"{source.publisher}, {texts.date(source.date)}: ")
    link = (
        f'<a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer" lang="vi">'
        f"{escape(source.title)}</a>"
    )
    mark = f'<b class="gr-outside">{texts.html("report.outside")}</b>'
    return f'{mark} {said}{link} <small class="gr-url">{escape(source.url)}</small>'


def inferred(report: StatusReport, texts: Texts) -> str:
    """Mark a status that is our reading; nothing where the source says it of this side."""
    if report.is_stated:
        return ""
    words, why = texts.html("report.inferred"), texts.html("report.inferred.long")
    return f' <b class="gr-inferred" title="{why}">{words}</b>'


def _earlier(reports: list[StatusReport], desk: Desk) -> str:
    texts = desk.texts
    if not reports:
        return ""
    items = "".join(
        f'<li><span class="gr-chip">{disc(report.status)}'
        f"<b>{texts.html(f'status.{report.status.value}')}</b></span>, "
        f"{texts.date(report.date)}{inferred(report, texts)}{_report_words(report, desk)}</li>"
        for report in reports
    )
    summary = texts.html("panel.earlier", count=len(reports))
    return f"<details><summary>{summary}</summary><ul>{items}</ul></details>"


def _deadline_cell(column: Column) -> str:
    deadline, texts = column.side.deadline, column.texts
    if deadline is None:
        return f'<span class="gr-quiet">{texts.html("panel.deadline.none")}</span>'
    return (
        f"<b>{texts.date(deadline.by)}</b>{overdue_mark(column.row, texts)}"
        f"<p>{escape(texts.pick(deadline.said))}</p>{column.desk.small(deadline.cite)}"
    )


def _responsible_cell(column: Column) -> str:
    linkage, texts, ids = column.linkage, column.texts, column.side.responsible
    names = "".join(_party(party, linkage, texts) for party in ids)
    act = passed_on(ids, linkage.registry) if linkage.units == Units.TODAY else None
    taken_over = f'<p class="gr-quiet">{escape(texts.pick(act))}</p>' if act else ""
    return names + taken_over + _basis(column)


def _basis(column: Column) -> str:
    """Say where it stands who does this part; that no text says it, where none does."""
    basis, texts = column.side.basis, column.texts
    if isinstance(basis, Citation):
        return column.desk.small(basis)
    if basis is None:
        said = escape(texts.pick(TERRITORIAL))
        return f'<div class="gr-quiet"><span class="gr-inferred">{said}</span></div>'
    return f'<div class="gr-quiet">{outside(basis, texts)}</div>'


def _party(party: str, linkage: Linkage, texts: Texts) -> str:
    name = escape(texts.pick(named_in(linkage.units, [party], linkage.registry)))
    kind = texts.html(f"party.{linkage.registry.parties[party].kind.value}")
    return f'<div>{name} <span class="gr-quiet">({kind})</span></div>'


def _part_cell(column: Column) -> str:
    return escape(column.texts.pick(column.side.part))


def _length_cell(column: Column) -> str:
    length = column.row["length_km"]
    return f"<b>{column.texts.km(length)}</b>" if length > 0 else "–"


_CELLS: tuple[tuple[str, Cell], ...] = (
    ("panel.status", _status_cell),
    ("panel.length", _length_cell),
    ("panel.deadline", _deadline_cell),
    ("responsible", _responsible_cell),
    ("panel.part", _part_cell),
)


def _unnamed(project: Project, linkage: Linkage, texts: Texts) -> str:
    """Name the stretches on which no side of the registry answers."""
    lost = [
        f"{ground(piece, texts)}, {texts.km(piece['length_km'])}"
        for piece in _rows_of(linkage.pieces, project.id)
        if piece["side"] < 0
    ]
    if not lost:
        return ""
    return f'<p class="gr-quiet">{texts.html("panel.unnamed")}: {escape("; ".join(lost))}</p>'


def _crossings(project: Project, linkage: Linkage, texts: Texts) -> str:
    found = _rows_of(linkage.crossings, project.id)
    sections = []
    for title, is_former in (("panel.crossings", False), ("panel.former", True)):
        items = [_crossing(row, linkage, texts) for row in found if row["former"] == is_former]
        body = f"<ul>{''.join(items)}</ul>" if items else ""
        sections.append(_section(texts.html(title), body))
    return "".join(sections)


def _crossing(crossing: Row, linkage: Linkage, texts: Texts) -> str:
    line = texts(
        "panel.crossing.row",
        km=texts.number(crossing["km"], 1),
        between=met(crossing, linkage, texts),
    )
    place = linkage.registry.places[crossing["nearest_place_key"]]
    near = texts("panel.crossing.near", place=texts.pick(place.name))
    where = ", ".join(filter(None, [line, on_bridge(crossing, texts), near]))
    alarm = f' <b class="gr-alarm">{texts.html("mismatch")}</b>' if crossing["mismatch"] else ""
    if crossing["possible_mismatch"]:
        alarm = f' <b class="gr-maybe">{texts.html("mismatch.possible")}</b>'
    discs = disc(Status(crossing["status_from"])) + disc(Status(crossing["status_to"]))
    return f'<li><span class="gr-pair">{discs}</span> {escape(where)}{alarm}</li>'


def _stated(desk: Desk) -> str:
    texts = desk.texts
    lines = [_stated_row(row, desk) for row in _rows_of(desk.linkage.stated, desk.project.id)]
    if not lines:
        return ""
    head = "".join(
        f'<th scope="col">{texts.html(f"panel.stated.{name}")}</th>'
        for name in ("of", "said", "measured")
    )
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return _section(texts.html("panel.stated"), f'<table class="gr-stated">{body}</table>')


def _stated_row(row: Row, desk: Desk) -> str:
    texts = desk.texts
    measured: str = "–" if pd.isna(row["measured_km"]) else texts.km(row["measured_km"])
    agreement, line = row["cite"].rsplit(":", 1)
    source = desk.cite(Citation(agreement=agreement, line=int(line)))
    verdict = texts.choose(row["verdict_vi"], row["verdict_en"])
    return (
        f"<tr><td>{escape(texts.choose(row['of_vi'], row['of_en']))}"
        f'<div class="gr-quiet">{source}</div></td><td class="gr-number">{texts.km(row["km"])}</td>'
        f'<td class="gr-number">{measured}</td></tr>'
        f'<tr class="gr-verdict"><td colspan="3">{escape(verdict)}</td></tr>'
    )


def _position(row: Row, texts: Texts) -> str:
    reason = texts.choose(row["grade_reason"], row["grade_reason_en"])
    body = (
        f'<p><span class="gr-grade">{escape(row["grade"])}</span> '
        f"<b>{texts.html('grade.' + row['grade'])}</b></p><p>{escape(reason)}</p>"
    )
    return _section(texts.html("panel.position"), body)


def _discrepancies(desk: Desk) -> str:
    items = _discrepancy_items(desk.project.discrepancies, desk)
    return _section(desk.texts.html("panel.discrepancies"), f"<ul>{items}</ul>" if items else "")


def _discrepancy_items(discrepancies: tuple[Discrepancy, ...], desk: Desk) -> str:
    return "".join(
        f"<li>{escape(desk.texts.pick(found.text))}"
        f'<div class="gr-quiet">{"; ".join(map(desk.cite, found.cites))}</div>'
        f"{_outsides(found.sources, desk.texts)}</li>"
        for found in discrepancies
    )


def _notes(desk: Desk) -> str:
    project, texts = desk.project, desk.texts
    said = f"<p>{escape(texts.pick(project.note))}</p>" if project.note else ""
    note = _section(texts.html("panel.note"), said + _outsides(project.sources, texts))
    named = "".join(
        f"<li>{_agreement(agreement_id, desk)}</li>"
        for agreement_id in dict.fromkeys(cited.agreement for cited in project.cites)
    )
    return note + _section(texts.html("panel.cites"), f"<ul>{named}</ul>")


def _outsides(sources: tuple[OutsideSource, ...], texts: Texts) -> str:
    return "".join(f'<div class="gr-quiet">{outside(one, texts)}</div>' for one in sources)


def _agreement(agreement_id: str, desk: Desk) -> str:
    linkage, texts = desk.linkage, desk.texts
    agreement = linkage.registry.agreements[agreement_id]
    label = _mark_draft(
        escape(texts.pick(agreement_label(agreement))), agreement_id, linkage, texts
    )
    about = [texts(f"agreement.{agreement.kind.value}")]
    if agreement.number:
        about.insert(0, texts.pick(agreement.title))
    if agreement.validity:
        years = (agreement.validity.first_year, agreement.validity.last_year)
        about.append(texts("agreement.years", years="–".join(str(year) for year in years if year)))
    found = _discrepancy_items(agreement.discrepancies, desk)
    count = texts.html("panel.agreement.discrepancies", count=str(len(agreement.discrepancies)))
    inside = f"<details><summary>{count}</summary><ul>{found}</ul></details>" if found else ""
    return f'{label}<p class="gr-quiet">{escape(" · ".join(about))}</p>{inside}'
