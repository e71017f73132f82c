"""How far things may lie from each other on OSM: a case just below and just above each number."""

from dataclasses import replace

import numpy as np
import pytest
from shapely import LineString, Point

from geo.crs import GEOD
from geo.cut.crossings import Bridges
from geo.errors import Wording
from geo.locate.bridges import _ahead
from geo.locate.corridor import corridor
from geo.locate.feet import line_ends, passing_feet
from geo.locate.found_bridge import _around
from geo.locate.location import Location
from geo.locate.network import own_edges, preferred_path, snap, snap_together
from geo.locate.on_osm import read
from geo.locate.power import _named_like, _reach_m, _Substation
from geo.locate.trace import Stop
from geo.model import Grade, Mode
from geo.registry.places import Place
from tests.geo.locate.links import link, registry_of
from tests.geo.locate.links import place as spot
from tests.geo.locate.test_locate import place
from tests.geo.locate.test_locate_roads import PLACES, east, road, ways
from tests.geo.locate.test_network import at, network_of

TOWN = place("town", 106.0, 21.0)
STATION = replace(TOWN, kind="substation")


def away(metres: float) -> Point:
    lon, lat, _ = GEOD.fwd(TOWN.lon, TOWN.lat, 90, metres)
    return Point(lon, lat)


@pytest.mark.parametrize(("beyond_m", "is_it"), [(2_950, True), (3_050, False)])
def test_a_substation_of_the_name_lies_3_km_beyond_the_precision(
    beyond_m: float, is_it: bool
) -> None:
    there = _Substation(away(STATION.precision_m + beyond_m), 50.0, STATION.name.vi)
    assert (_named_like(STATION, [there]) is not None) is is_it


def test_a_line_ends_400_m_from_a_substation_and_passes_a_town_at_5_km() -> None:
    station = _Substation(away(0), 50.0, "x")
    assert _reach_m("x", {"x": STATION}, {"x": station}) == 450.0
    assert _reach_m("x", {"x": STATION}, {}) == STATION.precision_m + 500
    assert _reach_m("x", {"x": TOWN}, {}) == TOWN.precision_m + 5_000


@pytest.mark.parametrize(("degrees", "leads_on"), [(59, True), (61, False)])
def test_a_road_turns_60_degrees_behind_its_bridge(degrees: float, leads_on: bool) -> None:
    angle = np.radians(degrees)
    end = at(500 * np.cos(angle), 500 * np.sin(angle))
    found = _ahead(LineString([at(0, 0), end]), at(0, 0), at(-200, 0))
    assert (found is not None) is leads_on


def test_a_crossing_is_on_its_bridge_for_150_m_to_either_side() -> None:
    line = LineString([at(0, -5_000), at(0, 5_000)])
    first, last = _around(line, at(0, 0))
    length_m = GEOD.inv(first.x, first.y, last.x, last.y)[2]
    assert length_m == pytest.approx(300, rel=0.01)


@pytest.mark.parametrize(
    ("sketch_m", "beside_m", "is_own"),
    [
        (10_000, 2_450, True),
        (10_000, 2_550, False),  # 2,500 m
        (50_000, 5_900, True),
        (50_000, 6_100, False),  # 0.12 of the longest leg
    ],
)
def test_own_ways_lie_beside_the_sketch(sketch_m: float, beside_m: float, is_own: bool) -> None:
    middle = sketch_m / 2
    network = network_of(
        {1: (0.0, 0.0), 2: (1_000.0, 0.0)},
        {3: (middle, beside_m), 4: (middle + 1_000, beside_m)},
    )
    none = np.zeros(2, dtype=bool)
    found = corridor(
        network,
        own_edges(network, ~none),
        (Stop(at(0, 0), 500.0), Stop(at(sketch_m, 0), 500.0)),
        kinds=np.array(["secondary"] * 2, dtype=object),
        connectors=none,
        local=none,
    )
    assert found is not None
    assert bool(found.own.all()) is is_own


@pytest.mark.parametrize(("beyond_m", "is_taken"), [(11_900, True), (12_200, False)])
def test_edges_are_taken_12_km_beyond_the_places(beyond_m: float, is_taken: bool) -> None:
    network = network_of(
        {1: (0.0, 0.0), 2: (1_000.0, 0.0)}, {3: (1_000 + beyond_m, 0.0), 4: (2_000 + beyond_m, 0.0)}
    )
    none = np.zeros(2, dtype=bool)
    found = corridor(
        network,
        own_edges(network, np.array([True, False])),
        (Stop(at(0, 0), 500.0), Stop(at(1_000, 0), 500.0)),
        kinds=np.array(["secondary"] * 2, dtype=object),
        connectors=none,
        local=none,
    )
    assert found is not None
    assert (len(found.edge) == 2) is is_taken


def test_what_a_metre_between_a_place_and_the_line_costs() -> None:
    """On the way 1.2 within reach and 1.6 beyond; at an end 4."""
    costs = []
    for reach_m in (500.0, 350.0):
        network = network_of({1: (0.0, 400.0), 2: (5_000.0, 400.0), 3: (10_000.0, 400.0)})
        none = np.zeros(1, dtype=bool)
        found = corridor(
            network,
            own_edges(network, ~none),
            (Stop(at(0, 0), 500.0), Stop(at(5_000, 0), reach_m), Stop(at(10_000, 0), 500.0)),
            kinds=np.array(["secondary"], dtype=object),
            connectors=none,
            local=none,
        )
        assert found is not None
        costs.append(float(passing_feet(found, 1)[1].min()))
        _, ends = line_ends(found, 0, 1)
        assert ends.tolist() == pytest.approx([1_600], rel=0.01)
    assert costs == pytest.approx([480, 640], rel=0.01)


@pytest.mark.parametrize(("degrees", "is_read"), [(0.29, True), (0.31, False)])
def test_roads_within_0_3_degrees_of_the_projects_are_used(degrees: float, is_read: bool) -> None:
    """The places lie 0.002 degrees north of 21°."""
    near = ways((east(0, 30), {"ref": "DT293"}), (east(0, 30, 100 * (degrees + 0.002)), {}))
    found = read(near, [road()], PLACES)
    assert (len(found.tracks[Mode.ROAD].ways) == 2) is is_read


@pytest.mark.parametrize(("metres", "is_line"), [(0.0009, False), (0.0011, True)])
def test_a_path_of_a_millimetre_is_a_point(metres: float, is_line: bool) -> None:
    network = network_of({1: (0.0, 0.0), 2: (1_000.0, 0.0)})
    flags = own_edges(network, np.array([0]) == network.way_ids)
    lon, lat, _ = GEOD.fwd(106.001, 21.0, 90, metres)
    ends = [
        snap(network, p, within_m=50, own=flags) for p in (Point(106.001, 21.0), Point(lon, lat))
    ]
    snaps = snap_together(ends)
    assert snaps is not None
    assert (preferred_path(network, snaps, own=flags) is not None) is is_line


@pytest.mark.parametrize(("beyond_km", "is_named"), [(2.95, True), (3.05, False)])
def test_a_bridge_of_the_name_stands_3_km_beyond_the_precision(
    beyond_km: float, is_named: bool
) -> None:
    """The border place is known to 500 m."""
    border: Place = replace(spot("gr-x", 106.5, provinces=("24", "20")), kind="border")
    bridge = link(
        project_id="cau",
        mode="bridge",
        name={"vi": "Cầu X", "en": "X bridge"},
        route=["a", "gr-x", "d"],
    )
    known = registry_of(link(), bridge, places={**registry_of().places, "gr-x": border})
    line = Location(
        LineString([(106.1, 21.5), (106.9, 21.5)]),
        Grade.C,
        Wording("locate.no_osm"),
        "sketch",
        place_km={"gr-x": 40.0},
    )
    (name,) = Bridges({"x": line}, {}).names_at(link(), [40.0 + 0.5 + beyond_km], known)
    assert (name is not None) is is_named
