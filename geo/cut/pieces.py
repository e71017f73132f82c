"""Located projects → pieces: cut at borders and at the ends of named stretches."""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString

from geo.crs import WGS84
from geo.cut.at_hand import lacked
from geo.cut.mid_span import moved_to_mid_span
from geo.cut.settled import settled, unbroken, whole
from geo.cut.spans import Spans
from geo.cut.split import cut_at, split_by_province
from geo.cut.strands import SAME_POINT_M
from geo.duty.responsibility import UNCUT, Duty, beyond_borders, duty, over_a_gap, stretch_cuts
from geo.locate import Location
from geo.model import Grade, Project
from geo.provinces import Boundaries
from geo.registry import Registry, Units

COLUMNS = [
    "piece_id",
    "project_id",
    "mode",
    "signing_code",
    "signing_name",
    "side",
    "part",
    "from_km",
    "to_km",
    "length_km",
    "duty",
    "grade",
    "border_running",
    "geometry",
]


_TYPES = {"side": int, "part": int, "border_running": bool} | dict.fromkeys(
    ("from_km", "to_km", "length_km"), float
)
_NO_PIECES = gpd.GeoDataFrame(
    {name: pd.Series(dtype=_TYPES.get(name, object)) for name in COLUMNS if name != "geometry"},
    geometry=gpd.GeoSeries(crs=WGS84),
)
"""Of a registry without projects."""


class Stretch(NamedTuple):
    """A stretch of one line in one province (None in none), metres from the line's start."""

    signing_code: str | None
    from_m: float
    to_m: float
    geometry: LineString


def stretches(split: pd.DataFrame) -> list[Stretch]:
    """The rows of a territorial split, in order."""
    columns = (split[name] for name in Stretch._fields)
    return [Stretch(*row) for row in zip(*columns, strict=True)]


def trace_pieces(
    registry: Registry,
    boundaries: Boundaries,
    locations: Mapping[str, Location],
    spans: Spans = MappingProxyType({}),
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Cut every located project and say who answers for each piece.

    Parameters
    ----------
    registry
        The validated registry.
    boundaries
        Province polygons in the units of the signing.
    locations
        Where each project lies, by its id.
    spans
        The bridges under each project's line: where the border follows the river, the cut is
        the middle of the span.

    Returns
    -------
    tuple
        The pieces, and the territorial split they were made from (one row a stretch in one
        province: project_id, signing_code, from_m, to_m, geometry); both in EPSG:4326.
    """
    uncut = lacked(registry, frozenset(boundaries.frame["province_code"]))
    drawn = _left_whole(_territorial_split(boundaries, locations), uncut)
    provinces = dict(
        zip(boundaries.frame["province_code"], boundaries.frame["province_name"], strict=True)
    )
    split = settled(drawn, registry.projects, locations, registry.places, provinces)
    split = moved_to_mid_span(split, spans, boundaries.frame)
    lined = set(split["project_id"])
    rows: list[gpd.GeoDataFrame] = []
    for project in registry.projects.values():
        location = locations[project.id]
        if project.id in lined:
            own = split[split["project_id"] == project.id]
            make = _uncut_pieces if project.id in uncut else _line_pieces
            rows.append(make(project, location, own, registry))
        else:
            rows.append(_unlined_piece(project, location, boundaries, registry))
    if not rows:
        return _NO_PIECES.copy(), split
    pieces = gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), geometry="geometry", crs=WGS84)
    return pieces[COLUMNS], split


def _territorial_split(
    boundaries: Boundaries, locations: Mapping[str, Location]
) -> gpd.GeoDataFrame:
    lines = {
        project_id: location.geometry
        for project_id, location in locations.items()
        if shapely.get_dimensions(location.geometry) == 1
    }
    frame = gpd.GeoDataFrame({"project_id": list(lines)}, geometry=list(lines.values()), crs=WGS84)
    split = split_by_province(frame, boundaries.frame)
    return split.rename(columns={"province_code": "signing_code", "province_name": "signing_name"})


def _left_whole(split: gpd.GeoDataFrame, uncut: Collection[str]) -> gpd.GeoDataFrame:
    """Put together again what a side's missing borders would only seem to cut."""
    if not split["project_id"].isin(list(uncut)).any():
        return split
    frames = []
    for project_id in dict.fromkeys(split["project_id"]):
        own = split[split["project_id"] == project_id]
        if project_id in uncut:
            runs = unbroken(own.geometry.to_numpy())
            own = pd.concat([whole(own.iloc[first:after]) for first, after in runs])
            own = own.assign(signing_code=None, signing_name=None, border_running=False)
        frames.append(own)
    joined = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=split.crs)
    return joined.assign(part=joined.groupby("project_id").cumcount())


def _line_pieces(
    project: Project, location: Location, split: gpd.GeoDataFrame, registry: Registry
) -> gpd.GeoDataFrame:
    cuts_m = [km * 1000 for km in stretch_cuts(project, location.place_km)]

    def duty_of(code: str | None, from_m: float, to_m: float) -> Duty:
        return duty(project, code, (from_m + to_m) / 2000, location.place_km, registry)

    marks = []
    for row in stretches(split):
        bounds = [row.from_m, *marks_inside(row.from_m, row.to_m, cuts_m), row.to_m]
        duties = [duty_of(row.signing_code, low, high) for low, high in pairwise(bounds)]
        changes = zip(bounds[1:], pairwise(duties), strict=False)
        changed = [mark for mark, (before, after) in changes if before != after]
        marks.append(_with_parts(changed, row, location))
    pieces = cut_at(split, marks)
    found = [
        over_a_gap(known, gap_m) if gap_m else known
        for known, gap_m in zip(
            _duties(project, duty_of, stretches(pieces), registry), pieces["gap_m"], strict=True
        )
    ]
    return _described(project, location, pieces, found, registry)


def _uncut_pieces(
    project: Project, location: Location, split: gpd.GeoDataFrame, registry: Registry
) -> gpd.GeoDataFrame:
    """The line as it is, of which a side's borders are not at hand; parts known less stay apart."""
    marks = [_with_parts([], row, location) for row in stretches(split)]
    pieces = cut_at(split, marks)
    return _described(project, location, pieces, [UNCUT] * len(pieces), registry)


PART_M = 50.0
"""A part's border this near to another cut, in metres, adds none: it is known no better. As a
border (:data:`geo.cut.split.MIN_PIECE_M`)."""


def _with_parts(marks: Sequence[float], row: Stretch, location: Location) -> list[float]:
    """The cuts inside one stretch, with the borders of the line's parts added.

    A part is known equally well all along, and a bridge's span is a part: its approaches are
    pieces of their own.
    """
    taken = [row.from_m, *marks, row.to_m]
    borders = [
        before.to_km * 1000
        for before, after in pairwise(location.parts)
        if (before.grade, before.source, before.role) != (after.grade, after.source, after.role)
    ]
    inside = [
        border
        for border in borders
        if row.from_m < border < row.to_m and min(abs(border - cut) for cut in taken) > PART_M
    ]
    return sorted([*marks, *inside])


def _grade_at(location: Location, km: float) -> Grade:
    """Grade of the part that a point of the line lies in."""
    for part in location.parts:
        if km <= part.to_km:
            return part.grade
    return location.parts[-1].grade if location.parts else location.grade


def marks_inside(from_m: float, to_m: float, cuts_m: Sequence[float]) -> list[float]:
    """Those of the cuts that lie inside a stretch, not on its ends, in metres.

    Examples
    --------
    >>> marks_inside(0.0, 500.0, [200.0, 500.0, 700.0])
    [200.0]
    """
    return [cut for cut in cuts_m if from_m + SAME_POINT_M < cut < to_m - SAME_POINT_M]


def _duties(
    project: Project,
    duty_of: Callable[[str | None, float, float], Duty],
    rows: Sequence[Stretch],
    registry: Registry,
) -> list[Duty]:
    known = {
        number: duty_of(row.signing_code, row.from_m, row.to_m)
        for number, row in enumerate(rows)
        if row.signing_code is not None
    }
    return [
        known[number] if number in known else _outside(project, number, known, registry)
        for number in range(len(rows))
    ]


def _outside(project: Project, number: int, known: Mapping[int, Duty], registry: Registry) -> Duty:
    """What lies outside every province goes with the nearest piece that lies in one."""
    if not known:
        return duty(project, None, 0.0, {}, registry)
    return beyond_borders(known[min(known, key=lambda other: (abs(other - number), other))])


def _spoken(project: Project, pieces: gpd.GeoDataFrame, registry: Registry) -> gpd.GeoDataFrame:
    """Name the ground of pieces, cut by the finest borders, as the project's documents do."""
    keys = [registry.spoken(project, ground) for ground in pieces["signing_code"]]
    grounds = zip(keys, pieces["signing_code"], pieces["signing_name"], strict=True)
    names = [
        name if key is None or key == ground else registry.units.name_in(Units.SIGNING, key)
        for key, ground, name in grounds
    ]
    return pieces.assign(
        signing_code=pd.Series(keys, index=pieces.index, dtype=object),
        signing_name=pd.Series(names, index=pieces.index, dtype=pieces["signing_name"].dtype),
    )


def _described(
    project: Project,
    location: Location,
    pieces: gpd.GeoDataFrame,
    duties: list[Duty],
    registry: Registry,
) -> gpd.GeoDataFrame:
    part = np.arange(len(pieces))
    return _spoken(project, pieces, registry).assign(
        piece_id=[f"{project.id}#{number}" for number in part],
        mode=project.mode.value,
        side=[found.side for found in duties],
        part=part,
        from_km=pieces["from_m"] / 1000,
        to_km=pieces["to_m"] / 1000,
        length_km=pieces["length_m"] / 1000,
        duty=pd.Series(duties, index=pieces.index, dtype=object),
        grade=[
            _grade_at(location, middle / 2000).value for middle in pieces["from_m"] + pieces["to_m"]
        ],
    )


def _unlined_piece(
    project: Project, location: Location, boundaries: Boundaries, registry: Registry
) -> gpd.GeoDataFrame:
    """A point or an area: one piece without length, on the ground of its first place."""
    code = registry.places[project.places[0]].provinces[0]
    piece = gpd.GeoDataFrame(
        {
            "project_id": [project.id],
            # dtype object, as where a line leaves every province and the code is None
            "signing_code": pd.Series([code], dtype=object),
            "signing_name": pd.Series([registry.units.name_in(Units.SIGNING, code)], dtype=object),
            "from_m": [0.0],
            "to_m": [0.0],
            "length_m": [0.0],
            "border_running": [False],
        },
        geometry=[location.geometry],
        crs=boundaries.frame.crs,
    )
    duties = [duty(project, code, 0.0, {}, registry)]
    return _described(project, location, piece, duties, registry)
