"""Ways from an Overpass server: one polite request a tile, through osmnx."""

import datetime as dt
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np

from geo.errors import Wording
from geo.model import Mode, Text
from geo.modes import WayTags
from geo.osm import _http
from geo.osm._gathered import PER_DEGREE, Gathered, Positions, to_frame
from geo.osm.source import (
    ALL_MODES,
    MALFORMED,
    BBox,
    FetchError,
    NoConnectionError,
    OsmWays,
    Progress,
    Region,
    empty_frame,
    meets,
    merged,
)
from geo.osm.tags import MODE_TAGS, NODE_TAGS, ROUTE_TAG
from geo.settings import Settings

_LONGEST_PAUSE_S: Final = 600.0
_MOST_CUTS: Final = 3
"""How often a box is quartered when the server cannot answer it at once: 64 boxes at most."""
_MOST_MEMORY: Final = 256 * 2**20
"""Bytes of its memory that a server shall set aside for us: half of what it does unasked, and
several times what a tile takes. It admits sooner who asks for less."""
_MOST_LATE: Final = 2
"""How often a question may be too slow for a server before a smaller one is asked."""
_LONGEST_SLOT_S: Final = 1_800.0
"""How far ahead a server may set our turn; public ones have been seen to say 968 seconds."""
_BUSY: Final = Text(vi="máy chủ bận, chờ", en="server busy, waiting")


class Overpass:
    """An Overpass server.

    Parameters
    ----------
    settings
        Endpoint, rate limit, timeout, tries, pause and contact.
    sleep
        What waits, in seconds; for tests.
    """

    def __init__(self, settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        self._sleep = sleep

    @property
    def key(self) -> str:
        """What tells this source from another."""
        return self.settings.overpass_url

    @property
    def source(self) -> Text:
        """The source in words."""
        host = self.host
        return Text(
            vi=f"OpenStreetMap, tải qua {host}", en=f"OpenStreetMap, fetched through {host}"
        )

    @property
    def host(self) -> str:
        """The server's name."""
        return urlsplit(self.settings.overpass_url).netloc

    def ways(
        self,
        region: Region | None,
        modes: Collection[Mode] = ALL_MODES,
        progress: Progress | None = None,
    ) -> OsmWays:
        """Fetch the ways that meet the region's box.

        Raises
        ------
        FetchError
            When the server does not answer, or not usably, after all tries.
        ValueError
            Without a region: a whole planet is not asked for.
        """
        if region is None:
            raise ValueError("Overpass needs a region")
        return self._ways(region, region.bbox, modes, progress or _silent, _MOST_CUTS)

    def _ways(
        self,
        region: Region,
        bbox: BBox,
        modes: Collection[Mode],
        progress: Progress,
        cuts: int,
    ) -> OsmWays:
        try:
            answer = self._asked(ways_query(bbox, modes, self.settings), region.name, progress)
        except _http.TooMuchError as error:
            if cuts == 0:
                raise self._gave_up(error) from error
            parts = [
                self._ways(region, part, modes, progress, cuts - 1) for part in _quarters(bbox)
            ]
            dates = [part.dated for part in parts if part.dated is not None]
            return OsmWays(
                merged([part.frame for part in parts]), min(dates, default=None), self.source
            )
        frame = self._as_frame(answer, modes)
        inside = frame[meets(frame.bounds, bbox)] if len(frame) else frame
        return OsmWays(merged([inside]), answer_date(answer), self.source)

    def _as_frame(self, answer: Mapping[str, Any], modes: Collection[Mode]) -> Any:
        try:
            return _frame(answer, modes)
        except MALFORMED as error:
            raise self.malformed(error) from error

    def malformed(self, error: Exception) -> FetchError:
        """The refusal of an answer that is JSON, but not of the form Overpass gives."""
        reason = f"{type(error).__name__}: {str(error)[:80]}"
        return self._failed(Wording("osm.server_refused", reason=reason))

    def ask(self, query: str, about: Text, progress: Progress) -> Mapping[str, Any]:
        """Send one query, again after a pause while the server is busy; returns the answer.

        Raises
        ------
        FetchError
            When the server cannot be reached, refuses, gives up, or stays busy.
        """
        try:
            return self._asked(query, about, progress)
        except _http.TooMuchError as error:
            raise self._gave_up(error) from error

    def _asked(self, query: str, about: Text, progress: Progress) -> Mapping[str, Any]:
        pause, what, late = self.settings.overpass_pause_s, "", 0
        try:
            for further in range(self.settings.overpass_tries):
                if further:
                    self._wait(pause, progress)
                self._await_slot(about, progress)
                progress(0.0, about)
                try:
                    return _http.ask(query, self.settings, lambda: progress(0.0, about))
                except _http.BusyError as error:
                    what, late = error.what, late + error.is_late
                    if late == _MOST_LATE:
                        raise _http.TooMuchError(what) from error
                    pause = min(_LONGEST_PAUSE_S, max(error.after_s, self._pause(further)))
        except _http.OfflineError as error:
            raise NoConnectionError("osm.offline", where=self.host, host=self.host) from error
        except _http.RefusedError as error:
            raise self._failed(Wording("osm.server_refused", reason=error)) from error
        tries = self.settings.overpass_tries
        raise self._failed(Wording("osm.no_use", tries=tries, reason=what))

    def _await_slot(self, about: Text, progress: Progress) -> None:
        """Wait until the server says that it is our turn."""
        if not self.settings.overpass_rate_limit:
            return
        seconds = _http.slot_s(self.settings, lambda: progress(0.0, about))
        if seconds > _LONGEST_SLOT_S:
            raise self._failed(Wording("osm.no_slot", minutes=seconds / 60))
        self._wait(seconds, progress)

    def _pause(self, further: int) -> float:
        return self.settings.overpass_pause_s * 2.0**further

    def _wait(self, pause_s: float, progress: Progress) -> None:
        """Wait in steps of a second at most, so that a user can cancel."""
        left = pause_s
        while left > 0:
            seconds = f"{left:.0f} s"
            progress(0.0, Text(vi=f"{_BUSY.vi} {seconds}", en=f"{_BUSY.en} {seconds}"))
            self._sleep(min(1.0, left))
            left -= 1.0

    def _gave_up(self, error: _http.TooMuchError) -> FetchError:
        return self._failed(Wording("osm.gave_up", remark=error))

    def _failed(self, why: Wording) -> FetchError:
        return FetchError("osm.server", where=self.host, host=self.host, why=why)


def ways_query(bbox: BBox, modes: Collection[Mode], settings: Settings) -> str:
    """Overpass QL for all ways, nodes and road routes of the modes in a box.

    Ways come with their tags and node ids, their nodes with positions alone, and of the routes
    only the member lists: nothing is sent twice or for nothing.
    """
    west, south, east, north = bbox
    box = f"({south:.7f},{west:.7f},{north:.7f},{east:.7f})"
    ways = "".join(f"way{_any_of(MODE_TAGS[mode])}{box};" for mode in modes)
    nodes = "".join(
        f"node{_any_of(NODE_TAGS[mode])}{box};out body;" for mode in modes if mode in NODE_TAGS
    )
    key, value = ROUTE_TAG
    routes = f'rel(bw.w)["{key}"="{value}"];out body;' if Mode.ROAD in modes else ""
    return (
        f"[out:json][timeout:{settings.overpass_timeout_s:.0f}][maxsize:{_MOST_MEMORY}];"
        f"({ways})->.w;.w out body;node(w.w);out skel;{nodes}{routes}"
    )


def _any_of(tags: WayTags) -> str:
    return f'["{tags.key}"~"^({"|".join(sorted(tags.kinds))})$"]'


def answer_date(answer: Mapping[str, Any]) -> dt.date | None:
    """The day of the data, as Overpass states it in ``osm3s.timestamp_osm_base``."""
    stamp = str(answer["osm3s"].get("timestamp_osm_base", ""))
    try:
        return dt.date.fromisoformat(stamp[:10])
    except ValueError:
        return None


def _frame(answer: Mapping[str, Any], modes: Collection[Mode]) -> Any:
    gathered = Gathered(tuple(modes))
    at: dict[int, tuple[float, float]] = {}
    for element in answer["elements"]:
        tag = element.get("tags", {}).get
        if element["type"] == "node":
            at[element["id"]] = (element["lon"], element["lat"])
            gathered.add_node(element["id"], tag)
        elif element["type"] == "way":
            refs = np.array(element.get("nodes", ()), dtype=np.int64)
            gathered.add_way(element["id"], tag, refs)
        elif element["type"] == "relation":
            members = element.get("members", ())
            gathered.add_route(tag, [one["ref"] for one in members if one["type"] == "way"])
    if not gathered.rows:
        return empty_frame(modes)
    return to_frame(gathered, _positions(gathered, at))


def _positions(gathered: Gathered, at: Mapping[int, tuple[float, float]]) -> Positions:
    ids = np.array(sorted({*gathered.nodes}), dtype=np.int64)
    nowhere = (float("nan"), float("nan"))
    lonlat = np.array([at.get(node, nowhere) for node in ids.tolist()]).reshape(-1, 2)
    known = ~np.isnan(lonlat[:, 0])
    x, y = np.rint(np.where(known[:, None], lonlat, 0) * PER_DEGREE).astype(np.int64).T
    return Positions(ids, x, y, known)


def _quarters(bbox: BBox) -> tuple[BBox, ...]:
    west, south, east, north = bbox
    x, y = (west + east) / 2, (south + north) / 2
    return (west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)


def _silent(_: float, __: Text) -> None:
    """Tell nobody."""
