"""The map with what is shown on it, and beside it the list or the chosen project."""

import streamlit as st

from layers.legend import legend
from layers.listing import groups
from layers.pages.drawn_map import draw_map
from layers.pages.strip_dialog import strip_button
from layers.panel import panel
from layers.view import View, choices, choose


def show(view: View) -> None:
    """Lay out the page."""
    left, right = st.columns([8, 5], gap="medium")
    with left:
        draw_map(view)
        st.html(legend(view.linkage.boundaries, view.texts))
    with right:
        _side(view)


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
        strip_button(view.chosen, view)
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
