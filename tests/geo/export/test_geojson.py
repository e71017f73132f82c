"""GeoJSON as RFC 7946 has it, of small frames and of the real ones."""

import datetime as dt
import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import geojson_validator
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LinearRing, LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry import shape

from geo.export.geojson import DECIMALS, feature_collection, json_value, write_geojson
from geo.export.metadata import metadata_of
from geo.export.tables import TABLES, Table
from geo.model import Language
from geo.pipeline import Linkage
from geo.schema import CONTRACT
from tests.frames import without_crs
from tests.geo.traces import sketch_trace

FRAMES = ("pieces", "crossings", "projects")


@cache
def linkage() -> Linkage:
    return sketch_trace().at(dt.date(2024, 12, 31))


@cache
def collection(name: str) -> dict[str, Any]:
    made = feature_collection(getattr(linkage(), name), columns=CONTRACT[name])
    parsed: dict[str, Any] = json.loads(json.dumps(made, allow_nan=False))
    return parsed


def positions(coordinates: Any) -> Iterator[list[float]]:
    if coordinates and isinstance(coordinates[0], float):
        yield coordinates
    else:
        for part in coordinates:
            yield from positions(part)


def frame(*shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326)


# ---- the real frames


@pytest.mark.parametrize("name", FRAMES)
def test_properties_are_exactly_the_contract_in_its_order(name: str) -> None:
    for feature in collection(name)["features"]:
        assert tuple(feature["properties"]) == CONTRACT[name]
        assert list(feature) == ["type", "properties", "geometry"]
        assert feature["type"] == "Feature"


@pytest.mark.parametrize("name", FRAMES)
def test_every_row_is_a_feature_with_its_values(name: str) -> None:
    rows = getattr(linkage(), name)
    features = collection(name)["features"]
    assert len(features) == len(rows) > 0
    for feature, (_, row) in zip(features, rows.iterrows(), strict=True):
        for column, value in feature["properties"].items():
            assert value == json_value(row[column]), column


@pytest.mark.parametrize("name", FRAMES)
def test_positions_are_in_range_with_seven_decimals_at_most(name: str) -> None:
    for feature in collection(name)["features"]:
        for position in positions(feature["geometry"]["coordinates"]):
            lon, lat = position
            assert 102 < lon < 110, "longitude first"
            assert 8 < lat < 24
            assert [round(value, DECIMALS) for value in position] == position


@pytest.mark.parametrize("name", FRAMES)
def test_geometry_is_that_of_the_frame_to_a_centimetre(name: str) -> None:
    for feature, geometry in zip(
        collection(name)["features"], getattr(linkage(), name).geometry, strict=True
    ):
        written = shape(feature["geometry"])
        assert written.geom_type == geometry.geom_type
        assert written.hausdorff_distance(geometry) <= 0.5e-7 * math.sqrt(2) + 1e-12


@pytest.mark.parametrize("name", FRAMES)
def test_bbox_is_west_south_east_north_of_all(name: str) -> None:
    xy = np.array(
        [
            position
            for feature in collection(name)["features"]
            for position in positions(feature["geometry"]["coordinates"])
        ]
    )
    assert collection(name)["bbox"] == [*xy.min(axis=0), *xy.max(axis=0)]


def test_dates_are_iso_text() -> None:
    dates = {f["properties"]["status_date"] for f in collection("pieces")["features"]}
    assert None in dates
    assert all(dt.date.fromisoformat(date) for date in dates - {None})


def test_collection_states_no_crs() -> None:
    assert list(collection("pieces")) == ["type", "bbox", "features"]


# ---- small frames


def test_outer_rings_are_counter_clockwise_and_holes_clockwise() -> None:
    hole = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]
    outer = [(0, 0), (0, 1), (1, 1), (1, 0)]
    assert not LinearRing(outer).is_ccw
    made = feature_collection(
        frame(Polygon(outer, [hole]), MultiPolygon([Polygon(outer), box(5, 5, 6, 6)]))
    )
    single, several = (feature["geometry"]["coordinates"] for feature in made["features"])
    assert [LinearRing(ring).is_ccw for ring in single] == [True, False]
    assert [LinearRing(part[0]).is_ccw for part in several] == [True, True]


def test_line_keeps_its_direction() -> None:
    (feature,) = feature_collection(frame(LineString([(1, 1), (0, 0)])))["features"]
    assert feature["geometry"]["coordinates"] == [[1.0, 1.0], [0.0, 0.0]]


def test_what_has_no_place_is_null_and_does_not_count_for_the_bbox() -> None:
    made = feature_collection(frame(None, Point(), Point(106, 21), name=["a", "b", "c"]))
    assert [feature["geometry"] is None for feature in made["features"]] == [True, True, False]
    assert made["bbox"] == [106.0, 21.0, 106.0, 21.0]
    nowhere = feature_collection(frame(None, name=["a"]))
    assert "bbox" not in nowhere
    assert nowhere["features"][0]["properties"] == {"name": "a"}


def test_empty_frame_is_an_empty_collection() -> None:
    made = feature_collection(frame(Point(106, 21), name=["a"]).iloc[:0])
    assert made == {"type": "FeatureCollection", "features": []}


def test_all_columns_are_written_when_none_are_chosen() -> None:
    made = feature_collection(frame(Point(106, 21), a=[1], b=["x"]))
    assert made["features"][0]["properties"] == {"a": 1, "b": "x"}
    chosen = feature_collection(frame(Point(106, 21), a=[1], b=["x"]), columns=["b"])
    assert chosen["features"][0]["properties"] == {"b": "x"}


def test_metadata_is_a_member_beside_the_features() -> None:
    made = feature_collection(frame(Point(106, 21)), metadata={"licence": "ODbL"})
    assert made["metadata"] == {"licence": "ODbL"}


@pytest.mark.parametrize("crs", [None, 3405, 4756])
def test_other_crs_is_refused(crs: int | None) -> None:
    other = without_crs(frame(Point(106, 21)))
    if crs:
        other = other.set_crs(crs)
    with pytest.raises(ValueError, match=r"GeoJSON is EPSG:4326, got .*to_crs\(4326\)"):
        feature_collection(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (float("nan"), None),
        (np.float64("nan"), None),
        (pd.NaT, None),
        (np.int64(3), 3),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (dt.date(2024, 5, 2), "2024-05-02"),
        (dt.datetime(2024, 5, 2, 7, 30), "2024-05-02T07:30:00"),
        ("chữ", "chữ"),
    ],
)
def test_values(value: object, expected: object) -> None:
    found = json_value(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("name", FRAMES)
def test_file_is_the_collection_in_utf8_and_reads_back(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.geojson"
    rows = getattr(linkage(), name)
    write_geojson(rows, path, columns=CONTRACT[name], metadata={"licence": "đ"})
    content = path.read_text(encoding="utf-8")
    assert json.loads(content) == collection(name) | {"metadata": {"licence": "đ"}}
    assert content.count("\n") == len(rows) + 2, "a feature a line"
    back = gpd.read_file(path)
    assert back.crs == "EPSG:4326"
    assert list(back["project_id"]) == list(rows["project_id"])


def test_empty_file_is_an_empty_collection(tmp_path: Path) -> None:
    write_geojson(frame(Point(106, 21), name=["a"]).iloc[:0], tmp_path / "x")
    assert json.loads((tmp_path / "x").read_text())["features"] == []


def test_number_that_is_none_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_geojson(frame(Point(106, 21), km=[float("inf")]), tmp_path / "x")


# ---- RFC 7946, as others read it


@pytest.mark.parametrize("table", [table for table in TABLES if table.is_drawn])
def test_independent_validator_finds_nothing_against_the_standard(
    table: Table, tmp_path: Path
) -> None:
    path = tmp_path / "x.geojson"
    rows = table.frame(linkage())
    assert isinstance(rows, gpd.GeoDataFrame)
    write_geojson(
        rows,
        path,
        columns=table.names_in(Language.EN),
        metadata=metadata_of(linkage(), Language.EN),
    )
    assert geojson_validator.validate_structure(path, check_crs=True) == {}
    found = geojson_validator.validate_geometries(path)
    assert found["invalid"] == {}
    assert sum(found["count_geometry_types"].values()) == len(rows)
    assert not {"3d_coordinates", "outside_lat_lon_boundaries"} & set(found["problematic"])


def test_the_validator_knows_a_wrong_ring() -> None:
    wrong = Polygon([(106, 21), (106, 22), (107, 22)])
    made = feature_collection(frame(wrong))
    assert geojson_validator.validate_geometries(made)["invalid"] == {}
    (made["features"][0]["geometry"]["coordinates"][0]).reverse()
    assert "exterior_not_ccw" in geojson_validator.validate_geometries(made)["invalid"]


def test_metadata_names_source_licence_date_and_units(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    write_geojson(linkage().pieces, path, metadata=metadata_of(linkage(), Language.EN))
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert metadata["as_of"] == "2024-12-31"
    assert metadata["units"].startswith("63 units")
    assert metadata["boundaries"] == linkage().boundaries.source.en
    assert "GeoNames: CC BY 4.0" in metadata["licence"]
