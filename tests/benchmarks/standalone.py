"""Bytes of the one-file page against folium-offline: ``python -m tests.benchmarks.standalone``.

Both show the bundled data as the map does: provinces, places, lines with their tooltips, signs
and labels. The one-file page carries list, panels, search, filters, legend and a second
language besides; folium-offline's map does not.
"""

import datetime as dt
import time
from typing import Any

import offlinefolium as folium

from geo.pipeline import build
from geo.registry import load_registry
from geo.sources.inputs import bundled_outlines
from layers.app.filters import Choice, Shown, bounds_of, shown
from layers.map.base_map import base_payload
from layers.map.draw import Viewing, scene
from layers.map.lanes import lanes
from layers.show.standalone import standalone
from layers.texts import Language, Texts

AT_MOST = 1 / 3


def by_folium(seen: Shown) -> str:
    """The same layers as folium-offline writes them, in one language and without panels."""
    linkage = seen.linkage
    texts = Texts(Language.VI)
    frame = {linkage.units.value: linkage.boundaries.frame}
    base = base_payload(frame, linkage.registry.places, bounds_of(seen))
    drawn = scene(seen, Viewing(texts=texts, lanes=lanes(linkage.pieces)), "")
    drawing = folium.Map(location=(21.4, 106.5), zoom_start=9, tiles=None)
    for outlines in base["provinces"].values():
        folium.GeoJson(outlines, style_function=lambda _: base["outline"]).add_to(drawing)
    for shape in drawn["shapes"]:
        for style in (*shape["halos"], shape["style"], shape["core"]):
            if style is not None:
                add_line(shape, style, drawing)
    for sign in (*drawn["signs"], *drawn["labels"], *base["labels"]):
        icon = folium.DivIcon(html=sign["html"], class_name=sign.get("kind", "gr-sign"))
        folium.Marker(sign["at"], icon=icon, tooltip=sign.get("tooltip")).add_to(drawing)
    return str(drawing.get_root().render())


def add_line(shape: dict[str, Any], style: dict[str, Any], drawing: Any) -> None:
    folium.GeoJson(
        shape["geometry"],
        style_function=lambda _: style,
        tooltip=shape["tooltip"] if style is shape["style"] else None,
    ).add_to(drawing)


def main() -> None:
    registry = load_registry()
    outlines = bundled_outlines(registry)
    linkage = build(registry, outlines, as_of=dt.date(2025, 6, 1))
    seen = shown(linkage, Choice())
    started = time.perf_counter()
    ours = len(standalone(seen, lanes=lanes(linkage.pieces)).encode("utf-8"))
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    theirs = len(by_folium(seen).encode("utf-8"))
    print(f"one-file page   {ours:>10,} bytes  {seconds:6.2f} s")
    print(f"folium-offline  {theirs:>10,} bytes  {time.perf_counter() - started:6.2f} s")
    print(f"ratio           {ours / theirs:10.3f}  (at most {AT_MOST:.3f})")
    assert ours <= AT_MOST * theirs


if __name__ == "__main__":
    main()
