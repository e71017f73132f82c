"""The GeoPackage as SQLite and GDAL read it, and its QGIS styles."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from geo.export.colours import GRADE_DASH, STATUS_COLOUR
from geo.export.geopackage import write_geopackage
from geo.export.options import ExportOptions
from geo.export.words import STATUS
from geo.model import Grade, Language, Status
from tests.geo.export.linkages import linkage

OTHERS = {"status_reports", "layer_styles"}
STYLED = {
    "pieces": "line",
    "pieces_points": "marker",
    "pieces_areas": "fill",
    "crossings": "marker",
    "projects": "line",
    "projects_points": "marker",
    "projects_areas": "fill",
    "provinces": "fill",
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "x.gpkg"
    write_geopackage(linkage(), path, ExportOptions(language=Language.EN))
    return path


def styles(file: Path) -> dict[str, ET.Element]:
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute(
            "SELECT f_table_name, styleQML FROM layer_styles AS styles "
            "LEFT JOIN gpkg_geometry_columns AS columns ON columns.table_name = f_table_name "
            "WHERE coalesce(columns.column_name, '') = f_geometry_column AND useAsDefault = 1"
        ).fetchall()
    return {name: ET.fromstring(qml) for name, qml in rows}  # noqa: S314  # our own file


def test_file_is_sound_sqlite_and_lists_its_layers(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    names = {str(name) for name, _ in pyogrio.list_layers(file)}
    assert names == {*STYLED, *OTHERS}


def test_every_drawn_layer_has_a_default_style_of_its_own_kind(file: Path) -> None:
    found = {
        name: {symbol.get("type") for symbol in root.iterfind(".//symbols/symbol")}
        for name, root in styles(file).items()
        if name not in OTHERS
    }
    assert found == {name: {kind} for name, kind in STYLED.items()}


def test_a_category_a_status_in_its_colour_and_words(file: Path) -> None:
    root = styles(file)["pieces"]
    assert root.find("renderer-v2[@attr='status']") is not None
    colours = {
        symbol.get("name"): option.get("value", "")
        for symbol in root.iterfind(".//symbols/symbol")
        for option in symbol.iterfind(".//Option[@name='line_color']")
    }
    categories = root.findall(".//category")
    assert [one.get("value") for one in categories] == [status.value for status in Status]
    for status, category in zip(Status, categories, strict=True):
        red, green, blue, opacity = map(int, colours[category.get("symbol")].split(","))
        assert f"#{red:02X}{green:02X}{blue:02X}" == STATUS_COLOUR[status]
        assert opacity == 255
        assert (category.get("label") or "").endswith(STATUS[status].en)


def test_dash_is_decided_by_the_grade(file: Path) -> None:
    for option in styles(file)["pieces"].iterfind(".//Option[@name='customDash']"):
        expression = option.find("Option[@name='expression']")
        assert expression is not None
        dashed = re.findall(r"'([A-D])' THEN '([\d.;]+)'", expression.get("value", ""))
        assert [grade for grade, _ in dashed] == [g.value for g in Grade if GRADE_DASH[g]]
        assert len({dash for _, dash in dashed}) == len(dashed)


def test_categories_cover_every_value_of_the_file(file: Path) -> None:
    for name, root in styles(file).items():
        attribute = root.find("renderer-v2")
        if attribute is None:
            assert name in OTHERS
            continue
        with closing(sqlite3.connect(file)) as database:
            rows = database.execute(f"SELECT DISTINCT {attribute.get('attr')} FROM {name}")  # noqa: S608  # our own words
            values = {str(value) for (value,) in rows}
        assert values <= {one.get("value") for one in root.iterfind(".//category")}


def test_metadata_says_what_the_file_is(file: Path) -> None:
    found = pyogrio.read_info(file, layer="pieces")
    assert found["dataset_metadata"]["as_of"] == "2024-12-31"
    assert "MIT" in found["dataset_metadata"]["licence"]
    assert found["layer_metadata"]["DESCRIPTION"] == "Pieces"
    with closing(sqlite3.connect(file)) as database:
        titles = dict(database.execute("SELECT table_name, identifier FROM gpkg_contents"))
    assert titles["pieces"] == "Pieces"
    assert titles["pieces_points"] == "Pieces (points)"


def test_version_is_one_that_gdal_3_6_knows(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (10300,)
