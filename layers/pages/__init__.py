"""The pages of the app: ``<name>_page`` lays out one, from a :class:`~layers.app.view.View`."""

from importlib import import_module
from typing import Final

from layers.app.view import View

PAGES: Final = (
    "map",
    "overview",
    "compare",
    "table",
    "changes",
    "meeting",
    "slides",
    "download",
    "import",
    "log",
    "data",
    "help",
)
"""In the order of the menu, as the address calls them; the first is the start page."""


_OF_PROJECTS: Final = frozenset({"map", "overview", "compare", "table", "slides", "download"})
"""Those that have nothing to show in a registry without projects."""


def show_page(name: str, view: View) -> None:
    """Lay out a page. Its module is imported only now: the first map waits for no other page."""
    shown = "empty" if name in _OF_PROJECTS and not view.linkage.registry.projects else name
    import_module(f"layers.pages.{shown}_page").show(view)
