"""What OSM holds of one mode, and the whole path through it from place to place."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
from shapely import MultiLineString

from geo.arrays import Bools
from geo.errors import InBoth, Worded, Wording, Wordings
from geo.locate.location import GUARD, LocatedPart, Location, grade_of
from geo.locate.network import (
    FOREIGN_FACTOR,
    Network,
    NetworkPath,
    Snap,
    build_network,
    nearest_m,
    preferred_path,
    snap,
    snap_together,
)
from geo.locate.own import local_roads
from geo.locate.sketch import straight_km
from geo.model import Project
from geo.registry.places import Place

SNAP_M: Final = 500.0
"""How far, beyond a place's own precision, the rails may lie from its point: half the length of a
station yard. By judgement, not measured."""


@dataclass(frozen=True, eq=False)
class Tracks:
    """What OSM holds of one mode: its ways, the graph built from them, what one is called."""

    ways: gpd.GeoDataFrame
    called: InBoth

    @cached_property
    def network(self) -> Network:
        """The graph of the ways, built when first asked for."""
        return build_network(self.ways)

    @cached_property
    def local_roads(self) -> Bools:
        """Tell the ways that bear a district road's number and no greater one."""
        return local_roads(self.ways)


def not_named(called: InBoth, sought: Sequence[str]) -> Worded:
    """The reason when no way bears any of the names sought."""
    names = "”, “".join(sought)
    return Wording("locate.not_named", way=called, names=names)


def located(project: Project, paths: Sequence[NetworkPath]) -> Location:
    """The location of a project whose strands are all found whole."""
    length = sum(path.length_m for path in paths)
    share = sum(path.own_m for path in paths) / length
    lines = [path.line for path in paths]
    offsets = np.cumsum([0.0, *(path.length_m for path in paths)])
    place_km: dict[str, float] = {}
    for strand, path, offset in zip(project.route, paths, offsets, strict=False):
        for key, metres in zip(strand, path.stop_m, strict=True):
            place_km.setdefault(key, float(offset + metres) / 1000)
    return Location(
        geometry=lines[0] if len(lines) == 1 else MultiLineString(lines),
        grade=grade_of(share),
        reason=_path_reason(paths, length, share),
        source="osm",
        own_share=share,
        way_ids=tuple(dict.fromkeys(way for path in paths for way in path.way_ids)),
        place_km=MappingProxyType(place_km),
        parts=(LocatedPart(0.0, length / 1000, grade_of(share), "osm", share),),
    )


def _path_reason(paths: Sequence[NetworkPath], length: float, share: float) -> Worded:
    return Wording(
        "locate.whole_path",
        km=length / 1000,
        share=percent(share),
        other=sum(path.other_m for path in paths) / 1000,
        bridged=sum(path.bridged_m for path in paths),
        snap=math.ceil(max(moved for path in paths for moved in path.snap_m) / 10) * 10,
    )


def percent(share: float) -> float:
    """A share as a percentage to a tenth, rounded down: 94.96 % is not shown as 95.0."""
    return math.floor(share * 1000 + 1e-6) / 10  # 1e-6: rounding of sums


def follow(
    stops: Sequence[Place],
    tracks: Tracks,
    own: Bools,
    *,
    reach_m: Sequence[float] | None = None,
    foreign_factor: float = FOREIGN_FACTOR,
) -> NetworkPath | Worded:
    """Find the path of one strand, or the reason why there is none.

    The ends come first, alone: where even the freest path between them is a detour, that says
    more than which place on the way it misses.

    Parameters
    ----------
    stops
        The places to pass, in order.
    tracks
        The mode's ways.
    own
        The flag of each edge.
    reach_m
        How far from each place the network may lie, metres; by default its precision and
        ``SNAP_M``.
    foreign_factor
        How many times its length a way that is not own costs.
    """
    reach_m = [default_reach_m(place) for place in stops] if reach_m is None else reach_m
    reach = [
        snap(tracks.network, place.point, within_m=within, own=own)
        for place, within in zip(stops, reach_m, strict=True)
    ]
    sketch_km = sum(straight_km(a, b) for a, b in pairwise(stops))
    ends = _join((stops[0], stops[-1]), (reach[0], reach[-1]), tracks, own, foreign_factor)
    if isinstance(ends, Worded):
        return ends
    too_long = detour(tracks.called, stops[0], stops[-1], ends.length_m / 1000, sketch_km)
    if too_long is not None:
        return too_long
    path = _join(stops, reach, tracks, own, foreign_factor)
    if isinstance(path, Worded):
        return path
    return _refusal(tracks, stops, path, sketch_km) or path


def _refusal(
    tracks: Tracks, stops: Sequence[Place], path: NetworkPath, sketch_km: float
) -> Worded | None:
    """Say why a path through all places is still not the line; None when it is."""
    for (a, b), leg_m in zip(pairwise(stops), path.leg_m, strict=True):
        # Both places may be off by their precision, which counts for much on a short leg.
        slack_km = (a.precision_m + b.precision_m) / 1000
        too_long = detour(tracks.called, a, b, leg_m / 1000, straight_km(a, b), slack_km=slack_km)
        if too_long is not None:
            return too_long
    if path.own_m == 0:
        return Wording("locate.none_own", way=tracks.called, a=stops[0].name, b=stops[-1].name)
    return detour(tracks.called, stops[0], stops[-1], path.length_m / 1000, sketch_km)


def _join(
    stops: Sequence[Place],
    reach: Sequence[Mapping[int, Snap]],
    tracks: Tracks,
    own: Bools,
    foreign_factor: float,
) -> NetworkPath | Worded:
    missed = [stop for stop, snaps in zip(stops, reach, strict=True) if not snaps]
    if missed:
        return out_of_reach(missed, tracks)
    together = snap_together(reach)
    path = together and preferred_path(
        tracks.network, together, own=own, foreign_factor=foreign_factor
    )
    if not path:
        return Wording(
            "locate.not_joined",
            way=tracks.called,
            names=Wordings((stop.name for stop in stops), between=", "),
        )
    return path


def default_reach_m(place: Place) -> float:
    """How far from a place the network may lie and still pass it, in metres."""
    return place.precision_m + SNAP_M


def out_of_reach(missed: Sequence[Place], tracks: Tracks) -> Worded:
    """The reason when no way passes some of the places."""
    each = Wordings(
        (
            Wording(
                "locate.stop_missed",
                name=stop.name,
                km=nearest_m(tracks.network, stop.point) / 1000,
                reach=default_reach_m(stop) / 1000,
            )
            for stop in missed
        ),
        between=", ",
    )
    return Wording("locate.out_of_reach", way=tracks.called, places=each)


def detour(
    called: InBoth, a: Place, b: Place, km: float, sketch_km: float, *, slack_km: float = 0.0
) -> Worded | None:
    """Guard: say how much longer than the sketch a path is; None when it is short enough."""
    if km <= GUARD * (sketch_km + slack_km):
        return None
    # two places may share one spot: no sketch counts as shorter than 0.1 km
    return Wording(
        "locate.detour",
        way=called,
        a=a.name,
        b=b.name,
        km=km,
        times=km / max(sketch_km, 0.1),
        sketch=sketch_km,
        guard=GUARD,
    )
