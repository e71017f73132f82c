"""How wide a text stands in a drawing, and where to break it.

Measured in Open Sans, whose letters are those of Noto Sans and wider than Arial's, Roboto's
or Segoe UI's: what fits here fits in every face of :data:`FAMILY`.
"""

from collections.abc import Sequence
from functools import cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont
from ttf_opensans import OPENSANS_BOLD, OPENSANS_REGULAR

FAMILY = "'Open Sans','Noto Sans','Segoe UI',Roboto,Arial,'Liberation Sans',sans-serif"
"""Faces that write Vietnamese, the one that was measured first."""
FONT_FILES = (OPENSANS_REGULAR.path, OPENSANS_BOLD.path)
RESERVE = 1.06
"""Room kept for a face that is wider still, as DejaVu Sans is on a bare Linux."""
_EM = 200


@cache
def _face(bold: bool) -> FreeTypeFont:
    return ImageFont.truetype(str(FONT_FILES[bold]), _EM)


@cache
def _ems(text: str, bold: bool) -> float:
    return _face(bold).getlength(text) / _EM


def width_px(text: str, size: float, *, bold: bool = False) -> float:
    """Width to keep for a text, in pixels, at a size in pixels.

    Examples
    --------
    >>> width_px("Lạng Sơn", 20, bold=True) > width_px("Lạng Sơn", 20) > 60
    True
    """
    return _ems(text, bold) * size * RESERVE


def wrap(text: str, size: float, most_px: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most ``most_px`` pixels, between words.

    A word that is wider by itself stands alone on its line; a no-break space breaks none.

    Examples
    --------
    >>> wrap("UBND tỉnh Bắc Giang", 14, 95)
    ['UBND tỉnh', 'Bắc Giang']
    """
    lines: list[str] = []
    for word in text.split(" "):
        if not word:
            continue
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_px(longer, size, bold=bold) <= most_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return _without_widow_dash(lines)


def _without_widow_dash(lines: Sequence[str]) -> list[str]:
    """Let no line begin with a dash: it belongs to the name before it."""
    mended: list[str] = []
    for line in lines:
        if mended and line.startswith(("– ", "· ")):
            mended[-1] += line[:2].rstrip().rjust(2)
            mended.append(line[2:])
        else:
            mended.append(line)
    return mended
