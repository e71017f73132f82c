"""A server that is not what it says costs neither memory nor time, and leads nowhere else."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from geo import settings
from geo.errors import InputError
from geo.model import Text
from geo.osm import _http
from geo.osm.cache import Cache
from geo.osm.overpass import Overpass
from geo.osm.source import FetchError, Region
from geo.provinces import fetching
from geo.provinces.fetching import fetch_communes
from geo.provinces.osm_boundaries import fetch_today
from tests.geo.traces import registry, sketch

REGION = Region("here", Text(vi="đây", en="here"), (106.0, 21.0, 106.5, 21.5))
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Answer every request of a loopback server so, for the time of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def reply(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # the client has had enough
                answer(self)

        do_GET = do_POST = reply  # noqa: N815 — the library's names

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        server.server_close()


def head(handler: BaseHTTPRequestHandler, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def packed(handler: BaseHTTPRequestHandler) -> None:
    """Sixteen megabytes in some kilobytes, over and over."""
    head(handler, Content_Encoding="gzip")
    block = gzip.compress(bytes(16 * 2**20))
    for _ in range(200):
        handler.wfile.write(block)


def endless(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    while True:
        handler.wfile.write(b" " * 2**20)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    while True:
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def heads(handler: BaseHTTPRequestHandler) -> None:
    """A letter of a header, now and then, for ever."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.2)


def nested(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(b"[" * 200_000)


def saying(content: Any) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        head(handler)
        handler.wfile.write(json.dumps(content).encode())

    return answer


def client(url: str, **more: str) -> Overpass:
    values = {
        "GIAPRANH_OVERPASS_URL": url,
        "GIAPRANH_OVERPASS_RATE_LIMIT": "no",
        "GIAPRANH_OVERPASS_TRIES": "1",
        "GIAPRANH_OVERPASS_TIMEOUT": "2",
    }
    return Overpass(settings.current(values | more), sleep=lambda _: None)


@pytest.mark.parametrize("answer", [packed, endless, dripping, heads, nested])
def test_what_has_no_end_ends(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "MOST_BYTES", 64 * 2**20)
    monkeypatch.setattr(_http, "_GRACE_S", 1.0)
    began = time.monotonic()
    with serving(answer) as url, pytest.raises(FetchError):
        client(url).ways(REGION)
    assert time.monotonic() - began < 15


def test_a_status_that_does_not_end_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "_STATUS_S", 1.0)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith("/status"):
            heads(handler)
        else:
            saying(wrapped())(handler)

    began = time.monotonic()
    with serving(answer) as url:
        assert client(url, GIAPRANH_OVERPASS_RATE_LIMIT="yes").ways(REGION).frame.empty
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("limit", ["yes", "no"])
def test_who_waits_for_headers_can_cancel(limit: str) -> None:
    class CancelledError(Exception):
        pass

    heard: list[float] = []

    def cancel(_: float, __: Text) -> None:
        heard.append(time.monotonic())
        if len(heard) == 3:
            raise CancelledError

    with serving(heads) as url, pytest.raises(CancelledError):
        client(url, GIAPRANH_OVERPASS_RATE_LIMIT=limit, GIAPRANH_OVERPASS_TIMEOUT="600").ways(
            REGION, progress=cancel
        )
    assert heard[-1] - heard[0] < 10
    time.sleep(0.5)
    assert not [one for one in threading.enumerate() if one.name.endswith("(speak)")]


@pytest.mark.parametrize("answer", [packed, endless, dripping, heads])
def test_so_does_a_boundary_file(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_MOST_BYTES", 64 * 2**20)
    with serving(answer) as url:
        values = {"GIAPRANH_BOUNDARIES_URL": url, "GIAPRANH_OVERPASS_TIMEOUT": "2"}
        # What comes packed unasked is never unpacked: it is another file.
        with pytest.raises(FetchError, match=r"more than|its end|checksum"):
            fetch_communes(
                Cache(tmp_path), settings.current(values), registry().units, sketch(), needed={"24"}
            )


@pytest.mark.parametrize("length", ["1" * 5_000, "²", "-1", "x"])
def test_a_length_that_is_none_is_not_believed(length: str, tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(f"HTTP/1.0 200 OK\r\nContent-Length: {length}\r\n\r\nx".encode())

    with serving(answer) as url:
        values = {"GIAPRANH_BOUNDARIES_URL": url, "GIAPRANH_OVERPASS_TIMEOUT": "2"}
        with pytest.raises(FetchError):
            fetch_communes(
                Cache(tmp_path), settings.current(values), registry().units, sketch(), needed={"24"}
            )


def test_a_redirect_to_another_host_is_not_followed(tmp_path: Path) -> None:
    asked: list[str] = []

    def secret(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        saying({})(handler)

    with serving(secret) as inside:

        def onward(handler: BaseHTTPRequestHandler) -> None:
            head(handler, 302, Location=f"{inside}/admin")

        with serving(onward) as url:
            with pytest.raises(FetchError, match="it sends on to"):
                client(url).ways(REGION)
            values = {"GIAPRANH_BOUNDARIES_URL": url}
            with pytest.raises(FetchError, match="it sends on to"):
                fetch_communes(
                    Cache(tmp_path),
                    settings.current(values),
                    registry().units,
                    sketch(),
                    needed={"24"},
                )
    assert asked == []


def test_a_redirect_within_the_host_is(tmp_path: Path) -> None:
    def onward(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith("/there"):
            head(handler)
            handler.wfile.write(b"another file")
        else:
            head(handler, 302, Location="/api/there")

    with serving(onward) as url:
        values = {"GIAPRANH_BOUNDARIES_URL": url}
        with pytest.raises(FetchError, match="checksum"):
            fetch_communes(
                Cache(tmp_path), settings.current(values), registry().units, sketch(), needed={"24"}
            )


def wrapped(*elements: Any, **more: Any) -> dict[str, Any]:
    return {"osm3s": {}, "elements": list(elements)} | more


ROAD = {"type": "way", "id": 1, "tags": {"highway": "primary"}}


@pytest.mark.parametrize(
    "content",
    [
        [],
        "text",
        wrapped(osm3s=[]),
        wrapped(osm3s=None),
        wrapped(7),
        wrapped({}),
        wrapped(ROAD | {"nodes": ["a"]}),
        wrapped(ROAD | {"nodes": [2**70]}),
        wrapped(ROAD | {"id": "x", "nodes": [1, 2]}),
        wrapped(ROAD | {"tags": 7}),
        wrapped({"type": "node", "id": 1}),
        wrapped(
            ROAD | {"nodes": [1, 2]},
            {"type": "node", "id": 1, "lon": "x", "lat": 1},
            {"type": "node", "id": 2, "lon": 1, "lat": 1},
        ),
        wrapped({"type": "relation", "id": 1, "tags": {"type": "route"}, "members": [{}]}),
    ],
)
def test_an_answer_of_another_form_is_one_message(content: Any, tmp_path: Path) -> None:
    with serving(saying(content)) as url:
        for ask in (
            lambda: client(url).ways(REGION),
            lambda: fetch_today(Cache(tmp_path), client(url), registry().units, needed=["24"]),
        ):
            with pytest.raises(InputError) as refused:
                ask()
            assert refused.value.said("vi").what
