"""Packs: carried whole, refused when damaged, foreign or dangerous."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.osm.cache import MANIFEST, Cache
from geo.osm.pack import open_pack, write_pack
from geo.osm.source import OsmWays
from tests.geo.osm.test_cache import fetched, keep

__all__ = ["fetched"]


@pytest.fixture
def cache(tmp_path: Path, fetched: OsmWays) -> Cache:
    cache = Cache(tmp_path / "cache")
    keep(cache, fetched)
    return cache


@pytest.fixture
def pack(tmp_path: Path, cache: Cache) -> Path:
    write_pack(cache, tmp_path / "region.zip")
    return tmp_path / "region.zip"


def test_a_pack_carries_what_the_cache_holds(tmp_path: Path, cache: Cache, pack: Path) -> None:
    carried = open_pack(pack, tmp_path / "packs")
    assert carried.manifest() == cache.manifest()
    assert carried.describe() == cache.describe()
    assert carried.ways().frame.equals(cache.ways().frame)
    with zipfile.ZipFile(pack) as archive:
        contents = json.loads(archive.read(MANIFEST))
    (entry,) = contents["entries"]
    assert {"sha256", "dated", "source", "credit"} <= entry.keys()


def test_the_same_cache_gives_the_same_pack(tmp_path: Path, cache: Cache, pack: Path) -> None:
    write_pack(cache, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == pack.read_bytes()


def test_a_pack_is_unpacked_once(tmp_path: Path, pack: Path) -> None:
    first = open_pack(pack, tmp_path / "packs")
    stamp = (first.folder / MANIFEST).stat().st_mtime_ns
    assert open_pack(pack, tmp_path / "packs").folder == first.folder
    assert (first.folder / MANIFEST).stat().st_mtime_ns == stamp


def test_an_empty_cache_gives_no_pack(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing was fetched yet.*refresh"):
        write_pack(Cache(tmp_path / "none"), tmp_path / "region.zip")
    assert not (tmp_path / "region.zip").exists()


def test_a_damaged_cache_gives_no_pack(tmp_path: Path, cache: Cache) -> None:
    (path,) = (cache.folder / "files").iterdir()
    path.write_bytes(b"PAR1")
    with pytest.raises(InputError, match="damaged"):
        write_pack(cache, tmp_path / "region.zip")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cache"]


def test_a_pack_cut_anywhere_is_refused(tmp_path: Path, pack: Path) -> None:
    whole = pack.read_bytes()
    for size in range(0, len(whole), max(1, len(whole) // 60)):
        pack.write_bytes(whole[:size])
        with pytest.raises(InputError):
            open_pack(pack, tmp_path / "packs")
    assert not list((tmp_path / "packs").glob(f"*/{MANIFEST}"))


def test_a_pack_with_any_byte_changed_is_refused_or_whole(
    tmp_path: Path, cache: Cache, pack: Path
) -> None:
    whole = pack.read_bytes()
    refused = 0
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        damaged = bytearray(whole)
        damaged[at] ^= 0x21
        pack.write_bytes(damaged)
        try:
            found = open_pack(pack, tmp_path / "packs")
        except InputError as error:
            refused += 1
            message = str(error)
        else:  # a byte that means nothing, such as a date
            message = ""
            for entry in found.manifest().entries:
                assert entry.sha256 in {e.sha256 for e in cache.manifest().entries}
        assert "\n" not in message
    assert refused > 100


Members = dict[str, bytes]


def _rewritten(pack: Path, change: Callable[[Members], None]) -> None:
    with zipfile.ZipFile(pack) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    change(members)
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def _file(members: Members) -> str:
    return next(name for name in members if name != MANIFEST)


def _bomb(members: Members) -> None:
    members[_file(members)] = bytes(200_000_000)


def _table_bomb(members: Members) -> None:
    members[MANIFEST] = b" " * 50_000_000


def _traversal(members: Members) -> None:
    members["../../evil.parquet"] = members[_file(members)]


def _traversal_named(members: Members) -> None:
    name = _file(members)
    members["../evil.parquet"] = members.pop(name)
    members[MANIFEST] = members[MANIFEST].replace(name[:64].encode(), b"../evil")


def _other_version(members: Members) -> None:
    members[MANIFEST] = members[MANIFEST].replace(b'"format": 1', b'"format": 7')


def _no_table(members: Members) -> None:
    del members[MANIFEST]


def _foreign_table(members: Members) -> None:
    members[MANIFEST] = b'{"layers": []}'


def _missing_file(members: Members) -> None:
    del members[_file(members)]


def _swapped(members: Members) -> None:
    name = _file(members)
    members[name] = members[name][:-1] + b"?"


def _key_outside(members: Members) -> None:
    members[MANIFEST] = members[MANIFEST].replace(b'"106.0-21.0"', b'"../../x"')


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_no_table, r"without manifest\.json"),
        (_foreign_table, "no table of contents of Giáp Ranh"),
        (_other_version, "format 7"),
        (_missing_file, "not those of its table of contents"),
        (_traversal, "not those of its table of contents"),
        (_traversal_named, r"damaged \(entries\.0\.sha256"),
        (_key_outside, r"damaged \(entries\.0\.key"),
        (_swapped, "checksum"),
        (_bomb, "unpacks to more than"),
        (_table_bomb, "unpacks to more than"),
    ],
)
def test_a_foreign_or_dangerous_pack_is_refused(
    tmp_path: Path, pack: Path, change: Callable[[Members], None], what: str
) -> None:
    _rewritten(pack, change)
    before = {path for path in tmp_path.rglob("*") if "packs" not in path.parts}
    with pytest.raises(InputError, match=what):
        open_pack(pack, tmp_path / "packs")
    assert not list((tmp_path / "packs").glob(f"*/{MANIFEST}"))
    assert {path for path in tmp_path.rglob("*") if "packs" not in path.parts} == before


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(100), b"%PDF-1.7"])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "region.zip"
    path.write_bytes(content)
    with pytest.raises(InputError, match="no pack, or a damaged one"):
        open_pack(path, tmp_path / "packs")


def test_a_missing_pack_or_a_folder_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.zip", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            open_pack(path, tmp_path / "packs")
