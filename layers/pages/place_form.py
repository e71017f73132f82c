"""Adding a place that the gazetteer lacks: found by name, clicked on the map, or typed."""

from collections.abc import Collection

import streamlit as st
from streamlit_folium import st_folium

from geo.errors import InputError
from geo.model import Text
from geo.provinces import Boundaries
from geo.provinces.meridians import meridian_text, read_meridians
from geo.provinces.place_search import (
    LISTED,
    TYPED_M,
    FoundPlace,
    checked_point,
    clicked_within_m,
    found_places,
    found_units,
)
from geo.registry.places import PlaceRow, free_key
from geo.settings import current
from layers.app.view import View
from layers.app.work import ground
from layers.map.elements import base_map
from layers.markdown import plain
from layers.panels.boundaries_panel import refused
from layers.panels.data_panel import note
from layers.review.reviewed import Reviewed
from layers.texts import Texts

_MAP_PX = 320
KINDS = ("town", "city", "ward", "commune", "junction", "bridge", "station", "substation", "port")


def place_form(review: Reviewed, name: str, near: Collection[str], view: View) -> None:
    """Lay out the form.

    Parameters
    ----------
    review
        Keeps the place.
    name
        Of the record that asks, for the widgets' keys.
    near
        Units of the sides: their places are offered first.
    view
        Whose map is clicked on, and whose borders may name communes.
    """
    texts = view.texts
    with st.expander(texts("place.add"), icon=":material/add_location:", key=f"gr-place-{name}"):
        said = st.session_state.pop(f"place_refused_{name}", None)
        if isinstance(said, InputError):
            st.html(refused(said, texts, key="place.refused"))
        elif said:
            st.success(texts("place.added", name=plain(said)))
        if st.toggle(texts("place.click"), key=f"place-click-{name}"):
            _clickable(name, view)
        words = st.text_input(texts("place.words"), key=f"place-words-{name}")
        st.html(note(texts("place.words.help")))
        if not words:
            return
        if words[:1].isdigit():
            _typed(review, name, words, near, texts)
        else:
            _offered(review, name, words, near, view)


def _clickable(name: str, view: View) -> None:
    """Show a map; where it is clicked stands in the field, and how precise a click is there."""
    key = f"place-map-{name}"

    def clicked() -> None:
        returned = st.session_state.get(key) or {}
        if not (at := returned.get("last_clicked")):
            return
        lat, lon = at["lat"], at["lng"]
        st.session_state[f"place-words-{name}"] = f"{lat:.5f}, {lon:.5f}"
        within = clicked_within_m(lat, returned.get("zoom") or 0)
        st.session_state[f"place-precision-{name}"] = min(within, 50_000)

    with st.container(key=f"gr-place-map-{name}"):
        st_folium(
            base_map({**ground(view.options), "shared": False}),
            key=key,
            height=_MAP_PX,
            use_container_width=True,
            returned_objects=["last_clicked", "zoom"],
            on_change=clicked,
        )


def _offered(review: Reviewed, name: str, words: str, near: Collection[str], view: View) -> None:
    units, texts, borders = review.registry.units, view.texts, view.linkage.boundaries
    found = found_places(words, units, near) + found_units(words, units, near, borders.communes)
    if not found:
        st.info(texts("place.none"))
        return

    def written(one: FoundPlace) -> str:
        where = units.unit(one.province).name
        return f"{one.name} ({where}) · {one.lat:.3f}, {one.lon:.3f}"

    chosen = st.radio(
        texts("place.choose"),
        found,
        format_func=lambda one: plain(written(one)),
        key=f"place-of-{name}",
    )
    if chosen is None:
        return
    row = {
        "name": Text(vi=chosen.name, en=chosen.name),
        "lon": chosen.lon,
        "lat": chosen.lat,
        "kind": chosen.kind,
        "provinces": (chosen.province,),
        "source": _source(chosen, borders),
        "geonames_id": chosen.geonames_id,
        "precision_m": chosen.precision_m,
    }
    st.button(texts("place.do"), key=f"place-do-{name}", on_click=_add, args=(review, name, row))


def _source(chosen: FoundPlace, borders: Boundaries) -> str:
    if chosen.is_listed:
        return LISTED
    return "GeoNames" if chosen.geonames_id else borders.source.vi


def _typed(review: Reviewed, name: str, words: str, near: Collection[str], texts: Texts) -> None:
    units = review.registry.units
    zones = sorted(set(read_meridians(current().data).signing.values()))
    left, right = st.columns(2)
    with left:
        called = st.text_input(texts("place.name"), key=f"place-name-{name}")
        kind = st.selectbox(
            texts("place.kind"),
            KINDS,
            format_func=lambda one: texts(f"place.kind.{one}"),
            key=f"place-kind-{name}",
        )
        st.session_state.setdefault(f"place-precision-{name}", TYPED_M)
        metres = st.number_input(texts("place.precision"), 1, 50_000, key=f"place-precision-{name}")
    with right:
        keys = list(near) or list(review.units)
        province = st.selectbox(
            texts("filter.province"),
            keys,
            format_func=lambda key: units.unit(key).name,
            key=f"place-province-{name}",
        )
        zone = st.selectbox(
            texts("place.zone"),
            zones,
            index=None,
            format_func=meridian_text,
            placeholder="WGS 84",
            key=f"place-zone-{name}",
        )
        source = st.text_input(texts("place.source"), key=f"place-source-{name}")
    if not (called and source):
        return
    try:
        lon, lat = checked_point(words, zone, str(province), units)
    except InputError as fault:
        st.html(refused(fault, texts, key="place.refused"))
        return
    row = {
        "name": Text(vi=called, en=called),
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "kind": kind,
        "provinces": (province,),
        "source": source,
        "precision_m": int(metres),
    }
    st.button(texts("place.do"), key=f"place-do-{name}", on_click=_add, args=(review, name, row))


def _add(review: Reviewed, name: str, row: dict[str, object]) -> None:
    said = row["name"]
    assert isinstance(said, Text)
    review.add_place(
        PlaceRow.model_validate(row | {"id": free_key(said.vi, review.registry.places)})
    )
    st.session_state[f"place_refused_{name}"] = said.vi
    st.session_state[f"place-words-{name}"] = ""
