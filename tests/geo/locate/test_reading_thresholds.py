"""What is read off the cheapest line: a case just below and just above each number.

The corridor is that of one road of 30 km, so that its sketch is 30 km long; the line's steps are
laid out along it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geo.locate.corridor import Corridor, corridor
from geo.locate.hops import hops_between
from geo.locate.location import grade_of
from geo.locate.network import own_edges
from geo.locate.reading import TraceReading
from geo.locate.steps import FOREIGN, HOP, OWN, Step
from geo.locate.trace import Stop
from geo.locate.tracks import default_reach_m
from geo.model import Grade
from tests.geo.locate.test_locate import place
from tests.geo.locate.test_network import at, network_of

SKETCH_M = 30_000.0


def road(length_m: float = SKETCH_M) -> Corridor:
    network = network_of({1: (0.0, 0.0), 2: (length_m, 0.0)})
    none = np.zeros(1, dtype=bool)
    found = corridor(
        network,
        own_edges(network, ~none),
        (Stop(at(0, 0), 500.0), Stop(at(length_m, 0), 500.0)),
        kinds=np.array(["secondary"], dtype=object),
        connectors=none,
        local=none,
    )
    assert found is not None
    return found


ROAD = road()
WEST = float(ROAD.at[0][0])


def along(*parts: tuple[str, float], bent: float = 1.0, **flags: Any) -> list[Step]:
    """Steps one behind the other; ``bent`` is how much longer other ways are than straight."""
    steps, x = [], WEST
    for kind, length in parts:
        straight = length / bent if kind == FOREIGN else length
        xy = np.array([[x, 0.0], [x + straight, 0.0]])
        is_other = kind == FOREIGN
        step = Step(kind, xy, length, edge=0)
        steps.append(replace(step, **flags) if is_other else step)
        x += straight
    return steps


def reading(
    steps: Sequence[Step], within: Corridor = ROAD, passed: Sequence[int] | None = None
) -> TraceReading:
    return TraceReading(within, steps, [0, len(steps)] if passed is None else passed)


def is_filled(kind: str, length: float, bent: float = 1.0, **flags: Any) -> bool:
    """Whether something between two own stretches counts as the same road."""
    steps = along((OWN, 5_000), (kind, length), (OWN, 5_000), bent=bent, **flags)
    return reading(steps)._taken() == [True, True, True]


@pytest.mark.parametrize(("metres", "filled"), [(990, True), (1_010, False)])
def test_a_hop_of_a_kilometre_is_a_gap_in_the_mapping(metres: float, filled: bool) -> None:
    assert is_filled(HOP, metres) is filled


@pytest.mark.parametrize(("metres", "filled"), [(7_950, True), (8_050, False)])
def test_other_ways_of_the_class_fill_8_km(metres: float, filled: bool) -> None:
    assert is_filled(FOREIGN, metres, same_class=True) is filled


@pytest.mark.parametrize(("straight_m", "filled"), [(4_250, True), (4_200, False)])
def test_other_ways_are_a_third_longer_than_straight_at_the_most(
    straight_m: float, filled: bool
) -> None:
    """5,900 m, and 1.35 times the straight line and 200 m: 5,937 and 5,870 m."""
    assert is_filled(FOREIGN, 5_900, bent=5_900 / straight_m, same_class=True) is filled


@pytest.mark.parametrize(("metres", "filled"), [(990, True), (1_010, False)])
def test_other_ways_of_another_class_fill_a_kilometre(metres: float, filled: bool) -> None:
    assert is_filled(FOREIGN, metres) is filled


@pytest.mark.parametrize(("same_m", "filled"), [(1_020, True), (980, False)])
def test_half_of_other_ways_are_of_the_roads_class(same_m: float, filled: bool) -> None:
    """Of 2 km."""
    own, other, rest, last = along(
        (OWN, 5_000), (FOREIGN, same_m), (FOREIGN, 2_000 - same_m), (OWN, 5_000)
    )
    steps = [own, replace(other, same_class=True), rest, last]
    assert reading(steps)._taken() == [True, filled, True]


@pytest.mark.parametrize(("metres", "filled"), [(295, True), (305, False)])
def test_a_roundabout_of_300_m_is_own(metres: float, filled: bool) -> None:
    """It goes round: four times as long as straight."""
    assert is_filled(FOREIGN, metres, bent=1e6, is_connector=True) is filled


@pytest.mark.parametrize(("metres", "filled"), [(2_950, True), (3_050, False)])
def test_a_district_road_fills_3_km(metres: float, filled: bool) -> None:
    assert is_filled(FOREIGN, metres, same_class=True, is_local=True) is filled


@pytest.mark.parametrize(("metres", "parts"), [(990, 1), (1_010, 3)])
def test_a_filling_of_a_kilometre_is_a_part(metres: float, parts: int) -> None:
    steps = along((OWN, 5_000), (FOREIGN, metres), (OWN, 5_000), same_class=True)
    assert len(reading(steps)._own_parts(0, 3, {0, 3})) == parts


@pytest.mark.parametrize(("metres", "held"), [(295, (0, 3)), (305, (1, 2))])
def test_a_run_may_hang_300_m_over_its_stops(metres: float, held: tuple[int, int]) -> None:
    steps = along((HOP, 1), (OWN, metres), (OWN, 5_000), (OWN, metres), (HOP, 1))
    low, high = reading(steps, passed=[2, 3])._held(1, 4)
    assert (low - 1, high - 1) == held


@pytest.mark.parametrize(
    ("sketch_m", "metres", "holds"),
    [(10_000, 790, False), (10_000, 810, True), (1_000, 490, False), (1_000, 510, True)],
)
def test_a_run_of_800_m_or_of_half_a_short_sketch_is_part_of_a_project(
    sketch_m: float, metres: float, holds: bool
) -> None:
    short = road(sketch_m)
    steps = along((HOP, 1), (OWN, metres), (HOP, 1))
    shifted = [replace(step, xy=step.xy - WEST + short.at[0][0]) for step in steps]
    assert reading(shifted, short)._holds(1, 2) is holds


@pytest.mark.parametrize(("metres", "holds"), [(1_480, False), (1_520, True)])
def test_a_run_of_a_twentieth_of_the_sketch_is_part_of_a_project(
    metres: float, holds: bool
) -> None:
    steps = along((HOP, 1), (OWN, metres), (HOP, 1))
    assert reading(steps)._holds(1, 2) is holds


@pytest.mark.parametrize(("share", "holds"), [(0.54, False), (0.56, True)])
def test_a_run_leads_along_the_sketch_for_more_than_half_of_its_length(
    share: float, holds: bool
) -> None:
    steps = along((HOP, 1), (OWN, 10_000), (HOP, 1))
    start = steps[1].xy[0]
    steps[1] = replace(steps[1], xy=np.array([start, start + np.array([10_000 * share, 0.0])]))
    assert reading(steps)._holds(1, 2) is holds


@pytest.mark.parametrize(("metres", "found"), [(3_550, False), (3_650, True)])
def test_an_eighth_of_a_line_is_on_osm(metres: float, found: bool) -> None:
    """0.12 of 30 km: 3.6 km."""
    steps = along((OWN, metres), (HOP, SKETCH_M - metres))
    assert (reading(steps).trace() is not None) is found


@pytest.mark.parametrize(("metres", "found"), [(9_900, False), (10_100, True)])
def test_ten_kilometres_of_a_long_line_are_enough(metres: float, found: bool) -> None:
    long = road(150_000.0)
    steps = along((OWN, metres), (HOP, 150_000 - metres))
    shifted = [replace(step, xy=step.xy - WEST + long.at[0][0]) for step in steps]
    assert (reading(shifted, long).trace() is not None) is found


def test_a_hop_costs_six_times_its_length_and_a_kilometre() -> None:
    """What decides between hops and ways is the cost: 6 km and 1 km for a kilometre."""
    nodes = np.arange(2)
    (_, _, cost) = hops_between(ROAD, nodes, np.array([0, 1]))
    away = float(np.hypot(*(ROAD.node_xy[1] - ROAD.node_xy[0])))
    assert cost == pytest.approx([6 * away + 1_000] * 2, abs=1)


@pytest.mark.parametrize(("share", "grade"), [(0.949, Grade.B), (0.951, Grade.A)])
def test_a_path_is_grade_a_from_95_per_cent_of_own_ways(share: float, grade: Grade) -> None:
    assert grade_of(share) is grade


def test_rails_may_lie_500_m_beyond_the_precision_of_a_place() -> None:
    town = place("x", 106.0, 21.0)
    assert default_reach_m(town) == town.precision_m + 500
