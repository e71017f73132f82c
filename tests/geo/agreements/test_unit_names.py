"""Every unit's name is read, whatever word it begins with."""

import re

from geo.agreements import MentionKind, read_mentions
from geo.registry.communes import communes

UNIT = re.compile(r"^(?:Huyện|Quận|Thị xã|Thành phố|Phường|Xã|Thị trấn|Đặc khu)\s+")
DISTRICTS = (
    *("Năm Căn", "Nhà Bè", "Hội An", "Trạm Tấu", "Bắc Hà", "Bắc Mê", "Bắc Quang", "Bắc Sơn"),
    *("Bắc Bình", "Bắc Yên", "Bắc Trà My", "Bắc Tân Uyên", "Bắc Từ Liêm", "Từ Sơn", "Xuyên Mộc"),
    *("Ia H' Drai", "Thông Nông", "Các Sơn", "Tân Uyên", "Quan Sơn", "Đường Hoa", "Cầu Giấy"),
)
"""Names of districts of before July 2025 that begin like another word."""


def names() -> list[str]:
    found = {" ".join(UNIT.sub("", commune.name).split()) for commune in communes()}
    # Numbered wards are no names; of two names joined by a dash each is one.
    whole = {name for name in found if not re.search(r"\d| [-–] |\s[a-zđ]", name)}
    return sorted({*whole, *DISTRICTS})


def test_every_unit_is_read_as_a_bridge_and_as_an_end() -> None:
    missed = []
    for name in names():
        said = f"Khởi công cầu {name} trên đường nối {name} với Kép."
        found = read_mentions(said)
        bridges = [one.name for one in found if one.kind is MentionKind.BRIDGE]
        ends = [one.from_place for one in found if one.from_place]
        if bridges[:1] != [name] or ends != [name]:
            missed.append((name, bridges, ends))
    assert missed == []


def test_there_are_as_many_names_as_there_are_communes() -> None:
    assert len(names()) > 2500
