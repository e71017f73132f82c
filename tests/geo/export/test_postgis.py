"""Live layers in a real PostGIS: swapped at once, read by QGIS and GDAL, refused with a word."""

import datetime as dt
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

import geo.__main__ as cli
from geo.errors import InputError
from geo.export.colours import STATUS_COLOUR
from geo.export.options import ExportOptions
from geo.export.postgis import publish
from geo.export.tables import PIECES
from geo.model import Language, Status
from geo.registry import Units
from tests.geo.export.programs import must_be_there
from tests.geo.export.test_qgis import has, looked_at
from tests.geo.traces import commune_trace, sketch_trace
from tests.postgres import cluster

DAY = dt.date(2024, 12, 31)
SCHEMA = "giap_ranh"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS layers WITH (FORCE)")
        connection.execute("CREATE DATABASE layers")
        found = connection.execute(
            "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"
        ).fetchone()
        must_be_there(found is not None, "postgresql-postgis")
    return f"{server}/layers"


def put(url: str, language: Language = Language.VI, *, day: dt.date = DAY) -> dict[str, int]:
    linkage = sketch_trace().at(day, Units.SIGNING)
    return publish(linkage, url, ExportOptions(language=language), schema=SCHEMA, reader="xem")


def one(url: str, query: str, **how: object) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row[0]


def test_tables_hold_what_the_linkage_holds(database: str) -> None:
    linkage = sketch_trace().at(DAY)
    counts = put(database)
    pieces = sum(rows for table, rows in counts.items() if table.startswith("pieces"))
    assert pieces == len(linkage.pieces)
    km = one(database, "SELECT sum(ST_Length(geom::geography)) / 1000 FROM giap_ranh.pieces")
    assert km == pytest.approx(linkage.pieces["length_km"].sum(), rel=1e-5)
    assert one(database, "SELECT count(*) FROM giap_ranh.crossings") == len(linkage.crossings)
    assert one(database, "SELECT ST_SRID(geom) FROM giap_ranh.provinces LIMIT 1") == 4326
    comment = "SELECT obj_description('giap_ranh.pieces'::regclass)"
    assert one(database, comment) == PIECES.title.vi
    said = one(database, "SELECT obj_description('giap_ranh'::regnamespace)")
    assert "2024-12-31" in str(said) or "31/12/2024" in str(said)


def test_kilometres_by_commune_are_a_layer_that_empties_with_its_borders(
    database: str, shared: Path
) -> None:
    linkage = commune_trace(shared).at(DAY, Units.TODAY)
    counts = publish(linkage, database, ExportOptions(language=Language.VI), schema=SCHEMA)
    assert counts["communes"] == len(linkage.communes) > 0
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT commune_code, commune_name, ST_SRID(geom), ST_Length(geom::geography) / 1000"
            " FROM giap_ranh.communes ORDER BY fid"
        ).fetchall()
    wanted = linkage.communes
    assert [row[0] for row in rows] == list(wanted["commune_code"])
    assert [row[1] for row in rows] == list(wanted["commune_name"])
    assert {row[2] for row in rows} == {4326}
    assert sum(row[3] for row in rows) == pytest.approx(wanted["length_km"].sum(), rel=1e-4)
    style = "SELECT count(*) FROM layer_styles WHERE f_table_name = 'communes'"
    assert one(database, style) == 1
    index = "SELECT count(*) FROM pg_indexes WHERE indexname = 'communes_geom'"
    assert one(database, index) == 1
    put(database)  # cut by outlines that know no communes
    assert one(database, "SELECT count(*) FROM giap_ranh.communes") == 0
    assert one(database, style) == 0


def test_who_has_them_open_sees_all_old_or_all_new(database: str) -> None:
    put(database, day=dt.date(2022, 6, 1))
    seen: set[tuple[int, int]] = set()
    stop = threading.Event()

    def look() -> None:
        query = (
            "SELECT (SELECT count(*) FROM giap_ranh.status_reports),"
            " (SELECT count(*) FROM giap_ranh.pieces)"
        )
        with psycopg.connect(database, autocommit=True) as connection:
            while not stop.is_set():
                row = connection.execute(query).fetchone()
                assert row is not None
                seen.add((row[0], row[1]))

    reader = threading.Thread(target=look)
    reader.start()
    after = put(database)
    stop.set()
    reader.join()
    before_reports = min(reports for reports, _ in seen)
    assert seen <= {
        (before_reports, after["pieces"]),
        (after["status_reports"], after["pieces"]),
    }
    assert before_reports < after["status_reports"]


def test_views_of_others_stay(database: str) -> None:
    put(database)
    with psycopg.connect(database) as connection:
        connection.execute("CREATE VIEW late AS SELECT * FROM giap_ranh.pieces WHERE grade = 'C'")
    before = one(database, "SELECT count(*) FROM late")
    put(database)
    assert one(database, "SELECT count(*) FROM late") == before


def test_another_language_has_its_own_columns(database: str) -> None:
    put(database)
    put(database, Language.EN)
    assert one(database, "SELECT name_en FROM giap_ranh.projects LIMIT 1")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        one(database, "SELECT name_vi FROM giap_ranh.projects LIMIT 1")


def test_reader_reads_and_does_no_more(database: str) -> None:
    put(database)
    own = database.replace("giapranh@", "xem@")
    assert one(own, "SELECT count(*) FROM giap_ranh.pieces")
    with (
        psycopg.connect(own) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM giap_ranh.pieces")


def test_qgis_opens_them_in_our_colours_and_words(database: str) -> None:
    must_be_there(has("qgis.core"), "python3-qgis")
    put(database)
    parts = psycopg.conninfo.conninfo_to_dict(database)
    place = f"dbname='layers' host={parts['host']} port={parts['port']} user='xem'"
    source = f'{place} key=\'fid\' table="giap_ranh"."pieces" (geom)'
    found = looked_at("status", source)
    (seen,) = found.values()
    assert seen["valid"]
    for status, colours in seen["colours"].items():
        assert STATUS_COLOUR[Status(status)].lower() in colours
    assert seen["fields"]["status"]["alias"]


def test_gdal_lists_them(database: str) -> None:
    put(database)
    parts = psycopg.conninfo.conninfo_to_dict(database)
    place = f"PG:dbname=layers host={parts['host']} port={parts['port']} user=giapranh"
    told = subprocess.run(
        ["/usr/bin/python3", "-P", "-c",
         "import sys; from osgeo import ogr; d = ogr.Open(sys.argv[1]); "
         "print([d.GetLayer(n).GetName() for n in range(d.GetLayerCount())])", place],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": ""},
    )  # fmt: skip
    assert "giap_ranh.pieces" in told.stdout


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://nobody:secret@127.0.0.1:1/none", "does not take it"),
        ("mysql://x", "no address of a database"),
    ],
)
def test_what_cannot_be_published_is_said(url: str, message: str) -> None:
    done = CliRunner().invoke(cli.main, ["publish", url])
    assert done.exit_code == 2
    assert message in done.stderr
    assert "secret" not in done.output
    assert "Traceback" not in done.output


def test_nothing_changes_where_one_table_cannot_be_written(database: str) -> None:
    before = put(database)
    linkage = sketch_trace().at(DAY)
    broken = replace(linkage, sides=linkage.sides, crossings=linkage.crossings.assign(km="far"))
    with pytest.raises((InputError, ValueError, TypeError)):
        publish(broken, database, ExportOptions(language=Language.VI), schema=SCHEMA)
    assert one(database, "SELECT count(*) FROM giap_ranh.pieces") == before["pieces"]
