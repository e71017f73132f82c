"""What a run works with: the best of what there is, and a stamp that follows it."""

import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from geo.errors import InputError
from geo.model import Text
from geo.osm.cache import MANIFEST, Cache, CacheKind, Manifest
from geo.osm.pack import open_pack, write_pack
from geo.osm.source import OsmWays
from geo.registry import Units, load_registry
from geo.sources.inputs import Inputs, Origin, all_kept, chosen_boundaries, chosen_ways
from tests.geo.osm.test_cache import fetched, keep
from tests.geo.osm.test_overpass import as_extract
from tests.overpass_server import small_world

__all__ = ["fetched"]


def keep_boundaries(cache: Cache, key: Units) -> None:
    square = {"province_code": ["24"], "province_name": ["Bắc Giang"]}
    entry = cache.keep(
        gpd.GeoDataFrame(square, geometry=[box(106, 21, 107, 22)], crs=4326),
        kind=CacheKind.BOUNDARIES,
        key=key.value,
        dated=None,
        source=Text(vi=f"thử {key}", en=f"test {key}"),
    )
    cache.put([entry])


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    return Inputs(cache=tmp_path / "cache")


@pytest.fixture
def pack(tmp_path: Path, fetched: OsmWays) -> Path:
    """Ways and the 63, from another machine."""
    elsewhere = Cache(tmp_path / "elsewhere")
    keep(elsewhere, fetched)
    keep_boundaries(elsewhere, Units.SIGNING)
    write_pack(elsewhere, tmp_path / "region.zip")
    return tmp_path / "region.zip"


def test_the_best_there_is_comes_first(
    inputs: Inputs, pack: Path, fetched: OsmWays, tmp_path: Path
) -> None:
    registry = load_registry()

    def origins(given: Inputs) -> tuple[Origin, Origin]:
        return chosen_ways(given).origin, chosen_boundaries(given, registry).origin

    assert origins(inputs) == (Origin.SKETCH, Origin.SKETCH)
    assert chosen_ways(inputs).value is None
    keep(Cache(inputs.cache), fetched)
    assert origins(inputs) == (Origin.FETCHED, Origin.SKETCH)
    assert origins(replace(inputs, fetched=False)) == (Origin.SKETCH, Origin.SKETCH)
    inputs = replace(inputs, pack=pack)
    assert origins(inputs) == (Origin.PACK, Origin.PACK)
    inputs = replace(inputs, osm=as_extract(small_world(), tmp_path / "world.osm.pbf"))
    assert origins(inputs) == (Origin.FILE, Origin.PACK)
    (row,) = chosen_ways(inputs).described
    assert (row.files, row.size) == (1, (tmp_path / "world.osm.pbf").stat().st_size)
    own = open_pack(pack, tmp_path / "dropped").folder
    assert origins(replace(inputs, own_pack=own)) == (Origin.OWN_PACK, Origin.OWN_PACK)


def test_a_pack_without_boundaries_leaves_those_that_were_fetched(
    inputs: Inputs, fetched: OsmWays, tmp_path: Path
) -> None:
    elsewhere = Cache(tmp_path / "elsewhere")
    keep(elsewhere, fetched)
    write_pack(elsewhere, tmp_path / "ways.zip")
    keep_boundaries(Cache(inputs.cache), Units.SIGNING)
    keep_boundaries(Cache(inputs.cache), Units.TODAY)
    inputs = replace(inputs, pack=tmp_path / "ways.zip")
    found = chosen_boundaries(inputs, load_registry())
    assert found.origin is Origin.FETCHED
    assert [row.keys for row in found.described] == [("signing",)]
    kept = [(origin, row.keys) for origin, row in all_kept(inputs)]
    assert kept == [
        (Origin.PACK, ("106.0-21.0",)),
        (Origin.FETCHED, ("signing",)),
        (Origin.FETCHED, ("today",)),
    ]


def test_the_stamp_changes_with_what_is_used_and_only_then(
    inputs: Inputs, fetched: OsmWays, tmp_path: Path
) -> None:
    osm = tmp_path / "region.osm.pbf"
    given = replace(inputs, osm=osm)
    seen = [given.stamp]
    keep(Cache(inputs.cache), fetched)
    seen.append(given.stamp)
    (inputs.cache / "refresh.json").write_text("{}", encoding="utf-8")  # one is at work
    assert given.stamp == seen[-1]
    osm.write_bytes(b"1")
    seen.append(given.stamp)
    osm.write_bytes(b"22")
    seen.append(given.stamp)
    assert len(set(seen)) == 4


def test_a_pack_of_something_else_is_refused_though_its_checksums_are_right(
    tmp_path: Path,
) -> None:
    cache = Cache(tmp_path / "cache")
    frame = gpd.GeoDataFrame({"ten": ["x"]}, geometry=[box(0, 0, 1, 1)], crs=4326)
    entry = cache.keep(
        frame, kind=CacheKind.BOUNDARIES, key="signing", dated=None, source=Text(vi="x", en="x")
    )
    cache.put([entry])
    with pytest.raises(InputError, match="lacks the column 'province_code'"):
        cache.read(entry)
    pack = tmp_path / "foreign.zip"
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr(MANIFEST, cache.manifest().model_dump_json())
        archive.write(cache.folder / "files" / entry.name, entry.name)
    with pytest.raises(InputError, match="signing lacks the column 'province_code'") as refused:
        open_pack(pack, tmp_path / "packs")
    assert "signing trong gói không phải dữ liệu bản đồ" in refused.value.told("vi")


def test_a_pack_with_nothing_to_use_is_refused(tmp_path: Path) -> None:
    pack = tmp_path / "empty.zip"
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr(MANIFEST, Manifest().model_dump_json())
    with pytest.raises(InputError, match="nothing that this version can use"):
        open_pack(pack, tmp_path / "packs")
