"""The 63 units, the 34, and boundaries in either."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from geo.errors import InputError
from geo.model import Text
from geo.provinces import Boundaries
from geo.registry import DATA_DIR, Units, read_units
from tests.geo.traces import registry, sketch

HEAD = "old_code,old_name,new_code,new_name,new_kind"
ROWS = (
    "24,Bắc Giang,24,Bắc Ninh,tỉnh",
    "27,Bắc Ninh,24,Bắc Ninh,tỉnh",
    "20,Lạng Sơn,20,Lạng Sơn,tỉnh",
)


def write(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "merges.csv"
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def test_all_63_became_the_34() -> None:
    table = read_units(DATA_DIR / "provinces" / "merges.csv")
    assert len(table.signing) == 63
    assert len(table.today) == 34
    assert set(table.successor.values()) == set(table.today)


@pytest.mark.parametrize(
    ("code", "today", "name"),
    [
        ("24", "24", "Bắc Ninh"),
        ("27", "24", "Bắc Ninh"),
        ("30", "31", "Hải Phòng"),
        ("34", "33", "Hưng Yên"),
        ("06", "19", "Thái Nguyên"),
        ("26", "25", "Phú Thọ"),
        ("20", "20", "Lạng Sơn"),
    ],
)
def test_codes_and_names_of_today_are_those_of_the_successor(
    code: str, today: str, name: str
) -> None:
    table = registry().units
    assert table.code_in(Units.TODAY, code) == today
    assert table.name_in(Units.TODAY, code) == name
    assert table.code_in(Units.SIGNING, code) == code
    assert table.name_in(Units.SIGNING, code) == table.signing[code]


def test_table_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    table = read_units(write(tmp_path, HEAD, *ROWS, encoding="utf-8-sig"))
    assert table.successor == {"24": "24", "27": "24", "20": "20"}
    assert table.today == {"24": "Bắc Ninh", "20": "Lạng Sơn"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((HEAD.replace(",new_name", ""),), r"csv:1: column\(s\) missing: new_name"),
        (("",), r"column\(s\) missing: old_code"),
        (
            (HEAD, "6,Bắc Kạn,19,Thái Nguyên,tỉnh"),
            r"csv:2: codes '6' and '19' — allowed: two digits",
        ),
        ((HEAD, *ROWS, "06,Bắc Kạn"), r"csv:5: codes '06' and ''"),
        ((HEAD, "06,Bắc Kạn,19,,tỉnh"), r"csv:2: unit 06: a name is empty — fill it in"),
        ((HEAD, *ROWS, ROWS[1]), r"csv:5: old_code '27' stands twice — delete one"),
    ],
)
def test_broken_table_is_refused(tmp_path: Path, lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_units(write(tmp_path, *lines))


def test_table_that_is_missing_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the table is missing"):
        read_units(tmp_path / "none.csv")
    with pytest.raises(InputError, match=r"not UTF-8 text \(byte 49\)"):
        read_units(write(tmp_path, HEAD, "01,Hà Nội"[:5], encoding="latin-1"))


@pytest.fixture
def two(tmp_path: Path) -> Boundaries:
    frame = gpd.GeoDataFrame(
        {
            "province_code": ["20", "24", "27"],
            "province_name": ["Lạng Sơn", "Bắc Giang", "Bắc Ninh"],
        },
        geometry=[box(2, 0, 3, 1), box(1, 0, 2, 1), box(0, 0, 1, 1)],
        crs=4326,
    )
    return Boundaries(frame, Text(vi="nguồn", en="source"), is_sketch=True)


def test_units_of_today_are_unions(two: Boundaries, tmp_path: Path) -> None:
    table = read_units(write(tmp_path, HEAD, *ROWS))
    today = two.in_units(Units.TODAY, table)
    assert list(today.frame["province_code"]) == ["20", "24"]
    assert list(today.frame["province_name"]) == ["Lạng Sơn", "Bắc Ninh"]
    assert today.frame.geometry.iloc[1].equals(box(0, 0, 2, 1))
    assert (today.units, today.is_sketch, today.source) == (Units.TODAY, True, two.source)
    assert list(two.frame["province_code"]) == ["20", "24", "27"], "the given frame is as it was"


def test_units_that_are_wanted_already_are_returned(two: Boundaries, tmp_path: Path) -> None:
    table = read_units(write(tmp_path, HEAD, *ROWS))
    assert two.in_units(Units.SIGNING, table) is two
    today = two.in_units(Units.TODAY, table)
    assert today.in_units(Units.TODAY, table) is today


def test_union_cannot_be_taken_apart(two: Boundaries, tmp_path: Path) -> None:
    table = read_units(write(tmp_path, HEAD, *ROWS))
    with pytest.raises(ValueError, match="cannot be taken apart into the 63"):
        two.in_units(Units.TODAY, table).in_units(Units.SIGNING, table)


def test_sketch_loses_no_ground_when_united() -> None:
    before = sketch().frame
    after = sketch().in_units(Units.TODAY, registry().units).frame
    assert after["province_code"].is_unique
    assert len(after) < len(before)
    assert after.union_all().symmetric_difference(before.union_all()).area < 1e-12
    overlap = after.to_crs(3405).area.sum() - after.to_crs(3405).union_all().area
    assert abs(overlap) < 1


def test_cities_of_today_are_told_from_provinces(tmp_path: Path) -> None:
    assert {"01", "31", "79", "48", "92", "46", "75"} == registry().units.cities
    made = read_units(write(tmp_path, HEAD, *ROWS, "30,Hải Dương,31,Hải Phòng,thành phố"))
    assert made.cities == {"31"}


@pytest.mark.parametrize(("code", "merged"), [("24", True), ("27", True), ("20", False)])
def test_unit_is_merged_when_others_share_its_successor(code: str, merged: bool) -> None:
    assert registry().units.is_merged(code) is merged
