"""Whether who reads here may also write on this server: the one place that answers.

Until people have roles, the readers of a server are whoever reaches its port. Where that is this
machine alone, they are its owner and may write; where anybody else reaches it, nobody may.
"""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from layers.markup import Markup, part
from layers.texts import Texts

_note = part("parts.html", "paragraph")
_PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
"""Headers by which a server in front says that the request came from elsewhere."""


def readers_may_write() -> bool:
    """Say whether the reader of this page may save into the data, fetch and drop in packs."""
    return is_of_this_machine(st.get_option("server.address"), st.context.headers)


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


def closed_note(texts: Texts) -> Markup:
    """Say, as HTML, that nothing can be written here, and why."""
    return _note(texts("writing.closed"), "gr-note", role="note")


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
