"""Cutting located projects into pieces, in an invented world."""

import geopandas as gpd
import pytest
from shapely import LineString, box

from geo.crs import GEOD
from geo.cut.pieces import COLUMNS, marks_inside, trace_pieces
from geo.duty.responsibility import Rule
from geo.locate import locate_all
from geo.model import Project
from geo.provinces import Boundaries
from tests.geo.locate.links import LAT, PLACES, boundaries, link, place, registry_of, side


def pieces_of(*projects: Project, within: Boundaries | None = None) -> gpd.GeoDataFrame:
    registry = registry_of(*projects)
    locations = locate_all(projects, registry.places)
    return trace_pieces(registry, within or boundaries(), locations)[0]


def km(a: str, b: str) -> float:
    one, other = PLACES[a], PLACES[b]
    return float(GEOD.inv(one.lon, LAT, other.lon, LAT)[2]) / 1000


def test_line_is_cut_at_the_border() -> None:
    pieces = pieces_of(link())
    assert list(pieces.columns) == COLUMNS
    assert list(pieces["piece_id"]) == ["x#0", "x#1"]
    assert list(pieces["signing_code"]) == ["24", "20"]
    assert list(pieces["signing_name"]) == ["Bắc Giang", "Lạng Sơn"]
    assert list(pieces["side"]) == [0, 1]
    assert list(pieces["part"]) == [0, 1]
    assert list(pieces["grade"]) == ["C", "C"]
    assert list(pieces["mode"]) == ["road", "road"]
    # a sketch is straight in degrees, by segments of a kilometre: longer by some 1e-7
    assert pieces["length_km"].sum() == pytest.approx(km("a", "d"), rel=1e-4)
    assert pieces["to_km"].iloc[0] == pieces["from_km"].iloc[1]
    assert pieces["to_km"].iloc[0] == pytest.approx(km("a", "gr-x"), rel=1e-4)
    first, second = pieces.geometry
    assert first.coords[-1] == second.coords[0]
    assert first.coords[-1][0] == pytest.approx(106.5)


def test_stretch_cuts_inside_a_province() -> None:
    sides = (side("24", stretch=("a", "b")), side("24", "bo-gtvt", stretch=("b", "c")), side("20"))
    pieces = pieces_of(link(*sides))
    assert list(pieces["side"]) == [0, 1, 2]
    assert list(pieces["signing_code"]) == ["24", "24", "20"]
    assert pieces["to_km"].iloc[0] == pytest.approx(km("a", "b"), rel=1e-4)
    assert pieces.geometry.iloc[0].coords[-1] == pytest.approx((106.3, LAT))


def test_stretch_over_the_border_moves_the_cut() -> None:
    pieces = pieces_of(link(side("24", stretch=("a", "c")), side("20", stretch=("c", "d"))))
    assert list(pieces["side"]) == [0, 0, 1]
    assert list(pieces["signing_code"]) == ["24", "20", "20"]
    assert pieces["to_km"].iloc[1] == pytest.approx(km("a", "c"), rel=1e-4)
    parties = [duty.parties for duty in pieces["duty"]]
    assert parties == [("bac-giang",), ("bac-giang",), ("lang-son",)]


def test_end_of_a_stretch_that_changes_nothing_does_not_cut() -> None:
    pieces = pieces_of(link(side("24"), side("20", stretch=("b", "d"))))
    assert list(pieces["side"]) == [0, 1]


def test_what_lies_outside_goes_with_its_neighbour() -> None:
    narrow = boundaries(p24=box(106.2, 21, 106.5, 22), p20=box(106.52, 21, 106.8, 22))
    pieces = pieces_of(link(), within=narrow)
    assert list(pieces["signing_code"]) == [None, "24", None, "20", None]
    assert list(pieces["side"]) == [0, 0, 0, 1, 1]
    outside = pieces[pieces["signing_code"].isna()]
    assert all(duty.is_beyond for duty in outside["duty"])
    assert not any(duty.is_beyond for duty in pieces["duty"][pieces["signing_code"].notna()])
    assert pieces["length_km"].sum() == pytest.approx(km("a", "d"), rel=1e-4)


def test_line_outside_every_province_is_one_piece_of_nobody() -> None:
    elsewhere = boundaries(p24=box(102, 10, 103, 11), p20=box(103, 10, 104, 11))
    pieces = pieces_of(link(), within=elsewhere)
    assert list(pieces["side"]) == [-1]
    assert list(pieces["signing_code"]) == [None]
    assert [(duty.rule, duty.ground) for duty in pieces["duty"]] == [(Rule.NONE, None)]


def test_strands_are_numbered_and_measured_on() -> None:
    pieces = pieces_of(link(route=[["a", "b"], ["d", "c"]]))
    assert list(pieces["part"]) == [0, 1]
    assert pieces["from_km"].iloc[1] == pieces["to_km"].iloc[0]
    assert list(pieces["signing_code"]) == ["24", "20"]


@pytest.mark.parametrize(("located", "shape"), [("point", "MultiPoint"), ("area", "Polygon")])
def test_point_and_area_are_one_piece_without_length(located: str, shape: str) -> None:
    pieces = pieces_of(link(route=["c", "b"], located=located))
    assert list(pieces["piece_id"]) == ["x#0"]
    assert list(pieces["length_km"]) == [0.0]
    assert list(pieces["signing_code"]) == ["20"]
    assert list(pieces["signing_name"]) == ["Lạng Sơn"]
    assert list(pieces["side"]) == [1]
    assert list(pieces.geom_type) == [shape]


def test_projects_keep_the_order_of_the_registry() -> None:
    pieces = pieces_of(
        link(project_id="one", route=["a"], located="point"),
        link(project_id="two"),
        link(project_id="three", route=["b"], located="area"),
    )
    assert list(pieces["piece_id"]) == ["one#0", "two#0", "two#1", "three#0"]
    assert list(pieces.index) == [0, 1, 2, 3]


def test_registry_without_lines_has_pieces_too() -> None:
    assert len(pieces_of(link(route=["a"], located="point"))) == 1


def test_split_is_returned_with_the_pieces() -> None:
    project = link(side("24", stretch=("a", "c")), side("20", stretch=("c", "d")))
    registry = registry_of(project)
    pieces, split = trace_pieces(registry, boundaries(), locate_all([project], registry.places))
    assert (len(pieces), len(split)) == (3, 2)
    assert list(split["signing_code"]) == ["24", "20"]


def test_running_along_the_border_is_flagged() -> None:
    places = PLACES | {
        "south": place("south", 106.5, 21.2),
        "middle": place("middle", 106.5, 21.8),
    }
    project = link(route=["a", "south", "middle", "north"])
    registry = registry_of(project, places=places)
    pieces, _ = trace_pieces(registry, boundaries(), locate_all([project], registry.places))
    assert list(pieces["signing_code"]) == ["24"]
    assert pieces["border_running"].all()


@pytest.mark.parametrize(
    ("cuts", "inside"),
    [
        ([], []),
        ([0.0, 100.0], []),
        ([50.0], [50.0]),
        ([1e-9, 100 - 1e-9], []),
        ([-5.0, 20.0, 30.0, 105.0], [20.0, 30.0]),
    ],
)
def test_marks_inside(cuts: list[float], inside: list[float]) -> None:
    assert marks_inside(0.0, 100.0, cuts) == inside


def test_line_of_a_piece_is_that_of_the_project() -> None:
    project = link()
    whole = locate_all([project], PLACES)["x"].geometry
    assert isinstance(whole, LineString)
    coords = [xy for line in pieces_of(project).geometry for xy in line.coords]
    assert [xy for xy in whole.coords if xy not in coords] == []
