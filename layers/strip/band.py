"""The strip without its lengths, cards and legend: the band along the foot of a slide."""

import math
from dataclasses import replace

from geo.model import Project
from geo.pipeline import Linkage
from geo.views.straightened import Border, Landmark, StraightStrand, straightened
from layers.markup import Markup, none, part
from layers.show.lettering import FAMILY
from layers.show.svg import Block, moved, stacked
from layers.strip.line import Scale, strand_block
from layers.texts import Texts

_svg = part("drawing.html", "band")
WIDTH_PX = 1216
_EDGE_PX = 8
_MOST_PX = 250
"""What is higher would have to be written smaller to stand on a slide."""
_MOST_STRANDS = 2
"""More would be too small to read; the longest stand."""


def strip_band(project_id: str, linkage: Linkage, texts: Texts) -> Markup:
    """Draw a project's line pulled straight, as one SVG element; empty where there is no line.

    Raises
    ------
    KeyError
        When the registry has no such project.
    """
    straight = straightened(project_id, linkage)
    project = linkage.registry.projects[project_id]
    longest = sorted(straight.strands, key=lambda strand: -strand.length_km)[:_MOST_STRANDS]
    if not longest:
        return none
    inner = WIDTH_PX - 2 * _EDGE_PX
    most = _MOST_PX / len(longest)
    shown = [replace(strand, measures=()) for strand in straight.strands if strand in longest]
    drawing = stacked([_band(strand, inner, most, project, texts) for strand in shown], gap=10)
    height = round(drawing.height) + 2 * _EDGE_PX
    return _svg(WIDTH_PX, height, FAMILY, moved(drawing, _EDGE_PX, _EDGE_PX))


def _band(
    strand: StraightStrand, inner: float, most: float, project: Project, texts: Texts
) -> Block:
    """Draw a strand at most ``most`` pixels high, as far as leaving places out makes it lower."""
    while True:
        scale = Scale.fitting(strand, inner, texts, brief=True)
        block = strand_block(strand, scale, project, texts, named=True, brief=True)
        crowded = _most_crowded(strand)
        if block.height <= most or crowded is None:
            return block
        kept = tuple(mark for mark in strand.landmarks if mark is not crowded)
        strand = replace(strand, landmarks=kept)


def _most_crowded(strand: StraightStrand) -> Landmark | None:
    """Find the place nearest to another mark; bridges and the strand's two ends always stand."""
    ends = (strand.from_km, strand.to_km)
    marks: list[Landmark | Border] = [*strand.landmarks, *strand.borders]
    spare = [mark for mark in strand.landmarks if not mark.is_bridge and mark.km not in ends]
    return min(
        spare,
        key=lambda mark: min(
            (abs(mark.km - other.km) for other in marks if other is not mark), default=math.inf
        ),
        default=None,
    )
