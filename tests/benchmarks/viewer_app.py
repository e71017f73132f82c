"""One of two apps for the benchmark of the viewer: ours, or the plain way to do the same.

``streamlit run tests/benchmarks/viewer_app.py -- ours|plain TIMES``: the bundled projects so many
times over, each copy moved a little, and one filter to click.
"""

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from geo.pipeline import Linkage, build
from geo.registry import load_registry
from geo.sources.inputs import bundled_outlines
from layers import palette
from layers.app.address import restore_view, write_address
from layers.app.filters import Choice, Shown, shown
from layers.map.base_map import base_payload
from layers.map.draw import Viewing, scene
from layers.map.elements import base_map, scene_group
from layers.map.lanes import lanes
from layers.map.leaflet import OfflineMap
from layers.texts import Language, Texts

_AS_OF = dt.date(2026, 11, 22)
_STEP_DEGREES = 0.004
_VI = Texts(Language.VI)


@st.cache_resource(show_spinner=False)
def many(times: int) -> Linkage:
    """Make the bundled linkage, and so many copies of it."""
    registry = load_registry()
    outlines = bundled_outlines(registry)
    one = build(registry, outlines, as_of=_AS_OF)
    projects = {
        _named(key, copy): project.model_copy(update={"id": _named(key, copy)})
        for copy in range(times)
        for key, project in registry.projects.items()
    }
    frames = {
        name: _copied(getattr(one, name), times)
        for name in ("pieces", "crossings", "projects", "sides", "stated")
    }
    locations = {
        _named(key, copy): location
        for copy in range(times)
        for key, location in one.locations.items()
    }
    return replace(
        one, registry=replace(registry, projects=projects), locations=locations, **frames
    )


def _named(key: str, copy: int) -> str:
    return f"{key}-{copy}" if copy else key


def _copied(frame: Any, times: int) -> Any:
    copies = []
    for copy in range(times):
        again = frame.copy()
        for column in ("project_id", "piece_id"):
            if column in again:
                again[column] = [_named(key, copy) for key in again[column]]
        if isinstance(again, gpd.GeoDataFrame):
            moved = again.geometry.translate(copy % 7 * _STEP_DEGREES, copy // 7 * _STEP_DEGREES)
            again = again.set_geometry(moved)
        copies.append(again)
    return pd.concat(copies, ignore_index=True)


@st.cache_resource(show_spinner=False)
def ground(times: int) -> dict[str, Any]:
    """Gather the base map."""
    linkage = many(times)
    outlines = {"signing": linkage.boundaries.frame}
    bounds = [float(edge) for edge in linkage.pieces.total_bounds]
    return base_payload(outlines, linkage.registry.places, bounds)


@st.cache_resource(show_spinner=False)
def lanes_of(times: int) -> dict[str, int]:
    """Find lanes as the app does."""
    return lanes(many(1).pieces) if times else {}


def ours(seen: Shown, times: int) -> None:
    """Show it as the app does."""
    viewing = Viewing(texts=_VI, lanes=lanes_of(times))
    st_folium(
        base_map({**ground(times), "shared": False}),
        key="map",
        height=520,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=scene_group(scene(seen, viewing, "")),
    )


def plain(seen: Shown) -> None:
    """Show the same lines, signs and tooltips in a folium map made anew each time."""
    made = OfflineMap()  # without a network the usual one would wait for its libraries
    folium.GeoJson(seen.linkage.boundaries.frame[["province_name", "geometry"]]).add_to(made)
    for piece in seen.pieces:
        shape = piece["geometry"]
        if shape is None or shape.is_empty:
            continue
        style = {"color": palette.STATUS_COLOUR[piece["status"]], "weight": 4.5}
        folium.GeoJson(
            shape.__geo_interface__,
            style_function=lambda _, style=style: {**style, "className": "gr-line"},
            marker=folium.CircleMarker(radius=6, class_name="gr-line"),
            tooltip=piece["project_id"],
        ).add_to(made)
    for crossing in seen.crossings:
        at = crossing["geometry"]
        folium.CircleMarker((at.y, at.x), radius=6, tooltip=crossing["project_id"]).add_to(made)
    st_folium(made, height=520, use_container_width=True)


def main() -> None:
    """Lay out the page: one filter, one map, and a count that says the run is over."""
    which, times = sys.argv[1], int(sys.argv[2])
    st.set_page_config(layout="wide")
    restore_view()
    only = st.toggle("only mismatches", key="mismatches")
    seen = shown(many(times), Choice(only_mismatches=only))
    if which == "ours":
        ours(seen, times)
    else:
        plain(seen)
    write_address()


if __name__ == "__main__":  # as Streamlit runs it
    main()
