"""CSV for programs and for Excel in a Vietnamese office, and the key that explains both."""

import csv
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString

from geo.export import words
from geo.export.csv_files import CELL_LETTERS, write_csv, write_key, write_sources
from geo.export.options import CsvLocale, ExportOptions
from geo.export.tables import PIECES, PROJECTS, TABLES
from geo.model import Language
from tests.geo.export.linkages import linkage

OFFICE = ExportOptions(locale=CsvLocale.VI)


def cells(path: Path, *, delimiter: str) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.csv"


def test_plain_file_is_as_rfc_4180_has_it(path: Path) -> None:
    write_csv(linkage(), path, ExportOptions(), table=PIECES)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfpiece_id,project_id,name_vi,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == len(linkage().pieces) + 1
    head, *rows = cells(path, delimiter=",")
    assert {len(row) for row in rows} == {len(head)}
    named = [dict(zip(head, row, strict=True)) for row in rows]
    assert [float(row["length_km"]) for row in named] == list(linkage().pieces["length_km"])
    assert [row["province_code"] for row in named] == [
        code or "" for code in linkage().pieces["province_code"]
    ]
    assert {row["is_old"] for row in named} <= {"true", "false"}


def test_office_file_has_semicolons_commas_titles_and_words(path: Path) -> None:
    write_csv(linkage(), path, OFFICE, table=PIECES)
    head, *rows = cells(path, delimiter=";")
    assert head == [column.title.vi for column in PIECES.columns_in(Language.VI)]
    named = [dict(zip(head, row, strict=True)) for row in rows]
    for row, km, status in zip(
        named, linkage().pieces["length_km"], linkage().pieces["status"], strict=True
    ):
        assert row["Chiều dài (km)"] == f"{km:.3f}".replace(".", ",")
        assert row["Tiến độ"] == words.STATUS[status].vi
        assert row["Báo cáo cũ hơn một năm"] in ("có", "không")
    assert {row["Đoạn thứ"] for row in named} >= {"1", "2"}


def test_codes_keep_their_zero_where_excel_opens_the_file(path: Path) -> None:
    """Ha Noi is 01, which Excel reads from a bare CSV as 1."""
    write_csv(linkage(), path, OFFICE, table=PIECES)
    head, *rows = cells(path, delimiter=";")
    codes = {row[head.index("Mã tỉnh")] for row in rows}
    assert '="01"' in codes
    assert all(code == "" or code.startswith('="') for code in codes)


@pytest.mark.parametrize("locale", CsvLocale)
@pytest.mark.parametrize("language", Language)
def test_key_says_how_each_column_is_written(
    locale: CsvLocale, language: Language, path: Path
) -> None:
    options = ExportOptions(language=language, locale=locale)
    delimiter = ";" if locale is CsvLocale.VI else ","
    write_key(linkage(), path, options)
    _, *rows = cells(path, delimiter=delimiter)
    explained = {(table, column): how for table, column, _, how in rows}
    for table in TABLES:
        write_csv(linkage(), path, options, table=table)
        head = cells(path, delimiter=delimiter)[0]
        for column in head:
            assert explained[table.title.pick(language), column]
    (how,) = {
        how
        for (_, column), how in explained.items()
        if column in ("province_code", "Mã tỉnh", "Province code")
    }
    assert "Excel" in how
    assert "01" in how


def test_geometry_too_long_for_a_cell_is_left_out_with_a_word(path: Path) -> None:
    projects = linkage().projects
    long = LineString([(106 + n / 1e5, 21.1234567) for n in range(4000)])
    first = gpd.GeoSeries([long, *projects.geometry[1:]], index=projects.index, crs=4326)
    given = replace(linkage(), projects=projects.set_geometry(first))
    for options in (ExportOptions(wkt=True), replace(OFFICE, wkt=True)):
        write_csv(given, path, options, table=PROJECTS)
        delimiter = ";" if options.locale is CsvLocale.VI else ","
        head, long_row, *rows = cells(path, delimiter=delimiter)
        assert head[-2:] == ["wkt", "wkt_bo_trong"]
        assert long_row[-2] == ""
        assert "quá một ô Excel" in long_row[-1]
        assert all(row[-2] and not row[-1] for row in rows)
        assert max(len(cell) for row in (long_row, *rows) for cell in row) <= CELL_LETTERS


@pytest.mark.parametrize("options", [ExportOptions(), OFFICE])
def test_sources_are_in_the_language_of_the_file(options: ExportOptions, path: Path) -> None:
    write_sources(linkage(), path, options)
    text = path.read_text(encoding="utf-8-sig")
    assert "Tình hình đến ngày" in text
    assert not {"known on", "boundaries", "licence"} & set(text.lower().split())
