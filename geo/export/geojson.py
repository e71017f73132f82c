"""Frames → GeoJSON as RFC 7946 defines it."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84
from geo.export.tables import chunks

DECIMALS = 7
"""Of a degree: about a centimetre, the most that RFC 7946 (section 11.2) finds useful."""


def feature_collection(
    frame: gpd.GeoDataFrame,
    *,
    columns: Sequence[str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Turn a frame into a FeatureCollection.

    Parameters
    ----------
    frame
        EPSG:4326, (lon, lat).
    columns
        Which columns become properties, in this order; all but the geometry when None.
    metadata
        Source, licence, date and the like, kept in the foreign member ``metadata``.

    Returns
    -------
    dict
        Coordinates rounded to seven decimals, outer rings counter-clockwise, with ``bbox``
        (absent when nothing has a position). Dates are ISO 8601 text, what is missing is null.

    Raises
    ------
    ValueError
        When the frame is in another CRS than EPSG:4326.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"ref": ["QL.1"]}, geometry=[shapely.Point(106, 21)], crs=4326)
    >>> feature_collection(frame)["features"][0]["geometry"]
    {'type': 'Point', 'coordinates': [106.0, 21.0]}
    """
    features = [
        {"type": "Feature", "properties": properties, "geometry": json.loads(geometry)}
        for properties, geometry in _features(frame, columns)
    ]
    return _head(frame, metadata) | {"features": features}


def write_geojson(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    columns: Sequence[str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write what :func:`feature_collection` makes, as UTF-8, a feature a line.

    The collection is never whole in memory.

    Raises
    ------
    OSError
        When the file cannot be written.
    ValueError
        When the frame is in another CRS than EPSG:4326, or holds a number JSON does not know.
    """
    head = _text(_head(frame, metadata))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{head.removesuffix("}")}, "features": [')
        between = "\n"
        for properties, geometry in _features(frame, columns):
            text = f'{{"type": "Feature", "properties": {_text(properties)}, "geometry": '
            file.write(f"{between}{text}{geometry}}}")
            between = ",\n"
        file.write("\n]}\n")


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _head(frame: gpd.GeoDataFrame, metadata: Mapping[str, str] | None) -> dict[str, Any]:
    if frame.crs is None or frame.crs != WGS84:
        raise ValueError(f"GeoJSON is EPSG:4326, got {frame.crs}; call .to_crs(4326) first")
    head: dict[str, Any] = {"type": "FeatureCollection"}
    bounds = frame.total_bounds
    if np.isfinite(bounds).all():
        head["bbox"] = [round(float(value), DECIMALS) for value in bounds]
    if metadata:
        head["metadata"] = dict(metadata)
    return head


def _features(
    frame: gpd.GeoDataFrame, columns: Sequence[str] | None
) -> Iterator[tuple[dict[str, Any], str]]:
    """Each row's properties, and its geometry as JSON text."""
    names = list(columns or [name for name in frame.columns if name != frame.geometry.name])
    for chunk in chunks(frame):
        geometry = _geometry_texts(np.asarray(chunk[frame.geometry.name], dtype=object))
        for text, *row in zip(geometry, *(chunk[name] for name in names), strict=True):
            yield dict(zip(names, map(json_value, row), strict=True)), text


def _geometry_texts(shapes: NDArray[np.object_]) -> list[str]:
    rounded = np.asarray(
        shapely.transform(shapely.orient_polygons(shapes), lambda xy: np.round(xy, DECIMALS)),
        dtype=object,
    )
    rounded[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = None
    texts = np.asarray(shapely.to_geojson(rounded), dtype=object)
    return ["null" if text is None else str(text) for text in texts]


def json_value(value: Any) -> Any:
    """A frame's value as JSON has it: dates as ISO 8601 text, null for what is missing."""
    if pd.isna(value):
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value
