"""Whether a page is read on the machine that serves it: there its reader is the owner."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

_PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
"""Headers by which a server in front says that the request came from elsewhere."""


def is_of_this_machine(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a server can be reached, and this request comes, from its own machine alone.

    Parameters
    ----------
    address
        Where the server listens; None and "" are everywhere.
    headers
        Of the request, as a browser sent it: ``Host`` and ``Origin`` say by which name the
        server was called, which keeps out what a server in front passes on.

    Examples
    --------
    >>> is_of_this_machine("127.0.0.1", {"Host": "localhost:8501"})
    True
    >>> is_of_this_machine("0.0.0.0", {"Host": "localhost:8501"})
    False
    """
    if not _is_loopback(address or "") or any(headers.get(name) for name in _PASSED_ON):
        return False
    called = [f"//{headers.get('Host') or ''}", headers.get("Origin") or ""]
    return all(_is_loopback(_host(url)) for url in called if url.strip("/"))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
