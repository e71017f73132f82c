"""SVG as text: the few shapes a drawing for print needs."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layers import palette
from layers.markup import Markup, none, part
from layers.show.lettering import width_px

_text, _line, _rect, _path, _dot, _moved = (
    part("drawing.html", name) for name in ("text", "line", "rect", "path", "dot", "moved")
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a drawing, from its own top left corner, and its height in pixels."""

    svg: Markup
    height: float


@dataclass(frozen=True, slots=True)
class Pen:
    """How a text is written; the size is in pixels."""

    size: float = 15
    bold: bool = False
    fill: str = palette.INK

    @property
    def size_px(self) -> str:
        """The size as a drawing writes it."""
        return number(self.size)

    def width(self, words: str) -> float:
        """Width of a text so written, in pixels."""
        return width_px(words, self.size, bold=self.bold)


def number(value: float) -> str:
    """Write a coordinate: two decimals at most."""
    return f"{round(value, 2):g}" if abs(value) < 1000 else f"{value:.1f}"


def text(x: float, y: float, words: str, pen: Pen, *, anchor: str = "start") -> Markup:
    """Write a text on one line, its baseline at ``y``."""
    return _text(number(x), number(y), clean(words), "", (pen, pen), anchor)


def text_and_more(x: float, y: float, words: str, more: str, pens: tuple[Pen, Pen]) -> Markup:
    """Write a text, and right behind it another one in its own hand."""
    # A plain space at the start of a tspan is dropped by some programs.
    behind = f"\u00a0{clean(more)}"
    return _text(number(x), number(y), clean(words), behind, pens, "start")


def clean(words: str) -> str:
    """Compose a text, and leave out the control characters that XML forbids."""
    kept = (c for c in words if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


def plate(x: float, y: float, words: str, pen: Pen, *, anchor: str = "start") -> Markup:
    """Write a text on a white ground that breaks the lines behind it."""
    width = pen.width(words) + 8
    left = x - {"start": 4, "middle": width / 2, "end": width - 4}[anchor]
    ground = rect(left, y - pen.size * 0.95, width, pen.size * 1.3, fill="#FFFFFF")
    return ground + text(x, y, words, pen, anchor=anchor)


def line(ends: Sequence[float], *, stroke: str, width: float, dash: Sequence[float] = ()) -> Markup:
    """Draw a straight line; ``ends`` are x and y of its start, x and y of its end."""
    dashes = " ".join(map(number, dash))
    return _line(list(map(number, ends)), stroke, number(width), dashes)


def rect(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "") -> Markup:
    """Draw a rectangle; with a ``stroke`` it has a rim of one pixel."""
    return _rect(number(x), number(y), number(max(width, 0)), number(height), fill, stroke)


def path(
    outline: str,
    *,
    fill: str = "none",
    stroke: str = "",
    width: float = 1,
    dash: Sequence[float] = (),
) -> Markup:
    """Draw a path."""
    return _path(outline, fill, stroke, f"{width:g}", " ".join(map(number, dash)))


def dot(x: float, y: float) -> Markup:
    """Draw the dot of a place."""
    return _dot(number(x), number(y), palette.INK)


def corner(x: float, y: float, size: float) -> tuple[str, str]:
    """Give the upper left corner of what has its middle at a point."""
    return number(x - size / 2), number(y - size / 2)


def moved(block: Block, x: float, y: float) -> Markup:
    """Put a part at its place."""
    return _moved(number(x), number(y), block.svg)


def stacked(blocks: Iterable[Block], *, gap: float) -> Block:
    """Put parts under each other; those without height are left out."""
    svg, y = none, 0.0
    for block in blocks:
        if block.height <= 0:
            continue
        y += gap if y else 0.0
        svg += moved(block, 0, y)
        y += block.height
    return Block(svg, y)
