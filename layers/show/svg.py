"""SVG as text: the few shapes a drawing for print needs, every word escaped."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from layers import palette
from layers.show.lettering import width_px


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a drawing, from its own top left corner, and its height in pixels."""

    svg: str
    height: float


@dataclass(frozen=True, slots=True)
class Pen:
    """How a text is written; the size is in pixels."""

    size: float = 15
    bold: bool = False
    fill: str = palette.INK

    def width(self, words: str) -> float:
        """Width of a text so written, in pixels."""
        return width_px(words, self.size, bold=self.bold)


def number(value: float) -> str:
    """Write a coordinate: two decimals at most."""
    return f"{round(value, 2):g}" if abs(value) < 1000 else f"{value:.1f}"


def text(x: float, y: float, words: str, pen: Pen, *, anchor: str = "start") -> str:
    """Write a text on one line, its baseline at ``y``."""
    return _text(x, y, written(words), pen, anchor)


def text_and_more(x: float, y: float, words: str, more: str, pens: tuple[Pen, Pen]) -> str:
    """Write a text, and right behind it another one in its own hand."""
    # A plain space at the start of a tspan is dropped by some programs.
    behind = f"<tspan{_hand(pens[1])}>\u00a0{written(more)}</tspan>"
    inside = f"{written(words)}{behind}"
    return _text(x, y, inside, pens[0], "start")


def _text(x: float, y: float, inside: str, pen: Pen, anchor: str) -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{number(x)}" y="{number(y)}"{where}{_hand(pen)}>{inside}</text>'


def _hand(pen: Pen) -> str:
    weight = "700" if pen.bold else "400"
    return f' font-size="{number(pen.size)}" font-weight="{weight}" fill="{pen.fill}"'


def written(words: str) -> str:
    """Escape a text for XML, composed, without the control characters that XML forbids."""
    kept = (c for c in words if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return escape(unicodedata.normalize("NFC", "".join(kept)))


def plate(x: float, y: float, words: str, pen: Pen, *, anchor: str = "start") -> str:
    """Write a text on a white ground that breaks the lines behind it."""
    width = pen.width(words) + 8
    left = x - {"start": 4, "middle": width / 2, "end": width - 4}[anchor]
    ground = rect(left, y - pen.size * 0.95, width, pen.size * 1.3, fill="#FFFFFF")
    return ground + text(x, y, words, pen, anchor=anchor)


def line(ends: Sequence[float], *, stroke: str, width: float, dash: Sequence[float] = ()) -> str:
    """Draw a straight line; ``ends`` are x and y of its start, x and y of its end."""
    x1, y1, x2, y2 = map(number, ends)
    dashes = f' stroke-dasharray="{" ".join(map(number, dash))}"' if dash else ""
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}" '
        f'stroke-width="{number(width)}"{dashes}/>'
    )


def rect(x: float, y: float, width: float, height: float, *, fill: str, more: str = "") -> str:
    """Draw a rectangle."""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" '
        f'height="{number(height)}" fill="{fill}"{more}/>'
    )


def path(outline: str, *, fill: str = "none", more: str = "") -> str:
    """Draw a path."""
    return f'<path d="{outline}" fill="{fill}"{more}/>'


def sign(x: float, y: float, drawn: str, size: float) -> str:
    """Put one of :mod:`layers.map.signs` with its middle at a point."""
    at = f'<svg x="{number(x - size / 2)}" y="{number(y - size / 2)}" '
    return drawn.replace("<svg ", at, 1)


def moved(block: Block, x: float, y: float) -> str:
    """Put a part at its place."""
    return f'<g transform="translate({number(x)} {number(y)})">{block.svg}</g>'


def stacked(blocks: Iterable[Block], *, gap: float) -> Block:
    """Put parts under each other; those without height are left out."""
    svg, y = "", 0.0
    for block in blocks:
        if block.height <= 0:
            continue
        y += gap if y else 0.0
        svg += moved(block, 0, y)
        y += block.height
    return Block(svg, y)
