"""The graph of ways and the preferred path through it, on small made-up networks."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from geo.crs import GEOD
from geo.locate.network import (
    NO_WAY,
    Network,
    NetworkPath,
    build_network,
    geodesic_m,
    nearest_m,
    own_edges,
    preferred_path,
    snap,
    snap_together,
)

EAST, NORTH = 1 / 103_900, 1 / 110_700
"""Degrees in a metre, about, at 21° N."""

Metres = tuple[float, float]


def at(x: float, y: float) -> Point:
    """Return the point x metres east and y metres north of 106° E, 21° N, roughly."""
    return Point(106 + x * EAST, 21 + y * NORTH)


def ways_of(*ways: Mapping[int, tuple[float, float]]) -> gpd.GeoDataFrame:
    """Make a frame of ways 0, 1, … from node id → metres."""
    return gpd.GeoDataFrame(
        {"way_id": range(len(ways)), "node_ids": [np.array(list(way)) for way in ways]},
        geometry=[LineString([at(*xy) for xy in way.values()]) for way in ways],
        crs="EPSG:4326",
    )


def network_of(*ways: Mapping[int, tuple[float, float]], gap_m: float = 250) -> Network:
    return build_network(ways_of(*ways), gap_m=gap_m)


def path(
    network: Network, *stops: Metres, own: tuple[int, ...] = (), within_m: float = 100
) -> NetworkPath | None:
    flags = own_edges(network, np.isin(network.way_ids, own))
    snaps = snap_together([snap(network, at(*s), within_m=within_m, own=flags) for s in stops])
    return None if snaps is None else preferred_path(network, snaps, own=flags)


def test_ways_are_joined_only_where_they_share_a_node() -> None:
    line = {1: (0.0, 0.0), 2: (1000.0, 0.0), 3: (2000.0, 0.0)}
    over = {4: (1000.0, -1000.0), 5: (1000.0, 1000.0)}
    across = {4: (1000.0, -1000.0), 2: (1000.0, 0.0), 5: (1000.0, 1000.0)}
    assert path(network_of(line, over), (0, 0), (1000, 1000)) is None
    joined = path(network_of(line, across), (0, 0), (1000, 1000))
    assert joined is not None
    assert joined.length_m == pytest.approx(2000, rel=1e-3)
    assert joined.way_ids == (0, 1)


def test_edges_cover_the_ways_exactly() -> None:
    ways = ways_of(
        {1: (0, 0), 2: (500, 100), 3: (900, 0)}, {2: (500, 100), 4: (500, 900), 5: (0, 900)}
    )
    network = build_network(ways)
    total = sum(GEOD.geometry_length(line) for line in ways.geometry)
    assert network.length_m[network.way != NO_WAY].sum() == pytest.approx(total, rel=1e-12)
    for line, length in zip(network.lines, network.length_m, strict=True):
        assert length == pytest.approx(geodesic_m(line), abs=1e-6)


def test_ways_in_another_crs_are_refused() -> None:
    with pytest.raises(ValueError, match=r"EPSG:32648; call \.to_crs"):
        build_network(ways_of({1: (0, 0), 2: (500, 0)}).to_crs("EPSG:32648"))


def test_of_two_parallel_ways_the_own_one_is_taken_even_when_longer() -> None:
    direct = {1: (0, 0), 2: (3000, 0)}
    bow = {1: (0, 0), 3: (1500, 1500), 2: (3000, 0)}
    network = network_of(direct, bow)
    assert path(network, (0, 0), (3000, 0), own=(1,)).way_ids == (1,)  # type: ignore[union-attr]
    assert path(network, (0, 0), (3000, 0)).way_ids == (0,)  # type: ignore[union-attr]


def test_other_ways_win_only_when_own_ones_are_the_factor_longer() -> None:
    direct = {1: (0, 0), 2: (1000, 0)}
    bow = {1: (0, 0), 3: (500, 2500), 2: (1000, 0)}  # about 5.1 times as long
    network = network_of(direct, bow)
    flags = own_edges(network, np.array([False, True]))
    stops = snap_together([snap(network, at(x, 0), within_m=9, own=~flags) for x in (0, 1000)])
    assert stops is not None
    for factor, way in ((4.0, 0), (6.0, 1)):
        found = preferred_path(network, stops, own=flags, foreign_factor=factor)
        assert found is not None
        assert found.way_ids == (way,)


def test_a_gap_between_dead_ends_is_bridged_up_to_the_distance() -> None:
    west, east = {1: (0, 0), 2: (1000, 0)}, {3: (1200, 0), 4: (2200, 0)}
    found = path(network_of(west, east), (0, 0), (2200, 0), own=(0, 1))
    assert found is not None
    assert found.bridged_m == pytest.approx(200, rel=1e-3)
    assert found.own_share == pytest.approx(2000 / 2200, rel=1e-3)
    assert found.length_m == pytest.approx(geodesic_m(found.line), rel=1e-9)
    assert path(network_of(west, east, gap_m=150), (0, 0), (2200, 0)) is None


def test_a_bridge_is_crossed_only_where_no_way_leads_on() -> None:
    west, east = {1: (0, 0), 2: (1000, 0), 7: (1000, -150)}, {3: (1200, 0), 4: (2200, 0)}
    spur = {3: (1200, 0), 8: (1200, -150)}
    around = {2: (1000, 0), 9: (1100, 400), 3: (1200, 0)}
    found = path(network_of(west, east, spur, around), (0, 0), (2200, 0), own=(0, 1))
    assert found is not None
    assert found.bridged_m == 0
    assert found.way_ids == (0, 3, 1)


def test_snapping_takes_the_own_way_within_reach_before_a_nearer_siding() -> None:
    network = network_of({1: (0, 0), 2: (3000, 0)}, {3: (0, 80), 4: (3000, 80)}, gap_m=1)
    flags = own_edges(network, np.array([True, False]))
    snaps = snap(network, at(1500, 70), within_m=100, own=flags)
    assert sorted(round(s.distance_m) for s in snaps.values()) == [10, 70]  # one a component
    linked = network_of(
        {1: (0, 0), 2: (3000, 0)}, {3: (0, 80), 4: (3000, 80)}, {1: (0, 0), 3: (0, 80)}
    )
    flags = own_edges(linked, np.array([True, False, False]))
    (only,) = snap(linked, at(1500, 70), within_m=100, own=flags).values()
    assert only.distance_m == pytest.approx(70, rel=0.01)
    (only,) = snap(linked, at(1500, 70), within_m=50, own=flags).values()
    assert only.distance_m == pytest.approx(10, rel=0.01)
    assert snap(linked, at(1500, 300), within_m=200, own=flags) == {}


def test_the_distance_to_the_network_is_true() -> None:
    network = network_of({1: (0, 0), 2: (0, 5000)}, {3: (9000, 0), 4: (9000, 5000)})
    assert nearest_m(network, at(4000, 2000)) == pytest.approx(4000, rel=0.01)


def test_places_are_joined_on_the_component_they_have_in_common() -> None:
    stub = {1: (0, 10), 2: (300, 10)}
    line = {3: (0, 60), 4: (9000, 60)}
    network = network_of(stub, line, gap_m=1)
    found = path(network, (0, 0), (9000, 0), own=(0,))
    assert found is not None
    assert found.way_ids == (1,)
    assert path(network, (0, 0), (9000, 5000)) is None


def test_the_path_passes_the_stops_in_order_and_measures_them() -> None:
    corners = [(0, 0), (4000, 0), (4000, 4000), (0, 4000), (0, 0)]
    ring = gpd.GeoDataFrame(
        {"way_id": [7], "node_ids": [np.array([1, 2, 3, 4, 1])]},
        geometry=[LineString([at(*xy) for xy in corners])],
        crs="EPSG:4326",
    )
    network = build_network(ring)
    short = path(network, (1000, 0), (0, 1000))
    long = path(network, (1000, 0), (4000, 2000), (2000, 4000), (0, 1000))
    assert short is not None
    assert long is not None
    assert short.length_m == pytest.approx(2000, rel=1e-2)
    assert long.length_m == pytest.approx(14_000, rel=1e-2)
    assert long.stop_m == pytest.approx((0, 5000, 9000, 14_000), rel=1e-2)
    assert long.leg_m == pytest.approx((5000, 4000, 5000), rel=1e-2)
    assert long.stop_m[-1] == pytest.approx(long.length_m)


def test_a_spur_to_a_stop_is_left_out_of_the_line_but_not_of_the_leg() -> None:
    line = {1: (0, 0), 2: (2000, 0), 3: (4000, 0)}
    branch = {2: (2000, 0), 4: (2000, 700)}
    found = path(network_of(line, branch), (0, 0), (2000, 700), (4000, 0))
    assert found is not None
    assert found.length_m == pytest.approx(4000, rel=1e-2)
    assert found.stop_m == pytest.approx((0, 2000, 4000), rel=1e-2)
    assert found.leg_m == pytest.approx((2700, 2700), rel=1e-2)
    assert found.way_ids == (0,)


def test_stops_at_one_point_give_no_path() -> None:
    assert path(network_of({1: (0, 0), 2: (900, 0)}), (400, 0), (400, 0)) is None


# ---- properties, on a grid of streets with random shapes

SIDE = 4


@st.composite
def grids(draw: st.DrawFn) -> tuple[Network, np.ndarray]:
    """Draw a connected grid, its corners moved about so that no two ways are equal."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    corner = {
        row * SIDE + column + 1: (
            column * 1000 + rng.uniform(-300, 300),
            row * 1000 + rng.uniform(-300, 300),
        )
        for row in range(SIDE)
        for column in range(SIDE)
    }
    pairs = [(n, n + 1) for n in corner if n % SIDE] + [
        (n, n + SIDE) for n in corner if n + SIDE in corner
    ]
    network = build_network(ways_of(*({a: corner[a], b: corner[b]} for a, b in pairs)))
    own = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    return network, np.array(own)


spots = st.lists(
    st.tuples(st.floats(0, 3000), st.floats(0, 3000)), min_size=2, max_size=4, unique=True
)


@given(grids(), spots)
def test_a_path_holds_together(grid: tuple[Network, np.ndarray], stops: list[Metres]) -> None:
    network, own_ways = grid
    flags = own_edges(network, own_ways)
    snaps = snap_together([snap(network, at(*s), within_m=5000, own=flags) for s in stops])
    assert snaps is not None
    found = preferred_path(network, snaps, own=flags)
    if found is None:
        assert snaps[0].point.distance(snaps[-1].point) < 1e-8
        return
    first, last = snaps[0].point, snaps[-1].point
    assert found.length_m == pytest.approx(geodesic_m(found.line), rel=1e-9, abs=1e-5)
    assert found.length_m >= GEOD.inv(first.x, first.y, last.x, last.y)[2] - 1e-6
    assert 0 <= found.own_share <= 1 + 1e-12
    assert found.snap_m == tuple(s.distance_m for s in snaps)
    assert found.line.coords[0] == first.coords[0]
    assert found.line.coords[-1] == last.coords[0]
    assert all(0 <= m <= found.length_m + 1e-6 for m in found.stop_m)


@given(grids(), spots)
def test_the_way_back_is_the_way_there_reversed(
    grid: tuple[Network, np.ndarray], stops: list[Metres]
) -> None:
    network, own_ways = grid
    flags = own_edges(network, own_ways)
    snaps = snap_together([snap(network, at(*s), within_m=5000, own=flags) for s in stops])
    assert snaps is not None
    there = preferred_path(network, snaps, own=flags)
    back = preferred_path(network, snaps[::-1], own=flags)
    if there is None or back is None:
        assert there is back
        return
    assert there.line.equals_exact(back.line.reverse(), tolerance=1e-12)
    assert there.length_m == pytest.approx(back.length_m)
    assert there.leg_m == pytest.approx(back.leg_m[::-1])
    assert there.own_share == pytest.approx(back.own_share)
