"""The 63 made of communes against the reference: where borders and rail crossings lie."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod

from tests.frames import each_row
from tests.geo.traces import commune_trace, reference_trace

GEOD = Geod(ellps="WGS84")
RAILS = ("rail-ha-noi-dong-dang", "rail-yen-vien-cai-lan")
MOST_MEDIAN_M = 40.0
"""Measured 23 to 33 m inland; Quảng Ninh, a coast, 44 to 102 m."""
MOST_M = 150.0


@pytest.mark.parametrize("code", ["19", "20", "24"])
def test_borders_lie_where_the_reference_has_them(code: str, shared: Path) -> None:
    ours, theirs = (
        trace(shared).boundaries.frame.set_index("province_code").geometry.to_crs(3405)[code]
        for trace in (commune_trace, reference_trace)
    )
    points = shapely.points(shapely.get_coordinates(theirs))
    assert np.median(shapely.distance(points, ours.boundary)) <= MOST_MEDIAN_M


def test_the_rails_cross_where_they_cross_by_the_reference(shared: Path) -> None:
    here, there = (trace(shared).crossings for trace in (commune_trace, reference_trace))
    wanted = there[there["project_id"].isin(RAILS)]
    assert len(wanted) >= 5
    for row in each_row(wanted):
        own = here[(here["project_id"] == row.project_id)]
        own = own[(own["signing_from"] == row.signing_from) & (own["signing_to"] == row.signing_to)]
        away = [GEOD.inv(row.geometry.x, row.geometry.y, at.x, at.y)[2] for at in own.geometry]
        assert min(away) <= MOST_M, (row.project_id, row.signing_from, row.signing_to)
