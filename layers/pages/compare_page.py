"""The comparison: two provinces, all they share side by side, and a map fitted to it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from geo.export.selection import only
from layers.app.filters import Shown, narrowed, provinces_of
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
    is_about,
    shared,
    sides_cell,
    total_km,
)
from layers.texts import Texts

_WIDTHS = [5, 4, 4]
_KEYS = ("compare_a", "compare_b")


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    names = provinces_of(view.linkage)
    if closest(view.linkage) is None:
        st.info(texts("compare.no_pair"))
        return
    first, second = _two(names, view)
    found = shared(view.shown, first, second)
    seen = counted(view)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        if not found:
            st.info(texts("compare.none", first=plain(names[first]), second=plain(names[second])))
        else:
            _table(found, names[first], names[second], view.linkage.as_of, texts)
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


def counted(view: View) -> Shown:
    """Say what of the view the page shows: what its two provinces share."""
    if closest(view.linkage) is None:
        return view.shown
    found = shared(view.shown, *_chosen(provinces_of(view.linkage), view))
    return narrowed(view.shown, {one.project["project_id"] for one in found})


def _chosen(names: Mapping[str, str], view: View) -> tuple[str, str]:
    """Tell which two different provinces are compared; at first those that share most."""
    first, second = (st.session_state.get(key) for key in _KEYS)
    start = closest(view.linkage)
    assert start is not None  # else there is nothing to compare
    first = first if first in names else start[0]
    if second not in names or second == first:
        second = next(code for code in (*reversed(start), *names) if code != first)
    return str(first), str(second)


def _two(names: dict[str, str], view: View) -> tuple[str, str]:
    """Ask for two different provinces."""
    chosen = _chosen(names, view)
    st.session_state.update(dict(zip(_KEYS, chosen, strict=True)))
    asked = zip(st.columns(2), _KEYS, ("compare.first", "compare.second"), strict=True)
    for number, (column, key, label) in enumerate(asked):
        offered = [code for code in names if not number or code != chosen[0]]
        with column:
            st.selectbox(view.texts(label), offered, format_func=names.__getitem__, key=key)
    return chosen


def _table(found: list[Shared], first: str, second: str, as_of: dt.date, texts: Texts) -> None:
    with st.container(key="gr-compare", gap="small"):
        each = [[side for one in found for side in one.first]]
        each.append([side for one in found for side in one.second])
        head, *columns = st.columns(_WIDTHS)
        head.markdown(f"**{texts('compare.projects', count=len(found))}**")
        for column, name, sides in zip(columns, (first, second), each, strict=True):
            km = texts.km(total_km(sides), about=is_about(sides))
            column.markdown(f"**{plain(name)}**  \n:gray[{km}]")
        for one in found:
            _row(one, as_of, texts)


def _row(one: Shared, as_of: dt.date, texts: Texts) -> None:
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
        column.html(sides_cell(cells, as_of, texts))
