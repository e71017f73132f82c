"""Names stand as Vietnamese lists have them."""

from itertools import pairwise

import pytest

from geo.collation import sort_key
from geo.registry import load_registry

LISTS = [
    ["An Giang", "Bà Rịa – Vũng Tàu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre", "Bình Định"],
    ["Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai", "Gia Lai"],
    ["Hà Giang", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương", "Hải Phòng", "Hòa Bình", "Hưng Yên"],
    ["Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La"],
    ["Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Tiền Giang"],
    ["ma", "mà", "mả", "mã", "má", "mạ", "ma túy", "măng", "mân", "mơ", "mư"],
    ["cau", "càu", "cău", "câu", "cầu", "co", "cô", "cơ", "cu", "cư", "da", "đa"],
    ["Hải Hưng", "hải Hưng 2", "Hải Thịnh"],
]


@pytest.mark.parametrize("names", LISTS, ids=lambda names: names[0])
def test_lists_of_offices_keep_their_order(names: list[str]) -> None:
    keys = [sort_key(name) for name in names]
    assert all(before < after for before, after in pairwise(keys))


def test_both_unicode_forms_of_a_name_are_one() -> None:
    composed, decomposed = "Đường Hòa", "Đươ\u0300ng Ho\u0300a"
    assert sort_key(composed)[:2] == sort_key(decomposed)[:2]


def test_the_63_stand_as_the_official_list_has_them() -> None:
    names = list(load_registry().units.signing.values())
    found = sorted(names, key=sort_key)
    assert found[0] == "An Giang"
    assert found[-1] == "Yên Bái"
    assert found.index("Hải Dương") < found.index("Hưng Yên")
    assert found.index("Cao Bằng") < found.index("Cần Thơ")
