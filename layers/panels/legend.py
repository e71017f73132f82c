"""The legend, as HTML for the page: what colours, numbers, dashes and signs mean.

Everything is drawn with CSS from the palette, so that legend and map cannot disagree.
"""

from collections.abc import Iterable

from geo.model import Grade, Mode, Status
from geo.osm.source import OsmOrigin
from geo.provinces import Boundaries
from geo.views.credits import dated_text
from layers.markup import Markup, part
from layers.modes import LOOKS
from layers.texts import Texts

_legend, _borders, _credits = (
    part("legend.html", name) for name in ("legend", "borders", "credits")
)


def legend(boundaries: Boundaries, modes: Iterable[Mode], texts: Texts) -> Markup:
    """Write the legend below the map of some modes, with the source of the borders in use."""
    has_former = boundaries.former is not None and len(boundaries.former) > 0
    sampled = [mode for mode in modes if LOOKS[mode].in_legend]
    return _legend(list(Status), list(Grade), sampled, has_former, boundaries, texts)


def borders(boundaries: Boundaries, texts: Texts) -> Markup:
    """Name the source of the borders; a sketch is marked as one."""
    return _borders(boundaries, texts)


def credit_line(
    shown_grades: set[str],
    boundaries: Boundaries,
    *,
    uses_geonames: bool,
    texts: Texts,
    osm: OsmOrigin | None = None,
) -> Markup:
    """Write the attribution line: whose data is on the map just now, as HTML.

    Grades A and B lie on OpenStreetMap ways, whose licence (ODbL) asks for the credit; the day of
    these data stands with it. Of a sketch the full wording stands in the legend.
    """
    others = []
    if shown_grades & {Grade.A.value, Grade.B.value}:
        dated = f" ({texts.pick(dated_text(osm))})" if osm else ""
        others.append(texts("credit.osm") + dated)
    others += [texts("credit.places")] if uses_geonames else []
    return _credits(boundaries, others, texts)
