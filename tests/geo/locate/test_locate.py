"""Projects located on OSM rails, real and made up, and as sketches."""

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point, Polygon

from geo.locate import Location, grade_of, locate, locate_all, own_ways
from geo.locate.network import geodesic_m
from geo.locate.sketch import sketch_line
from geo.model import Grade, Project, Text
from geo.osm.extract import read_ways
from geo.registry.places import Place


def place(key: str, lon: float, lat: float, precision_m: int = 1000) -> Place:
    name = Text(vi=f"Ga {key}", en=f"{key} station")
    return Place(key, name, lon, lat, "station", (), ("24",), "test", None, precision_m)


def project(project_id: str, name: str, *strands: str, **more: object) -> Project:
    side = {
        "province": "24",
        "part": {"vi": "phần của tỉnh", "en": "the province's part"},
        "responsible": ["bac-giang"],
        "basis": "kl352:44",
    }
    fields = {
        "id": project_id,
        "name": {"vi": name, "en": name},
        "mode": "rail",
        "action": "upgrade",
        "route": [strand.split() for strand in strands],
        "cites": ["kl352:62"],
        "sides": [side],
    }
    return Project.model_validate(fields | more)


# ---- the real rails; the stations' coordinates are rough on purpose

STATIONS = {
    station.key: station
    for station in (
        place("ha-noi", 105.84, 21.02),
        place("yen-vien", 105.92, 21.09),
        place("bac-giang", 106.19, 21.28),
        place("kep", 106.29, 21.41),
        place("dong-mo", 106.58, 21.66, 1500),
        place("dong-dang", 106.70, 21.94, 1500),
        place("pha-lai", 106.31, 21.11, 3000),
        place("chi-linh", 106.39, 21.13, 2500),
        place("uong-bi", 106.77, 21.03, 2000),
        place("ha-long", 107.04, 20.97, 2000),
        place("luu-xa", 105.85, 21.55, 1500),
    )
}
KEP_CAI_LAN = {"osm_names": ["Đường sắt Kép – Cái Lân"]}
REAL = {
    p.id: p
    for p in (
        project("ha-noi-dong-dang", "Đường sắt Hà Nội – Đồng Đăng", "ha-noi kep dong-dang"),
        project("bac-giang-dong-dang", "Đường sắt Hà Nội – Đồng Đăng", "bac-giang kep dong-dang"),
        project("kep-ha-long", "Đường sắt Kép – Hạ Long", "kep chi-linh ha-long", **KEP_CAI_LAN),
        project("kep-luu-xa", "Đường sắt Kép – Lưu Xá", "kep luu-xa"),
        project(
            "yen-vien-cai-lan",
            "Đường sắt Yên Viên – Cái Lân",
            "yen-vien pha-lai chi-linh ha-long",
            **KEP_CAI_LAN,
        ),
    )
}


@pytest.fixture(scope="module")
def located(shared: Path) -> dict[str, Location]:
    ways = read_ways(shared / "osm" / "rail.osm.pbf")
    return locate_all(REAL.values(), STATIONS, ways)


@pytest.mark.parametrize(
    ("project_id", "grade", "km"),
    [
        ("ha-noi-dong-dang", Grade.A, (155, 168)),
        ("bac-giang-dong-dang", Grade.A, (108, 116)),
        ("kep-ha-long", Grade.A, (100, 112)),
    ],
)
def test_working_railways_are_followed_on_osm(
    located: dict[str, Location], project_id: str, grade: Grade, km: tuple[float, float]
) -> None:
    found = located[project_id]
    assert isinstance(found.geometry, LineString)
    length = geodesic_m(found.geometry) / 1000
    assert (found.source, found.grade) == ("osm", grade)
    assert found.own_share is not None
    assert found.own_share >= 0.95
    assert km[0] < length < km[1]
    assert list(found.place_km) == list(REAL[project_id].places)
    first, *_, last = found.place_km.values()
    assert (first, last) == pytest.approx((0, length), abs=0.001)
    assert len(found.way_ids) == len(set(found.way_ids)) > 20
    assert f"{length:.1f} km" in found.reason.en
    assert "no place lies more than" in found.reason.en
    assert f"{length:.1f} km".replace(".", ",") in found.reason.vi


def test_the_line_to_be_restored_is_not_drawn_through_ha_noi(located: dict[str, Location]) -> None:
    found = located["kep-luu-xa"]
    assert (found.source, found.grade, found.own_share) == ("sketch", Grade.C, None)
    assert found.geometry == sketch_line([("kep", "luu-xa")], STATIONS)
    assert "detour of 11" in found.reason.en  # 112 km or so, by where the stations are put
    assert "limit 1.6" in found.reason.en
    assert "đi vòng 11" in found.reason.vi
    assert "giới hạn 1,6 lần" in found.reason.vi


def test_rails_that_reach_a_place_only_the_long_way_round_are_no_new_line(
    located: dict[str, Location],
) -> None:
    found = located["yen-vien-cai-lan"]
    assert (found.source, found.grade) == ("sketch", Grade.C)
    assert "From yen-vien station to pha-lai station the railway on OSM makes a detour" in (
        found.reason.en
    )


# ---- made-up rails, 106° to 106.3° E on 21° N, about 10.4 km a tenth of a degree


def rails(*rows: tuple[str, str, list[int], list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    """Make a frame of (name, other name, node ids, lon and lat)."""
    return gpd.GeoDataFrame(
        {
            "way_id": range(100, 100 + len(rows)),
            "mode": "rail",
            "kind": "rail",
            "name": [row[0] for row in rows],
            "ref": "",
            "alt_name": [row[1] for row in rows],
            "old_name": "",
            "node_ids": [np.array(row[2]) for row in rows],
        },
        geometry=[LineString(row[3]) for row in rows],
        crs="EPSG:4326",
    )


def straight(*names: str) -> gpd.GeoDataFrame:
    """Make one way a name, a tenth of a degree each, from 106° E eastwards."""
    return rails(
        *(
            (name, "", [i, i + 1], [(106 + i / 10, 21.0), (106 + (i + 1) / 10, 21.0)])
            for i, name in enumerate(names)
        )
    )


PLACES = {
    p.key: p
    for p in (
        place("a", 106.0, 21.003),
        place("b", 106.1, 21.003),
        place("c", 106.2, 21.003),
        place("d", 106.3, 21.003),
        place("far", 106.2, 21.5),
        place("off", 106.15, 21.1),
    )
}
LINE = project("line", "Đường sắt A – D", "a d")


@cache
def by_share(own: int, other: int) -> Location:
    names = ["Đường sắt A-D"] * own + ["Đường khác"] * other
    span = 106 + len(names) / 10
    ends = PLACES | {"d": place("d", span, 21.0)}
    return locate(LINE, ends, straight(*names))


@pytest.mark.parametrize(("own", "other", "grade"), [(20, 0, "A"), (20, 1, "A"), (18, 1, "B")])
def test_the_grade_follows_the_share_of_own_ways(own: int, other: int, grade: str) -> None:
    found = by_share(own, other)
    assert found.own_share == pytest.approx(own / (own + other), abs=1e-3)
    assert found.grade == grade


@given(st.floats(0, 1))
def test_the_grade_changes_at_ninety_five_percent(share: float) -> None:
    assert grade_of(share) is (Grade.A if share >= 0.95 else Grade.B)


def test_a_share_just_below_the_limit_is_not_shown_as_the_limit() -> None:
    found = locate(
        LINE,
        PLACES | {"d": place("d", 106.2, 21.0, 100)},
        rails(
            ("Đường sắt A-D", "", [1, 2], [(106.0, 21.0), (106.18992, 21.0)]),
            ("", "", [2, 3], [(106.18992, 21.0), (106.2, 21.0)]),
        ),
    )
    assert found.grade is Grade.B
    assert found.own_share is not None
    assert 0.9495 < found.own_share < 0.95
    assert "94.9 %" in found.reason.en
    assert "94,9 %" in found.reason.vi


def test_other_names_of_way_and_project_count() -> None:
    ways = rails(
        ("Tuyến 1", "Đường sắt A – D; Tuyến cũ", [1, 2], [(106.0, 21.0), (106.1, 21.0)]),
        ("Đường sắt C", "", [2, 3], [(106.1, 21.0), (106.2, 21.0)]),
        ("Đường sắt E", "", [3, 4], [(106.2, 21.0), (106.3, 21.0)]),
    )
    named = project("line", "Đường sắt A – D", "a d", osm_names=["đường sắt  c"])
    assert own_ways(named, ways).tolist() == [True, True, False]


def test_references_count_in_any_writing() -> None:
    ways = straight("", "", "").assign(ref=["QL 37;QL.17", "Quốc lộ 1A", ""])
    road = project("line", "Quốc lộ", "a d", refs=["QL.17"])
    assert own_ways(road, ways).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("route", "names", "reason"),
    [
        ("a d", ["X", "Y", "Z"], "OSM has no railway named “Đường sắt A – D”"),
        ("a far", ["Đường sắt A-D"] * 3, r"no railway that passes far station \(the nearest is 55"),
        ("a off d", ["Đường sắt A-D"] * 3, r"passes off station \(.* is 11.1 km away, 1.5 km allo"),
        ("a b", ["X", "Y", "Đường sắt A-D"], "From a station to b station no railway on OSM bear"),
    ],
)
def test_a_refusal_says_why_with_figures(route: str, names: list[str], reason: str) -> None:
    found = locate(project("line", "Đường sắt A – D", route), PLACES, straight(*names))
    assert (found.source, found.grade, found.way_ids) == ("sketch", Grade.C, ())
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(found.reason.en)
    assert found.geometry == sketch_line([route.split()], PLACES)


def test_the_names_sought_are_listed_once_and_unchanged() -> None:
    line = project("line", "Đường sắt A – D", "a d", osm_names=["Đường sắt A-D", "Tuyến 1.5, cũ"])
    reason = locate(line, PLACES, straight("X", "Y", "Z")).reason
    for text in (reason.vi, reason.en):
        assert "“Đường sắt A – D”, “Tuyến 1.5, cũ”" in text


def test_rails_that_are_not_connected_are_refused() -> None:
    ways = straight("Đường sắt A-D", "", "Đường sắt A-D").drop(index=1)
    found = locate(LINE, PLACES, ways.reset_index(drop=True))
    assert "OSM has no railway that joins a station, d station" in found.reason.en


def test_strands_are_followed_one_by_one_and_go_on_counting() -> None:
    two = project("line", "Đường sắt A – D", "a b c", "b d")
    found = locate(two, PLACES, straight(*["Đường sắt A-D"] * 3))
    assert isinstance(found.geometry, MultiLineString)
    assert found.grade is Grade.A
    step = found.place_km["c"] / 2
    assert step == pytest.approx(10.4, abs=0.05)
    km = [found.place_km[key] for key in "abcd"]
    assert km == pytest.approx([0, step, 2 * step, 4 * step], abs=0.01)


def test_one_refused_strand_leaves_the_whole_a_sketch() -> None:
    two = project("line", "Đường sắt A – D", "a c", "b far")
    found = locate(two, PLACES, straight(*["Đường sắt A-D"] * 3))
    assert found.grade is Grade.C
    assert "far station" in found.reason.en


# ---- sketches


def test_a_sketch_says_what_it_was_not_checked_against() -> None:
    bare = locate(LINE, PLACES)
    assert "No OSM data was given" in bare.reason.en
    assert "±1,000 m" in bare.reason.en
    assert "±1.000 m" in bare.reason.vi
    road = project("line", "ĐT.293", "a d", mode="road")
    assert "The OSM data given holds no road" in locate(road, PLACES, straight("X")).reason.en
    no_rails = straight("X").assign(mode="road")
    assert "holds no railway" in locate(LINE, PLACES, no_rails).reason.en


def test_points_and_areas_need_no_osm() -> None:
    point = locate(project("p", "Ga A", "a", located="point"), PLACES, straight("X"))
    assert (point.geometry, point.grade) == (Point(106.0, 21.003), Grade.C)
    area = locate(project("r", "Kết nối", "a d off", located="area"), PLACES, straight("X"))
    assert isinstance(area.geometry, Polygon)
    assert area.grade is Grade.D
    assert "2.0 km" in area.reason.en
    assert "2,0 km" in area.reason.vi
    assert not point.place_km
    assert not area.place_km


@given(st.permutations(sorted(PLACES)), st.integers(2, 6))
def test_every_sketch_has_its_places_in_order(order: list[str], count: int) -> None:
    found = locate(project("line", "Tuyến", " ".join(order[:count])), PLACES)
    assert list(found.place_km) == order[:count]
    assert list(found.place_km.values()) == sorted(found.place_km.values())
    length = geodesic_m(found.geometry) / 1000  # type: ignore[arg-type]
    assert found.place_km[order[count - 1]] == pytest.approx(length)
