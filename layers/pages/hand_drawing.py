"""Drawing a department's own line on the map: each click is a point, the last one can be undone."""

import streamlit as st
from streamlit_folium import st_folium

from geo.errors import InputError
from geo.locate.alignment import Alignment
from geo.locate.hand_drawn import HandPoint, hand_drawn, hand_point
from geo.model import Project
from layers.app.view import View
from layers.app.work import ground, known, traced
from layers.map import background
from layers.map.elements import base_map, scene_group
from layers.map.hand_drawn import bounds_of, hand_drawn_scene
from layers.panels.boundaries_panel import refused
from layers.panels.data_panel import note
from layers.panels.legend import credit_line

_MAP_PX = 460


def hand_drawing(project: Project, view: View) -> Alignment | None:
    """Lay out the map; gives the line once it reaches both ends of the route."""
    texts, points = view.texts, _points(project.id)
    st.html(note(texts("line.by_hand.about")))
    _map(project, view)
    with st.container(horizontal=True):
        st.button(
            texts("line.undo"),
            icon=":material/undo:",
            disabled=not points,
            on_click=_undo,
            args=(project.id,),
            key="line-undo",
        )
        st.button(
            texts("line.again"),
            icon=":material/delete:",
            disabled=not points,
            on_click=forget_points,
            args=(project.id,),
            key="line-again",
        )
    st.html(note(texts.counted("line.points", len(points), count=len(points))))
    if (fault := st.session_state.pop("line-coarse", None)) is not None:
        st.html(refused(fault, texts, key="line.coarse"))
    if not points:
        return None
    try:
        return hand_drawn(points, project, known(view.options).registry.places)
    except InputError as fault:
        st.html(refused(fault, texts, key="line.unfinished"))
        return None


def forget_points(project_id: str) -> None:
    """Begin a project's line anew."""
    _points(project_id).clear()


def _points(project_id: str) -> list[HandPoint]:
    points: list[HandPoint] = st.session_state.setdefault(f"line-points-{project_id}", [])
    return points


def _undo(project_id: str) -> None:
    _points(project_id).pop()


def _map(project: Project, view: View) -> None:
    location = traced(view.options).locations[project.id]
    every = known(view.options).registry.places
    places = [every[key] for key in project.places]
    grades = {location.grade.value, *(part.grade.value for part in location.parts)}
    scene = hand_drawn_scene(
        _points(project.id),
        location.geometry,
        places,
        texts=view.texts,
        units=view.linkage.units.value,
        background=background.ONLINE.get(st.session_state.get("background", "none")),
        credit=credit_line(grades, view.linkage, view.texts),
    )
    bounds = bounds_of(location.geometry, places)
    key = f"line-map-{project.id}"

    def clicked() -> None:
        returned = st.session_state.get(key) or {}
        at, before = returned.get("last_clicked"), f"{key}-last"
        # A change of zoom tells of the same click again.
        if at is None or at == st.session_state.get(before):
            return
        st.session_state[before] = at
        try:
            point = hand_point(at["lng"], at["lat"], returned.get("zoom") or 0)
        except InputError as fault:
            st.session_state["line-coarse"] = fault
        else:
            _points(project.id).append(point)

    with st.container(key="gr-line-map"):
        st_folium(
            base_map({**ground(view.options), "shared": False, "bounds": bounds}),
            key=key,
            height=_MAP_PX,
            use_container_width=True,
            returned_objects=["last_clicked", "zoom"],
            feature_group_to_add=scene_group(scene),
            on_change=clicked,
        )
