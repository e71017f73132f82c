"""The page's style sheet: the file beside, and the palette's colours as rules."""

from collections.abc import Mapping
from pathlib import Path

from layers import palette
from layers.map import background as online
from layers.map.inlined import asset
from layers.markup import Markup, part, raw
from layers.modes import LOOKS, ModeLook
from layers.texts import Language

_style, _script = part("parts.html", "style"), part("parts.html", "script")

_BACKGROUND = "giap-ranh-background"
_SHEET = Path(__file__).parents[1] / "assets" / "page.css"


def style_sheet() -> Markup:
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
            "river": palette.RIVER,
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
    modes = "".join(
        f".gr-mode.gr-{mode.value}{{height:{look.stroke.width:g}px;background:{_lengthwise(look)}}}"
        for mode, look in LOOKS.items()
    )
    kinds = "".join(
        f".gr-kind-{kind}{{background:{ground};border-bottom-color:{line} !important}}"
        for kind, (ground, line) in palette.KIND_COLOURS.items()
    )
    sheet = _SHEET.read_text(encoding="utf-8")
    rules = f":root{{{variables}}}{statuses}{dashes}{modes}{kinds}{sheet}"
    return _style(raw(rules, "style"))


def page_script(language: Language, background: str) -> Markup:
    """Give a script element by which the page is of a language, and Streamlit's parts with it.

    The browser remembers the online ``background`` until it is closed: a reload keeps it, and no
    address makes another reader's browser ask a foreign host.
    """
    is_online = background in online.ONLINE
    kept = f"={background}" if is_online else "=;max-age=0"
    lines = [
        f'document.documentElement.lang = "{language.value}";',
        f'document.cookie = "{_BACKGROUND}{kept};path=/;SameSite=Strict";',
        asset("page.js"),
    ]
    return _script(raw("\n".join(lines), "script"))


def remembered_background(cookies: Mapping[str, str]) -> str:
    """The online background that the browser remembers; ``none`` where it remembers none."""
    wanted = cookies.get(_BACKGROUND, "")
    return wanted if wanted in online.ONLINE else "none"


def _dash(dash: tuple[int, ...]) -> str:
    if not dash:
        return palette.INK
    on, off = dash
    return (
        f"repeating-linear-gradient(90deg,{palette.INK} 0 {on}px,transparent {on}px {on + off}px)"
    )


def _lengthwise(look: ModeLook) -> str:
    """Paint a line's sample: its core between two edges."""
    edge = (look.stroke.width - look.stroke.core) / 2
    ink, halo = palette.INK, palette.HALO
    if not look.stroke.core:
        return ink
    far = edge + look.stroke.core
    return f"linear-gradient({ink} {edge:g}px,{halo} {edge:g}px {far:g}px,{ink} {far:g}px)"
