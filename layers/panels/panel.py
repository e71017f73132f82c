"""The panel of one project: its sides next to each other, and how each thing is known.

What it says is gathered here; ``templates/panel.html`` lays it out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.agreements.passages import Documents, Passage, phrases
from geo.duty.status import side_state
from geo.duty.succession import named_in, passed_on
from geo.model import (
    Citation,
    Deadline,
    Discrepancy,
    EntrySource,
    Grade,
    OutsideSource,
    Project,
    Side,
    StatedLength,
    Status,
    StatusReport,
)
from geo.pipeline import Linkage
from geo.registry import Units
from geo.registry.citations import TERRITORIAL, agreement_label, citation_label, entry_label
from geo.views.answering import side_names
from geo.views.by_commune import InCommune, by_side, communes_along
from geo.views.verdicts import verdict
from layers.app.filters import FrameRow, rows
from layers.map.label import at_km, met, on_bridge, side_and_ground
from layers.markup import Markup, part
from layers.panels.alarms import age_of, alarms, overdue_mark, uneven
from layers.panels.commune_words import commune_words
from layers.panels.timeline import timeline
from layers.texts import Texts
from layers.whose import whose

_panel = part("panel.html", "panel")
PanelFacts = dict[str, Any]
"""What the template is told of one thing."""

_AROUND = 110
"""Letters that are shown of the lines around a passage: enough to see where it stands."""


@dataclass(frozen=True, slots=True)
class PanelCitation:
    """How a document is named: ``draft`` is the word that sets off one that nobody signed.

    ``passage`` holds the words themselves, where they are at hand.
    """

    before: str
    draft: str
    after: str
    passage: Passage | None = None


@dataclass(frozen=True)
class Desk:
    """What lies before the writer of a panel."""

    project: Project
    linkage: Linkage
    texts: Texts
    documents: Documents | None

    def cite(self, citation: Citation | EntrySource, status: Status | None = None) -> PanelCitation:
        """Name a citation; where its text is at hand, with the passage."""
        if isinstance(citation, EntrySource):
            return entered(citation, self.texts)
        found = None
        if self.documents is not None:
            marked = phrases(self.project, self.linkage.registry, status)
            found = self.documents.passage(citation, marked)
        return cite(citation, self.linkage, self.texts, found and _shortened(found))


def panel(
    project_id: str, linkage: Linkage, texts: Texts, documents: Documents | None = None
) -> Markup:
    """Write a project's panel as HTML.

    Parameters and what is raised are those of :func:`panel_facts`.
    """
    return _panel(panel_facts(project_id, linkage, texts, documents), texts)


def panel_facts(
    project_id: str, linkage: Linkage, texts: Texts, documents: Documents | None = None
) -> PanelFacts:
    """Gather what a project's panel, and its sheet of paper, say.

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
    sides = [
        _side(side, project.sides[side["side"]], desk)
        for side in _rows_of(linkage.sides, project.id)
    ]
    pair = linkage.registry.projects.get(project.pair) if project.pair else None
    return {
        "name": texts.pick(project.name),
        "facts": " · ".join(project_facts(project, row, texts)),
        "alarms": alarms(row, texts),
        "age": common_age(sides),
        "uneven": uneven(row, texts),
        "sides": sides,
        "unnamed": _unnamed(project, linkage, texts),
        "pair": pair and texts.pick(pair.name),
        "history": timeline(project, linkage, texts),
        "crossings": _crossings(project, linkage, texts),
        "communes": _communes(project, linkage, texts),
        "stated": [
            _stated(length, one, desk)
            for length, one in zip(
                project.stated_lengths, _rows_of(linkage.stated, project.id), strict=True
            )
        ],
        "grade": row["grade"],
        "grade_reason": texts.choose(row["grade_reason"], row["grade_reason_en"]),
        "discrepancies": _discrepancies(project.discrepancies, desk),
        "note": project.note and texts.pick(project.note),
        "sources": [outside(source, texts) for source in project.sources],
        "agreements": [
            _agreement(key, desk) for key in dict.fromkeys(cite.agreement for cite in project.cites)
        ],
    }


def cite(
    citation: Citation, linkage: Linkage, texts: Texts, passage: Passage | None = None
) -> PanelCitation:
    """Name a citation: document, date, line; a draft is marked as one."""
    agreements = linkage.registry.agreements
    label = texts.pick(citation_label(citation, agreements))
    return _cited(label, texts, is_draft=agreements[citation.agreement].is_draft, passage=passage)


def entered(source: EntrySource, texts: Texts) -> PanelCitation:
    """Name an entry: who made it, when, and on what paper."""
    return PanelCitation(texts.pick(entry_label(source)), "", "")


def outside(source: OutsideSource | EntrySource, texts: Texts) -> OutsideSource | PanelCitation:
    """Give a source that is no agreement as the template ``alarms.html`` takes it."""
    return entered(source, texts) if isinstance(source, EntrySource) else source


def project_facts(project: Project, row: FrameRow, texts: Texts) -> list[str]:
    """List what a project is: mode, action, voltage, numbers, length."""
    facts = [texts(f"mode.{project.mode.value}"), texts(f"action.{project.action.value}")]
    facts += [f"{project.kv} kV"] if project.kv else []
    facts += [*project.refs]
    length = texts.km(row["length_km"], about=row["grade"] == Grade.C)
    return facts + ([length] if row["length_km"] > 0 else [])


def common_age(sides: Iterable[PanelFacts]) -> str:
    """Give the age that the reports of all sides have, to be said once; empty where they differ.

    Parameters
    ----------
    sides
        What is told of each: ``report``, None without one, and its ``age``.
    """
    reported = [side for side in sides if side["report"]]
    ages = {side["age"] for side in reported}
    return str(ages.pop()) if len(ages) == 1 and len(reported) > 1 else ""


def basis_of(side: Side, cite: Callable[[Citation], PanelCitation], texts: Texts) -> PanelFacts:
    """Tell where it stands who does a side's part; that no text says it, where none does."""
    held = side.basis
    if isinstance(held, Citation):
        return {"cite": cite(held)}
    if held is None:
        return {"cite": None, "outside": None, "territorial": texts.pick(TERRITORIAL)}
    return {"cite": None, "outside": outside(held, texts)}


def _cited(
    label: str, texts: Texts, *, is_draft: bool, passage: Passage | None = None
) -> PanelCitation:
    """Set off the word that geo.registry.citations puts before a draft's name."""
    before, draft, after = label.partition(texts("panel.draft")) if is_draft else (label, "", "")
    return PanelCitation(before, draft, after, passage)


def _shortened(found: Passage) -> Passage:
    """Leave of the lines around a passage only what is next to it."""
    return Passage(tuple(map(_tail, found.before)), found.line, tuple(map(_head, found.after)))


def _tail(words: str) -> str:
    return words if len(words) <= _AROUND else "… " + words[-_AROUND:].partition(" ")[2]


def _head(words: str) -> str:
    return words if len(words) <= _AROUND else words[:_AROUND].rpartition(" ")[0] + " …"


def _rows_of(frame: pd.DataFrame, project_id: str) -> list[FrameRow]:
    return rows(frame[frame["project_id"] == project_id])


def _side(row: FrameRow, side: Side, desk: Desk) -> PanelFacts:
    """Gather one side's column; in today's units also the province that signed."""
    linkage, texts = desk.linkage, desk.texts
    was_renamed = row["unit_name"] != row["signing_name"]
    today = linkage.units == Units.TODAY
    act = passed_on(side.responsible, linkage.registry) if today else None
    return {
        "unit_name": row["unit_name"],
        "formerly": row["signing_name"] if was_renamed else "",
        **_status(side, desk),
        "length": texts.km(row["length_km"], about=row["about"]) if row["length_km"] > 0 else "",
        "deadline": side.deadline and _deadline(side.deadline, row, desk),
        "responsible": [_party(party, linkage, texts) for party in side.responsible],
        "passed_on": act and texts.pick(act),
        "basis": basis_of(side, desk.cite, texts),
        "part": texts.pick(side.part),
    }


def _status(side: Side, desk: Desk) -> PanelFacts:
    as_of = desk.linkage.as_of
    state = side_state(side, as_of)
    newest_first = sorted(side.reports, key=lambda report: report.date, reverse=True)
    return {
        "status": state.status,
        "age": age_of(state, as_of, desk.texts),
        "report": state.report and _report(state.report, desk),
        "earlier": [
            _report(report, desk)
            for report in newest_first
            if report.date <= as_of and report is not state.report
        ],
    }


def _report(report: StatusReport, desk: Desk) -> PanelFacts:
    texts = desk.texts
    return {
        "status": report.status,
        "date": report.date,
        "note": texts.pick(report.note),
        "cite": report.cite and desk.cite(report.cite, report.status),
        "outside": report.source and outside(report.source, texts),
        "is_stated": report.is_stated,
    }


def _deadline(deadline: Deadline, row: FrameRow, desk: Desk) -> PanelFacts:
    return {
        "by": deadline.by,
        "overdue": overdue_mark(row, desk.texts),
        "said": desk.texts.pick(deadline.said),
        "cite": desk.cite(deadline.cite),
    }


def _party(party: str, linkage: Linkage, texts: Texts) -> tuple[str, str]:
    name = texts.pick(named_in(linkage.units, [party], linkage.registry))
    return name, texts(f"party.{linkage.registry.parties[party].kind.value}")


def _unnamed(project: Project, linkage: Linkage, texts: Texts) -> list[str]:
    """Name the stretches on which no side of the registry answers."""
    return [
        f"{side_and_ground(piece, linkage, texts)}, "
        f"{texts.km(piece['length_km'], about=piece['grade'] == Grade.C)}"
        for piece in _rows_of(linkage.pieces, project.id)
        if piece["side"] < 0
    ]


def _crossings(project: Project, linkage: Linkage, texts: Texts) -> dict[str, list[PanelFacts]]:
    """List the crossings, those of borders in force and of former ones, each under its title."""
    found = _rows_of(linkage.crossings, project.id)
    return {
        title: [_crossing(row, linkage, texts) for row in found if row["former"] == is_former]
        for title, is_former in (("panel.crossings", False), ("panel.former", True))
    }


def _crossing(crossing: FrameRow, linkage: Linkage, texts: Texts) -> PanelFacts:
    line = texts(
        "panel.crossing.row",
        km=at_km(crossing, linkage, texts),
        between=met(crossing, linkage, texts),
    )
    place = linkage.registry.places[crossing["nearest_place_key"]]
    near = texts("panel.crossing.near", place=texts.pick(place.name))
    return {
        "statuses": (crossing["status_from"], crossing["status_to"]),
        "where": ", ".join(filter(None, [line, on_bridge(crossing, texts), near])),
        "mismatch": crossing["mismatch"],
        "possible": crossing["possible_mismatch"],
    }


def _communes(project: Project, linkage: Linkage, texts: Texts) -> list[tuple[str, str]]:
    """List the communes of each province in order along the line, with their kilometres."""
    return [
        (_whose_communes(own[0], project, linkage, texts), commune_words(own, texts))
        for own in by_side(communes_along(project.id, linkage))
    ]


def _whose_communes(first: InCommune, project: Project, linkage: Linkage, texts: Texts) -> str:
    side = side_names(linkage).get((project.id, first.side))
    ground = texts.pick(first.province) if first.province else None
    return whose(texts.pick(side) if side else None, ground, texts)


def _stated(stated: StatedLength, row: FrameRow, desk: Desk) -> PanelFacts:
    texts = desk.texts
    return {
        "of": texts.choose(row["of_vi"], row["of_en"]),
        "cite": desk.cite(stated.cite),
        "said": texts.km(row["km"]),
        "measured": (
            "–" if pd.isna(row["measured_km"]) else texts.km(row["measured_km"], about=row["about"])
        ),
        "verdict": texts.pick(verdict(row)),
    }


def _discrepancies(found: Iterable[Discrepancy], desk: Desk) -> list[PanelFacts]:
    return [
        {
            "text": desk.texts.pick(one.text),
            "cites": list(map(desk.cite, one.cites)),
            "sources": [outside(source, desk.texts) for source in one.sources],
        }
        for one in found
    ]


def _agreement(key: str, desk: Desk) -> PanelFacts:
    texts = desk.texts
    agreement = desk.linkage.registry.agreements[key]
    about = [texts(f"agreement.{agreement.kind.value}")]
    if agreement.number:
        about.insert(0, texts.pick(agreement.title))
    if agreement.validity:
        years = (agreement.validity.first_year, agreement.validity.last_year)
        about.append(texts("agreement.years", years="–".join(str(year) for year in years if year)))
    label = texts.pick(agreement_label(agreement))
    return {
        "name": _cited(label, texts, is_draft=agreement.is_draft),
        "about": " · ".join(about),
        "discrepancies": _discrepancies(agreement.discrepancies, desk),
    }
