"""The cache: what is kept, how it is described, what damage is noticed."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import shapely

from geo import settings
from geo.errors import InputError
from geo.model import Mode, Text
from geo.osm.cache import MANIFEST, Cache, CacheKind
from geo.osm.extract_source import Extract
from geo.osm.overpass import Overpass
from geo.osm.source import OsmWays, Region, empty_frame, merged, tags_key
from tests.geo.osm.test_overpass import REGION, as_extract
from tests.overpass_server import overpass_server, small_world

SOURCE = Text(vi="nguồn", en="source")


@pytest.fixture(scope="module")
def fetched() -> OsmWays:
    with overpass_server() as server:
        return Overpass(settings.current({"GIAPRANH_OVERPASS_URL": server.url})).ways(REGION)


def keep(
    cache: Cache,
    ways: OsmWays,
    key: str = "106.0-21.0",
    dated: dt.date | None = dt.date(2026, 10, 31),
) -> None:
    entry = cache.keep(
        ways.frame, kind=CacheKind.WAYS, key=key, dated=dated, source=ways.source, bbox=REGION.bbox
    )
    cache.put([entry])


def test_what_is_put_in_comes_out(tmp_path: Path, fetched: OsmWays) -> None:
    cache = Cache(tmp_path / "cache")
    assert not cache.has(CacheKind.WAYS)
    keep(cache, fetched)
    found = Cache(tmp_path / "cache").ways()
    pd.testing.assert_frame_equal(
        found.frame.drop(columns=["geometry", "node_ids"]),
        fetched.frame.drop(columns=["geometry", "node_ids"]),
    )
    assert shapely.equals_exact(found.frame.geometry, fetched.frame.geometry).all()
    assert [ids.tolist() for ids in found.frame["node_ids"]] == [
        ids.tolist() for ids in fetched.frame["node_ids"]
    ]
    assert found.frame.crs == "EPSG:4326"
    assert found.dated == dt.date(2026, 10, 31)


def test_the_cache_is_asked_by_region_and_mode(tmp_path: Path, fetched: OsmWays) -> None:
    cache = Cache(tmp_path)
    keep(cache, fetched)
    assert set(cache.ways(None, [Mode.RAIL]).frame["mode"]) == {"rail"}
    west = Region("west", SOURCE, (106.0, 21.0, 106.1, 21.2))
    assert set(cache.ways(west).frame["way_id"]) == {100, 103}
    assert cache.ways(Region("far", SOURCE, (100.0, 10.0, 101.0, 11.0))).frame.empty


def test_it_says_what_it_holds(tmp_path: Path, fetched: OsmWays) -> None:
    cache = Cache(tmp_path)
    assert cache.describe() == []
    keep(cache, fetched)
    keep(cache, fetched, key="106.5-21.0", dated=dt.date(2026, 11, 2))
    (row,) = cache.describe()
    assert row.counts == {"power": 4, "rail": 2, "road": 4, "waterway": 2}
    assert (row.oldest, row.newest) == (dt.date(2026, 10, 31), dt.date(2026, 11, 2))
    assert "ODbL" in row.credit.en
    assert "127.0.0.1" in row.source.vi


def test_of_two_dates_of_a_way_the_newer_counts(tmp_path: Path, fetched: OsmWays) -> None:
    cache = Cache(tmp_path)
    keep(cache, fetched, key="a", dated=dt.date(2026, 1, 1))
    newer = OsmWays(fetched.frame.assign(name="mới"), None, fetched.source)
    keep(cache, newer, key="b", dated=dt.date(2026, 2, 1))
    found = cache.ways()
    assert set(found.frame["name"]) == {"mới"}
    assert found.dated == dt.date(2026, 1, 1)
    assert len(found.frame) == len(fetched.frame)


def test_ways_read_by_other_rules_do_not_count(
    tmp_path: Path, fetched: OsmWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path)
    keep(cache, fetched)
    monkeypatch.setattr("geo.osm.cache.tags_key", lambda: "other rules")
    assert not cache.has(CacheKind.WAYS)
    with pytest.raises(InputError, match=r"no ways in it.*refresh"):
        cache.ways()
    assert tags_key() != tags_key([Mode.RAIL])


def test_nothing_fetched_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no ways in it"):
        Cache(tmp_path / "none").ways()


@pytest.mark.parametrize("damage", ["cut", "flip", "gone"])
def test_a_damaged_file_is_noticed(tmp_path: Path, fetched: OsmWays, damage: str) -> None:
    cache = Cache(tmp_path)
    keep(cache, fetched)
    (path,) = (tmp_path / "files").iterdir()
    data = bytearray(path.read_bytes())
    if damage == "gone":
        path.unlink()
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes(data[: len(data) // 2] if damage == "cut" else data)
    with pytest.raises(InputError, match=r"damaged|cannot be read"):
        cache.ways()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no table of contents"),
        ("[]", "no table of contents"),
        ('{"product": "other"}', "no table of contents"),
        ('{"product": "giapranh", "format": 2}', "format 2"),
        ('{"product": "giapranh", "format": 1, "entries": [{}]}', r"damaged \(entries\.0"),
    ],
)
def test_a_wrong_table_of_contents_is_refused(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=what):
        Cache(tmp_path).manifest()


_HOLD = """
import sys, time
from pathlib import Path
from geo.osm.cache import Cache
with Cache(Path(sys.argv[1])).alone():
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(InputError, match="another refresh"), Cache(tmp_path).alone():
            pass
        other.kill()
        other.wait(20)
        with Cache(tmp_path).alone():
            pass  # the system let go of it


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(InputError, match="cannot be written"),
        Cache(tmp_path / "file" / "x").alone(),
    ):
        pass


def test_columns_that_a_frame_lacks_are_empty_text(fetched: OsmWays) -> None:
    less = fetched.frame.drop(columns="voltage").assign(way_id=fetched.frame["way_id"] + 1000)
    both = merged([less, fetched.frame])
    assert both["voltage"].notna().all()
    assert len(both) == 2 * len(fetched.frame)
    assert merged([empty_frame(), fetched.frame]).dtypes.equals(fetched.frame.dtypes)


def test_an_extract_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_extract(small_world(), tmp_path / "world.osm.pbf")
    first = Extract(path, tmp_path / "kept").ways()

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the file was read again")

    monkeypatch.setattr("geo.osm.extract_source.apart", never)
    again = Extract(path, tmp_path / "kept").ways()
    pd.testing.assert_frame_equal(
        first.frame.drop(columns=["geometry", "node_ids"]),
        again.frame.drop(columns=["geometry", "node_ids"]),
    )
    moved = path.rename(tmp_path / "moved.osm.pbf")
    Extract(moved, tmp_path / "kept").ways()  # known by its content, not by its name
    world = small_world()
    del world.ways[102]
    with pytest.raises(AssertionError, match="again"):
        Extract(as_extract(world, path), tmp_path / "kept").ways()


def test_a_damaged_kept_extract_is_read_again(tmp_path: Path) -> None:
    path = as_extract(small_world(), tmp_path / "world.osm.pbf")
    whole = len(Extract(path, tmp_path / "kept").ways().frame)
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert len(Extract(path, tmp_path / "kept").ways().frame) == whole
    assert kept.stat().st_size > 100


def test_only_a_few_extracts_are_kept(tmp_path: Path) -> None:
    world = small_world()
    for number in range(6):
        world.ways[200 + number] = ([1, 2], {"highway": "trunk"})
        path = as_extract(world, tmp_path / f"{number}.osm.pbf")
        Extract(path, tmp_path / "kept").ways()
    assert len(list((tmp_path / "kept").iterdir())) == 3
