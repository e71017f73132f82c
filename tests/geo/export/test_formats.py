"""Every format carries the same rows, lengths and words; every one is written whole or not."""

import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.errors import InputError
from geo.export.formats import FORMATS, download, export
from geo.export.geojson import json_value
from geo.export.options import ExportOptions
from geo.export.selection import only
from geo.export.tables import TABLES, Table
from tests.geo.export.conditions import full_disk, read_only_folder
from tests.geo.export.linkages import linkage
from tests.geo.export.readers import OPTIONS, READERS, Written, written


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("all")
    named = export(linkage(), list(FORMATS.values()), folder, options=OPTIONS)
    assert sorted(named) == sorted(folder.iterdir())
    return written(folder, linkage())


@pytest.fixture(scope="module")
def read(files: Written) -> dict[str, dict[str, pd.DataFrame]]:
    return {name: reader(files) for name, reader in READERS.items()}


CASES = [
    (name, table) for name in READERS for table in TABLES if table.is_drawn or name != "geojson"
]


def plain(value: object) -> object:
    """A value as any format may say it: dates as text, yes and no as 1 and 0."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    found = json_value(value)
    if found in ("true", "false"):
        return int(found == "true")
    if isinstance(found, bool):
        return int(found)
    return None if found == "" else found


@pytest.mark.parametrize(("name", "table"), CASES, ids=lambda case: getattr(case, "key", case))
def test_same_rows_and_values_in_every_format(
    name: str, table: Table, read: dict[str, dict[str, pd.DataFrame]]
) -> None:
    columns = table.columns_in(OPTIONS.language)
    names = [column.name for column in columns]
    found, given = read[name][table.key], table.frame(linkage())
    hidden = {"geometry", "wkt", "fid"}
    assert set(found.columns) - hidden == set(names), "no text stands in a file twice"
    assert len(found) == len(given) > 0
    order = [column.name for column in columns if column.name.endswith(("_id", "_code"))]
    order += [one for one in ("side", "km", "date", "status", "note_vi") if one in names]
    found = found.sort_values(order, kind="stable")
    given = given.sort_values(order, kind="stable")
    for column in names:
        pairs = zip(map(plain, found[column]), map(plain, given[column]), strict=True)
        for said, meant in pairs:
            if isinstance(meant, float):
                assert said == pytest.approx(meant, rel=1e-12, abs=1e-9), column
            else:
                assert said == meant, column


@pytest.mark.parametrize("name", READERS)
def test_lengths_add_up_to_the_same(name: str, read: dict[str, dict[str, pd.DataFrame]]) -> None:
    for key in ("pieces", "projects"):
        total = read[name][key]["length_km"].sum()
        assert total == pytest.approx(getattr(linkage(), key)["length_km"].sum(), rel=1e-12)


@pytest.mark.parametrize("name", READERS)
def test_geometry_comes_back_to_two_centimetres(
    name: str, read: dict[str, dict[str, pd.DataFrame]]
) -> None:
    found = read[name]["pieces"]
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs is not None
    zone = "EPSG:9214"
    by_id = found.set_index("piece_id").to_crs(zone)
    given = linkage().pieces.set_index("piece_id").to_crs(zone).loc[by_id.index]
    for pair in zip(given.geometry, by_id.geometry, strict=True):
        mine, theirs = map(shapely.orient_polygons, pair)  # formats turn rings each their way
        moved = shapely.get_coordinates(mine) - shapely.get_coordinates(theirs)
        assert (moved**2).sum(axis=1).max() ** 0.5 <= 0.02


@pytest.mark.parametrize("name", READERS)
def test_diacritics_survive_composed(name: str, read: dict[str, dict[str, pd.DataFrame]]) -> None:
    texts = " ".join(read[name]["pieces"]["name_vi"])
    assert texts == unicodedata.normalize("NFC", texts)
    assert set("ảạđĐơướốệừỉỹ") & set(texts)
    assert sorted(set(read[name]["pieces"]["name_vi"])) == sorted(
        {project.name.vi for project in linkage().registry.projects.values()}
    )


@pytest.mark.parametrize("name", READERS)
def test_kilometres_of_a_sketch_are_marked_in_every_format(
    name: str, read: dict[str, dict[str, pd.DataFrame]]
) -> None:
    for key in ("pieces", "projects"):
        found = read[name][key]
        marked = found["about"].fillna("").replace("", None).notna()
        assert marked.any()
        assert list(marked) == list(found["grade"] == "C")
    crossings = read[name]["crossings"]
    assert set(crossings["about"]) == {"≈"}, "without OpenStreetMap a sketch leads to each"


def test_credits_stand_in_every_format(files: Written) -> None:
    needed = ["GeoNames", "CC BY 4.0"]
    texts = {
        "geojson": files["-pieces.geojson"].read_bytes(),
        "gpkg": files[".gpkg"].read_bytes(),
        "kml": files[".kml"].read_bytes(),
        "shapefile": zipfile.ZipFile(files["-vn2000.zip"]).read("README.txt"),
        "geoparquet": files["-pieces.parquet"].read_bytes(),
        "csv": files["-sources.csv"].read_bytes(),
        "xlsx": zipfile.ZipFile(files[".xlsx"]).read("docProps/core.xml"),
    }
    assert set(texts) == set(FORMATS)
    for name, text in texts.items():
        assert all(word.encode() in text for word in needed), name


# ---- part of a linkage, one file in memory


def test_selection_leaves_the_chosen_projects_rows_in_every_table(tmp_path: Path) -> None:
    chosen = set(list(linkage().registry.projects)[:3])
    part = only(linkage(), chosen)
    for table in TABLES:
        if "project_id" in table.names:
            rows = table.frame(part)["project_id"]
            assert set(rows) <= chosen
            whole = table.frame(linkage())["project_id"]
            assert len(rows) == whole.isin(chosen).sum()
    assert len(part.boundaries.frame) == len(linkage().boundaries.frame)


@pytest.mark.parametrize("key", FORMATS)
def test_nothing_chosen_is_an_empty_file_in_every_format(key: str, tmp_path: Path) -> None:
    none = only(linkage(), set())
    for path in export(none, [FORMATS[key]], tmp_path, options=OPTIONS):
        assert path.stat().st_size > 0


@pytest.mark.parametrize("key", FORMATS)
def test_download_is_one_file_that_holds_what_is_written(key: str) -> None:
    made = download(linkage(), FORMATS[key], OPTIONS)
    endings = list(FORMATS[key].files)
    if len(endings) == 1:
        assert made.name == f"giap-ranh-2024-12-31{endings[0]}"
        assert len(made.content) > 1000
    else:
        names = zipfile.ZipFile(BytesIO(made.content)).namelist()
        assert names == [f"giap-ranh-2024-12-31{ending}" for ending in endings]


# ---- trouble


def endings(key: str, folder: Path) -> list[Path]:
    return [folder / f"giap-ranh-2024-12-31{ending}" for ending in FORMATS[key].files]


@pytest.mark.parametrize("key", FORMATS)
def test_full_disk_loses_nothing(key: str, tmp_path: Path) -> None:
    for path in endings(key, tmp_path):
        path.write_bytes(b"old")
    with full_disk(12_000), pytest.raises(InputError, match="cannot be written") as caught:
        export(linkage(), [FORMATS[key]], tmp_path, options=OPTIONS, overwrite=True)
    assert "has room" in str(caught.value)
    assert sorted(tmp_path.iterdir()) == sorted(endings(key, tmp_path))
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"old"}


@pytest.mark.parametrize("key", FORMATS)
def test_existing_file_is_kept(key: str, tmp_path: Path) -> None:
    last = endings(key, tmp_path)[-1]
    last.write_bytes(b"old")
    with pytest.raises(InputError, match=r"exists already; nothing was written — .*--overwrite"):
        export(linkage(), [FORMATS[key]], tmp_path, options=OPTIONS)
    assert list(tmp_path.iterdir()) == [last]
    assert last.read_bytes() == b"old"
    export(linkage(), [FORMATS[key]], tmp_path, options=OPTIONS, overwrite=True)
    assert sorted(tmp_path.iterdir()) == sorted(endings(key, tmp_path))
    assert last.read_bytes() != b"old"


def test_read_only_folder_is_refused() -> None:
    with read_only_folder() as folder:
        with pytest.raises(InputError, match=r"cannot be written \(Permission denied\)"):
            export(linkage(), list(FORMATS.values()), folder, options=OPTIONS)
        assert [path.name for path in folder.iterdir()] == ["one"]


def test_shapefile_without_a_zone_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--province 24.*--meridian 107"):
        export(linkage(), list(FORMATS.values()), tmp_path / "new", options=ExportOptions())
    assert not (tmp_path / "new").exists()
