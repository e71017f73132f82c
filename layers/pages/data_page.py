"""Where the data come from and what they are worth; fetching, carrying and replacing them."""

from dataclasses import replace

import streamlit as st

from geo.sources.inputs import all_kept
from layers.app.refresh_job import Phase
from layers.app.view import View
from layers.app.work import traced, worked
from layers.pages.data_boundaries import boundaries_part
from layers.pages.data_line import line_part
from layers.pages.data_pack import pack_part
from layers.pages.data_refresh import refresh_job, refresh_part
from layers.pages.data_register import register_part
from layers.panels.data_panel import beside, in_use, names
from layers.panels.grades_table import Grades, grades_of, grades_table, moved


def show(view: View) -> None:
    """Lay out the page."""
    with st.container(key="gr-data-page"):
        left, right = st.columns([7, 5], gap="large")
        with left:
            _in_use(view)
            _grades(view)
        with right:
            refresh_part(view)
            pack_part(view)
        boundaries_part(view)
        line_part(view)
        register_part(view)


def _in_use(view: View) -> None:
    work = worked(view.options)
    st.subheader(view.texts("data.title"))
    st.html(in_use(work, view.texts) + beside(all_kept(view.options.inputs), work, view.texts))


def _grades(view: View) -> None:
    """Show how well the projects are known, and what that was before the data changed."""
    texts, registry = view.texts, view.linkage.registry
    now, (before, since) = grades_of(traced(view.options)), _before(view)
    modes = {project.id: project.mode for project in registry.projects.values()}
    st.subheader(texts("grades.title"))
    st.html(grades_table(now, before, modes, texts, since=since))
    if before is not None:
        st.html(moved(now, before, names(view.linkage, texts), texts))


def _before(view: View) -> tuple[Grades | None, str]:
    """Give the grades without the reader's pack, else those before the last refresh."""
    if view.options.own_pack is not None:
        return grades_of(traced(replace(view.options, own_pack=None).stamped())), "grades.pack"
    state = refresh_job().state
    if state.phase is Phase.DONE:
        return state.before, "grades.refresh"
    return None, ""
