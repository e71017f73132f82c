"""The strip over the whole page: to look at, and to take along as SVG or PNG."""

import streamlit as st

from layers.app.view import View
from layers.show.raster import png
from layers.strip.drawing import picture, strip


def strip_button(project_id: str, view: View) -> None:
    """Offer the strip of a project."""
    texts = view.texts
    opened = st.button(texts("strip.title"), icon=":material/timeline:", key="strip")
    if opened:
        st.dialog(texts("strip.title"), width="large")(_strip)(project_id, view)


def _strip(project_id: str, view: View) -> None:
    drawn = strip(project_id, view.linkage, view.texts)
    name = f"giap-ranh-{project_id}-{view.linkage.as_of.isoformat()}-{view.texts.language.value}"
    with st.container(horizontal=True):
        st.download_button(
            view.texts("strip.svg"),
            data=drawn,
            file_name=f"{name}.svg",
            mime="image/svg+xml",
            on_click="ignore",
            icon=":material/download:",
            key="strip-svg",
        )
        st.download_button(
            view.texts("strip.png"),
            data=lambda: png(drawn),
            file_name=f"{name}.png",
            mime="image/png",
            on_click="ignore",
            icon=":material/image:",
            key="strip-png",
        )
    with st.container(key="gr-strip"):
        st.html(picture(drawn))
