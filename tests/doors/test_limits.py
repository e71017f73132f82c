"""What asks for much gets a message with the figure, in moments, or its process is killed."""

import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import CRS
from shapely import Point

from geo import confined as module
from geo.confined import confined, watched
from geo.errors import InputError, RegistryError
from geo.limits import LIMITS, Limit
from geo.osm.cache import to_parquet
from geo.osm.pack import open_pack
from geo.provinces.boundary_file import read_boundary_file
from geo.provinces.checked_file import examine
from tests.doors import bombs
from tests.doors.canary import with_grids
from tests.doors.elsewhere import (
    broken,
    calls_out,
    counts,
    endless,
    falls,
    greedy,
    leaves,
    refuses,
    starts,
    told,
)
from tests.geo.traces import registry, sketch

TABLE = registry().units
OPERATIONS = (Path(__file__).parents[2] / "OPERATIONS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.gpkg", lambda path: bombs.scribble(path, 200), "places where outlines cross"),
        ("b.gpkg", lambda path: bombs.scribble(path, 5_000), "places where outlines cross"),
        ("c.fgb", lambda path: bombs.wide(path, 600), "600 columns|601 columns"),
        ("d.zip", lambda path: bombs.crowded(path, 5_001), "5,001 files in an archive"),
        ("e.zip", lambda path: bombs.swelling(path, 1_100_000_000), "bytes when unpacked"),
    ],
)
def test_a_boundary_file_that_asks_for_much(
    tmp_path: Path, name: str, make: Callable[[Path], Path], said: str
) -> None:
    path = make(tmp_path / name)
    before = time.process_time()
    with pytest.raises(InputError, match=said) as refused:
        read_boundary_file(path, TABLE)
    assert "tối đa" in refused.value.told("vi")
    assert time.process_time() - before < 10  # the least of them took 15 s, most did not end


def test_a_pack_of_equal_rows(tmp_path: Path) -> None:
    path = bombs.equal_rows(tmp_path / "p.zip", rows=1_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(InputError, match="bytes of a pack when unpacked"):
        open_pack(path, tmp_path / "packs")
    assert not list((tmp_path / "packs").glob("*/manifest.json"))


def test_a_pack_of_dictionaries_or_with_a_grid_file(tmp_path: Path) -> None:
    plain = gpd.GeoDataFrame({"a": pd.Categorical(["x"])}, geometry=[Point(106, 21)], crs=4326)
    bound = CRS.from_wkt(with_grids(tmp_path / "canary")["bound"])
    for number, frame in enumerate(
        (plain, plain[["geometry"]].set_crs(bound, allow_override=True))
    ):
        path = bombs.pack_of(tmp_path / f"{number}.zip", to_parquet(frame))
        with pytest.raises(InputError, match="coordinate system of another sort"):
            open_pack(path, tmp_path / "packs")


def test_a_star_of_a_million_rays_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bombs.star(tmp_path / "s.fgb", 1_000_000)
    allow(monkeypatch, seconds=6)
    before = time.monotonic()
    with pytest.raises(InputError, match="seconds for reading an upload"):
        confined(examine, path, TABLE, sketch(), sketch(), where="s.fgb")
    assert time.monotonic() - before < 30


def allow(monkeypatch: pytest.MonkeyPatch, **changed: int) -> None:
    rows = {name: Limit(name, most, LIMITS[name].counted) for name, most in changed.items()}
    monkeypatch.setattr(module, "LIMITS", MappingProxyType({**LIMITS, **rows}))


def test_an_answer_and_a_refusal_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy")
    monkeypatch.setenv("NO_PROXY", "*")
    assert confined(told, "được", where="x") == "được "
    with pytest.raises(RegistryError) as refused:
        confined(refuses, "f:1", where="x")
    assert "một tệp hai lần" in refused.value.told("vi")
    assert refused.value.faults[0].where == "f:1"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (greedy, "bytes of memory for an upload"),
        (broken, r"cannot be read \(KeyError\)"),
        (falls, "reading it broke off"),
        (starts, r"cannot be read \(PermissionError\)"),
    ],
)
def test_what_goes_wrong_there_is_one_message_here(call: Callable[[], object], said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        confined(call, where="x")
    assert refused.value.said("vi").remedy


def test_what_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, seconds=2)
    with pytest.raises(InputError, match="seconds for reading an upload"):
        confined(endless, where="x")


def test_what_is_watched_says_how_far_it_is_and_ends_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, int]] = []
    path = bombs.star(tmp_path / "s.fgb", 100)

    def tell(done: int, of: int) -> None:
        heard.append((done, of))

    watched(examine, path, TABLE, sketch(), sketch(), None, where="s.fgb", tell=tell)
    assert heard == [(done, 4) for done in range(4)]
    allow(monkeypatch, seconds=2)
    with pytest.raises(InputError, match="seconds for reading an upload"):
        watched(counts, 10**9, where="x", tell=lambda *_: None)


def test_it_connects_to_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        with pytest.raises(InputError, match="PermissionError"):
            confined(calls_out, server.getsockname()[1], where="x")
        with pytest.raises(TimeoutError):
            server.accept()


def test_its_temporary_files_are_gone_with_it() -> None:
    assert not Path(confined(leaves, "", where="x")).exists()


def test_every_limit_is_in_the_operations() -> None:
    table = dict(re.findall(r"^\| (.+) \| ([\d,]+) \|$", OPERATIONS, flags=re.MULTILINE))
    said = {f"{one.counted.vi} · {one.counted.en}": f"{one.most:,}" for one in LIMITS.values()}
    assert table == said
