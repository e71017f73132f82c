"""The title line: what the page is, and the key counts of what is shown, as HTML."""

from geo.duty.meetings import out_of_step, possibly_out_of_step
from geo.model import Grade
from geo.views.summary import lies_mostly_outside, outside_km
from layers.app.filters import Shown
from layers.markup import Markup, part
from layers.texts import Texts

_heading = part("overview.html", "heading")


def heading(shown: Shown, texts: Texts) -> Markup:
    """Write title and counts; the two that call for action stand out when not zero."""
    counted = [
        row
        for row in shown.pieces
        if row["piece_id"] in shown.meets and row["counted"] and row["length_km"] > 0
    ]
    kilometres = sum(row["length_km"] for row in counted)
    crossings = sum(not row["former"] for row in shown.crossings)
    mismatches = len(out_of_step(shown.projects))
    possible = len(possibly_out_of_step(shown.projects))
    missed = sum(bool(row["missed_deadline"]) for row in shown.projects)
    maybe_missed = sum(bool(row["possibly_missed"]) for row in shown.projects)
    counts = [
        _count("projects", len(shown.projects), texts),
        _count("km", kilometres, texts, about=any(row["grade"] == Grade.C for row in counted)),
        _count("crossings", crossings, texts),
        _count("mismatches", mismatches, texts, kind="alarm"),
        *([_count("possible", possible, texts, kind="maybe")] if possible else []),
        _count("missed", missed, texts, kind="alarm"),
        *([_count("possibly_missed", maybe_missed, texts, kind="maybe")] if maybe_missed else []),
    ]
    day = texts("count.as_of", day=texts.date(shown.linkage.as_of))
    if shown.linkage.known_at is not None:
        known = texts("count.known_at", day=texts.date(shown.linkage.known_at.date()))
        day = f"{day} · {known}"
    if shown.later:
        day += f" · {texts('count.later', count=texts.number(len(shown.later)))}"
    outside = (
        texts("count.outside", km=texts.number(outside_km(shown.linkage)))
        if lies_mostly_outside(shown.linkage)
        else ""
    )
    return _heading(counts, day, outside, texts)


def _count(
    name: str, number: float, texts: Texts, *, kind: str = "", about: bool = False
) -> dict[str, str]:
    return {
        "number": f"{'≈ ' if about else ''}{texts.number(number)}",
        "words": texts.counted(f"count.{name}", number),
        "kind": kind if number > 0 else "",
    }
