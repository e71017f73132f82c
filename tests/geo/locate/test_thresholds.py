"""A case just below and just above a threshold; its number is written here again on purpose."""

from itertools import pairwise

import pytest

from geo.locate.network import NO_WAY, build_network, own_edges, preferred_path, snap, snap_together
from geo.locate.sketch import sketch_area, sketch_line, straight_km
from geo.locate.tracks import detour
from geo.model import Text
from tests.geo.locate.test_locate import place
from tests.geo.locate.test_network import at, ways_of

WAY = Text(vi="đường", en="road")
A, B = place("a", 106.0, 21.0), place("b", 106.5, 21.0)


@pytest.mark.parametrize(("metres", "joined"), [(245, True), (255, False)])
def test_dead_ends_are_joined_up_to_250_m(metres: int, joined: bool) -> None:
    west = {1: (0.0, 0.0), 2: (2000.0, 0.0)}
    east = {3: (2000.0 + metres, 0.0), 4: (4000.0, 0.0)}
    network = build_network(ways_of(west, east))
    assert bool((network.way == NO_WAY).any()) is joined


@pytest.mark.parametrize(("km", "fits"), [(15.99, True), (16.01, False)])
def test_a_path_may_be_1_6_times_the_sketch(km: float, fits: bool) -> None:
    assert (detour(WAY, A, B, km, 10.0) is None) is fits


def test_no_segment_of_a_sketch_is_longer_than_a_kilometre() -> None:
    vertices = list(sketch_line([["a", "b"]], {"a": A, "b": B}).coords)
    longest = max(
        straight_km(place("x", one[0], one[1]), place("y", other[0], other[1]))
        for one, other in pairwise(vertices)
    )
    assert 0.9 < longest <= 1.0


def test_an_area_reaches_two_kilometres_beyond_its_places() -> None:
    west, *_ = sketch_area(["a"], {"a": A}).bounds
    assert straight_km(A, place("w", west, 21.0)) == pytest.approx(2.0, rel=0.02)


@pytest.mark.parametrize(("detour_m", "goes_round"), [(3900, True), (4100, False)])
def test_another_way_costs_four_times_its_length(detour_m: int, goes_round: bool) -> None:
    """Own ways are followed on a way round of up to four times the other way's length."""
    own = {
        1: (0.0, 0.0),
        3: (0.0, detour_m / 2 - 500),
        4: (1000.0, detour_m / 2 - 500),
        2: (1000.0, 0.0),
    }
    other = {1: (0.0, 0.0), 2: (1000.0, 0.0)}
    network = build_network(ways_of(own, other))
    flags = own_edges(network, network.way_ids == 0)
    ends = [snap(network, at(x, 0.0), within_m=50, own=flags) for x in (0.0, 1000.0)]
    snaps = snap_together(ends)
    assert snaps is not None
    found = preferred_path(network, snaps, own=flags)
    assert found is not None
    assert (found.way_ids == (0,)) is goes_round
