"""Frames as tests read them."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, a column an attribute, of whatever type the column holds."""
    yield from frame.itertuples()


def without_crs(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame as a file without a coordinate system gives it."""
    bare: gpd.GeoDataFrame = frame.set_crs(None, allow_override=True)  # type: ignore[call-overload]
    return bare  # the stubs want a system
