"""A server's answer, read with a bound on its size and on its time, and from no other server.

A hook of ``requests``: it sees each answer before its body is read, redirects among them.
"""

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

Hook = Callable[..., None]

_AT_ONCE: Final = 16_384
"""Bytes taken from the wire in one go; packed ones may be a thousand times as many."""
_OWN_STORES: Final = {
    "github.com": frozenset({"media.githubusercontent.com", "raw.githubusercontent.com"})
}
"""Hosts that keep another's files: no stranger to it."""


class RedirectedError(requests.exceptions.RequestException):
    """The server sends on to another one, which nobody chose."""


class EndlessError(requests.exceptions.RequestException):
    """The answer is larger, or takes longer, than any that is wanted."""


def bounded(*, most: int, seconds: float) -> Hook:
    """Make the hook.

    Parameters
    ----------
    most
        Bytes of a body, unpacked.
    seconds
        For the whole body, however steadily it drips.
    """

    def look(response: requests.Response, *_: object, **__: object) -> None:
        if response.is_redirect:
            _check_redirect(response)
        response._content = _body(response.raw, most, time.monotonic() + seconds)
        response._content_consumed = True

    return look


def _check_redirect(response: requests.Response) -> None:
    here = urlsplit(response.url)
    there = urlsplit(urljoin(response.url, response.headers.get("location", "")))
    same = there.hostname == here.hostname and there.port == here.port
    if not (same or there.hostname in _OWN_STORES.get(here.hostname or "", frozenset())):
        response.close()
        raise RedirectedError(f"it sends on to {there.hostname}", response=response)


def _body(raw: urllib3.BaseHTTPResponse, most: int, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        while part := raw.read1(_AT_ONCE, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > most:
                raise EndlessError(f"the answer has more than {most:,} bytes")
            if time.monotonic() > until:
                raise EndlessError("the answer does not come to its end")
    except urllib3.exceptions.DecodeError as error:
        raise requests.exceptions.ContentDecodingError(error) from error
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from error
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error
    finally:
        raw.close()
    return b"".join(parts)
