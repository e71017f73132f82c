"""``python -m geo check-boundaries``: what it prints, writes, refuses and exits with."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from click.testing import CliRunner, Result

from geo.__main__ import main

NAMES = [f"Tỉnh số {number}" for number in range(9)]


@pytest.fixture(scope="module")
def provinces() -> gpd.GeoDataFrame:
    """Nine provinces of about 40 km, their borders wavy so that no shift looks like another."""
    edges = [106.0, 106.35, 106.8, 107.2], [20.5, 20.9, 21.25, 21.7]
    boxes = [
        shapely.box(edges[0][i], edges[1][j], edges[0][i + 1], edges[1][j + 1])
        for i in range(3)
        for j in range(3)
    ]

    def wavy(xy: np.ndarray) -> np.ndarray:
        return np.asarray(xy + 0.01 * np.sin(xy[:, ::-1] * 60) + 0.02 * np.cos(xy * 17))

    shapes = shapely.transform(shapely.segmentize(boxes, 0.002), wavy)
    return gpd.GeoDataFrame({"ten": NAMES, "dan_so": range(9)}, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def reference(provinces: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reference") / "right.gpkg"
    provinces.to_file(path)
    return path


@pytest.fixture
def mislabelled(provinces: gpd.GeoDataFrame, tmp_path: Path) -> Path:
    path = tmp_path / "vn2000.gpkg"
    provinces.to_crs(4756).set_crs(4326, allow_override=True).to_file(path)
    return path


def displaced(provinces: gpd.GeoDataFrame, path: Path) -> Path:
    """One kilometre east on the UTM grid."""
    provinces.to_crs(32648).translate(1000, 0).to_crs(4326).to_file(path)
    return path


def furthest(a: gpd.GeoDataFrame, b: gpd.GeoDataFrame) -> float:
    """Degrees between the frames' shapes, row by row."""
    return float(shapely.hausdorff_distance(a.geometry.to_numpy(), b.geometry.to_numpy()).max())


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check-boundaries", *map(str, arguments)])


def test_json_on_stdout(mislabelled: Path, reference: Path) -> None:
    done = run(mislabelled, "--reference", reference, "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["verdict"] == "vn2000-labelled-wgs84"
    assert found["shift_east_m"] == pytest.approx(-196, abs=2)
    assert found["shift_north_m"] == pytest.approx(110, abs=2)
    assert found["residual_m"] < 5
    assert found["compared_with"] == "Boundary file right.gpkg"


def test_of_a_reference_with_several_layers_the_provinces_are_taken(
    provinces: gpd.GeoDataFrame, mislabelled: Path, tmp_path: Path
) -> None:
    """The first layer is of districts, moved 1 km: compared with it the verdict would differ."""
    path = tmp_path / "several.gpkg"
    moved = provinces.to_crs(32648).translate(1000, 0).to_crs(4326)
    districts = gpd.GeoDataFrame({"huyen": NAMES}, geometry=moved)
    districts.to_file(path, layer="huyen")
    signed = ["Bắc Giang", "Lạng Sơn", "Quảng Ninh", "Hải Dương", "Hưng Yên", *NAMES[5:]]
    provinces.assign(ten=signed).to_file(path, layer="tinh")
    found = json.loads(run(mislabelled, "--reference", path, "--json").stdout)
    assert found["verdict"] == "vn2000-labelled-wgs84"
    assert found["compared_with"] == "Boundary file several.gpkg, layer tinh"


@pytest.mark.parametrize(("language", "says"), [("vi", "về phía tây"), ("en", "west")])
def test_text_says_it_in_one_language(
    language: str, says: str, mislabelled: Path, reference: Path
) -> None:
    asked = ["--language", language, "check-boundaries", str(mislabelled)]
    done = CliRunner().invoke(main, [*asked, "--reference", str(reference)])
    verdict, said, *rest = done.stdout.splitlines()
    assert verdict == "vn2000-labelled-wgs84"
    assert says in said
    both = " ".join([said, *rest])
    assert ("Tọa độ" in both) is (language == "vi")
    assert ("coordinates" in both) is (language == "en")


@pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
def test_fix_writes_the_whole_file_corrected(
    ending: str, provinces: gpd.GeoDataFrame, mislabelled: Path, reference: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out" / f"right{ending}"
    done = run(mislabelled, "--reference", reference, "--fix", out, "--json")
    assert done.exit_code == 0
    json.loads(done.stdout)
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    fixed = gpd.read_file(out)
    assert fixed["ten"].to_list() == NAMES
    assert fixed["dan_so"].to_list() == list(range(9))
    assert fixed.crs == provinces.crs
    # 1e-5° is about a metre, the accuracy of the transformation.
    assert furthest(fixed, provinces) < 1e-5
    assert run(out, "--reference", reference).stdout.startswith("ok\n")


def test_labelled_vn2000_keeps_its_label_and_gets_coordinates_to_match(
    provinces: gpd.GeoDataFrame, reference: Path, tmp_path: Path
) -> None:
    file, out = tmp_path / "wrong.gpkg", tmp_path / "right.gpkg"
    provinces.set_crs(4756, allow_override=True).to_file(file)
    done = run(file, "--reference", reference, "--fix", out)
    assert done.stdout.startswith("wgs84-labelled-vn2000\n")
    fixed = gpd.read_file(out)
    assert fixed.crs == "EPSG:4756"
    assert furthest(fixed, provinces.to_crs(4756)) < 1e-5


def test_nothing_to_fix(reference: Path, tmp_path: Path) -> None:
    same = tmp_path / "same.gpkg"
    same.write_bytes(reference.read_bytes())
    out = tmp_path / "out.gpkg"
    done = run(same, "--reference", reference, "--fix", out)
    assert (done.exit_code, out.exists()) == (0, False)
    assert done.stdout.startswith("ok\n")
    assert "nothing to fix" in done.stderr


def test_with_the_sketch_alone_it_cannot_tell(mislabelled: Path, tmp_path: Path) -> None:
    found = json.loads(run(mislabelled, "--json").stdout)
    assert found["verdict"] == "cannot-tell"
    assert found["shift_east_m"] is found["residual_m"] is None
    out = tmp_path / "out.gpkg"
    done = run(mislabelled, "--fix", out)
    assert (done.exit_code, out.exists()) == (2, False)
    assert "--reference" in done.stderr


def test_another_shift_is_moved_only_on_demand(
    provinces: gpd.GeoDataFrame, reference: Path, tmp_path: Path
) -> None:
    file, out = displaced(provinces, tmp_path / "east.gpkg"), tmp_path / "out.gpkg"
    asked = file, "--reference", reference, "--fix", out
    refused = run(*asked)
    assert (refused.exit_code, out.exists()) == (2, False)
    assert refused.stdout.startswith("other-shift\n")
    assert "--translate" in refused.stderr
    assert run(*asked, "--translate").exit_code == 0
    assert run(out, "--reference", reference).stdout.startswith("ok\n")


def no_crs(provinces: gpd.GeoDataFrame, folder: Path) -> Path:
    provinces.to_crs(3405).to_file(folder / "bare.shp")
    (folder / "bare.prj").unlink()
    return folder / "bare.shp"


def points(provinces: gpd.GeoDataFrame, folder: Path) -> Path:
    provinces.set_geometry(provinces.representative_point()).to_file(folder / "points.gpkg")
    return folder / "points.gpkg"


def wrong_crs(provinces: gpd.GeoDataFrame, folder: Path) -> Path:
    metres = provinces.to_crs(3405).set_crs(4326, allow_override=True)
    metres.to_file(folder / "metres.gpkg")
    return folder / "metres.gpkg"


def no_map(provinces: gpd.GeoDataFrame, folder: Path) -> Path:
    (folder / "letter.gpkg").write_text("Kính gửi", encoding="utf-8")
    return folder / "letter.gpkg"


def table(provinces: gpd.GeoDataFrame, folder: Path) -> Path:
    pyogrio.write_dataframe(pd.DataFrame({"ten": ["Bắc Giang"]}), folder / "table.gpkg")
    return folder / "table.gpkg"


def missing(provinces: gpd.GeoDataFrame, folder: Path) -> Path:
    return folder / "missing.gpkg"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (missing, "no such file"),
        (no_map, "no map file that can be read"),
        (table, "none of them an area or a line"),
        (points, "none of them an area or a line"),
        (no_crs, "states no coordinate system"),
        (wrong_crs, "do not fit the stated system"),
    ],
)
def test_bad_input_gives_one_message_and_exit_code_2(
    make: object, says: str, provinces: gpd.GeoDataFrame, reference: Path, tmp_path: Path
) -> None:
    assert callable(make)
    bad = make(provinces, tmp_path)
    for arguments in ((bad, "--reference", reference), (reference, "--reference", bad)):
        done = run(*arguments)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert says in done.stderr
        assert str(bad) in done.stderr


def test_the_file_itself_is_never_replaced(mislabelled: Path, reference: Path) -> None:
    before = mislabelled.read_bytes(), reference.read_bytes()
    for out in (mislabelled, mislabelled.parent / "." / mislabelled.name, reference):
        done = run(mislabelled, "--reference", reference, "--fix", out)
        assert done.exit_code == 2
        assert "choose another name" in done.stderr
    assert (mislabelled.read_bytes(), reference.read_bytes()) == before


def test_an_unknown_ending_is_refused_before_any_work(mislabelled: Path, tmp_path: Path) -> None:
    done = run(mislabelled, "--fix", tmp_path / "out.dwg")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert ".gpkg" in done.stderr


def test_a_folder_that_cannot_be_made_is_one_message(
    mislabelled: Path, reference: Path, tmp_path: Path
) -> None:
    (tmp_path / "in-the-way").write_text("", encoding="utf-8")
    out = tmp_path / "in-the-way" / "out.gpkg"
    done = run(mislabelled, "--reference", reference, "--fix", out)
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
