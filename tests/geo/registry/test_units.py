"""The 63 units, the 34, and boundaries in either."""

import datetime as dt
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


# ---- a history of any length

CHANGES = "since,old_code,new_code,new_name,new_kind,basis"


def with_changes(tmp_path: Path, *changes: str) -> Path:
    path = write(tmp_path, HEAD, *ROWS)
    path.with_name("unit_changes.csv").write_text("\n".join((CHANGES, *changes)), encoding="utf-8")
    return path


def test_dong_nai_is_a_city_since_30_april_2026() -> None:
    path = DATA_DIR / "provinces" / "merges.csv"
    assert "75" not in read_units(path, dt.date(2026, 4, 29)).cities
    assert "75" in read_units(path, dt.date(2026, 4, 30)).cities
    assert [era.name for era in registry().units.eras] == ["2008", "2025"]


def test_a_later_merger_begins_an_era(tmp_path: Path) -> None:
    path = with_changes(tmp_path, "2028-01-01,20,24,Kinh Bắc,tỉnh,NQ 1", "2030-02-03,24,24,X,tỉnh,")
    before, after, last = (read_units(path, dt.date(year, 6, 1)) for year in (2027, 2028, 2030))
    assert [era.name for era in before.eras] == ["2008", "2025"]
    assert [era.name for era in after.eras] == ["2008", "2025", "2028"]
    assert before.today == {"24": "Bắc Ninh", "20": "Lạng Sơn"}
    assert after.today == {"24": "Kinh Bắc"}
    assert after.successor == {"24": "24", "27": "24", "20": "24"}
    assert after.became("2025", "20", "2028") == "24"
    assert after.unit("2025:20").name == "Lạng Sơn"
    assert after.era_on(dt.date(2026, 1, 1)).name == "2025"
    assert after.era_on(dt.date(2001, 1, 1)).name == "2008"
    assert last.today == {"24": "X"}, "a new name is no new era"
    assert [era.name for era in last.eras] == ["2008", "2025", "2028"]


def test_ground_that_several_had_is_no_one_s_of_the_63(tmp_path: Path) -> None:
    table = read_units(with_changes(tmp_path))
    assert table.signing_code("2025:20") == "20"
    assert table.signing_code("2025:24") is None
    assert table.code_in(Units.SIGNING, "2025:24") == "2025:24"
    assert table.code_in(Units.TODAY, "2025:24") == "24"
    assert table.name_in(Units.SIGNING, "2025:24") == "Bắc Ninh"


@pytest.mark.parametrize(
    "row", ["2024-01-01,20,24,X,tỉnh,", "soon,20,24,X,tỉnh,", "2028-01-01,2,24,X,tỉnh,"]
)
def test_a_change_that_cannot_be_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(InputError, match=r"unit_changes.csv:2: a change on"):
        read_units(with_changes(tmp_path, row), dt.date(2030, 1, 1))
