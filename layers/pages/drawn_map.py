"""The map as a component of a page: one for the whole session, only its scene changes."""

from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit_folium import st_folium

from geo.model import Status
from layers.app.filters import Choice
from layers.app.view import View, choices, choose
from layers.app.work import ground, lanes_of
from layers.map import background
from layers.map.draw import Viewing, scene
from layers.map.elements import base_map, scene_group
from layers.panels.legend import credit_line

_MAP_PX = 520  # until the style sheet fits the map to the screen


def draw_map(
    view: View,
    *,
    name: str = "map",
    fit_to: str | None = None,
    before: Mapping[tuple[str, int], Status] | None = None,
) -> None:
    """Show what a view shows.

    Parameters
    ----------
    name
        Tells one page's map from another's. Only the first, ``map``, shares its position in
        the page's address.
    fit_to
        What the map is fitted to, in a word that changes with it; None leaves it to the
        chosen project and the filters.
    before
        (project_id, number of the side) → what its status was: told beside what it is.
    """
    viewing = Viewing(
        texts=view.texts,
        chosen=view.chosen,
        focus_on=None if fit_to else str(choices()),
        fit_to=fit_to or _left(view),
        background=background.ONLINE.get(st.session_state.get("background", "none")),
        with_context=bool(st.session_state.get("context")),
        lanes=lanes_of(view.options),
        spell_out_mismatches=view.choice.only_mismatches,
        before=before or {},
    )
    grades = {row["grade"] for row in view.shown.pieces}
    credit = credit_line(grades, view.linkage, view.texts)
    with st.container(key=f"gr-{name}"):
        st_folium(
            base_map({**ground(view.options), "shared": name == "map"}),
            key=name,
            height=_MAP_PX,
            use_container_width=True,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=scene_group(scene(view.shown, viewing, credit)),
            on_change=partial(_clicked, name),
        )


def _left(view: View) -> str:
    """Name what the filters leave; all the same while they leave everything."""
    if view.choice == Choice():
        return "all"
    return ",".join(row["project_id"] for row in view.shown.projects)


def _clicked(name: str) -> None:
    """Open the project that was clicked on the map."""
    returned = st.session_state.get(name) or {}
    feature = returned.get("last_active_drawing") or {}
    project_id = feature.get("properties", {}).get("project_id")
    if project_id:
        choose(project_id)
