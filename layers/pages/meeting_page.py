"""The meeting: agenda, show, conclusions and papers, kept in the register at each change."""

import datetime as dt

import streamlit as st

from geo.errors import InputError
from geo.pipeline import Linkage
from geo.registry import Units
from geo.store.conclusions import HeldConference, conclusions, conferences
from geo.store.entry import Conference, Draft, EntryKind
from geo.store.people import Deed, Subject, may
from geo.views.changes import Difference, differences
from layers.app.view import View
from layers.app.who import ask_name, closed_note, last_name, person
from layers.app.work import known, register
from layers.markdown import plain
from layers.meeting.desk import FAULT, MeetingDesk, keep
from layers.meeting.linkage_then import linkage_then
from layers.meeting.slide_call import listen
from layers.meeting.suggested import suggested
from layers.pages.meeting_conclusions import CONCLUDED_ON, concluding, task_list
from layers.pages.meeting_papers import papers, shown

_CHOSEN, _PANE = "meeting", "meeting-pane"


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    st.subheader(texts("meeting.heading"))
    try:
        entries = register(view.options).entries() if view.options.entries else []
    except InputError as fault:
        st.error(plain(texts.fault(fault)))
        return
    held = conferences(entries)
    found = conclusions(entries, known(view.options).registry)
    may_write = may(person(view.options), Deed.WRITE, Subject(EntryKind.CONFERENCE))
    chosen = _chosen(held, may_write, view)
    if chosen is None:
        if found:
            task_list(found, view, may_write=may_write)
        return
    linkage = linkage_then(view.options, chosen.said.as_of, chosen.said.units)
    desk = MeetingDesk(
        view, chosen, linkage, found, _changed(chosen.said, linkage, view), may_write
    )
    tabs = st.tabs(
        [
            texts("meeting.tab.agenda"),
            texts("meeting.tab.show"),
            texts("meeting.tab.tasks"),
            texts("meeting.tab.papers"),
        ]
    )
    for tab, lay_out in zip(tabs, (_agenda, _show, _tasks, papers), strict=True):
        with tab:
            lay_out(desk)


def _chosen(held: list[HeldConference], may_write: bool, view: View) -> HeldConference | None:
    """Ask which meeting; an editor may begin one."""
    texts = view.texts
    if fault := st.session_state.pop(FAULT, None):
        st.error(plain(fault))
    by_id = {one.id: one for one in held}
    if st.session_state.get(_CHOSEN) not in by_id:
        st.session_state[_CHOSEN] = next(iter(by_id), None)
    left, right = st.columns([7, 5], vertical_alignment="bottom")
    with left:
        labels = {
            key: plain(f"{one.said.title} · {texts.date(one.said.date)}")
            for key, one in by_id.items()
        }
        # Streamlit knows an option by its words: where a title changes it is another widget.
        field = f"meeting-which-{hash(tuple(labels.items()))}"
        st.selectbox(
            texts("meeting.which"),
            list(labels),
            index=list(labels).index(st.session_state[_CHOSEN]) if labels else None,
            format_func=labels.__getitem__,
            placeholder=texts("meeting.none"),
            on_change=lambda: st.session_state.update({_CHOSEN: st.session_state[field]}),
            key=field,
        )
    with right:
        if may_write:
            ask_name(texts, proposed=last_name(view.options))
            st.button(
                texts("meeting.new"),
                icon=":material/add:",
                on_click=_begin,
                args=(held, view),
                key="meeting-new",
            )
        else:
            st.html(closed_note(texts))
    return by_id.get(st.session_state[_CHOSEN])


def _begin(held: list[HeldConference], view: View) -> None:
    """Begin a meeting of today; what the last one was compared to comes from it."""
    today = dt.date.today()
    last = held[0].said if held else None
    said = Conference(
        title=view.texts("meeting.untitled"),
        date=today,
        as_of=today,
        since=last.as_of if last else None,
        parties=last.parties if last else (),
        host=last.host if last else "",
        language=view.texts.language,
        units=view.linkage.units,
    )
    began = keep(view, Draft(kind=EntryKind.CONFERENCE, payload=said))
    if began is not None:
        st.session_state[_CHOSEN] = began


def _changed(said: Conference, linkage: Linkage, view: View) -> list[Difference]:
    if said.since is None:
        return []
    before = linkage_then(view.options, said.since, said.units)
    return list(differences(before, linkage))


def _agenda(desk: MeetingDesk) -> None:
    """The meeting's own facts at the left, its agenda at the right."""
    left, right = st.columns([5, 7], gap="large")
    with left:
        _facts(desk)
    with right:
        _order(desk)


def _facts(desk: MeetingDesk) -> None:
    texts, said, key = desk.view.texts, desk.said, desk.held.id

    def words(name: str, *, most: int = 200) -> None:
        field = f"meeting-{name}-{key}"
        st.text_input(
            texts(f"meeting.{name}"),
            value=getattr(said, name),
            max_chars=most,
            disabled=not desk.may_write,
            on_change=lambda: desk.save(**{name: st.session_state[field].strip()}),
            key=field,
        )

    def day(name: str) -> None:
        field = f"meeting-{name}-{key}"
        st.date_input(
            texts(f"meeting.{name}"),
            value=getattr(said, name),
            format="DD/MM/YYYY",
            disabled=not desk.may_write,
            on_change=lambda: desk.save(**{name: st.session_state[field]}),
            key=field,
        )

    words("title")
    columns = st.columns(3)
    for column, name in zip(columns, ("date", "as_of", "since"), strict=True):
        with column:
            day(name)
    _parties(desk)
    for name in ("place", "host", "number", "chair", "secretary"):
        words(name, most=100 if name == "number" else 200)
    field = f"meeting-present-{key}"
    st.text_area(
        texts("meeting.present"),
        value="\n".join(said.present),
        disabled=not desk.may_write,
        on_change=lambda: desk.save(
            present=[line.strip() for line in st.session_state[field].split("\n") if line.strip()]
        ),
        key=field,
    )


def _parties(desk: MeetingDesk) -> None:
    eras = desk.linkage.registry.units.eras
    era = eras[0] if desk.said.units is Units.SIGNING else eras[-1]
    sides = desk.linkage.sides
    offered = {
        code if ":" in code else f"{era.name}:{code}": name
        for code, name in zip(sides["province_code"], sides["unit_name"], strict=True)
    }
    field = f"meeting-parties-{desk.held.id}"
    st.multiselect(
        desk.view.texts("meeting.parties"),
        list(offered),
        default=[unit for unit in desk.said.parties if unit in offered],
        format_func=offered.__getitem__,
        placeholder=desk.view.texts("meeting.parties.which"),
        disabled=not desk.may_write,
        on_change=lambda: desk.save(parties=st.session_state[field]),
        key=field,
    )


def _order(desk: MeetingDesk) -> None:
    texts, projects = desk.view.texts, desk.linkage.registry.projects
    kept = [key for key in desk.said.agenda if key in projects]
    there = set(desk.linkage.sides["province_code"])
    codes = [unit if unit in there else unit.partition(":")[2] for unit in desk.said.parties]
    new = [
        key
        for key in suggested(desk.linkage, codes, desk.changed, desk.concluded)
        if key not in kept
    ]
    if desk.may_write:
        st.button(
            texts("meeting.suggest", count=len(new)),
            help=texts("meeting.suggest.help"),
            disabled=not new,
            icon=":material/playlist_add:",
            on_click=lambda: desk.save(agenda=[*kept, *new]),
            key="meeting-suggest",
        )
        rest = [key for key in projects if key not in kept]
        field = f"meeting-add-{len(kept)}-{desk.held.id}"
        st.selectbox(
            texts("slides.add"),
            rest,
            index=None,
            format_func=lambda key: texts.pick(projects[key].name),
            placeholder=texts("slides.add.which"),
            on_change=lambda: desk.save(agenda=[*kept, st.session_state[field]]),
            key=field,
        )
    with st.container(key="gr-deck"):
        for number, key in enumerate(kept):
            _item(desk, kept, number, texts.pick(projects[key].name))


def _item(desk: MeetingDesk, kept: list[str], number: int, name: str) -> None:
    texts, key = desk.view.texts, kept[number]
    row = st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", key=f"gr-meeting-row-{key}"
    )
    row.markdown(plain(f"{number + 1}. {name}"), width="stretch")
    if not desk.may_write:
        return
    moved = [*kept[: number - 1], key, kept[number - 1], *kept[number + 1 :]]
    row.button(
        "↑",
        help=texts("slides.up"),
        disabled=number == 0,
        on_click=lambda: desk.save(agenda=moved),
        type="tertiary",
        key=f"meeting-up-{key}",
    )
    row.button(
        "✕",
        help=texts("slides.out"),
        on_click=lambda: desk.save(agenda=[other for other in kept if other != key]),
        type="tertiary",
        key=f"meeting-out-{key}",
    )


def _show(desk: MeetingDesk) -> None:
    """The slides, and beside them, when it is opened, the pane for conclusions."""
    texts = desk.view.texts
    if not desk.said.agenda:
        st.info(texts("meeting.no_agenda"))
        return
    if desk.may_write:
        listen(_open_pane)
    is_open = st.toggle(texts("meeting.pane"), disabled=not desk.may_write, key=_PANE)
    left, right = st.columns([8, 4], gap="medium") if is_open else (st.container(), None)
    with left:
        shown(desk)
    if right is not None:
        with right:
            concluding(desk)


def _open_pane(project_id: str) -> None:
    st.session_state[_PANE] = True
    if project_id:
        st.session_state[CONCLUDED_ON] = project_id


def _tasks(desk: MeetingDesk) -> None:
    task_list(desk.concluded, desk.view, may_write=desk.may_write)
