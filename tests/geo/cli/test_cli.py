"""``python -m geo``: what it prints, what it writes, how it fails."""

import datetime as dt
import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import CliRunner, Result
from shapely import Point, box

import geo.__main__ as cli
from geo.cli import build_command, command_linkage, inspect_command
from geo.errors import InputError, RegistryError
from geo.pipeline import Trace, build
from geo.provinces import Boundaries
from geo.registry import Registry, Units
from geo.schema import CONTRACT
from geo.sources import inputs
from geo.store.entry import OwnLine
from geo.views.credits import GEONAMES, credits_of
from geo.views.plain_text import project_text, summary_text
from geo.views.summary import summarise
from tests.frames import each_row
from tests.geo.locate.links import boundaries, link, registry_of
from tests.geo.traces import reference_trace, registry, sketch, sketch_trace

ROOT = Path(__file__).resolve().parents[3]
FILES = ["crossings.geojson", "pieces.geojson", "projects.geojson"]
DAY = dt.date(2024, 6, 1)
NO_OSM = "geo: no OpenStreetMap data: every line is a sketch (python -m geo refresh fetches them)\n"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command use the registry and the sketch that other tests have made already."""

    def known(
        given: Registry,
        within: Boundaries,
        *,
        ways: gpd.GeoDataFrame | None,
        own_lines: Mapping[str, OwnLine],
    ) -> Trace:
        assert not own_lines
        assert given is registry()
        assert within is sketch()
        assert ways is None
        return sketch_trace()

    monkeypatch.setattr(build_command, "load_registry", registry)
    monkeypatch.setattr(inspect_command, "load_registry", registry)
    monkeypatch.setattr(inputs, "sketch_boundaries", lambda *_: sketch())
    monkeypatch.setattr(command_linkage, "say", lambda _: None)  # tested with the fetching
    monkeypatch.setattr(command_linkage, "trace", known)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def real(*arguments: str | Path, code: int = 0) -> "subprocess.CompletedProcess[str]":
    """Run the command as a user does, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "geo", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def assert_refused(result: Result, message: str) -> None:
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert result.stderr.startswith("geo: ")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


# ---- build


@pytest.mark.usefixtures("quick")
def test_summary_is_that_of_the_day() -> None:
    result = run("build", "--date", "2024-06-01")
    assert (result.exit_code, result.stderr) == (0, "")
    linkage = sketch_trace().at(DAY)
    assert result.stdout == summary_text(summarise(linkage), linkage) + "\n"
    assert "as of 2024-06-01, units: signing" in result.stdout
    assert "(a sketch)" in result.stdout


@pytest.mark.usefixtures("quick")
def test_summary_as_json_is_the_same_in_figures() -> None:
    result = run("build", "--json", "--date", "2024-06-01", "--units", "today")
    summary = json.loads(result.stdout)
    assert summary == summarise(sketch_trace().at(DAY, Units.TODAY))
    assert (summary["as_of"], summary["units"]) == ("2024-06-01", "today")


@pytest.mark.usefixtures("quick")
def test_today_is_the_day_when_none_is_given() -> None:
    days = {dt.date.today().isoformat()}
    as_of = json.loads(run("build", "--json").stdout)["as_of"]
    assert as_of in days | {dt.date.today().isoformat()}


@pytest.mark.usefixtures("quick")
def test_three_files_are_written_and_named(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    result = run("build", "--date", "2024-06-01", "--out", out)
    assert result.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert [line for line in result.stdout.splitlines() if line.startswith("wrote ")] == [
        f"wrote {out / name}.geojson" for name in ("pieces", "crossings", "projects")
    ]
    for name in FILES:
        content = json.loads((out / name).read_text(encoding="utf-8"))
        columns = CONTRACT[name.removesuffix(".geojson")]
        assert {tuple(feature["properties"]) for feature in content["features"]} == {columns}
        assert content["metadata"]["as_of"] == "2024-06-01"
        assert content["metadata"]["boundaries"] == sketch().source.en


@pytest.mark.usefixtures("quick")
def test_files_are_written_beside_json_too(tmp_path: Path) -> None:
    result = run("build", "--json", "--out", tmp_path)
    assert json.loads(result.stdout)["projects"] == 45
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


@pytest.mark.usefixtures("quick")
def test_files_of_before_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "pieces.geojson").write_text("old", encoding="utf-8")
    assert run("build", "--out", tmp_path).exit_code == 0
    assert gpd.read_file(tmp_path / "pieces.geojson")["project_id"].nunique() == 45


# ---- inspect


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("project_id", ["ql279", "cau-hai-hung", "cau-tam-kha"])
def test_inspect_prints_sides_pieces_and_crossings(project_id: str) -> None:
    result = run("inspect", project_id, "--date", "2024-06-01")
    assert (result.exit_code, result.stderr) == (0, "")
    linkage = sketch_trace().at(DAY)
    project = registry().projects[project_id]
    assert result.stdout == project_text(linkage, project) + "\n"
    for side in project.sides:
        assert side.part.vi in result.stdout
        for party in side.responsible:
            assert registry().parties[party].name.vi in result.stdout
    pieces = linkage.pieces[linkage.pieces["project_id"] == project_id]
    for row in each_row(pieces):
        assert f"{row.from_km:8.2f} – {row.to_km:8.2f} km" in result.stdout
        assert row.basis in result.stdout
    crossings = linkage.crossings[linkage.crossings["project_id"] == project_id]
    for row in each_row(crossings):
        assert f"km {row.km:.2f}: {row.from_name} | {row.to_name}" in result.stdout


@pytest.mark.usefixtures("quick")
def test_inspect_marks_what_is_old_missed_and_out_of_step() -> None:
    text = run("inspect", "cau-hoa-son", "--date", "2025-01-01").stdout
    assert "over a year old" in text
    assert "deadline 31/12/2023" in text
    assert "missed" not in run("inspect", "cau-hoa-son", "--date", "2023-06-01").stdout
    for key in json.loads(run("build", "--date", "2024-06-01", "--json").stdout)["mismatches"]:
        assert "out of step" in run("inspect", key, "--date", "2024-06-01").stdout
    assert "DỰ THẢO" in run("inspect", "cau-hai-hung").stdout
    assert "Nguồn ngoài văn bản" in run("inspect", "cau-dong-viet", "--date", "2024-12-31").stdout


@pytest.mark.usefixtures("quick")
def test_inspect_speaks_in_the_units_asked_for() -> None:
    then = run("inspect", "ql279", "--units", "signing").stdout
    now = run("inspect", "ql279", "--units", "today").stdout
    assert "\n  Bắc Giang: " in then
    assert "\n  Bắc Ninh (Bắc Giang trước 01/7/2025): " in now


@pytest.mark.usefixtures("quick")
def test_files_of_todays_units_hold_no_crossing_within_a_unit(tmp_path: Path) -> None:
    summary = json.loads(run("build", "--units", "today", "--json", "--out", str(tmp_path)).stdout)
    assert summary["former_crossings"] > 0
    written = json.loads((tmp_path / "crossings.geojson").read_text(encoding="utf-8"))
    assert len(written["features"]) == summary["crossings"]
    for feature in written["features"]:
        row = feature["properties"]
        assert row["from_province"] != row["to_province"]
    then = run("inspect", "cau-dong-viet").stdout
    assert (
        "former border Bắc Ninh | Bắc Giang"
        in run("inspect", "rail-ha-noi-dong-dang", "--units", "today").stdout
    )
    assert "former" not in then


@pytest.mark.usefixtures("quick")
def test_inspect_as_json_holds_every_row() -> None:
    found = json.loads(run("inspect", "ql279", "--json", "--date", "2024-06-01").stdout)
    linkage = sketch_trace().at(DAY)
    for name in ("sides", "pieces", "crossings", "stated"):
        frame = getattr(linkage, name)
        assert len(found[name]) == (frame["project_id"] == "ql279").sum() > 0
        assert "geometry" not in found[name][0]
    assert found["project_id"] == "ql279"
    assert found["own_share"] is None
    assert found["sides"][0]["status_date"] == "2022-02-22"
    assert found["sides"][0]["deadline"] is None


def test_length_that_cannot_be_measured_has_no_figure() -> None:
    project = link(stated_lengths=[{"km": 12, "of": {"vi": "x", "en": "x"}, "cite": "bg-ls:61"}])
    linkage = build(registry_of(project), boundaries(), as_of=DAY)
    text = project_text(linkage, project)
    assert "12 km (x): Không đo được trên tuyến" in text
    assert "nan" not in text


# ---- refusals


@pytest.mark.usefixtures("quick")
def test_unknown_project_is_refused_with_the_known_ones() -> None:
    result = run("inspect", "ql-279")
    assert_refused(result, "no project has the id 'ql-279'")
    assert all(project in result.stderr for project in registry().projects)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--date", "01/06/2024"],
        ["build", "--date", "2024-02-30"],
        ["build", "--units", "63"],
        ["build", "--colour", "red"],
        ["inspect"],
        ["bild"],
    ],
)
def test_wrong_use_is_refused(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


@pytest.mark.usefixtures("quick")
def test_boundary_files_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    points = tmp_path / "points.gpkg"
    gpd.GeoDataFrame({"name": ["Bắc Giang"]}, geometry=[Point(106, 21)], crs=4326).to_file(points)
    text = tmp_path / "text.gpkg"
    text.write_text("không phải bản đồ", encoding="utf-8")
    for path, message in (
        (points, "none of them a polygon"),
        (text, "no map file that can be read"),
        (tmp_path / "none.gpkg", "no such file"),
        (tmp_path, "no map file that can be read"),
    ):
        out = tmp_path / "out"
        assert_refused(run("build", "--boundaries", path, "--out", out), message)
        assert not out.exists()


@pytest.mark.usefixtures("quick")
def test_truncated_extract_is_refused_before_anything_is_written(
    tmp_path: Path, shared: Path
) -> None:
    whole = (shared / "osm" / "rail.osm.pbf").read_bytes()
    bad, out = tmp_path / "half.osm.pbf", tmp_path / "out"
    bad.write_bytes(whole[: len(whole) // 2])
    result = run("build", "--osm", bad, "--out", out)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].startswith(f"geo: {bad}: ")
    assert not out.exists()


@pytest.mark.usefixtures("quick")
def test_out_that_is_a_file_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "file"
    out.write_text("mine", encoding="utf-8")
    assert_refused(run("build", "--out", out), "cannot be written")
    assert out.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.usefixtures("quick")
def test_out_with_a_folder_in_the_way_keeps_the_other_files(tmp_path: Path) -> None:
    (tmp_path / "projects.geojson").mkdir()
    assert_refused(run("build", "--out", tmp_path), "projects.geojson: cannot be written")
    assert [path.name for path in tmp_path.iterdir()] == ["projects.geojson"]


@pytest.mark.usefixtures("quick")
def test_out_that_is_read_only_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:  # a real such folder is tested with the writing itself
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    assert_refused(run("build", "--out", tmp_path), "cannot be written (Permission denied)")


def test_broken_registry_is_refused_with_all_its_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_command, "load_registry", two_faults)
    result = run("build")
    assert result.exit_code == 2
    assert result.stderr.startswith("geo: 2 fault(s) in the registry")
    assert len(result.stderr.splitlines()) == 3
    assert "Traceback" not in result.stderr


def two_faults() -> Registry:
    faults = [InputError("registry.no_file", where=f"roads.yaml:{n}") for n in (1, 2)]
    raise RegistryError(faults)


# ---- processes of their own


def test_real_build_prints_json() -> None:
    done = real("build", "--json", "--date", "2024-06-01")
    assert done.stderr == NO_OSM
    assert json.loads(done.stdout) == summarise(sketch_trace().at(DAY))


def test_real_inspect_prints_vietnamese() -> None:
    done = real("inspect", "cau-hai-hung", "--date", "2024-06-01")
    assert done.stderr == NO_OSM
    project = registry().projects["cau-hai-hung"]
    assert done.stdout == project_text(sketch_trace().at(DAY), project) + "\n"


def test_real_refusal_is_one_line_and_writes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.gpkg"
    bad.write_bytes(b"SQLite format 3\0 but no more")
    out = tmp_path / "out"
    done = real("build", "--boundaries", bad, "--out", out, code=2)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert done.stderr.startswith(f"geo: {bad}: no map file that can be read")
    assert not out.exists()


def test_real_build_on_the_reference_with_osm(tmp_path: Path, shared: Path) -> None:
    done = real(
        "build",
        *("--boundaries", shared / "reference" / "provinces_63.gpkg"),
        *("--osm", shared / "osm" / "rail.osm.pbf"),
        *("--date", "2024-06-01"),
        *("--out", tmp_path),
        "--json",
    )
    linkage = reference_trace(shared).at(DAY)
    assert json.loads(done.stdout) == summarise(linkage)
    pieces = gpd.read_file(tmp_path / "pieces.geojson")
    assert len(pieces) == len(linkage.pieces)
    assert pieces["responsible"].str.len().gt(0).all()
    assert pieces["basis"].str.len().gt(0).all()


# ---- credits


def test_sketch_names_its_source_and_geonames_but_not_osm() -> None:
    named = credits_of(sketch_trace().at(DAY))
    assert named[0].vi == f"Ranh giới: {sketch().source.vi}"
    assert GEONAMES in named
    assert not any("OpenStreetMap" in credit.en for credit in named)


def test_osm_is_credited_where_its_ways_are_drawn(shared: Path) -> None:
    linkage = reference_trace(shared).at(DAY, Units.TODAY)
    assert "© OpenStreetMap contributors, ODbL 1.0 (date of the data unknown)" in [
        credit.en for credit in credits_of(linkage)
    ]


def test_places_of_our_own_need_no_credit() -> None:
    linkage = build(registry_of(link()), boundaries(p24=box(106, 21, 107, 22)), as_of=DAY)
    assert [credit.en for credit in credits_of(linkage)] == ["Boundaries: test"]
