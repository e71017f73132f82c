"""The pencil on a side: what is new there, with its source; a preview; what was written before."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo.errors import InputError
from geo.export.change_log import change_log
from geo.model import Deadline, EntrySource, Side, Status, StatusReport, Text
from geo.store.attachments import MOST_BYTES, TYPES, Upload
from geo.store.entry import Draft, EntryKind, Remark, Responsibility
from geo.store.folding import fold
from geo.store.log import StaleError
from geo.store.people import Deed, Subject, may
from geo.store.sides import side_keys, side_numbers
from layers.app.view import View
from layers.app.who import ask_name, last_name, person, visitor
from layers.app.work import known, register, traced, with_entries
from layers.markdown import plain
from layers.markup import part
from layers.panels.entry_preview import newer, preview
from layers.texts import Language, Texts

_SHOWN = 8
"""So many of the newest entries on the side stand in the dialog, to be withdrawn."""
_paragraph = part("parts.html", "paragraph")
_KINDS = (EntryKind.STATUS, EntryKind.DEADLINE, EntryKind.PARTY)

Seen = Mapping[EntryKind, frozenset[str]]
"""The newest entries on each fact of the side that the reader was shown."""


def pencils(project_id: str, view: View) -> None:
    """Offer a pencil for every side that the reader may write on; none while he looks back."""
    if view.options.known_at is not None:
        return
    if st.session_state.pop("entry-saved", 0):
        st.toast(view.texts("entry.saved"), icon=":material/check:")
    project = view.linkage.registry.projects[project_id]
    try:
        who = person(view.options)
    except InputError as fault:
        st.warning(plain(fault.told(view.texts.language)))
        return
    for key, side in zip(side_keys(project), project.sides, strict=True):
        if not may(who, Deed.WRITE, Subject(EntryKind.STATUS, key)):
            continue
        name = view.linkage.registry.units.name_in(view.linkage.units, side.province)
        if st.button(
            plain(name), icon=":material/edit:", help=view.texts("entry.edit"), key=f"pencil-{key}"
        ):
            _open(project_id, key, name, view)


def _open(project_id: str, key: str, name: str, view: View) -> None:
    try:
        seen = _newest(project_id, key, view)
    except InputError as fault:
        st.warning(plain(fault.told(view.texts.language)))
        return
    title = f"{view.texts.pick(view.linkage.registry.projects[project_id].name)} · {name}"
    for field in [field for field in st.session_state if str(field).startswith("entry-")]:
        del st.session_state[field]
    st.session_state["entry-seen"] = seen
    st.dialog(plain(title), width="large")(_form)(project_id, key, view)


def _newest(project_id: str, key: str, view: View) -> Seen:
    log = register(view.options)
    return {
        kind: frozenset(entry.id for entry in log.newest(project_id, key, kind)) for kind in _KINDS
    }


def _form(project_id: str, key: str, view: View) -> None:
    texts = view.texts
    project = known(view.options).registry.projects[project_id]
    side = project.sides[side_numbers(project)[key]]
    ask_name(texts, proposed=last_name(view.options))
    left, right = st.columns(2, gap="medium")
    with left:
        said = _news(side, view)
    with right:
        source = _source(view)
        uploads = _uploads(view)
    drafts = _drafts(project_id, key, said, source)
    if drafts:
        _preview(project_id, key, drafts, view)
    if st.button(
        texts("entry.save"),
        type="primary",
        disabled=not drafts,
        icon=":material/save:",
        key="entry-save",
    ):
        _save(drafts, uploads, view)
    _earlier(project_id, key, view)


def _news(side: Side, view: View) -> dict[str, Any]:
    """Ask what is new; what is left as it is says nothing."""
    texts, registry = view.texts, view.linkage.registry
    return {
        "status": st.selectbox(
            texts("entry.status"),
            list(Status),
            index=None,
            format_func=lambda status: texts(f"status.{status}"),
            placeholder=texts("entry.unchanged"),
            key="entry-status",
        ),
        "date": st.date_input(
            texts("entry.date"),
            value=dt.date.today(),
            max_value=dt.date.today(),
            format="DD/MM/YYYY",
            key="entry-date",
        ),
        "vi": st.text_area(texts("entry.note_vi"), max_chars=2000, key="entry-note-vi"),
        "en": st.text_area(texts("entry.note_en"), max_chars=2000, key="entry-note-en"),
        "by": st.date_input(
            texts("entry.deadline"),
            value=side.deadline.by if side.deadline else None,
            min_value=dt.date(1990, 1, 1),
            max_value=dt.date(2100, 12, 31),
            format="DD/MM/YYYY",
            key="entry-deadline",
        ),
        "deadline": side.deadline,
        "parties": st.multiselect(
            texts("entry.party"),
            list(registry.parties),
            default=list(side.responsible),
            format_func=lambda party: texts.pick(registry.parties[party].name),
            key="entry-party",
        ),
        "responsible": side.responsible,
    }


def _source(view: View) -> EntrySource:
    """Ask on what paper it rests; nothing filled in is the side's own report."""
    texts = view.texts
    document = st.text_input(texts("entry.document"), max_chars=500, key="entry-document")
    number = st.text_input(texts("entry.number"), max_chars=100, key="entry-number")
    date = st.date_input(
        texts("entry.document_date"),
        value=dt.date.today(),
        max_value=dt.date.today(),
        format="DD/MM/YYYY",
        key="entry-document-date",
    )
    line = st.number_input(texts("entry.line"), min_value=1, value=None, step=1, key="entry-line")
    assert isinstance(date, dt.date)  # one day was asked for, not a range
    return EntrySource(
        by="?",
        date=date,
        document=document.strip() or None,
        number=number.strip() or None,
        line=line,
    )


def _uploads(view: View) -> list[Upload]:
    files = st.file_uploader(
        view.texts("entry.files"),
        type=list(TYPES),
        accept_multiple_files=True,
        max_upload_size=MOST_BYTES // 1_000_000,
        key="entry-files",
    )
    return [Upload(file.name, file.getvalue()) for file in files or ()]


def _drafts(project_id: str, key: str, said: Mapping[str, Any], source: EntrySource) -> list[Draft]:
    """What was said, as entries: one for each fact that is new."""
    seen: Seen = st.session_state["entry-seen"]
    vi, en = said["vi"].strip(), said["en"].strip()
    note = Text(vi=vi, en=en or vi) if vi else None
    found: dict[EntryKind, Any] = {}
    if said["status"] is not None:
        found[EntryKind.STATUS] = StatusReport(
            date=said["date"], status=said["status"], note=note or _own_words(), source=source
        )
    elif note is not None:
        found[EntryKind.NOTE] = Remark(text=note, source=source)
    if said["by"] is not None and (said["deadline"] is None or said["by"] != said["deadline"].by):
        words = note or Text(vi=f"{said['by']:%d/%m/%Y}", en=said["by"].isoformat())
        found[EntryKind.DEADLINE] = Deadline(by=said["by"], said=words, cite=source)
    if said["parties"] and tuple(said["parties"]) != said["responsible"]:
        found[EntryKind.PARTY] = Responsibility(responsible=tuple(said["parties"]), source=source)
    return [
        Draft(kind=kind, project=project_id, side=key, payload=payload, seen=seen.get(kind))
        for kind, payload in found.items()
    ]


def _own_words() -> Text:
    """What stands for a note where the side gave none."""
    vi, en = (Texts(language)("entry.of_itself") for language in (Language.VI, Language.EN))
    return Text(vi=vi, en=en)


def _preview(project_id: str, key: str, drafts: list[Draft], view: View) -> None:
    """Show what the map will say, and what does not fit."""
    now = known(view.options).registry
    folded = fold(now, register(view.options).drafted(visitor(), drafts))
    for one in folded.unfit:
        st.warning(plain(view.texts.pick(one.reason)))
    then = traced(view.options).at(view.linkage.as_of, view.linkage.units, registry=folded.registry)
    st.html(preview(project_id, key, view.linkage, then, view.texts))


def _save(drafts: list[Draft], uploads: list[Upload], view: View) -> None:
    try:
        register(view.options).append(visitor(), drafts, uploads)
    except StaleError as fault:
        st.html(newer(fault.newer, known(with_entries(view.options)).registry, view.texts))
        st.session_state["entry-seen"] = {
            draft.kind: (draft.seen or frozenset()) | {entry.id for entry in fault.newer}
            for draft in drafts
        }
    except InputError as fault:
        st.error(plain(view.texts.fault(fault)))
    else:
        st.session_state["entry-saved"] = len(drafts)
        st.rerun()


def _earlier(project_id: str, key: str, view: View) -> None:
    """Show what was entered on the side before, to be withdrawn."""
    log = register(view.options)
    own = [e for e in log.entries() if (e.project, e.side) == (project_id, key)]
    for change in change_log(own, log.registry)[:_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            mark = "" if change.counts else f" ({view.texts('log.gone')})"
            words = view.texts.pick(change.said)
            kind = view.texts.pick(change.kind)
            line = f"{change.when} · {change.entry.author} · {kind}: {words}{mark}"
            st.html(_paragraph(line, "gr-quiet"))
            if change.counts and change.entry.kind != EntryKind.ATTACHMENT:
                undo = st.button(
                    view.texts("entry.undo"),
                    icon=":material/undo:",
                    type="tertiary",
                    key=f"undo-{change.entry.id}",
                )
                if undo:
                    _withdraw(change.entry.id, view)


def _withdraw(entry_id: str, view: View) -> None:
    try:
        register(view.options).withdraw(visitor(), entry_id)
    except InputError as fault:
        st.error(plain(view.texts.fault(fault)))
    else:
        st.rerun()
