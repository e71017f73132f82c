"""What the reader is told of an uploaded boundary file, as HTML: verdict, report, misfits."""

from html import escape

from geo.errors import InputError
from geo.model import Text
from geo.provinces.boundary_report import BoundaryReport
from geo.provinces.checked_file import CheckedFile
from geo.provinces.datum import DatumVerdict, Verdict
from layers.texts import Texts

_MISFITS_SHOWN = 30
_KIND = {Verdict.OK: "gr-own-fine", Verdict.CANNOT_TELL: "gr-own-unsure"}


def datum_verdict(verdict: DatumVerdict, texts: Texts) -> str:
    """Write what the datum check found: the verdict in a word, then how it was reached."""
    kind = _KIND.get(verdict.verdict, "gr-own-alarm")
    title = texts.html(f"verdict.{verdict.verdict.value}")
    said = _said(verdict.explanation, texts)
    return f'<div class="gr-own {kind}"><b>{title}</b><p>{said}</p></div>'


def poor_borders(like: float | None, texts: Texts) -> str:
    """Say that the borders lie kilometres off, and what that means."""
    percent = texts.number(100 * (like or 0))
    title, said = texts.html("own.poor.title"), texts.html("own.poor", percent=percent)
    return f'<div class="gr-own gr-own-alarm"><b>{title}</b><p>{said}</p></div>'


def file_report(checked: CheckedFile, texts: Texts) -> str:
    """Write what was found in the file and done to it, or why nothing can be cut by it."""
    if checked.refusal is not None:
        return refused(checked.refusal, texts, key="own.no_provinces")
    if checked.boundaries is None or checked.boundaries.report is None:
        return ""
    report = checked.boundaries.report
    items = "".join(f"<li>{_said(said, texts)}</li>" for said in report.sentences())
    return f'<div class="gr-own"><ul>{items}</ul>{_misfits(report, texts)}</div>'


def refused(error: InputError, texts: Texts, *, key: str = "own.refused") -> str:
    """Write one message of why a file cannot be used, without where it lies on the server."""
    said = "".join(f"<p>{escape(part)}</p>" for part in error.sentences(texts.language))
    return f'<div class="gr-own gr-own-alarm"><b>{texts.html(key)}</b>{said}</div>'


def _misfits(report: BoundaryReport, texts: Texts) -> str:
    if not report.misfits:
        return ""
    lines = [
        f"<li>{_said(report.misfit_words(misfit), texts)}</li>"
        for misfit in report.misfits[:_MISFITS_SHOWN]
    ]
    more = len(report.misfits) - _MISFITS_SHOWN
    rest = f"<p>{texts.html('own.more', count=more)}</p>" if more > 0 else ""
    title = texts.html("own.misfits", count=len(report.misfits))
    return f"<details><summary>{title}</summary><ul>{''.join(lines)}</ul>{rest}</details>"


def _said(text: Text, texts: Texts) -> str:
    return escape(texts.pick(text))
