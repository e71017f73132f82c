"""Lines, points and areas drawn from places alone."""

from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPoint, Point

from geo.crs import GEOD
from geo.locate.sketch import (
    AREA_MARGIN_M,
    sketch_area,
    sketch_chainage,
    sketch_line,
    sketch_points,
)
from geo.model import Text
from geo.registry.places import Place


def place(key: str, lon: float, lat: float, precision_m: int = 1000) -> Place:
    return Place(
        key, Text(vi=key, en=key), lon, lat, "town", (), ("24",), "test", None, precision_m
    )


places = st.lists(
    st.tuples(st.floats(105, 108), st.floats(20.5, 22.5)), min_size=2, max_size=6, unique=True
).map(lambda spots: {f"p{i}": place(f"p{i}", *spot) for i, spot in enumerate(spots)})


@given(places)
def test_a_line_has_every_place_as_a_vertex_and_no_long_segment(known: dict[str, Place]) -> None:
    line = sketch_line([tuple(known)], known)
    assert isinstance(line, LineString)
    vertices = list(line.coords)
    at = [vertices.index((p.lon, p.lat)) for p in known.values()]
    assert at == sorted(at)
    assert vertices[0] == (known["p0"].lon, known["p0"].lat)
    hops = [GEOD.inv(a[0], a[1], b[0], b[1])[2] for a, b in pairwise(vertices)]
    assert max(hops) <= 1000
    drawn = shapely.points(vertices)
    through = LineString([(p.lon, p.lat) for p in known.values()])
    assert shapely.distance(drawn, through).max() < 1e-9


@given(places)
def test_chainage_rises_from_nought_to_the_length(known: dict[str, Place]) -> None:
    km = sketch_chainage([tuple(known)], known)
    assert list(km) == list(known)
    assert list(km.values()) == sorted(km.values())
    assert km["p0"] == 0
    length = GEOD.geometry_length(sketch_line([tuple(known)], known)) / 1000
    assert km[list(known)[-1]] == pytest.approx(length, rel=1e-9)


def test_chainage_goes_on_from_strand_to_strand_and_a_place_counts_once() -> None:
    known = {
        key: place(key, lon, 21.0)
        for key, lon in {"a": 106.0, "b": 106.1, "c": 106.2, "d": 106.3}.items()
    }
    strands = [("a", "b", "c"), ("b", "d")]
    line = sketch_line(strands, known)
    assert isinstance(line, MultiLineString)
    assert len(line.geoms) == 2
    km = sketch_chainage(strands, known)
    step = GEOD.inv(106.0, 21.0, 106.1, 21.0)[2] / 1000
    assert [km[key] / step for key in "abcd"] == pytest.approx([0, 1, 2, 4], rel=1e-6)


def test_two_places_at_one_spot_do_no_harm() -> None:
    known = {"a": place("a", 106, 21), "b": place("b", 106, 21), "c": place("c", 106.1, 21)}
    km = sketch_chainage([("a", "b", "c")], known)
    assert km["b"] == 0
    assert km["c"] > 10


def test_points_are_where_the_places_are() -> None:
    known = {"a": place("a", 106, 21), "b": place("b", 106.5, 21.5)}
    assert sketch_points(["a"], known) == Point(106, 21)
    assert sketch_points(["a", "b"], known) == MultiPoint([(106, 21), (106.5, 21.5)])


@pytest.mark.parametrize(("precision_m", "margin_m"), [(500, AREA_MARGIN_M), (5000, 5000)])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_an_area_reaches_beyond_its_places_by_the_margin(
    precision_m: int, margin_m: float, count: int
) -> None:
    spots = {"a": (106.0, 21.2), "b": (106.3, 21.3), "c": (106.1, 21.5)}
    known = {key: place(key, *spots[key], precision_m) for key in list(spots)[:count]}
    area = sketch_area(list(known), known)
    west, south, _, _ = area.bounds
    assert GEOD.inv(west, 21.2, 106.0, 21.2)[2] == pytest.approx(margin_m, rel=0.01)
    assert GEOD.inv(106.0, south, 106.0, 21.2)[2] == pytest.approx(margin_m, rel=0.01)
    assert all(area.contains(p.point) for p in known.values())
