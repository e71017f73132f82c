"""Which of the runs that a page has asked the server for have ended."""

from enum import Enum

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Run(Enum):
    ASKED = "asked"
    BEGUN = "begun"
    ENDED = "ended"


class Runs:
    """Follow the last run that a page has asked for, by what its socket carries.

    What the page itself shows does not tell: between a click and the server's first word it looks
    as it did before, and on a busy machine that is long.
    """

    def __init__(self, page: Page) -> None:
        self.last = Run.ASKED  # a page asks for one by itself, and again when it is connected anew
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)
        socket.on("close", self._closed)

    def _sent(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            self.last = Run.ASKED

    def _received(self, frame: str | bytes) -> None:
        if not isinstance(frame, bytes):
            return
        message = ForwardMsg.FromString(frame)
        if message.HasField("new_session") and self.last is Run.ASKED:
            self.last = Run.BEGUN
        elif message.HasField("script_finished") and self.last is Run.BEGUN:
            early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self.last = Run.ASKED if early else Run.ENDED

    def _closed(self, _socket: WebSocket) -> None:
        self.last = Run.ASKED
