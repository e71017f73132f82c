"""Part of the data page: a province's update form for Excel, out and back."""

import datetime as dt

import streamlit as st

from geo.collation import sort_key
from geo.errors import InputError
from geo.export.change_log import said, unit_name
from geo.export.taken_form import TakenRow
from geo.export.update_form import update_form
from geo.store.entry import EntryKind
from geo.store.people import Deed, Person, Subject, may
from geo.store.sides import side_keys
from layers.app.view import View
from layers.app.who import ask_name, visitor
from layers.app.work import known, register, taken_rows
from layers.markdown import plain
from layers.markup import part

_alarm = part("register.html", "alarm")
_remark = part("parts.html", "remark")


def form_part(view: View, who: Person) -> None:
    """Lay out the part."""
    texts = view.texts
    st.subheader(texts("form.title"))
    registry = known(view.options.of_now).registry
    units = {
        key.partition("@")[0]
        for project in registry.projects.values()
        for key in side_keys(project)
    }
    unit = st.selectbox(
        texts("form.province"),
        sorted(units, key=lambda key: sort_key(unit_name(key, registry) or key)),
        index=None,
        format_func=lambda key: plain(unit_name(key, registry) or key),
        key="form-province",
    )
    if unit is not None:
        st.download_button(
            texts("form.download"),
            data=lambda: _form(unit, view),
            file_name=f"giap-ranh-phieu-{unit.replace(':', '-')}.xlsx",
            on_click="ignore",
            icon=":material/download:",
            key="form-download",
        )
    if any(may(who, Deed.WRITE, Subject(EntryKind.STATUS, unit)) for unit in units):
        _take(view)


def _form(unit: str, view: View) -> bytes:
    entries = register(view.options).entries() if view.options.entries else []
    return update_form(unit, known(view.options.of_now).registry, entries, as_of=dt.date.today())


def _take(view: View) -> None:
    """Take a form back: all its faults, or row by row what changes, then the reader's word."""
    texts = view.texts
    uploaded = st.file_uploader(
        texts("form.take"), type=["xlsx"], max_upload_size=5, key="form-file"
    )
    if uploaded is None:
        return
    try:
        rows = taken_rows(view.options.of_now, uploaded.name, uploaded.getvalue(), dt.date.today())
    except InputError as fault:
        st.error(plain(texts.fault(fault)))
        return
    st.html(_alarm(texts("form.rows", count=len(rows)), [_line(row, view) for row in rows]))
    ask_name(texts)
    over = st.checkbox(texts("form.over"), key="form-over")
    if rows and st.button(texts("entry.save"), type="primary", key="form-save"):
        _save(rows, view, over=over)


def _line(row: TakenRow, view: View) -> str:
    registry = known(view.options.of_now).registry
    name = view.texts.pick(registry.projects[row.project].name)
    words = "; ".join(view.texts.pick(said(draft.payload, registry)) for draft in row.drafts)
    return f"{row.row}. {name} · {unit_name(row.side, registry)}: {words}"


def _save(rows: list[TakenRow], view: View, *, over: bool) -> None:
    """Save row by row; what others wrote in the meantime is told and left out."""
    texts, written = view.texts, 0
    left = []
    for row in rows:
        drafts = [
            draft.model_copy(update={"seen": None}) if over else draft for draft in row.drafts
        ]
        try:
            register(view.options).append(visitor(), drafts)
        except InputError as fault:
            left.append(f"{_line(row, view)} ({texts.fault(fault)})")
        else:
            written += 1
    st.html(_remark("gr-own-fine", texts("form.saved", count=written)))
    if left:
        st.html(_alarm(texts("form.left"), left))
