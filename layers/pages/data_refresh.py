"""Part of the data page: fetching, with its progress, and a way to stop."""

from functools import partial

import streamlit as st

from geo import settings
from geo.errors import InputError
from geo.osm.cache import Cache
from geo.osm.contact import keep_contact, kept_contact
from geo.osm.refresh import unfinished
from geo.osm.source import Progress
from geo.provinces.fetched import BoundarySource
from geo.registry import load_registry
from geo.sources.fetching import fetch, needed_tiles
from geo.sources.inputs import Origin
from layers.app.refresh_job import Phase, RefreshJob, State
from layers.app.view import View
from layers.app.who import closed_note, may_change_data
from layers.app.work import WorkOptions, worked
from layers.markdown import plain
from layers.markup import Markup, none, part
from layers.panels.boundaries_panel import refused
from layers.panels.data_panel import note
from layers.panels.grades_table import grades_of
from layers.texts import Texts

_remark = part("parts.html", "remark")
EVERY_S = 1.0
"""Seconds after which a page looks again how far a refresh is."""


@st.cache_resource(show_spinner=False)
def refresh_job() -> RefreshJob:
    """Give the one refresh of this server, whoever started it."""
    return RefreshJob()


def refresh_part(view: View) -> None:
    """Lay out the part; while a refresh is at work it looks again every second."""
    st.subheader(view.texts("refresh.title"))
    at_work = refresh_job().state.at_work
    st.fragment(_shown, run_every=EVERY_S if at_work else None)(view, at_work)


def _shown(view: View, was_at_work: bool) -> None:
    state = refresh_job().state
    if state.at_work is not was_at_work:
        st.rerun()  # begun or ended since: the whole page has something to say
    if state.at_work:
        progress_part(state, view.texts)
    elif not may_change_data():
        st.html(closed_note(view.texts))
    else:
        _start(state, view)


def progress_part(state: State, texts: Texts) -> None:
    """Show how far it is, and offer to stop it."""
    doing = texts.pick(state.doing) if state.doing else texts("refresh.begins")
    st.progress(state.share, text=f"{texts.number(100 * state.share)} % · {plain(doing)}")
    if not may_change_data():
        return
    stopping = state.phase is Phase.STOPPING
    st.button(
        texts("refresh.stopping" if stopping else "refresh.cancel"),
        on_click=refresh_job().cancel,
        disabled=stopping,
        icon=":material/close:",
        key="refresh-cancel",
    )


def _start(state: State, view: View) -> None:
    texts = view.texts
    kept = kept_tiles()
    if ended := outcome(state, kept, texts):
        st.html(ended)
    st.text_input(
        texts("refresh.contact"),
        value=kept_contact(settings.current()) or "",
        help=texts("refresh.contact.help"),
        on_change=_keep_contact,
        key="refresh-contact",
    )
    boundaries = st.checkbox(texts("refresh.boundaries"), key="refresh-boundaries")
    st.button(
        texts("refresh.go_on" if kept else "refresh.start"),
        type="primary",
        icon=":material/download:",
        on_click=begin,
        args=(view.options, boundaries),
        key="refresh-start",
    )
    st.html(note(texts("refresh.about")))
    if (ways := worked(view.options).ways).origin not in (Origin.FETCHED, Origin.SKETCH):
        st.html(note(texts("refresh.not_used", origin=texts(f"origin.{ways.origin}"))))


def _keep_contact() -> None:
    keep_contact(settings.current(), st.session_state["refresh-contact"])


def outcome(state: State, kept: int, texts: Texts) -> Markup:
    """Say how the last refresh ended, as HTML; nothing where there was none."""
    if state.phase is Phase.FAILED:
        return _failed(state.error, texts)
    if state.phase is Phase.DONE:
        return _remark("gr-own-fine", texts("refresh.done"))
    if kept:
        return _remark("gr-own-unsure", texts("refresh.kept", count=kept))
    if state.phase is Phase.CANCELLED:
        return _remark("gr-own-unsure", texts("refresh.cancelled"))
    return none


def _failed(error: InputError | None, texts: Texts) -> Markup:
    if error is None:
        return _remark("gr-own-alarm", texts("refresh.fault"))
    return refused(error, texts, key="refresh.failed")


def kept_tiles() -> int:
    """Count the tiles of an unfinished refresh that wait to be taken up again."""
    try:
        return unfinished(Cache(settings.current().cache))
    except InputError:  # a setting is wrong: the page has said so already
        return 0


def begin(given: WorkOptions, boundaries: bool) -> None:
    """Start fetching, if the reader may; ``boundaries``: those of provinces, too."""
    if not may_change_data():
        return
    before = grades_of(worked(given).trace)
    refresh_job().start(partial(_fetch, given, boundaries), before)


def _fetch(given: WorkOptions, boundaries: bool, progress: Progress) -> None:
    registry = load_registry(given.data)
    tiles = needed_tiles(registry, data=given.data)
    source = BoundarySource.OFFICIAL if boundaries else None
    fetch(registry, settings.current(), tiles, boundaries=source, progress=progress)
