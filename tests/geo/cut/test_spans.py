"""Bridges under located lines, and borders along rivers: the crossing is mid-span.

A road runs east along 21° N over a river at 106.143°; the provinces meet somewhere near it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest
import shapely
import shapely.ops
from pyproj import Geod
from shapely import LineString, box
from shapely.geometry.base import BaseGeometry

from geo.cut.spans import called, spans_under
from geo.model import Project
from geo.pipeline import Trace, trace
from geo.registry import Units
from geo.schema import ADDS_UP_TO
from tests.frames import each_row
from tests.geo.locate.links import boundaries, osm_ways, registry_of, side
from tests.geo.locate.test_locate import project
from tests.geo.locate.test_locate_roads import BRIDGE_PLACES, east, ways

PLACES = BRIDGE_PLACES | {"c": replace(BRIDGE_PLACES["c"], provinces=("20",))}
BANK, FAR_BANK, MIDDLE = 106.14, 106.145, 106.1425
REF = {"ref": "ĐT.398"}
SPAN = (east(14, 14.5), REF | {"bridge": "yes"})
RIVER = (
    LineString([(MIDDLE, 20.9), (MIDDLE, 21.1)]),
    {"mode": "waterway", "kind": "river"},
)
_SLANT = LineString([(105.9, 20.92), (106.1405, 21.0), (106.3, 21.05), (106.5, 21.12)])
ACROSS = shapely.ops.split(box(106, 20.5, 106.4, 21.5), _SLANT)
"""Two areas whose border crosses the river on the bridge at a slant."""
GEOD = Geod(ellps="WGS84")


def roads(**tags: str) -> list[tuple[BaseGeometry, dict[str, str]]]:
    span = (SPAN[0], SPAN[1] | {key.replace("_", ":"): value for key, value in tags.items()})
    return [(east(10, 14), REF), span, (east(14.5, 20), REF)]


def road(**more: object) -> Project:
    fields: dict[str, object] = {"mode": "road", "refs": ["ĐT.398"]}
    sides = [side("24"), side("20")]
    return project("road", "Đường ĐT.398", "b c", **(fields | {"sides": sides} | more))


def bridge_project(**more: object) -> Project:
    fields: dict[str, object] = {"mode": "bridge", "action": "build"}
    sides = [side("24"), side("20")]
    return project(
        "cau", "Cầu Đồng Việt và đường dẫn", "b gr c", **(fields | {"sides": sides} | more)
    )


def meeting_at(lon: float, **more: BaseGeometry) -> dict[str, BaseGeometry]:
    return {"p24": box(106, 20.5, lon, 21.5), "p20": box(lon, 20.5, 106.4, 21.5), **more}


def traced(
    areas: Mapping[str, BaseGeometry],
    *rows: tuple[BaseGeometry, dict[str, str]],
    projects: tuple[Project, ...] = (),
) -> Trace:
    registry = registry_of(*(projects or (road(),)), places=PLACES)
    return trace(registry, boundaries(**areas), ways=osm_ways(ways(*rows)) if rows else None)


def km(lon: float) -> float:
    return float(GEOD.inv(106.1, 21, lon, 21)[2]) / 1000


def check_additive(found: Trace) -> None:
    for key, own in found.pieces.groupby("project_id"):
        line = found.locations[str(key)].geometry
        whole = GEOD.geometry_length(line) / 1000
        assert abs(own["length_km"].sum() - whole) <= ADDS_UP_TO * whole
        assert (own["from_km"].to_numpy()[1:] == own["to_km"].to_numpy()[:-1]).all()
        shapes = own.geometry.to_numpy()
        assert (shapely.get_point(shapes, -1)[:-1] == shapely.get_point(shapes, 0)[1:]).all()


@pytest.mark.parametrize("lon", [BANK, FAR_BANK, MIDDLE, BANK - 0.0003, FAR_BANK + 0.0003])
def test_border_drawn_anywhere_in_the_river_is_crossed_mid_span(lon: float) -> None:
    found = traced(meeting_at(lon), *roads(name="Cầu Đồng Việt"), RIVER)
    (crossing,) = each_row(found.crossings)
    assert crossing.mid_span
    assert crossing.km == pytest.approx(km(MIDDLE), abs=1e-6)
    assert (crossing.geometry.x, crossing.geometry.y) == pytest.approx((MIDDLE, 21.0), abs=1e-7)
    assert (crossing.bridge_vi, crossing.bridge_en) == ("Cầu Đồng Việt", "Đồng Việt bridge")
    check_additive(found)
    assert found.pieces["to_km"].iloc[:-1].tolist() == [crossing.km]


@pytest.mark.parametrize(("west", "east_"), [(BANK, FAR_BANK), (MIDDLE - 6e-4, MIDDLE + 1e-4)])
def test_river_that_is_in_neither_province_is_divided_at_mid_span(
    west: float, east_: float
) -> None:
    areas = {"p24": box(106, 20.5, west, 21.5), "p20": box(east_, 20.5, 106.4, 21.5)}
    found = traced(areas, *roads(), RIVER)
    (crossing,) = each_row(found.crossings)
    assert crossing.mid_span
    assert crossing.bridge_vi is None
    assert found.pieces["signing_code"].tolist() == ["24", "20"]
    check_additive(found)


@pytest.mark.parametrize(
    ("areas", "rows"),
    [
        pytest.param(meeting_at(BANK), roads(), id="no river on OSM"),
        pytest.param(meeting_at(BANK - 0.002), [*roads(), RIVER], id="border off the bridge"),
        pytest.param(
            dict(zip(("p20", "p24"), shapely.get_parts(ACROSS), strict=True)),
            [*roads(), RIVER],
            id="border crosses the river",
        ),
        pytest.param(
            meeting_at(106.1415, p19=box(106.1415, 20.99, 106.144, 21.01)),
            [*roads(), RIVER],
            id="a third province",
        ),
    ],
)
def test_border_stays_where_it_is_drawn(
    areas: Mapping[str, BaseGeometry], rows: list[tuple[BaseGeometry, dict[str, str]]]
) -> None:
    found = traced(areas, *rows)
    plain = traced(areas, *[row for row in rows if row is not RIVER])
    assert not found.crossings["mid_span"].any()
    assert list(found.crossings["km"]) == list(plain.crossings["km"])
    check_additive(found)


def test_border_that_wavers_on_the_bridge_is_crossed_once() -> None:
    """Over the river and back in steps of 104 m, all on the bridge."""
    west, back = box(106, 20.5, 106.141, 21.5), box(106.142, 20.5, 106.143, 21.5)
    east_of = box(106.143, 20.5, 106.4, 21.5).union(box(106.141, 20.5, 106.142, 21.5))
    found = traced({"p24": west.union(back), "p20": east_of}, *roads(), RIVER)
    assert found.crossings["mid_span"].tolist() == [True]
    assert found.pieces["signing_code"].tolist() == ["24", "20"]
    check_additive(found)


def test_other_direction_has_the_same_crossing() -> None:
    turned = traced(meeting_at(BANK), *roads(), RIVER, projects=(road(route=["c", "b"]),))
    (crossing,) = each_row(turned.crossings)
    assert crossing.mid_span
    assert (crossing.signing_from, crossing.signing_to) == ("20", "24")
    assert crossing.geometry.x == pytest.approx(MIDDLE, abs=1e-7)


def test_named_exception_keeps_its_cut_beside_the_mid_span_crossing() -> None:
    places = PLACES | {
        "abutment": replace(BRIDGE_PLACES["gr"], key="abutment", lon=FAR_BANK, kind="abutment"),
        "first": replace(BRIDGE_PLACES["gr"], key="first", lon=BANK, kind="abutment"),
    }
    sides = [side("24", stretch=("b", "abutment")), side("20", stretch=("abutment", "c"))]
    exception = bridge_project(route=["b", "first", "gr", "abutment", "c"], sides=sides)
    rows = ways(*roads(name="Cầu Đồng Việt"), RIVER)
    registry = registry_of(exception, places=places)
    found = trace(registry, boundaries(**meeting_at(BANK)), ways=osm_ways(rows))
    (crossing,) = each_row(found.crossings)
    assert crossing.mid_span
    own = found.pieces[found.pieces["side"] == 0]
    assert own["to_km"].max() == pytest.approx(km(FAR_BANK), abs=1e-6)
    assert found.pieces["signing_code"].tolist() == ["24", "24", "20", "20"]
    assert crossing.km == pytest.approx(km(MIDDLE), abs=1e-6)
    check_additive(found)


def test_bridge_project_names_its_crossing_though_it_is_only_sketched() -> None:
    found = traced(meeting_at(106.15), projects=(bridge_project(), road(route=["b", "gr", "c"])))
    assert found.crossings["bridge_vi"].tolist() == ["Cầu Đồng Việt"] * 2
    assert not found.crossings["mid_span"].any(), "where a sketched bridge begins nobody knows"
    far = traced(meeting_at(106.185), projects=(bridge_project(), road()))
    assert far.crossings["bridge_vi"].isna().tolist() == [False, True]


def test_bridge_without_name_on_osm_is_that_of_the_project_beside_it() -> None:
    beside = [
        (LineString([(x, y + 0.0003) for x, y in line.coords]), tags) for line, tags in roads()
    ]
    named = [
        (line, tags | ({"name": "Cầu Đồng Việt"} if "bridge" in tags else {}))
        for line, tags in roads()
    ]
    other = [
        (line, {"ref": "ĐT.1"} | {k: v for k, v in tags.items() if k == "bridge"})
        for line, tags in beside
    ]
    projects = (
        bridge_project(),
        road(refs=["ĐT.1"], project_id="y") if False else road(refs=["ĐT.1"]),
    )
    found = traced(meeting_at(BANK), *named, *other, RIVER, projects=projects)
    assert found.crossings["bridge_vi"].tolist() == ["Cầu Đồng Việt"] * 2
    assert found.crossings["mid_span"].all()


def test_bridge_of_several_ways_is_one_span() -> None:
    rows = [
        (east(10, 14), REF),
        (east(14, 14.2), REF | {"bridge": "yes"}),
        (east(14.2, 14.5), REF | {"bridge": "viaduct", "bridge:name": "Đồng Việt"}),
        (east(14.5, 20), REF),
    ]
    found = traced(meeting_at(BANK), *rows)
    (span,) = spans_under(found.registry, found.locations, ways(*rows))["road"]
    assert (span.from_km, span.to_km) == pytest.approx((km(BANK), km(FAR_BANK)), abs=1e-6)
    assert span.name is not None
    assert span.name.vi == "Cầu Đồng Việt"
    assert span.river is None


def test_outline_of_a_bridge_names_it() -> None:
    outline = (box(BANK, 20.9999, FAR_BANK, 21.0001), {"mode": "bridge", "name": "Cầu Đồng Việt"})
    found = traced(meeting_at(BANK), *roads(), outline)
    assert found.crossings["bridge_en"].tolist() == ["Đồng Việt bridge"]


@pytest.mark.parametrize("text", ["Quốc lộ 37", "", "Cầu và đường dẫn cảng Mỹ An"])
def test_what_names_no_bridge_is_none(text: str) -> None:
    assert called(text) is None


def test_crossings_of_todays_units_keep_their_bridge() -> None:
    found = traced(meeting_at(BANK), *roads(name="Cầu Đồng Việt"), RIVER)
    (row,) = each_row(found.at(dt.date(2025, 12, 1), Units.TODAY).crossings)
    assert (row.bridge_vi, row.mid_span) == ("Cầu Đồng Việt", True)
