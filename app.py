"""Giáp Ranh in the browser: what the reader steers.

Run ``streamlit run app.py``; after ``--`` come ``--boundaries FILE``, ``--osm FILE``,
``--pack FILE`` and ``--data FOLDER``. Everything drawn comes from :mod:`layers`, everything
computed from :mod:`geo`.
"""

import argparse
import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from geo import settings
from geo.collation import sort_key
from geo.confined import TURNS
from geo.errors import InputError
from geo.export.geojson import feature_collection
from geo.model import Grade, Status
from geo.pipeline import Linkage
from geo.registry import Units
from geo.store.moments import end_of
from geo.views.summary import without_borders
from layers.app.address import restore_view, write_address
from layers.app.faults import told
from layers.app.filters import SWITCHES, Choice, Shown, provinces_of, shown
from layers.app.heading import heading
from layers.app.logged import log_in_one_format, log_opened
from layers.app.page import page_script, remembered_background, style_sheet
from layers.app.streamlit_words import download_words, filter_words, select_words, uploader_words
from layers.app.uploads import UploadsHeld
from layers.app.view import NO_FILTERS, View, clear_filters
from layers.app.waiting import place_told
from layers.app.who import door
from layers.app.whole_clicks import take_clicks_whole
from layers.app.work import (
    WorkOptions,
    known,
    linkage_at,
    own_boundaries,
    read_ways,
    traced,
    usable,
    with_entries,
)
from layers.map import background
from layers.markdown import plain
from layers.pages import PAGES, counted, show_page
from layers.pages.data_pack import dropped_pack
from layers.texts import Language, Texts


def options() -> WorkOptions:
    """Read the arguments after ``--``.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    parser = argparse.ArgumentParser(prog="streamlit run app.py --", description=__doc__)
    parser.add_argument("--boundaries", type=Path, help="province polygons, any vector file")
    parser.add_argument("--osm", type=Path, help="OpenStreetMap extract (.osm.pbf)")
    parser.add_argument("--pack", type=Path, help="data from another machine (geo pack)")
    parser.add_argument("--data", type=Path, help="folder of the registry (else GIAPRANH_DATA)")
    given = parser.parse_args()
    if given.data:  # what else reads the registry finds it there, in processes of its own too
        os.environ["GIAPRANH_DATA"] = str(given.data)
    data = settings.current().data
    return WorkOptions(data, boundaries=given.boundaries, osm=given.osm, pack=given.pack)


def language_switch() -> Texts:
    """Offer both languages; Vietnamese until the reader says otherwise."""
    wanted = st.segmented_control(
        Texts(Language(st.session_state["language"]))("language"),
        list(Language),
        required=True,
        format_func=lambda language: Texts(Language.VI)(f"language.{language}"),
        key="language",
        label_visibility="collapsed",
    )
    return Texts(Language(wanted or Language.VI))


def menu(texts: Texts) -> str:
    """Offer the pages.

    A choice like any other, so that it stands in the address with the rest of the view: pages
    with addresses of their own would drop it.
    """
    page = st.segmented_control(
        texts("page"),
        PAGES,
        required=True,
        format_func=lambda name: texts(f"page.{name}"),
        key="page",
        label_visibility="collapsed",
    )
    assert page is not None  # one is always chosen
    return page


def date_and_units(reported: Iterable[dt.date], texts: Texts) -> tuple[dt.date, Units]:
    """Ask for the day and the units to speak in.

    The day can be any; the slider goes through those on which somebody ``reported``.
    """
    as_of = st.date_input(texts("filter.date"), format="DD/MM/YYYY", key="as_of")
    assert isinstance(as_of, dt.date)  # one day was asked for, not a range
    st.session_state["moment"] = as_of
    st.select_slider(
        texts("filter.moment"),
        sorted({*reported, as_of, dt.date.today()}),
        format_func=texts.date,
        key="moment",
        on_change=lambda: st.session_state.update(as_of=st.session_state["moment"]),
        label_visibility="collapsed",
    )
    units = st.segmented_control(
        texts("filter.units"),
        list(Units),
        required=True,
        format_func=lambda units: texts(f"units.{units}"),
        key="units",
        width="stretch",
    )
    return as_of, Units(units or Units.SIGNING)


def choice(words: str, linkage: Linkage, texts: Texts) -> Choice:
    """Ask for the filters that speak of what the registry holds."""

    def several(name: str, label: str, values: list[Any], written: Any) -> frozenset[Any]:
        # A value that left with the other units, or came with a strange address, cannot be chosen.
        st.session_state[name] = [value for value in st.session_state[name] if value in values]
        picked = st.multiselect(
            texts(label), values, format_func=written, key=name, placeholder=texts("filter.all")
        )
        return frozenset(picked)

    registry = linkage.registry
    provinces = provinces_of(linkage)
    chosen = several(
        "provinces",
        "filter.province",
        list(provinces),
        lambda code: provinces.get(code, code),
    )
    return Choice(
        words=words,
        **{f"only_{name}": st.session_state[name] for name in SWITCHES},
        provinces=chosen,
        between=_joined(chosen, provinces, texts),
        statuses=several("statuses", "filter.status", list(Status), lambda s: texts(f"status.{s}")),
        agreements=several(
            "agreements",
            "filter.agreement",
            list(registry.agreements),
            lambda key: texts.pick(registry.agreements[key].title),
        ),
        modes=several("modes", "filter.mode", registry.modes, lambda mode: texts(f"mode.{mode}")),
        grades=several(
            "grades", "filter.grade", list(Grade), lambda g: f"{g}: {texts(f'grade.{g}')}"
        ),
    )


def _joined(chosen: frozenset[str], names: Mapping[str, str], texts: Texts) -> bool:
    """Ask, where several provinces are chosen, for what stands in one of them or joins them."""
    if len(chosen) < 2:
        return False
    two = sorted((names[code] for code in chosen), key=sort_key)
    between = (
        texts("filter.between.two", first=two[0], second=two[1])
        if len(two) == 2
        else texts("filter.between")
    )
    st.segmented_control(
        texts("filter.province"),
        [False, True],
        required=True,
        format_func=lambda joined: plain(between if joined else texts("filter.one_of")),
        key="between",
        label_visibility="collapsed",
        width="stretch",
    )
    return bool(st.session_state["between"])


def download(seen: Shown, texts: Texts) -> None:
    """Offer the pieces that answer the filters as GeoJSON."""
    linkage = seen.linkage
    metadata = {
        "as_of": linkage.as_of.isoformat(),
        **({"known_at": linkage.known_at.isoformat()} if linkage.known_at else {}),
        "units": linkage.units.value,
        "boundaries": texts.pick(linkage.boundaries.source),
    }
    st.download_button(
        texts("download.geojson"),
        data=lambda: json.dumps(
            feature_collection(seen.matching, metadata=metadata), ensure_ascii=False
        ),
        file_name=f"giap-ranh-{linkage.as_of.isoformat()}.geojson",
        mime="application/geo+json",
        on_click="ignore",
        width="stretch",
        key="download",
    )


def map_options(texts: Texts) -> None:
    """Ask how the map should look."""
    st.toggle(texts("map.context"), key="context")
    st.radio(
        texts("map.background"),
        ["none", *background.ONLINE],
        format_func=lambda name: texts(f"background.{name}"),
        key="background",
        help=texts("map.background.help"),
    )


def ready(texts: Texts) -> WorkOptions:
    """Locate and cut everything, by the reader's own pack and boundaries if he chose some.

    Where it cannot be done the page ends with one message.
    """
    try:
        with st.spinner(texts("loading")):
            reading(replace(options(), own_pack=dropped_pack()), texts)
            given, damaged = usable(replace(options(), own_pack=dropped_pack()))
            own = st.session_state["own"]
            given = replace(given, own=own if own and own_boundaries(given, own) else "")
            given = with_entries(replace(given, known_at=looked_back()))
            traced(given)
    except InputError as fault:
        st.error(f"**{texts('error.title')}** {plain(texts.fault(fault))}")
        st.code(fault.told(texts.language), language=None, wrap_lines=True)
        st.stop()
    if damaged is not None:
        st.warning(f"**{texts('error.fetched')}** {plain(texts.fault(damaged))}")
    return given


def reading(given: WorkOptions, texts: Texts) -> None:
    """Read an extract that was never read before, with a bar that tells how far it is."""
    place = st.empty()

    def tell(share: float, _: object) -> None:
        place.progress(share, texts("loading.osm", share=texts.number(100 * share)))

    read_ways(given.stamped(), tell)
    place.empty()


def looked_back() -> dt.datetime | None:
    """The moment up to which the register's entries count, if the reader asked for a past one."""
    day = st.session_state.get("known_on")
    return end_of(day) if day is not None and day < dt.date.today() else None


def ask_known() -> None:
    """Ask up to which day the register's entries count."""
    texts = Texts(Language(st.session_state["language"]))
    day, first, last = st.session_state["known_on"], dt.date(2000, 1, 1), dt.date.today()
    if day is not None and not first <= day <= last:  # as a strange address has it
        st.session_state["known_on"] = None
    st.date_input(
        texts("filter.known"),
        format="DD/MM/YYYY",
        min_value=first,
        max_value=last,
        key="known_on",
        help=texts("filter.known.help"),
    )


def steer(given: WorkOptions, texts: Texts) -> View:
    """Ask in the sidebar what is to be seen; all pages show the same."""
    with st.sidebar:
        words = st.text_input(texts("filter.search"), key="words", icon=":material/search:")
        for name in SWITCHES:
            st.toggle(texts(f"filter.{name}"), key=name)
        as_of, units = date_and_units(known(given).registry.days_reported, texts)
        if given.entries:
            ask_known()
        linkage = linkage_at(given, as_of, units)
        asked = choice(words, linkage, texts)
        seen = shown(linkage, asked)
        st.button(texts("filter.reset"), on_click=clear_filters, key="reset")
        map_options(texts)
        download(seen, texts)
    return View(texts=texts, options=given, choice=asked, shown=seen)


def what_is_missing(view: View) -> None:
    """Say first of all whose borders are not at hand, and lead to where they are fetched."""
    names = without_borders(view.linkage)
    if not names:
        return
    with st.container(key="gr-missing", horizontal=True, vertical_alignment="center"):
        said = view.texts("missing.borders", names=", ".join(names))
        count = view.texts("missing.uncut", count=len(view.linkage.lacking))
        st.warning(f"**{plain(said)}** {plain(count)}", icon=":material/border_clear:")
        st.button(
            view.texts("missing.fetch"),
            on_click=lambda: st.session_state.update(page="data"),
            key="missing-fetch",
        )


def main() -> None:
    """Lay out what all pages share, then the page the reader is on."""
    st.set_page_config(
        page_title=Texts(Language.VI)("app.title"), layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(style_sheet())
    TURNS.announced = place_told
    log_opened()
    restore_view()
    if "background" not in st.session_state:
        st.session_state["background"] = remembered_background(st.context.cookies)
    with st.container(key="gr-top", horizontal=True, vertical_alignment="center"):
        top = st.container(width="stretch")
        entrance = st.container(width="content", key="gr-entrance")
        texts = language_switch()
    script = page_script(texts.language, st.session_state["background"])
    st.html(script, unsafe_allow_javascript=True)
    st.html(uploader_words(texts, st.get_option("server.maxUploadSize")))
    st.html(download_words(texts))
    st.html(select_words(texts))
    st.html(filter_words(texts, sum(bool(st.session_state.get(name)) for name in NO_FILTERS)))
    with top:
        page = menu(texts)
    given = ready(texts)
    with entrance:
        door(texts)
    view = steer(given, texts)
    what_is_missing(view)
    st.html(heading(counted(page, view), texts))
    try:
        show_page(page, view)
    finally:  # also where the page ends early
        write_address()


if __name__ == "__main__":  # Streamlit runs this file anew for each click of a reader
    main()
else:  # and its server takes from it what holds for all of them
    log_in_one_format()
    take_clicks_whole()
    app = st.App(__file__, on_script_error=told, middleware=[Middleware(UploadsHeld)])
