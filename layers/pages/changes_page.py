"""What changed between two days: by project and side, on the map, and as a workbook."""

import datetime as dt
from dataclasses import replace

import streamlit as st

from geo.export.difference_words import differences_sheet
from geo.export.workbook import write_sheets
from geo.files import scratch
from geo.model import Status
from geo.pipeline import Linkage
from geo.store.conclusions import conferences
from geo.views.changes import Difference, differences
from layers.app.filters import narrowed
from layers.app.view import View, open_on_map
from layers.app.work import register
from layers.markdown import plain
from layers.meeting.linkage_then import linkage_then
from layers.pages import media_types
from layers.pages.drawn_map import draw_map
from layers.panels.difference_list import difference_lines
from layers.show.powerpoint import changes_powerpoint

_YEAR = dt.timedelta(days=365)
_SINCE = "changes-since"


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    st.subheader(texts("changes.title"))
    since, as_corrected = _asked(view)
    before = linkage_then(view.options, since, view.linkage.units, as_corrected=as_corrected)
    shown = {row["project_id"] for row in view.shown.projects}
    found = [one for one in differences(before, view.linkage) if one.project_id in shown]
    ids = {one.project_id for one in found}
    left, right = st.columns([6, 5], gap="medium")
    with left:
        if not found:
            st.info(texts("changes.none"))
            return
        _listed(found, view)
        st.download_button(
            texts("changes.xlsx"),
            data=lambda: _workbook(found, before, view),
            file_name=f"giap-ranh-{since.isoformat()}-{view.linkage.as_of.isoformat()}.xlsx",
            mime=media_types.WORKBOOK,
            on_click="ignore",
            icon=":material/download:",
            key="changes-xlsx",
        )
        st.download_button(
            texts("changes.pptx"),
            data=lambda: changes_powerpoint(since, found, narrowed(view.shown, ids), texts),
            file_name=f"giap-ranh-{since.isoformat()}-{view.linkage.as_of.isoformat()}.pptx",
            mime=media_types.SLIDES,
            on_click="ignore",
            icon=":material/slideshow:",
            key="changes-pptx",
        )
    with right:
        seen = narrowed(view.shown, ids)
        draw_map(
            replace(view, shown=seen),
            name="map-changes",
            fit_to=f"{since}-{len(ids)}",
            before={
                (one.project_id, one.side): one.before
                for one in found
                if one.side is not None and isinstance(one.before, Status)
            },
        )


def _asked(view: View) -> tuple[dt.date, bool]:
    """Ask since when, and whether the earlier day is told as it is known by now."""
    texts = view.texts
    if _SINCE not in st.session_state:
        st.session_state[_SINCE] = _last_meeting(view) or view.linkage.as_of - _YEAR
    st.session_state[_SINCE] = min(st.session_state[_SINCE], view.linkage.as_of)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        since = st.date_input(
            texts("changes.since"),
            max_value=view.linkage.as_of,
            format="DD/MM/YYYY",
            key=_SINCE,
        )
    with right:
        as_corrected = st.toggle(
            texts("changes.corrected"),
            help=texts("changes.corrected.help"),
            key="changes-corrected",
        )
    assert isinstance(since, dt.date)  # one day was asked for
    return since, as_corrected


def _last_meeting(view: View) -> dt.date | None:
    """The day of the data of the last meeting before the chosen day."""
    if not view.options.entries:
        return None
    held = conferences(register(view.options).entries())
    days = [one.said.as_of for one in held if one.said.as_of < view.linkage.as_of]
    return max(days, default=None)


def _listed(found: list[Difference], view: View) -> None:
    names = {
        one.project_id: view.texts.pick(view.linkage.registry.projects[one.project_id].name)
        for one in found
    }
    st.html(
        difference_lines([], view.linkage, view.texts, title=_counted(len(found), len(names), view))
    )
    for project_id, name in names.items():
        with st.container(key=f"gr-changed-{project_id}", gap="xxsmall"):
            st.button(
                plain(name),
                key=f"changed-{project_id}",
                type="tertiary",
                on_click=open_on_map,
                args=(project_id,),
            )
            own = [one for one in found if one.project_id == project_id]
            st.html(difference_lines(own, view.linkage, view.texts))


def _counted(changes: int, projects: int, view: View) -> str:
    return view.texts("changes.count", changes=changes, projects=projects)


def _workbook(found: list[Difference], before: Linkage, view: View) -> bytes:
    with scratch() as folder:
        path = folder / "changes.xlsx"
        write_sheets((differences_sheet(found, before),), view.linkage, path, view.texts.language)
        return path.read_bytes()
