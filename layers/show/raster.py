"""From a drawing to pixels, the same on every machine.

resvg draws no letter for which it has no font, and says nothing: so the face comes with the
program and the machine's own fonts are not asked.
"""

from typing import Final

import resvg_py

from layers.show.lettering import FONT_FILES

PNG_WIDTH_PX: Final = 2560
"""Twice the strip's own width: sharp on a projector, and 9 pixels to the millimetre on A4."""
_FACE: Final = "Open Sans"


def png(svg: str, *, width: int = PNG_WIDTH_PX) -> bytes:
    """Draw an SVG as PNG on a white ground.

    Parameters
    ----------
    svg
        One SVG element.
    width
        Pixels; the height follows.
    """
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            background="#FFFFFF",
            skip_system_fonts=True,
            font_files=[str(path) for path in FONT_FILES],
            font_family=_FACE,
            sans_serif_family=_FACE,
        )
    )
