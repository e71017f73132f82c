"""On the map itself, while every line is a sketch: one button that brings the real ones."""

from pathlib import Path

import streamlit as st

from geo.registry import load_registry
from geo.sources.fetching import needed_tiles
from geo.sources.inputs import Origin
from layers.app.refresh_job import Phase, State
from layers.app.view import View
from layers.app.who import may_change_data
from layers.app.work import WorkOptions, worked
from layers.markup import part
from layers.pages.data_refresh import (
    EVERY_S,
    begin,
    kept_tiles,
    outcome,
    progress_part,
    refresh_job,
)
from layers.panels.data_panel import note
from layers.texts import Texts

_remark = part("parts.html", "remark")
_WATCHED = "fetch_watched"
"""Whether this reader began the fetching or saw it at work, and so wants to know how it ended."""


def fetch_offer(view: View) -> None:
    """Offer to fetch; then show how far it is, and how it ended."""
    state = refresh_job().state
    if state.phase is Phase.DONE and st.session_state.pop(_WATCHED, False):
        st.toast(view.texts("refresh.done"), icon=":material/check:")
    held = st.container(key="gr-fetch", gap="small")  # even if empty: what follows keeps its place
    if not may_change_data() or not (state.at_work or kept_tiles() or _is_sketch(view)):
        return
    with held:
        if state.at_work:
            st.session_state[_WATCHED] = True
            st.fragment(_at_work, run_every=EVERY_S)(view)
        else:
            _offer(state, view)


def _is_sketch(view: View) -> bool:
    return worked(view.options).ways.origin is Origin.SKETCH


def _at_work(view: View) -> None:
    """Show the progress; what has arrived is drawn at once."""
    state = refresh_job().state
    if not state.at_work or view.options.stamped().stamp != view.options.stamp:
        st.rerun()
    progress_part(state, view.texts)


def _offer(state: State, view: View) -> None:
    texts = view.texts
    sketched = worked(view.options).boundaries.origin is Origin.SKETCH
    if st.session_state.get(_WATCHED) and (ended := outcome(state, 0, texts)):
        st.html(ended + _remark("gr-own-unsure", texts("fetch.still")))
    label = texts("fetch.offer" if _is_sketch(view) else "fetch.go_on")
    with st.popover(label, icon=":material/download:"):
        st.html(note(texts("fetch.why")))
        st.html(note(_costs(_requests(view.options.data), texts)))
        st.button(
            texts("fetch.start"),
            type="primary",
            on_click=_begin,
            args=(view.options, sketched),
            key="fetch-start",
        )
        st.html(note(texts("fetch.offline")))


def _begin(given: WorkOptions, boundaries: bool) -> None:
    st.session_state[_WATCHED] = True  # without a network it has ended before the page is shown
    begin(given, boundaries)


def _costs(requests: int, texts: Texts) -> str:
    return texts("fetch.costs", requests=texts.number(requests))


@st.cache_data(show_spinner=False)
def _requests(data: Path) -> int:
    """Count what is asked of servers: a request a tile, and one for the boundaries."""
    return len(needed_tiles(load_registry(data), data=data)) + 1
