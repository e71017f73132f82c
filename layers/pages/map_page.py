"""The map with what is shown on it, and beside it the list or the chosen project."""

import streamlit as st

from geo import settings
from geo.agreements.passages import documents_in
from geo.errors import InputError
from layers.app.view import View, choices, choose, clear_filters
from layers.markdown import plain
from layers.markup import part
from layers.pages.drawn_map import draw_map
from layers.pages.map_fetch import fetch_offer
from layers.pages.sheet_dialog import sheet_button
from layers.pages.side_dialog import pencils
from layers.pages.strip_dialog import strip_button
from layers.panels.legend import legend
from layers.panels.listing import groups, why_empty
from layers.panels.panel import panel

_list_head, _lid = part("parts.html", "list_head"), part("key.html", "lid")


def show(view: View) -> None:
    """Lay out the page."""
    left, right = st.columns([7, 3], gap="small")
    with left, st.container(key="gr-map-frame", gap=None):
        linkage, texts = view.linkage, view.texts
        st.html(_lid(texts("file.legend"), legend(linkage.boundaries, linkage.registry, texts)))
        fetch_offer(view)
        draw_map(view)
    with right:
        _side(view)


def _side(view: View) -> None:
    """Show the chosen project's panel, or the list to choose from."""
    if view.chosen is None:
        with st.container(key="gr-side-list"):
            _absent(view)
            _list(view)
        return
    # Each choice gets another place on the page: a container that stayed would keep the
    # scroll position of what it showed before.
    for _ in range(1 + choices() % 2):
        st.empty()
    with st.container(key="gr-side-panel"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.button(
                view.texts("panel.back"),
                icon=":material/arrow_back:",
                type="tertiary",
                key="back",
                on_click=choose,
                args=(None,),
            )
            strip_button(view.chosen, view)
            sheet_button(view.chosen, view)
            pencils(view.chosen, view)
        _panel(view.chosen, view)


def _absent(view: View) -> None:
    """Say why a project that the address names is not shown: unknown, later, or filtered out."""
    texts, asked = view.texts, st.session_state.get("chosen")
    if asked is None:
        return
    project = view.linkage.registry.projects.get(asked)
    if project is None:
        st.warning(plain(texts("absent.unknown", id=asked)))
        return
    name = texts.pick(project.name)
    day = view.linkage.registry.agreed[asked]
    if day > view.linkage.as_of:
        st.info(plain(texts("absent.later", name=name, day=texts.date(day))))
        return
    st.info(plain(texts("absent.filtered", name=name)))
    st.button(texts("filter.reset"), on_click=clear_filters, key="absent-reset")


def _panel(project_id: str, view: View) -> None:
    """Show the panel; a folder of texts that cannot be used is named, and the rest stands."""
    try:
        folder = settings.current().agreements
        documents = documents_in(folder, view.linkage.registry) if folder else None
        written = panel(project_id, view.linkage, view.texts, documents)
    except InputError as fault:
        st.warning(plain(fault.told(view.texts.language)))
        written = panel(project_id, view.linkage, view.texts)
    st.html(written)


def _list(view: View) -> None:
    """Show the projects to choose from, as rows to press."""
    texts = view.texts
    st.markdown(f"**{texts('list.title')}**  \n{texts('list.hint')}")
    if not view.shown.projects:
        st.info(texts(why_empty(view.shown)))
    with st.container(key="gr-list", gap=None):
        for group in groups(view.shown, texts):
            st.html(_list_head(texts(f"mode.{group.mode}"), len(group.lines)))
            for project_id, line in group.lines:
                st.button(
                    line,
                    key=f"choose-{project_id}",
                    type="tertiary",
                    width="stretch",
                    on_click=choose,
                    args=(project_id,),
                )
