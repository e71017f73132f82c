"""``python -m geo export``: what it takes, what it says, how it refuses."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyproj import CRS

import geo.__main__ as cli
from geo.cli import command_linkage, export_command
from geo.export.formats import FORMATS
from geo.pipeline import Trace
from geo.provinces import Boundaries
from geo.registry import Registry
from tests.geo.traces import registry, sketch_trace

DATE = ("--date", "2024-12-31")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command use what other tests have made already."""

    def known(given: Registry, boundaries: Boundaries, *, ways: object, own_lines: object) -> Trace:
        assert given is registry()
        assert boundaries.is_sketch
        assert ways is None
        return sketch_trace()

    monkeypatch.setattr(export_command, "load_registry", registry)
    monkeypatch.setattr(command_linkage, "trace", known)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["export", *map(str, arguments)])


def assert_refused(result: Result, message: str, out: Path) -> None:
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not out.exists()


def test_formats_are_written_and_named(tmp_path: Path) -> None:
    result = run("--format", "csv", "--format", "xlsx", "--out", tmp_path / "new", *DATE)
    assert result.exit_code == 0, result.stderr
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert len(names) == len(FORMATS["csv"].files) + 1
    assert sorted(result.stdout.splitlines()) == [f"wrote {tmp_path / 'new' / n}" for n in names]


def test_all_is_every_format(tmp_path: Path) -> None:
    result = run("--format", "all", "--province", "24", "--json", "--out", tmp_path, *DATE)
    assert result.exit_code == 0, result.stderr
    named = {Path(one["file"]).name: one["bytes"] for one in json.loads(result.stdout)}
    assert named == {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert len(named) == sum(len(one.files) for one in FORMATS.values())


def test_all_without_a_zone_is_the_six_others_and_says_what_the_seventh_needs(
    tmp_path: Path,
) -> None:
    result = run("--format", "all", "--out", tmp_path, *DATE)
    assert result.exit_code == 0, result.stderr
    others = [one for one in FORMATS.values() if not one.needs_meridian]
    assert len(others) == len(FORMATS) - 1
    assert len(list(tmp_path.iterdir())) == sum(len(one.files) for one in others)
    assert "shapefile not written: it needs a VN-2000 zone" in result.stderr
    assert "--province" in result.stderr


@pytest.mark.parametrize(
    ("given", "meridian"),
    [
        (("--province", "24"), 107.0),
        (("--province", "Bắc Giang"), 107.0),
        (("--province", "tỉnh bac-giang"), 107.0),
        (("--province", "2008:24", "--units", "today"), 107.0),
        (("--province", "Bắc Giang", "--units", "today"), 107.0),
        (("--province", "Hải Dương", "--units", "today"), 105.5),
        (("--province", "2025:24", "--meridian", "105.5"), 105.5),
        (("--province", "24", "--units", "today", "--meridian", "107"), 107.0),
    ],
)
def test_zone_is_that_of_the_province_by_name_or_code_with_its_units(
    given: tuple[str, ...], meridian: float, tmp_path: Path
) -> None:
    result = run("--format", "shapefile", "--out", tmp_path, *given, *DATE)
    assert result.exit_code == 0, result.stderr
    with zipfile.ZipFile(next(tmp_path.iterdir())) as archive:
        stated = CRS.from_wkt(archive.read("pieces.prj").decode())
    assert stated.coordinate_operation is not None
    values = {one.name: float(one.value) for one in stated.coordinate_operation.params}
    assert values["Longitude of natural origin"] == meridian


def test_locale_is_that_of_the_office(tmp_path: Path) -> None:
    assert run("--format", "csv", "--locale", "vi", "--out", tmp_path, *DATE).exit_code == 0
    text = (tmp_path / "giap-ranh-2024-12-31-pieces.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("Mã đoạn;Mã công trình;")


def test_existing_file_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    given = ("--format", "kml", "--out", tmp_path, *DATE)
    assert run(*given).exit_code == 0
    first = (tmp_path / "giap-ranh-2024-12-31.kml").read_bytes()
    refused = run(*given, "--language", "en")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "exists already" in refused.stderr
    assert (tmp_path / "giap-ranh-2024-12-31.kml").read_bytes() == first
    assert run(*given, "--language", "en", "--overwrite").exit_code == 0
    assert (tmp_path / "giap-ranh-2024-12-31.kml").read_bytes() != first


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((), "none was chosen"),
        (("--province", "99"), "no province has the name or code '99'"),
        (("--province", "99"), "24 Bắc Giang"),
        (("--province", "99"), "63 units of before 2025-07-01"),
        (("--province", "24", "--meridian", "105"), "105 (105°00′) is not that of Bắc Giang"),
        (("--province", "24", "--meridian", "105"), "of the 63 units of before 2025-07-01"),
        (("--meridian", "107.1"), "107.1 is no central meridian"),
        (("--province", "24", "--units", "today"), "Bắc Ninh has 2 central meridians"),
    ],
)
def test_zone_that_cannot_be_is_refused(
    given: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    out = tmp_path / "new"
    assert_refused(run("--format", "shapefile", "--out", out, *given, *DATE), message, out)


def test_unknown_format_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    result = run("--format", "dwg", "--out", tmp_path)
    assert result.exit_code == 2
    assert "'gpkg'" in result.stderr
