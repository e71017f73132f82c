"""The zipped Shapefile: its zone, its fields, its texts, and the way back to WGS 84."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from geo.errors import InputError
from geo.export.options import ExportOptions
from geo.export.shapefile import FIELD_BYTES, shortened, write_shapefile
from geo.export.tables import TABLES
from geo.export.vn2000 import to_zone
from geo.model import Language
from geo.provinces.meridians import tm3
from geo.provinces.stated_crs import to_wgs84
from tests.geo.export.linkages import linkage


def written(folder: Path, meridian: float = 107.0) -> Path:
    path = folder / "x.zip"
    write_shapefile(linkage(), path, ExportOptions(meridian=meridian))
    assert [one.name for one in folder.iterdir()] == ["x.zip"]
    return path


def layer(path: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(f"/vsizip/{path}/{name}.shp")


@pytest.mark.parametrize("meridian", [105.5, 107.0, 107.75])
def test_round_trip_moves_no_vertex_by_two_centimetres(meridian: float, tmp_path: Path) -> None:
    """Back by GDAL's reading of the .prj and PROJ's own choice of operation, and by ours."""
    found = layer(written(tmp_path, meridian), "pieces")
    assert found.crs is not None
    own = linkage().pieces
    lines = own[own.geom_type == "LineString"]
    metres = shapely.get_coordinates(lines.geometry.to_crs(32648))
    for back in (found.to_crs(4326), to_wgs84(found)):
        moved = shapely.get_coordinates(back.geometry.to_crs(32648)) - metres
        assert np.hypot(*moved.T).max() <= 0.02


@given(
    lon=st.floats(102.2, 109.4),
    lat=st.floats(8.4, 23.3),
    meridian=st.sampled_from([103.0, 105.0, 106.75, 108.5]),
)
def test_zone_is_where_proj_puts_it(lon: float, lat: float, meridian: float) -> None:
    zone = tm3(meridian)
    (point,) = to_zone(zone)(np.array([shapely.Point(lon, lat)]))
    back = Transformer.from_pipeline("urn:ogc:def:coordinateOperation:EPSG::6960").transform(
        *Transformer.from_crs(zone, 4756).transform(point.x, point.y)
    )
    # Seven parameters without a height undo each other to about a millimetre.
    assert np.hypot(back[0] - lat, back[1] - lon) * 111_320 <= 0.005


@pytest.mark.parametrize(("meridian", "epsg"), [(107.0, 9214), (107.25, 9215), (106.75, None)])
def test_prj_is_read_as_the_zone(meridian: float, epsg: int | None, tmp_path: Path) -> None:
    path = written(tmp_path, meridian)
    with zipfile.ZipFile(path) as archive:
        stated = CRS.from_wkt(archive.read("pieces.prj").decode())
    for crs in (stated, CRS(layer(path, "pieces").crs)):
        assert crs.coordinate_operation is not None
        values = {one.name: float(one.value) for one in crs.coordinate_operation.params}
        assert values["Longitude of natural origin"] == meridian
        assert values["Scale factor at natural origin"] == 0.9999
        assert values["False easting"] == 500_000
    assert CRS(layer(path, "pieces").crs).to_epsg() == epsg


def test_text_is_utf8_and_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path)) as archive:
        for table in TABLES:
            assert archive.read(f"{table.key}.cpg").decode() == "UTF-8"
        assert "Bắc Giang".encode() in archive.read("pieces.dbf")


def test_short_names_are_of_ten_letters_and_the_key_explains_each(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path)) as archive:
        key = archive.read("field_key.csv").decode("utf-8-sig")
        layers = {name[:-4] for name in archive.namelist() if name.endswith(".dbf")}
    head, *rows = csv.reader(io.StringIO(key))
    assert head == ["lớp", "trường", "cột", "ý nghĩa"]
    assert {layer for layer, *_ in rows} == layers
    for name in layers:
        fields = [field for layer, field, *_ in rows if layer == name]
        assert len(set(fields)) == len(fields)
        assert all(0 < len(field) <= 10 and field.isascii() for field in fields)
    assert all(column and meaning for _, _, column, meaning in rows)


def test_every_layer_brings_its_style(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path)) as archive:
        names = archive.namelist()
        layers = {name[:-4] for name in names if name.endswith(".dbf")}
        assert {name[:-4] for name in names if name.endswith(".qml")} == layers
        assert "Tiến độ" in archive.read("pieces.qml").decode()


def test_fields_of_the_files_are_those_of_the_key(tmp_path: Path) -> None:
    found = layer(written(tmp_path), "pieces")
    (pieces,) = (table for table in TABLES if table.key == "pieces")
    assert [*found.columns] == [
        *(column.short for column in pieces.columns_in(Language.VI)),
        "geometry",
    ]


def test_readme_names_zone_and_licences(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path, 107.25)) as archive:
        text = archive.read("README.txt").decode("utf-8-sig")
    assert "VN-2000 / TM-3 107-15 (EPSG:9215), kinh tuyến trục 107°15′" in text
    assert "CC BY 4.0" in text
    assert "Coordinate" not in text


def test_long_text_is_cut_and_kept_whole_beside(tmp_path: Path) -> None:
    long = "Đoạn nằm trên địa bàn; " * 30
    pieces = linkage().pieces.assign(basis=long)
    path = tmp_path / "x.zip"
    write_shapefile(replace(linkage(), pieces=pieces), path, ExportOptions(meridian=107.0))
    with zipfile.ZipFile(path) as archive:
        rows = csv.DictReader(io.StringIO(archive.read("full_texts.csv").decode("utf-8-sig")))
        whole = [row for row in rows if row["trường"] == "basis_vi"]
    assert len(whole) == len(pieces)
    assert {row["toàn văn"] for row in whole} == {long}
    found = layer(path, "pieces")["basis_vi"]
    assert set(found) == {shortened(long)}


@given(st.text(alphabet="aăâđêôơưạớữ…", max_size=300))
def test_cut_text_fits_and_ends_between_letters(text: str) -> None:
    found = shortened(text)
    assert len(found.encode()) <= FIELD_BYTES
    assert found == text or (text.startswith(found[:-1]) and found.endswith("…"))


def test_zone_must_be_chosen(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none was chosen"):
        write_shapefile(linkage(), tmp_path / "x.zip", ExportOptions())
    assert not list(tmp_path.iterdir())
