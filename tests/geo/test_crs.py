"""Lengths on the ellipsoid and the guards before them."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from shapely import Point

from geo.crs import GEOD, WGS84, Ruler, require_same_crs
from tests.frames import without_crs


@given(
    st.integers(0, 2**32 - 1),
    st.floats(1, 300_000),
    st.floats(-60, 60),
)
def test_lengths_are_geodesics(seed: int, metres: float, latitude: float) -> None:
    """The oracle is GeographicLib; short segments go another way in our code."""
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(102, 110, 50), np.full(50, latitude)
    end_lon, end_lat, _ = GEOD.fwd(lon, lat, random.uniform(0, 360, 50), np.full(50, metres))
    found = Ruler.of(WGS84).lengths_m(
        np.column_stack([lon, lat]), np.column_stack([end_lon, end_lat])
    )
    assert np.allclose(found, metres, rtol=1e-9, atol=1e-8)


def test_equal_points_are_no_distance_apart() -> None:
    point = np.array([[106.0, 21.0]])
    assert Ruler.of(WGS84).lengths_m(point, point).tolist() == [0.0]


def test_many_segments_are_all_measured() -> None:
    starts = np.tile([106.0, 21.0], (70_000, 1))
    found = Ruler.of(WGS84).lengths_m(starts, starts + np.array([0.0, 0.001]))
    assert found.min() == found.max() > 110


def test_plane_lengths_count_in_metres() -> None:
    starts, ends = np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])
    assert Ruler.of(CRS.from_epsg(3405)).lengths_m(starts, ends) == pytest.approx(5)
    feet = Ruler.of(CRS.from_epsg(2272))
    assert feet.lengths_m(starts, ends) == pytest.approx(5 * 1200 / 3937)


def test_frames_must_share_a_stated_crs() -> None:
    here = gpd.GeoDataFrame(geometry=[Point(0, 0)], crs=4326)
    assert require_same_crs(here, here) == WGS84
    with pytest.raises(ValueError, match="no CRS"):
        require_same_crs(here, without_crs(here))
    with pytest.raises(ValueError, match=r"CRS differ.*\.to_crs"):
        require_same_crs(here, here.to_crs(3405))
