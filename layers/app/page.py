"""The page's style sheet: the file beside, and the palette's colours as rules."""

from pathlib import Path

from layers import palette

_SHEET = Path(__file__).parents[1] / "assets" / "page.css"


def style_sheet() -> str:
    """Give the sheet in a style element."""
    variables = "".join(
        f"--gr-{name}:{value};"
        for name, value in {
            "ink": palette.INK,
            "quiet": palette.QUIET_INK,
            "paper": palette.PAPER,
            "rule": palette.BORDER,
            "alarm": palette.ALARM,
            "maybe": palette.POSSIBLE,
        }.items()
    )
    statuses = "".join(
        f".gr-disc.gr-status-{status.value}{{background:{colour};color:{palette.MARK_COLOUR[status]}}}"
        for status, colour in palette.STATUS_COLOUR.items()
    )
    dashes = "".join(
        f".gr-dash.gr-grade-{grade.value}{{background:{_dash(dash)}}}"
        for grade, dash in palette.GRADE_DASH.items()
    )
    kinds = "".join(
        f".gr-kind-{kind}{{background:{ground};border-bottom-color:{line} !important}}"
        for kind, (ground, line) in palette.KIND_COLOURS.items()
    )
    sheet = _SHEET.read_text(encoding="utf-8")
    return f"<style>:root{{{variables}}}{statuses}{dashes}{kinds}{sheet}</style>"


def _dash(dash: tuple[int, ...]) -> str:
    if not dash:
        return palette.INK
    on, off = dash
    return (
        f"repeating-linear-gradient(90deg,{palette.INK} 0 {on}px,transparent {on}px {on + off}px)"
    )
