"""Today's communes: the official list, held to the official map."""

from collections import Counter
from pathlib import Path

import pyogrio

from geo.names import normal_name
from geo.registry.communes import communes
from tests.frames import each_row
from tests.geo.traces import registry


def test_every_province_of_today_has_its_communes() -> None:
    listed = Counter(commune.province for commune in communes())
    assert set(listed) == set(registry().units.today)
    assert sum(listed.values()) == 3321
    assert len({commune.code for commune in communes()}) == 3321
    assert listed["01"] == 126, "Hà Nội, as Nghị quyết 1656/NQ-UBTVQH15 counts"


def test_names_are_written_as_the_register_does() -> None:
    kinds = Counter(commune.name.split()[0] for commune in communes())
    assert set(kinds) == {"Xã", "Phường", "Đặc"}
    assert kinds["Đặc"] == 13, "special zones, Nghị quyết 202/2025/QH15 and those that followed it"
    names = {commune.name for commune in communes()}
    assert {"Xã Hòa Lạc", "Xã Hạ Hòa", "Phường Thủy Nguyên", "Xã Quỳnh Phụ"} <= names
    assert not any("  " in name for name in names)


def test_codes_and_names_are_those_of_the_official_map(shared: Path) -> None:
    region = pyogrio.read_dataframe(
        shared / "reference" / "communes_2025_region.gpkg", read_geometry=False
    )
    known = {commune.code: commune for commune in communes()}
    assert len(region) == 802
    for row in each_row(region):
        assert known[row.code].province == row.province_code
        assert normal_name(known[row.code].name) == normal_name(row.name)
