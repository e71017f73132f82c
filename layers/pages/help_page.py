"""Help: what statuses, grades and lozenges mean, and where everything comes from."""

import streamlit as st

from geo.model import Grade, Status
from geo.registry.citations import agreement_label
from layers.app.view import View
from layers.markup import part

_help = part("help.html", "help")


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    documents = [
        (texts.pick(agreement_label(one)), texts.pick(one.title))
        for one in view.linkage.registry.agreements.values()
    ]
    with st.container(key="gr-help"):
        st.html(_help(list(Status), list(Grade), documents, texts))
