"""Reading ways from an OSM extract, whole, cut and damaged."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Way

from geo.errors import InputError
from geo.model import Mode
from geo.osm import extract
from geo.osm._pbf import read_chunks
from geo.osm.extract import read_ways

LONLAT = {1: (106.0, 21.0), 2: (106.01, 21.0), 3: (106.02, 21.01), 4: (106.03, 21.02)}
KEP = {"railway": "rail", "name": "Đường sắt Kép-Cái Lân"}


def write(
    path: Path, ways: dict[int, tuple[list[int], dict[str, str]]], nodes: Iterable[int]
) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for node in nodes:
            writer.add_node(Node(id=node, location=LONLAT[node]))
        for number, (refs, tags) in ways.items():
            writer.add_way(Way(id=number, nodes=refs, tags=tags))
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    ways = {
        10: ([1, 2, 3], KEP),
        11: ([3, 4], {"railway": "disused", "alt_name": "Đường sắt Kép – Hạ Long"}),
        12: ([1, 4], {"highway": "trunk", "ref": "QL.1"}),
        13: ([2, 4], {"railway": "platform"}),
    }
    return write(tmp_path / "small.osm.pbf", ways, LONLAT)


def test_only_wanted_ways_come_with_tags_nodes_and_positions(small: Path) -> None:
    ways = read_ways(small)
    assert ways["way_id"].to_list() == [10, 11]
    assert ways["mode"].to_list() == ["rail", "rail"]
    assert ways["kind"].to_list() == ["rail", "disused"]
    assert ways["name"].to_list() == ["Đường sắt Kép-Cái Lân", ""]
    assert ways["alt_name"].to_list() == ["", "Đường sắt Kép – Hạ Long"]
    assert [ids.tolist() for ids in ways["node_ids"]] == [[1, 2, 3], [3, 4]]
    assert ways.crs == "EPSG:4326"
    np.testing.assert_allclose(
        shapely.get_coordinates(ways.geometry[0]), [LONLAT[n] for n in (1, 2, 3)], atol=1e-7
    )


def test_a_way_with_missing_nodes_keeps_its_unbroken_runs(tmp_path: Path) -> None:
    ways = {10: ([1, 2, 99, 3, 4], KEP), 11: ([1, 98, 2], KEP), 12: ([4, 1], KEP)}
    read = read_ways(write(tmp_path / "edge.osm.pbf", ways, LONLAT))
    assert read["way_id"].to_list() == [10, 10, 12]
    assert [ids.tolist() for ids in read["node_ids"]] == [[1, 2], [3, 4], [4, 1]]
    assert [len(line.coords) for line in read.geometry] == [2, 2, 2]


def test_a_box_keeps_only_ways_that_meet_it(small: Path) -> None:
    assert read_ways(small, bbox=(106.025, 21.0, 107.0, 22.0))["way_id"].to_list() == [11]
    with pytest.raises(InputError, match="no such way meets the box"):
        read_ways(small, bbox=(104.0, 20.0, 105.0, 21.0))


def test_progress_ends_at_the_size_of_the_file(small: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_ways(small, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (small.stat().st_size, small.stat().st_size)


def test_reading_block_by_block_gives_the_same(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared / "osm" / "rail.osm.pbf"
    at_once = read_ways(path)
    monkeypatch.setattr(extract, "read_chunks", partial(read_chunks, chunk_bytes=1))
    seen: list[int] = []
    piecemeal = read_ways(path, progress=lambda done, _: seen.append(done))
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert (piecemeal["way_id"] == at_once["way_id"]).all()
    assert shapely.equals_exact(piecemeal.geometry, at_once.geometry, tolerance=0).all()


def test_the_real_rails_are_read_whole(shared: Path) -> None:
    ways = read_ways(shared / "osm" / "rail.osm.pbf", modes=[Mode.RAIL])
    assert len(ways) == 3440
    assert (ways["name"] == "Đường sắt Hà Nội - Đồng Đăng").sum() == 134
    assert ways["way_id"].is_unique


def test_a_missing_file_or_a_folder_is_said_to_be_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "none.osm.pbf", tmp_path):
        with pytest.raises(InputError, match="cannot be read") as caught:
            read_ways(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b"<?xml version='1.0'?><osm version='0.6'>" * 9, "no OSM PBF blob at byte 0"),
        (bytes(1000), "no OSM PBF blob at byte 0"),
        (b"PK\x03\x04" + b"x" * 1000, "no OSM PBF blob at byte 0"),
        (b"\x00\x00\x00\x0b\x0a\x07OSMData\x18\x05hello", "does not begin with an OSM PBF header"),
        (b"\x00\x00\x00\xff\xff" + b"\xff" * 300, "no OSM PBF blob at byte 0|does not begin"),
    ],
)
def test_what_is_no_pbf_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "wrong.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=what):
        read_ways(path)


def test_a_file_without_wanted_ways_is_refused(tmp_path: Path) -> None:
    nodes_only = write(tmp_path / "nodes.osm.pbf", {}, LONLAT)
    roads = write(tmp_path / "roads.osm.pbf", {1: ([1, 2], {"highway": "trunk"})}, LONLAT)
    for path in (nodes_only, roads):
        with pytest.raises(InputError, match=r"holds no way of the kind wanted.*railway="):
            read_ways(path)


def test_ways_without_any_node_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "bare.osm.pbf", {10: ([1, 2], KEP)}, [])
    with pytest.raises(InputError, match="without the positions of their nodes"):
        read_ways(path)


def test_a_small_file_cut_at_any_byte_is_refused(small: Path) -> None:
    whole = small.read_bytes()
    for size in range(len(whole)):
        small.write_bytes(whole[:size])
        with pytest.raises(InputError):
            read_ways(small)


def test_the_real_file_cut_at_many_points_is_refused(shared: Path, tmp_path: Path) -> None:
    whole = (shared / "osm" / "rail.osm.pbf").read_bytes()
    ends = [0] + [
        chunk.end for chunk in read_chunks(shared / "osm" / "rail.osm.pbf", chunk_bytes=1)
    ]
    around_blobs = {end + more for end in ends for more in (-1, 0, 1, 3, 4, 5, 17)}
    anywhere = set(range(0, len(whole), 4_999))
    path = tmp_path / "cut.osm.pbf"
    cuts = sorted(c for c in around_blobs | anywhere if 0 <= c < len(whole))
    assert len(cuts) > 60
    for size in cuts:
        path.write_bytes(whole[:size])
        with pytest.raises(InputError):
            read_ways(path)


def test_a_damaged_block_is_refused(shared: Path, tmp_path: Path) -> None:
    data = bytearray((shared / "osm" / "rail.osm.pbf").read_bytes())
    data[len(data) // 2] ^= 0xFF
    path = tmp_path / "damaged.osm.pbf"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"the file is damaged.*checksum"):
        read_ways(path)
