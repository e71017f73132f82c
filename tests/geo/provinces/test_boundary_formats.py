"""Boundary files as offices hand them out: encodings, archives, layers, VN-2000 by any name."""

import json
import unicodedata
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import LineString, Point, box

from geo.encodings import READINGS
from geo.provinces import Boundaries, read_boundary_file
from geo.provinces.opened_file import open_file
from geo.provinces.stated_crs import understood
from geo.provinces.whole_file import file_as_reference
from tests.geo.traces import registry

WEST, EAST = box(106.2, 21.1, 106.65, 21.85), box(106.65, 21.1, 107.15, 22.55)
TABLE = registry().units
TCVN3 = {
    "Bắc Giang": b"B\xbec Giang",
    "Lạng Sơn": b"L\xb9ng S\xacn",
    "Hải Dương": b"H\xb6i D\xad\xacng",
    "Quảng Ninh": b"Qu\xb6ng Ninh",
    "Vĩnh Phúc": b"V\xdcnh Ph\xf3c",
    "Thái Nguyên": b"Th\xb8i Nguy\xaan",
    "Đà Nẵng": b"\xa7\xb5 N\xbdng",
    "Hà Nội": b"H\xb5 N\xe9i",
    "Hòa Bình": b"H\xdfa B\xd7nh",
    "Thừa Thiên Huế": b"Th\xf5a Thi\xaan Hu\xd5",
    "Cần Thơ": b"C\xc7n Th\xac",
    "Hậu Giang": b"H\xcbu Giang",
    "Bình Định": b"B\xd7nh \xa7\xdenh",
    "Phú Thọ": b"Ph\xf3 Th\xe4",
    "Sóc Trăng": b"S\xe3c Tr\xa8ng",
    "Nghệ An": b"Ngh\xd6 An",
}
"""Names as they stand in files made with the ABC fonts."""


def cp1258(text: str) -> bytes:
    """Windows writes letters with their hats whole and tones after them."""
    written = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            written += letter.encode("cp1258")
        except UnicodeEncodeError:
            bare = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in bare if mark in "\u0300\u0301\u0303\u0309\u0323")
            rest = unicodedata.normalize("NFC", bare.replace(tone, ""))
            written += rest.encode("cp1258") + tone.encode("cp1258")
    return written


def areas(names: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"TEN_TINH": names}, geometry=[WEST, EAST], crs=4326)


def shapefile(path: Path, values: list[bytes], cpg: str | None) -> Path:
    """A Shapefile whose attribute bytes are just these."""
    areas([value.decode("latin-1") for value in values]).to_file(path, encoding="ISO-8859-1")
    beside = path.with_suffix(".cpg")
    beside.unlink(missing_ok=True)
    if cpg is not None:
        beside.write_text(cpg, encoding="ascii")
    return path


def read(path: Path) -> Boundaries:
    return read_boundary_file(path, TABLE)


def codes(found: Boundaries) -> dict[str, float]:
    """Code → western edge, so that a mix-up of rows would show."""
    west = found.frame.geometry.bounds["minx"].round(3)
    return dict(zip(found.frame["province_code"], west, strict=True))


NAMES = ["Bắc Giang", "Lạng Sơn"]
WRITTEN = {
    "UTF-8": [name.encode() for name in NAMES],
    "Windows-1258": [cp1258(name) for name in NAMES],
    "TCVN3": [TCVN3[name] for name in NAMES],
    "VNI": ["Baéc Giang".encode("cp1252"), "Laïng Sôn".encode("cp1252")],
}


@pytest.mark.parametrize("encoding", WRITTEN)
@pytest.mark.parametrize("cpg", [None, "UTF-8", "1258", "1252", "ISO-8859-1", "", "no such thing"])
def test_the_names_show_the_encoding_whatever_the_cpg_says(
    tmp_path: Path, encoding: str, cpg: str | None
) -> None:
    found = read(shapefile(tmp_path / "b.shp", WRITTEN[encoding], cpg))
    assert codes(found) == {"20": 106.65, "24": 106.2}
    assert found.report is not None
    right = {"UTF-8": "UTF-8", "Windows-1258": "1258"}.get(encoding)
    assert found.report.encoding == (right if right and cpg == right else encoding)


@pytest.mark.parametrize("encoding", WRITTEN)
def test_every_other_text_is_decoded_with_them(tmp_path: Path, encoding: str) -> None:
    path = shapefile(tmp_path / "b.shp", WRITTEN[encoding], None)
    assert file_as_reference(path, TABLE).frame["TEN_TINH"].to_list() == NAMES


@pytest.mark.parametrize("encoding", ["Windows-1258", "TCVN3", "VNI"])
def test_a_wrong_reading_that_was_stored_is_undone(tmp_path: Path, encoding: str) -> None:
    stored = [value.decode("cp1252") for value in WRITTEN[encoding]]
    path = tmp_path / "b.geojson"
    areas(stored).to_file(path)
    found = read(path)
    assert codes(found) == {"20": 106.65, "24": 106.2}
    assert found.report is not None
    assert found.report.encoding == f"{encoding} → UTF-8"
    assert open_file(path, TABLE).frame["TEN_TINH"].to_list() == NAMES


@pytest.mark.parametrize("name", TCVN3)
def test_tcvn3(name: str) -> None:
    assert READINGS["TCVN3"](TCVN3[name]) == name


VNI = {
    "Haø Noäi": "Hà Nội",
    "Thöøa Thieân Hueá": "Thừa Thiên Huế",
    "Ñaø Naüng": "Đà Nẵng",
    "Vónh Phuùc": "Vĩnh Phúc",
    "Bình Ñònh": "Bình Định",
    "CAÀN THÔ": "CẦN THƠ",
    "Quaûng Ngaõi": "Quảng Ngãi",
}


@pytest.mark.parametrize("written", VNI)
def test_vni(written: str) -> None:
    assert READINGS["VNI"](written.encode("cp1252")) == VNI[written]


def zipped(folder: Path, out: Path, *, inside: str = "") -> Path:
    with zipfile.ZipFile(out, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"{inside}{file.name}")
    return out


@pytest.mark.parametrize("inside", ["", "Ranh giới/tỉnh/"])
@pytest.mark.parametrize("name", ["b.shp", "b.gpkg", "b.geojson", "b.kml"])
def test_zipped(tmp_path: Path, name: str, inside: str) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    if name == "b.shp":
        shapefile(folder / name, WRITTEN["TCVN3"], None)
    else:
        driver = "KML" if name.endswith("kml") else None
        areas(NAMES).rename(columns={"TEN_TINH": "Name"}).to_file(folder / name, driver=driver)
    found = read(zipped(folder, tmp_path / "b.zip", inside=inside))
    assert codes(found) == {"20": 106.65, "24": 106.2}
    assert found.source.vi == "Tệp ranh giới b.zip"


def test_of_several_layers_the_one_that_names_most_provinces(tmp_path: Path) -> None:
    path = tmp_path / "gadm.gpkg"
    country = gpd.GeoDataFrame({"NAME_0": ["Vietnam"]}, geometry=[box(106, 21, 107, 22)], crs=4326)
    country.to_file(path, layer="ADM_0")
    areas(["Huyện A", "Huyện B"]).to_file(path, layer="ADM_2")
    areas(NAMES).to_file(path, layer="ADM_1")
    found = read(path)
    assert codes(found) == {"20": 106.65, "24": 106.2}
    assert found.report is not None
    assert "ADM_1 is used, not ADM_0, ADM_2" in found.report.notes[0].en


def test_districts_with_their_province_are_united(tmp_path: Path) -> None:
    path = tmp_path / "d.gpkg"
    halves = [box(106.2, 21.1, 106.4, 21.85), box(106.4, 21.1, 106.65, 21.85), EAST]
    frame = gpd.GeoDataFrame(
        {"NAME_1": ["Bắc Giang", "Bắc Giang", "Lạng Sơn"], "NAME_2": ["A", "B", "C"]},
        geometry=halves,
        crs=4326,
    )
    frame.to_file(path)
    found = read(path)
    assert shapely.area(found.frame.geometry.to_numpy()) == pytest.approx([EAST.area, WEST.area])


def test_a_kml_with_a_folder_for_each_province(tmp_path: Path) -> None:
    def folder(name: str, shape: shapely.Polygon) -> str:
        ring = " ".join(f"{x},{y},0" for x, y in shape.exterior.coords)
        return (
            f"<Folder><name>{name}</name><Placemark><name>{name}</name><Polygon><outerBoundaryIs>"
            f"<LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
            "</Polygon></Placemark></Folder>"
        )

    path = tmp_path / "b.kml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{folder(NAMES[0], WEST)}{folder(NAMES[1], EAST)}</Document></kml>",
        encoding="utf-8",
    )
    assert codes(read(path)) == {"20": 106.65, "24": 106.2}


# ---- VN-2000

SPHEROID = 'SPHEROID["WGS_1984",6378137.0,298.257223563]'
BY_NAME = "The file names VN-2000 without an EPSG code"


def geogcs(name: str, datum: str, towgs84: str = "") -> str:
    return (
        f'GEOGCS["{name}",DATUM["{datum}",{SPHEROID}{towgs84}],PRIMEM["Greenwich",0.0],'
        'UNIT["Degree",0.0174532925199433]]'
    )


def zone(base: str, *, title: str = "KTT_107", scale: float = 0.9999) -> str:
    parameters = {
        "False_Easting": 500000.0,
        "False_Northing": 0.0,
        "Central_Meridian": 107.0,
        "Scale_Factor": scale,
        "Latitude_Of_Origin": 0.0,
    }
    given = ",".join(f'PARAMETER["{name}",{value}]' for name, value in parameters.items())
    return f'PROJCS["{title}",{base},PROJECTION["Transverse_Mercator"],{given},UNIT["Meter",1.0]]'


TOWGS84 = (
    ",TOWGS84[-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,"
    "0.252906278]"
)
PRJ = {
    "ESRI": (zone(geogcs("GCS_VN_2000", "D_Vietnam_2000")), BY_NAME),
    "VN2000": (zone(geogcs("VN2000", "VN2000")), BY_NAME),
    "VN-2000": (zone(geogcs("VN-2000", "VN-2000")), BY_NAME),
    "VN_2000 degrees": (geogcs("GCS_VN_2000", "D_VN_2000"), ""),
    "UTM": (zone(geogcs("VN_2000", "VN_2000"), scale=0.9996), BY_NAME),
    "title only": (zone(geogcs("unknown", "unknown"), title="VN2000_TM3_107"), BY_NAME),
    "TOWGS84": (zone(geogcs("unnamed", "unknown", TOWGS84)), "gives VN-2000's shift (TOWGS84)"),
    "nothing but a zone": (zone(geogcs("unknown", "unknown")), "GUESSED as VN-2000"),
}


@pytest.mark.parametrize("case", PRJ)
def test_vn2000_without_a_code_gets_its_shift(tmp_path: Path, case: str) -> None:
    wkt, note = PRJ[case]
    stated = CRS.from_wkt(wkt)
    # What such an office did: the projection's own numbers, from coordinates on VN-2000.
    numbers = areas(NAMES).to_crs(4756).set_crs(4326, allow_override=True)
    if stated.is_projected:
        scale = 0.9996 if "0.9996" in wkt else 0.9999
        numbers = numbers.to_crs(
            f"+proj=tmerc +lon_0=107 +k={scale} +x_0=500000 +ellps=WGS84 +units=m"
        )
    path = tmp_path / "b.shp"
    numbers.to_file(path, encoding="utf-8")
    path.with_suffix(".prj").write_text(wkt, encoding="ascii")
    found = read(path)
    off = shapely.symmetric_difference(
        found.frame.geometry.to_numpy(), np.array([EAST, WEST], dtype=object)
    )
    # 1e-6 square degrees: centimetres all round; the missing shift would be a thousand times that
    assert shapely.area(off).max() < 1e-6
    assert found.report is not None
    assert [note in said.en for said in found.report.notes] == ([True] if note else [])


@pytest.mark.parametrize("code", [3405, 3406, 4756, 5897, 5898, 9214, 9217])
def test_vn2000_with_a_code_needs_no_words(code: int) -> None:
    assert understood(CRS.from_epsg(code)) == (CRS.from_epsg(code), None)


@pytest.mark.parametrize(
    ("wkt", "words"),
    [
        (zone(geogcs("GCS_WGS_1984", "D_WGS_1984"), title="VN2000_107"), "read as WGS 84"),
        (zone(geogcs("unknown", "unknown"), scale=0.9996), "no datum that is known"),
        (geogcs("GCS_Hanoi_1972", "D_Hanoi_1972"), "hundreds of metres"),
    ],
)
def test_what_cannot_be_known_is_said(wkt: str, words: str) -> None:
    crs, note = understood(CRS.from_wkt(wkt))
    assert note is not None
    assert words in note.en
    assert crs.geodetic_crs is not None
    assert crs.geodetic_crs.to_epsg() != 4756


def test_another_shift_in_the_file_is_heeded() -> None:
    towgs84 = ",TOWGS84[200,-39.3,-11,0,0,0,0]"
    crs, note = understood(CRS.from_wkt(zone(geogcs("unnamed", "unknown", towgs84))))
    point = gpd.GeoSeries([Point(500_000, 2_350_000)], crs=crs).to_crs(4326).iloc[0]
    assert note is None
    assert abs(point.centroid.x - 107) > 0.001


# ---- at least as much as a person would say on the telephone


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TP HCM", "79"),
        ("Ho Chi Minh City", "79"),
        ("Đắc Lắc", "66"),
        ("Bắc Cạn", "06"),
        ("BÀ RỊA - VŨNG TÀU", "77"),
        ("T. Bắc Giang", "24"),
        ("UBND tỉnh Bắc Giang", "24"),
        ("Ủy ban nhân dân tỉnh Bắc Giang", "24"),
        ("Bắc Giang (tỉnh)", "24"),
        ("Bắc Giang (cũ)", "24"),
        ("Thủ Đô Hà Nội", "01"),
        ("Hà Nội (Thủ đô)", "01"),
        ("Bắc Giangg", None),
        ("Bac Giag", None),
    ],
)
def test_spellings(tmp_path: Path, name: str, code: str | None) -> None:
    path = tmp_path / "b.gpkg"
    place = TABLE.places[f"2008:{code or '24'}"]
    half = place.area_km2**0.5 / 220
    there = box(place.lon - half, place.lat - half, place.lon + half, place.lat + half)
    areas([name, "Lạng Sơn"]).set_geometry([there, EAST], crs=4326).to_file(path)
    found = read(path)
    assert found.report is not None
    if code:
        assert set(codes(found)) == {code, "20"}
    else:  # never guessed: left out and named, with what may have been meant
        assert set(codes(found)) == {"20"}
        assert found.report.left_out == ((name, "Bắc Giang"),)


def test_lines_beside_areas_are_not_provinces(tmp_path: Path) -> None:
    path = tmp_path / "b.geojson"
    feature = {"type": "Feature", "properties": {"TEN_TINH": "Hà Nội"}}
    areas(NAMES).to_file(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    line = shapely.geometry.mapping(LineString([(106, 21), (107, 22)]))
    content["features"].append(feature | {"geometry": line})
    path.write_text(json.dumps(content), encoding="utf-8")
    assert set(codes(read(path))) == {"20", "24"}
