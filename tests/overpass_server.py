"""A loopback server that answers as Overpass does, from a small invented world.

It understands the queries this project asks and no others. ``faults`` says what goes wrong
with which request, counted from 0: see :class:`Fault`.
"""

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar
from urllib.parse import parse_qs

from tests.loopback import QuietHandler, loopback

OSM_BASE = "2026-10-31T20:21:22Z"
ADMIN = {"boundary": "administrative", "admin_level": "4"}


class Fault(Enum):
    """What goes wrong with an answer."""

    TOO_MANY = 429
    TIMEOUT = 504
    BAD_QUERY = 400
    CUT = "truncated body"
    HTML = "HTML page with status 200"
    REMARK = "runtime error with status 200"
    FOREIGN = "JSON of another service"
    DROP = "connection closed without an answer"


@dataclass
class World:
    """Nodes (lon, lat), ways and relations by id."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    tagged: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: dict[int, tuple[list[int], dict[str, str]]] = field(default_factory=dict)
    relations: dict[int, tuple[list[int], dict[str, str]]] = field(default_factory=dict)


def small_world() -> World:
    """A road of two ways across a tile's edge, a rail, a power line, its substation, a decoy."""
    world = World()
    world.nodes = {n: (106.05 + 0.02 * n, 21.1 + 0.01 * n) for n in range(1, 60)}
    road = {"highway": "primary", "ref": "QL.37", "name": "Quốc lộ 37"}
    world.ways = {
        100: (list(range(1, 20)), road),
        101: (list(range(19, 40)), road | {"bridge": "yes", "bridge:name": "Cầu Cẩm Lý"}),
        102: ([5, 30], {"railway": "disused", "name": "Đường sắt Kép – Lưu Xá"}),
        103: ([2, 8, 9], {"power": "line", "voltage": "220000;110000"}),
        104: ([3, 4], {"highway": "footway"}),
        105: ([40, 41, 42], {"waterway": "river", "name": "Sông Lục Nam"}),
    }
    world.tagged = {8: {"power": "substation", "name": "Trạm 220 kV"}}
    route = {"type": "route", "route": "road", "ref": "QL.37", "name": "Quốc lộ 37"}
    world.relations = {900: ([100, 101], route), 901: ([100], {"route": "bus", "ref": "12"})}
    return world


@dataclass
class Server:
    """A running server: where it is, what it was asked, what will go wrong."""

    url: str
    world: World
    faults: dict[int, Fault]
    delay_s: float = 0.0
    retry_after: str = "0"
    slow: Mapping[int, float] = field(default_factory=dict)
    """Seconds that single queries take."""
    turns: str = "Rate limit: 2\n2 slots available now."
    """What the status says after its first three lines."""
    queries: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    status_asked: int = 0
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def overpass_server(
    world: World | None = None,
    *,
    faults: Mapping[int, Fault] | None = None,
    files: Mapping[str, bytes] | None = None,
    delay_s: float = 0.0,
) -> Iterator[Server]:
    """Run the server on a free port of 127.0.0.1 for the time of the block.

    Parameters
    ----------
    files
        Path → content, answered to GET: a stand-in for a download site.
    delay_s
        How long each answer takes, in seconds.
    """
    state = Server("", world or small_world(), dict(faults or {}), delay_s)

    class Handler(_Handler):
        server_state: ClassVar = state
        server_files: ClassVar = dict(files or {})

    with loopback(Handler) as address:
        state.url = f"{address}/api"
        yield state


class _Handler(QuietHandler):
    server_state: ClassVar[Server]
    server_files: ClassVar[dict[str, bytes]]

    def do_GET(self) -> None:  # noqa: N802 — the library's name
        if self.path == "/api/status":
            self.server_state.status_asked += 1
            text = f"Connected as: 1\nCurrent time: {OSM_BASE}\nAnnounced endpoint: none\n"
            self._send(200, "text/plain", f"{text}{self.server_state.turns}\n".encode())
        elif self.path in self.server_files:
            self._send(200, "application/geo+json", self.server_files[self.path])
        else:
            self._send(404, "text/html", b"<html>not here</html>")

    def do_POST(self) -> None:  # noqa: N802 — the library's name
        state = self.server_state
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["data"][0]
        with state.lock:
            number = len(state.queries)
            state.queries.append(query)
            state.headers.append(dict(self.headers))
            state.at_once += 1
            state.most_at_once = max(state.most_at_once, state.at_once)
        try:
            time.sleep(state.slow.get(number, state.delay_s))
            self._answer(query, state.faults.get(number))
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client was killed: that is what some tests are about
        finally:
            with state.lock:
                state.at_once -= 1

    def _answer(self, query: str, fault: Fault | None) -> None:
        html = b"<!DOCTYPE html><html><body>Error: runtime error</body></html>"
        data = json.dumps(answer(self.server_state.world, query)).encode()
        if fault is None:
            self._send(200, "application/json", data)
        elif isinstance(fault.value, int):
            self._send(fault.value, "text/html", html)
        elif fault is Fault.HTML:
            self._send(200, "text/html", html)
        elif fault is Fault.CUT:
            self._send(200, "application/json", data, cut=len(data) // 2)
        elif fault is Fault.REMARK:
            self._send(200, "application/json", json.dumps(_gave_up()).encode())
        elif fault is Fault.FOREIGN:
            self._send(200, "application/json", b'{"message": "welcome"}')
        else:
            self.connection.close()

    def _send(self, status: int, kind: str, data: bytes, cut: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if status in (429, 504):
            self.send_header("Retry-After", self.server_state.retry_after)
        self.end_headers()
        self.wfile.write(data[:cut])
        if cut is not None:
            self.wfile.flush()
            self.connection.close()


def _gave_up() -> dict[str, Any]:
    return _wrapped([]) | {
        "remark": 'runtime error: Query timed out in "query" at line 1 after 181 seconds.'
    }


def _wrapped(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "version": 0.6,
        "generator": "Overpass API 0.7.62 (a loopback server for tests)",
        "osm3s": {"timestamp_osm_base": OSM_BASE, "copyright": "© OpenStreetMap contributors"},
        "elements": elements,
    }


_STATEMENT = r'{}\["([^"]+)"~"\^\(([^)]*)\)\$"\]\(([^)]*)\);'


def answer(world: World, query: str) -> dict[str, Any]:
    """What Overpass would answer to one of this project's queries."""
    asked = re.search(r'\["admin_level"(?:="4"\];out|~"\^\(([68|]+)\)\$"\])', query)
    if asked:
        levels = (asked[1] or "4").split("|")
        box = re.search(r"\((-?[\d.]+(?:,-?[\d.]+){3})\);out geom", query)
        return _wrapped(
            [
                _relation_geom(world, number)
                for number, (members, tags) in world.relations.items()
                if tags.get("admin_level") in levels
                and (box is None or _meets(_points(world, members), box[1]))
            ]
        )
    ways = {
        number
        for key, kinds, box in re.findall(_STATEMENT.format("way"), query)
        for number, (refs, tags) in world.ways.items()
        if tags.get(key) in kinds.split("|") and _meets([world.nodes[n] for n in refs], box)
    }
    used = sorted({node for number in ways for node in world.ways[number][0]})
    elements: list[dict[str, Any]] = [_way(world, number) for number in sorted(ways)]
    elements += [_node(world, node) for node in used]
    for key, kinds, box in re.findall(_STATEMENT.format("node"), query):
        for number, tags in world.tagged.items():
            if tags.get(key) in kinds.split("|") and _meets([world.nodes[number]], box):
                elements.append(_node(world, number) | {"tags": tags})
    found = re.search(r'rel\(bw\.w\)\["route"="(\w+)"\]', query)
    for number, (members, tags) in world.relations.items():
        if found and tags.get("route") == found[1] and ways & set(members):
            elements.append(_relation(number, members, tags))
    return _wrapped(elements)


def _meets(points: list[tuple[float, float]], box: str) -> bool:
    south, west, north, east = map(float, box.split(","))
    lon, lat = [p[0] for p in points], [p[1] for p in points]
    return min(lon) <= east and max(lon) >= west and min(lat) <= north and max(lat) >= south


def _points(world: World, ways: list[int]) -> list[tuple[float, float]]:
    return [world.nodes[node] for way in ways for node in world.ways[way][0]]


def _node(world: World, number: int) -> dict[str, Any]:
    lon, lat = world.nodes[number]
    return {"type": "node", "id": number, "lat": round(lat, 7), "lon": round(lon, 7)}


def _way(world: World, number: int) -> dict[str, Any]:
    refs, tags = world.ways[number]
    return {"type": "way", "id": number, "nodes": refs, "tags": tags}


def _relation(number: int, members: list[int], tags: dict[str, str]) -> dict[str, Any]:
    rows = [{"type": "way", "ref": way, "role": ""} for way in members]
    return {"type": "relation", "id": number, "members": rows, "tags": tags}


def _relation_geom(world: World, number: int) -> dict[str, Any]:
    relation = _relation(number, *world.relations[number])
    for member in relation["members"]:
        refs, _ = world.ways[member["ref"]]
        member["geometry"] = [
            {"lat": world.nodes[node][1], "lon": world.nodes[node][0]} for node in refs
        ]
    return relation
