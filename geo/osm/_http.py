"""One Overpass request through osmnx: its settings for the time of the request, its faults.

osmnx asks the server's status, waits for a slot, sends who we are and reads the answer. What it
does not do is done here: it retries without end after fixed pauses, it asks a public resolver
when a name is not found, and it keeps the address it found for the rest of the process.
"""

import socket
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import osmnx
import requests
from osmnx import _overpass
from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError
from urllib3.exceptions import NameResolutionError, NewConnectionError

from geo.osm._bounded import EndlessError, Hook, RedirectedError, bounded
from geo.settings import Settings

_ONE_AT_A_TIME: Final = threading.Lock()
_REACH_S: Final = 15.0
MOST_BYTES: Final = 256 * 2**20
"""Of an answer, unpacked; a tile of the densest ground takes some 30 MB."""
BUSY: Final = frozenset({429, 502, 503, 504})
"""Statuses after which the same question may be asked again later."""


class BusyError(Exception):
    """The server asks to come back later, or broke off. ``after_s``: when, if it said so."""

    def __init__(self, what: str, after_s: float = 0.0) -> None:
        super().__init__(what)
        self.what, self.after_s = what, after_s


class RefusedError(Exception):
    """The server answered, and asking again will not help."""


class OfflineError(Exception):
    """The server cannot be reached."""


class TooMuchError(Exception):
    """The server gave up: the question asks for more than it grants."""


def ask(query: str, settings: Settings) -> Mapping[str, Any]:
    """Send one Overpass query; returns the answer, whole.

    Raises
    ------
    BusyError, RefusedError, OfflineError, TooMuchError
        As their names say.
    """
    _reach(settings.overpass_url)
    try:
        with _ONE_AT_A_TIME, _set_up(settings):
            answer = _overpass._overpass_request(OrderedDict(data=query))
    except (RedirectedError, EndlessError) as error:
        raise RefusedError(str(error)) from error
    except RecursionError as error:  # an answer nested a thousandfold
        raise RefusedError("it answers, but not as Overpass does") from error
    except requests.exceptions.ConnectionError as error:
        raise _unreachable(error) from error
    except requests.exceptions.RequestException as error:  # cut off in mid-answer, or too slow
        raise BusyError(type(error).__name__) from error
    except InsufficientResponseError as error:
        raise BusyError("the answer is no JSON") from error
    except ResponseStatusCodeError as error:
        raise RefusedError(str(error)[:200]) from error
    if remark := str(answer.get("remark", "")):
        raise TooMuchError(remark)
    if not (isinstance(answer.get("elements"), list) and isinstance(answer.get("osm3s"), dict)):
        raise RefusedError("it answers, but not as Overpass does")
    return answer


def _reach(url: str) -> None:
    """Tell at once when there is no network: osmnx would first wait a minute for a slot."""
    if requests.utils.get_environ_proxies(url):
        return  # the proxy knows the way, we do not
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=_REACH_S).close()
    except OSError as error:
        raise OfflineError(str(error)) from error


def _unreachable(error: requests.exceptions.ConnectionError) -> Exception:
    cause = error.args[0] if error.args else error
    reason = getattr(cause, "reason", cause)
    if isinstance(reason, NewConnectionError | NameResolutionError | requests.exceptions.SSLError):
        return OfflineError(str(reason))
    if isinstance(error, requests.exceptions.ProxyError | requests.exceptions.ConnectTimeout):
        return OfflineError(str(reason))
    return BusyError("the connection broke")


@contextmanager
def _set_up(settings: Settings) -> Iterator[None]:
    """Set osmnx up for one request, and put everything back."""
    who = f"GiapRanh/0.1 ({settings.contact or 'no contact given'}) osmnx/{osmnx.__version__}"
    wanted = {
        "overpass_url": settings.overpass_url,
        "overpass_rate_limit": settings.overpass_rate_limit,
        "requests_timeout": settings.overpass_timeout_s,
        "requests_kwargs": {"hooks": {"response": [_look_at, _bound(settings)]}, "stream": True},
        "use_cache": False,  # the cache keeps what was checked, not what was answered
        "doh_url_template": None,  # no request to another host
        "http_user_agent": who.encode("ascii", "replace").decode(),
        "http_referer": "",
        "http_accept_language": "vi,en",
    }
    before = {name: getattr(osmnx.settings, name) for name in wanted}
    resolver = socket.getaddrinfo
    try:
        for name, value in wanted.items():
            setattr(osmnx.settings, name, value)
        yield
    finally:
        socket.getaddrinfo = resolver
        for name, value in before.items():
            setattr(osmnx.settings, name, value)


def _bound(settings: Settings) -> Hook:
    return bounded(most=MOST_BYTES, seconds=settings.overpass_timeout_s)


def _look_at(response: requests.Response, *_: object, **__: object) -> None:
    """Raise on a status that asks to wait, before osmnx would wait for good."""
    if response.status_code in BUSY and not response.url.endswith("/status"):
        after = response.headers.get("Retry-After", "")
        raise BusyError(f"HTTP {response.status_code}", float(after) if after.isdecimal() else 0.0)
