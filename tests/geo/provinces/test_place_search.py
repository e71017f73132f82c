"""Places that a registry lacks: by name without a network, and as coordinates."""

import geopandas as gpd
import pytest
from shapely import box

from geo.errors import InputError
from geo.provinces.place_search import (
    found_communes,
    found_places,
    km_outside,
    typed_point,
)
from tests.geo.traces import registry

UNITS = registry().units


def test_the_same_name_comes_before_what_only_holds_its_letters() -> None:
    found = found_places("vinh", UNITS)
    assert (found[0].name, found[0].province) == ("Vinh", "40")
    assert all("vinh" in place.name.lower().split() or place for place in found)
    assert "Chùa Vĩnh Nghiêm" not in [place.name for place in found]


def test_diacritics_may_be_left_out_and_the_sides_come_first() -> None:
    assert found_places("duc tho", UNITS)[0].province == "42"
    assert found_places("Đức Thọ", UNITS)[0].province == "42"
    assert found_places("dien chau", UNITS)[0].name == "Diễn Châu"  # Diễn Thành's other name
    assert found_places("", UNITS) == []
    assert found_places("qqqq", UNITS) == []


@pytest.mark.parametrize("text", ["18.67, 105.69", "105.69 18.67", "18.67;105.69"])
def test_degrees_are_read_in_either_order(text: str) -> None:
    assert typed_point(text) == (105.69, 18.67)


def test_metres_of_a_zone_are_read_in_either_order() -> None:
    lon, lat = typed_point("2064954, 599106", 104.75)
    assert (round(lon, 2), round(lat, 2)) == (105.69, 18.67)
    assert typed_point("599106 2064954", 104.75) == (lon, lat)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Vinh", "no pair of coordinates"),
        ("18.67", "no pair of coordinates"),
        ("2064954, 599106", "metres of no named zone"),
        ("48.85, 2.35", "outside Viet Nam"),
    ],
)
def test_what_is_no_point_is_one_message(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        typed_point(text)


def test_a_place_far_outside_its_province_is_told() -> None:
    assert km_outside(105.69, 18.67, "40", UNITS) == 0
    assert km_outside(106.20, 21.28, "40", UNITS) > 100


def test_a_commune_is_found_in_the_borders_at_hand() -> None:
    communes = gpd.GeoDataFrame(
        {
            "commune_name": ["Xã Đại Đồng", "Phường Vinh Phú", "Xã Lạ"],
            "province_code": ["40", "40", None],
        },
        geometry=[box(105.3, 18.7, 105.4, 18.8), box(105.7, 18.6, 105.72, 18.62), box(0, 0, 1, 1)],
        crs="EPSG:4326",
    )
    (found,) = found_communes("dai dong", communes)
    assert (found.name, found.province, found.kind) == ("Xã Đại Đồng", "40", "commune")
    assert (found.lon, found.lat) == (105.35, 18.75)
    assert 6000 < found.precision_m < 6300  # of a circle as large as 10.5 by 11.1 km
    assert found_communes("phường Vinh Phú", communes)[0].lat == 18.61
    assert found_communes("Lạ", communes) == []
    assert found_communes("Vinh", communes) == []
    assert found_communes("Vinh Phú", None) == []
