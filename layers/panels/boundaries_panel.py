"""What the reader is told of an uploaded boundary file, as HTML: verdict, report, misfits."""

from geo.errors import InputError
from geo.provinces.checked_file import CheckedFile
from geo.provinces.datum import DatumVerdict, Verdict
from layers.markup import Markup, none, part
from layers.texts import Texts

_verdict, _report, _refused = (
    part("boundaries.html", name) for name in ("verdict", "report", "refused")
)
_MISFITS_SHOWN = 10
_KIND = {Verdict.OK: "gr-own-fine", Verdict.CANNOT_TELL: "gr-own-unsure"}


def datum_verdict(verdict: DatumVerdict, texts: Texts) -> Markup:
    """Write what the datum check found: in a word, how it was reached, and what to do."""
    kind = _KIND.get(verdict.verdict, "gr-own-alarm")
    title = texts(f"verdict.{verdict.verdict.value}")
    todo = texts(f"own.todo.{verdict.verdict.value}")
    return _verdict(kind, title, texts.pick(verdict.explanation), todo)


def good_borders(like: float, texts: Texts) -> Markup:
    """Say that the borders are as good as a good file's, where only outlines tell."""
    percent = texts.number(100 * like)
    return _verdict("gr-own-fine", texts("own.good.title"), texts("own.good", percent=percent))


def poor_borders(like: float | None, texts: Texts) -> Markup:
    """Say that the borders lie kilometres off, and what that means."""
    percent = texts.number(100 * (like or 0))
    return _verdict("gr-own-alarm", texts("own.poor.title"), texts("own.poor", percent=percent))


def file_report(checked: CheckedFile, texts: Texts) -> Markup:
    """Write what was found in the file and done to it, or why nothing can be cut by it."""
    if checked.refusal is not None:
        return refused(checked.refusal, texts, key="own.no_provinces")
    if checked.boundaries is None or checked.boundaries.report is None:
        return none
    report = checked.boundaries.report
    sentences = [texts.pick(said) for said in report.sentences()]
    shown = [texts.pick(report.misfit_words(one)) for one in report.misfits[:_MISFITS_SHOWN]]
    return _report(sentences, shown, len(report.misfits) - len(shown), texts)


def refused(error: InputError, texts: Texts, *, key: str = "own.refused") -> Markup:
    """Write one message of why a file cannot be used, without where it lies on the server."""
    return _refused(texts(key), error.sentences(texts.language))
