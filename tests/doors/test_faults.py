"""What once reached people as a crash is one message at the command line, and exit code 2.

Each stands for its kind; more of each are in tests/fuzz, consoles and full disks in
tests/geo/cli/test_console.py.
"""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.__main__ import main
from geo.osm.cache import MANIFEST
from tests.doors.canary import SHAPES, areas
from tests.fuzz.kinds import few_rows


def refused(*asked: str | Path) -> str:
    """Ask for something that cannot be; gives the message."""
    result = CliRunner().invoke(main, ["--language", "en", *map(str, asked)])
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    first, *faults = filter(None, result.stderr.splitlines())
    assert first.startswith("geo: ")
    assert all(fault.startswith("  ") for fault in faults)  # of a registry all are listed
    return "\n".join([first, *faults])


def _rings(path: Path, *rings: list[tuple[float, ...]]) -> None:
    shapes = [{"type": "Polygon", "coordinates": [ring]} for ring in rings]
    names = ("Bắc Giang", "Lạng Sơn")
    features = [
        {"type": "Feature", "properties": {"TEN_TINH": name}, "geometry": shape}
        for name, shape in zip(names, shapes, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def _unclosed(path: Path) -> None:
    (west, east) = (list(shape.exterior.coords) for shape in SHAPES)
    _rings(path, west, east[:-1])


def _of_two_points(path: Path) -> None:
    (west, east) = (list(shape.exterior.coords) for shape in SHAPES)
    _rings(path, west, east[:2])


def _system(wkt: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        areas().to_file(path, encoding="utf-8")
        path.with_suffix(".prj").write_text(wkt, encoding="utf-8")

    return write


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("unclosed.geojson", _unclosed),
        ("two.geojson", _of_two_points),
        ("a.shp", _system('GEOGCS["x",DATUM["x",SPHEROID["x",-1,0]],PRIMEM["x",999],UNIT["x",0]]')),
        ("b.shp", _system("PROJCS[")),
        ("c.shp", _system('LOCAL_CS["x",UNIT["m",1]]')),
        ("d.shp", _system('COMPD_CS["x",GEOGCS["x"]]')),
    ],
)
def test_a_boundary_file(name: str, write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / name)
    assert name in refused("check-boundaries", tmp_path / name)


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return few_rows(tmp_path_factory.mktemp("few") / "data")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("agreements.yaml", "agreements:", "agreements: !!int abc"),
        ("agreements.yaml", "agreements:", "agreements: !!float x"),
        ("agreements.yaml", "agreements:", "agreements: !!timestamp 99"),
        ("agreements.yaml", "agreements:", 'agreements: !!python/object/apply:os.system ["id"]'),
        ("agreements.yaml", "agreements:", "agreements: !x"),
        ("parties.yaml", "- id: ", "- id: !!set "),
        ("parties.yaml", "- id: ", "- id: " + "1" * 5_000 + " "),
        ("parties.yaml", "- id: ", "- id: 0o9 #"),
        ("parties.yaml", "- id: ", "- id: 1e999 #"),
        ("parties.yaml", "- id: ", "- id: *none #"),
        ("parties.yaml", "- id: ", "- id: " + "[" * 1_000),
        ("provinces/commune_codes.csv", "07", "1" * 5_000),
        ("projects/bridges.yaml", "cite: ", "cite: x:" + "1" * 5_000 + " #"),
        ("places.csv", "\n", '\n"'),
        ("places.csv", "\n", "\n\udcff,"),
    ],
)
def test_a_registry(file: str, old: str, new: str, well: Path, tmp_path: Path) -> None:
    data = shutil.copytree(well, tmp_path / "data")
    text = (data / file).read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new, 1).encode("utf-8", "surrogateescape")
    (data / file).write_bytes(changed)
    assert file in refused("build", "--data", data)


@pytest.mark.parametrize("system", ["²", "1" * 5_000, "EPSG:" + "9" * 5_000, "+proj=x"])
def test_a_system_of_coordinates(system: str, tmp_path: Path) -> None:
    areas().boundary.to_file(tmp_path / "a.geojson")
    said = refused("align", "cau-hoa-son", tmp_path / "a.geojson", "--crs", system)
    assert "--crs" in said or "a.geojson" in said


def test_a_table_of_meridians(well: Path, tmp_path: Path) -> None:
    data = shutil.copytree(well, tmp_path / "data")
    roads = (data / "projects" / "roads.yaml").read_text(encoding="utf-8")
    road = re.findall(r"(?m)^  - id: (.*)", roads)[0]
    drawn = tmp_path / "drawn.geojson"
    areas().boundary.to_file(drawn)
    for content in (b"\xff\xfe", b"code\n", b'unit,meridian\n"', b"unit,meridian\n24,x\n"):
        (data / "provinces" / "meridians.csv").write_bytes(content)
        asked = ("export", "--format", "csv", "--out", tmp_path), ("align", road, drawn)
        for command in asked:
            assert "meridians.csv" in refused(*command, "--data", data)


@pytest.mark.parametrize("content", [b"", b"\xff" * 400, b"\x00\x00\x00\x0d\n\tOSMHeader\x18\xff"])
def test_an_extract(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a\udcff.osm.pbf"
    path.write_bytes(content)
    assert ".osm.pbf" in refused("build", "--osm", path)


def _is_a_file(cache: Path) -> None:
    cache.write_text("x", encoding="utf-8")


def _holds_a_folder(cache: Path) -> None:
    (cache / MANIFEST).mkdir(parents=True)


def _says(content: bytes) -> Callable[[Path], None]:
    def write(cache: Path) -> None:
        cache.mkdir()
        (cache / MANIFEST).write_bytes(content)

    return write


@pytest.mark.parametrize(
    "spoil",
    [_is_a_file, _holds_a_folder, *map(_says, (b"{", b"[]", b"\xff", b'{"entries": [7]}'))],
)
def test_a_folder_of_fetched_data(
    spoil: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path / "cache"))
    spoil(tmp_path / "cache")
    assert "cache" in refused("build")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("GIAPRANH_OVERPASS_TIMEOUT", value) for value in ("inf", "nan", "-1", "1e999", "x")),
        ("GIAPRANH_OVERPASS_TRIES", "inf"),
        ("GIAPRANH_OVERPASS_PAUSE", "inf"),
        ("GIAPRANH_SESSION_HOURS", "inf"),
        *(
            ("GIAPRANH_OVERPASS_URL", value)
            for value in ("http://[::1", "http://a:99999", "http://", "https://[", "http://a b")
        ),
        ("GIAPRANH_BOUNDARIES_URL", "http://[::1"),
        ("GIAPRANH_BOUNDARIES_URL", "file:///etc/passwd"),
        ("GIAPRANH_BOUNDARIES_BLOB", "x"),
    ],
)
def test_a_setting(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert name in refused("refresh")
