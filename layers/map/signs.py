"""Small SVG signs: status discs, crossings in two halves, single structures.

All are drawn in a box from -12 to 12, so that a sign scales by its size alone.
"""

from html import escape

from geo.model import Grade, Mode, Status
from layers import palette

_BOX = 'viewBox="-12 -12 24 24" width="{size}" height="{size}" aria-hidden="true"'


def _svg(body: str, size: int) -> str:
    return f"<svg {_BOX.format(size=size)}>{body}</svg>"


def _mark(status: Status, x: float, y: float, size: float) -> str:
    if status == Status.SUSPENDED:  # its mark is in few fonts
        reach = size / 3
        bars = f"M{x - size / 7:g} {y - reach:g}v{2 * reach:g}M{x + size / 7:g} {y - reach:g}"
        return (
            f'<path d="{bars}v{2 * reach:g}" stroke="{palette.MARK_COLOUR[status]}" '
            f'stroke-width="{size / 7:g}"/>'
        )
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle" dominant-baseline="central" '
        f'font-size="{size:g}" font-weight="700" fill="{palette.MARK_COLOUR[status]}">'
        f"{escape(palette.STATUS_MARK[status])}</text>"
    )


def disc(status: Status, size: int = 20) -> str:
    """Draw a status: its mark on its colour."""
    colour = palette.STATUS_COLOUR[status]
    return _svg(
        f'<circle r="10.5" fill="{colour}" stroke="#FFFFFF" stroke-width="1.8"/>'
        + _mark(status, 0, 0.5, 15),
        size,
    )


def crossing(
    first: Status,
    second: Status,
    *,
    upright: bool,
    mismatch: bool,
    possible: bool = False,
    size: int,
) -> str:
    """Draw a border crossing as two halves, each in its own side's colour.

    Parameters
    ----------
    first, second
        Statuses of the western and the eastern side; of the northern and the southern when
        ``upright`` (the line runs north to south).
    mismatch
        Draw a lozenge with both marks and a rim of alarm instead of a plain disc.
    possible
        Draw the lozenge with a broken rim that is no alarm: the sides may be out of step.
    size
        Width and height in pixels.
    """
    turn = ' transform="rotate(90)"' if upright else ""
    one, two = palette.STATUS_COLOUR[first], palette.STATUS_COLOUR[second]
    if not (mismatch or possible):
        return _svg(
            f'<circle r="11" fill="#FFFFFF"/><g{turn}>'
            f'<path d="M0-8.5A8.5 8.5 0 0 0 0 8.5Z" fill="{one}"/>'
            f'<path d="M0-8.5A8.5 8.5 0 0 1 0 8.5Z" fill="{two}"/>'
            f'</g><circle r="8.8" fill="none" stroke="{palette.INK}" stroke-width="1.6"/>',
            size,
        )
    marks = ((0.0, -4.6), (0.0, 5.2)) if upright else ((-4.6, 0.4), (4.6, 0.4))
    rim = (
        f'<path d="M0-12L12 0L0 12L-12 0Z" fill="{palette.ALARM}"/>'
        if mismatch
        else f'<path d="M0-11.2L11.2 0L0 11.2L-11.2 0Z" fill="#FFFFFF" '
        f'stroke="{palette.POSSIBLE}" stroke-width="1.6" stroke-dasharray="3 2"/>'
    )
    return _svg(
        f'{rim}<path d="M0-10L10 0L0 10L-10 0Z" fill="#FFFFFF"/><g{turn}>'
        f'<path d="M-.4-9V9L-9 0Z" fill="{one}"/><path d="M.4-9V9L9 0Z" fill="{two}"/></g>'
        + _mark(first, *marks[0], 7.6)
        + _mark(second, *marks[1], 7.6),
        size,
    )


def structure(mode: Mode, status: Status, grade: Grade, size: int) -> str:
    """Draw a project that is a single structure: a substation, a bridge of unknown course."""
    colour = palette.STATUS_COLOUR[status]
    dash = "" if grade in (Grade.A, Grade.B) else ' stroke-dasharray="3.5 2.5"'
    figure = (
        '<path d="M1.5-8L-5 1.5H-.5L-1.5 8L5-1.5H.5Z" fill="#FFFFFF"/>'
        if mode == Mode.POWER
        else '<path d="M-8-4.5q3 3 8 3t8-3M-8 4.5q3-3 8-3t8 3" fill="none" stroke="#FFFFFF" '
        'stroke-width="2"/>'
    )
    return _svg(
        f'<rect x="-11" y="-11" width="22" height="22" rx="3" fill="{colour}"/>'
        f'<rect x="-11" y="-11" width="22" height="22" rx="3" fill="none" stroke="#FFFFFF" '
        f'stroke-width="2"{dash}/>{figure}',
        size,
    )
