"""The legend, as HTML for the page: what colours, numbers, dashes and signs mean.

Everything is drawn with CSS from the palette, so that legend and map cannot disagree.
"""

from geo.model import Grade, Status
from geo.pipeline import Linkage
from geo.provinces import Boundaries
from geo.registry import Registry
from geo.views.credits import dated_text
from layers.markup import Markup, part
from layers.modes import LOOKS
from layers.texts import Texts

_legend, _borders, _credits = (
    part("legend.html", name) for name in ("legend", "borders", "credits")
)


def legend(boundaries: Boundaries, registry: Registry, texts: Texts) -> Markup:
    """Write the legend of a registry's map, with the source of the borders in use."""
    others = {
        "former": boundaries.former is not None and len(boundaries.former) > 0,
        "rivers": bool(registry.rivers),
    }
    sampled = [mode for mode in registry.modes if LOOKS[mode].in_legend]
    return _legend(list(Status), list(Grade), sampled, others, boundaries, texts)


def borders(boundaries: Boundaries, texts: Texts) -> Markup:
    """Name the source of the borders; a sketch is marked as one."""
    return _borders(boundaries, texts)


def credit_line(shown_grades: set[str], linkage: Linkage, texts: Texts) -> Markup:
    """Write the attribution line: whose data is on the map just now, as HTML.

    Grades A and B lie on OpenStreetMap ways, whose licence (ODbL) asks for the credit; of which
    day they are stands with it. Of a sketch the full wording stands in the legend.
    """
    boundaries, registry, others = linkage.boundaries, linkage.registry, []
    if shown_grades & {Grade.A.value, Grade.B.value}:
        day = [texts.pick(dated_text(linkage.osm))] if linkage.osm else []
        others.append(", ".join([texts("credit.osm"), *day]))
    if any(place.geonames_id for place in registry.places.values()):
        others.append(texts("credit.places"))
    sketch = "credit.sketch.rivers" if registry.rivers else "credit.sketch"
    if registry.rivers and not boundaries.is_sketch:
        others.append(texts("credit.rivers"))
    return _credits(boundaries, sketch, others, texts)
