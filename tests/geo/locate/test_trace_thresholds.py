"""How a line is found along its own ways: a case just below and just above each number."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from shapely import LineString, Point

from geo.locate import locate
from geo.locate.branches import own_ways_lead_off
from geo.locate.bridges import road_behind
from geo.locate.cheapest import cheapest_line
from geo.locate.corridor import Corridor, corridor
from geo.locate.feet import line_ends
from geo.locate.found_bridge import FoundBridge, Known
from geo.locate.network import own_edges, preferred_path, snap, snap_together
from geo.locate.reading import TraceReading
from geo.locate.steps import FOREIGN, HOP, OWN, Step
from geo.locate.trace import FoundLine, Run, Stop
from geo.locate.traced import _winds
from geo.model import Grade
from geo.plane import DEGREE_M
from tests.geo.locate.test_locate import place
from tests.geo.locate.test_locate_roads import (
    BRIDGE_PLACES,
    bridge,
    east,
    grades,
    power,
    road,
    ways,
)
from tests.geo.locate.test_network import Metres, at, network_of

Way = Mapping[int, Metres]
"""Number of a node → metres east and north."""


def along(
    *own: Way, stops_m: Sequence[float], others: Sequence[Way] = (), other_kind: str = "secondary"
) -> Corridor:
    """The corridor of a secondary road, with its stops on the parallel."""
    network = network_of(*own, *others)
    is_own = np.arange(len(own) + len(others)) < len(own)
    found = corridor(
        network,
        own_edges(network, is_own),
        tuple(Stop(at(x, 0), 500.0) for x in stops_m),
        kinds=np.where(is_own, "secondary", other_kind).astype(object),
        connectors=~is_own & False,
        local=~is_own & False,
    )
    assert found is not None
    return found


# ---- where a road ends: 400 m before the place that it begins at, on a way of 50 km

BEGINS: Way = {1: (-400.0, 0.0), 2: (50_000.0, 0.0)}


def begins_before_its_place(*own: Way, others: Sequence[Way] = ()) -> bool:
    """Whether the line may begin at the road's end, not at the place's foot alone."""
    found = along(BEGINS, *own, stops_m=(0, 50_000), others=others)
    return len(line_ends(found, 0, 1)[0]) == 2


@pytest.mark.parametrize(("ratio", "goes_on"), [(1.55, True), (1.65, False)])
def test_a_line_goes_on_to_the_roads_end_on_a_way_1_6_times_as_long(
    ratio: float, goes_on: bool
) -> None:
    bent: Way = {1: (-400.0, 0.0), 3: (-200.0, 200 * float(np.sqrt(ratio**2 - 1))), 4: (0.0, 0.0)}
    steps, _ = cheapest_line(along({**bent, 2: (50_000.0, 0.0)}, stops_m=(0, 50_000)))
    assert (len(steps) == 2) is goes_on


@pytest.mark.parametrize(("ahead_m", "is_end"), [(490, True), (510, False)])
def test_own_ways_500_m_ahead_go_on(ahead_m: float, is_end: bool) -> None:
    x = -400 - ahead_m
    assert begins_before_its_place({3: (x, 600.0), 4: (x, 1_500.0)}) is is_end


@pytest.mark.parametrize(("away_m", "is_end"), [(3_950, False), (4_050, True)])
def test_own_ways_4_km_from_an_end_do_not_go_on(away_m: float, is_end: bool) -> None:
    x = -400 - away_m
    assert begins_before_its_place({3: (x, 0.0), 4: (x, 100.0)}) is is_end


@pytest.mark.parametrize(("degrees", "is_end"), [(25, False), (27, True)])
def test_a_road_turns_26_degrees_where_its_label_ends(degrees: float, is_end: bool) -> None:
    turned = 1_000 * np.array([-np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    onward: Way = {1: (-400.0, 0.0), 3: (float(turned[0]) - 400, float(turned[1]))}
    assert begins_before_its_place(others=[onward]) is is_end


@pytest.mark.parametrize(("straight_m", "is_end"), [(66, True), (69, False)])
def test_the_way_behind_a_label_is_looked_at_for_100_m(straight_m: float, is_end: bool) -> None:
    """It turns at a right angle: after 66 m the look is at 27.3°, after 69 m at 24.2°."""
    x = -400.0 - straight_m
    assert begins_before_its_place(others=[{1: (-400.0, 0.0), 3: (x, 0.0), 4: (x, 1e3)}]) is is_end


# ---- the cheapest line, and what it says


@pytest.mark.parametrize(("way_m", "kinds"), [(2_140, [FOREIGN, FOREIGN]), (2_190, [HOP])])
def test_another_way_of_another_class_costs_six_times_its_length(
    way_m: float, kinds: list[str]
) -> None:
    """As much as a hop of 2 km: 12 km, and 1 km for the hop."""
    north = float(np.sqrt((way_m / 2) ** 2 - 1_000**2))
    found = along(
        {1: (0.0, 0.0), 2: (5_000.0, 0.0)},
        {3: (7_000.0, 0.0), 4: (12_000.0, 0.0)},
        stops_m=(0, 12_000),
        others=[
            {2: (5_000.0, 0.0), 5: (6_000.0, north)},
            {5: (6_000.0, north), 3: (7_000.0, 0.0)},
        ],
        other_kind="residential",
    )
    steps, _ = cheapest_line(found)
    assert [step.kind for step in steps] == [OWN, *kinds, OWN]


@pytest.mark.parametrize(("own_m", "kind"), [(1_770, OWN), (1_830, HOP)])
def test_a_hop_between_places_that_own_ways_join_is_twice_as_dear(own_m: float, kind: str) -> None:
    """Twelve times 150 m. The road begins and ends 100 m beyond its places."""
    north = (own_m - 350) / 2
    winding: Way = {
        1: (-100.0, 0.0),
        2: (0.0, 0.0),
        3: (0.0, north),
        4: (150.0, north),
        5: (150.0, 0.0),
        6: (250.0, 0.0),
    }
    steps, _ = cheapest_line(along(winding, stops_m=(0, 150)))
    assert {step.kind for step in steps} == {kind}


@pytest.mark.parametrize(("metres", "classes"), [(1_900, 1), (2_100, 2)])
def test_a_tenth_of_a_roads_ways_is_a_class_of_it(metres: float, classes: int) -> None:
    """Of 20 km."""
    end = 20_000.0 - metres
    network = network_of({1: (0.0, 0.0), 2: (end, 0.0)}, {2: (end, 0.0), 3: (20_000.0, 0.0)})
    none = np.zeros(2, dtype=bool)
    found = corridor(
        network,
        own_edges(network, ~none),
        (Stop(at(0, 0), 500.0), Stop(at(20_000, 0), 500.0)),
        kinds=np.array(["secondary", "unclassified"], dtype=object),
        connectors=none,
        local=none,
    )
    assert found is not None
    assert len(found.classes) == classes


def branching(branch_m: float) -> Corridor:
    """A road of 30 km, built for 10 to a place where a way of its number leads off."""
    return along(
        {1: (0.0, 0.0), 2: (10_000.0, 0.0)},
        {2: (10_000.0, 0.0), 3: (10_000.0, branch_m)},
        stops_m=(0, 10_000, 30_000),
    )


@pytest.mark.parametrize(("branch_m", "elsewhere"), [(1_450, False), (1_550, True)])
def test_own_ways_lead_elsewhere_from_1_5_km(branch_m: float, elsewhere: bool) -> None:
    found = branching(branch_m)
    line = TraceReading(found, *cheapest_line(found)).trace()
    assert line is not None
    assert any(run.leads_elsewhere for run in line.runs) is elsewhere


@pytest.mark.parametrize(("off_m", "is_node"), [(0.9, True), (1.1, False)])
def test_a_node_within_a_metre_of_a_point_is_the_point(off_m: float, is_node: bool) -> None:
    found = branching(5_000)
    used = np.flatnonzero(found.network.way == 0)
    line = found.lines[np.isin(found.edge, used)][0]
    end = np.add(line.coords[-1], [off_m, 0.0])
    assert own_ways_lead_off(found, end, used.tolist(), line, 500.0) is is_node


def bulging(stops_m: Sequence[float], off_m: float) -> bool:
    """Whether a road of 30 km that comes so far off the sketch keeps beside it."""
    found = along({1: (0.0, 0.0), 2: (30_000.0, 0.0)}, stops_m=stops_m)
    steps = []
    for a, b in zip(found.at[:-1], found.at[1:], strict=True):
        middle = np.add((a + b) / 2, [0.0, off_m])
        steps.append(Step(OWN, np.array([a, middle, b]), float(np.hypot(*(b - a))), edge=0))
    reading = TraceReading(found, steps, range(len(steps) + 1))
    return reading._keeps_beside(0, len(steps))


@pytest.mark.parametrize(("off_m", "keeps"), [(3_450, True), (3_550, False)])
def test_a_road_that_places_hold_comes_0_35_of_a_leg_off(off_m: float, keeps: bool) -> None:
    assert bulging((0, 10_000, 20_000, 30_000), off_m) is keeps


@pytest.mark.parametrize(("stops", "keeps"), [(3, False), (4, True)])
def test_four_places_hold_a_road(stops: int, keeps: bool) -> None:
    """Fewer leave it 2.5 km."""
    assert bulging(np.linspace(0, 30_000, stops).tolist(), 3_000) is keeps


@pytest.mark.parametrize(("km", "winds"), [(44.5, True), (45.5, False)])
def test_a_road_beside_its_sketch_is_4_5_times_as_long(km: float, winds: bool) -> None:
    run = Run(True, np.zeros((2, 2)), km * 1000)
    assert _winds(FoundLine((run,), (), (), keeps_beside=True), 10.0) is winds


@pytest.mark.parametrize(("km", "source"), [(8.7, "osm"), (8.9, "sketch")])
def test_a_line_is_half_a_kilometre_longer_than_the_guard_allows(km: float, source: str) -> None:
    """Between places 5 km apart: 1.6 times 5.5 km."""
    a, b = (place(key, point.x, point.y, 500) for key, point in zip("ab", ENDS, strict=True))
    north = float(np.sqrt((km / 2) ** 2 - 2.5**2)) * 1000
    way = LineString([ENDS[0], at(2_500, north), ENDS[1]])
    found = locate(road("a b"), {"a": a, "b": b}, ways((way, {"ref": "ĐT.293"})))
    assert found.source == source


ENDS = (at(0, 0), at(5_000, 0))


@pytest.mark.parametrize(("off", "vertices"), [(0.9e-10, 3), (1.1e-10, 4)])
def test_stops_a_hundredth_of_a_millimetre_apart_are_one_vertex(off: float, vertices: int) -> None:
    network = network_of({1: (0.0, 0.0), 2: (5_000.0, 0.0)})
    flags = own_edges(network, network.way_ids == 0)
    points = [at(0, 0), Point(106.01, 21.0), Point(106.01 + off, 21.0), at(5_000, 0)]
    stops = snap_together([snap(network, p, within_m=50, own=flags) for p in points])
    assert stops is not None
    found = preferred_path(network, stops, own=flags)
    assert found is not None
    assert len(found.line.coords) == vertices


# ---- bridges and power lines


@pytest.mark.parametrize(("apart_m", "refs"), [(4.5, {"ĐT.1", "ĐT.2"}), (5.5, {"ĐT.1"})])
def test_carriageways_begin_within_5_m_of_each_other(apart_m: float, refs: set[str]) -> None:
    """The first begins 10 m behind the bridge."""
    frame = ways(
        (LineString([at(-200, 0), at(0, 0)]), {"bridge": "yes"}),
        (LineString([at(10, 0), at(1_000, 0)]), {"ref": "ĐT.1"}),
        (LineString([at(10 + apart_m, 0), at(1_000, 20)]), {"ref": "ĐT.2"}),
    )
    span = FoundBridge(frozenset({0}), (at(-200, 0), at(0, 0)), at(-100, 0), Known.NAME)
    behind = road_behind(frame, span, np.zeros(3, dtype=bool))
    assert behind.refs == refs


NAMED_SPAN = {"ref": "ĐT.398", "name": "Cầu Đồng Việt", "bridge": "yes"}


@pytest.mark.parametrize(("bent_m", "letters"), [(148, "AAA"), (158, "BBB")])
def test_a_bridge_curves_150_m_off_the_middle_between_its_ends(bent_m: float, letters: str) -> None:
    """Where it keeps off farther, by 2 % more, that is not the place of the border."""
    north = bent_m / 1_110
    bent = [*east(14, 14).coords[:1], *east(14.1, 14.4, north).coords, *east(14.5, 14.5).coords[:1]]
    ref = {"ref": "ĐT.398"}
    found = locate(
        bridge(),
        BRIDGE_PLACES,
        ways((east(10, 14), ref), (LineString(bent), NAMED_SPAN), (east(14.5, 20), ref)),
    )
    assert grades(found) == letters


@pytest.mark.parametrize(("beside_m", "stays"), [(58, True), (62, False)])
def test_a_line_passes_a_bridges_ends_at_twice_30_m(beside_m: float, stays: bool) -> None:
    """On the road beside a bridge whose ways are joined to nothing: as near a line may miss one."""
    span = east(14, 14.5, beside_m / 1_110)
    frame = ways((east(10, 20), {"ref": "ĐT.398"}), (span, NAMED_SPAN))
    found = locate(bridge(), BRIDGE_PLACES, frame)
    assert found.source == "osm"
    assert (found.geometry.bounds[-1] == 21.0) is stays
    assert found.grade is Grade.B
    assert "joins no road yet" in found.reason.en


@pytest.mark.parametrize(("apart_m", "grade"), [(4.5, Grade.A), (5.5, Grade.B)])
def test_a_road_within_5_m_of_a_bridges_end_reaches_it(apart_m: float, grade: Grade) -> None:
    """One that comes from the side: only by its nearness it is no gap in the mapping."""
    span = east(14, 14.5, 62 / 1_110)
    x, y = span.coords[0]
    dyke = LineString([(x, y + 0.05), (x, y + apart_m / DEGREE_M)])
    frame = ways((east(10, 20), {"ref": "ĐT.398"}), (span, NAMED_SPAN), (dyke, {"ref": "ĐH.7"}))
    found = locate(bridge(), BRIDGE_PLACES, frame)
    assert found.grade is grade


@pytest.mark.parametrize(("way_km", "is_across"), [(20.3, False), (21.3, True)])
def test_a_power_line_of_unknown_voltage_costs_twice_its_length(
    way_km: float, is_across: bool
) -> None:
    """It saves the way round between two points 10.4 km apart."""
    north = float(np.sqrt((way_km / 2) ** 2 - 5.195**2)) / 1.107
    bend = [east(10, 20).coords[0], east(15, 20, north).coords[0], east(10, 20).coords[-1]]
    found = power(
        (east(0, 10), "500000"),
        (LineString(bend), "500000"),
        (east(20, 30), "500000"),
        (east(10, 20), ""),
    )
    assert found.source == "osm"
    assert (103 in found.way_ids) is is_across


@pytest.mark.parametrize(("beyond_m", "goes_in"), [(145, True), (155, False)])
def test_a_line_that_ends_150_m_from_a_yard_goes_into_it(beyond_m: float, goes_in: bool) -> None:
    """The yard's corner is 152 m from its middle, the line in two ways that meet south of it."""
    north = (151.8 + beyond_m) / 110_700
    yard = Point(106.15, 21 + north).buffer(0.001, cap_style="square")
    lines = ((east(0, 15), "500000"), (east(15, 30), "500000"))
    found = power(*lines, others=((yard, "Sóc Sơn"),))
    assert (found.source == "sketch") is goes_in
