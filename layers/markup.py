"""All HTML and SVG: templates in ``layers/templates`` that escape every text put into them.

Nothing else in ``layers`` or ``app.py`` writes a tag; a test holds that. A template file has
macros, one a part of a page; :func:`part` makes one a function.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension
from markupsafe import Markup

from layers import palette

__all__ = ["TEMPLATES", "Markup", "none", "page", "part", "raw"]

TEMPLATES: Final = Path(__file__).with_name("templates")
none: Final = Markup()
"""Nothing, as HTML."""


class _LinesAreLayout(Extension):
    """A template's line breaks and indentation are its own layout and reach no page.

    Next to a tag they are nothing, within one they are a space. A space that the reader shall
    see is written inside a line.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Join the lines."""
        del name, filename
        beside_a_tag = re.sub(r"(?<=[>}])\s*\n\s*|\s*\n\s*(?=[<{])", "", source.strip())
        return re.sub(r"\s*\n\s*", " ", beside_a_tag)


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    extensions=[_LinesAreLayout, "jinja2.ext.do"],
)
_ENVIRONMENT.globals["palette"] = palette


@cache
def _template(name: str) -> Template:
    return _ENVIRONMENT.get_template(name)


def part(template: str, macro: str) -> Callable[..., Markup]:
    """Make a macro of a template file a function; what it is given is escaped.

    Examples
    --------
    >>> part("parts.html", "paragraph")("a < b", "gr-note")
    Markup('<p class="gr-note">a &lt; b</p>')
    """

    def written(*given: object, **named: object) -> Markup:
        made = getattr(_template(template).module, macro)(*given, **named)
        assert isinstance(made, Markup)  # a macro of a template that escapes
        return made

    return written


def page(template: str, **values: object) -> str:
    """Write a whole page from a template file."""
    return _template(template).render(**values)


def raw(text: str, element: str) -> Markup:
    """Let a script or a style sheet of our own stand unescaped, as its element wants it.

    Raises
    ------
    ValueError
        When it would close the element it stands in.
    """
    if f"</{element}" in text.lower():
        raise ValueError(f"the text would close its own {element} element")
    return Markup(text)  # noqa: S704 - our own script or sheet, checked above
