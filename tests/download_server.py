"""A download site on 127.0.0.1: one file, in parts where they are asked for, slow or broken."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from tests.loopback import QuietHandler, loopback

_CHUNK = 8_192


@dataclass
class Site:
    """What the site has, how it behaves, and what it was asked.

    ``ends_at`` breaks an answer off behind that many bytes of its body; ``pause_s`` comes after
    each chunk of 8 KiB; ``sends_on`` is where it redirects to.
    """

    content: bytes
    tag: str = '"one"'
    knows_ranges: bool = True
    ends_at: int | None = None
    pause_s: float = 0.0
    sends_on: str = ""
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    sent: int = 0


@contextmanager
def download_site(site: Site) -> Iterator[Site]:
    """Run the site on a free port for the time of the block."""

    class Handler(_Handler):
        own: ClassVar = site

    with loopback(Handler) as address:
        site.url = f"{address}/communes.zip"
        yield site


class _Handler(QuietHandler):
    own: ClassVar[Site]

    def do_GET(self) -> None:  # noqa: N802 — the library's name
        site = self.own
        site.asked.append(dict(self.headers))
        if site.sends_on:
            self.send_response(302)
            self.send_header("Location", site.sends_on)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        start = self._start()
        if start is not None and start >= len(site.content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(site.content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200 if start is None else 206)
        if start is not None:
            end = len(site.content) - 1
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(site.content)}")
        self.send_header("Content-Length", str(len(site.content) - (start or 0)))
        self.send_header("ETag", site.tag)
        self.end_headers()
        self._body(start or 0)

    def _start(self) -> int | None:
        """Where the part begins that is asked for, unless the whole is to be sent."""
        asked = self.headers.get("Range", "")
        same = self.headers.get("If-Range", self.own.tag) == self.own.tag
        if not (self.own.knows_ranges and same and asked.startswith("bytes=")):
            return None
        return int(asked.removeprefix("bytes=").rstrip("-"))

    def _body(self, start: int) -> None:
        site = self.own
        body = site.content[start:][: site.ends_at]
        try:
            for at in range(0, len(body), _CHUNK):
                part = body[at : at + _CHUNK]
                self.wfile.write(part)
                site.sent += len(part)
                if site.pause_s:
                    time.sleep(site.pause_s)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client was killed: that is what some tests are about
        if len(body) < len(site.content) - start:
            self.close_connection = True
