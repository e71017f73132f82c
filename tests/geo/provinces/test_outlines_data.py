"""The hand-drawn outlines and the table of mergers, as data."""

import csv
import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from ruamel.yaml import YAML

from tests.data import LIVE as DATA

pytestmark = pytest.mark.live
METRIC_CRS = "EPSG:3405"
"""VN-2000 / UTM zone 48N: metres over the whole region."""
AGREED = {"24", "19", "20", "22", "30", "33"}
"""The six provinces of the agreements, held to the tight limits."""
MEDIAN_LIMIT_M, WORST_LIMIT_M = 2_500, 8_000
"""How far the outlines may stray from the reference: what the first issue asks for."""
SAMPLE_STEP_M = 250

Vertex = tuple[float, float]


@pytest.fixture(scope="module")
def places() -> dict[str, dict[str, str]]:
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def sketch() -> dict[str, Any]:
    text = (DATA / "provinces" / "sketch.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


@pytest.fixture(scope="module")
def arcs(
    sketch: dict[str, Any], places: dict[str, dict[str, str]]
) -> list[tuple[str | None, str | None, list[Vertex]]]:
    def vertex(item: Any) -> Vertex:
        if isinstance(item, dict):
            row = places[item["place"]]
            return float(row["lon"]), float(row["lat"])
        return float(item[0]), float(item[1])

    nodes = sketch["nodes"]
    return [
        (
            arc["left"],
            arc["right"],
            [vertex(item) for item in (nodes[arc["from"]], *arc["via"], nodes[arc["to"]])],
        )
        for arc in sketch["arcs"]
    ]


@pytest.fixture(scope="module")
def polygons(sketch: dict[str, Any], arcs: list[Any]) -> dict[str, shapely.Polygon]:
    found = {}
    for code in sketch["provinces"]:
        around = [shapely.LineString(xy) for left, right, xy in arcs if code in (left, right)]
        faces = shapely.get_parts(shapely.polygonize(around))
        assert len(faces) == 1, f"the arcs of {code} close around {len(faces)} faces"
        found[code] = faces[0]
    return found


@pytest.fixture(scope="module")
def reference(shared: Path) -> gpd.GeoSeries:
    frame = gpd.read_file(shared / "reference" / "provinces_63.gpkg").to_crs(METRIC_CRS)
    return frame.set_index("code").geometry.buffer(0)


def test_twelve_provinces_with_a_label_inside_each(
    sketch: dict[str, Any], polygons: dict[str, shapely.Polygon]
) -> None:
    assert len(polygons) == 12
    assert polygons.keys() >= AGREED
    for code, unit in sketch["provinces"].items():
        assert polygons[code].contains(shapely.Point(unit["label"])), unit["name"]


def test_arcs_are_simple_and_meet_in_their_ends_only(arcs: list[Any]) -> None:
    lines = [shapely.LineString(xy) for _, _, xy in arcs]
    assert all(line.is_simple for line in lines)
    for one, other in itertools.combinations(lines, 2):
        shared_ends = shapely.intersection(one.boundary, other.boundary)
        assert one.intersection(other).equals(shared_ends)


def test_no_gap_and_no_overlap(arcs: list[Any], polygons: dict[str, shapely.Polygon]) -> None:
    faces = shapely.get_parts(shapely.polygonize([shapely.LineString(xy) for _, _, xy in arcs]))
    assert len(faces) == 12, "a face that belongs to no province would be a gap"
    together = shapely.union_all(list(polygons.values()))
    assert isinstance(together, shapely.Polygon)
    assert not together.interiors
    assert sum(p.area for p in polygons.values()) == pytest.approx(together.area, rel=1e-12)
    for one, other in itertools.combinations(polygons.values(), 2):
        assert one.intersection(other).area == 0


def test_left_and_right_are_what_the_arcs_say(
    arcs: list[Any], polygons: dict[str, shapely.Polygon]
) -> None:
    for left, right, xy in arcs:
        (x0, y0), (x1, y1) = xy[0], xy[1]
        aside = np.array([y0 - y1, x1 - x0]) / np.hypot(x1 - x0, y1 - y0) * 1e-4
        middle = np.array([x0 + x1, y0 + y1]) / 2
        for named, sign in ((left, 1), (right, -1)):
            point = shapely.Point(middle + sign * aside)
            found = [code for code, polygon in polygons.items() if polygon.contains(point)]
            assert found == ([named] if named else []), (left, right, xy[0])


def test_own_vertices_are_on_the_grid_of_a_hundredth_degree(sketch: dict[str, Any]) -> None:
    drawn = list(sketch["nodes"].values())
    drawn += [item for arc in sketch["arcs"] for item in arc["via"] if isinstance(item, list)]
    steps = np.array(drawn) * 100
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-6)


def test_every_border_place_is_a_vertex_between_its_two_provinces(
    sketch: dict[str, Any], places: dict[str, dict[str, str]]
) -> None:
    drawn = {
        (item["place"], frozenset((arc["left"], arc["right"])))
        for arc in sketch["arcs"]
        for item in arc["via"]
        if isinstance(item, dict)
    }
    wanted = {
        (key, frozenset(row["province"].split("|")))
        for key, row in places.items()
        if row["kind"] == "border"
    }
    assert drawn == wanted


def test_every_other_place_lies_in_its_own_sketched_province(
    polygons: dict[str, shapely.Polygon], places: dict[str, dict[str, str]]
) -> None:
    astray = [
        key
        for key, row in places.items()
        if row["kind"] != "border"
        and not polygons[row["province"]].contains(
            shapely.Point(float(row["lon"]), float(row["lat"]))
        )
    ]
    assert astray == []


def _samples(line: shapely.Geometry) -> np.ndarray:
    points = [
        part.interpolate(np.linspace(0, part.length, max(2, int(part.length // SAMPLE_STEP_M))))
        for part in shapely.get_parts(line)
    ]
    return np.concatenate(points)


def test_common_borders_follow_the_reference(arcs: list[Any], reference: gpd.GeoSeries) -> None:
    checked = set()
    for left, right, xy in arcs:
        if left is None or right is None or not {left, right} <= {*AGREED, "26"}:
            continue
        line = gpd.GeoSeries([shapely.LineString(xy)], crs="EPSG:4326").to_crs(METRIC_CRS)[0]
        # the reference's neighbours fit each other to about 50 m only
        common = reference[left].boundary.intersection(reference[right].buffer(150))
        for distances in (
            shapely.distance(_samples(line), common),
            shapely.distance(_samples(common), line),
        ):
            assert np.median(distances) <= MEDIAN_LIMIT_M, (left, right)
            assert distances.max() <= WORST_LIMIT_M, (left, right)
        checked.add(frozenset((left, right)))
    assert len(checked) == 9


def test_mergers_lead_63_units_to_34() -> None:
    with (DATA / "provinces" / "merges.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 63
    assert len({row["old_code"] for row in rows}) == 63
    assert len({(row["new_code"], row["new_name"]) for row in rows}) == 34
    assert len({row["new_code"] for row in rows}) == 34
    predecessors = Counter(row["new_code"] for row in rows)
    # Resolution 202/2025/QH15: 11 units stay, 17 come of two and 6 of three
    assert Counter(predecessors.values()) == {1: 11, 2: 17, 3: 6}
    # a new unit keeps the code of one of those it is made of
    assert all(
        code in {row["old_code"] for row in rows if row["new_code"] == code}
        for code in predecessors
    )
    cities = {row["new_name"] for row in rows if row["new_kind"] == "thành phố"}
    # as of 1 July 2025: what became of a unit since stands in unit_changes.csv
    assert cities == {"Hà Nội", "Huế", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}


@pytest.mark.parametrize(
    ("old_name", "new_name"),
    [
        ("Bắc Giang", "Bắc Ninh"),
        ("Bắc Ninh", "Bắc Ninh"),
        ("Hải Dương", "Hải Phòng"),
        ("Bắc Kạn", "Thái Nguyên"),
        ("Thái Bình", "Hưng Yên"),
        ("Vĩnh Phúc", "Phú Thọ"),
        ("Lạng Sơn", "Lạng Sơn"),
        ("Quảng Ninh", "Quảng Ninh"),
    ],
)
def test_mergers_of_the_region(old_name: str, new_name: str) -> None:
    with (DATA / "provinces" / "merges.csv").open(encoding="utf-8", newline="") as file:
        successors = {row["old_name"]: row["new_name"] for row in csv.DictReader(file)}
    assert successors[old_name] == new_name


def test_merged_names_match_the_reference(shared: Path) -> None:
    frame = gpd.read_file(
        shared / "reference" / "provinces_63.gpkg", columns=["code", "name"], ignore_geometry=True
    )
    official = dict(zip(frame["code"], frame["name"], strict=True))
    with (DATA / "provinces" / "merges.csv").open(encoding="utf-8", newline="") as file:
        ours = {row["old_code"]: row["old_name_full"] for row in csv.DictReader(file)}
    assert ours.keys() == official.keys()
    # spelling variants that are not faults: the place of the tone mark, the dash
    plain = {
        code: name.replace("Hoà ", "Hòa ").replace(" - ", " – ") for code, name in official.items()
    }
    assert ours == plain
