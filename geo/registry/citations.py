"""How a document and a line of it are named to a reader."""

import datetime as dt
from collections.abc import Iterable, Mapping

from geo.model import (
    Agreement,
    Basis,
    Citation,
    OutsideSource,
    Project,
    StatusReport,
    Text,
)

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def date_text(date: dt.date) -> Text:
    """A date as each language writes it.

    Examples
    --------
    >>> text = date_text(dt.date(2023, 3, 29))
    >>> text.vi, text.en
    ('29/3/2023', '29 Mar 2023')
    """
    return Text(
        vi=f"{date.day}/{date.month}/{date.year}",
        en=f"{date.day} {_MONTHS[date.month - 1]} {date.year}",
    )


def agreement_label(agreement: Agreement) -> Text:
    """Number (or title) and date of an agreement; a draft says that it is one."""
    date = date_text(agreement.date)
    name = Text(vi=agreement.number, en=agreement.number) if agreement.number else agreement.title
    draft = ("DỰ THẢO ", "DRAFT ") if agreement.is_draft else ("", "")
    return Text(vi=f"{draft[0]}{name.vi}, {date.vi}", en=f"{draft[1]}{name.en}, {date.en}")


def citation_label(cite: Citation, agreements: Mapping[str, Agreement]) -> Text:
    """Document, date and line of a citation."""
    label = agreement_label(agreements[cite.agreement])
    return Text(vi=f"{label.vi}, dòng {cite.line}", en=f"{label.en}, line {cite.line}")


def outside_label(source: OutsideSource) -> Text:
    """Publisher, date and title of a source that is not an agreement, marked as such."""
    date = date_text(source.date)
    return Text(
        vi=f"Nguồn ngoài văn bản: {source.publisher}, {date.vi}: “{source.title}”",
        en=f"Outside the agreements: {source.publisher}, {date.en}: “{source.title}”",
    )


TERRITORIAL = Text(
    vi="chia theo địa giới, văn bản không nói",
    en="divided at the border, the text does not say",
)


def basis_label(basis: Basis | None, agreements: Mapping[str, Agreement]) -> Text:
    """Where it is said who does a side's part; that no text says it, where none does."""
    if basis is None:
        return TERRITORIAL
    if isinstance(basis, OutsideSource):
        label = outside_label(basis)
        return Text(vi=f"{label.vi}, {basis.url}", en=f"{label.en}, {basis.url}")
    return citation_label(basis, agreements)


def report_label(report: StatusReport, agreements: Mapping[str, Agreement]) -> Text:
    """Where a status report was read."""
    if report.source is not None:
        return outside_label(report.source)
    assert report.cite is not None  # the model holds that a report has one origin
    return citation_label(report.cite, agreements)


def outside_sources(projects: Iterable[Project]) -> list[OutsideSource]:
    """Every publication that some projects rest on, each once, the newest first."""
    found: dict[OutsideSource, None] = {}
    for project in projects:
        found |= dict.fromkeys(project.sources)
        for discrepancy in project.discrepancies:
            found |= dict.fromkeys(discrepancy.sources)
        for side in project.sides:
            found |= dict.fromkeys(report.source for report in side.reports if report.source)
            if isinstance(side.basis, OutsideSource):
                found[side.basis] = None
    return sorted(found, key=lambda source: source.date, reverse=True)
