"""Where a border follows a river, the crossing of a bridge over it is the middle of the span.

A border along a river is drawn on one bank in one file, amid the water in another, and wavers by
some 50 m in any of them. Where along a bridge two provinces meet can therefore not be read from
where the drawn line happens to meet it; the middle of the span is what such borders mean, and the
same in every file. So the territorial cut is moved there, and only where all of this holds:

- OSM has the bridge, and a river under it;
- the drawn border meets the bridge, or its approach within :data:`REACH_M` of an abutment;
- two provinces and no third meet there;
- around the bridge the border keeps to the river (:data:`FOLLOWS_SHARE`): a border that merely
  crosses a viaduct, or crosses the river itself, stays where it is drawn.

Who answers up to where is another matter: a named exception (the bridge Hải Hưng is Hưng Yên's
as far as the far abutment) keeps its cut, see :mod:`geo.duty.responsibility`.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.cut.settled import OWN, unbroken, whole
from geo.cut.spans import Span, Spans
from geo.cut.split import MIN_PIECE_M, cut_at
from geo.plane import DEGREE_M, Plane

REACH_M: Final = MIN_PIECE_M
"""A border drawn this far beyond an abutment is still that of the river: published borders of
neighbours fit each other to about this much."""
FOLLOWS_SHARE: Final = 0.6
"""Share of the border around a bridge that must keep to the river. One that crosses the river at a
right angle keeps to it for a third of the way looked at, or less. Between that and all of it, by
judgement."""
LOOKED_AT_M: Final = 500.0
"""How far around the middle of a span the border is compared with the river, at least.
By judgement, not measured."""
LOOKED_AT_LENGTHS: Final = 1.5
"""The same as a multiple of the bridge's length: beyond both abutments as far again as the bridge
is long. By judgement, not measured."""


def moved_to_mid_span(
    split: gpd.GeoDataFrame, spans: Spans, provinces: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Move the cuts on bridges over a border river to the middle of the span.

    Parameters
    ----------
    split
        The territorial split: project_id, signing_code, signing_name, part, from_m, to_m,
        length_m, geometry, rows in order along each project's line; EPSG:4326.
    spans
        The bridges under each project's line.
    provinces
        Polygons with province_code, EPSG:4326.

    Returns
    -------
    GeoDataFrame
        The same columns; the pieces of a line still follow each other and add up to it.
    """
    bridged = {key for key, found in spans.items() if any(span.river for span in found)}
    if not bridged:
        return split
    shapes = provinces.set_index("province_code").geometry
    frames = []
    for project_id in dict.fromkeys(split["project_id"]):
        own = split[split["project_id"] == project_id]
        for span in spans[project_id] if project_id in bridged else ():
            own = _moved(own, span, shapes)
        frames.append(own)
    moved = pd.concat(frames, ignore_index=True)
    assert isinstance(moved, gpd.GeoDataFrame)
    return moved


def _moved(own: gpd.GeoDataFrame, span: Span, shapes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    low, high = span.from_km * 1000 - REACH_M, span.to_km * 1000 + REACH_M
    on_it = np.flatnonzero((own["to_m"] > low) & (own["from_m"] < high))
    if span.river is None or len(on_it) < 2:
        return own
    first, last = int(on_it[0]), int(on_it[-1])
    here, middle_m = own.iloc[first : last + 1], span.middle_km * 1000
    codes = [here["signing_code"].iloc[row] for row in (0, -1)]
    fits = (
        None not in codes
        and codes[0] != codes[1]
        and set(here["signing_code"].dropna()) == set(codes)
        and here["from_m"].iloc[0] < middle_m < here["to_m"].iloc[-1]
        and len(list(unbroken(here.geometry.to_numpy()))) == 1
    )
    if not fits or not _follows(span, *(shapes[code] for code in codes)):
        return own
    frames = [own.iloc[:first], _cut_once(here, middle_m), own.iloc[last + 1 :]]
    joined = pd.concat(frames, ignore_index=True)
    assert isinstance(joined, gpd.GeoDataFrame)
    return joined.assign(part=np.arange(len(joined)))


def _cut_once(here: gpd.GeoDataFrame, middle_m: float) -> gpd.GeoDataFrame:
    """Put stretches that follow each other together, and cut them in two at one place."""
    cut = cut_at(whole(here), [[middle_m]])
    for column in OWN:
        cut[column] = pd.Series(here[column].iloc[[0, -1]].to_numpy(), dtype=here[column].dtype)
    return cut


def _follows(span: Span, before: BaseGeometry, after: BaseGeometry) -> bool:
    """Whether the border of two provinces keeps to the river around a bridge."""
    assert span.river is not None
    length_m = (span.to_km - span.from_km) * 1000
    radius = max(LOOKED_AT_M, LOOKED_AT_LENGTHS * length_m)
    around = shapely.buffer(shapely.Point(0, 0), radius)
    x, y = span.middle.x, span.middle.y
    plane = Plane.at(x, y)

    def near(shape: BaseGeometry) -> BaseGeometry:
        half = 2 * radius / DEGREE_M
        clipped = shapely.intersection(shape, shapely.box(x - half, y - half, x + half, y + half))
        return shapely.transform(clipped, plane.flat)

    beside = shapely.buffer(near(after), length_m + REACH_M)  # files may end on either bank
    border = shapely.intersection_all([shapely.boundary(near(before)), beside, around])
    # Only what the clipping did not make: outlines of the box lie beyond the circle.
    bed = shapely.buffer(near(span.river), length_m / 2 + REACH_M)
    kept = shapely.length(shapely.intersection(border, bed))
    return bool(border.length > 0 and kept >= FOLLOWS_SHARE * border.length)
