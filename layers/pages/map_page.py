"""The map with what is shown on it, and beside it the list or the chosen project."""

from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from layers import background
from layers.draw import Viewing, scene
from layers.elements import base_map, scene_group
from layers.legend import credit_line, legend
from layers.listing import groups
from layers.panel import panel
from layers.view import View, choices, choose
from layers.work import ground, lanes_of

_MAP_PX = 520  # until the style sheet fits the map to the screen


def show(view: View) -> None:
    """Lay out the page."""
    left, right = st.columns([8, 5], gap="medium")
    with left:
        _map(view, ground(view.options))
        st.html(legend(view.linkage.boundaries, view.texts))
    with right:
        _side(view)


def _map(view: View, base: dict[str, Any]) -> None:
    """Show the map: the same component for the whole session, only its scene changes."""
    viewing = Viewing(
        texts=view.texts,
        chosen=view.chosen,
        focus_on=str(choices()),
        background=background.ONLINE.get(st.session_state.get("background", "none")),
        with_context=bool(st.session_state.get("context")),
        lanes=lanes_of(view.options),
        spell_out_mismatches=view.choice.only_mismatches,
    )
    credit = credit_line(
        {row["grade"] for row in view.shown.pieces},
        view.linkage.boundaries,
        uses_geonames=any(place.geonames_id for place in view.linkage.registry.places.values()),
        texts=view.texts,
    )
    with st.container(key="gr-map"):
        st_folium(
            base_map(base),
            key="map",
            height=_MAP_PX,
            use_container_width=True,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=scene_group(scene(view.shown, viewing, credit)),
            on_change=_clicked,
        )


def _clicked() -> None:
    """Open the project that was clicked on the map."""
    returned = st.session_state.get("map") or {}
    feature = returned.get("last_active_drawing") or {}
    project_id = feature.get("properties", {}).get("project_id")
    if project_id:
        choose(project_id)


def _side(view: View) -> None:
    """Show the chosen project's panel, or the list to choose from."""
    if view.chosen is None:
        with st.container(key="gr-side-list"):
            _list(view)
        return
    # Each choice gets another place on the page: a container that stayed would keep the
    # scroll position of what it showed before.
    for _ in range(1 + choices() % 2):
        st.empty()
    with st.container(key="gr-side-panel"):
        st.button(
            view.texts("panel.back"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="back",
            on_click=choose,
            args=(None,),
        )
        st.html(panel(view.chosen, view.linkage, view.texts))


def _list(view: View) -> None:
    """Show the projects to choose from, as rows to press."""
    texts = view.texts
    st.markdown(f"**{texts('list.title')}**  \n{texts('list.hint')}")
    if not view.shown.projects:
        st.info(texts("list.empty"))
    with st.container(key="gr-list", gap=None):
        for group in groups(view.shown, texts):
            title = texts.html(f"mode.{group.mode}")
            st.html(f'<p class="gr-list-head">{title} <span>{len(group.lines)}</span></p>')
            for project_id, line in group.lines:
                st.button(
                    line,
                    key=f"choose-{project_id}",
                    type="tertiary",
                    width="stretch",
                    on_click=choose,
                    args=(project_id,),
                )
