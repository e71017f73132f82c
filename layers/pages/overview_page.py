"""The overview: key figures, how each province stands, and the three lists a meeting needs."""

import streamlit as st

from geo.duty import meetings
from geo.model import News
from layers.app.filters import sides_with
from layers.app.view import View, narrow, open_on_map
from layers.markdown import plain
from layers.panels.data_panel import lead
from layers.panels.listing import disc_of
from layers.panels.overview import (
    Line,
    Standing,
    bar,
    missed,
    out_of_step,
    outdated,
    possibly_out_of_step,
    standings,
    uneven,
    unreported,
)
from layers.texts import Texts

_BY_SIDE = frozenset({"missed", "possibly_missed"})
"""Lists with a line a side; the others have one a project."""


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    st.html(lead(texts("overview.lead")))
    _figures(view)
    left, right = st.columns([1, 1], gap="large")
    with left:
        _provinces(view)
    with right:
        _lists(view)


def _figures(view: View) -> None:
    """Offer the counts as buttons: each shows only what it counts, everywhere."""
    texts, shown = view.texts, view.shown
    unreported, outdated = sides_with(News.NONE, shown), sides_with(News.OLD, shown)
    figures: dict[str, tuple[int, int]] = {
        "mismatches": (len(meetings.out_of_step(shown.projects)), 0),
        "possible": (len(meetings.possibly_out_of_step(shown.projects)), 0),
        "missed": (sum(bool(row["missed_deadline"]) for row in shown.projects), 0),
        "unreported": (unreported["project_id"].nunique(), len(unreported)),
        "outdated": (outdated["project_id"].nunique(), len(outdated)),
    }
    with st.container(horizontal=True, key="gr-figures"):
        for name, (count, sides) in figures.items():
            chosen = bool(st.session_state.get(name))
            st.button(
                f"**{texts.number(count)}** "
                f"{texts.counted(f'overview.figure.{name}', count, sides=texts.number(sides))}",
                key=f"figure-{name}",
                type="primary" if chosen else "secondary",
                icon=":material/filter_alt:" if chosen else None,
                help=texts("overview.figure.off" if chosen else "overview.figure.help"),
                on_click=narrow,
                kwargs={name: True},
            )


def _provinces(view: View) -> None:
    texts = view.texts
    st.subheader(texts("overview.provinces"))
    found = standings(view.shown)
    most = max((one.total_km for one in found), default=0.0)
    with st.container(key="gr-standings", gap="small"):
        for one in found:
            _province(one, most, texts)


def _province(one: Standing, most_km: float, texts: Texts) -> None:
    """Show one province: its name, its bar, and each status with kilometres and sides."""
    km = texts.km(one.total_km, about=bool(one.about))
    total = texts("overview.total", km=km, sides=texts.number(one.total_sides))
    with st.container(horizontal=True, key=f"gr-standing-{one.code}", gap="small"):
        st.button(
            f"**{plain(one.name)}** {total}",
            key=f"standing-{one.code}",
            type="tertiary",
            on_click=narrow,
            kwargs={"provinces": [one.code]},
        )
    st.html(bar(one, most_km, texts))
    with st.container(horizontal=True, key=f"gr-statuses-{one.code}", gap="small"):
        for status in [*one.km, *(status for status in one.sides if status not in one.km)]:
            length = ""
            if status in one.km:
                length = f" {texts.km(one.km[status], about=status in one.about)}"
            st.button(
                f"{disc_of(status)} {texts(f'status.{status}')}{length}",
                key=f"standing-{one.code}-{status}",
                type="tertiary",
                on_click=narrow,
                kwargs={"provinces": [one.code], "statuses": [status]},
            )


def _lists(view: View) -> None:
    texts, shown = view.texts, view.shown
    for name, lines in (
        ("mismatches", out_of_step(shown, texts)),
        ("possible", possibly_out_of_step(shown, texts)),
        ("missed", missed(shown, texts)),
        ("possibly_missed", missed(shown, texts, certain=False)),
        ("uneven", uneven(shown, texts)),
        ("unreported", unreported(shown, texts)),
        ("outdated", outdated(shown, texts)),
    ):
        unit = "overview.of_sides" if name in _BY_SIDE else "overview.of_projects"
        count = texts.counted(unit, len(lines), count=texts.number(len(lines)))
        st.subheader(f"{texts(f'overview.list.{name}')} ({count})")
        if lines:
            _list(name, lines)
        else:
            st.html(lead(texts("overview.none")))


def _list(name: str, lines: list[Line]) -> None:
    with st.container(key=f"gr-list-{name}", gap=None):
        for number, (project_id, line) in enumerate(lines):
            st.button(
                line,
                key=f"{name}-{number}-{project_id}",
                type="tertiary",
                width="stretch",
                on_click=open_on_map,
                args=(project_id,),
            )
