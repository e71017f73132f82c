"""The strip without its lengths, cards and legend: the band along the foot of a slide."""

from dataclasses import replace
from html import escape

from geo.pipeline import Linkage
from geo.straightened import straightened
from layers.lettering import FAMILY
from layers.strip_line import Scale, strand_block
from layers.svg import moved, stacked
from layers.texts import Texts

WIDTH_PX = 1216
_EDGE_PX = 8
_MOST_STRANDS = 2
"""More would be too small to read; the longest stand."""


def strip_band(project_id: str, linkage: Linkage, texts: Texts) -> str:
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
        return ""
    inner = WIDTH_PX - 2 * _EDGE_PX
    drawing = stacked(
        [
            strand_block(
                replace(strand, measures=()),
                Scale.fitting(strand, inner, texts),
                project,
                texts,
                named=True,
            )
            for strand in straight.strands
            if strand in longest
        ],
        gap=10,
    )
    height = round(drawing.height) + 2 * _EDGE_PX
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{height}" '
        f'viewBox="0 0 {WIDTH_PX} {height}" font-family="{escape(FAMILY)}">'
        f"{moved(drawing, _EDGE_PX, _EDGE_PX)}</svg>"
    )
