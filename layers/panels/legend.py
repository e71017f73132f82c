"""The legend, as HTML for the page: what colours, numbers, dashes and signs mean.

Everything is drawn with CSS from the palette, so that legend and map cannot disagree.
"""

from geo.model import Grade, Status
from geo.provinces import Boundaries
from geo.registry import Registry
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


def credit_line(
    shown_grades: set[str], boundaries: Boundaries, registry: Registry, texts: Texts
) -> Markup:
    """Write the attribution line: whose data is on the map just now, as HTML.

    Grades A and B lie on OpenStreetMap ways, whose licence (ODbL) asks for the credit. Of a
    sketch the full wording stands in the legend.
    """
    others = ["credit.osm"] if shown_grades & {Grade.A.value, Grade.B.value} else []
    if any(place.geonames_id for place in registry.places.values()):
        others.append("credit.places")
    sketch = "credit.sketch.rivers" if registry.rivers else "credit.sketch"
    if registry.rivers and not boundaries.is_sketch:
        others.append("credit.rivers")
    return _credits(boundaries, sketch, others, texts)
