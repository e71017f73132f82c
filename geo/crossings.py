"""Where a project's line passes from one province to the next."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import shapely
from shapely import LineString, Point

from geo.crs import GEOD, WGS84
from geo.pieces import Stretch, stretches
from geo.places import Place
from geo.registry import Registry

GAP_M = 1_000.0
"""A line may lie this long in no province between two of them and still count as crossing:
published borders of neighbours leave gaps of tens of metres, a wide river's bed more."""

_HAIR = 1e-9
"""Kilometres, a micrometre: the crossing's kilometre is that of a piece's end."""

COLUMNS = [
    "project_id",
    "km",
    "signing_from",
    "signing_to",
    "side_from",
    "side_to",
    "nearest_place",
    "nearest_place_key",
    "nearest_place_m",
    "geometry",
]


def crossings(
    pieces: gpd.GeoDataFrame, split: gpd.GeoDataFrame, registry: Registry
) -> gpd.GeoDataFrame:
    """Find the crossings.

    Parameters
    ----------
    pieces
        Pieces with their sides (columns project_id, side, from_km, to_km).
    split
        The territorial split, rows in order along each project's line.
    registry
        For the nearest named place.

    Returns
    -------
    GeoDataFrame
        One row a crossing, points in EPSG:4326; ``km`` from the start of the line, the
        provinces in codes of the signing, the sides that answer just before and after it.
    """
    rows = []
    for project_id in dict.fromkeys(split["project_id"]):
        own = pieces[pieces["project_id"] == project_id]
        for passage in _passages(stretches(split[split["project_id"] == project_id])):
            place, distance_m = _nearest(passage.point, registry)
            rows.append(
                {
                    "project_id": project_id,
                    "km": passage.km,
                    "signing_from": passage.before,
                    "signing_to": passage.after,
                    "side_from": _side(own[own["to_km"] <= passage.from_km + _HAIR], -1),
                    "side_to": _side(own[own["from_km"] >= passage.to_km - _HAIR], 0),
                    "nearest_place": place.name.vi,
                    "nearest_place_key": place.key,
                    "nearest_place_m": round(distance_m),
                    "geometry": passage.point,
                }
            )
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=COLUMNS), geometry="geometry", crs=WGS84)


def _side(pieces: pd.DataFrame, position: int) -> int:
    return int(pieces["side"].to_numpy()[position])


class _Passage(NamedTuple):
    """A line leaves one province at ``from_km`` and is in the next from ``to_km`` on."""

    from_km: float
    to_km: float
    point: Point
    before: str
    after: str

    @property
    def km(self) -> float:
        return (self.from_km + self.to_km) / 2


def _passages(line: Sequence[Stretch]) -> Iterator[_Passage]:
    inside = [number for number, row in enumerate(line) if row.signing_code is not None]
    for first, last in pairwise(inside):
        before, after = line[first], line[last]
        gap_m = after.from_m - before.to_m
        if before.signing_code == after.signing_code or gap_m > GAP_M:
            continue
        if not all(_join(a, b) for a, b in pairwise(line[first : last + 1])):
            continue  # the line is broken here: another strand begins
        end, start = shapely.get_point(before.geometry, -1), shapely.get_point(after.geometry, 0)
        middle = end if gap_m == 0 else LineString([end, start]).centroid
        assert before.signing_code is not None
        assert after.signing_code is not None
        yield _Passage(
            before.to_m / 1000,
            after.from_m / 1000,
            middle,
            before.signing_code,
            after.signing_code,
        )


def _join(before: Stretch, after: Stretch) -> bool:
    end, start = shapely.get_point(before.geometry, -1), shapely.get_point(after.geometry, 0)
    return bool(end == start)


def _nearest(point: Point, registry: Registry) -> tuple[Place, float]:
    """Nearest named place and its geodesic distance in metres.

    Places whose key begins with ``gr-`` only mark a cut and have no name of their own.
    """
    named = [place for key, place in registry.places.items() if not key.startswith("gr-")]
    distances = [GEOD.inv(point.x, point.y, place.lon, place.lat)[2] for place in named]
    best = min(range(len(named)), key=distances.__getitem__)
    return named[best], distances[best]
