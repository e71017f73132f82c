"""One Overpass request through osmnx: its settings for the time of the request, its faults.

osmnx says who we are, sends the query and reads the answer. It offers no public way to ask a
query of one's own, so that its private function is called, and what it does else is done here:
it asks the server's status before each query and waits in silence, for ever where the server has
no limit at all; it retries without end after fixed pauses; it asks a public resolver when a name
is not found, and it keeps the address it found for the rest of the process; and neither it nor
``requests`` ends a conversation that drips.
"""

import re
import socket
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import urlsplit

import osmnx
import requests
from osmnx import _overpass
from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError
from urllib3.exceptions import NameResolutionError, NewConnectionError

from geo.osm._bounded import EndlessError, Hook, RedirectedError, bounded
from geo.osm._watched import watched
from geo.settings import Settings

_private: Any = _overpass
_ONE_AT_A_TIME: Final = threading.Lock()
_REACH_S: Final = 15.0
MOST_BYTES: Final = 256 * 2**20
"""Of an answer, unpacked; a tile of the densest ground takes some 30 MB."""
BUSY: Final = frozenset({429, 502, 503, 504})
"""Statuses after which the same question may be asked again later."""
GATEWAY_TIMEOUT: Final = 504
_LEAST_S: Final = {429: 30.0}
"""Pauses that the operators of public servers ask for."""
_GRACE_S: Final = 30.0
"""An answer may take longer than the query is allowed to, for it must travel."""
_STATUS_S: Final = 15.0
"""For a look at the server's status; one that does not tell it is asked all the same."""
_MOST_OF_STATUS: Final = 2**20
_AFTER: Final = re.compile(r"Slot available after: \S+, in (-?\d{1,9}) seconds")


class BusyError(Exception):
    """The server asks to come back later, or broke off.

    ``after_s``: when, if it said so. ``is_late``: it was not done in time.
    """

    def __init__(self, what: str, after_s: float = 0.0, *, is_late: bool = False) -> None:
        super().__init__(what)
        self.what, self.after_s, self.is_late = what, after_s, is_late


class RefusedError(Exception):
    """The server answered, and asking again will not help."""


class OfflineError(Exception):
    """The server cannot be reached."""


class TooMuchError(Exception):
    """The server gave up: the question asks for more than it grants."""


def slot_s(settings: Settings, tell: Callable[[], None]) -> float:
    """Look at the server's status once: in how many seconds it answers us, 0 for now.

    A server without a limit, or that does not tell, is asked at once: it says itself when it is
    busy.

    Raises
    ------
    OfflineError
        When the server cannot be reached.
    """
    reach(settings.overpass_url)

    def look(session: requests.Session) -> str:
        hook = bounded(most=_MOST_OF_STATUS, seconds=_STATUS_S)
        return session.get(
            f"{settings.overpass_url}/status",
            headers={"User-Agent": _who(settings)},
            timeout=_STATUS_S,
            stream=True,
            hooks={"response": hook},
        ).text

    try:
        said = watched(look, seconds=_STATUS_S, tell=tell)
    except requests.exceptions.RequestException:
        return 0.0
    if re.search(r"^Rate limit: 0$|^[1-9]\d* slots available now", said, flags=re.MULTILINE):
        return 0.0
    return float(max(0, min(map(int, _AFTER.findall(said)), default=0)))


def ask(query: str, settings: Settings, tell: Callable[[], None]) -> Mapping[str, Any]:
    """Send one Overpass query; returns the answer, whole.

    Parameters
    ----------
    tell
        Called every second meanwhile; what it raises ends the request.

    Raises
    ------
    BusyError, RefusedError, OfflineError, TooMuchError
        As their names say.
    """
    reach(settings.overpass_url)

    def request(session: requests.Session) -> dict[str, Any]:
        with _ONE_AT_A_TIME, _set_up(settings, session):
            answer: dict[str, Any] = _private._overpass_request(OrderedDict(data=query))
            return answer

    try:
        answer = watched(request, seconds=2 * settings.overpass_timeout_s + _GRACE_S, tell=tell)
    except (RedirectedError, EndlessError) as error:
        raise RefusedError(str(error)) from error
    except RecursionError as error:  # an answer nested a thousandfold
        raise RefusedError("it answers, but not as Overpass does") from error
    except requests.exceptions.ReadTimeout as error:
        raise TooMuchError("it does not answer in time") from error  # it may still be at it
    except requests.exceptions.ConnectionError as error:
        raise _unreachable(error) from error
    except requests.exceptions.RequestException as error:  # cut off in mid-answer
        raise BusyError(type(error).__name__) from error
    except InsufficientResponseError as error:
        raise BusyError("the answer is no JSON") from error
    except ResponseStatusCodeError as error:
        raise RefusedError(str(error)[:200]) from error
    _check(answer)
    return answer


def _check(answer: Mapping[str, Any]) -> None:
    if remark := str(answer.get("remark", "")):
        raise TooMuchError(remark)
    if not (isinstance(answer.get("elements"), list) and isinstance(answer.get("osm3s"), dict)):
        raise RefusedError("it answers, but not as Overpass does")


def reach(url: str) -> None:
    """Tell at once when there is no network.

    Raises
    ------
    OfflineError
        When the server cannot be reached.
    """
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


def _who(settings: Settings) -> str:
    who = f"GiapRanh/0.2 ({settings.contact or 'no contact given'}) osmnx/{osmnx.__version__}"
    return who.encode("ascii", "replace").decode()


@contextmanager
def _set_up(settings: Settings, session: requests.Session) -> Iterator[None]:
    """Set osmnx up for one request through a session, and put everything back."""
    wanted = {
        "overpass_url": settings.overpass_url,
        "overpass_rate_limit": False,  # the status was looked at before
        "requests_timeout": settings.overpass_timeout_s + _GRACE_S,
        "requests_kwargs": {"hooks": {"response": [_look_at, _bound(settings)]}, "stream": True},
        "use_cache": False,  # the cache keeps what was checked, not what was answered
        "doh_url_template": None,  # no request to another host
        "http_user_agent": _who(settings),
        "http_referer": "",
        "http_accept_language": "vi,en",
    }
    before = {name: getattr(osmnx.settings, name) for name in wanted}
    resolver, library = socket.getaddrinfo, _private.requests
    try:
        _private.requests = SimpleNamespace(Request=requests.Request, post=session.post)
        for name, value in wanted.items():
            setattr(osmnx.settings, name, value)
        yield
    finally:
        socket.getaddrinfo, _private.requests = resolver, library
        for name, value in before.items():
            setattr(osmnx.settings, name, value)


def _bound(settings: Settings) -> Hook:
    return bounded(most=MOST_BYTES, seconds=settings.overpass_timeout_s)


def _look_at(response: requests.Response, *_: object, **__: object) -> None:
    """Raise on a status that asks to wait, before osmnx would wait for good."""
    if response.status_code in BUSY:
        response.close()
        after = response.headers.get("Retry-After", "")[:9]
        raise BusyError(
            f"HTTP {response.status_code}",
            max(float(after) if after.isdecimal() else 0.0, _LEAST_S.get(response.status_code, 0)),
            is_late=response.status_code == GATEWAY_TIMEOUT,
        )
