"""How a document and a line of it are named to a reader."""

import datetime as dt
from collections.abc import Mapping

from geo.model import Agreement, Citation, OutsideSource, StatusReport, Text

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
    """Publisher and date of a source that is not an agreement, marked as such."""
    date = date_text(source.date)
    return Text(
        vi=f"Nguồn ngoài văn bản: {source.publisher}, {date.vi}",
        en=f"Outside the agreements: {source.publisher}, {date.en}",
    )


def report_label(report: StatusReport, agreements: Mapping[str, Agreement]) -> Text:
    """Where a status report was read."""
    if report.source is not None:
        return outside_label(report.source)
    assert report.cite is not None  # the model holds that a report has one origin
    return citation_label(report.cite, agreements)
