"""The change log: who said what on which side, when, on what paper; conflicts and misfits first."""

from datetime import date

import streamlit as st

from geo.errors import InputError
from geo.export.change_log import LoggedEntry, change_log, change_log_csv
from geo.store.causality import known_by
from geo.store.entry import Entry, EntryKind
from geo.store.people import Deed, Subject, may
from layers.app.view import View
from layers.app.who import person, visitor
from layers.app.work import known, register
from layers.markdown import plain
from layers.panels.log_table import found, log_table

_MOST = 200
"""So many entries stand on the page; the file has them all."""


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    st.subheader(texts("log.title"))
    if not view.options.entries:
        st.info(texts("log.none"))
        return
    try:
        entries = known_by(register(view.options).entries(), view.options.known_at)
    except InputError as fault:
        st.error(plain(texts.fault(fault)))
        return
    folded = known(view.options)
    if to_look_at := found(folded, texts):
        st.html(to_look_at)
    changes = change_log(entries, folded.registry)
    wanted = _wanted(changes, view)
    st.download_button(
        texts("log.csv"),
        data=lambda: change_log_csv(wanted, texts.language),
        file_name=f"giap-ranh-log-{date.today().isoformat()}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="log-csv",
    )
    st.html(log_table(wanted[:_MOST], texts, total=len(wanted)))
    _attachments(wanted, view)
    _undo(wanted, view)


def _wanted(changes: list[LoggedEntry], view: View) -> list[LoggedEntry]:
    """Ask for project, side and person."""
    texts = view.texts
    names = {c.entry.project: c.project for c in changes if c.entry.project and c.project}
    columns = st.columns(3)
    with columns[0]:
        projects = st.multiselect(
            texts("log.project"),
            list(names),
            format_func=lambda key: texts.pick(names[key]) if names[key] else str(key),
            placeholder=texts("filter.all"),
            key="log-project",
        )
    with columns[1]:
        sides = st.multiselect(
            texts("log.side"),
            sorted({c.unit for c in changes if c.unit}),
            placeholder=texts("filter.all"),
            key="log-side",
        )
    with columns[2]:
        people = st.multiselect(
            texts("log.person"),
            sorted({c.entry.author for c in changes}),
            placeholder=texts("filter.all"),
            key="log-person",
        )
    return [
        c
        for c in changes
        if (not projects or c.entry.project in projects)
        and (not sides or c.unit in sides)
        and (not people or c.entry.author in people)
    ]


def _attachments(changes: list[LoggedEntry], view: View) -> None:
    """Offer the files that go with the entries, as files and never as a page."""
    files = [c for c in changes if c.entry.kind == EntryKind.ATTACHMENT and c.counts][:_MOST]
    if not files:
        return
    picked = st.selectbox(
        view.texts("log.files"),
        files,
        index=None,
        format_func=lambda c: f"{c.when} · {c.entry.author} · {view.texts.pick(c.said)}",
        key="log-file",
    )
    if picked is not None:
        _download(picked.entry, view)


def _download(entry: Entry, view: View) -> None:
    attached = entry.payload
    try:
        content = register(view.options).files.read(attached.sha256)
    except InputError as fault:
        st.error(plain(view.texts.fault(fault)))
        return
    st.download_button(
        plain(attached.name),
        data=content,
        file_name=attached.name,
        mime="application/octet-stream",
        on_click="ignore",
        icon=":material/download:",
        key="log-file-download",
    )


def _undo(changes: list[LoggedEntry], view: View) -> None:
    """Offer to withdraw an entry to whoever may write on its side."""
    who, texts = person(view.options), view.texts
    mine = [
        c
        for c in changes
        if c.counts and may(who, Deed.WRITE, Subject(EntryKind.WITHDRAWAL, c.entry.side))
    ][:_MOST]
    if not mine:
        return
    picked = st.selectbox(
        texts("log.withdraw"),
        mine,
        index=None,
        format_func=lambda c: (
            f"{c.when} · {c.entry.author} · {c.unit or '–'} · "
            f"{texts.pick(c.kind)}: {texts.pick(c.said)}"
        ),
        key="log-withdraw",
    )
    if picked is None:
        return
    reason = st.text_input(texts("log.reason"), max_chars=500, key="log-reason")
    if st.button(texts("entry.undo"), icon=":material/undo:", key="log-withdraw-now"):
        try:
            register(view.options).withdraw(visitor(), picked.entry.id, reason)
        except InputError as fault:
            st.error(plain(texts.fault(fault)))
        else:
            st.rerun()
