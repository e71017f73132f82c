"""The bridges that located lines run over: from where to where, by what name, over which river."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats
from geo.crs import GEOD, WGS84, Ruler
from geo.errors import Wording
from geo.locate import Location
from geo.model import Mode, Text
from geo.names import bridge_names
from geo.registry import Registry
from geo.sentence import text_of

ONE_BRIDGE_KM: Final = 0.001
"""Ways of a bridge whose ends are nearer than this, a metre, are one bridge. By judgement, not
measured."""
SAME_BRIDGE_M: Final = 150.0
"""A bridge without a name whose middle is this near to that of a project's bridge is that one:
carriageways and railways beside each other lie closer, the next bridge lies farther. By judgement,
not measured."""
_NAME_TAGS: Final = ("bridge:name", "name", "name:vi", "official_name", "alt_name")
_DIGITS: Final = 7
"""Of a degree, as OSM stores positions: equal digits are one node."""


@dataclass(frozen=True)
class Span:
    """A bridge under a line, from abutment to abutment as OSM draws it.

    Kilometres are geodesic from the start of the line. ``middle`` and ``river`` (what the line
    crosses on it; None for no river) are in EPSG:4326, (lon, lat).
    """

    from_km: float
    to_km: float
    name: Text | None
    middle: Point
    river: MultiLineString | None = None

    @property
    def middle_km(self) -> float:
        """Where the middle of the span lies along the line."""
        return (self.from_km + self.to_km) / 2


Spans = Mapping[str, Sequence[Span]]


def called(text: str) -> Text | None:
    """Give the bridge's name in both languages when a text begins with one.

    Examples
    --------
    >>> called("Cầu Hải Hưng (Đoàn Kết) và đường dẫn")
    Text(vi='Cầu Hải Hưng (Đoàn Kết)', en='Hải Hưng (Đoàn Kết) bridge')
    >>> called("Quốc lộ 37") is None
    True
    """
    names = bridge_names(text)
    if not names:
        return None
    whole = names[0] if len(names) == 1 else f"{names[0]} ({', '.join(names[1:])})"
    return _bridge(whole)


def _bridge(name: str) -> Text:
    return text_of(Wording("cut.bridge", name=name))


def bridge_places(registry: Registry) -> dict[str, Text]:
    """Border places that stand for a bridge, by key, with its name: those of bridge projects."""
    named = {
        key: name
        for project in registry.projects.values()
        if project.mode is Mode.BRIDGE and (name := called(project.name.vi))
        for key in project.places
    }
    return {key: name for key, name in named.items() if registry.places[key].kind == "border"}


def spans_under(
    registry: Registry, locations: Mapping[str, Location], ways: gpd.GeoDataFrame | None
) -> dict[str, tuple[Span, ...]]:
    """Find the bridges that each located project runs over.

    Parameters
    ----------
    registry
        Its bridge projects name bridges that OSM does not.
    locations
        Where each project lies, by its id.
    ways
        OSM ways as :func:`geo.osm.extract.read_ways` gives them.

    Returns
    -------
    dict
        Project id → its bridges in order along the line; nothing for a sketch.
    """
    if ways is None:
        return {}
    on_lines = {way for location in locations.values() for way in location.way_ids}
    roads = ways[ways["way_id"].isin(on_lines) & ways["mode"].isin(["road", "rail"])]
    bridges = roads[~roads["bridge"].isin(["", "no"])] if "bridge" in roads else roads[:0]
    found = {
        project_id: tuple(_spans(location, bridges, ways))
        for project_id, location in locations.items()
        if location.way_ids and shapely.get_dimensions(location.geometry) == 1
    }
    sites = list(_project_bridges(registry, locations, found))
    return {key: tuple(_named(span, sites) for span in spans) for key, spans in found.items()}


def _spans(location: Location, bridges: gpd.GeoDataFrame, ways: gpd.GeoDataFrame) -> Iterator[Span]:
    km, xy = _measured(location.geometry)
    km_at: dict[tuple[float, float], list[float]] = {}
    for at, (x, y) in zip(km, np.round(xy, _DIGITS), strict=True):
        km_at.setdefault((x, y), []).append(at)
    stretches = []
    for row in bridges.index[bridges["way_id"].isin(location.way_ids)]:
        corners = np.round(shapely.get_coordinates(bridges.geometry[row]), _DIGITS)
        passed = [at for x, y in corners for at in km_at.get((x, y), ())]
        if passed and max(passed) > min(passed):
            stretches.append((min(passed), max(passed), row))
    for low, high, rows in _joined(sorted(stretches)):
        on_it = (km >= low) & (km <= high)
        line = LineString(xy[on_it])
        middle = line.interpolate(0.5, normalized=True)
        name = _osm_name(bridges.loc[rows]) or _outline_name(middle, ways)
        yield Span(low, high, name, middle, _river_under(line, ways))


def _measured(geometry: BaseGeometry) -> tuple[Floats, Floats]:
    """Kilometres of every vertex of a line, strands one after the other, and its (lon, lat)."""
    xy, strand = shapely.get_coordinates(shapely.get_parts(geometry), return_index=True)
    step = Ruler.of(WGS84).lengths_m(xy[:-1], xy[1:])
    step[strand[1:] != strand[:-1]] = 0.0
    return np.concatenate([[0.0], np.cumsum(step)]) / 1000, xy


def _joined(
    stretches: Sequence[tuple[float, float, int]],
) -> Iterator[tuple[float, float, list[int]]]:
    """Ways of one bridge, in order, as one stretch."""
    open_: tuple[float, float, list[int]] | None = None
    for low, high, row in stretches:
        if open_ is not None and low - open_[1] <= ONE_BRIDGE_KM:
            open_ = (open_[0], max(open_[1], high), [*open_[2], row])
            continue
        if open_ is not None:
            yield open_
        open_ = (low, high, [row])
    if open_ is not None:
        yield open_


def _osm_name(rows: pd.DataFrame) -> Text | None:
    """The name that the bridge's ways bear: what is tagged as the bridge's own comes first."""
    for tag in _NAME_TAGS:
        for text in rows.get(tag, ()):
            if tag == "bridge:name" and text and not bridge_names(text):
                return _bridge(text)
            if name := called(text):
                return name
    return None


def _outline_name(middle: Point, ways: gpd.GeoDataFrame) -> Text | None:
    outlines = ways[ways["mode"] == Mode.BRIDGE.value]
    for row in outlines.sindex.query(middle) if len(outlines) else ():
        shape = outlines.geometry.iloc[row]
        if shape.is_closed and shapely.Polygon(shape).intersects(middle):
            return _osm_name(outlines.iloc[[row]])
    return None


def _river_under(line: BaseGeometry, ways: gpd.GeoDataFrame) -> MultiLineString | None:
    """The river that a bridge crosses, with the ways it goes on in."""
    rivers = ways[ways["mode"] == Mode.WATERWAY.value]
    crossed = rivers.sindex.query(line, predicate="intersects")
    if not len(crossed):
        return None
    shapes = rivers.geometry.to_numpy()
    onward = rivers.sindex.query(shapely.union_all(shapes[crossed]), predicate="intersects")
    return MultiLineString(list(shapes[onward]))


# ---- bridges that only the registry names


def _project_bridges(
    registry: Registry, locations: Mapping[str, Location], found: Spans
) -> Iterator[tuple[Point, Text]]:
    """Where the bridges of bridge projects are on OSM, and their names."""
    names = bridge_places(registry)
    for project in registry.projects.values():
        place_km = locations[project.id].place_km
        if project.mode is not Mode.BRIDGE:
            continue
        for key in names.keys() & place_km.keys():
            for span in found.get(project.id, ()):
                if span.from_km <= place_km[key] <= span.to_km:
                    yield span.middle, names[key]


def _named(span: Span, sites: Sequence[tuple[Point, Text]]) -> Span:
    if span.name is not None:
        return span
    for point, name in sites:
        metres = GEOD.inv(span.middle.x, span.middle.y, point.x, point.y)[2]
        if metres <= SAME_BRIDGE_M:
            return replace(span, name=name)
    return span


def span_at(spans: Sequence[Span], km: float, *, reach_km: float = 0.0) -> Span | None:
    """The bridge that a place along a line lies on, or within ``reach_km`` of its ends."""
    on_it = [span for span in spans if span.from_km - reach_km <= km <= span.to_km + reach_km]
    return min(on_it, key=lambda span: abs(span.middle_km - km), default=None)
