"""A conversation with a server that is heard by whoever waits, and can be cut off at any moment.

The time-outs of ``requests`` begin anew with every byte, so that a server may drip headers for
ever. Here all connections are cut when the time is over, or when the one who waits has had enough.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from geo.osm._bounded import EndlessError

_Value = TypeVar("_Value")

_STEP_S = 1.0
"""How often the one who waits is told that the server is still at it."""
_LEAVE_S = 2.0
"""How long a conversation that was cut may take to notice; one that does not is left behind."""


def watched(
    talk: Callable[[requests.Session], _Value], *, seconds: float, tell: Callable[[], None]
) -> _Value:
    """Let ``talk`` speak with a server, in a thread of its own.

    Parameters
    ----------
    seconds
        For all of it.
    tell
        Called every second; what it raises ends the conversation and is raised here.

    Raises
    ------
    EndlessError
        When it takes longer.
    """
    lines = _Lines()
    said: list[_Value | BaseException] = []

    def speak() -> None:
        try:
            with lines.session() as session:
                said.append(talk(session))
        except BaseException as error:  # noqa: BLE001 — the one who waits is told of it
            said.append(error)

    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    try:
        _wait(thread, time.monotonic() + seconds, tell)
    finally:
        lines.cut()
        thread.join(_LEAVE_S)
    (found,) = said
    if isinstance(found, BaseException):
        raise found
    return found


def _wait(thread: threading.Thread, until: float, tell: Callable[[], None]) -> None:
    while True:
        thread.join(max(0.0, min(_STEP_S, until - time.monotonic())))
        if not thread.is_alive():
            return
        if time.monotonic() >= until:
            raise EndlessError("the answer does not come to its end")
        tell()


class _Lines:
    """The connections of one conversation."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def session(self) -> requests.Session:
        """Make a session whose connections are known here."""
        found = requests.Session()
        for scheme in ("http://", "https://"):
            found.mount(scheme, _Adapter(self))
        return found

    def add(self, line: socket.socket) -> None:
        """Know a connection; a copy, since encryption takes the first one over."""
        self._sockets.append(line.dup())
        if self._is_cut:
            self.cut()

    def cut(self) -> None:
        """End all connections, those that are yet to be made too."""
        self._is_cut = True
        while self._sockets:
            with self._sockets.pop() as line, suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = _pools(self._lines)

    def proxy_manager_for(self, *given: Any, **named: Any) -> Any:
        found = super().proxy_manager_for(*given, **named)
        found.pool_classes_by_scheme = _pools(self._lines)
        return found


def _pools(lines: _Lines) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            line = super()._new_conn()
            lines.add(line)
            return line

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            line = super()._new_conn()
            lines.add(line)
            return line

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
