"""The old province of every commune, told by its code alone."""

import json
import sqlite3
from collections import Counter
from importlib.resources import files

import pytest
from vietnam_provinces import Ward

from geo.registry import DATA_DIR
from geo.registry.commune_codes import CommuneCodes, read_commune_codes
from tests.geo.traces import registry

PATH = DATA_DIR / "provinces" / "commune_codes.csv"


@pytest.fixture(scope="module")
def codes() -> CommuneCodes:
    return read_commune_codes(PATH)


@pytest.fixture(scope="module")
def communes() -> sqlite3.Connection:
    """Lists of communes of both eras, of another make than those the table was made of."""
    place = files("vietnamadminunits") / "data" / "dataset.db"
    return sqlite3.connect(f"file:{place}?mode=ro", uri=True)


def test_every_commune_of_today_has_an_old_province(codes: CommuneCodes) -> None:
    found = {int(ward.code): codes.province_of(int(ward.code)) for ward in Ward.iter_all()}
    assert len(found) == 3321
    assert set(found.values()) == set(registry().units.signing)
    for ward in Ward.iter_all():
        old = found[int(ward.code)]
        assert old is not None
        assert registry().units.successor[old] == f"{int(ward.province_code):02d}", ward


def test_every_commune_of_before_lay_in_the_run_of_its_code(
    codes: CommuneCodes, communes: sqlite3.Connection
) -> None:
    query = "SELECT wardCode, provinceCode FROM admin_units_legacy WHERE wardCode IS NOT NULL"
    rows = communes.execute(query).fetchall()
    assert len(rows) == 10_035
    assert [row for row in rows if codes.province_of(int(row[0])) != row[1]] == []


def test_every_run_holds_communes_of_before_and_its_own_ends(
    codes: CommuneCodes, communes: sqlite3.Connection
) -> None:
    query = "SELECT wardCode FROM admin_units_legacy WHERE wardCode IS NOT NULL"
    before = [int(code) for (code,) in communes.execute(query)]
    for first, last, province in codes.runs:
        assert any(first <= code <= last for code in before), (first, last, province)
    assert Counter(province for _, _, province in codes.runs) == {
        **dict.fromkeys(registry().units.signing, 1),
        "01": 4,
        "17": 2,
        "26": 2,
        "56": 2,
        "58": 2,
    }


def test_new_communes_lie_where_those_lay_that_they_were_made_of(
    codes: CommuneCodes, communes: sqlite3.Connection
) -> None:
    """By the full mapping of old to new communes: the code's old province is among theirs."""
    mapping = json.loads((files("vietnamadminunits") / "data/converter_2025.json").read_text())
    query = (
        "SELECT provinceKey || '_' || districtKey || '_' || wardKey, provinceCode "
        "FROM admin_units_legacy"
    )
    old = dict(communes.execute(query).fetchall())
    query = "SELECT provinceKey, wardKey, wardCode FROM admin_units"
    checked = 0
    for province, ward, code in communes.execute(query):
        made_of = mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].get(province, {}).get(ward, [])
        provinces = {old[key] for key in made_of if key in old}
        if provinces:
            checked += 1
            assert codes.province_of(int(code)) in provinces, (province, ward, code)
    assert checked > 3_000
