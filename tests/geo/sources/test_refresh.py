"""Refreshing: resumed wherever it was stopped, the same cache however often."""

import datetime as dt
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner

from geo import settings
from geo.__main__ import main
from geo.errors import InputError
from geo.model import Text
from geo.osm.cache import Cache, CacheEntry, CacheKind
from geo.osm.overpass import Overpass
from geo.osm.refresh import JOURNAL, refresh, unfinished
from geo.osm.source import tiles
from geo.provinces.fetched import BoundarySource, fetched_boundaries
from geo.provinces.fetching import refresh_boundaries
from geo.registry import DATA_DIR, Units, load_registry
from geo.registry.communes import Commune, communes
from geo.sources.inputs import Inputs, Origin, chosen_boundaries
from tests.geo.osm.test_overpass import as_extract
from tests.geo.traces import sketch
from tests.overpass_server import ADMIN, Fault, Server, World, overpass_server, small_world

TILES = tiles([(106.0, 21.0, 107.5, 22.0)])
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def environment(server: Server, cache: Path, **more: str) -> dict[str, str]:
    return {
        "GIAPRANH_OVERPASS_URL": server.url,
        "GIAPRANH_OVERPASS_RATE_LIMIT": "no",
        "GIAPRANH_OVERPASS_PAUSE": "0",
        "GIAPRANH_OVERPASS_TRIES": "2",
        "GIAPRANH_OVERPASS_TIMEOUT": "20",
        "GIAPRANH_CACHE": str(cache),
    } | more


def client(server: Server) -> Overpass:
    return Overpass(settings.current(environment(server, Path("unused"))))


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a cache, by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def fill(cache: Cache, server: Server, **more: Callable[[], dt.datetime]) -> tuple[CacheEntry, ...]:
    return refresh(cache, client(server), TILES, source_key=server.url, **more)  # type: ignore[arg-type]


def test_a_refresh_fills_the_cache(tmp_path: Path) -> None:
    with overpass_server() as server:
        entries = fill(Cache(tmp_path), server)
        assert [entry.key for entry in entries] == [tile.key for tile in TILES]
        assert len(server.queries) == len(TILES)
        assert set(Cache(tmp_path).ways().frame["way_id"]) == {100, 101, 102, 103, 8, 105}
        before = content(tmp_path)
        fill(Cache(tmp_path), server)
        assert len(server.queries) == 2 * len(TILES)  # a finished refresh starts anew
    assert content(tmp_path) == before
    assert unfinished(Cache(tmp_path)) == 0


def test_a_failed_refresh_changes_nothing_and_is_taken_up(tmp_path: Path) -> None:
    with overpass_server() as server:
        cache = Cache(tmp_path)
        fill(cache, server)
        table = (tmp_path / "manifest.json").read_bytes()
        server.world.ways[100][1]["name"] = "Quốc lộ 37 mới"
        start = len(server.queries)
        server.faults = {start + 3: Fault.BAD_QUERY}
        with pytest.raises(InputError, match="refused"):
            fill(cache, server)
        assert (tmp_path / "manifest.json").read_bytes() == table
        assert set(cache.ways().frame["name"]) >= {"Quốc lộ 37"}
        assert unfinished(cache) == 3
        fill(cache, server)
        assert len(server.queries) == start + 4 + len(TILES) - 3
        assert "Quốc lộ 37 mới" in set(cache.ways().frame["name"])


def test_tiles_of_another_source_or_an_old_day_are_not_taken_up(tmp_path: Path) -> None:
    with overpass_server(faults={3: Fault.BAD_QUERY}) as server:
        cache = Cache(tmp_path)
        with pytest.raises(InputError):
            fill(cache, server, now=lambda: NOON)
        asked = len(server.queries)
        refresh(
            cache,
            client(server),
            TILES,
            source_key=server.url,
            now=lambda: NOON + dt.timedelta(hours=25),
        )
        assert len(server.queries) == asked + len(TILES)
    with overpass_server(faults={3: Fault.BAD_QUERY}) as server:
        with pytest.raises(InputError):
            fill(cache, server)
        asked = len(server.queries)
        refresh(cache, client(server), TILES, source_key="another")
        assert len(server.queries) == asked + len(TILES)


def test_a_damaged_journal_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text("{", encoding="utf-8")
    with overpass_server() as server:
        fill(Cache(tmp_path), server)
    assert not (tmp_path / JOURNAL).exists()


class _Stop(Exception):  # noqa: N818
    """What a user who cancels makes the progress raise."""


@pytest.mark.parametrize("after", [0, 1, 4, 7])
def test_a_cancelled_refresh_goes_on_where_it_stopped(tmp_path: Path, after: int) -> None:
    calls = 0

    def progress(share: float, what: Text) -> None:
        nonlocal calls
        calls += 1
        assert 0 <= share <= 1
        if calls > after:
            raise _Stop

    with overpass_server() as server:
        fill(Cache(tmp_path / "whole"), server)
        cache = Cache(tmp_path / "cut")
        with pytest.raises(_Stop):
            refresh(cache, client(server), TILES, source_key=server.url, progress=progress)
        assert not cache.has(CacheKind.WAYS)
        fill(cache, server)
    assert content(tmp_path / "cut") == content(tmp_path / "whole")


def _refresh_process(server: Server, cache: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "geo", "refresh", "--region", "Bắc Giang", "--region", "20"]
    return subprocess.Popen(
        command,
        env=os.environ | environment(server, cache),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killed_at_any_moment_it_ends_the_same(tmp_path: Path) -> None:
    """SIGKILL at requests 1, 2, 3… and a random moment later, until one run gets through."""
    rng = np.random.default_rng(37)
    with overpass_server(delay_s=0.02) as server:
        assert _refresh_process(server, tmp_path / "whole").wait(120) == 0
        requests = len(server.queries)
        assert requests > 8
        killed = 0
        while killed < 5:
            asked = len(server.queries)
            process = _refresh_process(server, tmp_path / "killed")
            wanted = asked + int(rng.integers(1, 4))
            while process.poll() is None and len(server.queries) < wanted:
                time.sleep(0.001)
            time.sleep(rng.random() * 0.06)
            process.send_signal(signal.SIGKILL)
            if process.wait(20) == 0:
                break
            killed += 1
            Cache(tmp_path / "killed").manifest()  # readable at every moment
        assert killed >= 3
        assert _refresh_process(server, tmp_path / "killed").wait(120) == 0
        # Nothing finished was asked for again: at most the tile in work, once a kill.
        assert len(server.queries) - requests <= 2 * requests + killed
    assert content(tmp_path / "killed") == content(tmp_path / "whole")


@pytest.mark.parametrize("name", ["put", "keep", "sweep", "unlink"])
def test_killed_between_any_two_steps_it_ends_the_same(tmp_path: Path, name: str) -> None:
    """As above, at the few moments that a timed kill would hardly ever hit."""
    script = f"""
import os, signal, sys
from pathlib import Path
from geo.osm import cache as module, refresh as refreshing
from tests.geo.sources import test_refresh as t
from tests.overpass_server import Server
calls = 0
def deadly(real):
    def wrapped(*args, **options):
        global calls
        calls += 1
        result = real(*args, **options)
        if calls == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return wrapped
if {name!r} == "unlink":
    Path.unlink = deadly(Path.unlink)
else:
    setattr(module.Cache, {name!r}, deadly(getattr(module.Cache, {name!r})))
t.fill(module.Cache(Path(sys.argv[2])), Server(sys.argv[1], None, {{}}))
"""
    with overpass_server() as server:
        fill(Cache(tmp_path / "whole"), server)
        for call in ("1", "2"):
            cut = tmp_path / f"cut{call}"
            command = [sys.executable, "-c", script, server.url, str(cut), call]
            done = subprocess.run(command, check=False, timeout=60)
            assert done.returncode == (-signal.SIGKILL if call == "1" else done.returncode)
            fill(Cache(cut), server)
            assert content(cut) == content(tmp_path / "whole")


def _box(world: World, first: int, west: float, south: float, east: float, north: float) -> int:
    corners = [(west, south), (east, south), (east, north), (west, north)]
    for place, at in enumerate(corners):
        world.nodes[first + place] = at
    world.ways[first] = ([first, first + 1, first + 2], {})
    world.ways[first + 1] = ([first + 2, first + 3, first], {})
    return first


def provinces_world() -> World:
    world = World()
    names = sorted(load_registry().units.today.values())
    for place, name in enumerate(names):
        way = _box(world, 10_000 + 10 * place, 104 + place, 20, 105 + place, 21)
        world.relations[place] = ([way, way + 1], ADMIN | {"name": f"Tỉnh {name}"})
    way = _box(world, 20_000, 100, 25, 101, 26)
    world.relations[99] = ([way, way + 1], ADMIN | {"name": "广西壮族自治区"})
    return world


def communes_world(*, without: str = "", level: str = "6") -> World:
    """The communes of today's Bắc Ninh and Hải Phòng, beside the provinces."""
    world = provinces_world()
    strips = [(ward, strip) for ward, strip in commune_strips() if ward.province in ("24", "31")]
    for number, (ward, strip) in enumerate(strips):
        if ward.code == without:
            continue
        way = _box(world, 1_000_000 + 10 * number, *strip.bounds)
        tags = ADMIN | {"name": ward.name, "admin_level": level if number % 2 else "6"}
        world.relations[1_000 + number] = ([way, way + 1], tags)
    return world


def commune_strips(east: float = 0.0) -> Iterator[tuple[Commune, shapely.Polygon]]:
    """Every commune of today, as a strip of a square where its old province lies."""
    units = load_registry().units
    own: dict[str, list[Commune]] = {}
    for ward in communes():
        own.setdefault(units.communes.province_of(int(ward.code)) or "", []).append(ward)
    for old, wards in own.items():
        place = units.places[f"2008:{old}"]
        half = place.area_km2**0.5 / 220
        width = 2 * half / len(wards)
        for number, ward in enumerate(wards):
            west = round(place.lon - half + number * width + east, 6)
            north, south = place.lat + half, place.lat - half
            yield ward, shapely.box(west, south, round(west + width, 6), north)


def commune_archive(*, without: str = "", east: float = 0.0) -> bytes:
    """Every commune of today, as strips of a square where its old province lies.

    ``without`` is the code of a commune left out, ``east`` moves all by degrees.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for ward, strip in commune_strips(east):
            if ward.code != without:
                archive.writestr(*commune_file(ward, strip))
        archive.writestr("json/24_bac_ninh/24_bac_ninh.geojson", '{"type": "FeatureCollection"}')
    return packed.getvalue()


def commune_file(ward: Commune, shape: shapely.Polygon) -> tuple[str, str]:
    province, code = ward.province, ward.code
    feature = {
        "type": "Feature",
        "properties": {"code": code, "fullName": ward.name},
        "geometry": shapely.geometry.mapping(shape),
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return f"json/{province}_x/wards/{code}_x.geojson", content


def boundary_settings(server: Server, cache: Path, data: bytes, **more: str) -> settings.Settings:
    url = server.url.replace("/api", "/communes.zip")
    blob = hashlib.sha1(f"blob {len(data)}\0".encode() + data, usedforsecurity=False)
    values = environment(server, cache, GIAPRANH_BOUNDARIES_URL=url) | {
        "GIAPRANH_BOUNDARIES_BLOB": blob.hexdigest()
    }
    return settings.current(values | more)


def fetch_boundaries(
    server: Server, folder: Path, data: bytes, source: BoundarySource = BoundarySource.OFFICIAL
) -> None:
    refresh_boundaries(
        Cache(folder),
        Overpass(boundary_settings(server, folder, data)),
        load_registry().units,
        sketch(),
        needed={"24", "31"},
        source=source,
    )


def test_communes_are_fetched_checked_and_kept(tmp_path: Path) -> None:
    data, units = commune_archive(), load_registry().units
    with overpass_server(World(), files={"/communes.zip": data}) as server:
        fetch_boundaries(server, tmp_path, data)
    signing = fetched_boundaries(Cache(tmp_path))
    assert signing is not None
    assert signing.communes is not None
    assert list(signing.frame["province_code"]) == ["24", "27", "30", "31"], "and no more"
    assert list(signing.frame["province_name"]) == [
        units.signing[code] for code in ("24", "27", "30", "31")
    ]
    listed = sum(ward.province in ("24", "31") for ward in communes())
    assert len(signing.communes) == listed
    assert set(signing.communes["province_code"]) == {"24", "27", "30", "31"}
    assert not signing.is_sketch
    assert "MIT; hình của bản đồ sapnhap.bando.com.vn" in signing.source.vi
    assert not (tmp_path / "incoming").exists()
    (row,) = Cache(tmp_path).describe()
    assert row.counts == {"provinces": 4, "communes": listed}
    inputs = Inputs(cache=tmp_path, data=DATA_DIR)
    assert chosen_boundaries(inputs, load_registry()).origin is Origin.FETCHED


def test_todays_provinces_of_openstreetmap_are_a_second_source(tmp_path: Path) -> None:
    with overpass_server(provinces_world()) as server:
        fetch_boundaries(server, tmp_path, b"", BoundarySource.OSM)
    today = fetched_boundaries(Cache(tmp_path), Units.TODAY)
    assert today is not None
    assert sorted(today.frame["province_code"]) == sorted(load_registry().units.today)
    assert shapely.area(today.frame.geometry.to_numpy()) == pytest.approx(1)
    assert "ODbL" in today.source.en
    inputs = Inputs(cache=tmp_path, data=DATA_DIR)
    chosen = chosen_boundaries(inputs, load_registry())
    assert chosen.origin is Origin.SKETCH, "squares of one degree do not replace the outlines"


@pytest.mark.parametrize("level", ["6", "8"])
def test_communes_of_openstreetmap_make_the_63(tmp_path: Path, level: str) -> None:
    """By their names; those around, of other provinces, are left out."""
    with overpass_server(communes_world(level=level)) as server:
        fetch_boundaries(server, tmp_path, b"", BoundarySource.OSM)
        assert len(server.queries) == 3, "the provinces, and one question a province"
    signing = fetched_boundaries(Cache(tmp_path))
    assert signing is not None
    assert signing.communes is not None
    assert list(signing.frame["province_code"]) == ["24", "27", "30", "31"]
    listed = {ward.code for ward in communes() if ward.province in ("24", "31")}
    assert set(signing.communes["commune_code"]) == listed
    assert "ODbL" in signing.source.en
    assert f"{len(listed)} xã, phường" in signing.source.vi
    assert fetched_boundaries(Cache(tmp_path), Units.TODAY) is not None


def test_where_openstreetmap_lacks_a_commune_its_provinces_alone_are_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with overpass_server(communes_world(without="07210")) as server:
        fetch_boundaries(server, tmp_path, b"", BoundarySource.OSM)
    assert fetched_boundaries(Cache(tmp_path)) is None
    assert fetched_boundaries(Cache(tmp_path), Units.TODAY) is not None
    assert "OSM lacks communes of {'24': 1}" in caplog.text


def test_what_a_former_release_fetched_is_not_used(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(
        [
            cache.keep(
                sketch().frame,
                kind=CacheKind.BOUNDARIES,
                key=Units.SIGNING.value,
                dated=None,
                source=sketch().source,
                credit=Text(vi="geoBoundaries (VNM ADM1)", en="geoBoundaries (VNM ADM1)"),
            )
        ]
    )
    assert fetched_boundaries(cache) is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("checksum", "checksum is another"),
        ("missing file", "404"),
        ("commune", r"1 commune\(s\) are missing of the province\(s\) 24"),
        ("elsewhere", "the boundaries lie elsewhere"),
        ("no archive", "damaged"),
    ],
)
def test_wrong_boundaries_leave_everything_as_it_was(tmp_path: Path, wrong: str, says: str) -> None:
    data = commune_archive(
        without="07210" if wrong == "commune" else "", east=1.0 if wrong == "elsewhere" else 0.0
    )
    if wrong == "no archive":
        data = b"PK no zip"
    sent = data + b" " if wrong == "checksum" else data
    files = {} if wrong == "missing file" else {"/communes.zip": sent}
    with (
        overpass_server(World(), files=files) as server,
        pytest.raises(InputError, match=says),
    ):
        fetch_boundaries(server, tmp_path, data)
    assert fetched_boundaries(Cache(tmp_path)) is None
    assert not (tmp_path / "files").exists() or not list((tmp_path / "files").iterdir())


@pytest.mark.parametrize("missing", ["Bắc Ninh"])
def test_a_province_that_openstreetmap_lacks_is_named(tmp_path: Path, missing: str) -> None:
    world = provinces_world()
    del world.relations[sorted(load_registry().units.today.values()).index(missing)]
    with (
        overpass_server(world) as server,
        pytest.raises(InputError, match=f"missing: {missing}"),
    ):
        fetch_boundaries(server, tmp_path, b"", BoundarySource.OSM)
    assert fetched_boundaries(Cache(tmp_path), Units.TODAY) is None


def run(monkeypatch: pytest.MonkeyPatch, values: dict[str, str], *args: str) -> tuple[int, str]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(main, list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_offline_it_is_one_sentence_and_the_sketch_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "GIAPRANH_OVERPASS_URL": "http://overpass.invalid/api",
        "GIAPRANH_BOUNDARIES_URL": "http://boundaries.invalid/communes.zip",
        "GIAPRANH_CACHE": str(tmp_path),
    }
    for args in (["refresh"], ["refresh", "--boundaries"]):
        code, output = run(monkeypatch, values, *args)
        assert code == 2
        assert output.strip().count("\n") == 0
        assert "no connection to the server" in output
    code, output = run(monkeypatch, values, "inspect", "rail-kep-luu-xa")
    assert code == 0
    assert "every line is a sketch" in output


def test_an_unknown_region_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, output = run(
        monkeypatch, {"GIAPRANH_CACHE": str(tmp_path)}, "refresh", "--region", "Atlantis"
    )
    assert code == 2
    assert "no province is called 'Atlantis'" in output
    assert "Bắc Giang" in output


def test_refresh_pack_and_build_work_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = str(tmp_path / "region.zip")
    with overpass_server() as server:
        values = environment(server, tmp_path / "here")
        code, output = run(monkeypatch, values, "refresh", "--region", "bac giang")
        assert code == 0, output
        assert "ODbL" in output
        assert "road" in output
        assert run(monkeypatch, values, "pack", pack)[0] == 0
        code, output = run(monkeypatch, values, "build")
        assert code == 0, output
        assert "geo: ways: OpenStreetMap, fetched through 127.0.0.1" in output
    elsewhere = {"GIAPRANH_CACHE": str(tmp_path / "elsewhere")}
    code, output = run(monkeypatch, elsewhere, "build", "--pack", pack)
    assert code == 0, output
    assert "data of 2026-10-31" in output
    assert "every line is a sketch" in run(monkeypatch, elsewhere, "build")[1]


def test_a_refresh_from_an_extract_is_the_same_as_from_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_extract(small_world(), tmp_path / "world.osm.pbf")
    with overpass_server() as server:
        values = environment(server, tmp_path / "served")
        assert run(monkeypatch, values, "refresh", "--region", "24")[0] == 0
    values["GIAPRANH_CACHE"] = str(tmp_path / "file")
    code, output = run(monkeypatch, values, "refresh", "--region", "24", "--osm", str(path))
    assert code == 0, output
    served, read = (Cache(tmp_path / name).ways().frame for name in ("served", "file"))
    columns = ["way_id", "mode", "name", "ref", "route_ref"]
    assert read[columns].equals(served[columns])
