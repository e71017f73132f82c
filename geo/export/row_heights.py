"""How high a row must be for its texts, for programs that do not measure it themselves."""

from collections.abc import Iterable
from typing import Final

from xlsxwriter.utility import xl_pixel_width

LINE_PT: Final = 15.75
"""Of a line of Calibri 11, Excel's own font, or of Noto Sans: 21 whole pixels."""
HIGHEST_PT: Final = 409.0
"""Excel knows no higher row."""
_WIDER: Final = 1.18
"""What Noto Sans, which stands in for Calibri where there is none, needs more for the text of the
registry that fits worst; 1.13 for all of them together."""
_LETTER_PX: Final = 7
"""Of a digit of Calibri 11, the unit of a column's width; 5 pixels are added for both edges."""


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs.

    Parameters
    ----------
    cells
        Wrapped texts, each with its column's width in letters.

    Examples
    --------
    >>> row_height([("ngắn", 20.0)]), row_height([("một câu dài hơn chiều rộng của cột", 12.0)])
    (15.75, 63.0)
    """
    most = max((lines(text, width) for text, width in cells), default=1)
    return min(most * LINE_PT, HIGHEST_PT)


def lines(text: str, width: float) -> int:
    """How many lines a text takes that is wrapped between words, and within one too long."""
    room = width * _LETTER_PX
    return sum(_lines_of(paragraph, room) for paragraph in text.split("\n"))


def _lines_of(paragraph: str, room: float) -> int:
    count, filled = 1, 0.0
    blank = xl_pixel_width(" ") * _WIDER
    for word in paragraph.split(" "):
        long = xl_pixel_width(word) * _WIDER
        if filled and filled + blank + long <= room:
            filled += blank + long
            continue
        count += bool(filled)
        count += int(long // room) if long > room else 0
        filled = long % room if long > room else long
    return count
