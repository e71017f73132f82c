"""The legend, as HTML for the page: what colours, numbers, dashes and signs mean.

Everything is drawn with CSS from the palette, so that legend and map cannot disagree.
"""

from html import escape

from geo.model import Grade, Status
from geo.provinces import Boundaries
from layers import palette
from layers.texts import Texts


def disc(status: Status) -> str:
    """Draw a status mark as HTML; the words beside it say what it means."""
    return (
        f'<span class="gr-disc gr-status-{status.value}" aria-hidden="true">'
        f"{escape(palette.STATUS_MARK[status])}</span>"
    )


def legend(boundaries: Boundaries, texts: Texts) -> str:
    """Write the legend below the map, with the source of the borders in use."""
    statuses = [_item(disc(status), texts.html(f"status.{status.value}")) for status in Status]
    lines = [
        _item(_dash(grade), f"<b>{grade.value}</b> {texts.html(f'grade.{grade.value}')}")
        for grade in Grade
    ]
    modes = [
        _item('<span class="gr-rail"></span>', texts.html("legend.rail")),
        _item('<span class="gr-power"></span>', texts.html("legend.power")),
    ]
    signs = [
        _item('<span class="gr-half"></span>', texts.html("legend.crossing")),
        _item('<span class="gr-lozenge"></span>', texts.html("legend.mismatch")),
        _item('<span class="gr-lozenge gr-maybe"></span>', texts.html("legend.possible")),
        _item('<span class="gr-point"></span>', texts.html("legend.structure")),
    ]
    if boundaries.former is not None and len(boundaries.former):
        signs.append(_item('<span class="gr-former"></span>', texts.html("border.former")))
    rows = [
        _row(texts.html("legend.statuses"), statuses),
        _row(texts.html("legend.lines"), lines),
        _row(texts.html("legend.signs"), [*signs, *modes]),
    ]
    return f'<div class="gr-legend">{"".join(rows)}{borders(boundaries, texts)}</div>'


def _row(head: str, items: list[str]) -> str:
    return f'<div class="gr-legend-row"><b>{head}</b>{"".join(items)}</div>'


def _item(sample: str, words: str) -> str:
    return f'<span class="gr-item">{sample}<span>{words}</span></span>'


def _dash(grade: Grade) -> str:
    if grade == Grade.D:
        return '<span class="gr-hatch"></span>'
    return f'<span class="gr-dash gr-grade-{grade.value}"></span>'


def borders(boundaries: Boundaries, texts: Texts) -> str:
    """Name the source of the borders; a sketch is marked as one."""
    source = texts.html("legend.boundaries", source=texts.pick(boundaries.source))
    if not boundaries.is_sketch:
        return f'<div class="gr-borders">{source}</div>'
    return (
        f'<div class="gr-borders"><b class="gr-sketch">{texts.html("legend.sketch.mark")}</b> '
        f"{source}</div>"
    )


def credit_line(
    shown_grades: set[str], boundaries: Boundaries, *, uses_geonames: bool, texts: Texts
) -> str:
    """Write the attribution line: whose data is on the map just now, as HTML.

    Grades A and B lie on OpenStreetMap ways, whose licence (ODbL) asks for the credit.
    """
    lines = [texts.html("legend.boundaries", source=texts.pick(boundaries.source))]
    if boundaries.is_sketch:  # the full wording stands in the legend
        lines = [f'<b class="gr-sketch">{texts.html("credit.sketch")}</b>']
    if shown_grades & {Grade.A.value, Grade.B.value}:
        lines.append(texts.html("credit.osm"))
    if uses_geonames:
        lines.append(texts.html("credit.places"))
    return " · ".join(lines)
