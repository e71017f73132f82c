"""What a boundary file's report says of it, and how archives and other wrecks are refused."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner
from shapely import MultiPolygon, Polygon, box

from geo.__main__ import main
from geo.crs import GEOD
from geo.errors import InputError
from geo.provinces import read_boundary_file
from geo.provinces.boundary_report import BoundaryReport
from geo.provinces.checked_file import check_file
from geo.provinces.neighbours import Misfit, metric_crs, misfits
from geo.views.plain_text import boundary_text
from tests.geo.traces import registry

TABLE = registry().units
M = 1 / 111_000
"""Degrees a metre, north or south, to a per cent."""


def provinces(*shapes: shapely.Geometry, codes: str = "24 20 22 30") -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(geometry=list(shapes), crs=4326)
    frame.insert(0, "province_code", codes.split()[: len(shapes)])
    return frame


SOUTH = box(106, 21, 106.5, 21.5)


def north_of(gap_m: float) -> shapely.Geometry:
    """A province of about 50 km whose southern border lies this far north of SOUTH's northern."""
    return box(106, 21.5 + gap_m * M, 106.5, 22)


WIDTH_M = 0.5 * 111_320 * 0.9304  # half a degree at 21.5° N, cos φ


@pytest.mark.parametrize(("metres", "kind"), [(100, "gap"), (400, "gap"), (-100, "overlap")])
def test_a_strip_along_a_border_is_measured(metres: float, kind: str) -> None:
    (found,) = misfits(provinces(SOUTH, north_of(metres)))
    assert (found.kind.value, found.first, found.second, found.count) == (kind, "20", "24", 1)
    assert found.area_km2 == pytest.approx(abs(metres) * WIDTH_M / 1e6, rel=0.02)
    assert found.longest_m == pytest.approx(WIDTH_M, rel=0.02)
    assert SOUTH.union(north_of(metres)).envelope.covers(shapely.Point(found.lon, found.lat))
    assert found.lat == pytest.approx(21.5 + metres * M / 2, abs=60 * M)


def test_neighbours_that_share_their_vertices_have_none() -> None:
    assert misfits(provinces(SOUTH, north_of(0))) == ()


@pytest.mark.parametrize("metres", [600, 5_000])
def test_a_wide_opening_is_no_gap(metres: float) -> None:
    assert misfits(provinces(SOUTH, north_of(metres))) == ()


def test_a_narrow_bay_of_one_province_is_no_gap() -> None:
    bay = box(106.2, 21, 106.2 + 200 * M, 21.3)
    assert misfits(provinces(SOUTH.difference(bay), north_of(0))) == ()


def test_a_hole_at_a_tri_point_goes_to_the_two_it_runs_along_most() -> None:
    middle = 106.25
    hole = box(middle - 4000 * M, 21.5 - 20 * M, middle + 300 * M, 21.5)
    west, east = box(106, 21, middle, 21.5), box(middle, 21, 106.5, 21.5)
    (found,) = misfits(provinces(west.difference(hole), east.difference(hole), north_of(0)))
    assert (found.kind, found.first, found.second) == (Misfit.GAP, "22", "24")


def test_areas_are_true_areas() -> None:
    frame = provinces(SOUTH, north_of(0))
    from_plane = frame.to_crs(metric_crs(frame)).area.sum()
    from_ellipsoid = sum(
        abs(GEOD.geometry_area_perimeter(shapely.segmentize(shape, 0.01))[0])
        for shape in frame.geometry
    )
    assert from_plane == pytest.approx(from_ellipsoid, rel=1e-4)


# ---- the report


def report(path: Path) -> BoundaryReport:
    found = read_boundary_file(path, TABLE).report
    assert found is not None
    return found


@pytest.fixture
def shabby(tmp_path: Path) -> Path:
    """Four rows: a crossed outline, a neighbour that overlaps, the sea, and nobody."""
    crossed = Polygon([(106, 21), (106.5, 21.5), (106.5, 21), (106, 21.5)])
    rows = {
        "ten": ["Bắc Giang", "Lạng Sơn", "Biển Đông", None],
        "geometry": [crossed, north_of(-100), box(108, 20, 109, 21), box(109, 20, 110, 21)],
    }
    path = tmp_path / "ranh giới.gpkg"
    gpd.GeoDataFrame(rows, crs=4326).to_file(path)
    return path


def test_nothing_is_hidden(shabby: Path) -> None:
    found = report(shabby)
    assert (found.rows, found.rows_used, found.column) == (4, 2, "ten")
    assert found.provinces == {"20": "Lạng Sơn", "24": "Bắc Giang"}
    assert len(found.missing) == 61
    assert [value for value, _ in found.left_out] == ["Biển Đông", ""]
    assert found.mended == ("Bắc Giang",)
    assert found.total_km2(Misfit.OVERLAP) > 0
    assert "Lambert azimuthal equal-area" in found.areas_in
    vi = " ".join(said.vi for said in found.sentences())
    en = " ".join(said.en for said in found.sentences())
    for words in ("2/4 hàng", "“Biển Đông”", "(trống)", "tự cắt: Bắc Giang", "chồng 0,"):
        assert words in vi
    for words in ("2 of 4 row(s)", "“Biển Đông”", "(empty)", "mended: Bắc Giang", "overlaps of 0."):
        assert words in en


def test_the_borders_themselves_are_left_as_they_are(shabby: Path) -> None:
    found = read_boundary_file(shabby, TABLE).frame.set_index("province_code")
    assert found.geometry["20"].equals(north_of(-100))


def test_check_boundaries_prints_the_report(shabby: Path) -> None:
    printed = CliRunner().invoke(main, ["--language", "vi", "check-boundaries", str(shabby)])
    assert printed.exit_code == 0
    assert "Lạng Sơn | Bắc Giang: chồng 0," in printed.stdout
    done = CliRunner().invoke(main, ["check-boundaries", str(shabby), "--json"])
    file = json.loads(done.stdout)["file"]
    assert (file["rows"], file["rows_used"], file["mended"]) == (4, 2, ["Bắc Giang"])
    assert file["overlap_km2"] == pytest.approx(file["misfits"][0]["area_km2"], abs=1e-3)
    assert {"kind", "provinces", "area_km2", "count", "longest_m", "lon", "lat"} == set(
        file["misfits"][0]
    )


def test_the_report_is_one_screen(shared: Path) -> None:
    """The reference has 18 misfits; ten are told, and how many more."""
    path = shared / "reference" / "provinces_63.gpkg"
    lines = boundary_text(check_file(path, TABLE), "en").splitlines()
    assert len(lines) <= 24
    assert sum(line.startswith("  ") for line in lines) == 11
    assert lines[-1] == "  … and 8 more pairs (--json: all)"
    assert not any("không" in line for line in lines)


def test_other_units_can_still_be_checked_for_their_datum(tmp_path: Path) -> None:
    path = tmp_path / "today.gpkg"
    names = ["Bắc Ninh", "Lạng Sơn"]
    gpd.GeoDataFrame({"ten": names}, geometry=[SOUTH, north_of(0)], crs=4326).to_file(path)
    done = CliRunner().invoke(main, ["check-boundaries", str(path), "--json"])
    assert done.exit_code == 0
    file = json.loads(done.stdout)["file"]
    assert (file["units"], file["provinces"]) == ("today", {"20": "Lạng Sơn", "24": "Bắc Ninh"})


def test_the_reference_is_measured_and_known_to_differ_in_quang_ninh(shared: Path) -> None:
    found = report(shared / "reference" / "provinces_63.gpkg")
    assert (found.rows, found.rows_used, len(found.provinces)) == (63, 63, 63)
    overlapping = [m for m in found.misfits if m.kind is Misfit.OVERLAP and m.area_km2 > 0.01]
    assert overlapping
    assert all("22" in (m.first, m.second) for m in overlapping)


# ---- wrecks that tests/geo/provinces/test_boundary_file.py does not have


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "."), content)
    return path


def cut_off(path: Path) -> Path:
    whole = archive(path, b__gpkg=bytes(10_000)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def flipped(path: Path) -> Path:
    """One byte of the packed content is wrong: only its checksum shows it."""
    content = bytearray(
        archive(path, b__geojson=b'{"type": "FeatureCollection"}' * 99).read_bytes()
    )
    content[200] ^= 255
    path.write_bytes(content)
    return path


def locked(path: Path) -> Path:
    content = bytearray(archive(path, b__gpkg=b"secret").read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1  # the flag that says: encrypted
    path.write_bytes(content)
    return path


def text(content: str) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_text(content, encoding="utf-8")
        return path

    return write


def feature(geometry: str, name: str = "Bắc Giang") -> str:
    return (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        f'{{"ten": "{name}"}}, "geometry": {geometry}}}]}}'
    )


def flat(path: Path) -> Path:
    """An outline that goes there and back again."""
    line = Polygon([(106, 21), (106.5, 21.5), (106, 21), (106, 21)])
    gpd.GeoDataFrame({"ten": ["Bắc Giang"]}, geometry=[line], crs=4326).to_file(path)
    return path


def swapped(path: Path) -> Path:
    shape = shapely.transform(SOUTH, lambda xy: xy[:, ::-1])
    gpd.GeoDataFrame({"ten": ["Bắc Giang"]}, geometry=[shape], crs=4326).to_file(path)
    return path


def no_number(path: Path) -> Path:
    shape = MultiPolygon([Polygon([(106, 21), (float("inf"), 21), (106, 22)])])
    gpd.GeoDataFrame({"ten": ["Bắc Giang"]}, geometry=[shape], crs=4326).to_file(path)
    return path


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("a.zip", text("không phải tệp nén"), "damaged archive"),
        ("a.zip", cut_off, "damaged archive"),
        ("a.zip", flipped, "damaged archive|no map file"),
        ("a.zip", locked, "locked with a password"),
        ("a.zip", archive, "no map file in the archive"),
        ("a.zip", lambda path: archive(path, b__docx=b"x"), r"it holds: b\.docx"),
        ("a.zip", lambda path: archive(path, b__gpkg=b"x"), "no map file that can be read"),
        ("a.zip", lambda path: archive(path, b__shp=b"x"), "no map file that can be read"),
        ("a.kmz", text("x"), "damaged archive"),
        ("a.kml", text("<kml></kml>"), "no map file that can be read"),
        ("a.geojson", text("{}"), "no map file that can be read"),
        ("a.geojson", text("[1, 2, 3]"), "no map file that can be read"),
        ("a.geojson", text('{"type": "FeatureCollection", "features": []}'), "no geometry"),
        ("a.geojson", text(feature("null")), "no geometry|none of them a polygon"),
        ("a.geojson", text(feature('{"type": "Polygon", "coordinates": []}')), "polygon|no area"),
        ("a.geojson", text(feature('{"type": "Polygon"}')), "polygon|read|no geometry"),
        ("a.geojson", text(feature('{"type": "Ball", "coordinates": [1]}')), "can be read|polygon"),
        ("a.gpkg", flat, "enclose no area"),
        ("a.gpkg", swapped, "coordinates do not fit"),
        ("a.gpkg", no_number, "a shape in it is broken"),
    ],
)
def test_wrecks_are_refused_in_one_line(
    tmp_path: Path, name: str, make: Callable[[Path], Path], says: str
) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read_boundary_file(make(tmp_path / name), TABLE)
    assert "\n" not in str(caught.value)
    assert caught.value.said("en").remedy
    assert caught.value.where == str(tmp_path / name)
    assert "hãy" in caught.value.told("vi")


def test_members_of_an_archive_stay_in_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("../../out.geojson", "{}")
    with pytest.raises(InputError):
        read_boundary_file(path, TABLE)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["a.zip"]
