"""What fetched communes are made into, and whether it lies where it should."""

from typing import Final

import geopandas as gpd

from geo.model import Text
from geo.osm.source import FetchError
from geo.provinces.boundaries import Boundaries
from geo.provinces.datum import Verdict, check_datum
from geo.provinces.likeness import likeness
from geo.provinces.united import united
from geo.registry.units import UnitTable

COMMUNES: Final = Text(
    vi="thanglequoc/vietnamese-provinces-database, MIT; hình của bản đồ sapnhap.bando.com.vn",
    en="thanglequoc/vietnamese-provinces-database, MIT; geometry of the map sapnhap.bando.com.vn",
)
OVERLAPPING: Final = 0.3
"""Likeness to the bundled outlines below which fetched provinces are not the ones named."""


def provinces_of(communes: gpd.GeoDataFrame, table: UnitTable) -> gpd.GeoDataFrame:
    """Provinces of the signing that communes which fit one another make."""
    codes = communes["province_code"].to_numpy(dtype=object)
    made = united(communes.geometry.to_numpy(), codes, is_coverage=True)
    made = made.rename(columns={"label": "province_code"})
    made.insert(1, "province_name", made["province_code"].map(table.signing))
    return made


def check_ground(
    provinces: gpd.GeoDataFrame, outlines: Boundaries, table: UnitTable, where: str
) -> None:
    """Hold fetched provinces to the ground of the bundled outlines, and to their datum.

    Raises
    ------
    FetchError
        When they lie elsewhere, or as another datum than the stated one would have them.
    """
    found = Boundaries(provinces, COMMUNES, is_sketch=False)
    like = likeness(found, outlines, table)
    if like is not None and like < OVERLAPPING:
        raise FetchError("provinces.other_ground", where=where, percent=100 * like)
    leaning = check_datum(provinces, outlines).leaning
    if leaning not in (None, Verdict.OK):
        raise FetchError("provinces.other_datum", where=where)
