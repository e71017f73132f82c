"""The territorial split, settled: gaps between neighbours closed, sketches cut once a border."""

from collections.abc import Container, Iterator, Mapping
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString

from geo.arrays import Objects
from geo.cut.course import Course, Leg, crossed_once, without_gaps
from geo.cut.split import cut_at
from geo.cut.strands import SAME_POINT_M
from geo.locate import Location, Places
from geo.locate.sketch import sketch_chainage
from geo.model import Grade, Project

OWN: Final = ["signing_code", "signing_name", "border_running", "gap_m"]
"""What a stretch has by lying where it lies; all else it has from its line."""


def settled(
    split: gpd.GeoDataFrame,
    projects: Mapping[str, Project],
    locations: Mapping[str, Location],
    places: Places,
    provinces: Mapping[str, str],
) -> gpd.GeoDataFrame:
    """Close gaps between neighbours, and let a sketch cross each border once.

    Parameters
    ----------
    split
        The territorial split: project_id, line, signing_code, signing_name, part, from_m, to_m,
        length_m, border_running, geometry, rows in order along each line; EPSG:4326.
    projects, locations, places
        Which stretches are sketched, and through which places.
    provinces
        Names of the provinces that there are borders of, by code.

    Returns
    -------
    GeoDataFrame
        The same columns and ``gap_m``: how many metres of a row lie in no province's polygon.
        The pieces of a line still follow each other and add up to it.
    """
    frames = [split[:0].assign(gap_m=0.0)]
    for project_id in dict.fromkeys(split["project_id"]):
        own = split[split["project_id"] == project_id].assign(gap_m=0.0)
        for first, after in unbroken(own.geometry.to_numpy()):
            rows = own.iloc[first:after]
            drawn = Course.of(
                list(zip(rows["from_m"], rows["to_m"], rows["signing_code"], strict=True))
            )
            known = _known(projects[project_id], locations[project_id], places, provinces)
            legs = _legs(locations[project_id], drawn, known)
            course = crossed_once(without_gaps(drawn), legs)
            frames.append(rows if course == drawn else _recut(rows, course, drawn, provinces))
    joined = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=split.crs)
    return joined.assign(part=joined.groupby("project_id").cumcount())


def unbroken(lines: Objects) -> Iterator[tuple[int, int]]:
    """Give the first row and the one past the last of each run of lines that join end to end."""
    ends, starts = shapely.get_point(lines[:-1], -1), shapely.get_point(lines[1:], 0)
    breaks = np.flatnonzero(ends != starts) + 1
    yield from pairwise([0, *breaks.tolist(), len(lines)])


def whole(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put stretches that join end to end together: one row, what it owns taken from the first."""
    line = end_to_end(rows.geometry.to_numpy())
    joined = rows.iloc[[0]].assign(to_m=rows["to_m"].iloc[-1])
    joined["length_m"] = joined["to_m"] - joined["from_m"]
    return joined.set_geometry([line], crs=rows.crs)


def end_to_end(lines: Objects) -> LineString:
    """One line of several, each of which begins where the last ended."""
    coordinates = [shapely.get_coordinates(line) for line in lines]
    return LineString(np.concatenate([coordinates[0], *(xy[1:] for xy in coordinates[1:])]))


def _recut(
    rows: gpd.GeoDataFrame, course: Course, drawn: Course, names: Mapping[str, str]
) -> gpd.GeoDataFrame:
    cut = cut_at(whole(rows), [list(course.bounds[1:-1])])
    running = rows[rows["border_running"]]
    own = {
        "signing_code": list(course.codes),
        "signing_name": [names[code] if code else None for code in course.codes],
        "border_running": [
            bool(((running["from_m"] < high) & (running["to_m"] > low)).any())
            for low, high, _ in course.stretches()
        ],
        "gap_m": [
            0.0 if code is None else _nowhere_m(drawn, low, high)
            for low, high, code in course.stretches()
        ],
    }
    for column in OWN:
        cut[column] = pd.Series(own[column], dtype=rows[column].dtype)
    return cut


def _nowhere_m(drawn: Course, low: float, high: float) -> float:
    """Metres between two distances along a line that lie in no province."""
    return sum(
        max(0.0, min(end, high) - max(start, low))
        for start, end, code in drawn.stretches()
        if code is None
    )


def _known(
    project: Project, location: Location, places: Places, provinces: Container[str]
) -> dict[float, str]:
    """Places of the route that lie in a single province of the file: metres along the line → code.

    Of a province that the file does not hold nothing can be told.
    """
    return {
        at: places[key].provinces[0]
        for key, at in _places_on(project, location, places)
        if len(places[key].provinces) == 1 and places[key].provinces[0] in provinces
    }


def _legs(location: Location, drawn: Course, known: Mapping[float, str]) -> list[Leg]:
    """The sketched stretches of one strand, from each known place to the next."""
    return [
        leg
        for part in location.parts
        if part.grade is Grade.C
        for leg in _legs_of(part.from_km * 1000, part.to_km * 1000, known, drawn)
    ]


def _legs_of(
    from_m: float, to_m: float, known: Mapping[float, str], drawn: Course
) -> Iterator[Leg]:
    low, high = max(from_m, drawn.bounds[0]), min(to_m, drawn.bounds[-1])
    if high - low <= SAME_POINT_M:
        return
    stops = sorted({low, high, *(at for at in known if low < at < high)})
    for start, end in pairwise(stops):
        yield Leg(
            start,
            end,
            known.get(start) or (drawn.code_at(start) if start > drawn.bounds[0] else None),
            known.get(end)
            or (drawn.code_at(end + SAME_POINT_M) if end < drawn.bounds[-1] else None),
        )


def _places_on(project: Project, location: Location, places: Places) -> Iterator[tuple[str, float]]:
    """Places of the route and where on the line they lie, metres, on each strand they stand on."""
    if location.source != "sketch":
        yield from ((key, km * 1000) for key, km in location.place_km.items())
        return
    offset_km = 0.0
    for strand in project.route:
        chainage = sketch_chainage([strand], places)
        yield from ((key, (offset_km + km) * 1000) for key, km in chainage.items())
        offset_km += max(chainage.values())
