"""What every source of OpenStreetMap ways has in common: extract, Overpass, cache."""

import datetime as dt
import hashlib
import json
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeAlias

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import WGS84
from geo.errors import InputError
from geo.model import Mode, Text
from geo.osm.tags import MODE_TAGS, NODE_TAGS, ROUTE_COLUMNS, ROUTE_TAG

BBox: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees, EPSG:4326."""

Progress: TypeAlias = Callable[[float, Text], None]
"""Called with the share done, 0 to 1, and what is being done. What it raises ends the work:
that is how a user cancels."""

ALL_MODES: Final = tuple(MODE_TAGS)
TILE_DEGREES: Final = 0.5
"""Some 2,900 km² at 21° north: a few megabytes of roads, which a public server answers within
seconds, and the unit in which an interrupted refresh goes on."""
CREDIT: Final = Text(
    vi="© Những người đóng góp OpenStreetMap, ODbL 1.0",
    en="© OpenStreetMap contributors, ODbL 1.0",
)


MALFORMED: Final = (
    AttributeError,
    LookupError,
    OverflowError,
    TypeError,
    ValueError,
    shapely.errors.ShapelyError,
)
"""What taking an answer apart raises when it lacks what such a server always says."""


class FetchError(InputError):
    """What a server answered cannot be used, or it does not answer."""


class NoConnectionError(FetchError):
    """The server cannot be reached at all."""


@dataclass(frozen=True, slots=True)
class Region:
    """A named box of ground."""

    key: str
    name: Text
    bbox: BBox


@dataclass(frozen=True)
class OsmOrigin:
    """Where ways come from, and of which day they are."""

    source: Text
    dated: dt.date | None
    """The day whose OpenStreetMap this is; None where the source does not say."""


@dataclass(frozen=True)
class OsmWays:
    """Ways of a region, with what a reader must know of them."""

    frame: gpd.GeoDataFrame
    """In the form that :mod:`geo.osm.tags` states."""
    dated: dt.date | None
    """The day whose OpenStreetMap this is; the oldest when there are several."""
    source: Text
    credit: Text = CREDIT

    @property
    def origin(self) -> OsmOrigin:
        """What is told of the ways, without them."""
        return OsmOrigin(self.source, self.dated)


class WaySource(Protocol):
    """Where ways come from."""

    def ways(
        self,
        region: Region | None,
        modes: Collection[Mode] = ALL_MODES,
        progress: Progress | None = None,
    ) -> OsmWays:
        """Ways that meet the region's box, all there are when it is None."""
        ...


@dataclass(frozen=True)
class Loaded:
    """Ways already in memory, asked region by region."""

    whole: OsmWays

    def ways(
        self,
        region: Region | None,
        modes: Collection[Mode] = ALL_MODES,
        progress: Progress | None = None,
    ) -> OsmWays:
        """Ways that meet the region's box."""
        if progress is not None:
            progress(1.0, region.name if region else self.whole.source)
        return replace(self.whole, frame=within(self.whole.frame, region, modes))


def within(
    frame: gpd.GeoDataFrame, region: Region | None, modes: Collection[Mode] = ALL_MODES
) -> gpd.GeoDataFrame:
    """Rows of the modes that meet the region; a way of several rows is kept whole."""
    inside = frame["mode"].isin([mode.value for mode in modes])
    if region is not None:
        near = meets(frame.bounds, region.bbox)
        key = pd.MultiIndex.from_arrays([frame["mode"], frame["way_id"]])
        inside &= key.isin(key[near])
    return frame[inside].reset_index(drop=True)


def meets(bounds: pd.DataFrame, bbox: BBox) -> "pd.Series[bool]":
    """Whether bounds (minx, miny, maxx, maxy) and a box touch, all in EPSG:4326."""
    west, south, east, north = bbox
    across = (bounds["minx"] <= east) & (bounds["maxx"] >= west)
    return across & (bounds["miny"] <= north) & (bounds["maxy"] >= south)


def merged(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Put frames together; of a way that several hold, the rows of the first are kept.

    Rows are ordered by mode and way. A column that a frame lacks is empty text in its rows.
    """
    if not frames:
        return empty_frame()
    ranked = [frame.assign(_rank=rank) for rank, frame in enumerate(frames)]
    whole = pd.concat(ranked, ignore_index=True)
    texts = [name for name in whole.columns if name not in _NOT_TEXT]
    whole[texts] = whole[texts].fillna("")
    point = shapely.get_type_id(whole.geometry.to_numpy()) == 0
    whole.insert(0, "_point", point)
    best = whole.groupby(["mode", "way_id", "_point"])["_rank"].transform("min")
    kept = whole[whole["_rank"] == best]
    ordered = kept.sort_values(["mode", "way_id", "_point"], kind="stable", ignore_index=True)
    return gpd.GeoDataFrame(ordered.drop(columns=["_rank", "_point"]), crs=WGS84)


_NOT_TEXT: Final = frozenset({"way_id", "node_ids", "geometry", "_rank"})


def empty_frame(modes: Collection[Mode] = ALL_MODES) -> gpd.GeoDataFrame:
    """The frame of no ways."""
    kept = dict.fromkeys(tag for mode in modes for tag in MODE_TAGS[mode].keep)
    texts = dict.fromkeys(["mode", "kind", "name", "ref", *kept, *ROUTE_COLUMNS], "str")
    data = pd.DataFrame(
        {"way_id": pd.Series(dtype="int64")}
        | {name: pd.Series(dtype=kind) for name, kind in texts.items()}
        | {"node_ids": pd.Series(dtype=object)}
    )
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries([], crs=WGS84))


def tiles(boxes: Iterable[BBox]) -> tuple[Region, ...]:
    """Tiles of a fixed grid that meet any of the boxes, from south-west to north-east.

    Examples
    --------
    >>> [tile.key for tile in tiles([(106.1, 21.2, 106.6, 21.4)])]
    ['106.0-21.0', '106.5-21.0']
    """
    corners = {
        (row, column)
        for west, south, east, north in boxes
        for row in _steps(south, north)
        for column in _steps(west, east)
    }
    return tuple(_tile(row, column) for row, column in sorted(corners))


def _steps(low: float, high: float) -> range:
    return range(math.floor(low / TILE_DEGREES), math.ceil(high / TILE_DEGREES))


def _tile(row: int, column: int) -> Region:
    west, south = column * TILE_DEGREES, row * TILE_DEGREES
    lon, lat = f"{west:.1f}", f"{south:.1f}"
    return Region(
        f"{lon}-{lat}",
        Text(vi=f"ô {lon}° Đ, {lat}° B".replace(".", ","), en=f"tile {lon}° E, {lat}° N"),
        (west, south, west + TILE_DEGREES, south + TILE_DEGREES),
    )


def tags_key(modes: Collection[Mode] = ALL_MODES) -> str:
    """A short text that changes whenever what is read of OSM changes."""
    read = {
        mode.value: [
            [tags.key, sorted(tags.kinds), list(tags.keep)]
            for tags in (MODE_TAGS[mode], NODE_TAGS.get(mode))
            if tags is not None
        ]
        for mode in sorted(modes)
    }
    text = json.dumps([read, ROUTE_TAG, ROUTE_COLUMNS], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
