"""Central meridians: the table against the EPSG registry, and the zones made from it."""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from geo.errors import InputError
from geo.provinces.meridians import MeridianTable, meridian_text, read_meridians, tm3
from geo.registry import DATA_DIR, Units
from tests.geo.traces import registry

FOLDER = DATA_DIR / "provinces"
TABLE = read_meridians(DATA_DIR)
ROWS = list(csv.DictReader((FOLDER / "meridians.csv").read_text(encoding="utf-8").splitlines()))
EPSG_NAMES = {
    "Thừa Thiên Huế": "Thua Thien-Hue",
    "Hồ Chí Minh": "Ho Chi Minh",
    "Bà Rịa – Vũng Tàu": "Ba Ria-Vung Tau",
}


def plain(name: str) -> str:
    """A name as the registry spells it, without diacritics."""
    name = EPSG_NAMES.get(name, name).translate(str.maketrans("đĐ", "dD"))
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


@cache
def areas_of_use() -> dict[int, str]:
    """Every area the registry gives for a zone; some have two: the 3° strip, and provinces."""
    areas: dict[int, str] = {}
    for info in query_crs_info("EPSG", [PJType.PROJECTED_CRS]):
        if info.name.startswith("VN-2000 / TM-3") and info.area_of_use is not None:
            areas[int(info.code)] = f"{areas.get(int(info.code), '')} {info.area_of_use.name}"
    return areas


def names(area: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(plain(name))}\b", area) is not None


def test_table_has_the_63_with_their_names() -> None:
    assert {row["code"]: row["name"] for row in ROWS} == dict(registry().units.signing)
    assert all(row["source"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_epsg_names_the_province_for_this_meridian_and_no_other(row: dict[str, str]) -> None:
    assert tm3(float(row["meridian"])).to_epsg() == int(row["epsg"])
    found = [code for code, area in areas_of_use().items() if names(area, row["name"])]
    assert found == [int(row["epsg"])]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("24", "107°00′"),
        ("19", "106°30′"),
        ("20", "107°15′"),
        ("22", "107°45′"),
        ("30", "105°30′"),
        ("33", "105°30′"),
        ("26", "105°00′"),
    ],
)
def test_meridians_of_the_agreements_provinces(code: str, text: str) -> None:
    assert meridian_text(TABLE.only(code, Units.SIGNING, registry().units)) == text


@pytest.mark.parametrize("meridian", [103.0, 105.75, 106.75, 109.5])
def test_every_zone_has_the_same_form(meridian: float) -> None:
    crs = tm3(meridian)
    operation = crs.coordinate_operation
    assert operation is not None
    values = {parameter.name: float(parameter.value) for parameter in operation.params}
    assert values == {
        "Latitude of natural origin": 0,
        "Longitude of natural origin": meridian,
        "Scale factor at natural origin": 0.9999,
        "False easting": 500_000,
        "False northing": 0,
    }
    base = crs.geodetic_crs
    assert base is not None
    assert base.to_epsg() == 4756


def test_merged_unit_asks_which_of_its_predecessors() -> None:
    units = registry().units
    assert [choice.degrees for choice in TABLE.choices("24", Units.TODAY, units)] == [107.0, 105.5]
    with pytest.raises(InputError, match=r"Bắc Ninh has 2 central meridians.*--meridian 107"):
        TABLE.only("24", Units.TODAY, units)


def test_what_the_second_hand_tables_change_is_a_choice_too() -> None:
    degrees = {choice.degrees for choice in TABLE.choices("12", Units.TODAY, registry().units)}
    assert degrees == {103.0, 104.75}


def test_unit_whose_sources_agree_needs_no_choice() -> None:
    assert TABLE.only("33", Units.TODAY, registry().units) == 105.5


def test_every_unit_of_today_has_a_choice_from_its_predecessors() -> None:
    units = registry().units
    assert set(TABLE.reported) == set(units.today)
    for old, new in units.successor.items():
        degrees = {choice.degrees for choice in TABLE.choices(new, Units.TODAY, units)}
        assert TABLE.signing[old] in degrees


def test_unknown_code_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"'99'.*24 Bắc Giang"):
        TABLE.only("99", Units.SIGNING, registry().units)


def written(folder: Path, rows: str) -> MeridianTable:
    (folder / "provinces").mkdir()
    (folder / "provinces" / "meridians.csv").write_text(
        "code,name,meridian,epsg,source\n" + rows, encoding="utf-8"
    )
    return read_meridians(folder)


@pytest.mark.parametrize("value", ["", "east", "107.1", "96", "nan"])
def test_row_without_a_meridian_is_refused(value: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="meridian"):
        written(tmp_path, f"24,Bắc Giang,{value},9214,x\n")


def test_a_registry_without_tables_uses_the_programs_own(tmp_path: Path) -> None:
    assert read_meridians(tmp_path) == TABLE
