"""What OSM objects say of themselves, on their way into the one frame."""

import numpy as np
import pytest

from geo.locate.own import ways_called
from geo.model import Mode
from geo.osm._gathered import Gathered, Positions, to_frame


def flags(tags: dict[str, str], route: dict[str, str] | None = None) -> bool:
    """Whether a way with these tags, in a route with those, is QL.37."""
    gathered = Gathered([Mode.ROAD])
    refs = np.array([1, 2], dtype=np.int64)
    gathered.add_way(7, ({"highway": "primary"} | tags).get, refs)
    if route is not None:
        gathered.add_route(({"route": "road"} | route).get, [7])
    x = np.array([1_060_000_000, 1_060_100_000])
    frame = to_frame(gathered, Positions(refs, x, x // 5, np.array([True, True])))
    return bool(ways_called(frame, names=["ql.37"], refs=["QL.37"])[0])


@pytest.mark.parametrize(
    ("tags", "route", "is_it"),
    [
        ({"ref": "37", "network": "VN:national"}, None, True),
        ({"ref": "18;37", "network": "vn:national"}, None, True),
        ({"ref": "QL.37", "network": "VN:national"}, None, True),
        ({"ref": "37", "network": "VN:provincial"}, None, False),
        ({"ref": "37"}, None, False),
        ({}, {"ref": "37", "network": "VN:national"}, True),
        ({}, {"ref": "37", "network": "VN:district"}, False),
        ({"name": "Quốc lộ 37 - Đường Sao Đỏ"}, None, True),
        ({"name": "Quốc lộ 37 - đường tránh Sao Đỏ"}, None, False),
        ({"name": "Đường tỉnh 398 - Quốc lộ 37"}, None, False),
        ({"int_name": "QL.37"}, None, True),
    ],
)
def test_a_number_is_read_however_it_is_said(
    tags: dict[str, str], route: dict[str, str] | None, is_it: bool
) -> None:
    assert flags(tags, route) is is_it
