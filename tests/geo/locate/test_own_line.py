"""A department's own line: where it comes before others, how it is cut, how far OSM is from it."""

from typing import Any

import geopandas as gpd
import pytest
from pydantic import ValidationError
from shapely import LineString

from geo.crs import GEOD
from geo.cut.pieces import trace_pieces
from geo.locate import locate_all
from geo.locate.location import Location
from geo.model import EntrySource, Grade, Project
from geo.store.entry import OwnLine
from tests.geo.locate.links import boundaries, link, registry_of
from tests.geo.locate.test_locate import place
from tests.geo.locate.test_locate_roads import east, road, ways

SOURCE = EntrySource(by="An", date="2026-05-05", document="Hồ sơ thiết kế", number="12/HS")
NUMBERED = {"ref": "DT293"}


def drawn(*points: tuple[float, float], **fields: Any) -> OwnLine:
    """One strand; hundredths of a degree from 106° E, 21° N."""
    strand = tuple((106 + x / 100, 21 + y / 100) for x, y in points)
    return OwnLine(strands=(strand,), source=SOURCE, **fields)


PLACES = {p.key: p for p in (place("a", 106.0, 21.0), place("b", 106.1, 21.0))}


def located(
    line: OwnLine | None, frame: gpd.GeoDataFrame | None = None, route: str = "a b"
) -> Location:
    project = road(route)
    lines = {project.id: line} if line else {}
    return locate_all([project], PLACES, frame, lines)[project.id]


def test_an_own_line_comes_before_a_sketch() -> None:
    found = located(drawn((0, 0), (4, 2), (10, 0)))
    assert (found.grade, found.source) == (Grade.OWN, "document")
    assert found.document == SOURCE
    assert list(found.geometry.coords) == [(106.0, 21.0), (106.04, 21.02), (106.1, 21.0)]
    assert found.reason.vi == "Theo hồ sơ: An, theo Hồ sơ thiết kế 12/HS, 5/5/2026."
    (part,) = found.parts
    assert part.to_km == pytest.approx(GEOD.geometry_length(found.geometry) / 1000)
    assert found.place_km == {"a": 0.0, "b": part.to_km}


def test_an_own_line_drawn_backwards_runs_as_the_route_does() -> None:
    found = located(drawn((10, 0), (4, 2), (0, 0)))
    assert found.geometry.coords[0] == (106.0, 21.0)
    assert found.place_km["a"] == 0.0


def test_a_line_drawn_by_hand_says_at_which_zoom_and_what_that_is_worth() -> None:
    found = located(drawn((0, 0), (4, 2), (10, 0), drawn_zoom=12.5))
    assert found.grade is Grade.OWN
    assert "vẽ tay trên bản đồ ở mức phóng 12,5: mỗi điểm đúng đến khoảng 202 m" in found.reason.vi
    assert "at zoom 12.5: each point good to about 202 m" in found.reason.en


def test_strands_are_measured_one_after_the_other() -> None:
    line = OwnLine(
        strands=(((106.0, 21.0), (106.04, 21.0)), ((106.06, 21.0), (106.1, 21.0))), source=SOURCE
    )
    found = located(line)
    length = GEOD.geometry_length(found.geometry) / 1000
    assert found.geometry.geom_type == "MultiLineString"
    assert found.place_km["b"] == pytest.approx(length)


def test_a_place_that_the_line_passes_far_off_is_named() -> None:
    found = located(drawn((0, 0), (10, 5)))
    assert "cách Ga b xa hơn sai số" in found.reason.vi


def test_osm_stays_where_it_has_the_line_and_the_difference_is_told() -> None:
    found = located(drawn((0, 0), (5, 0.5), (10, 0)), ways((east(0, 10), NUMBERED)))
    assert (found.grade, found.source) == (Grade.A, "osm")
    assert found.document is None
    assert "không dùng vì OSM có tuyến này" in found.reason.vi
    # Half a hundredth of a degree of latitude is 554 m; the nearest point is a little nearer.
    assert "xa nhất 546 m, tại km 5,1 của tuyến riêng" in found.reason.vi


def test_an_own_line_beats_osm_where_its_author_says_so() -> None:
    line = drawn((0, 0), (5, 0.5), (10, 0), before_osm=True)
    found = located(line, ways((east(0, 10), NUMBERED)))
    assert found.grade is Grade.OWN
    assert "OSM có 10,4 km của tuyến" in found.reason.vi
    assert "at most, at km 5.1 of the own line" in found.reason.en


def test_an_own_line_comes_before_what_osm_has_in_part() -> None:
    found = located(drawn((0, 0), (10, 0)), ways((east(0, 6), NUMBERED)))
    assert found.grade is Grade.OWN
    assert "100 % nằm cách tuyến riêng không quá 50 m, xa nhất 0 m" in found.reason.vi


def test_an_own_line_is_cut_at_the_border() -> None:
    project: Project = link()
    registry = registry_of(project)
    line = OwnLine(strands=(((106.1, 21.5), (106.4, 21.6), (106.9, 21.5)),), source=SOURCE)
    locations = locate_all([project], registry.places, None, {project.id: line})
    pieces, _ = trace_pieces(registry, boundaries(), locations)
    assert list(pieces["signing_code"]) == ["24", "20"]
    assert list(pieces["grade"]) == ["HS", "HS"]
    assert pieces.geometry.iloc[0].coords[-1][0] == pytest.approx(106.5)
    whole = GEOD.geometry_length(LineString(line.strands[0])) / 1000
    assert pieces["length_km"].sum() == pytest.approx(whole)


@pytest.mark.parametrize(
    "strands",
    [(), (((106.0, 21.0),),), (((106.0, 21.0),) * 2,), (((21.0, 106.0), (21.1, 106.0)),)],
    ids=["none", "a point", "no length", "swapped"],
)
def test_what_is_no_line_is_no_own_line(strands: Any) -> None:
    with pytest.raises(ValidationError):
        OwnLine(strands=strands, source=SOURCE)
