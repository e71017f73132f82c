"""Places that a registry lacks: by name without a network, and as coordinates."""

import geopandas as gpd
import pytest
from shapely import box

from geo.errors import InputError
from geo.provinces.place_search import (
    found_communes,
    found_places,
    found_units,
    km_outside,
    typed_point,
)
from geo.registry.unit_middles import listed_communes, listed_districts
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


def test_communes_and_old_districts_are_found_without_a_boundary_file() -> None:
    (here,) = found_units("xã Đại Đồng", UNITS, ["40"])[:1]
    assert (here.name, here.province, here.kind) == ("Xã Đại Đồng", "40", "commune")
    assert here.is_listed
    assert km_outside(here.lon, here.lat, "40", UNITS) == 0
    district, namesake = found_units("huyen luc nam", UNITS)
    assert namesake.name == "Xã Lục Nam"
    assert (district.name, district.province, district.kind) == ("Huyện Lục Nam", "24", "district")
    assert abs(district.lon - 106.4) < 0.1
    assert abs(district.lat - 21.3) < 0.1
    assert 8000 < district.precision_m < 20_000
    assert found_units("Lục Nam", UNITS, ["24"])[0].province == "24"
    assert found_units("Nam", UNITS) == []
    assert found_units("", UNITS) == []


def test_the_borders_in_use_place_communes_and_the_list_the_districts() -> None:
    communes = gpd.GeoDataFrame(
        {"commune_name": ["Xã Lục Nam"], "province_code": ["24"]},
        geometry=[box(106.3, 21.2, 106.4, 21.3)],
        crs="EPSG:4326",
    )
    found = found_units("Lục Nam", UNITS, ["24"], communes)
    assert [(one.name, one.is_listed) for one in found] == [
        ("Xã Lục Nam", False),
        ("Huyện Lục Nam", True),
    ]


_ISLANDS = {"Huyện Trường Sa", "Huyện Phú Quí", "Thành phố Phú Quốc"}


def test_every_listed_unit_but_islands_lies_in_its_province_or_at_its_corner() -> None:
    """A corner is farther from a province's middle than its area says: by 5.1 km at the most."""
    units = listed_communes() + listed_districts()
    away = {one.name: km_outside(one.lon, one.lat, one.province, UNITS) for one in units}
    far = {name for name, km in away.items() if km > 6}
    assert {name for name in far if not name.startswith("Đặc khu")} == _ISLANDS
    assert sum(km > 0 for km in away.values()) < 15
