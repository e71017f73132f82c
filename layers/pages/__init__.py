"""The pages of the app: each module lays out one, from a :class:`~layers.view.View`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from layers.pages import (
    compare_page,
    data_page,
    download_page,
    import_page,
    map_page,
    overview_page,
    slides_page,
    table_page,
)
from layers.view import View

PAGES: Mapping[str, Callable[[View], None]] = MappingProxyType(
    {
        "map": map_page.show,
        "overview": overview_page.show,
        "compare": compare_page.show,
        "table": table_page.show,
        "slides": slides_page.show,
        "download": download_page.show,
        "import": import_page.show,
        "data": data_page.show,
    }
)
"""In the order of the menu, by what the address calls them; the first is the start page."""
