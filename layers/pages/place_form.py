"""Adding a place that the gazetteer lacks: found by name, or typed as coordinates."""

from collections.abc import Collection

import streamlit as st

from geo.errors import InputError
from geo.model import Text
from geo.names import fold
from geo.provinces.meridians import meridian_text, read_meridians
from geo.provinces.place_search import (
    TOWN_M,
    TYPED_M,
    FoundPlace,
    found_places,
    km_outside,
    typed_point,
)
from geo.registry.places import PlaceRow
from geo.registry.units import UnitTable
from geo.settings import current
from layers.markdown import plain
from layers.panels.boundaries_panel import refused
from layers.panels.data_panel import note
from layers.review.reviewed import Reviewed
from layers.texts import Texts

KINDS = ("town", "city", "ward", "commune", "junction", "bridge", "station", "substation", "port")


def place_form(review: Reviewed, name: str, near: Collection[str], texts: Texts) -> None:
    """Lay out the form.

    Parameters
    ----------
    review
        Keeps the place.
    name
        Of the record that asks, for the widgets' keys.
    near
        Units of the sides: their places are offered first.
    """
    with st.expander(texts("place.add"), icon=":material/add_location:", key=f"gr-place-{name}"):
        said = st.session_state.pop(f"place_refused_{name}", None)
        if isinstance(said, InputError):
            st.html(refused(said, texts, key="place.refused"))
        elif said:
            st.success(texts("place.added", name=plain(said)))
        words = st.text_input(texts("place.words"), key=f"place-words-{name}")
        st.html(note(texts("place.words.help")))
        if not words:
            return
        if words[:1].isdigit():
            _typed(review, name, words, near, texts)
        else:
            _offered(review, name, words, near, texts)


def _offered(review: Reviewed, name: str, words: str, near: Collection[str], texts: Texts) -> None:
    units = review.registry.units
    found = found_places(words, units, near)
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
        "kind": "town",
        "provinces": (chosen.province,),
        "source": "GeoNames",
        "geonames_id": chosen.geonames_id,
        "precision_m": TOWN_M,
    }
    st.button(texts("place.do"), key=f"place-do-{name}", on_click=_add, args=(review, name, row))


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
        metres = st.number_input(
            texts("place.precision"), 1, 50_000, TYPED_M, key=f"place-precision-{name}"
        )
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
        lon, lat = _point(words, zone, str(province), units)
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


def _point(words: str, zone: float | None, province: str, units: UnitTable) -> tuple[float, float]:
    """Longitude and latitude as typed; refused where they are far outside the province."""
    lon, lat = typed_point(words, zone)
    outside = km_outside(lon, lat, province, units)
    if outside:
        name = units.unit(province).name
        raise InputError("registry.place_far", where=words, province=name, km=outside)
    return lon, lat


def _add(review: Reviewed, name: str, row: dict[str, object]) -> None:
    said = row["name"]
    assert isinstance(said, Text)
    review.add_place(PlaceRow.model_validate(row | {"id": _free_key(said.vi, review)}))
    st.session_state[f"place_refused_{name}"] = said.vi
    st.session_state[f"place-words-{name}"] = ""


def _free_key(name: str, review: Reviewed) -> str:
    plain_name = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name))
    stem = "-".join(plain_name.split()) or "place"
    number = 1
    while (key := f"{stem}-{number}" if number > 1 else stem) in review.registry.places:
        number += 1
    return key
