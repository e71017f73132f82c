"""Reading ways from an OSM extract, whole, cut and damaged."""

import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from osmium.osm.mutable import Node, Relation, Way

from geo.errors import InputError
from geo.model import Mode
from geo.osm._pbf import read_frame
from geo.osm.extract import read_ways
from tests.frames import each_row

LONLAT = {1: (106.0, 21.0), 2: (106.01, 21.0), 3: (106.02, 21.01), 4: (106.03, 21.02)}
KEP = {"railway": "rail", "name": "Đường sắt Kép-Cái Lân"}


Ways = Mapping[int, tuple[list[int], dict[str, str]]]


def write(
    path: Path,
    ways: Ways,
    nodes: Iterable[int],
    *,
    sort: bool = False,
    tagged: Mapping[int, dict[str, str]] | None = None,
    routes: Mapping[int, tuple[list[int], dict[str, str]]] | None = None,
) -> Path:
    header = osmium.io.Header()
    if sort:
        header.set("sorting", "Type_then_ID")
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for node in nodes:
            writer.add_node(Node(id=node, location=LONLAT[node], tags=(tagged or {}).get(node, {})))
        for number, (refs, tags) in ways.items():
            writer.add_way(Way(id=number, nodes=refs, tags=tags, version=1, uid=5, user="u"))
        for number, (members, tags) in (routes or {}).items():
            rows = [("w", way, "") for way in members]
            writer.add_relation(Relation(id=number, members=rows, tags=tags))
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
    ways = read_ways(small, modes=[Mode.RAIL])
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
    assert read_ways(small, modes=[Mode.RAIL], bbox=(106.025, 21.0, 107.0, 22.0))[
        "way_id"
    ].to_list() == [11]
    with pytest.raises(InputError, match="no such way meets the box"):
        read_ways(small, bbox=(104.0, 20.0, 105.0, 21.0))


def test_progress_ends_at_the_size_of_the_file(small: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_ways(small, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (small.stat().st_size, small.stat().st_size)


def test_each_mode_gets_its_own_ways(small: Path) -> None:
    ways = read_ways(small)
    assert ways["way_id"].to_list() == [10, 11, 12]
    assert ways["mode"].to_list() == ["rail", "rail", "road"]
    assert ways["ref"].to_list() == ["", "", "QL.1"]


@pytest.mark.parametrize("sort", [False, True])
def test_nodes_and_road_routes_come_too(tmp_path: Path, sort: bool) -> None:
    ways = {
        3: ([1, 2], {"highway": "primary", "ref": "QL.37"}),
        7: ([2, 3], {"highway": "residential"}),
        8: ([2, 3, 4], {"power": "line", "voltage": "220000"}),
    }
    routes = {
        1: ([3, 7], {"type": "route", "route": "road", "ref": "QL.37", "name": "Quốc lộ 37"}),
        2: ([3], {"type": "route", "route": "road", "ref": "AH1"}),
        4: ([3], {"type": "route", "route": "bus", "ref": "12"}),
    }
    tagged = {3: {"power": "substation", "name": "Trạm 220 kV", "voltage": "220000"}}
    path = write(tmp_path / "all.osm.pbf", ways, LONLAT, sort=sort, tagged=tagged, routes=routes)
    read = read_ways(path).sort_values(["mode", "kind"], ignore_index=True)
    assert read["way_id"].to_list() == [8, 3, 3]
    assert read["kind"].to_list() == ["line", "substation", "primary"]
    assert read["route_ref"].to_list() == ["", "", "QL.37;AH1"]
    assert read["route_name"].to_list() == ["", "", "Quốc lộ 37"]
    assert read["voltage"].to_list() == ["220000", "220000", ""]
    assert read["node_ids"][1].tolist() == [3]
    assert read.geometry[1].coords[0] == pytest.approx(LONLAT[3])
    assert read.geometry[0].geom_type == "LineString"


def test_hard_numbers_are_read(tmp_path: Path) -> None:
    """Large ids, big jumps, negative coordinates, a node of two ways, a way without nodes."""
    ids = [1, 127, 128, 2**31, 2**31 + 1, 12_345_678_901, 2**45]
    lonlat = [(-179.9999999, -89.9), (0, 0), (1e-7, -1e-7), (106, 21), (180, 90), (-1, 1), (5, 6)]
    path = tmp_path / "hard.osm.pbf"
    members = {1: ids, 2: ids[::-1], 3: [], 2**40: [ids[6], ids[0]], 2**40 + 1: [ids[3]] * 2}
    with osmium.SimpleWriter(str(path)) as writer:
        for node, at in zip(ids, lonlat, strict=True):
            writer.add_node(Node(id=node, location=at))
        for way, refs in members.items():
            writer.add_way(
                Way(id=way, nodes=refs, tags={"railway": "rail", "name": f"Đường {way}"})
            )
    ways = read_ways(path).set_index("way_id")
    places = dict(zip(ids, lonlat, strict=True))
    assert ways.index.to_list() == [1, 2, 2**40, 2**40 + 1]
    for row in each_row(ways):
        nodes = members[row.Index]
        assert row.name == f"Đường {row.Index}"
        assert row.node_ids.tolist() == nodes
        np.testing.assert_allclose(row.geometry.coords, [places[n] for n in nodes], atol=1e-9)


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
            read_ways(path, modes=[Mode.RAIL])


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
    frame = read_frame(shared / "osm" / "rail.osm.pbf")
    ends = [0, len(frame.header)] + [blob.end for blob in frame.blobs]
    around_blobs = {end + more for end in ends for more in (-1, 0, 1, 3, 4, 5, 17)}
    anywhere = set(range(0, len(whole), 4_999))
    path = tmp_path / "cut.osm.pbf"
    cuts = sorted(c for c in around_blobs | anywhere if 0 <= c < len(whole))
    assert len(cuts) > 60
    for size in cuts:
        path.write_bytes(whole[:size])
        with pytest.raises(InputError):
            read_ways(path)


def test_damage_is_refused_or_does_no_harm(small: Path) -> None:
    """A block's packed content is under its checksum; only a few bits of it mean nothing."""
    whole, frame, ways = small.read_bytes(), read_frame(small), read_ways(small)
    refused = harmless = 0
    for blob in frame.blobs:
        packed = whole[blob.content : blob.end].index(zlib.compress(b"")[:1])
        for at in range(blob.content + packed + 2, blob.end):
            damaged = bytearray(whole)
            damaged[at] ^= 0x10
            small.write_bytes(damaged)
            try:
                assert read_ways(small).equals(ways)
                harmless += 1
            except InputError:
                refused += 1
    assert refused > 100 * max(1, harmless)


def test_wrong_bytes_under_no_checksum_end_no_process(tmp_path: Path) -> None:
    """No length, number or place that the bytes say may lead the reader outside."""
    path = tmp_path / "plain.osm.pbf"
    tags = {"highway": "primary", "ref": "QL.37"}
    with osmium.SimpleWriter(osmium.io.File(str(path), "pbf,pbf_compression=none")) as writer:
        for node, at in LONLAT.items():
            writer.add_node(Node(id=node, location=at))
        for way in range(1, 9):
            writer.add_way(Way(id=way, nodes=[1, 2, 3], tags=tags))
        route = {"route": "road", "ref": "QL.37"}
        writer.add_relation(Relation(id=1, members=[("w", 3, "")], tags=route))
    whole, frame = path.read_bytes(), read_frame(path)
    rng = np.random.default_rng(7)
    refused = 0
    for byte in range(frame.blobs[0].content, len(whole)):
        wrong = bytearray(whole)
        wrong[byte] = int(rng.choice([wrong[byte] ^ 0x80, 0xFF, int(rng.integers(256))]))
        path.write_bytes(wrong)
        try:
            read_ways(path)
        except InputError:
            refused += 1
    assert refused > 20


def test_only_ways_among_a_routes_members_inherit_its_name(tmp_path: Path) -> None:
    """A node, a way and a relation may have one id."""
    path = tmp_path / "members.osm.pbf"
    members = [("n", 1, ""), ("w", 2, "forward"), ("r", 3, ""), ("w", 2, "")]
    with osmium.SimpleWriter(str(path)) as writer:
        for node, at in LONLAT.items():
            writer.add_node(Node(id=node, location=at))
        for way in (1, 2, 3):
            writer.add_way(Way(id=way, nodes=[1, 2], tags={"highway": "trunk"}))
        tags = {"route": "road", "name": "Quốc lộ 37"}
        writer.add_relation(Relation(id=4, members=members, tags=tags))
    ways = read_ways(path)
    assert ways["route_name"].to_list() == ["", "Quốc lộ 37", ""]
    assert ways["route_ref"].to_list() == ["", "", ""]


def test_nodes_in_any_order_are_placed(tmp_path: Path) -> None:
    ways = read_ways(write(tmp_path / "order.osm.pbf", {10: ([1, 2, 3, 4], KEP)}, [3, 1, 4, 2]))
    np.testing.assert_allclose(ways.geometry[0].coords, [*LONLAT.values()], atol=1e-9)


def test_a_damaged_block_is_refused(shared: Path, tmp_path: Path) -> None:
    data = bytearray((shared / "osm" / "rail.osm.pbf").read_bytes())
    data[len(data) // 2] ^= 0xFF
    path = tmp_path / "damaged.osm.pbf"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"the file is damaged.*checksum"):
        read_ways(path)


# ---- odd files: the same ways from each


ODD = (
    "pbf_dense_nodes=false",
    "pbf_compression=lz4",
    "pbf_compression=none",
    "pbf_compression=zlib,pbf_compression_level=1",
    "locations_on_ways=true",
    "add_metadata=false",
)


@pytest.mark.parametrize("options", ODD)
def test_odd_encodings_give_the_same_ways(small: Path, tmp_path: Path, options: str) -> None:
    path = tmp_path / "odd.osm.pbf"
    located = options.startswith("locations")
    given = osmium.FileProcessor(str(small))
    with osmium.SimpleWriter(osmium.io.File(str(path), f"pbf,{options}")) as writer:
        for found in given.with_locations() if located else given:
            if not (located and isinstance(found, osmium.osm.Node)):
                writer.add(found)
    pd.testing.assert_frame_equal(
        pd.DataFrame(read_ways(path).drop(columns="geometry")),
        pd.DataFrame(read_ways(small).drop(columns="geometry")),
    )
    assert shapely.equals_exact(read_ways(path).geometry, read_ways(small).geometry).all()


def test_negative_ids_are_read(tmp_path: Path) -> None:
    path = tmp_path / "negative.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for node, at in LONLAT.items():
            writer.add_node(Node(id=-node, location=at))
        writer.add_way(Way(id=-7, nodes=[-1, -2], tags=KEP))
    (way,) = each_row(read_ways(path))
    assert (way.way_id, way.node_ids.tolist()) == (-7, [-1, -2])
    assert way.geometry.coords[0] == pytest.approx(LONLAT[1])


def test_history_is_refused_with_a_word(tmp_path: Path) -> None:
    path = tmp_path / "history.osh.pbf"
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    with osmium.SimpleWriter(str(path), header=header) as writer:
        writer.add_node(Node(id=1, version=1, location=LONLAT[1]))
    with pytest.raises(InputError, match="holds history") as caught:
        read_ways(path)
    assert "time-filter" in caught.value.told("vi")


def test_what_pyosmium_does_not_know_is_refused_and_named(small: Path, tmp_path: Path) -> None:
    """A feature that a reader must know, and a packing that this build of pyosmium lacks."""
    plain = tmp_path / "plain.osm.pbf"
    with osmium.SimpleWriter(osmium.io.File(str(plain), "pbf,pbf_compression=none")) as writer:
        for found in osmium.FileProcessor(str(small)):
            writer.add(found)
    data = plain.read_bytes()
    assert data.count(b"DenseNodes") == 1
    other = tmp_path / "other.osm.pbf"
    other.write_bytes(data.replace(b"DenseNodes", b"DanceNodes"))
    with pytest.raises(InputError, match="DanceNodes"):
        read_ways(other)
    first = read_frame(plain).blobs[0]
    assert data[first.content] == 0x0A  # field 1, raw; field 7 is zstd
    other.write_bytes(data[: first.content] + b"\x3a" + data[first.content + 1 :])
    with pytest.raises(InputError, match="zstd") as caught:
        read_ways(other)
    assert caught.value.key == "osm.damaged"


def test_ways_cut_or_lost_are_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ways = {10: ([1, 2, 99, 3, 4], KEP), 11: ([1, 98, 2], KEP), 12: ([4, 1], KEP)}
    read_ways(write(tmp_path / "edge.osm.pbf", ways, LONLAT))
    assert "edge.osm.pbf: 1 ways are cut and 1 left out" in caplog.text
