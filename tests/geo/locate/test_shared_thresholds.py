"""Which of two strands a road is that both run along: a case just below and above each number."""

import numpy as np
import pytest

from geo.locate.shared import strays
from geo.locate.trace import FoundLine, Run, Stop, Stops
from tests.geo.locate.test_network import Metres, at

ROW = 7
"""Of the road along which both lines run."""


def stops(*places: Metres) -> Stops:
    keys = tuple(f"{x:.0f} {y:.0f}" for x, y in places)
    return Stops(tuple(Stop(at(*xy), 500.0) for xy in places), keys)


def line(*points: Metres) -> FoundLine:
    lonlat = np.array([at(*xy).coords[0] for xy in points])
    return FoundLine((Run(True, lonlat, 1.0, way_rows=frozenset({ROW})),), (), ())


ROAD = stops((0, 0), (20_000, 0))
ALL_OF_IT = line((0, 0), (20_000, 0))


def is_astray(branch: Stops, of_branch: FoundLine) -> bool:
    """Whether the road is to be left to the strand that leads along it, and by the branch alone."""
    found = strays([ROAD, branch], [ALL_OF_IT, of_branch])
    assert set(found) <= {1}
    return found == {1: {ROW}}


@pytest.mark.parametrize(("shared_m", "astray"), [(990, False), (1_010, True)])
def test_strands_run_on_one_road_from_a_kilometre(shared_m: float, astray: bool) -> None:
    """The road's line has no vertex where the branch leaves it."""
    branch = stops((5_000, 0), (5_000, 20_000))
    off = 5_000.0 + shared_m
    assert is_astray(branch, line((5_000, 0), (off, 0), (off, 9_000))) is astray


@pytest.mark.parametrize(("lead", "astray"), [(0.81, False), (0.79, True)])
def test_a_road_is_one_strands_when_it_leads_a_fifth_farther_along_it(
    lead: float, astray: bool
) -> None:
    """The branch's sketch turns away from the road, which leads along the other's whole."""
    north = 20_000 * float(np.sqrt(1 - lead**2))
    branch = stops((5_000, 0), (5_000 + 20_000 * lead, north))
    assert is_astray(branch, line((5_000, 0), (9_000, 0), (9_000, 4_000))) is astray


@pytest.mark.parametrize(("apart_m", "astray"), [(1.9, True), (2.1, False)])
def test_lines_two_metres_apart_run_on_one_way(apart_m: float, astray: bool) -> None:
    branch = stops((5_000, 0), (5_000, 20_000))
    beside = line((5_000, apart_m), (9_000, apart_m), (9_000, 4_000))
    assert is_astray(branch, beside) is astray


def test_a_way_round_between_two_vertices_of_a_road_is_not_shared() -> None:
    """Of 1,200 m between where the branch leaves the road and comes back to it nothing counts."""
    branch = stops((5_000, 0), (5_000, 20_000))
    way_round = ((5_000, 0), (5_400, 0), (6_000, 300), (6_600, 0), (7_000, 0), (7_000, 9_000))
    assert not is_astray(branch, line(*way_round))


def test_strands_that_the_route_itself_leads_along_one_leg_share_it() -> None:
    assert not strays([ROAD, ROAD], [ALL_OF_IT, ALL_OF_IT])
