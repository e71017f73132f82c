"""Pieces → kilometres by commune: the lines split once more, with communes for polygons.

The split knows nothing of provinces, and a piece ends where its side's ground ends, be it by a
few metres elsewhere than the communes' own border (mid-span, a gap closed, a sketch that crosses
once). What a piece has on the ground of another province's commune therefore goes to its own
commune next to it, and the kilometres of the communes add up to the side's.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import WGS84
from geo.cut.settled import end_to_end, unbroken
from geo.cut.split import MIN_PIECE_M, cut_at, split_by_province
from geo.locate import Location
from geo.model import Grade
from geo.provinces import Boundaries

LEAST_M: Final = MIN_PIECE_M
"""A commune that a line touches for fewer metres is not listed: borders of communes are known no
better than those of provinces, which published files draw some 50 m apart."""

COLUMNS: Final = [
    "project_id",
    "mode",
    "signing_code",
    "signing_name",
    "side",
    "part",
    "commune_code",
    "commune_name",
    "commune_name_en",
    "from_km",
    "to_km",
    "length_km",
    "grade",
    "geometry",
]


class Reach(NamedTuple):
    """A stretch in one commune (None: in none that is known), metres along the line."""

    from_m: float
    to_m: float
    code: str | None

    @property
    def length_m(self) -> float:
        """Metres along the line."""
        return self.to_m - self.from_m


def commune_stretches(
    pieces: gpd.GeoDataFrame, boundaries: Boundaries, locations: Mapping[str, Location]
) -> gpd.GeoDataFrame:
    """Cut the lines by communes, where these are at hand.

    Parameters
    ----------
    pieces
        Of every project, as :func:`geo.cut.pieces.trace_pieces` gives them.
    boundaries
        With the communes that the provinces were made of, or without.
    locations
        Where each project lies, by its id.

    Returns
    -------
    GeoDataFrame
        One row a stretch of one side in one commune, in order along each line: ``project_id``,
        ``mode``, ``signing_code``, ``signing_name``, ``side``, ``part`` (0, 1, … along the line),
        ``commune_code`` and its names (None where no commune is known), ``from_km``, ``to_km``,
        ``length_km`` (geodesic, WGS 84), the least certain ``grade`` on it, and geometry,
        EPSG:4326. The rows of a side add up to its pieces; no row where there are no communes.
    """
    communes = boundaries.communes
    lined = pieces[shapely.get_dimensions(pieces.geometry.to_numpy()) == 1]
    if communes is None or lined.empty:
        return _nothing()
    reached = _reached(communes, set(lined["project_id"]), locations)
    home = dict(zip(communes["commune_code"], communes["province_code"], strict=True))
    runs = _runs(lined)
    found = [
        settled_reaches(
            [
                one if one.code and home[one.code] == code else one._replace(code=None)
                for one in reached[project_id]
            ],
            from_m,
            to_m,
        )
        for project_id, code, from_m, to_m in zip(
            *(runs[name] for name in ("project_id", "signing_code", "from_m", "to_m")), strict=True
        )
    ]
    cut = cut_at(runs, [[one.to_m for one in own[:-1]] for own in found])
    return _described(cut, [one.code for own in found for one in own], communes)


def _nothing() -> gpd.GeoDataFrame:
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    numbers = dict.fromkeys(("from_km", "to_km", "length_km"), float)
    typed = empty.astype({**numbers, "side": int, "part": int, "mode": str, "grade": str})
    return gpd.GeoDataFrame(typed.astype({"project_id": str}), geometry="geometry", crs=WGS84)


def _reached(
    communes: gpd.GeoDataFrame, project_ids: set[str], locations: Mapping[str, Location]
) -> Mapping[str, list[Reach]]:
    """Every line cut by all communes that any line meets, at once: its stretches in order."""
    lines = {key: one.geometry for key, one in locations.items() if key in project_ids}
    frame = gpd.GeoDataFrame({"project_id": list(lines)}, geometry=list(lines.values()), crs=WGS84)
    tree = shapely.STRtree(communes.geometry.to_numpy())
    met = np.unique(tree.query(shapely.get_parts(frame.geometry.to_numpy()), "intersects")[1])
    areas = communes.iloc[met][["commune_code", "commune_name", communes.geometry.name]].rename(
        columns={"commune_code": "province_code", "commune_name": "province_name"}
    )
    split = split_by_province(frame, areas)
    found: dict[str, list[Reach]] = {key: [] for key in lines}
    columns = (split[name] for name in ("project_id", "from_m", "to_m", "province_code"))
    for project_id, *stretch in zip(*columns, strict=True):
        found[project_id].append(Reach(*stretch))
    return found


_SAME_RUN: Final = ("project_id", "side", "signing_code")


def _runs(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pieces of one side that join end to end, as one row each, with their least certain grade."""
    shapes, grades = pieces.geometry.to_numpy(), pieces["grade"].to_numpy()
    keys = list(zip(*(pieces[name] for name in _SAME_RUN), strict=True))
    breaks = {first for first, _ in unbroken(shapes)}
    breaks |= {row for row, (before, after) in enumerate(pairwise(keys), 1) if before != after}
    first = sorted(breaks)
    spans = list(pairwise([*first, len(pieces)]))
    from_m = pieces["from_km"].to_numpy()[first] * 1000
    to_m = pieces["to_km"].to_numpy()[[after - 1 for _, after in spans]] * 1000
    runs = pieces.iloc[first].assign(
        from_m=from_m,
        to_m=to_m,
        length_m=to_m - from_m,
        line=pieces["project_id"].factorize()[0][first],
        grade=[max(grades[low:high], key=list(Grade).index) for low, high in spans],
    )
    joined = [end_to_end(shapes[low:high]) for low, high in spans]
    return runs.set_geometry(gpd.GeoSeries(joined, index=runs.index, crs=WGS84))


def settled_reaches(stretches: Sequence[Reach], from_m: float, to_m: float) -> list[Reach]:
    """The stretches between two distances, without those that are not listed.

    What is in no known commune, and what is shorter than :data:`LEAST_M`, the shortest first,
    goes to the longer of its neighbours.

    Examples
    --------
    >>> line = [Reach(0, 900, "a"), Reach(900, 920, "b"), Reach(920, 3000, "c")]
    >>> settled_reaches(line, 100, 2000)
    [Reach(from_m=100, to_m=900, code='a'), Reach(from_m=900, to_m=2000, code='c')]
    """
    found = [
        Reach(max(one.from_m, from_m), min(one.to_m, to_m), one.code)
        for one in stretches
        if min(one.to_m, to_m) > max(one.from_m, from_m)
    ]
    found = _joined(found)
    while len(found) > 1:
        given = min(found, key=lambda one: (one.code is not None, one.length_m))
        if given.code is not None and given.length_m >= LEAST_M:
            break
        at = found.index(given)
        beside = [found[row] for row in (at - 1, at + 1) if 0 <= row < len(found)]
        to = max(beside, key=lambda one: (one.code is not None, one.length_m))
        found[at] = given._replace(code=to.code)
        found = _joined(found)
    return found or [Reach(from_m, to_m, None)]


def _joined(stretches: Sequence[Reach]) -> list[Reach]:
    """Neighbours in one commune as one."""
    found: list[Reach] = []
    for one in stretches:
        if found and found[-1].code == one.code:
            found[-1] = found[-1]._replace(to_m=one.to_m)
        else:
            found.append(one)
    return found


def _described(
    cut: gpd.GeoDataFrame, codes: Sequence[str | None], communes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    named = communes.set_index("commune_code")

    def column(name: str) -> "pd.Series[str]":
        known = named[name].to_dict()
        return pd.Series([known.get(code) for code in codes], dtype=object)

    return cut.assign(
        commune_code=pd.Series(codes, dtype=object),
        commune_name=column("commune_name"),
        commune_name_en=column("commune_name_en"),
        from_km=cut["from_m"] / 1000,
        to_km=cut["to_m"] / 1000,
        length_km=cut["length_m"] / 1000,
    )[COLUMNS]
