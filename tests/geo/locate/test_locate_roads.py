"""Roads, bridges, power lines and disused rails on small made-up ways.

106° E, 21° N; a hundredth of a degree is 1.04 km eastwards and 1.11 km northwards.
"""

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.locate import Location, PartRole, locate
from geo.model import Grade, Project, Text
from geo.registry.places import Place
from tests.geo.locate.test_locate import place, project

LonLat = tuple[float, float]


def ways(*rows: tuple[BaseGeometry, dict[str, str]]) -> gpd.GeoDataFrame:
    """Make a frame as read_ways gives it; equal coordinates are one node."""
    numbers: dict[LonLat, int] = {}
    columns = ["name", "ref", "old_ref", "bridge", "bridge:name", "junction", "voltage"]
    table: dict[str, list[object]] = {name: [] for name in (*columns, "route_ref", "route_name")}
    nodes = []
    for shape, tags in rows:
        for name, values in table.items():
            values.append(tags.get(name, ""))
        coords = shape.exterior.coords if isinstance(shape, Polygon) else shape.coords
        nodes.append(np.array([numbers.setdefault((x, y), len(numbers)) for x, y in coords]))
    return gpd.GeoDataFrame(
        {
            "way_id": range(100, 100 + len(rows)),
            "mode": [tags.get("mode", "road") for _, tags in rows],
            "kind": [tags.get("kind", "secondary") for _, tags in rows],
            **table,
            "node_ids": nodes,
        },
        geometry=[LineString(s.exterior.coords) if isinstance(s, Polygon) else s for s, _ in rows],
        crs="EPSG:4326",
    )


def east(start: float, end: float, north: float = 0.0) -> LineString:
    """Make a line along the parallel, hundredths of a degree from 106° E."""
    xs = np.round(np.linspace(start, end, 5), 6)
    return LineString([(round(106 + x / 100, 8), round(21 + north / 100, 8)) for x in xs])


PLACES = {
    p.key: p
    for p in (
        place("a", 106.0, 21.002),
        place("b", 106.1, 21.002),
        place("c", 106.2, 21.002),
        place("d", 106.3, 21.002),
    )
}


def road(route: str = "a b c d", **more: object) -> Project:
    fields: dict[str, object] = {"mode": "road", "refs": ["ĐT.293"]}
    return project("road", "Đường A – D", route, **(fields | more))


def grades(found: Location) -> str:
    return "".join(part.grade.value for part in found.parts)


@pytest.mark.parametrize(
    "tags",
    [
        {"ref": "DT293"},
        {"ref": "QL.37;ĐT 293"},
        {"name": "Tỉnh lộ 293"},
        {"old_ref": "TL-293"},
        {"route_ref": "ĐT.293"},
        {"name": "Đường  a - d"},
    ],
)
def test_a_road_is_known_by_number_name_or_route(tags: dict[str, str]) -> None:
    found = locate(road(), PLACES, ways((east(0, 30), tags), (east(0, 30, 2), {"ref": "ĐT.293B"})))
    assert (found.source, found.grade) == ("osm", Grade.A)
    assert found.own_share == pytest.approx(1)
    assert found.way_ids == (100,)
    assert [found.place_km[key] for key in "abcd"] == pytest.approx([0, 10.4, 20.8, 31.2], abs=0.1)


def test_a_short_wrong_label_in_the_middle_is_filled_in_and_is_a_part_graded_b() -> None:
    label = {"ref": "ĐT.293"}
    found = locate(
        road(),
        PLACES,
        ways((east(0, 12), label), (east(12, 14), {"ref": "ĐT.999"}), (east(14, 30), label)),
    )
    assert (found.source, found.grade, grades(found)) == ("osm", Grade.B, "ABA")
    assert [part.own_share for part in found.parts] == pytest.approx([1, 0, 1])
    assert "2.1 km are other ways" in found.reason.en
    assert "2,1 km là đường khác" in found.reason.vi


def test_what_is_not_built_is_a_sketch_and_the_rest_stays_on_osm() -> None:
    found = locate(road(), PLACES, ways((east(0, 11), {"ref": "ĐT.293"})))
    assert (found.source, found.grade) == ("mixed", Grade.C)
    assert grades(found)[0] == "A"
    assert grades(found)[-1] == "C"
    assert "19.8 km are not on OSM and sketched: km 11.4" in found.reason.en
    assert found.geometry.coords[-1] == pytest.approx((106.3, 21.002))


def test_where_the_built_part_ends_between_places_is_not_graded_a() -> None:
    found = locate(road(), PLACES, ways((east(0, 15), {"ref": "ĐT.293"})))
    assert grades(found) == "ABC"
    assert found.parts[1].from_km == pytest.approx(10.4, abs=0.1)  # behind place b


def test_the_same_number_elsewhere_is_refused_with_a_reason() -> None:
    found = locate(road(), PLACES, ways((east(0, 30, 12), {"ref": "ĐT.293"})))
    assert (found.source, found.grade) == ("sketch", Grade.C)
    assert "lie off the corridor" in found.reason.en
    assert "nằm ngoài hành lang" in found.reason.vi


def test_the_same_number_beside_the_road_is_not_taken() -> None:
    own = {"ref": "ĐT.293"}
    found = locate(road(), PLACES, ways((east(0, 30), own), (east(0, 30, 8), own)))
    assert found.way_ids == (100,)


def test_a_long_way_round_is_refused() -> None:
    away = LineString([(106.0, 21.0), (106.0, 21.3), (106.3, 21.3), (106.3, 21.0)])
    found = locate(road("a d"), PLACES, ways((away, {"ref": "ĐT.293"})))
    assert found.grade is Grade.C
    assert found.source == "sketch"


def test_a_link_is_not_known_by_the_roads_it_joins() -> None:
    link = project("l", "Đường nối ĐT.293 – QL.18", "a d", mode="road", refs=["ĐT.293", "QL.18"])
    found = locate(link, PLACES, ways((east(0, 30), {"ref": "ĐT.293"})))
    assert found.grade is Grade.C
    assert "are the roads it joins" in found.reason.en


def test_two_carriageways_and_a_roundabout_are_one_line() -> None:
    own = {"ref": "ĐT.293", "oneway": "yes"}
    start, end = (106.1, 21.0), (106.2, 21.0)
    sides = [LineString([start, (106.15, 21 + off), end]) for off in (0.0001, -0.0001)]
    ring = [(106.2, 21.0), (106.20025, 21.00025), (106.2005, 21.0), (106.20025, 20.99975)]
    found = locate(
        road(),
        PLACES,
        ways(
            (LineString([(106.0, 21.0), start]), own),
            (sides[0], own),
            (sides[1], own),
            (LineString([*ring, ring[0]]), {"junction": "roundabout"}),
            (LineString([(106.2005, 21.0), (106.3, 21.0)]), own),
        ),
    )
    assert (found.grade, grades(found)) == (Grade.A, "A")
    assert isinstance(found.geometry, LineString)
    assert found.parts[-1].to_km == pytest.approx(31.2, abs=0.1)


def test_a_parallel_village_road_does_not_stand_in_for_what_is_missing() -> None:
    own = {"ref": "ĐT.293"}
    village = LineString([(106.1, 21.0), (106.1, 21.01), (106.2, 21.01), (106.2, 21.0)])
    found = locate(
        road(),
        PLACES,
        ways((east(0, 10), own), (village, {"kind": "unclassified"}), (east(20, 30), own)),
    )
    assert (found.source, grades(found)) == ("mixed", "ACA")


def test_a_road_of_the_number_that_leads_elsewhere_is_at_most_b() -> None:
    """It passes the last two places by chance, on its way to the south."""
    elsewhere = LineString([(106.16, 20.7), (106.195, 20.99), (106.2, 21.0), (106.3, 21.0)])
    found = locate(road(), PLACES, ways((elsewhere, {"ref": "ĐT.293"})))
    assert found.source == "mixed"
    assert "A" not in grades(found)
    assert "leads on another way" in found.reason.en
    assert "rẽ đi hướng khác" in found.reason.vi
    ends_there = LineString([(106.2, 21.0), (106.3, 21.0)])
    built = locate(road(), PLACES, ways((ends_there, {"ref": "ĐT.293"})))
    assert grades(built) == "CA"
    assert "leads on" not in built.reason.en


def test_a_detour_past_a_place_is_refused_however_vague_the_places() -> None:
    vague = {
        key: place(key, lon, 21.002, 4000)
        for key, lon in {"a": 106.0, "b": 106.1, "c": 106.2, "d": 106.3}.items()
    }
    round_about = LineString([(106.0, 21.0), (106.15, 21.22), (106.3, 21.0)])
    found = locate(road(), vague, ways((round_about, {"ref": "ĐT.293"})))
    assert (found.source, found.grade) == ("sketch", Grade.C)
    assert "limit 1.6" in found.reason.en


def test_a_road_that_misses_most_places_on_the_way_is_not_it() -> None:
    bow = LineString([(106.0, 21.0), (106.03, 21.022), (106.27, 21.022), (106.3, 21.0)])
    found = locate(road(), PLACES, ways((bow, {"ref": "ĐT.293"})))
    assert (found.source, found.grade) == ("sketch", Grade.C)
    assert "misses 2 of 2 places on the way (b station, c station)" in found.reason.en
    assert "không qua 2 trong 2 điểm khống chế" in found.reason.vi
    one = locate(road("a b d"), PLACES, ways((bow, {"ref": "ĐT.293"})))
    assert (one.source, grades(one)) == ("osm", "B")


def test_a_part_that_begins_before_its_place_is_kept() -> None:
    before = LineString([(105.988, 21.0), (106.02, 21.0)])
    found = locate(road("a b"), PLACES, ways((before, {"ref": "ĐT.293"})))
    assert grades(found)[0] in "AB"


def test_a_district_road_does_not_stand_in_for_what_is_missing() -> None:
    own = {"ref": "ĐT.293"}
    for ref, filled in (("ĐH.59", False), ("QL.31", True), ("", True)):
        found = locate(
            road(),
            PLACES,
            ways((east(0, 10), own), (east(10, 16), {"ref": ref}), (east(16, 30), own)),
        )
        assert (grades(found) == "ABA") is filled, ref


def border(key: str, lon: float, number: str) -> Place:
    name = Text(vi=f"Giáp ranh A – B: {number}", en=f"Border A – B: {number}")
    return Place(key, name, lon, 21.004, "border", (), ("24", "30"), "test", None, 1000)


@pytest.mark.parametrize(("numbers", "rows"), [(("QL.5", "QL.38"), {101}), (("", ""), {100})])
def test_a_strand_follows_the_number_that_its_border_names(
    numbers: tuple[str, str], rows: set[int]
) -> None:
    places = PLACES | {"g": border("g", 106.05, numbers[0]), "h": border("h", 106.25, numbers[1])}
    roads = project("r", "Các quốc lộ", "a g b", "b h d", mode="road", refs=["QL.5", "QL.38"])
    found = locate(
        roads, places, ways((east(0, 30), {"ref": "QL.5"}), (east(10, 15, 1), {"ref": "QL.38"}))
    )
    assert set(found.way_ids) == rows | {100}
    assert found.grade is (Grade.C if 101 in rows else Grade.A)


def test_a_branch_is_not_gone_along_where_the_road_itself_is_missing() -> None:
    """From a to b nothing is built; the branch that leaves at b comes back half of the way."""
    places = PLACES | {"e": place("e", 106.06, 21.05)}
    road = project("r", "Đường A – C và nhánh", "a b c", "b e", mode="road")
    branch = LineString([(106.1, 21.0), (106.08, 21.025), (106.06, 21.05)])
    name = {"name": "Đường A – C và nhánh"}
    found = locate(road, places, ways((east(10, 20), name), (branch, name)))
    assert [part.source for part in found.parts] == ["sketch", "osm", "osm"]
    assert found.parts[0].length_km == pytest.approx(10.4, abs=0.1)
    assert found.place_km["e"] == pytest.approx(10.4 + 10.4 + 6.9, abs=0.2)


@pytest.mark.parametrize(("number_from", "grade"), [(13.8, Grade.B), (14.2, Grade.C)])
def test_what_a_name_leaves_out_is_known_by_the_number_that_it_bears(
    number_from: float, grade: Grade
) -> None:
    """Of the ways of the name 0.31 or 0.29 bear the number."""
    link = project("l", "Đường A – D", "a b c d", mode="road")
    name, number = {"name": "Đường A – D"}, {"ref": "ĐT.400"}
    found = locate(
        link,
        PLACES,
        ways(
            (east(0, number_from), name),
            (east(number_from, 20), name | number),
            (east(20, 30), number),
        ),
    )
    assert found.grade is grade
    assert ("only by the number ĐT.400" in found.reason.en) is (grade is Grade.B)
    assert ("nhờ số hiệu ĐT.400" in found.reason.vi) is (grade is Grade.B)


# ---- bridges


BRIDGE_PLACES = PLACES | {
    "gr": place("gr", 106.15, 21.003).__class__(
        "gr", place("gr", 0, 0).name, 106.15, 21.003, "border", (), ("24", "30"), "test", None, 1000
    )
}


def bridge(**more: object) -> Project:
    fields: dict[str, object] = {"mode": "bridge", "action": "build"}
    return project("cau", "Cầu Đồng Việt và đường dẫn", "b gr c", **(fields | more))


@pytest.mark.parametrize("tags", [{"bridge:name": "cầu Đồng Việt"}, {"name": "Cầu  Đồng Việt"}])
def test_a_named_bridge_is_a_span_between_its_approaches(tags: dict[str, str]) -> None:
    ref = {"ref": "ĐT.398"}
    found = locate(
        bridge(),
        BRIDGE_PLACES,
        ways(
            (east(10, 14), ref),
            (east(14, 14.5), ref | tags | {"bridge": "yes"}),
            (east(14.5, 20), ref),
        ),
    )
    assert [part.role for part in found.parts] == [
        PartRole.APPROACH,
        PartRole.SPAN,
        PartRole.APPROACH,
    ]
    assert (found.grade, grades(found)) == (Grade.A, "AAA")
    assert found.parts[1].length_km == pytest.approx(0.52, abs=0.01)
    assert found.parts[1].from_km < found.place_km["gr"] < found.parts[1].to_km


def test_the_road_over_a_bridge_is_known_where_it_goes_on() -> None:
    """The bridge's ways bear the bridge's name alone; a side road begins at its end too."""
    ref = {"ref": "ĐT.398"}
    side_road = LineString([(106.145, 21.0), (106.146, 21.05)])
    found = locate(
        bridge(),
        BRIDGE_PLACES,
        ways(
            (east(10, 14), ref),
            (east(14, 14.5), {"name": "Cầu Đồng Việt", "bridge": "yes"}),
            (east(14.5, 20), ref),
            (side_road, {"ref": "ĐT.242"}),
        ),
    )
    assert grades(found) == "BAB"
    assert found.way_ids == (100, 101, 102)
    assert "leading on from the bridge's ends" in found.reason.en
    assert "nối tiếp hai đầu cầu" in found.reason.vi


def test_half_a_bridge_does_not_lead_on_along_whatever_passes_at_its_end() -> None:
    """Only a part of the bridge is drawn, beside the way that people take until it is built."""
    village = LineString([(106.145, 21.0), (106.17, 21.001), (106.2, 21.003)])
    approach = {"name": "Đường dẫn cầu Đồng Việt"}
    found = locate(
        bridge(),
        BRIDGE_PLACES,
        ways(
            (east(10, 14), approach),
            (east(14, 14.5), {"name": "Cầu Đồng Việt", "bridge": "yes"}),
            (east(17, 20), approach),
            (village, {"ref": "ĐH.17", "kind": "unclassified"}),
        ),
    )
    assert {100, 101} <= set(found.way_ids)
    assert 103 not in found.way_ids


def test_a_bridge_of_nearly_the_name_or_far_off_is_not_it() -> None:
    for tags, north in (({"name": "Cầu Đồng Việt 2"}, 0), ({"name": "Cầu Đồng Việt"}, 20)):
        span = east(14, 14.5, north)
        found = locate(bridge(), BRIDGE_PLACES, ways((span, tags | {"bridge": "yes"})))
        assert found.grade is Grade.C
        assert "OSM has no bridge named “Cầu Đồng Việt”" in found.reason.en


def test_a_bridge_without_name_is_where_its_road_crosses_the_river() -> None:
    side = {
        "province": "24",
        "part": {"vi": "Cầu mới trên QL.17", "en": "The new bridge on highway 17"},
        "responsible": ["bac-giang"],
        "basis": "kl352:44",
    }
    point = project(
        "p",
        "Cầu thay ngầm Tam Kha",
        "b",
        mode="bridge",
        action="build",
        located="point",
        sides=[side],
    )
    river = LineString([(106.105, 20.9), (106.105, 21.1)])
    found = locate(
        point,
        PLACES,
        ways((east(0, 30), {"ref": "QL17"}), (river, {"mode": "waterway", "kind": "river"})),
    )
    assert isinstance(found.geometry, Point)
    assert (found.source, found.grade) == ("osm", Grade.B)
    assert found.geometry.coords[0] == pytest.approx((106.105, 21.0))
    dry = locate(point, PLACES, ways((east(0, 30), {"ref": "QL17"})))
    assert (dry.source, dry.grade) == ("sketch", Grade.C)


# ---- power


def substation(key: str, name: str, lon: float) -> object:
    found = place(key, lon, 21.0, 4000)
    name_text = found.name.model_copy(update={"vi": name, "en": name})
    return found.__class__(key, name_text, lon, 21.0, "substation", (), ("24",), "t", None, 4000)


STATIONS = {
    "near": place("near", 106.15, 21.02),
    "far": place("far", 106.15, 21.2),
    "x": substation("x", "Trạm biến áp 500 kV Hiệp Hòa", 106.01),
    "y": substation("y", "Trạm biến áp 500 kV Thái Nguyên", 106.28),
}
YARDS = (
    (Point(106.0, 21.0).buffer(0.001, cap_style="square"), "TBA 500kV Hiệp Hoà"),
    (Point(106.3, 21.0).buffer(0.001, cap_style="square"), "Thái Nguyên"),
)


def power(
    *lines: tuple[LineString, str],
    others: tuple[tuple[Polygon, str], ...] = (),
    route: str = "x y",
) -> Location:
    wanted = project("p", "Đường dây 500 kV", route, mode="power", kv=500, action="build")
    rows = [(line, {"mode": "power", "kind": "line", "voltage": kv}) for line, kv in lines]
    yards = [(s, {"mode": "power", "kind": "substation", "name": n}) for s, n in (*YARDS, *others)]
    return locate(wanted, STATIONS, ways(*rows, *yards))  # type: ignore[arg-type]


@pytest.mark.parametrize(("town", "grade"), [("near", Grade.A), ("far", Grade.B)])
def test_a_town_that_the_registry_chose_does_not_refuse_a_power_line(
    town: str, grade: Grade
) -> None:
    found = power((east(0, 30), "500000"), route=f"x {town} y")
    assert (found.source, found.grade, found.way_ids) == ("osm", grade, (100,))
    assert found.place_km[town] == pytest.approx(found.place_km["y"] / 2, rel=0.01)
    assert ("keeps off far station" in found.reason.en) is (town == "far")
    assert ("xa Ga far" in found.reason.vi) is (town == "far")


def test_a_town_does_not_join_what_is_another_line() -> None:
    found = power((east(0, 10), "500000"), route="x far y")
    assert (found.source, found.grade) == ("sketch", Grade.C)


def test_a_power_line_is_followed_by_voltage_between_its_substations() -> None:
    found = power((east(0, 30), "500000;220000"), (east(0, 30, 1), "220000"))
    assert (found.source, found.grade, found.way_ids) == ("osm", Grade.A, (100,))


def test_lines_that_leave_from_the_same_substation_are_not_gone_along() -> None:
    """A way to another substation begins in the yard where the path begins."""
    to_other = LineString([(105.8, 21.0), (106.0, 21.0), (106.001, 21.0)])
    yard = Point(105.8, 21.0).buffer(0.001, cap_style="square")
    found = power((to_other, "500000"), (east(0.1, 30), "500000"), others=((yard, "Sóc Sơn"),))
    assert (found.source, found.grade) == ("osm", Grade.A)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([(east(0, 30), "220000")], "OSM has no 500 kV power line"),
        ([(east(-20, 50), "500000")], "passes TBA 500kV Hiệp Hoà without going into it"),
        ([(east(0, 10), "500000")], "OSM has no power line that"),
    ],
)
def test_another_power_line_is_refused_with_a_reason(
    lines: list[tuple[LineString, str]], reason: str
) -> None:
    found = power(*lines)
    assert (found.source, found.grade) == ("sketch", Grade.C)
    assert reason in found.reason.en
    assert found.geometry.coords[0] == pytest.approx((106.0, 21.0))  # where OSM has the substation
    assert "placed as on OSM" in found.reason.en


# ---- rails out of use


def test_a_disused_railway_is_followed_and_said_to_be_disused() -> None:
    line = project("r", "Đường sắt Kép – Lưu Xá", "a d", action="restore")
    track = {"mode": "rail", "kind": "disused", "name": "Đường sắt Kép - Lưu Xá"}
    found = locate(line, PLACES, ways((east(0, 30), track)))
    assert found.grade is Grade.A
    assert "OSM has this line as disused (1 of 1 ways)" in found.reason.en
    assert "ngừng khai thác" in found.reason.vi


def test_an_abandoned_railway_is_drawn_as_far_as_it_is_left() -> None:
    line = project("r", "Đường sắt Kép – Lưu Xá", "a b c d", action="restore")
    track = {"mode": "rail", "kind": "abandoned", "name": "Đường sắt Kép - Lưu Xá"}
    found = locate(line, PLACES, ways((east(0, 10), track), (east(20, 30), track)))
    assert (found.source, grades(found)) == ("mixed", "ACA")
