"""A registry of provinces far from the program's own, of both eras, through every command."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from geo.__main__ import main as geo
from geo.registry import load_registry
from layers.__main__ import main as layers
from tests.data import EXAMPLE

ROAD = "duong-nam-dan-duc-tho"
ERAS = [("signing", "2023-12-31"), ("today", "2026-11-01")]


def run(program: click.Group, *arguments: str | Path) -> str:
    asked = [str(argument) for argument in arguments]
    done = CliRunner().invoke(program, [*asked[:1], "--data", str(EXAMPLE), *asked[1:]])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(("units", "day"), ERAS)
def test_build_and_inspect(units: str, day: str, tmp_path: Path) -> None:
    when = ("--units", units, "--date", day)
    found = json.loads(run(geo, "build", "--json", "--out", tmp_path / "out", *when))
    assert (found["projects"], found["crossings"], found["outside_km"]) == (4, 4, 0)
    assert found["without_borders"] == []
    assert found["mismatches"] == ([ROAD] if units == "today" else [])
    told = run(geo, "inspect", ROAD, *when)
    assert "Nghệ An | Hà Tĩnh" in told
    assert ("out of step" in told) is (units == "today")


@pytest.mark.parametrize(("units", "day"), ERAS)
def test_export(units: str, day: str, tmp_path: Path) -> None:
    asked = ("--format", "all", "--province", "Nghệ An", "--out", tmp_path)
    run(geo, "export", *asked, "--units", units, "--date", day)
    assert {path.suffix for path in tmp_path.iterdir()} >= {".gpkg", ".kml", ".xlsx", ".zip"}
    pieces = next(tmp_path.glob("*-pieces.geojson")).read_text(encoding="utf-8")
    names = {row["properties"]["province_name"] for row in json.loads(pieces)["features"]}
    assert names == {"Nghệ An", "Hà Tĩnh"}


def test_coverage(tmp_path: Path) -> None:
    document = tmp_path / "ghi-nho-2026.txt"
    document.write_text(
        "Hai tỉnh đầu tư đường Nam Đàn – Đức Thọ và đường sắt Vinh – Vũng Áng.\n", encoding="utf-8"
    )
    assert ROAD in run(geo, "coverage", document)


@pytest.mark.parametrize(("units", "day"), ERAS)
@pytest.mark.parametrize(("command", "says"), [("page", "tình hình đến"), ("slides", "Nam Đàn")])
def test_pages_and_slides(command: str, says: str, units: str, day: str, tmp_path: Path) -> None:
    out = tmp_path / "x.html"
    run(layers, command, "--out", out, "--units", units, "--date", day)
    assert says in out.read_text(encoding="utf-8")


def test_picture(tmp_path: Path) -> None:
    run(layers, "picture", "--out", tmp_path / "x.svg")
    assert "Nam Đàn" in (tmp_path / "x.svg").read_text(encoding="utf-8")


def test_without_borders_it_says_so_first(tmp_path: Path) -> None:
    """The program's own outlines do not cover the provinces of a stranger."""
    for name in ("agreements.yaml", "parties.yaml", "places.csv", "projects/links.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    done = CliRunner().invoke(geo, ["build", "--data", str(tmp_path)])
    assert done.stdout.startswith("CHƯA CÓ RANH GIỚI: Nghệ An, Hà Tĩnh; 4 công trình")
    assert "crossings: 0" in done.stdout
    assert "mismatches (lệch tiến độ): 0" in done.stdout


def test_a_new_registry_is_read_and_is_of_those_provinces(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    asked = ["new", str(folder), "--provinces", "Nghe An,Hà Tĩnh,2008:27,Bắc Ninh"]
    done = CliRunner().invoke(geo, asked)
    assert done.exit_code == 0, done.output
    parties = load_registry(folder).parties.values()
    assert [one.province for one in parties] == ["40", "42", "27", "2025:24"]
    assert "#   - id: duong-noi" in (folder / "projects" / "links.yaml").read_text("utf-8")
    again = CliRunner().invoke(geo, asked)
    assert again.exit_code == 2
    assert "nothing was written" in again.output


def test_a_province_that_there_is_not_is_one_message(tmp_path: Path) -> None:
    done = CliRunner().invoke(geo, ["new", str(tmp_path / "new"), "--provinces", "Nghệ Tĩnh"])
    assert done.exit_code == 2
    assert "Nghệ Tĩnh" in done.output
    assert not (tmp_path / "new").exists()
