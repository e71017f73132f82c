"""The tables: everything shown, row by row, to sort, choose columns of, and take along."""

import streamlit as st

from geo.export.selection import only
from layers.app.view import View
from layers.markdown import plain
from layers.pages.table_files import offer_files
from layers.panels.data_panel import lead
from layers.panels.tables import columns, displayed, in_words, rows, tables_of, usual


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
    chosen = st.multiselect(
        texts("table.columns"),
        list(offered),
        default=[column.name for column in usual(table, texts)],
        format_func=lambda name: texts.pick(offered[name].title),
        key=f"columns-{key}-{texts.language}",
    )
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
