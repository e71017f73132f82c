"""A map file leads GDAL nowhere: no other file, no server, nothing written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.provinces import read_boundary_file
from geo.provinces.opened_file import open_file
from geo.provinces.whole_file import file_as_reference
from geo.vector_files import FORMATS, layers_of
from tests.doors.canary import MARK, NAMES, Canary, areas, attacks, canary_at, crs, geojson
from tests.geo.traces import registry

TABLE = registry().units


@pytest.fixture(name="canary", scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with canary_at(tmp_path_factory.mktemp("canary")) as canary:
        yield canary


ATTACKS = sorted(attacks(Canary("http://127.0.0.1:1", Path("/c.csv"), Path("/w"))))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("read", [open_file, read_boundary_file, file_as_reference])
def test_an_attack_is_refused_and_reaches_nothing(
    tmp_path: Path, canary: Canary, attack: str, read: object
) -> None:
    path = tmp_path / attack
    attacks(canary)[attack](path)
    assert callable(read)
    with pytest.raises(InputError) as refused:
        read(path, TABLE)
    assert MARK not in str(refused.value)
    assert canary.asked == []
    assert not canary.written.exists()


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://127.0.0.1:1/a.gpkg", "http://127.0.0.1:1/a.gpkg", "CSV:/etc/passwd"]
)
def test_a_name_is_a_path_and_no_address(name: str) -> None:
    with pytest.raises(InputError, match="no such file"):
        open_file(Path(name), TABLE)


@pytest.mark.parametrize(
    ("ending", "driver"),
    [
        (".gpkg", "GPKG"),
        (".geojson", "GeoJSON"),
        (".shp", "ESRI Shapefile"),
        (".kml", "KML"),
        (".fgb", "FlatGeobuf"),
        (".tab", "MapInfo File"),
        (".mif", "MapInfo File"),
        (".gdb", "OpenFileGDB"),
    ],
)
def test_what_offices_hand_out_is_still_read(tmp_path: Path, ending: str, driver: str) -> None:
    path = tmp_path / f"b{ending}"
    areas().rename(columns={"TEN_TINH": "Name"}).to_file(path, driver=driver)
    assert sorted(open_file(path, TABLE).frame["Name"]) == NAMES


def test_topojson_is_read(tmp_path: Path) -> None:
    path = tmp_path / "b.topojson"
    path.write_text(
        '{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":[{"type":'
        '"Polygon","properties":{"ten":"Hà Nội"},"arcs":[[0]]}]}},"arcs":[[[105,20],[106,20],'
        "[106,21],[105,20]]]}",
        encoding="utf-8",
    )
    assert open_file(path, TABLE).frame["ten"].to_list() == ["Hà Nội"]


@pytest.mark.parametrize(
    "name",
    ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:9214", "http://www.opengis.net/def/crs/EPSG/0/3405"],
)
def test_a_system_by_its_name_is_understood(tmp_path: Path, name: str) -> None:
    path = tmp_path / "b.geojson"
    path.write_text(geojson(**crs("name", name=name)), encoding="utf-8")
    found = open_file(path, TABLE).frame.crs
    assert found is not None
    assert found.to_epsg() in (4326, 9214, 3405)


def test_a_column_may_be_called_as_the_member_is(tmp_path: Path) -> None:
    path = tmp_path / "b.geojson"
    areas().assign(crs="VN-2000, +proj and [so on]").to_file(path)
    assert len(open_file(path, TABLE).frame) == 2


def test_every_driver_but_ours_is_away(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no map file"):
        open_file(path, TABLE)
    drawing = tmp_path / "b.gpx"
    areas().boundary.to_file(drawing, driver="GPX", layer="tracks")
    with pytest.raises(InputError, match="format GPX"):
        open_file(drawing, TABLE)
    assert layers_of(drawing, formats=FORMATS | {"GPX"})
