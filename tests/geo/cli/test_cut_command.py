"""``python -m geo cut``: any source, any parts, on a cluster too; stopped and gone on with."""

import json
import os
import signal
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner, Result
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

import geo.__main__ as cli
from geo.cut.network import cut_network
from geo.export import network_cut
from geo.export.network_cut import Job, cut_here, cut_on
from geo.export.network_folder import PIECES, NetworkFolder
from geo.sources.network_parts import NetworkPart, parts_of
from tests.geo.traces import sketch

ROWS = 60


def lines() -> gpd.GeoDataFrame:
    """Roads to and fro over Bắc Giang and Lạng Sơn, and one row that is none."""
    number = np.arange(ROWS)
    x, y = 105.9 + number / 100, 21.2 + (number % 7) / 20
    shapes: list[BaseGeometry] = [
        LineString([(a, b), (a + 0.6, b + 0.1)]) for a, b in zip(x, y, strict=True)
    ]
    shapes[13] = Point(106, 21)
    refs = np.where(number % 3, "QL.1", "ĐT.293")
    return gpd.GeoDataFrame({"ref": refs, "lanes": number}, geometry=shapes, crs=4326)


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """The network as a folder of three files."""
    folder = tmp_path / "roads"
    folder.mkdir()
    for number in range(3):
        part = lines().iloc[number * 20 : (number + 1) * 20]
        part.to_parquet(folder / f"{number}.parquet")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["cut", *map(str, arguments)])


def pieces_in(folder: Path) -> gpd.GeoDataFrame:
    both = pd.concat(list(NetworkFolder(folder).shapes(PIECES)), ignore_index=True)
    assert isinstance(both, gpd.GeoDataFrame)
    return both


def assert_whole(pieces: gpd.GeoDataFrame) -> None:
    """All of the network is there, as one call cuts it."""
    expected = cut_network(lines(), sketch().frame).pieces
    assert list(pieces["row"]) == list(expected["row"])
    assert list(pieces["ref"]) == list(expected["ref"])
    assert list(pieces["province_code"].fillna("")) == list(expected["province_code"].fillna(""))
    assert np.allclose(pieces["length_m"], expected["length_m"], rtol=1e-9)


@pytest.mark.parametrize("rows", [7, 1000])
def test_folder_of_geoparquet(parquet: Path, tmp_path: Path, rows: int) -> None:
    out = tmp_path / "out"
    done = run(parquet, "--out", out, "--by", "ref", "--rows", rows)
    assert done.exit_code == 0, done.output
    assert "left out: 1 point" in done.output
    assert_whole(pieces_in(out))
    table = pd.read_csv(out / "kilometres.csv", dtype={"province_code": str})
    assert set(table["ref"]) == {"QL.1", "ĐT.293"}
    assert table["km"].sum() * 1000 == pytest.approx(pieces_in(out)["length_m"].sum())
    sheet = openpyxl.load_workbook(out / "kilometres.xlsx")["km"]
    assert [cell.value for cell in sheet[1]] == list(table.columns)
    assert pd.read_csv(out / "left-out.csv").to_dict("list") == {"row": [13], "reason": ["point"]}


@pytest.mark.parametrize("name", ["roads.gpkg", "roads.geojson", "roads.fgb", "roads.shp"])
def test_any_vector_file(tmp_path: Path, name: str) -> None:
    frame = lines() if not name.endswith("shp") else lines().drop(index=13).reset_index(drop=True)
    frame.to_file(tmp_path / name)
    out = tmp_path / "cut.gpkg"
    done = run(tmp_path / name, "--out", out, "--rows", 25, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["left_out"] == ({} if name.endswith("shp") else {"point": 1})
    pieces = gpd.read_file(out, layer="pieces")
    assert pieces["length_m"].sum() / 1000 == pytest.approx(
        sum(r["km"] for r in told["kilometres"])
    )
    assert len(gpd.read_file(out, layer="borders")) > 30
    assert not out.with_name("cut.gpkg.parts").exists()


def test_one_geojson_file(parquet: Path, tmp_path: Path) -> None:
    out = tmp_path / "cut.geojson"
    assert run(parquet, "--out", out).exit_code == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    assert_whole(gpd.GeoDataFrame.from_features(found, crs=4326))


def test_ways_of_an_osm_extract(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "rails"
    done = run(shared / "osm" / "rail.osm.pbf", "--tags", "railway=rail", "--out", out, "--json")
    assert done.exit_code == 0, done.output
    pieces = pieces_in(out)
    assert {"way_id", "railway", "name", "ref"} <= set(pieces.columns)
    assert pieces["length_m"].sum() > 3e6
    assert run(shared / "osm" / "rail.osm.pbf", "--out", tmp_path / "x").exit_code == 2


def test_stopped_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roads, out, cut = tmp_path / "roads.gpkg", tmp_path / "out", network_cut.cut_part
    lines().to_file(roads)
    cuts: list[int] = []

    def some(job: Job, number: int, part: NetworkPart) -> network_cut.Done:
        cuts.append(number)
        if len(cuts) == 5:
            raise KeyboardInterrupt
        return cut(job, number, part)

    monkeypatch.setattr(network_cut, "cut_part", some)
    assert run(roads, "--out", out, "--rows", 10).exit_code != 0
    assert not (out / "kilometres.csv").exists()
    assert run(roads, "--out", out, "--rows", 10).exit_code == 0
    assert cuts == [0, 1, 2, 3, 4, 4, 5]
    assert_whole(pieces_in(out))


def test_what_lies_there_is_kept_unless_asked(parquet: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(parquet, "--out", out).exit_code == 0
    other = run(parquet, "--out", out, "--by", "ref")
    assert (other.exit_code, "holds something else" in other.stderr) == (2, True)
    assert run(parquet, "--out", out, "--by", "ref", "--overwrite").exit_code == 0
    assert "ref" in (out / "kilometres.csv").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.gpkg"], "no such file or folder"),
        (["roads", "--by", "nope"], "no column nope"),
        (["text.gpkg"], "cannot be read"),
        (["text.parquet"], "GeoParquet file cannot be read"),
        (["plain.parquet"], "no geometry column"),
        (["postgresql://somebody:secret@localhost:1/none"], "which table"),
        (["postgresql://somebody:secret@localhost:1/none", "--table", "t"], "cannot be read"),
        (["roads", "--scheduler", "tcp://127.0.0.1:1"], "scheduler cannot be reached"),
    ],
)
def test_what_cannot_be_cut_is_said(
    parquet: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("text.gpkg", "text.parquet"):
        (tmp_path / name).write_text("not that")
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "plain.parquet")
    done = run(*arguments, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert message in done.stderr
    assert "secret" not in done.output
    assert "Traceback" not in done.output


# ---- on a cluster


def job(out: Path) -> Job:
    folder = NetworkFolder(out)
    folder.begin({}, overwrite=False)
    return Job(sketch().frame, folder, ("ref",), 50.0)


@pytest.mark.filterwarnings("ignore")
def test_cluster_gives_the_same_though_a_worker_is_killed(parquet: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="requirements-cluster.txt is an extra")
    parts = list(enumerate(parts_of(parquet, rows=2)))
    assert len(parts) == 3, "row groups stay whole"
    for file in parquet.iterdir():
        gpd.read_parquet(file).to_parquet(file, row_group_size=2)
    parts = list(enumerate(parts_of(parquet, rows=2)))
    assert len(parts) == 30
    here, there = job(tmp_path / "here"), job(tmp_path / "there")
    cut_here(here, parts, lambda *_: None)
    killed: list[int] = []
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        workers = client.run(os.getpid)

        def kill(done: int, _of: int) -> None:
            if done >= 3 and not killed:
                killed.append(next(iter(workers.values())))
                os.kill(killed[0], signal.SIGKILL)

        cut_on(client, there, parts, kill)
        assert killed
    mine, theirs = pieces_in(tmp_path / "here"), pieces_in(tmp_path / "there")
    pd.testing.assert_frame_equal(mine.drop(columns="geometry"), theirs.drop(columns="geometry"))
    assert shapely.equals_exact(mine.geometry.to_numpy(), theirs.geometry.to_numpy()).all()
    pd.testing.assert_frame_equal(here.folder.table(), there.folder.table())
