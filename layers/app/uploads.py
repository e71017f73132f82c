"""How much one reader may upload: Streamlit bounds each file, and keeps them all in memory."""

import re
from collections import Counter
from typing import Final

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from geo.limits import LIMITS

_UPLOAD: Final = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")


class UploadsHeld:
    """Stands before the server and refuses an upload with which a session would hold too much.

    What a session holds is counted as Streamlit has it: files that were put away, or whose page
    was closed, count no more. Those on their way count with the size that they state.

    Parameters
    ----------
    most
        Bytes that a session may hold.
    """

    def __init__(self, app: ASGIApp, most: int = LIMITS["uploads_held"].most) -> None:
        self._app, self._most = app, most
        self._on_the_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        found = _UPLOAD.search(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] != "PUT":
            await self._app(scope, receive, send)
            return
        session, size = found[1], _stated_size(scope)
        if size is None:
            await PlainTextResponse("size not stated", 411)(scope, receive, send)
        elif _held(session) + self._on_the_way[session] + size > self._most:
            await PlainTextResponse("too many files", 413)(scope, receive, send)
        else:
            await self._let_in(session, size, (scope, receive, send))

    async def _let_in(self, session: str, size: int, request: tuple[Scope, Receive, Send]) -> None:
        self._on_the_way[session] += size
        try:
            await self._app(*request)
        finally:
            self._on_the_way[session] -= size
            if not self._on_the_way[session]:
                del self._on_the_way[session]


def _stated_size(scope: Scope) -> int | None:
    stated = dict(scope["headers"]).get(b"content-length", b"")
    return int(stated) if stated.isdigit() else None


def _held(session: str) -> int:
    """Bytes of the files that Streamlit keeps for a session."""
    manager = st.runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)  # it has no other
    return sum(len(file.data) for file in list(manager.file_storage.get(session, {}).values()))
