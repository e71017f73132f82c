"""The list "recent": what lies on a shelf of this server, to be taken up again or deleted.

Only to whom the server belongs: nobody else learns what others keep here.
"""

import streamlit as st

from layers.app.shelf import Lying, Shelf
from layers.app.who import may_change_data
from layers.markup import part
from layers.texts import Texts

_paragraph = part("parts.html", "plain")
_SHOWN = 20


def recent(shelf: Shelf, key: str, texts: Texts) -> None:
    """Lay out the list.

    Parameters
    ----------
    key
        Of the choice, in the session, that holds what is in use.
    """
    if not may_change_data() or not (lying := shelf.recent()[:_SHOWN]):
        return
    with st.expander(texts("recent.title", count=len(lying)), key=f"{key}-recent"):
        for one in lying:
            with st.container(horizontal=True, vertical_alignment="center"):
                row = texts(
                    "recent.row", name=_name(one, texts), day=texts.date(one.changed.date())
                )
                st.html(_paragraph(row), width="stretch")
                st.button(
                    texts("recent.open"),
                    on_click=_open,
                    args=(key, one.key),
                    disabled=st.session_state.get(key) == one.key,
                    key=f"{key}-open-{one.key}",
                )
                st.button(
                    "✕",
                    help=texts("recent.delete"),
                    on_click=_delete,
                    args=(shelf, key, one.key),
                    type="tertiary",
                    key=f"{key}-delete-{one.key}",
                )


def _name(one: Lying, texts: Texts) -> str:
    """Say what a thing is called, and how many projects are in it, if it is a list."""
    name = str(one.facts.get("name") or one.facts.get("title") or texts("recent.unnamed"))
    projects = one.facts.get("projects")
    if projects is None:
        return name
    return f"{name} ({len(projects)} {texts.counted('count.projects', len(projects))})"


def _open(key: str, chosen: str) -> None:
    st.session_state[key] = chosen


def _delete(shelf: Shelf, key: str, gone: str) -> None:
    shelf.delete(gone)
    if st.session_state.get(key) == gone:
        st.session_state[key] = None
