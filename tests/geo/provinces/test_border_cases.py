"""Files as they circulate, each with its right answer: what is read, what is refused, and why.

The table is the promise; beside the cases that people met it holds many of our own.
"""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.provinces import Boundaries, read_boundary_file, sketch_boundaries
from geo.provinces.likeness import GOOD, likeness
from geo.registry import DATA_DIR
from tests.geo.provinces import made_files as made
from tests.geo.provinces.answers import SIGNING, TABLE, TODAY, Case, assert_answered
from tests.geo.provinces.made_files import Make, of
from tests.geo.traces import registry


def shared_case(name: str) -> Make:
    return lambda shared, _folder: shared / "cases" / "borders" / name


CASES = {
    # ---- what people met
    "country outline, LABELRANK": Case(
        shared_case("f01_country_outline_labelrank.geojson"), None, note="no column names"
    ),
    "63 shapes, OBJECTID only": Case(
        shared_case("f02_objectid_1_63.geojson"), None, note="a running number is no code"
    ),
    "communes, one named like a province": Case(
        shared_case("f03_communes_bacninh_homonym.geojson"), SIGNING, 2, communes=99
    ),
    "TopoJSON": Case(
        shared_case("f06_topojson_no_crs.topojson"), SIGNING, 63, "read as WGS 84", left_out=1
    ),
    "geoBoundaries": Case(
        shared_case("f07_geoBoundaries_2023_wikipedia.geojson"), SIGNING, 63, left_out=1
    ),
    "VNI": Case(shared_case("f08_vni_names.geojson"), SIGNING, 63),
    "collections": Case(shared_case("f09_collection_of_multipolygon.geojson"), SIGNING, 63),
    "Thủ Đô, UBND, (tỉnh)": Case(shared_case("f10_thu_do_ubnd.geojson"), SIGNING, 63),
    # ---- our own: the units of an era
    "63": Case(of(made.the_63)(lambda f: f), SIGNING, 63),
    "63 by name alone": Case(of(made.the_63)(lambda f: f[["name", "geometry"]]), SIGNING, 63),
    "63 by code alone": Case(of(made.the_63)(lambda f: f[["code", "geometry"]]), SIGNING, 63),
    "63 by whole number": Case(
        of(made.the_63)(lambda f: f[["geometry"]].assign(ma=f["code"].astype(int))), SIGNING, 63
    ),
    "63 by floating number": Case(
        of(made.the_63)(lambda f: f[["geometry"]].assign(ma=f["code"].astype(float))), SIGNING, 63
    ),
    "34": Case(of(made.the_34)(lambda f: f), TODAY, 34),
    "34 by name alone": Case(of(made.the_34)(lambda f: f[["name", "geometry"]]), TODAY, 34),
    "34 by code alone": Case(of(made.the_34)(lambda f: f[["code", "geometry"]]), TODAY, 34),
    "34 with a running number": Case(
        of(made.the_34)(lambda f: f.assign(code=range(1, 35))), TODAY, 34
    ),
    "63 with both eras' names": Case(
        of(made.the_63)(lambda f: f.assign(moi=f["code"].map(TABLE.successor).map(TABLE.today))),
        SIGNING,
        63,
    ),
    "63 named as they are today": Case(
        of(made.the_63)(lambda f: f[["geometry"]].assign(moi=f["code"].map(TABLE.successor))),
        TODAY,
        34,
    ),
    "old Thái Nguyên alone": Case(of(made.the_63)(lambda f: f[f["code"] == "19"]), SIGNING, 1),
    "today's Thái Nguyên alone": Case(of(made.the_34)(lambda f: f[f["code"] == "19"]), TODAY, 1),
    "old Bắc Ninh alone": Case(of(made.the_63)(lambda f: f[f["code"] == "27"]), SIGNING, 1),
    "Hà Nội alone": Case(of(made.the_63)(lambda f: f[f["code"] == "01"]), SIGNING, 1),
    # ---- spellings
    "capitals": Case(of(made.the_63)(made.renamed(str.upper)), SIGNING, 63),
    "Tỉnh X": Case(of(made.the_63)(made.renamed(lambda n: f"Tỉnh {n}")), SIGNING, 63),
    "X Province": Case(of(made.the_63)(made.renamed(lambda n: f"{n} Province")), SIGNING, 63),
    "X (tỉnh)": Case(of(made.the_63)(made.renamed(lambda n: f"{n} (tỉnh)")), SIGNING, 63),
    "UBND tỉnh X": Case(of(made.the_63)(made.renamed(lambda n: f"UBND tỉnh {n}")), SIGNING, 63),
    "no spaces": Case(of(made.the_63)(made.renamed(lambda n: n.replace(" ", ""))), SIGNING, 63),
    # ---- other formats
    "GeoJSON": Case(of(made.the_63, "b.geojson")(lambda f: f), SIGNING, 63),
    "Shapefile": Case(of(made.the_63, "b.shp")(lambda f: f), SIGNING, 63),
    "FlatGeobuf": Case(of(made.the_63, "b.fgb")(lambda f: f), SIGNING, 63),
    "TopoJSON of our own": Case(made.topojson, SIGNING, 63, "read as WGS 84"),
    "collections of our own": Case(of(made.the_63, "b.geojson")(made.in_collections), SIGNING, 63),
    # ---- other levels
    "communes by code": Case(of(made.communes)(lambda f: f), SIGNING, 14, communes=802),
    "communes by whole number": Case(
        of(made.communes)(lambda f: f[["geometry"]].assign(ma=f["code"].astype(int))),
        SIGNING,
        14,
        communes=802,
    ),
    "communes by name and province": Case(
        of(made.communes)(lambda f: f[["name", "province_code", "geometry"]]),
        SIGNING,
        14,
        communes=802,
    ),
    "communes by name alone": Case(
        of(made.communes)(lambda f: f[["name", "geometry"]]), SIGNING, 14, communes=802
    ),
    "communes, a file each": Case(made.folder_of_files, SIGNING, 2, communes=99),
    "communes, a file each, zipped": Case(made.zip_of_files, SIGNING, 2, communes=99),
    "districts with their province's code": Case(of(made.districts)(lambda f: f), SIGNING, 13),
    "districts, VARNAME_3 beside NAME_1": Case(
        of(made.districts)(made.with_variant_names), SIGNING, 1, "Only part of the area"
    ),
    "districts by name alone": Case(
        of(made.districts)(lambda f: f[["name", "geometry"]]), None, note="of another size"
    ),
    "foreign areas among them": Case(
        of(made.the_63)(made.world_and_provinces), SIGNING, 63, left_out=30
    ),
    # ---- coordinates
    "VN-2000, zone 107°45′": Case(of(made.the_63)(made.in_zone(107.75, 107.75)), SIGNING, 63),
    "metres on a TM-3 of GCS_WGS_1984": Case(
        of(made.the_63, "b.shp")(lambda f: f.to_crs(made.USER_TM3_ON_WGS84)), SIGNING, 63
    ),
    "Web Mercator": Case(of(made.the_63)(lambda f: f.to_crs(3857)), SIGNING, 63),
    "swapped axes, degrees": Case(
        of(made.the_63)(made.swapped), None, note="latitude stands before longitude"
    ),
    "swapped axes, metres": Case(
        of(made.the_63)(lambda f: made.swapped(made.in_zone(105, 105)(f))), None, note="elsewhere"
    ),
    "another central meridian": Case(
        of(made.the_63)(made.in_zone(105, 108)), None, note="these lie elsewhere"
    ),
    # ---- nothing of ours
    "63 running numbers": Case(of(made.the_63)(made.numbered), None, note="no column names"),
    "802 running numbers": Case(of(made.communes)(made.numbered), None, note="no column names"),
    "34 running numbers": Case(of(made.the_34)(made.numbered), None, note="no column names"),
    "every row Hà Nội": Case(
        of(made.the_63)(lambda f: f[["geometry"]].assign(ten="Hà Nội")),
        None,
        note="of another size",
    ),
    "names one row off": Case(
        of(made.the_63)(lambda f: f[["geometry"]].assign(ten=[*f["name"][1:], f["name"][0]])),
        None,
        note="elsewhere",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_right_answer(name: str, shared: Path, tmp_path: Path) -> None:
    assert_answered(CASES[name], shared, tmp_path)


@pytest.fixture(scope="module")
def outlines() -> Boundaries:
    return sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry().places)


@pytest.mark.parametrize(
    ("make", "good"),
    [
        (of(made.the_63)(lambda f: f), True),
        (of(made.the_34)(lambda f: f), True),
        (of(made.communes)(lambda f: f), True),
        (of(made.the_63)(lambda f: f.set_geometry(f.geometry.simplify(0.01))), True),
        (of(made.the_63)(lambda f: f.set_geometry(f.geometry.translate(0.15))), False),
        (shared_case("f07_geoBoundaries_2023_wikipedia.geojson"), False),
    ],
)
def test_poor_files_are_told_from_good_ones(
    make: Make, good: bool, shared: Path, tmp_path: Path, outlines: Boundaries
) -> None:
    found = read_boundary_file(make(shared, tmp_path), TABLE)
    like = likeness(found, outlines, TABLE)
    assert like is not None
    assert (like >= GOOD) is good, like


def test_nothing_is_judged_where_nothing_is_drawn(
    shared: Path, tmp_path: Path, outlines: Boundaries
) -> None:
    far = made.written(made.the_63(shared).query("code == '92'"), tmp_path / "b.gpkg")
    assert likeness(read_boundary_file(far, TABLE), outlines, TABLE) is None


def test_provinces_of_communes_share_borders_and_have_no_holes(shared: Path) -> None:
    found = read_boundary_file(shared / "reference" / "communes_2025_region.gpkg", TABLE)
    shapes = found.frame.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    holes = shapely.get_num_interior_rings(shapely.get_parts(shapes)).sum()
    assert holes == 0
    assert found.communes is not None
    names = found.communes.set_index("commune_code")["commune_name"]
    assert names["07210"] == "Phường Bắc Giang"


def test_provinces_of_communes_are_those_of_the_reference(shared: Path) -> None:
    """Areas inland to 0.3 %: the coast is drawn by each source as it likes."""
    found = read_boundary_file(shared / "reference" / "communes_2025_region.gpkg", TABLE).frame
    reference = gpd.read_file(shared / "reference" / "provinces_63.gpkg").set_index("code")
    inland = [code for code in found["province_code"] if code not in {"22", "31", "34"}]
    ours = found.set_index("province_code").geometry.to_crs(3405).area[inland]
    theirs = reference.geometry.to_crs(3405).area[inland]
    assert (ours / theirs).to_numpy() == pytest.approx(1, abs=0.003)
