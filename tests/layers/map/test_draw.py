import json
from collections import Counter
from dataclasses import replace

import pytest
from shapely import LineString, Point

from geo.model import River, Status, Text
from geo.pipeline import Linkage, Trace
from geo.registry import Units
from layers import palette
from layers.app.filters import Choice, shown
from layers.map import signs, style
from layers.map.base_map import base_payload
from layers.map.draw import TURNED_PX, Background, Viewing, scene
from layers.map.plates import halves
from layers.texts import Language, Texts
from tests.layers.conftest import AS_OF

VIETNAMESE = Texts(Language.VI)


def test_every_piece_is_drawn_once_in_its_own_sides_colour(linkage: Linkage) -> None:
    drawn = scene(shown(linkage, Choice()), Viewing(VIETNAMESE), "")
    wanted = Counter(
        (row["project_id"], palette.STATUS_COLOUR[Status(row["status"])])
        for _, row in linkage.pieces.iterrows()
        if row["geometry"].geom_type != "Point"
    )
    got = Counter((shape["project"], shape["style"]["color"]) for shape in drawn["shapes"])
    assert got == wanted
    points = linkage.pieces[linkage.pieces.geom_type == "Point"]
    assert len(points) > 0
    assert set(points["project_id"]) <= {sign["project"] for sign in drawn["signs"]}


def test_what_changed_is_told_from_old_to_new(linkage: Linkage) -> None:
    row = next(row for _, row in linkage.pieces.iterrows() if row["geometry"].geom_type != "Point")
    new = Status(row["status"])
    old = Status.SUSPENDED if new is not Status.SUSPENDED else Status.PLANNED
    before = {(row["project_id"], row["side"]): old}
    drawn = scene(shown(linkage, Choice()), Viewing(VIETNAMESE, before=before), "")
    turned = [sign for sign in drawn["signs"] if sign["html"] == signs.turned(old, new, TURNED_PX)]
    own = linkage.pieces[
        (linkage.pieces["project_id"] == row["project_id"])
        & (linkage.pieces["side"] == row["side"])
    ]
    assert len(turned) == len(own)
    assert {sign["project"] for sign in turned} == {row["project_id"]}


def test_all_projects_are_on_the_map(linkage: Linkage) -> None:
    drawn = scene(shown(linkage, Choice()), Viewing(VIETNAMESE), "")
    on_map = {thing["project"] for thing in (*drawn["shapes"], *drawn["signs"])}
    assert on_map == set(linkage.registry.projects)


def test_every_crossing_has_a_sign_and_mismatches_stand_out(linkage: Linkage) -> None:
    drawn = scene(shown(linkage, Choice()), Viewing(VIETNAMESE), "")
    crossings = [sign for sign in drawn["signs"] if sign["rank"] in (1, 5)]
    assert len(crossings) == len(linkage.crossings)
    alarming = [sign for sign in crossings if palette.ALARM in sign["html"]]
    assert len(alarming) == linkage.crossings["mismatch"].sum() > 0
    assert min(s["size"] for s in alarming) > max(s["size"] for s in crossings if s not in alarming)


def test_former_borders_are_not_drawn_as_crossings(traced: Trace) -> None:
    today = traced.at(AS_OF, Units.TODAY)
    drawn = scene(shown(today, Choice()), Viewing(VIETNAMESE), "")
    crossings = [sign for sign in drawn["signs"] if sign["rank"] in (1, 5)]
    assert len(crossings) == (~today.crossings["former"]).sum() < len(today.crossings)
    borders = [shape for shape in drawn["shapes"] if shape["style"].get("className") == "gr-former"]
    tooltips = " ".join(shape["tooltip"] for shape in borders)
    assert "địa giới cũ" in tooltips
    assert all(name in tooltips for name in ("Hải Dương", "Hải Phòng", "Bắc Giang"))
    assert not any("project" in shape for shape in borders), "nothing to click"
    assert style.former_border()["opacity"] < style.outline()["opacity"]
    then = scene(shown(traced.at(AS_OF), Choice()), Viewing(VIETNAMESE), "")
    assert not any(shape["style"].get("className") == "gr-former" for shape in then["shapes"])


@pytest.mark.parametrize(
    ("east", "north", "first_is_from", "upright"),
    [(1, 0.2, True, False), (-1, 0.2, False, False), (0.2, -1, True, True), (0.2, 1, False, True)],
)
def test_the_halves_of_a_crossing_lie_as_the_sides_do(
    linkage: Linkage, east: float, north: float, first_is_from: bool, upright: bool
) -> None:
    """West to east, or north to south, whichever way the line runs on."""
    here = Point(106.5, 21.5)
    crossing = {
        "project_id": "dt242",
        "km": 5.0,
        "geometry": here,
        "status_from": "approved",
        "status_to": "completed",
    }
    ahead = LineString([here, Point(here.x + east, here.y + north)])
    own = linkage.pieces[linkage.pieces["project_id"] == "dt242"].iloc[:1]
    pieces = own.assign(from_km=5.0).set_geometry([ahead], crs=own.crs)
    expected = [Status.APPROVED, Status.COMPLETED]
    got = halves(crossing, replace(linkage, pieces=pieces))
    assert list(got[:2]) == (expected if first_is_from else expected[::-1])
    assert got[2] is upright


def test_choosing_fades_the_rest_and_looks_at_it(linkage: Linkage) -> None:
    seen = shown(linkage, Choice())
    drawn = scene(seen, Viewing(VIETNAMESE, chosen="ql279", focus_on="7"), "")
    for shape in drawn["shapes"]:
        faded = shape["style"]["opacity"] < 0.5
        assert faded is (shape["project"] != "ql279")
    assert drawn["shapes"][-1]["project"] == "ql279"  # drawn last, on top
    (south, west), (north, east) = drawn["focus"]["bounds"]
    line = linkage.projects.set_index("project_id").geometry["ql279"]
    assert (west, south, east, north) == pytest.approx(line.bounds)
    assert scene(seen, Viewing(VIETNAMESE), "")["focus"] is None


def test_context_is_drawn_only_on_request(linkage: Linkage) -> None:
    seen = shown(linkage, Choice())
    plain = scene(seen, Viewing(VIETNAMESE), "")
    more = scene(seen, Viewing(VIETNAMESE, with_context=True), "")
    context = [shape for shape in more["shapes"] if shape["pane"] == "context"]
    assert len(more["shapes"]) - len(plain["shapes"]) == len(context) > 0
    assert all("project" not in shape for shape in context)


def test_no_other_host_is_named_unless_a_background_was_chosen(linkage: Linkage) -> None:
    seen = shown(linkage, Choice())
    assert "http" not in json.dumps(scene(seen, Viewing(VIETNAMESE), ""))
    tiles = Background(url="https://tiles.example/{z}", attribution="© x", max_zoom=19)
    drawn = scene(seen, replace(Viewing(VIETNAMESE), background=tiles), "")
    assert drawn["background"]["url"] == tiles.url
    assert drawn["background"]["options"]["attribution"] == "© x"


def test_texts_from_data_are_escaped(linkage: Linkage) -> None:
    project = linkage.registry.projects["ql279"]
    evil = project.name.model_copy(update={"vi": "<img src=x onerror=alert(1)>"})
    projects = {
        **linkage.registry.projects,
        "ql279": project.model_copy(update={"name": evil, "refs": ("<script>",)}),
    }
    bad = replace(linkage, registry=replace(linkage.registry, projects=projects))
    drawn = scene(shown(bad, Choice()), Viewing(VIETNAMESE), "")
    for shape in drawn["shapes"]:
        shape.pop("name", None)  # the browser writes it as text
    written = json.dumps(drawn)
    assert "<img src" not in written
    assert "<script>" not in written
    assert "&lt;img src" in written


def test_base_map_holds_both_dates_and_both_languages(traced: Trace) -> None:
    units = {
        each.value: traced.boundaries.in_units(each, traced.registry.units).frame for each in Units
    }
    base = base_payload(units, traced.registry.places, traced.pieces.total_bounds.tolist())
    assert set(base["provinces"]) == {"signing", "today"}
    assert len(base["provinces"]["signing"]["geometries"]) == len(units["signing"])
    written = json.dumps(base, ensure_ascii=False)
    assert "Bắc Giang" in written
    assert '<i class=\\"gr-vi\\">Ga Kép</i><i class=\\"gr-en\\">Kép station</i>' in written
    assert ">Đồng Mỏ<" in written  # "Thị trấn" is left to the size of the letters


def test_names_of_provinces_may_stand_only_on_their_ground(traced: Trace) -> None:
    frame = traced.boundaries.frame
    base = base_payload({"signing": frame}, {}, frame.total_bounds.tolist())
    ground = frame.set_index("province_name").geometry
    for label in base["labels"]:
        name = label["html"].removeprefix("<span>").removesuffix("</span>")
        assert all(ground[name].buffer(1e-4).covers(Point(x, y)) for y, x in label["places"])


def test_rivers_are_drawn_and_named_in_both_languages(traced: Trace) -> None:
    river = River(
        id="a", name=Text(vi="sông <A>", en="<A> river"), course=((106, 21), (106.5, 21.2))
    )
    frame = traced.boundaries.frame
    base = base_payload({"signing": frame}, {}, frame.total_bounds.tolist(), [river])
    (course,) = base["rivers"]["shapes"]
    assert course == {"type": "LineString", "coordinates": ((106, 21), (106.5, 21.2))}
    assert base["rivers"]["style"]["color"] == palette.RIVER
    (name,) = [label for label in base["labels"] if label["kind"] == "gr-river-name"]
    assert "sông &lt;A&gt;" in name["html"]
    assert "&lt;A&gt; river" in name["html"]
    assert name["rank"] == max(label["rank"] for label in base["labels"])
