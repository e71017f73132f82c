"""Part of the data page: where the register lies, its backup, and other installations' entries."""

import datetime as dt

import streamlit as st

from geo.confined import confined
from geo.errors import InputError
from geo.store.exchange import add, handed, packed
from geo.store.people import Deed, may
from geo.store.place import database_place
from layers.app.view import View
from layers.app.who import Vouching, person, visitor, vouching
from layers.app.work import register
from layers.markdown import plain
from layers.pages.data_form import form_part
from layers.panels.data_panel import note

_TAKEN = "register-taken"


def register_part(view: View) -> None:
    """Lay out the part."""
    texts = view.texts
    st.subheader(texts("register.title"))
    try:
        if vouching() is Vouching.OWN_MACHINE and "://" not in database_place():
            st.html(note(texts("register.place", place=database_place())))
        count = register(view.options).count() if view.options.entries else 0
        st.html(note(texts("register.count", count=texts.number(count))))
        who = person(view.options)
        if view.options.entries:
            _backup(view)
        if may(who, Deed.EXCHANGE):
            _import(view)
        form_part(view, who)
    except InputError as fault:
        st.error(plain(texts.fault(fault)))


def _backup(view: View) -> None:
    st.download_button(
        view.texts("register.backup"),
        data=lambda: packed(register(view.options)),
        file_name=f"giap-ranh-entries-{dt.date.today().isoformat()}.zip",
        mime="application/zip",
        on_click="ignore",
        icon=":material/archive:",
        key="register-backup",
    )


def _import(view: View) -> None:
    """Take in a file, once."""
    texts = view.texts
    uploaded = st.file_uploader(texts("register.import"), type=["zip"], key="register-file")
    if uploaded is None:
        return
    if st.session_state.get(_TAKEN, (None, ""))[0] != uploaded.file_id:
        try:
            name = uploaded.name
            given = confined(handed, uploaded.getvalue(), name, where=name)
            taken = add(register(view.options), visitor(), given)
            said = texts("register.taken", entries=taken.entries, new=taken.new)
        except InputError as fault:
            said = texts.fault(fault)
        st.session_state[_TAKEN] = (uploaded.file_id, said)
        st.rerun()
    st.info(plain(st.session_state[_TAKEN][1]))
