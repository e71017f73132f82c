"""The import: a document's text with what was found in it, reviewed row by row, then saved."""

import datetime as dt
from pathlib import PurePath
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.agreements.conversion import read_any, readable_suffixes
from geo.agreements.document import LARGEST, Document, read_document
from geo.agreements.mention import MentionKind
from geo.confined import confined
from geo.errors import InputError, RegistryError
from geo.files import scratch
from geo.registry.imported import Imported, imported_yaml, save_imported, withdraw_imported
from geo.store.causality import living
from layers.app.streamlit_words import uploader_words
from layers.app.view import View
from layers.app.who import ask_name, closed_note, last_name, may_change_data, visitor
from layers.app.work import journal, known, linked, register, reload_data
from layers.markdown import plain
from layers.markup import part
from layers.pages.import_form import add_fields, agreement_fields, project_fields, report_fields
from layers.panels.boundaries_panel import refused
from layers.panels.data_panel import lead, note
from layers.review.entry import agreement_entry, agreement_faults
from layers.review.findings import Finding, FindingSort
from layers.review.marked_text import Marking, kinds_legend, marked_text, stretch_of, stretches
from layers.review.reviewed import Reviewed, reviewed, without_own
from layers.review.row import review_row, wanted
from layers.texts import Texts

_listed, _paragraph = part("parts.html", "alarms"), part("parts.html", "plain")
_LISTS = ("open", "accepted", "saved", "rejected", "named")
_PUT_AWAY = ("rejected", "saved", "held")
_ROWS = 20
_MOST_PASTED = 1_000_000
_YAML = "application/yaml"


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    key = st.session_state.get("doc")
    try:
        document = journal().document(key) if key else None
        if key is None or document is None:
            if key:
                st.warning(texts("import.gone"))
            _upload(texts)
            return
        registry = known(view.options.of_now).registry
        without = without_own(registry, journal().review(key))
        covered = linked(view.options, key, frozenset(without.projects), document, without)
        _review(view, document, reviewed(key, journal(), document, covered, registry))
    except InputError as fault:
        st.html(refused(fault, texts, key="import.refused"))
        st.button(texts("import.another"), on_click=_leave, key="import-leave-fault")


def _upload(texts: Texts) -> None:
    st.subheader(texts("import.title"))
    st.html(lead(texts("import.lead")))
    most = LARGEST // 2**20
    st.html(uploader_words(texts, most))
    uploaded = st.file_uploader(
        texts("import.upload"),
        type=[suffix[1:] for suffix in readable_suffixes()],
        max_upload_size=most,
        accept_multiple_files=True,
        key="import-file",
    )
    with st.expander(texts("import.paste"), key="import-pasting"):
        pasted = st.text_area(
            texts("import.paste.words"), max_chars=_MOST_PASTED, key="import-paste"
        )
        given = st.button(texts("import.paste.read"), key="import-paste-read")
    if given and pasted.strip():
        name = texts("import.paste.name", day=texts.date(dt.date.today()))
        _open_all([journal().keep(Document(name, pasted))])
    elif uploaded:
        _keep_all(uploaded, texts)
    elif may_change_data():
        _kept(texts)


def _keep_all(files: list[UploadedFile], texts: Texts) -> None:
    """Read every file that was handed in, each once; the first that can be read is opened."""
    known_keys = st.session_state.setdefault("import_read", {})
    keys, refusals = [], []
    for file in files:
        try:
            if file.file_id not in known_keys:
                with st.spinner(texts("import.reading")):
                    kept = journal().keep(_read(file.name, file.getvalue()))
                    known_keys[file.file_id] = kept
            keys.append(known_keys[file.file_id])
        except InputError as fault:
            refusals.append(fault)
    for refusal in refusals:
        st.html(refused(refusal, texts, key="import.refused"))
    if keys and not refusals:
        _open_all(keys)
    elif keys:
        st.button(
            texts("import.rest", count=len(keys)),
            on_click=_open_first,
            args=(keys,),
            key="import-rest",
        )


def _open_all(keys: list[str]) -> None:
    _open_first(keys)
    st.rerun()


def _open_first(keys: list[str]) -> None:
    """Open the first; the others are chosen above its text."""
    st.session_state["doc"] = keys[0]
    st.session_state["import_beside"] = tuple(dict.fromkeys(keys))


def _beside(texts: Texts) -> None:
    """Where several documents were handed in together, choose which is reviewed."""
    keys = [key for key in st.session_state.get("import_beside", ()) if journal().document(key)]
    if len(keys) < 2 or st.session_state["doc"] not in keys:
        return
    names = {key: document.name for key in keys if (document := journal().document(key))}
    chosen = st.selectbox(
        texts("import.beside"),
        keys,
        index=keys.index(st.session_state["doc"]),
        format_func=lambda key: names[key],
        key=f"import-beside-{st.session_state['doc']}",
    )
    if chosen != st.session_state["doc"]:
        st.session_state["doc"] = chosen
        st.rerun()


def _read(name: str, content: bytes) -> Document:
    given = PurePath(name.replace("\\", "/"))
    with scratch() as folder:
        path = folder / f"document{given.suffix}"  # a given name may be too long for a disk
        path.write_bytes(content)
        text = read_any(path, lambda at: confined(read_document, at, where=name), where=name).text
        return Document(given.stem or path.stem, text)


def _kept(texts: Texts) -> None:
    """List the reviews of this server to whom it belongs: nobody else learns their addresses."""
    if not (kept := journal().kept()):
        return
    with st.expander(texts("import.kept", count=len(kept)), key="import-kept"):
        st.html(note(texts("import.kept.note")))
        for review in kept:
            day, size = texts.date(review.changed), texts.number(review.size / 1000)
            with st.container(horizontal=True, vertical_alignment="center"):
                row = texts("import.kept.row", name=review.name, day=day, size=size)
                st.html(_paragraph(row), width="stretch")
                st.button(
                    texts("import.kept.open"),
                    on_click=_open,
                    args=(review.key,),
                    key=f"import-open-{review.key}",
                )
                _deleter(review.key, texts)


def _open(key: str) -> None:
    st.session_state["doc"] = journal().with_own_address(key)


def _deleter(key: str, texts: Texts) -> None:
    with st.popover(texts("import.delete"), icon=":material/delete:", key=f"import-sure-{key}"):
        st.html(_paragraph(texts("import.delete.sure")))
        st.button(
            texts("import.delete.do"), on_click=_delete, args=(key,), key=f"import-delete-{key}"
        )


def _delete(key: str) -> None:
    journal().delete(key)
    if st.session_state.get("doc") == key:
        _leave()


def _leave() -> None:
    st.session_state["doc"] = None


def _review(view: View, document: Document, review: Reviewed) -> None:
    texts = view.texts
    with st.container(horizontal=True, vertical_alignment="center", key="gr-import-top"):
        st.subheader(plain(document.name), width="stretch", anchor=False)
        st.button(
            texts("import.another"), on_click=_leave, key="import-leave", icon=":material/close:"
        )
        _deleter(review.key, texts)
    _beside(texts)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _text(document, review, texts)
    with right:
        if (held := review.agreement_form["known"]) is not None:
            title = texts.pick(review.registry.agreements[held].title)
            st.info(plain(texts("import.held", title=title)))
        with st.expander(texts("import.document"), expanded=False):
            agreement_fields(review, texts)
        _list(view, review)
        with st.expander(texts("import.add"), icon=":material/add:"):
            add_fields(document, review, texts)
        _save(view, document, review)


def _text(document: Document, review: Reviewed, texts: Texts) -> None:
    """Show the text with its marks, or the part of it where the reader is."""
    mentions = [one.mention for one in review.covered]
    present = {mention.kind for mention in mentions}
    st.html(kinds_legend([kind.value for kind in MentionKind if kind in present], texts))
    parts = stretches(document.text)
    number = 0
    if len(parts) > 1:
        found = review.opened
        at = mentions[found.mentions[0]].start if found else 0
        name = f"import-part-{review.key}-{found.id if found else ''}"
        st.session_state.setdefault(name, stretch_of(parts, at))
        number = st.selectbox(
            texts("import.part"),
            range(len(parts)),
            format_func=lambda n: texts("import.part.from", line=parts[n].line),
            key=name,
        )
    markings = {
        n: Marking(review.state(finding), finding is review.opened)
        for finding in review.findings
        for n in finding.mentions
    }
    with st.container(key="gr-import-text"):
        st.html(marked_text(document.text, mentions, markings, parts[number], texts))


def _list(view: View, review: Reviewed) -> None:
    texts = view.texts
    counts = {
        name: sum(wanted(finding, review.state(finding), name) for finding in review.findings)
        for name in _LISTS
    }
    if st.session_state.get("import_list") not in _LISTS:
        st.session_state["import_list"] = _LISTS[0]
    which = st.segmented_control(
        texts("import.list"),
        _LISTS,
        format_func=lambda name: f"{texts(f'import.list.{name}')} ({int(counts[name])})",
        required=True,
        key="import_list",
        label_visibility="collapsed",
    )
    found = [
        finding for finding in review.findings if wanted(finding, review.state(finding), str(which))
    ]
    found.sort(key=lambda finding: not finding.by_hand)  # what was just added is seen at once
    if not found:
        st.info(texts("import.list.none"))
        return
    first = 0
    if len(found) > _ROWS:
        first = st.selectbox(
            texts("import.rows"),
            range(0, len(found), _ROWS),
            format_func=lambda n: f"{n + 1}–{min(n + _ROWS, len(found))} / {len(found)}",
            key=f"import-rows-{which}",
        )
    with st.container(key="gr-import-list", gap="small"):
        for finding in found[first : first + _ROWS]:
            _row(finding, view, review)


def _row(finding: Finding, view: View, review: Reviewed) -> None:
    texts, state = view.texts, review.state(finding)
    row = review_row(
        finding, review.covered, state, review.registry, texts, parties=review.new_parties
    )
    st.html(row)
    with st.container(horizontal=True, key=f"gr-import-do-{finding.id}"):
        if state in ("accepted", "rejected"):
            _button("undo", finding, review.set_state, (finding, ""), texts)
        elif state == "saved":
            _button("correct", finding, _reopen, (finding, review), texts)
            _button("withdraw", finding, review.set_state, (finding, "rejected"), texts)
        elif not state and finding.sort is FindingSort.NAMED:
            _button("as_new", finding, review.make_new, (finding,), texts)
        elif not state:
            _button("accept", finding, review.accept, (finding, texts), texts)
            _button("reject", finding, review.set_state, (finding, "rejected"), texts)
        if finding.sort is not FindingSort.NAMED and state not in _PUT_AWAY:
            name = "close" if finding is review.opened else "correct"
            _button(name, finding, review.turn, (finding,), texts)
    if finding is review.opened and state not in _PUT_AWAY:
        with st.container(border=True, key="gr-import-form"):
            for fault in review.faults(finding, texts):
                st.markdown(f":red[◆ {plain(fault)}]")
            fields = project_fields if finding.sort is FindingSort.PROJECT else report_fields
            fields(finding, review, view)


def _reopen(finding: Finding, review: Reviewed) -> None:
    review.reopen(finding)
    st.session_state["import_list"] = "accepted"


def _button(name: str, finding: Finding, do: Any, given: tuple[Any, ...], texts: Texts) -> None:
    st.button(
        texts(f"import.{name}"),
        key=f"import-{name}-{finding.id}",
        on_click=do,
        args=given,
        type="primary" if name == "accept" else "secondary",
    )


def _save(view: View, document: Document, review: Reviewed) -> None:
    """Offer what was accepted: new projects to the data folder, reports to the register."""
    texts = view.texts
    st.markdown(f"**{texts('import.save.title')}**")
    if (said := st.session_state.pop("import_said", None)) is not None:
        st.success(plain(texts("import.saved", count=said)))
    reports = review.accepted_reports()
    counts = texts(
        "import.save.counts",
        projects=len(review.kept_projects()),
        parties=len(review.accepted_parties()),
        reports=len(reports),
    )
    st.html(note(counts))
    text = _file(document, review)
    changed = text != (review.imported.text if review.imported else None)
    wrong = review.incomplete(texts)
    if text is not None and not review.agreement_form["known"]:
        wrong += agreement_faults(review.agreement_form, review.registry, texts)
    if wrong and (text or reports):
        st.html(_listed(texts("import.save.first"), dict.fromkeys(wrong)))
    if changed and review.imported is not None:
        st.html(note(texts("import.save.changed", file=review.imported.name)))
    to_do = changed or bool(reports) or bool(review.withdrawn_entries())
    may_write = may_change_data()
    if not may_write:
        st.html(closed_note(texts))
    elif reports or review.withdrawn_entries():
        st.html(note(texts("import.reports.note")))
        ask_name(texts, proposed=last_name(view.options))
    with st.container(horizontal=True, key="gr-import-save"):
        save = may_write and st.button(
            texts("import.save"),
            disabled=not to_do or bool(wrong),
            type="primary",
            key="import-save",
        )
        name = f"imported-{dt.date.today()}.yaml"
        _download("import.download", text or "", name, text is None, texts)
    if save:
        _saved(text, view, document, review)


def _file(document: Document, review: Reviewed) -> str | None:
    """The file that comes of the review; None where no project is for it."""
    if not (projects := review.kept_projects()):
        return None
    return imported_yaml(
        document.name,
        review.first_saved or dt.date.today(),
        agreements=[]
        if review.agreement_form["known"]
        else [agreement_entry(review.agreement_form)],
        projects=projects,
        parties=review.accepted_parties(),
        places=review.accepted_places(),
    )


def _saved(text: str | None, view: View, document: Document, review: Reviewed) -> None:
    try:
        with st.spinner(view.texts("import.saving")):
            _write_file(text, view, document, review)
            count = _enter(view, review)
    except RegistryError as error:
        faults = dict.fromkeys(fault.said(view.texts.language).what for fault in error.faults)
        st.html(_listed(view.texts("import.save.faults"), faults))
        return
    except InputError as fault:
        st.html(refused(fault, view.texts, key="import.save.refused"))
        return
    st.session_state["import_said"] = count + len(review.accepted_projects())
    st.rerun()


def _write_file(text: str | None, view: View, document: Document, review: Reviewed) -> None:
    """Bring the data folder to what the review says: a file, another one, or none any more."""
    before, data = review.imported, view.options.data
    if text == (before.text if before else None):
        review.mark_saved(before)
        return
    if text is None:
        assert before is not None  # else the texts were equal
        withdraw_imported(before, data)
        review.mark_saved(None)
    else:
        day = review.first_saved or dt.date.today()
        path = save_imported(text, data, document.name, day, instead_of=before)
        review.mark_saved(Imported(path.name, text), day)
    reload_data()


def _enter(view: View, review: Reviewed) -> int:
    """Bring the register to what the review says; gives how many reports were entered."""
    log = register(view.options)
    if gone := review.withdrawn_entries():
        counted = {entry.id for entry in living(log.entries())[0]}
        for entry in gone:
            if entry in counted:  # else somebody withdrew it in the change log
                log.withdraw(visitor(), entry)
    review.mark_withdrawn()
    made = [(one, log.append(visitor(), drafts)) for one, drafts in review.report_drafts()]
    for finding, entries in made:
        review.mark_entered(finding, [entry.id for entry in entries])
    return len(made)


def _download(label: str, text: str, name: str, disabled: bool, texts: Texts) -> None:
    st.download_button(
        texts(label),
        data=text.encode(),
        file_name=name,
        mime=_YAML,
        disabled=disabled,
        on_click="ignore",
        key=label.replace(".", "-"),
    )
