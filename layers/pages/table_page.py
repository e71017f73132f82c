"""The tables: everything shown, row by row, to sort, choose columns of, and take along."""

from collections.abc import Mapping

import streamlit as st

from geo.export.selection import only
from geo.export.tables import Column
from layers.app.view import View
from layers.markdown import plain
from layers.pages.table_files import offer_files
from layers.panels.data_panel import lead
from layers.panels.tables import columns, displayed, in_words, rows, tables_of, usual
from layers.texts import Texts

_TOLD = "columns-told"


def _columns(
    key: str, offered: Mapping[str, Column], usually: list[str], texts: Texts
) -> list[str]:
    """Ask for the columns of a table; the address has them where they are not the usual ones."""
    session, widget = st.session_state, f"columns-{key}-{texts.language}"
    wanted = session.get("columns")
    others = dict(part.partition(":")[::2] for part in (wanted or "").split(";") if part)
    written = others.pop(key, "").split(",")
    if widget not in session or wanted != session.get(_TOLD):
        session[widget] = [name for name in offered if _bare(name) in written] or usually
    chosen = st.multiselect(
        texts("table.columns"),
        list(offered),
        format_func=lambda name: texts.pick(offered[name].title),
        key=widget,
    )
    if set(chosen) != set(usually):
        others[key] = ",".join(map(_bare, chosen))
    session["columns"] = ";".join(f"{table}:{names}" for table, names in others.items()) or None
    session[_TOLD] = session["columns"]
    return chosen


def _bare(name: str) -> str:
    """A column's name in either language."""
    return name.removesuffix("_vi").removesuffix("_en")


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    offered_tables = tables_of(view.linkage)
    if st.session_state.get("table") not in offered_tables:
        st.session_state["table"] = next(iter(offered_tables))
    key = st.segmented_control(
        texts("table.which"),
        list(offered_tables),
        format_func=lambda name: plain(texts.pick(offered_tables[name].title)),
        required=True,
        key="table",
        label_visibility="collapsed",
    )
    assert key is not None  # one is always chosen
    table = offered_tables[key]
    offered = {column.name: column for column in columns(table, texts)}
    chosen = _columns(key, offered, [column.name for column in usual(table, texts)], texts)
    seen = in_words(rows(view.shown, table), [offered[name] for name in chosen], texts)
    st.html(lead(texts("table.count", count=texts.number(len(seen)))))
    st.dataframe(
        displayed(seen, texts), hide_index=True, height=520, key=f"table-{key}", placeholder=""
    )
    stem = f"giap-ranh-{key}-{view.linkage.as_of.isoformat()}"
    chosen_rows = {row["project_id"] for row in view.shown.projects}
    offer_files(
        seen,
        title=texts.pick(table.title),
        stem=stem,
        linkage=only(view.linkage, chosen_rows),
        texts=texts,
    )
