"""A case just below and just above a threshold; its number is written here again on purpose."""

from dataclasses import replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiLineString, Point, box

from geo.crs import GEOD, Ruler
from geo.cut.crossings import Bridges, _Passage, _sides_met
from geo.cut.mid_span import _follows
from geo.cut.pieces import trace_pieces
from geo.cut.segments import meetings
from geo.cut.spans import Span, _joined, _named, _spans
from geo.cut.split import split_by_province
from geo.cut.strands import Strands
from geo.errors import Wording
from geo.locate import LocatedPart, locate_all
from geo.locate.location import Location
from geo.model import Grade, Text
from geo.plane import Plane
from tests.geo.locate.links import boundaries, link, registry_of, side
from tests.geo.locate.worlds import EAST_WEST, lines


@pytest.mark.parametrize(("away_m", "pieces"), [(42.0, 2), (49.0, 2), (51.0, 3), (60.0, 3)])
def test_the_border_of_a_part_is_a_cut_unless_another_is_within_50_m(
    away_m: float, pieces: int
) -> None:
    registry = registry_of(link())
    located = locate_all(registry.projects.values(), registry.places)
    plain, _ = trace_pieces(registry, boundaries(), located)
    border_km, end_km = plain["to_km"]
    known_km = border_km + away_m / 1000
    parts = (
        LocatedPart(0.0, known_km, Grade.A, "osm", 1.0),
        LocatedPart(known_km, end_km, Grade.C, "sketch", 0.0),
    )
    found, _ = trace_pieces(
        registry, boundaries(), {"x": replace(located["x"], parts=parts, grade=Grade.C)}
    )
    assert len(found) == pieces
    assert found["length_km"].sum() == pytest.approx(end_km)


@pytest.mark.parametrize(("deep_m", "pieces"), [(49, 1), (51, 3)])
def test_an_excursion_no_deeper_than_50_m_is_none(deep_m: int, pieces: int) -> None:
    there = LineString([(100, 0), (500 + deep_m, 0), (100, 0)])
    assert len(split_by_province(lines(there), EAST_WEST)) == pieces


@pytest.mark.parametrize(("deep_m", "pieces"), [(49, 1), (52, 3)])
def test_an_excursion_is_as_deep_in_degrees(deep_m: float, pieces: int) -> None:
    """Northward, where so many degrees as are 50 m east are 54 m."""
    south_north = boundaries(p24=box(106, 21, 107, 21.5), p20=box(106, 21.5, 107, 22))
    _, north, _ = GEOD.fwd(106.5, 21.5, 0, deep_m)
    there = LineString([(106.5, 21.49), (106.5, north), (106.5, 21.49)])
    line = gpd.GeoDataFrame(geometry=[there], crs=4326)
    assert len(split_by_province(line, south_north.frame)) == pieces


@pytest.mark.parametrize(("past_km", "sides"), [(0.9e-9, (1, 2)), (1.1e-9, (0, 2))])
def test_a_piece_ends_at_a_crossing_to_a_micrometre(past_km: float, sides: tuple[int, int]) -> None:
    ends = [0.0, 0.5, 1.0 + past_km, 2.0]
    assert sides_met(ends) == sides


@pytest.mark.parametrize(("short_km", "sides"), [(0.9e-9, (0, 1)), (1.1e-9, (0, 2))])
def test_a_piece_begins_at_a_crossing_to_a_micrometre(
    short_km: float, sides: tuple[int, int]
) -> None:
    assert sides_met([0.0, 1.0 - short_km, 1.5, 2.0]) == sides


def sides_met(ends: list[float]) -> tuple[int, int]:
    """The sides that meet at kilometre 1 of three pieces, each of a side of its own."""
    own = pd.DataFrame({"side": range(3), "from_km": ends[:-1], "to_km": ends[1:]})
    project = link(side("24"), side("20"))
    return _sides_met(_Passage(1.0, Point(0, 0), "24", "20"), own, project, registry_of(project))


RIVER = MultiLineString([[(0, 0), (1, 1)]])


@pytest.mark.parametrize(("off_km", "is_there"), [(0.9e-6, True), (1.1e-6, False)])
def test_a_crossing_is_mid_span_to_a_millimetre(off_km: float, is_there: bool) -> None:
    bridges = Bridges({}, {"x": [Span(1.0, 2.0, None, Point(0, 0), RIVER)]})
    assert bridges.is_mid_span("x", 1.5 + off_km) is is_there


@pytest.mark.parametrize(("off_m", "is_vertex"), [(0.9e-6, True), (1.1e-6, False)])
def test_a_micrometre_from_a_vertex_is_the_vertex(off_m: float, is_vertex: bool) -> None:
    line = np.array([LineString([(0, 0), (10, 0), (20, 0)])], dtype=object)
    strands = Strands.of(line, np.zeros(1), np.full(1, 20.0), Ruler(1.0))
    for at in (10 - off_m, 10 + off_m):
        (xy,) = strands.points_at(np.zeros(1, dtype=np.int64), np.array([at]))
        assert bool(xy[0] == 10.0) is is_vertex


@pytest.mark.parametrize(("past", "meets"), [(0.9e-9, True), (1.1e-9, False)])
def test_a_segment_meets_an_edge_to_a_billionth_of_its_length(past: float, meets: bool) -> None:
    segment = np.array([[0.0], [0.0], [1.0], [0.0]])
    edge = np.array([[1.0 + past], [-1.0], [1.0 + past], [1.0]])
    assert bool(meetings(np.zeros(1, dtype=np.int64), segment, edge).segment.size) is meets


@pytest.mark.parametrize(("apart_m", "bridges"), [(0.9, 1), (1.1, 2)])
def test_ways_within_a_metre_are_one_bridge(apart_m: float, bridges: int) -> None:
    assert len(list(_joined([(0.0, 1.0, 0), (1.0 + apart_m / 1000, 2.0, 1)]))) == bridges


@pytest.mark.parametrize(("metres", "is_named"), [(145, True), (155, False)])
def test_a_bridge_within_150_m_of_a_projects_is_that_one(metres: float, is_named: bool) -> None:
    lon, lat, _ = GEOD.fwd(106.0, 21.0, 90, metres)
    named = _named(Span(0, 1, None, Point(106, 21)), [(Point(lon, lat), Text(vi="Cầu", en="B"))])
    assert (named.name is not None) is is_named


@pytest.mark.parametrize(("off_degrees", "is_passed"), [(4e-8, True), (1e-6, False)])
def test_seven_equal_digits_are_one_node(off_degrees: float, is_passed: bool) -> None:
    line = LineString([(106.0, 21.0), (106.001, 21.0), (106.002, 21.0), (106.01, 21.0)])
    location = Location(
        line, Grade.A, Wording("locate.no_osm"), "osm", way_ids=(7,), place_km=MappingProxyType({})
    )
    drawn = shapely.transform(LineString(line.coords[1:3]), lambda xy: xy + off_degrees)
    ways = gpd.GeoDataFrame({"way_id": [7], "mode": ["road"]}, geometry=[drawn], crs=4326)
    assert bool(list(_spans(location, ways, ways))) is is_passed


def follows(river: tuple[float, float], length_km: float = 0.02) -> bool:
    """Whether a border due north keeps to a river that runs on it between two heights, metres.

    The bridge in the middle is 20 m long, and its river's bed is taken 60 m wide to each side.
    """
    plane = Plane.at(106.0, 21.0)
    bed = LineString(plane.round(np.array([[0.0, river[0]], [0.0, river[1]]])))
    span = Span(1.0, 1.0 + length_km, None, Point(106, 21), MultiLineString([bed]))
    return _follows(span, box(105, 20, 106, 22), box(106, 20, 107, 22))


@pytest.mark.parametrize(("to_m", "keeps"), [(30, False), (50, True)])
def test_a_border_keeps_to_a_river_for_six_tenths_of_the_way_looked_at(
    to_m: float, keeps: bool
) -> None:
    """Of the 1,000 m around the middle, from 500 m south to 60 m beyond the river's end."""
    assert follows((-600, to_m)) is keeps


@pytest.mark.parametrize(("half_m", "keeps"), [(330, False), (370, True)])
def test_a_border_is_looked_at_for_one_and_a_half_lengths_of_a_long_bridge(
    half_m: float, keeps: bool
) -> None:
    """A kilometre: of 1,500 m to either side six tenths, of which the bed's width is 550 m."""
    assert follows((-half_m, half_m), length_km=1.0) is keeps


@pytest.mark.parametrize(("half_m", "keeps"), [(230, False), (250, True)])
def test_a_border_is_looked_at_for_500_m_around_a_bridge(half_m: float, keeps: bool) -> None:
    assert follows((-half_m, half_m)) is keeps
