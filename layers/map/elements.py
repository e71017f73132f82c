"""The folium elements that carry base map and scene to the browser."""

import json
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, MacroElement
from folium.template import Template

from layers.map.inlined import ValueTable
from layers.map.leaflet import OfflineMap
from layers.markup import TEMPLATES

_ASSETS = Path(__file__).parents[1] / "assets"
_SHARED = ("style", "halos", "core", "hit", "tooltip", "html", "geometry", "places")
"""What many pieces and signs have alike, and what is long: it is not walked through again."""


def _json(payload: dict[str, Any]) -> str:
    """Write JSON that may stand inside a script element."""
    written = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), default=float)
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028")


class _AsWritten(Element):
    """A text that stays as it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **kwargs: Any) -> str:
        del kwargs
        return self._text


class _Carrier(MacroElement):
    """An element that carries names of places and projects.

    branca makes what an element wrote a template once more, and runs it on the server: a name
    with ``{{ }}`` in it would be a program.
    """

    def render(self, **kwargs: Any) -> str:
        del kwargs
        figure: Any = self.get_root()
        for part in ("header", "script"):
            macro = getattr(self._template.module, part, None)
            if macro is not None:
                written = _AsWritten(str(macro(self, {})))
                getattr(figure, part).add_child(written, name=self.get_name())
        return ""


class BaseMap(_Carrier):
    """Outlines and names, and the script and style sheet that draw everything."""

    _template = Template((TEMPLATES / "base_map.html").read_text(encoding="utf-8"))

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "BaseMap"
        self.payload = _json(payload)
        self.css = (_ASSETS / "map.css").read_text(encoding="utf-8")
        self.script = "\n".join(
            (_ASSETS / name).read_text(encoding="utf-8") for name in ("map.js", "print.js")
        )


class Scene(_Carrier):
    """What is to be seen now; lives in a feature group of its own."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        giapRanh.update({{ this._parent._parent.get_name() }}, {{ this._parent.get_name() }},
            {{ this.payload }});
        {% endmacro %}
        """
    )

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Scene"
        self.payload = _json(ValueTable(_SHARED).packed(payload))


def base_map(payload: dict[str, Any]) -> OfflineMap:
    """Build the map that stays."""
    built = OfflineMap()
    built.add_child(BaseMap(payload))
    return built


def scene_group(payload: dict[str, Any]) -> folium.FeatureGroup:
    """Build the group that changes."""
    group = folium.FeatureGroup(name="scene")
    group.add_child(Scene(payload))
    return group
