"""A department's own line from the command line: proposed, checked, shown, saved."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from shapely import LineString

from geo.__main__ import main
from geo.model import Located
from geo.registry import load_registry
from geo.store.opening import open_register
from tests.geo.locate.test_alignment import PROJECT, dxf, geojson, in_zone, kml, route


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "here" / "r.sqlite"))
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path / "cache"))


def run(*arguments: str | Path, language: str = "vi") -> Result:
    given = [str(argument) for argument in arguments]
    return CliRunner().invoke(main, ["--language", language, *given])


def test_an_unlabelled_drawing_is_saved_once_its_zone_is_said(tmp_path: Path) -> None:
    file = dxf(tmp_path / "tuyen.dxf", ("TIM", in_zone(route())), ("KHUNG", in_zone(route())))
    several = run("align", PROJECT, file)
    assert (several.exit_code, "--part" in several.stderr) == (2, True)
    proposed = run("align", PROJECT, file, "--part", "TIM")
    assert proposed.exit_code == 2
    assert "--crs 107.25" in proposed.stderr
    zone = ("--part", "TIM", "--crs", "107.25")
    dry = run("align", PROJECT, file, *zone)
    assert dry.exit_code == 0
    assert "đọc theo VN-2000 / TM-3 107°15′" in dry.stdout
    assert "Bắc Giang: " in dry.stdout
    assert "Lạng Sơn: " in dry.stdout
    assert "chưa lưu gì" in dry.stdout
    source = ("--source", "Hồ sơ thiết kế", "--dated", "2026-05-01", "--as", "Nguyễn Văn A")
    saved = run("align", PROJECT, file, *zone, *source)
    assert "đã lưu" in saved.stdout
    register = open_register(load_registry())
    (entry,) = register.entries()
    register.database.close()
    assert (entry.author, entry.project, entry.kind) == ("Nguyễn Văn A", PROJECT, "line")
    assert entry.payload.source.document == "Hồ sơ thiết kế"
    built = json.loads(run("inspect", PROJECT, "--json").stdout)
    assert {piece["grade"] for piece in built["pieces"]} == {"HS"}
    assert "theo Hồ sơ thiết kế" in built["grade_reason"]


def test_a_line_is_told_in_english_too(tmp_path: Path) -> None:
    file = kml(tmp_path / "tuyen.kml", route())
    result = run("align", PROJECT, file, language="en")
    assert result.exit_code == 0
    assert "read as WGS 84" in result.stdout
    assert "nothing was saved" in result.stdout


def test_what_cannot_be_is_one_message(tmp_path: Path) -> None:
    file = geojson(tmp_path / "t.geojson", LineString(route()))
    point = next(p.id for p in load_registry().projects.values() if p.located is Located.POINT)
    for result in (
        run("align", point, file),
        run("align", "none", file),
        run("align", PROJECT, tmp_path / "none.dxf"),
    ):
        assert result.exit_code == 2
        assert len(result.stderr.strip().splitlines()) == 1
        assert "Traceback" not in result.output
