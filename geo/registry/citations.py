"""How a document and a line of it are named to a reader."""

import datetime as dt
from collections.abc import Iterable, Mapping

from geo.model import (
    Agreement,
    Basis,
    Citation,
    EntrySource,
    Named,
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
    if not agreement.is_draft:
        return Text(vi=f"{name.vi}, {date.vi}", en=f"{name.en}, {date.en}")
    vi, en = _after("Dự thảo ", name.vi), _after("Draft ", name.en)
    return Text(vi=f"DỰ THẢO {vi}, {date.vi}", en=f"DRAFT {en}, {date.en}")


def _after(word: str, title: str) -> str:
    """A title without the word that the mark of a draft repeats."""
    rest = title.removeprefix(word)
    return rest if rest == title else rest[:1].upper() + rest[1:]


def citation_label(cite: Citation | EntrySource, agreements: Mapping[str, Agreement]) -> Text:
    """Document, date and line of a citation; or who says it, and on what paper."""
    if isinstance(cite, EntrySource):
        return entry_label(cite)
    label = agreement_label(agreements[cite.agreement])
    return Text(vi=f"{label.vi}, dòng {cite.line}", en=f"{label.en}, line {cite.line}")


def entry_label(source: EntrySource) -> Text:
    """Who made an entry, when, and on what paper; without one it is the side's own report."""
    date = date_text(source.date)
    if source.document is None and source.number is None:
        return Text(vi=f"{source.by} báo cáo, {date.vi}", en=f"reported by {source.by}, {date.en}")
    paper = " ".join(filter(None, (source.document, source.number)))
    line = (f", dòng {source.line}", f", line {source.line}") if source.line else ("", "")
    return Text(
        vi=f"{source.by}, theo {paper}, {date.vi}{line[0]}",
        en=f"{source.by}, by {paper}, {date.en}{line[1]}",
    )


def outside_label(source: OutsideSource | EntrySource) -> Text:
    """Publisher, date and title of a source that is not an agreement, marked as such."""
    if isinstance(source, EntrySource):
        return entry_label(source)
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
        return outside_label(basis)
    return citation_label(basis, agreements)


def report_label(report: StatusReport, agreements: Mapping[str, Agreement]) -> Text:
    """Where a status report was read."""
    if report.source is not None:
        return outside_label(report.source)
    assert report.cite is not None  # the model holds that a report has one origin
    return citation_label(report.cite, agreements)


def outside_sources(rows: Iterable[Named]) -> list[OutsideSource]:
    """Every publication that projects and context rows rest on, each once, the newest first."""
    found: dict[OutsideSource, None] = {}
    for row in rows:
        found |= dict.fromkeys(row.sources)
        for discrepancy in row.discrepancies:
            found |= dict.fromkeys(discrepancy.sources)
        for side in row.sides if isinstance(row, Project) else ():
            said = (report.source for report in side.reports)
            found |= dict.fromkeys(one for one in said if isinstance(one, OutsideSource))
            if isinstance(side.basis, OutsideSource):
                found[side.basis] = None
    return sorted(found, key=lambda source: source.date, reverse=True)
