"""Part of the data page: the reader's own boundaries, checked before they are used."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from geo.errors import InputError
from geo.files import scratch
from geo.provinces.checked_file import CheckedFile, Examined
from geo.provinces.datum import Verdict
from geo.provinces.whole_file import write_whole_file
from layers.app.view import View
from layers.app.work import WorkOptions, boundary_shelf, examined, is_of_second, own_boundaries
from layers.markup import part
from layers.pages.recent import recent
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
        own = own_boundaries(given, given.own)
        assert own is not None  # else the app would not use them
        st.html(_plain(texts("own.in_use", source=texts.pick(own.source))))
        st.button(texts("own.stop"), on_click=_use, args=(None,), key="own-stop")
    if (unkept := st.session_state.pop("own-fault", None)) is not None:
        st.html(refused(unkept, texts))
    if uploaded is None:
        recent(boundary_shelf(), "own", texts)
        return
    content = uploaded.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    upload = _examined(given, uploaded.name, content, texts)
    if upload is None:
        return
    st.html(datum_verdict(upload.verdict, texts))
    if upload.is_poor:
        st.html(poor_borders(upload.likeness, texts))
    elif upload.likeness is not None and upload.verdict.verdict is Verdict.CANNOT_TELL:
        st.html(good_borders(upload.likeness, texts))
    if upload.mended is not None:
        _offer_corrected(upload.mended, digest, given, texts)
    if upload.checked.boundaries is not None:
        words = texts(_use_words(upload))
        st.button(
            words,
            on_click=_take,
            args=(uploaded.name, content),
            key="own-use",
            disabled=_in_use(given, digest, corrected=False),
        )
    st.html(file_report(upload.checked, texts))


def _examined(given: WorkOptions, name: str, content: bytes, texts: Texts) -> Examined | None:
    """Check a file, against a second one too where the reader has one; says why it cannot."""
    second = st.file_uploader(
        texts("own.second"), type=_UPLOADS, key="own-second", help=texts("own.second.help")
    )
    beside = (second.name, second.getvalue()) if second else None
    place = st.empty()

    def tell(done: int, of: int) -> None:
        place.progress(done / of, texts("own.checking"))

    try:
        return examined(replace(given, own=""), name, content, beside, tell=tell)
    except InputError as fault:
        key = "own.second.refused" if is_of_second(fault) else "own.refused"
        st.html(refused(fault, texts, key=key))
        return None
    finally:
        place.empty()


def _use_words(upload: Examined) -> str:
    if upload.is_poor:
        return "own.use.poor"
    return "own.use" if upload.mended is None else "own.use.as_is"


def _in_use(given: WorkOptions, digest: str, *, corrected: bool) -> bool:
    """Tell whether a file of this content is what the reader uses."""
    facts = boundary_shelf().facts(given.own) or {}
    return (facts.get("digest"), facts.get("corrected")) == (digest, corrected)


def _offer_corrected(mended: CheckedFile, digest: str, given: WorkOptions, texts: Texts) -> None:
    """Offer the file moved to where its borders belong: to use, and to take home."""
    if mended.boundaries is not None:
        st.button(
            texts("own.use.corrected"),
            type="primary",
            on_click=_take_corrected,
            args=(mended, digest),
            key="own-use-corrected",
            disabled=_in_use(given, digest, corrected=True),
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


def _take(name: str, content: bytes) -> None:
    """Keep a file and cut by it from now on."""
    _keep(name, hashlib.sha256(content).hexdigest(), lambda: content)


def _take_corrected(mended: CheckedFile, digest: str) -> None:
    """Keep the corrected file: nobody needs the second one to correct it again."""
    name = f"{mended.path.stem}.gpkg"
    _keep(name, digest, lambda: _geopackage(mended), corrected=True)


def _keep(name: str, digest: str, content: Callable[[], bytes], *, corrected: bool = False) -> None:
    facts = {"name": name, "digest": digest, "corrected": corrected}
    try:
        _use(boundary_shelf().put(facts, content()))
    except InputError as fault:
        st.session_state["own-fault"] = fault


def _use(key: str | None) -> None:
    """Cut by these boundaries from now on; none: by those the app was started with."""
    st.session_state["own"] = key
