"""Part of the data page: the reader's own boundaries, checked before they are used."""

import hashlib
from dataclasses import replace

import streamlit as st

from geo.errors import InputError
from geo.files import scratch
from geo.provinces import Boundaries
from geo.provinces.checked_file import CheckedFile, Examined
from geo.provinces.datum import Verdict
from geo.provinces.whole_file import write_whole_file
from layers.app.view import View
from layers.app.work import WorkOptions, examined, keep_boundaries, own_boundaries
from layers.markup import part
from layers.panels.boundaries_panel import (
    datum_verdict,
    file_report,
    good_borders,
    poor_borders,
    refused,
)
from layers.panels.legend import borders
from layers.texts import Texts

_plain = part("parts.html", "plain")
_UPLOADS = ["gpkg", "zip", "geojson", "json", "kml", "kmz"]


def boundaries_part(view: View) -> None:
    """Lay out the part."""
    st.subheader(view.texts("own.title"))
    st.html(borders(view.linkage.boundaries, view.texts))
    with st.container(key="own-boundaries"):
        _own_boundary_file(view.options, view.texts)


def _own_boundary_file(given: WorkOptions, texts: Texts) -> None:
    """Take a boundary file, say what was found in it, and offer to cut by it."""
    uploaded = st.file_uploader(texts("own.upload"), type=_UPLOADS, key="own-file")
    if given.own:
        source = texts.pick(own_boundaries()[given.own].source)
        st.html(_plain(texts("own.in_use", source=source)))
        st.button(texts("own.stop"), on_click=_use, args=("", None), key="own-stop")
    if uploaded is None:
        return
    content = uploaded.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    try:
        with st.spinner(texts("own.checking")):
            upload = examined(replace(given, own=""), uploaded.name, digest, content)
    except InputError as fault:
        st.html(refused(fault, texts))
        return
    st.html(datum_verdict(upload.verdict, texts))
    if upload.is_poor:
        st.html(poor_borders(upload.likeness, texts))
    elif upload.likeness is not None and upload.verdict.verdict is Verdict.CANNOT_TELL:
        st.html(good_borders(upload.likeness, texts))
    if upload.mended is not None:
        _offer_corrected(upload.mended, digest, texts)
    if upload.checked.boundaries is not None:
        words = texts(_use_words(upload))
        key, chosen = f"{digest}-as-is", upload.checked.boundaries
        in_use = given.own == key
        st.button(words, on_click=_use, args=(key, chosen), key="own-use", disabled=in_use)
    st.html(file_report(upload.checked, texts))


def _use_words(upload: Examined) -> str:
    if upload.is_poor:
        return "own.use.poor"
    return "own.use" if upload.mended is None else "own.use.as_is"


def _offer_corrected(mended: CheckedFile, digest: str, texts: Texts) -> None:
    """Offer the file moved to where its borders belong: to use, and to take home."""
    key = f"{digest}-corrected"
    if mended.boundaries is not None:
        st.button(
            texts("own.use.corrected"),
            type="primary",
            on_click=_use,
            args=(key, mended.boundaries),
            key="own-use-corrected",
            disabled=st.session_state.get("own") == key,
        )
    st.download_button(
        texts("own.download"),
        data=lambda: _geopackage(mended),
        file_name=f"{mended.path.stem}-corrected.gpkg",
        mime="application/geopackage+sqlite3",
        on_click="ignore",
        key="own-download",
    )


def _geopackage(mended: CheckedFile) -> bytes:
    """Write a corrected file's rows and attributes as they stand."""
    with scratch() as folder:
        out = folder / f"{mended.path.stem}.gpkg"
        write_whole_file(mended.frame, out)
        return out.read_bytes()


def _use(key: str, boundaries: Boundaries | None) -> None:
    """Cut by these boundaries from now on; none: by those the app was started with."""
    if boundaries is not None:
        keep_boundaries(key, boundaries)
    st.session_state["own"] = key
