"""The title line: what the page is, and the key counts of what is shown, as HTML."""

from layers.app.filters import Shown
from layers.markup import Markup, part
from layers.texts import Texts

_heading = part("overview.html", "heading")


def heading(shown: Shown, texts: Texts) -> Markup:
    """Write title and counts; the two that call for action stand out when not zero."""
    kilometres = sum(row["length_km"] for row in shown.pieces if row["piece_id"] in shown.meets)
    crossings = sum(not row["former"] for row in shown.crossings)
    mismatches = sum(bool(row["mismatch"]) for row in shown.projects)
    missed = sum(bool(row["missed_deadline"]) for row in shown.projects)
    counts = [
        {"number": texts.number(number), "words": texts(f"count.{name}"), "alarm": alarm}
        for name, number, alarm in (
            ("projects", len(shown.projects), False),
            ("km", kilometres, False),
            ("crossings", crossings, False),
            ("mismatches", mismatches, mismatches > 0),
            ("missed", missed, missed > 0),
        )
    ]
    day = texts("count.as_of", day=texts.date(shown.linkage.as_of))
    return _heading(counts, day, texts)
