"""Where a project's line passes from one province to the next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import Point

from geo.crs import GEOD, WGS84
from geo.cut.mid_span import REACH_M
from geo.cut.pieces import Stretch, stretches
from geo.cut.spans import Spans, bridge_places, span_at
from geo.locate import Location
from geo.locate.location import NEAR_M
from geo.model import Project, Text
from geo.registry import Registry
from geo.registry.places import Place

_HAIR = 1e-9
"""Kilometres, a micrometre: the crossing's kilometre is that of a piece's end. Chosen: far above
the rounding of a sum of lengths, 1e-13 of it, far below any length that is read."""
_SAME_KM = 1e-6
"""Kilometres, a millimetre: sums of the same lengths, taken in another order. Chosen: as seven
decimals of a degree tell apart a centimetre, any length below that does."""

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
    "bridge_vi",
    "bridge_en",
    "mid_span",
    "geometry",
]


@dataclass(frozen=True)
class Bridges:
    """What is known of the bridges under the projects' lines."""

    locations: Mapping[str, Location]
    spans: Spans

    def names_at(
        self, project: Project, kms: Sequence[float], registry: Registry
    ) -> list[Text | None]:
        """Name of the bridge on which each crossing of a project lies, None for no bridge.

        On OSM that is the bridge under the crossing; else, where the project's route leads
        over a border place that stands for a bridge project's bridge, the crossing nearest to
        that place along the line.
        """
        spans = [span_at(self.spans.get(project.id, ()), km, reach_km=REACH_M / 1000) for km in kms]
        names = [span.name if span else None for span in spans]
        place_km = self.locations[project.id].place_km
        for key, name in bridge_places(registry).items():
            if key not in place_km or not kms:
                continue
            nearest = min(range(len(kms)), key=lambda number: abs(kms[number] - place_km[key]))
            reach_km = (registry.places[key].precision_m + NEAR_M) / 1000
            if names[nearest] is None and abs(kms[nearest] - place_km[key]) <= reach_km:
                names[nearest] = name
        return names

    def is_mid_span(self, project_id: str, km: float) -> bool:
        """Whether a crossing lies exactly at the middle of a bridge over a river."""
        span = span_at(self.spans.get(project_id, ()), km)
        return span is not None and span.river is not None and abs(span.middle_km - km) < _SAME_KM


def crossings(
    pieces: gpd.GeoDataFrame, split: gpd.GeoDataFrame, registry: Registry, bridges: Bridges
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
    bridges
        For the names of the bridges that crossings lie on.

    Returns
    -------
    GeoDataFrame
        One row a crossing, points in EPSG:4326; ``km`` from the start of the line, the
        provinces by the finest borders at hand, the sides that meet there.
    """
    rows = []
    for project_id in dict.fromkeys(split["project_id"]):
        own = pieces[pieces["project_id"] == project_id]
        passages = list(_passages(stretches(split[split["project_id"] == project_id])))
        kms = [passage.km for passage in passages]
        names = bridges.names_at(registry.projects[project_id], kms, registry)
        for passage, name in zip(passages, names, strict=True):
            place, distance_m = _nearest(passage.point, registry)
            side_from, side_to = _sides_met(passage, own, registry.projects[project_id], registry)
            rows.append(
                {
                    "project_id": project_id,
                    "km": passage.km,
                    "signing_from": passage.before,
                    "signing_to": passage.after,
                    "side_from": side_from,
                    "side_to": side_to,
                    "nearest_place": place.name.vi,
                    "nearest_place_key": place.key,
                    "nearest_place_m": round(distance_m),
                    "bridge_vi": name.vi if name else None,
                    "bridge_en": name.en if name else None,
                    "mid_span": bridges.is_mid_span(project_id, passage.km),
                    "geometry": passage.point,
                }
            )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    for column in ("bridge_vi", "bridge_en"):
        # dtype object keeps None where there is no bridge; pandas' str dtype would make it NaN.
        names = [row[column] for row in rows]
        frame[column] = pd.Series(names, index=frame.index, dtype=object)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=WGS84)


class _Passage(NamedTuple):
    """A line leaves one province for the next at ``km``."""

    km: float
    point: Point
    before: str
    after: str


def _sides_met(
    passage: _Passage, own: pd.DataFrame, project: Project, registry: Registry
) -> tuple[int, int]:
    """The sides that meet at a crossing: those that answer just before and after it.

    Where one side answers for both (a bridge that one province builds to the far abutment), the
    works meet where that side's part ends: the nearest place along the line at which the side
    of one of the two provinces is followed by the other's.
    """
    sides = own["side"].to_numpy()
    before = int(np.flatnonzero(own["to_km"].to_numpy() <= passage.km + _HAIR)[-1])
    after = int(np.flatnonzero(own["from_km"].to_numpy() >= passage.km - _HAIR)[0])
    if sides[before] != sides[after]:
        return int(sides[before]), int(sides[after])
    met = {registry.spoken(project, ground) for ground in (passage.before, passage.after)}
    handed = [
        (abs(float(km) - passage.km), int(a), int(b))
        for km, (a, b) in zip(own["to_km"], pairwise(sides), strict=False)
        if a != b and min(a, b) >= 0 and {project.sides[n].province for n in (a, b)} == met
    ]
    return min(handed)[1:] if handed else (int(sides[before]), int(sides[after]))


def _passages(line: Sequence[Stretch]) -> Iterator[_Passage]:
    for before, after in pairwise(line):
        if before.signing_code is None or after.signing_code is None:
            continue
        end, start = shapely.get_point(before.geometry, -1), shapely.get_point(after.geometry, 0)
        if end == start and before.signing_code != after.signing_code:  # else a strand begins
            yield _Passage(after.from_m / 1000, end, before.signing_code, after.signing_code)


def _nearest(point: Point, registry: Registry) -> tuple[Place, float]:
    """Nearest named place and its geodesic distance in metres.

    Places whose key begins with ``gr-`` only mark a cut and have no name of their own.
    """
    named = [place for key, place in registry.places.items() if not key.startswith("gr-")]
    distances = [GEOD.inv(point.x, point.y, place.lon, place.lat)[2] for place in named]
    best = min(range(len(named)), key=distances.__getitem__)
    return named[best], distances[best]
