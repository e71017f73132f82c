"""What became different, as a list: the kind as a badge, the words, the source."""

from collections.abc import Iterable

from geo.export.difference_words import kind_name, said, source_of, unit_of
from geo.pipeline import Linkage
from geo.views.changes import Difference
from layers.markup import Markup, part
from layers.texts import Texts

_lines = part("meeting.html", "differences")


def difference_lines(
    found: Iterable[Difference], after: Linkage, texts: Texts, *, title: str = ""
) -> Markup:
    """Write differences as HTML."""
    return _lines(
        [
            {
                "kind": one.kind.value if one.is_stated else "inferred",
                "badge": texts.pick(kind_name(one)),
                "unit": unit_of(one, after) or "",
                "words": texts.pick(said(one)),
                "source": (source := source_of(one, after)) and texts.pick(source),
            }
            for one in found
        ],
        title,
    )
