"""The comparison: two provinces, all they share side by side, and a map fitted to it."""

from dataclasses import replace

import streamlit as st

from geo.export.selection import only
from layers.app.filters import narrowed
from layers.app.view import View, open_on_map
from layers.map.label import name_of
from layers.markdown import plain
from layers.pages.drawn_map import draw_map
from layers.pages.table_files import offer_files
from layers.panels.comparison import (
    Shared,
    as_table,
    closest,
    file_stem,
    provinces_of,
    shared,
    sides_cell,
    total_km,
)
from layers.texts import Texts

_WIDTHS = [5, 4, 4]


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    names = provinces_of(view.linkage)
    start = closest(view.linkage)
    if start is None:
        st.info(texts("compare.no_pair"))
        return
    first, second = _two(names, start, texts)
    found = shared(view.shown, first, second)
    seen = narrowed(view.shown, {one.project["project_id"] for one in found})
    left, right = st.columns([6, 5], gap="medium")
    with left:
        if not found:
            st.info(texts("compare.none", first=plain(names[first]), second=plain(names[second])))
        else:
            _table(found, names[first], names[second], texts)
            offer_files(
                as_table(found, (names[first], names[second]), view.linkage, texts),
                title=texts("page.compare"),
                stem=file_stem((names[first], names[second]), view.linkage.as_of),
                linkage=only(view.linkage, {one.project["project_id"] for one in found}),
                texts=texts,
            )
    with right:
        draw_map(
            replace(view, shown=seen), name="map-compare", fit_to=f"{first}-{second}-{len(found)}"
        )


def _two(names: dict[str, str], start: tuple[str, str], texts: Texts) -> tuple[str, str]:
    """Ask for two different provinces."""
    chosen: list[str] = []
    for column, key, label, fallback in zip(
        st.columns(2),
        ("compare_a", "compare_b"),
        ("compare.first", "compare.second"),
        start,
        strict=True,
    ):
        offered = [code for code in names if code not in chosen]
        if st.session_state.get(key) not in offered:
            st.session_state[key] = fallback if fallback in offered else offered[0]
        with column:
            chosen.append(
                st.selectbox(texts(label), offered, format_func=names.__getitem__, key=key)
            )
    return chosen[0], chosen[1]


def _table(found: list[Shared], first: str, second: str, texts: Texts) -> None:
    with st.container(key="gr-compare", gap="small"):
        totals = (
            total_km(side for one in found for side in one.first),
            total_km(side for one in found for side in one.second),
        )
        head, *columns = st.columns(_WIDTHS)
        head.markdown(f"**{texts('compare.projects', count=len(found))}**")
        for column, name, km in zip(columns, (first, second), totals, strict=True):
            column.markdown(f"**{plain(name)}**  \n:gray[{texts.km(km)}]")
        for one in found:
            _row(one, texts)


def _row(one: Shared, texts: Texts) -> None:
    project_id = one.project["project_id"]
    name, *sides = st.columns(_WIDTHS)
    apart = ""
    if one.is_mismatch:
        apart = f"  \n:red[**◆ {texts('overview.steps', steps=int(one.steps))}**]"
    elif one.is_possible:
        steps = texts("overview.possible_steps", steps=int(one.possible_steps))
        apart = f"  \n:orange[◇ {steps}]"
    name.button(
        plain(name_of(one.project, texts)) + apart,
        key=f"compare-{project_id}",
        type="tertiary",
        width="stretch",
        on_click=open_on_map,
        args=(project_id,),
    )
    for column, cells in zip(sides, (one.first, one.second), strict=True):
        column.html(sides_cell(cells, texts))
