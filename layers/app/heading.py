"""The title line: what the page is, and the key counts of what is shown, as HTML."""

from geo.duty.meetings import out_of_step, possibly_out_of_step
from geo.pipeline import Linkage
from geo.views.summary import lies_mostly_outside, outside_km
from layers.app.filters import Shown
from layers.texts import Texts


def heading(shown: Shown, texts: Texts) -> str:
    """Write title and counts; the two that call for action stand out when not zero."""
    kilometres = sum(
        row["length_km"]
        for row in shown.pieces
        if row["piece_id"] in shown.meets and row["counted"]
    )
    crossings = sum(not row["former"] for row in shown.crossings)
    mismatches = len(out_of_step(shown.projects))
    possible = len(possibly_out_of_step(shown.projects))
    missed = sum(bool(row["missed_deadline"]) for row in shown.projects)
    maybe_missed = sum(bool(row["possibly_missed"]) for row in shown.projects)
    counts = [
        _count(texts.number(len(shown.projects)), texts.html("count.projects")),
        _count(texts.number(kilometres), texts.html("count.km")),
        _count(texts.number(crossings), texts.html("count.crossings")),
        _count(texts.number(mismatches), texts.html("count.mismatches"), alarm=mismatches > 0),
        _maybe(possible, texts.html("count.possible"), texts),
        _count(texts.number(missed), texts.html("count.missed"), alarm=missed > 0),
        _maybe(maybe_missed, texts.html("count.possibly_missed"), texts),
    ]
    day = texts.html("count.as_of", day=texts.date(shown.linkage.as_of))
    return (
        f'{_outside(shown.linkage, texts)}<div class="gr-heading">'
        f"<div><h1>{texts.html('app.title')}</h1>"
        f'<p><span class="gr-subtitle">{texts.html("app.subtitle")} · </span>{day}</p></div>'
        f'<div class="gr-counts">{"".join(counts)}</div></div>'
    )


def _outside(linkage: Linkage, texts: Texts) -> str:
    """Warn where most of it lies in no province: nothing below can be believed then."""
    if not lies_mostly_outside(linkage):
        return ""
    said = texts.html("count.outside", km=texts.number(outside_km(linkage)))
    return f'<p class="gr-alarm gr-outside">{said}</p>'


def _maybe(count: int, words: str, texts: Texts) -> str:
    """Write what may be wrong; nothing where nothing may."""
    if not count:
        return ""
    return f'<span class="gr-count gr-maybe"><b>{texts.number(count)}</b> {words}</span>'


def _count(number: str, words: str, *, alarm: bool = False) -> str:
    kind = "gr-count gr-alarm" if alarm else "gr-count"
    return f'<span class="{kind}"><b>{number}</b> {words}</span>'
