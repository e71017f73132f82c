"""``python -m geo cut postgresql://…``: a table of a real PostGIS, cut like any other network."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import psycopg
import pytest

from geo.cut.network import cut_network
from tests.geo.cli.test_cut_command import ROWS, assert_whole, lines, pieces_in, run
from tests.geo.export.programs import must_be_there
from tests.geo.traces import sketch
from tests.postgres import cluster

COLUMNS = "ref, lanes, opened, cost, tags, id, names, geom"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    """A database in which the lines stand as ``"Giao thông".roads``, with what offices keep."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS roads WITH (FORCE)")
        connection.execute("CREATE DATABASE roads")
        found = connection.execute(
            "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"
        ).fetchone()
        must_be_there(found is not None, "postgresql-postgis")
    url = f"{server}/roads"
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute('CREATE SCHEMA "Giao thông"')
        connection.execute(
            'CREATE TABLE "Giao thông".roads (ref text, lanes integer, opened date, '
            "cost numeric(12, 2), tags jsonb, id uuid DEFAULT gen_random_uuid(), names text[], "
            "geom geometry(Geometry, 4326))"
        )
        put(connection, lines())
    return url


def put(connection: "psycopg.Connection[tuple[object, ...]]", rows: gpd.GeoDataFrame) -> None:
    for ref, lanes, shape in zip(rows["ref"], rows["lanes"], rows.geometry, strict=True):
        connection.execute(
            'INSERT INTO "Giao thông".roads (ref, lanes, opened, cost, tags, names, geom) VALUES '
            "(%s, %s, %s, 12.5, %s, '{a,b}', ST_GeomFromText(%s, 4326))",
            (
                ref,
                lanes,
                None if lanes else "2024-01-31",
                '{"a": 1}' if lanes % 2 else "{}",
                shape.wkt,
            ),
        )


@pytest.mark.parametrize("rows", [7, 1000])
@pytest.mark.parametrize("table", ["roads", "Giao thông.roads"])
def test_a_table_is_cut_whole(database: str, tmp_path: Path, table: str, rows: int) -> None:
    out = tmp_path / "out"
    done = run(database, "--table", table, "--out", out, "--by", "ref", "--rows", rows)
    assert done.exit_code == 0, done.output
    assert "left out: 1 point" in done.output
    pieces = pieces_in(out)
    assert_whole(pieces)
    assert set(COLUMNS.replace(", geom", "").split(", ")) <= set(pieces.columns)
    assert len(set(pieces["id"].astype(str))) == ROWS - 1
    assert float(pieces["cost"].iloc[0]) == 12.5
    assert str(pieces.loc[pieces["lanes"] == 0, "opened"].iloc[0]) == "2024-01-31"


@pytest.mark.parametrize("srid", [32648, 990001])
def test_another_system_a_view_and_a_part_without_any_line(
    database: str, tmp_path: Path, srid: int
) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO spatial_ref_sys SELECT 990001, 'So GTVT', 1, srtext, proj4text "
            "FROM spatial_ref_sys WHERE srid = 32648"
        )
        view = (
            "CREATE VIEW utm AS SELECT ref, lanes, CASE WHEN lanes >= 10 THEN "
            "ST_Transform(geom, %s) END::geometry(Geometry, %s) AS shape "
            'FROM "Giao thông".roads'
        )
        connection.execute(view % (srid, srid))
    out = tmp_path / "out"
    done = run(database, "--table", "utm", "--out", out, "--rows", 5)
    assert done.exit_code == 0, done.output
    left = pd.read_csv(out / "left-out.csv")
    assert list(left["row"]) == [*range(10), 13]
    assert list(left["reason"]) == ["empty"] * 10 + ["point"]
    expected = cut_network(lines().iloc[10:], sketch().frame).pieces
    assert pieces_in(out)["length_m"].sum() == pytest.approx(expected["length_m"].sum(), rel=1e-6)


def test_a_table_that_changed_is_not_mixed_with_what_was_cut_before(
    database: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run(database, "--table", "roads", "--out", out).exit_code == 0
    assert run(database, "--table", "roads", "--out", out).exit_code == 0
    with psycopg.connect(database) as connection:
        connection.execute("""UPDATE "Giao thông".roads SET ref = 'QL.37' WHERE lanes = 5""")
    other = run(database, "--table", "roads", "--out", out)
    assert (other.exit_code, "holds something else" in other.stderr) == (2, True)
    assert run(database, "--table", "roads", "--out", out, "--overwrite").exit_code == 0
    assert set(pieces_in(out).query("lanes == 5")["ref"]) == {"QL.37"}


@pytest.mark.parametrize(
    ("table", "message"), [("none", "no geometry column"), ("plain", "no geometry column")]
)
def test_a_table_without_geometry_is_said(
    database: str, tmp_path: Path, table: str, message: str
) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE plain (a integer)")
    done = run(database, "--table", table, "--out", tmp_path / "out")
    assert (done.exit_code, message in done.stderr) == (2, True)
    assert "Traceback" not in done.output


def test_an_empty_table_gives_empty_files(database: str, tmp_path: Path) -> None:
    with psycopg.connect(database) as connection:
        connection.execute('DELETE FROM "Giao thông".roads')
    out = tmp_path / "out"
    done = run(database, "--table", "roads", "--out", out)
    assert done.exit_code == 0, done.output
    assert pd.read_csv(out / "kilometres.csv").empty
