"""Every unit's name is read, whatever word it begins with."""

import re

from geo.agreements import MentionKind, read_mentions
from geo.registry.communes import communes
from geo.registry.unit_middles import listed_districts

UNIT = re.compile(r"^(?:Huyện|Quận|Thị xã|Thành phố|Phường|Xã|Thị trấn|Đặc khu)\s+", re.I)


def names() -> list[str]:
    units = [*(c.name for c in communes()), *(d.name for d in listed_districts())]
    found = {" ".join(UNIT.sub("", unit).split()) for unit in units}
    # Numbered wards are no names; of two names joined by a dash each is one.
    whole = {name for name in found if not re.search(r"\d| [-–] |\s[a-zđ]", name)}
    return sorted(whole)


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


def test_units_with_a_number_are_read_as_ends() -> None:
    numbered = {n for n in (" ".join(c.name.split()) for c in communes()) if n[-1].isdigit()}
    missed = []
    for name in sorted(numbered):
        found = read_mentions(f"Đầu tư tuyến đường nối {name} với xã Kép.")
        ends = [one.from_place for one in found if one.from_place]
        if ends != [name]:
            missed.append((name, ends))
    assert missed == []


def test_units_with_a_dash_are_one_end() -> None:
    units = [*(c.name for c in communes()), *(d.name for d in listed_districts())]
    dashed = {name for name in units if " - " in name}
    assert len(dashed) > 7
    missed = []
    for name in sorted({*dashed, "tỉnh Bà Rịa - Vũng Tàu"}):
        (one,) = read_mentions(f"Đầu tư tuyến đường nối {name} với xã Kép.")
        if (one.from_place, one.to_place) != (name, "xã Kép"):
            missed.append((name, one.from_place, one.to_place))
    assert missed == []


def test_there_are_as_many_names_as_there_are_units() -> None:
    districts = {UNIT.sub("", one.name) for one in listed_districts()}
    assert len(districts) > 650
    assert len(names()) > 2850
