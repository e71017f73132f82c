"""Reading a gazetteer."""

from pathlib import Path

import pytest

from geo.errors import InputError
from geo.registry import DATA_DIR, read_units
from geo.registry.places import COLUMNS, Gazetteer, read_places

HEAD = ",".join(COLUMNS)
KEP = "kep,Kép,Kép town,106.28,21.41,town,Lạng Giang,24,GeoNames,1579752,500,"
BORDER = "gr-x-bg-ls,Giáp ranh,Border,106.5,21.5,border,Lục Ngạn|Chi Lăng,24|20,own,,2500,ghi chú"
UNITS = read_units(DATA_DIR / "provinces" / "merges.csv")


def read(tmp_path: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8") -> Gazetteer:
    path = tmp_path / "places.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding=encoding)
    return read_places(path, UNITS)


def test_place_is_read_in_full(tmp_path: Path) -> None:
    place = read(tmp_path, KEP).places["kep"]
    assert (place.lon, place.lat, place.precision_m) == (106.28, 21.41, 500)
    assert (place.point.x, place.point.y) == (106.28, 21.41)
    assert (place.name.vi, place.name.en) == ("Kép", "Kép town")
    assert (place.geonames_id, place.provinces, place.note) == (1579752, ("24",), "")
    assert place.districts == ("Lạng Giang",)


def test_border_place_has_two_of_each(tmp_path: Path) -> None:
    place = read(tmp_path, BORDER).places["gr-x-bg-ls"]
    assert place.provinces == ("24", "20")
    assert place.districts == ("Lục Ngạn", "Chi Lăng")
    assert (place.geonames_id, place.note) == (None, "ghi chú")


def test_spreadsheet_file_with_mark_and_decomposed_letters_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, KEP.replace("Kép", "Ke\u0301p"), encoding="utf-8-sig")
    assert found.places["kep"].name.vi == "K\u00e9p"
    assert not found.faults


def test_further_columns_and_another_order_do_no_harm(tmp_path: Path) -> None:
    names = [*reversed(COLUMNS), "more"]
    cells = [*reversed(KEP.split(",")), "x"]
    found = read(tmp_path, ",".join(cells), head=",".join(names))
    assert found.places["kep"].lat == 21.41


def test_good_rows_beside_bad_ones_are_kept(tmp_path: Path) -> None:
    bad = KEP.replace("kep,", "bad,").replace("21.41", "x")
    found = read(tmp_path, bad, KEP, BORDER)
    assert set(found.places) == {"kep", "gr-x-bg-ls"}
    assert found.broken == {"bad"}
    assert [fault.where.rpartition(":")[2] for fault in found.faults] == ["2"]


def test_first_of_two_with_one_key_is_kept(tmp_path: Path) -> None:
    found = read(tmp_path, KEP, KEP.replace("106.28", "106.99"))
    assert found.places["kep"].lon == 106.28
    assert [fault.where.rpartition(":")[2] for fault in found.faults] == ["3"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("106.28,21.41", "21.41,106.28", "lon is '21.41' — allowed: a number from 102 to 118"),
        ("21.41", "23.51", "lat is '23.51' — allowed: a number from 8 to 23.5"),
        ("21.41", "7.99", "lat is '7.99'"),
        ("106.28", "nan", "lon is 'nan'"),
        ("106.28", "", "lon is ''"),
        ("106.28", "1e400", "lon is '1e400'"),
        (",500,", ",50001,", "precision_m is '50001' — allowed: a number from 1 to 50000"),
        (",500,", ",,", "precision_m is ''"),
        ("town,Lạng", ",Lạng", "kind is empty"),
        ("Kép,Kép town", ",", "name_vi, name_en is empty"),
        (",24,", ",24|20,", "province is '24|20'"),
        (",24,", ",,", "province is ''"),
        (",24,", ",99,", "no province has the code '99'"),
        ("1579752", "-1", "geonames_id is '-1'"),
        ("1579752", "²", "geonames_id is '²'"),
        ("1579752", "1" * 5_000, "geonames_id is '1111"),
        (",500,", ",500,một, hai", "the row is too long, ' hai' is left over"),
    ],
)
def test_bad_row_is_a_fault(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in KEP
    found = read(tmp_path, BORDER, KEP.replace(old, new, 1))
    assert len(found.faults) == 1
    assert message in str(found.faults[0])
    assert found.faults[0].where == f"{tmp_path / 'places.csv'}:3"


@pytest.mark.parametrize("provinces", ["24", "24|24", "24|20|06", "24|6"])
def test_border_lies_between_two_provinces(tmp_path: Path, provinces: str) -> None:
    (fault,) = read(tmp_path, BORDER.replace("24|20", provinces)).faults
    assert f"province is '{provinces}'" in fault.said("en").what


def test_each_unknown_code_of_a_border_is_a_fault(tmp_path: Path) -> None:
    found = read(tmp_path, BORDER.replace("24|20", "98|88"))
    assert [fault.said("en").what[-4:] for fault in found.faults] == ["'98'", "'88'"]


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"csv:1: column\(s\) missing: lat, note — allowed: key,"):
        read(tmp_path, head=HEAD.replace(",lat", "").replace(",note", ""))


def test_file_that_is_missing_or_not_text_stops(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the gazetteer is missing — restore the file"):
        read_places(tmp_path / "none.csv", UNITS)
    with pytest.raises(InputError, match=r"not UTF-8 text \(byte \d+\) — save the file as CSV"):
        read(tmp_path, KEP.replace("Lạng", "Lang"), encoding="latin-1")
