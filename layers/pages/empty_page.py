"""What stands in place of a page while the registry holds no project: the way to the first one."""

import streamlit as st

from layers.app.view import View


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    st.info(texts("empty.lead"))
    st.button(
        texts("page.import"),
        on_click=lambda: st.session_state.update(page="import"),
        type="primary",
        icon=":material/upload_file:",
        key="empty-import",
    )
