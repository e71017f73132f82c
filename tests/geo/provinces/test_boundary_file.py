"""A user's own boundary file: what is read, and what is refused with which words."""

import unicodedata
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely import GeometryCollection, LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.provinces import Boundaries, read_boundary_file
from geo.registry import Units
from tests.frames import without_crs
from tests.geo.traces import registry

WEST, EAST = box(106.2, 21.1, 106.65, 21.85), box(106.65, 21.1, 107.15, 22.55)
"""About where Bắc Giang and Lạng Sơn lie, and as large: names are held to the ground."""
A_HAIR = 1e-6
"""Square degrees: centimetres all round a square, which moving to another CRS and back may
change. A missing datum shift (200 m) would be a thousand times that."""


def areas(
    names: list[object] | None = None, shapes: tuple[BaseGeometry | None, ...] = (WEST, EAST)
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": names or ["Bắc Giang", "Lạng Sơn"]}, geometry=np.array(shapes), crs=4326
    )


def square(unit: str) -> BaseGeometry:
    """As large as a unit and where it lies."""
    place = registry().units.places[unit]
    half = place.area_km2**0.5 / 2 / 110
    made: BaseGeometry = box(place.lon - half, place.lat - half, place.lon + half, place.lat + half)
    return made


def write(path: Path, frame: gpd.GeoDataFrame, **options: Any) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a file without CRS is what some tests are about
        frame.to_file(path, **options)
    return path


def read(path: Path) -> Boundaries:
    return read_boundary_file(path, registry().units)


def shapes(found: Boundaries) -> dict[str, BaseGeometry]:
    return dict(zip(found.frame["province_code"], found.frame.geometry, strict=True))


def assert_west_and_east(found: Boundaries) -> None:
    """Bắc Giang in the west, Lạng Sơn in the east, whatever way they were written."""
    assert list(found.frame["province_code"]) == ["20", "24"]
    assert list(found.frame["province_name"]) == ["Lạng Sơn", "Bắc Giang"]
    assert found.frame.crs == "EPSG:4326"
    assert set(found.frame.geom_type) == {"Polygon"}
    assert (found.units, found.is_sketch) == (Units.SIGNING, False)
    assert shapes(found)["24"].symmetric_difference(WEST).area < A_HAIR
    assert shapes(found)["20"].symmetric_difference(EAST).area < A_HAIR


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("b.gpkg", {}),
        ("b.geojson", {}),
        ("b.kml", {"driver": "KML"}),
        ("b.shp", {"encoding": "utf-8"}),
        ("ranh giới tỉnh.gpkg", {}),
    ],
)
def test_formats(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    frame = areas()
    if name.endswith("kml"):
        frame = frame.rename(columns={"name": "Name"})
    found = read(write(tmp_path / name, frame, **options))
    assert_west_and_east(found)
    assert found.source.vi == f"Tệp ranh giới {name}"


@pytest.mark.parametrize(
    "names",
    [
        ["Bac Giang", "Lang Son"],
        ["BẮC GIANG", "lạng sơn"],
        ["Tỉnh Bắc Giang", "Tỉnh Lạng Sơn"],
        ["tinh Bac Giang", "Tinh  Lang-Son"],
        ["Bac Giang Province", "Lang Son province"],
        ["BacGiang", "LangSon"],
        [unicodedata.normalize("NFD", name) for name in ("Bắc Giang", "Lạng Sơn")],
        ["24", "20"],
        [24, 20],
        [24.0, 20.0],
    ],
    ids=lambda names: str(names[0]),
)
def test_spellings_of_a_province(tmp_path: Path, names: list[object]) -> None:
    assert_west_and_east(read(write(tmp_path / "b.gpkg", areas(names))))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TP. Hải Phòng", "31"),
        ("Thành phố Hà Nội", "01"),
        ("Thừa Thiên - Huế", "46"),
        ("Huế", "46"),
        ("Bà Rịa-Vũng Tàu", "77"),
        ("Đắk Lắk", "66"),
        (6, "06"),
        ("06", "06"),
    ],
)
def test_spellings_of_other_units(tmp_path: Path, name: object, code: str) -> None:
    column: list[object] = [24 if isinstance(name, int) else "24", name]
    if isinstance(name, str) and not name.isdigit():
        column[0] = "Bắc Giang"
    frame = areas(column, (WEST, square(f"2008:{code}")))
    assert code in shapes(read(write(tmp_path / "b.gpkg", frame)))


@pytest.mark.parametrize("crs", ["EPSG:3405", "EPSG:9210", "EPSG:32648", "EPSG:3857"])
def test_any_crs_is_moved_to_wgs84(tmp_path: Path, crs: str) -> None:
    frame = areas().to_crs(crs)
    assert frame.total_bounds[0] > 1000, "metres, not degrees"
    assert_west_and_east(read(write(tmp_path / "b.gpkg", frame)))


def test_naming_column_is_found_among_others(tmp_path: Path) -> None:
    frame = areas(["x", "y"]).assign(
        id=[1, 2],
        population=[24, 35],
        ten_tinh=["Bắc Giang", "Lạng Sơn"],
        note=pd.Series(["24", None]),
    )
    assert_west_and_east(read(write(tmp_path / "b.gpkg", frame)))


def test_names_are_believed_before_numbers(tmp_path: Path) -> None:
    frame = areas().assign(number=[30, 33])[["number", "name", "geometry"]]
    assert_west_and_east(read(write(tmp_path / "b.gpkg", frame)))


def test_rows_of_one_province_are_united(tmp_path: Path) -> None:
    parts = (box(106.2, 21.1, 106.4, 21.85), EAST, box(106.4, 21.1, 106.65, 21.85))
    frame = areas(["Bắc Giang", "Lạng Sơn", "Tỉnh Bắc Giang"], parts)
    assert_west_and_east(read(write(tmp_path / "b.gpkg", frame)))


def test_other_areas_are_left_out_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    frame = areas(["Bắc Giang", "Lạng Sơn", "Quảng Tây"], (WEST, EAST, box(107, 21, 108, 22)))
    assert_west_and_east(read(write(tmp_path / "b.gpkg", frame)))
    assert "1 row(s) name no province and are left out" in caplog.text


def test_rows_without_or_with_another_geometry_are_passed_over(tmp_path: Path) -> None:
    frame = areas(
        ["Bắc Giang", "Lạng Sơn", "Bắc Giang", "Bắc Giang", "Lạng Sơn"],
        (WEST, EAST, None, Polygon(), Point(106.7, 21.5)),
    )
    assert_west_and_east(read(write(tmp_path / "b.gpkg", frame)))


@pytest.mark.parametrize("mixed", [False, True])
def test_polygons_in_a_later_layer_are_found(tmp_path: Path, mixed: bool) -> None:
    path = tmp_path / "b.gpkg"
    write(path, areas(["x", "y"], (Point(106, 21), Point(107, 21))), layer="towns")
    third = (LineString([(106, 21), (107, 22)]),) if mixed else ()
    names: list[object] = ["Bắc Giang", "Lạng Sơn", *("road" for _ in third)]
    write(path, areas(names, (WEST, EAST, *third)), layer="provinces")
    assert_west_and_east(read(path))


def test_crossed_outline_is_mended(tmp_path: Path) -> None:
    crossed = Polygon([(106, 20.9), (107, 21.9), (107, 20.9), (106, 21.9)])
    assert not crossed.is_valid
    found = shapes(read(write(tmp_path / "b.gpkg", areas(shapes=(crossed, EAST)))))["24"]
    assert found.is_valid
    assert found.area == pytest.approx(0.5)


def test_spike_leaves_only_the_area(tmp_path: Path) -> None:
    west, south, east, north = WEST.bounds
    spike = [(east, north), (east, 23), (east, north)]
    spiked = Polygon([(west, south), (east, south), *spike, (west, north)])
    assert not spiked.is_valid
    assert_west_and_east(read(write(tmp_path / "b.gpkg", areas(shapes=(spiked, EAST)))))


def test_collection_gives_its_areas(tmp_path: Path) -> None:
    both = GeometryCollection([WEST, LineString([(106, 21), (107, 22)])])
    assert_west_and_east(read(write(tmp_path / "b.gpkg", areas(shapes=(both, EAST)))))


def test_reference_file_holds_all_63(shared: Path) -> None:
    found = read(shared / "reference" / "provinces_63.gpkg")
    assert list(found.frame["province_code"]) == sorted(registry().units.signing)
    assert found.frame.geometry.is_valid.all()
    assert set(found.frame.geom_type) <= {"Polygon", "MultiPolygon"}


# ---- what is refused


def refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.where == str(path)
    assert caught.value.said("en").remedy
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("cut", [100, 0.3, 0.9, -1])
def test_truncated_geopackage(tmp_path: Path, cut: float) -> None:
    path = write(tmp_path / "b.gpkg", areas())
    content = path.read_bytes()
    path.write_bytes(content[: int(cut * len(content)) if 0 < cut < 1 else int(cut)])
    assert "no map file that can be read" in str(refusal(path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.gpkg", b""),
        ("text.gpkg", "Đây không phải là bản đồ\n".encode()),
        ("text.shp", b"no shapefile"),
        ("text.kml", b"no markup"),
        ("half.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Fea'),
        ("picture.gpkg", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_file_that_is_no_map(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = refusal(path)
    assert "no map file that can be read" in error.said("en").what
    assert error.said("en").allowed.startswith("GeoPackage, GeoJSON")


def test_path_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.gpkg").said("en").what == "no such file"
    assert "no map file that can be read" in refusal(tmp_path).said("en").what


def test_shapefile_without_its_companions(tmp_path: Path) -> None:
    path = write(tmp_path / "b.shp", areas(), encoding="utf-8")
    path.with_suffix(".prj").unlink()
    found = read(path)
    assert_west_and_east(found)
    assert found.report is not None
    assert "read as WGS 84" in found.report.notes[0].en
    path = write(tmp_path / "c.shp", areas(), encoding="utf-8")
    path.with_suffix(".dbf").unlink()
    assert "no column names a province" in refusal(path).said("en").what
    path = write(tmp_path / "d.shp", areas(), encoding="utf-8")
    path.with_suffix(".shx").unlink()
    assert "no map file that can be read" in refusal(path).said("en").what


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (areas(shapes=(Point(106, 21), Point(107, 21))), r"2 row\(s\), none of them a polygon"),
        (areas(shapes=(WEST.boundary, EAST.boundary)), "none of them a polygon"),
        (areas().iloc[:0], "the file holds no geometry"),
        (areas(shapes=(None, None)), r"0 row\(s\), none of them a polygon"),
        (without_crs(areas().to_crs(3405)), "states no coordinate system"),
        (areas()[["geometry"]], r"no column names a province \(columns: nothing\)"),
        (areas(["Vân Nam", "Quảng Tây"]), r"no column names a province \(columns: name\)"),
        (areas([None, None]), "no column names a province"),
        (areas([3, 5]), "no column names a province"),
        (
            areas().to_crs(3405).set_crs(4326, allow_override=True),
            "coordinates do not fit the stated system 'WGS 84'",
        ),
        (
            areas().set_crs(3405, allow_override=True),
            "coordinates do not fit the stated system 'VN-2000 / UTM zone 48N'",
        ),
        (areas(shapes=(box(21, 106, 22, 107), EAST)), "coordinates do not fit"),
        (areas(shapes=(box(21, 106, 22, 107),) * 2), "latitude stands before longitude"),
        (areas(shapes=(box(108, 12, 109, 13), box(107, 12, 108, 13))), "these lie elsewhere"),
        (areas(shapes=(box(106.3, 21.3, 106.4, 21.4),) * 2), "or are of another size"),
        (areas(shapes=(box(10, 50, 11, 51), box(11, 50, 12, 51))), "coordinates do not fit"),
    ],
)
def test_file_of_other_things(tmp_path: Path, frame: gpd.GeoDataFrame, message: str) -> None:
    path = write(tmp_path / "b.gpkg", frame)
    with pytest.raises(InputError, match=message):
        read(path)
    refusal(path)


def test_table_without_geometry(tmp_path: Path) -> None:
    path = tmp_path / "b.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"name": ["Bắc Giang"]}), path)
    assert refusal(path).said("en").what == "the file holds no geometry"


# ---- units of today


@pytest.mark.parametrize("column", ["province_name", "both"])
def test_units_of_today_are_known_by_their_ground(tmp_path: Path, column: str) -> None:
    table = registry().units
    codes = sorted(table.today)
    cells = tuple(square(f"2025:{code}") for code in codes)
    frame = areas([table.today[code] for code in codes], cells)
    if column == "both":
        frame = frame.assign(code=codes)[["code", "name", "geometry"]]
    found = read(write(tmp_path / "b.gpkg", frame))
    assert found.units is Units.TODAY
    assert list(found.frame["province_code"]) == codes
    assert list(found.frame["province_name"]) == [table.today[code] for code in codes]


@pytest.mark.parametrize(("unit", "units"), [("2008:19", "signing"), ("2025:19", "today")])
def test_area_tells_the_era_of_one_name(tmp_path: Path, unit: str, units: str) -> None:
    """Thái Nguyên had 3,527 km² and has 8,383."""
    found = read(write(tmp_path / "b.gpkg", areas(["Thái Nguyên"], (square(unit),))))
    assert found.units.value == units
    assert list(found.frame["province_code"]) == ["19"]


def test_names_of_both_eras_in_one_file(tmp_path: Path) -> None:
    names = ["Bắc Giang", "Hải Phòng", "Bắc Ninh", "Lạng Sơn"]
    cells = [square(unit) for unit in ("2008:24", "2025:31", "2008:27", "2008:20")]
    found = read(write(tmp_path / "b.gpkg", areas(list(names), tuple(cells))))
    assert found.units is Units.TODAY
    assert dict(zip(found.frame["province_code"], found.frame["province_name"], strict=True)) == {
        "20": "Lạng Sơn",
        "24": "Bắc Ninh",
        "31": "Hải Phòng",
    }
    assert found.known is not None
    assert set(found.known["province_code"]) == {"20", "24", "27"}


def test_units_that_never_changed_are_of_the_signing(tmp_path: Path) -> None:
    cells = (square("2008:20"), square("2008:22"))
    found = read(write(tmp_path / "b.gpkg", areas(["Lạng Sơn", "Quảng Ninh"], cells)))
    assert set(shapes(found)) == {"20", "22"}
    assert found.units is Units.SIGNING
