"""The pages of the app: ``<name>_page`` lays out one, from a :class:`~layers.app.view.View`."""

from importlib import import_module
from typing import Any, Final

from layers.app.filters import Shown
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


def counted(name: str, view: View) -> Shown:
    """Say what of the view a page shows, to be counted in the heading."""
    page = _page(name, view)
    return page.counted(view) if hasattr(page, "counted") else view.shown


def show_page(name: str, view: View) -> None:
    """Lay out a page. Its module is imported only now: the first map waits for no other page."""
    _page(name, view).show(view)


def _page(name: str, view: View) -> Any:
    shown = "empty" if name in _OF_PROJECTS and not view.linkage.registry.projects else name
    return import_module(f"layers.pages.{shown}_page")
