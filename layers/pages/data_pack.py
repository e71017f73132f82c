"""Part of the data page: what was fetched, to be carried home, and packs brought from elsewhere."""

from pathlib import Path

import streamlit as st

from geo import settings
from geo.errors import InputError
from geo.files import scratch
from geo.osm.cache import Cache
from geo.osm.pack import write_pack
from layers.app.dropped_packs import find, take_in
from layers.app.view import View
from layers.app.who import closed_note, may_change_data
from layers.app.work import WorkOptions
from layers.markup import part
from layers.panels.boundaries_panel import refused
from layers.panels.data_panel import note
from layers.texts import Texts

_paragraph = part("parts.html", "paragraph")
_ADDRESS = "pack"
"""In the page's address, so that loading the page anew does not put the pack away."""
_LOOKED_AT = "pack-looked-at"


def pack_part(view: View) -> None:
    """Lay out the part."""
    texts = view.texts
    st.subheader(texts("pack.title"))
    _download(view.options, texts)
    if view.options.own_pack is not None:
        st.html(_paragraph(texts("pack.in_use"), "gr-own gr-own-fine"))
        st.button(texts("pack.stop"), on_click=_put_away, icon=":material/close:", key="pack-stop")
    _drop(texts)


def dropped_pack() -> Path | None:
    """Find the pack this reader dropped in; None when there is none or it is gone.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    name = st.query_params.get(_ADDRESS, "")
    return find(name, _folder()) if name else None


def _folder() -> Path:
    return settings.current().cache / "dropped"


def _download(given: WorkOptions, texts: Texts) -> None:
    cache = Cache(given.inputs.cache)
    if not given.fetched or not cache.describe():
        st.html(note(texts("pack.nothing")))
        return
    st.download_button(
        texts("pack.download"),
        data=lambda: _packed(cache),
        file_name="giap-ranh-region.zip",
        mime="application/zip",
        on_click="ignore",
        icon=":material/archive:",
        key="pack-download",
    )


def _packed(cache: Cache) -> bytes:
    with scratch() as folder:
        path = folder / "region.zip"
        write_pack(cache, path)
        return path.read_bytes()


def _drop(texts: Texts) -> None:
    """Take a pack, once: it stays in the uploader after it was put away again."""
    if not may_change_data():
        st.html(closed_note(texts))
        return
    uploaded = st.file_uploader(texts("pack.drop"), type=["zip"], key="pack-file")
    if uploaded is None:
        return
    seen = st.session_state.get(_LOOKED_AT)
    if seen is None or seen[0] != uploaded.file_id:
        fault: InputError | None = None
        try:
            with st.spinner(texts("pack.checking")):
                folder = take_in(uploaded.getvalue(), _folder())
        except InputError as error:
            fault = error
        st.session_state[_LOOKED_AT] = (uploaded.file_id, fault)
        if fault is None:
            st.query_params[_ADDRESS] = folder.name
            st.rerun()
    else:
        fault = seen[1]
    if fault is not None:
        st.html(refused(fault, texts, key="pack.refused"))


def _put_away() -> None:
    st.query_params.pop(_ADDRESS, None)
