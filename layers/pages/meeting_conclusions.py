"""Conclusions of a meeting: written beside the slides, listed until they are done."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from geo.export.change_log import unit_name
from geo.model import EntrySource, Status, Text
from geo.store.conclusions import Conclusion
from geo.store.entry import Decision, Draft, EntryKind
from geo.store.sides import side_keys
from layers.app.view import View
from layers.markdown import plain
from layers.markup import part
from layers.meeting.desk import MeetingDesk, keep

_tasks = part("meeting.html", "tasks")
CONCLUDED_ON = "conclusion-project"
"""Where the session holds the project that a conclusion is of."""


def concluding(desk: MeetingDesk) -> None:
    """Ask for a conclusion on a project of the agenda, and list those of this meeting."""
    texts, registry = desk.view.texts, desk.linkage.registry
    agenda = [key for key in desk.said.agenda if key in registry.projects]
    if not agenda:
        return  # beside it stands why there are no slides
    projects = registry.projects
    # Not in the form: which sides there are depends on it, and the next conclusion is of it too.
    project_id = st.selectbox(
        texts("log.project"),
        agenda,
        format_func=lambda key: texts.pick(projects[key].name),
        key=CONCLUDED_ON,
    )
    with st.form("conclusion", clear_on_submit=True):
        side = st.selectbox(
            texts("log.side"),
            sorted(side_keys(projects[project_id])),
            index=None,
            format_func=lambda key: unit_name(key, registry) or key,
            placeholder=texts("conclusion.both"),
            key=f"conclusion-side-{project_id}",
        )
        words = st.text_area(texts("conclusion.text"), max_chars=2000, key="conclusion-text")
        who = st.text_input(texts("task.who"), max_chars=200, key="conclusion-who")
        left, right = st.columns(2)
        with left:
            by = st.date_input(
                texts("task.by"), value=None, format="DD/MM/YYYY", key="conclusion-by"
            )
        with right:
            reached = st.selectbox(
                texts("conclusion.reached"),
                [status for status in Status if status.step is not None],
                index=None,
                format_func=lambda status: texts(f"status.{status}"),
                placeholder=texts("conclusion.by_hand"),
                key="conclusion-reached",
            )
        sent = st.form_submit_button(
            texts("conclusion.save"), type="primary", icon=":material/save:"
        )
    if sent:
        _write(desk, project_id, side, words.strip(), who=who.strip(), by=by, reached_by=reached)
    own = [one for one in desk.concluded if one.said.conference == desk.held.id]
    for one in own:
        st.markdown(plain(f"– {texts.pick(one.said.text)}"))


def _write(desk: MeetingDesk, project_id: str, side: str | None, words: str, **said: Any) -> None:
    texts = desk.view.texts
    if not words:
        st.error(texts("conclusion.empty"))
        return
    source = EntrySource(
        by="?",
        date=desk.said.date,
        document=desk.said.title,
        number=desk.said.number or None,
    )
    decision = Decision(
        text=Text(vi=words, en=words), conference=desk.held.id, source=source, **said
    )
    draft = Draft(kind=EntryKind.DECISION, project=project_id, side=side, payload=decision)
    keep(desk.view, draft)
    st.rerun()  # what is kept, or why it is not, stands above


def task_list(found: Sequence[Conclusion], view: View, *, may_write: bool) -> None:
    """List what is to be done, overdue first; an editor closes what is done."""
    texts = view.texts
    if not found:
        st.info(texts("task.none"))
        return
    st.html(_tasks([_row(one, view) for one in found], texts))
    open_ones = {one.id: one for one in found if one.is_open}
    if not open_ones or not may_write:
        return
    picked = st.selectbox(
        texts("task.close"),
        list(open_ones),
        index=None,
        format_func=lambda key: plain(texts.pick(open_ones[key].said.text)),
        key="task-close",
    )
    if picked is None:
        return
    how = st.text_input(texts("task.how"), max_chars=500, key="task-how")
    if st.button(texts("task.close.now"), icon=":material/check:", key="task-close-now"):
        _close(open_ones[picked], how.strip(), view)


def _close(one: Conclusion, how: str, view: View) -> None:
    closed = one.said.model_copy(update={"closed": dt.date.today(), "closing": how})
    draft = Draft(
        kind=EntryKind.DECISION,
        project=one.entry.project,
        side=one.entry.side,
        payload=closed,
        replaces=one.entry.id,
    )
    keep(view, draft)
    st.rerun()


def _row(one: Conclusion, view: View) -> dict[str, object]:
    texts, registry = view.texts, view.linkage.registry
    project = registry.projects.get(one.entry.project or "")
    parties = [registry.parties[p] for p in one.said.responsible if p in registry.parties]
    who = "; ".join(filter(None, [*(texts.pick(party.name) for party in parties), one.said.who]))
    return {
        "text": texts.pick(one.said.text),
        "project": texts.pick(project.name) if project else one.entry.project or "–",
        "side": unit_name(one.entry.side, registry) or "–",
        "who": who or "–",
        "by": texts.date(one.said.by) if one.said.by else "–",
        "overdue": one.is_overdue(view.linkage.as_of),
        "state": _state(one, view),
        "history": " · ".join(
            f"{entry.author}, {texts.date(entry.written.date())}" for entry in one.history
        ),
    }


def _state(one: Conclusion, view: View) -> str:
    texts = view.texts
    if one.closed_on is None:
        return texts("task.open")
    day = texts.date(one.closed_on)
    if one.said.closed is None:
        return texts("task.reported", day=day)
    how = f": {one.said.closing}" if one.said.closing else ""
    return f"{texts('task.closed', day=day)}{how}"
