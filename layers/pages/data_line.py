"""Part of the data page: a department's own line, checked and shown before it is saved."""

import datetime as dt
import hashlib

import streamlit as st

from geo.errors import InputError
from geo.locate.alignment import Alignment, told
from geo.model import EntrySource, Located, Project
from geo.store.entry import Draft, EntryKind, OwnLine
from geo.store.people import Deed, may
from layers.app.brought_line import Brought, drawing_in
from layers.app.view import View
from layers.app.who import ask_name, person, visitor
from layers.app.work import known, register, traced
from layers.markdown import plain
from layers.pages.hand_drawing import forget_points, hand_drawing
from layers.panels.boundaries_panel import refused
from layers.panels.data_panel import note
from layers.panels.line_panel import line_checked

_TYPES = ["dxf", "kml", "kmz", "geojson", "json", "gpkg", "zip", "gpx", "csv", "txt"]


def line_part(view: View) -> None:
    """Lay out the part."""
    texts = view.texts
    st.subheader(texts("line.title"))
    if not may(person(view.options), Deed.WRITE):
        st.html(note(texts("line.closed")))
        return
    with st.container(key="own-line"):
        st.html(note(texts("line.about")))
        if (said := st.session_state.pop("line-saved", None)) is not None:
            st.success(plain(texts("line.saved", name=said)))
        try:
            _form(view)
        except InputError as fault:
            st.html(refused(fault, texts, key="line.refused"))


def _form(view: View) -> None:
    texts, registry = view.texts, known(view.options).registry
    lines = [one.id for one in registry.projects.values() if one.located is Located.LINE]
    chosen = st.selectbox(
        texts("line.project"),
        lines,
        index=None,
        format_func=lambda key: texts.pick(registry.projects[key].name),
        placeholder=texts("line.choose"),
        key="line-project",
    )
    if chosen is not None and st.toggle(texts("line.by_hand"), key="line-by-hand"):
        project = registry.projects[chosen]
        if (alignment := hand_drawing(project, view)) is not None:
            _checked(alignment, project, view)
        return
    file = st.file_uploader(texts("line.file"), type=_TYPES, key="line-file")
    if chosen is None or file is None:
        return
    content = file.getvalue()
    drawing = drawing_in(file.name, hashlib.sha256(content).hexdigest(), content)
    layers: list[str] = []
    if len(drawing.layers) > 1:
        layers = st.multiselect(
            texts("line.layers"),
            list(drawing.layers),
            placeholder=texts("line.choose"),
            key="line-layers",
        )
        if not layers:
            return
    brought = Brought(drawing, registry.projects[chosen], registry, file.name).of_layers(layers)
    if brought.stated is None and (fits := brought.fits):
        names = {fit.system.key: fit.system.name for fit in fits}
        # What fits is proposed; that it is so somebody must say.
        key = st.selectbox(
            texts("line.system", count=len(fits)),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=texts("line.choose"),
            key="line-system",
        )
        if key is None:
            return
    else:
        key = None
    _checked(brought.joined(key), brought.project, view)


def _checked(alignment: Alignment, project: Project, view: View) -> None:
    """Show what was found, over the line so far, and take the document."""
    texts, places = view.texts, known(view.options).registry.places
    before = traced(view.options).locations[project.id].geometry
    said = [texts.pick(wording) for wording in told(alignment, project, places)]
    points = [places[key] for key in project.places]
    st.html(line_checked(said, alignment.degrees, before, points, texts))
    ask_name(texts)
    document = st.text_input(texts("entry.document"), max_chars=500, key="line-document")
    day = st.date_input(
        texts("entry.document_date"),
        value=dt.date.today(),
        max_value=dt.date.today(),
        format="DD/MM/YYYY",
        key="line-date",
    )
    before_osm = st.checkbox(texts("line.before_osm"), key="line-before-osm")
    if st.button(
        texts("entry.save"),
        type="primary",
        disabled=not document.strip(),
        icon=":material/save:",
        key="line-save",
    ):
        assert isinstance(day, dt.date)  # one day was asked for, not a range
        source = EntrySource(by="?", date=day, document=document.strip())
        line = OwnLine(
            strands=alignment.degrees,
            before_osm=before_osm,
            drawn_zoom=alignment.drawn_zoom,
            source=source,
        )
        draft = Draft(kind=EntryKind.LINE, project=project.id, payload=line)
        register(view.options).append(visitor(), [draft])
        forget_points(project.id)
        st.session_state["line-saved"] = texts.pick(project.name)
        st.rerun()
