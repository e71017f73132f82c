"""Giáp Ranh in the browser: what the reader steers.

Run ``streamlit run app.py``; after ``--`` come ``--boundaries FILE``, ``--osm FILE`` and
``--data FOLDER``. Everything drawn comes from :mod:`layers`, everything computed from
:mod:`geo`.
"""

import argparse
import datetime as dt
import hashlib
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.errors import InputError
from geo.export.geojson import feature_collection
from geo.model import PROJECT_MODES, Grade, Status
from geo.osm.extract import read_ways
from geo.pipeline import Linkage, Trace, trace
from geo.provinces import Boundaries, Units, read_boundary_file, sketch_boundaries
from geo.provinces.checked_file import CORRECTABLE, CheckedFile, check_file, corrected_file
from geo.provinces.datum import DatumVerdict, check_datum
from geo.provinces.whole_file import write_whole_file
from geo.registry import DATA_DIR, load_registry
from layers import background
from layers.base_map import base_payload
from layers.boundaries_panel import datum_verdict, file_report, refused
from layers.draw import Viewing, scene
from layers.elements import base_map, scene_group
from layers.filters import Choice, Shown, shown
from layers.heading import heading
from layers.legend import credit_line, legend
from layers.listing import groups
from layers.page import style_sheet
from layers.panel import panel
from layers.texts import Language, Texts

UPLOADS = ["gpkg", "zip", "geojson", "json", "kml", "kmz"]
MOST_KEPT = 8
MAP_PX = 520  # until the style sheet fits the map to the screen
SIDEBAR_PX = 264
NO_FILTERS: dict[str, Any] = {
    "words": "",
    "mismatches": False,
    **{name: [] for name in ("agreements", "modes", "provinces", "statuses", "grades")},
}


@dataclass(frozen=True)
class Options:
    """What the command line asked for, and whose boundaries are used instead of its own."""

    data: Path
    boundaries: Path | None
    osm: Path | None
    own: str = ""


def options() -> Options:
    """Read the arguments after ``--``."""
    parser = argparse.ArgumentParser(prog="streamlit run app.py --", description=__doc__)
    parser.add_argument("--boundaries", type=Path, help="province polygons, any vector file")
    parser.add_argument("--osm", type=Path, help="OpenStreetMap extract (.osm.pbf)")
    parser.add_argument("--data", type=Path, default=DATA_DIR, help="folder of the registry")
    given = parser.parse_args()
    return Options(data=given.data, boundaries=given.boundaries, osm=given.osm)


@dataclass(frozen=True)
class Upload:
    """An uploaded file, looked at; ``mended`` is the corrected one where the verdict says how."""

    checked: CheckedFile
    verdict: DatumVerdict
    mended: CheckedFile | None


@st.cache_resource(show_spinner=False)
def own_boundaries() -> dict[str, Boundaries]:
    """Keep the boundaries that readers chose to use, by their key."""
    return {}


@st.cache_resource(show_spinner=False, max_entries=4)
def examined(given: Options, name: str, digest: str, _content: bytes) -> Upload:  # noqa: ARG001
    """Check an uploaded file against the boundaries the app was started with, once a content."""
    start = traced(given)
    with tempfile.TemporaryDirectory(prefix="giap-ranh-") as folder:
        path = Path(folder) / (PurePath(name).name or "file")
        path.write_bytes(_content)
        checked = check_file(path, start.registry.units)
    verdict = check_datum(checked.frame, start.boundaries)
    mended = None
    if verdict.verdict in CORRECTABLE:
        mended = corrected_file(checked, verdict, start.registry.units)
    return Upload(checked, verdict, mended)


@st.cache_resource(show_spinner=False, max_entries=6)
def traced(given: Options) -> Trace:
    """Locate and cut everything, once for each set of boundaries."""
    registry = load_registry(given.data)
    if given.own:
        boundaries = own_boundaries()[given.own]
    elif given.boundaries is not None:
        boundaries = read_boundary_file(given.boundaries, registry.units)
    else:
        sketch = given.data / "provinces" / "sketch.yaml"
        boundaries = sketch_boundaries(sketch, registry.places)
    ways = read_ways(given.osm) if given.osm is not None else None
    return trace(registry, boundaries, ways=ways)


@st.cache_resource(show_spinner=False, max_entries=8)
def linkage_at(given: Options, as_of: dt.date, units: Units) -> Linkage:
    """Say how things stood on a date."""
    return traced(given).at(as_of, units)


@st.cache_resource(show_spinner=False, max_entries=6)
def ground(given: Options) -> dict[str, Any]:
    """Gather the base map."""
    work = traced(given)
    outlines = {
        units.value: work.boundaries.in_units(units, work.registry.units).frame for units in Units
    }
    bounds = [float(edge) for edge in work.pieces.total_bounds]
    return base_payload(outlines, work.registry.places, bounds)


def choose(project_id: str | None) -> None:
    """Open a project's panel and look at it; None closes the panel."""
    st.session_state["chosen"] = project_id
    st.session_state["choices"] = st.session_state.get("choices", 0) + 1


def clicked() -> None:
    """Open the project that was clicked on the map."""
    returned = st.session_state.get("map") or {}
    feature = returned.get("last_active_drawing") or {}
    project_id = feature.get("properties", {}).get("project_id")
    if project_id:
        choose(project_id)


def clear_filters() -> None:
    """Empty every filter."""
    st.session_state.update(NO_FILTERS)


def language_switch() -> Texts:
    """Offer both languages; Vietnamese until the reader says otherwise."""
    wanted = st.segmented_control(
        Texts(Language(st.session_state.get("language", Language.VI)))("language"),
        list(Language),
        default=Language.VI,
        required=True,
        format_func=lambda language: Texts(Language.VI)(f"language.{language}"),
        key="language",
        label_visibility="collapsed",
    )
    return Texts(Language(wanted or Language.VI))


def date_and_units(texts: Texts) -> tuple[dt.date, Units]:
    """Ask for the day and the units to speak in."""
    as_of = st.date_input(texts("filter.date"), value="today", format="DD/MM/YYYY", key="as_of")
    units = st.segmented_control(
        texts("filter.units"),
        list(Units),
        default=Units.SIGNING,
        required=True,
        format_func=lambda units: texts(f"units.{units}"),
        key="units",
        width="stretch",
    )
    assert isinstance(as_of, dt.date)  # one day was asked for, not a range
    return as_of, Units(units or Units.SIGNING)


def choice(words: str, only_mismatches: bool, linkage: Linkage, texts: Texts) -> Choice:
    """Ask for the filters that speak of what the registry holds."""

    def several(name: str, label: str, values: list[Any], written: Any) -> frozenset[Any]:
        picked = st.multiselect(
            texts(label), values, format_func=written, key=name, placeholder=texts("filter.all")
        )
        return frozenset(picked)

    registry = linkage.registry
    provinces = linkage.sides.set_index("province_code")["province_name"].to_dict()
    return Choice(
        words=words,
        only_mismatches=only_mismatches,
        provinces=several(
            "provinces",
            "filter.province",
            sorted(provinces, key=provinces.__getitem__),
            lambda code: provinces.get(code, code),
        ),
        statuses=several("statuses", "filter.status", list(Status), lambda s: texts(f"status.{s}")),
        agreements=several(
            "agreements",
            "filter.agreement",
            list(registry.agreements),
            lambda key: texts.pick(registry.agreements[key].title),
        ),
        modes=several(
            "modes", "filter.mode", list(PROJECT_MODES), lambda mode: texts(f"mode.{mode}")
        ),
        grades=several(
            "grades", "filter.grade", list(Grade), lambda g: f"{g}: {texts(f'grade.{g}')}"
        ),
    )


def draw_map(seen: Shown, base: dict[str, Any], texts: Texts) -> None:
    """Show the map: the same component for the whole session, only its scene changes."""
    viewing = Viewing(
        texts=texts,
        chosen=chosen_in(seen),
        focus_on=str(st.session_state.get("choices", 0)),
        background=background.ONLINE.get(st.session_state.get("background", "none")),
        with_context=bool(st.session_state.get("context")),
    )
    grades = {row["grade"] for row in seen.pieces}
    places = seen.linkage.registry.places.values()
    credit = credit_line(
        grades,
        seen.linkage.boundaries,
        uses_geonames=any(place.geonames_id for place in places),
        texts=texts,
    )
    with st.container(key="gr-map"):
        st_folium(
            base_map(base),
            key="map",
            height=MAP_PX,
            use_container_width=True,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=scene_group(scene(seen, viewing, credit)),
            on_change=clicked,
        )


def chosen_in(seen: Shown) -> str | None:
    """Give the chosen project, if the filters let it be seen."""
    chosen = st.session_state.get("chosen")
    return chosen if any(row["project_id"] == chosen for row in seen.projects) else None


def draw_side(seen: Shown, texts: Texts) -> None:
    """Show the chosen project's panel, or the list to choose from."""
    chosen = chosen_in(seen)
    if chosen is None:
        with st.container(key="gr-side-list"):
            draw_list(seen, texts)
        return
    # Each choice gets another place on the page: a container that stayed would keep the
    # scroll position of what it showed before.
    for _ in range(1 + st.session_state.get("choices", 0) % 2):
        st.empty()
    with st.container(key="gr-side-panel"):
        st.button(
            texts("panel.back"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="back",
            on_click=choose,
            args=(None,),
        )
        st.html(panel(chosen, seen.linkage, texts))


def draw_list(seen: Shown, texts: Texts) -> None:
    """Show the projects to choose from, as rows to press."""
    st.markdown(f"**{texts('list.title')}**  \n{texts('list.hint')}")
    if not seen.projects:
        st.info(texts("list.empty"))
    with st.container(key="gr-list", gap=None):
        for group in groups(seen, texts):
            title = texts.html(f"mode.{group.mode}")
            st.html(f'<p class="gr-list-head">{title} <span>{len(group.lines)}</span></p>')
            for project_id, line in group.lines:
                st.button(
                    line,
                    key=f"choose-{project_id}",
                    type="tertiary",
                    width="stretch",
                    on_click=choose,
                    args=(project_id,),
                )


def download(seen: Shown, texts: Texts) -> None:
    """Offer the pieces that answer the filters as GeoJSON."""
    linkage = seen.linkage
    metadata = {
        "as_of": linkage.as_of.isoformat(),
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


def own_boundary_file(given: Options, texts: Texts) -> None:
    """Take a boundary file, say what was found in it, and offer to cut by it."""
    uploaded = st.file_uploader(texts("own.upload"), type=UPLOADS, key="own-file")
    if given.own:
        source = texts.pick(own_boundaries()[given.own].source)
        st.html(f"<p>{texts.html('own.in_use', source=source)}</p>")
        st.button(texts("own.stop"), on_click=use, args=("", None), key="own-stop")
    if uploaded is None:
        return
    content = uploaded.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    try:
        with st.spinner(texts("own.checking")):
            upload = examined(replace(given, own=""), uploaded.name, digest, content)
    except InputError as fault:
        st.html(refused(fault, texts))
        return
    st.html(datum_verdict(upload.verdict, texts))
    if upload.mended is not None:
        offer_corrected(upload.mended, digest, texts)
    if upload.checked.boundaries is not None:
        words = texts("own.use" if upload.mended is None else "own.use.as_is")
        key, chosen = f"{digest}-as-is", upload.checked.boundaries
        st.button(words, on_click=use, args=(key, chosen), key="own-use", disabled=given.own == key)
    st.html(file_report(upload.checked, texts))


def offer_corrected(mended: CheckedFile, digest: str, texts: Texts) -> None:
    """Offer the file moved to where its borders belong: to use, and to take home."""
    key = f"{digest}-corrected"
    if mended.boundaries is not None:
        st.button(
            texts("own.use.corrected"),
            type="primary",
            on_click=use,
            args=(key, mended.boundaries),
            key="own-use-corrected",
            width="stretch",
            disabled=st.session_state.get("own") == key,
        )
    st.download_button(
        texts("own.download"),
        data=lambda: geopackage(mended),
        file_name=f"{mended.path.stem}-corrected.gpkg",
        mime="application/geopackage+sqlite3",
        on_click="ignore",
        key="own-download",
        width="stretch",
    )


def geopackage(mended: CheckedFile) -> bytes:
    """Write a corrected file's rows and attributes as they stand."""
    with tempfile.TemporaryDirectory(prefix="giap-ranh-") as folder:
        out = Path(folder) / f"{mended.path.stem}.gpkg"
        write_whole_file(mended.frame, out)
        return out.read_bytes()


def use(key: str, boundaries: Boundaries | None) -> None:
    """Cut by these boundaries from now on; none: by those the app was started with."""
    if boundaries is not None:
        kept = own_boundaries()
        kept[key] = boundaries
        while len(kept) > MOST_KEPT:  # a reader whose choice is gone gets the first ones again
            kept.pop(next(iter(kept)))
    st.session_state["own"] = key


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


def main() -> None:
    """Lay out the page."""
    given = options()
    st.set_page_config(
        page_title=Texts(Language.VI)("app.title"), layout="wide", initial_sidebar_state=SIDEBAR_PX
    )
    st.html(style_sheet())
    top, switch = st.columns([4, 1], vertical_alignment="center")
    with switch:
        texts = language_switch()
    try:
        with st.spinner(texts("loading")):
            traced(given)
            own = st.session_state.get("own", "")
            given = replace(given, own=own if own in own_boundaries() else "")
            traced(given)
    except InputError as fault:
        st.error(f"**{texts('error.title')}**")
        st.code(str(fault), language=None, wrap_lines=True)
        st.stop()
    with st.sidebar:
        words = st.text_input(texts("filter.search"), key="words", icon=":material/search:")
        only_mismatches = st.toggle(texts("filter.mismatch"), key="mismatches")
        as_of, units = date_and_units(texts)
        linkage = linkage_at(given, as_of, units)
        seen = shown(linkage, choice(words, only_mismatches, linkage, texts))
        st.button(texts("filter.reset"), on_click=clear_filters, key="reset")
        map_options(texts)
        with st.expander(texts("own.title"), key="own-boundaries"):
            own_boundary_file(given, texts)
        download(seen, texts)
    with top:
        st.html(heading(seen, texts))
    left, right = st.columns([8, 5], gap="medium")
    with left:
        draw_map(seen, ground(given), texts)
        st.html(legend(linkage.boundaries, texts))
    with right:
        draw_side(seen, texts)


main()
