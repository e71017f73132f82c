"""One format for all that the server logs: when, how grave, who says it, whose request, what.

The format is that of nginx's log in OPERATIONS.md, and so is a request's name, where nginx gives
it one: a page that was opened is found in both.
"""

import datetime as dt
import logging
import re
from typing import Any, Final

import streamlit as st
from streamlit import config
from streamlit.logger import update_formatter
from streamlit.runtime.scriptrunner import get_script_run_ctx

FORMAT: Final = "%(time)s %(levelname)s %(name)s request=%(request)s user=%(user)s %(message)s"
_OURS: Final = logging.getLogger("giap-ranh")
_NAME: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_NOBODY: Final = "-"


def log_in_one_format() -> None:
    """Have this process log so: this program, the libraries and Streamlit's own server."""
    made = logging.getLogRecordFactory()
    logging.setLogRecordFactory(lambda *given, **more: _told_whose(made(*given, **more)))
    logging.basicConfig(format=FORMAT, level=logging.WARNING, force=True)
    _OURS.setLevel(logging.INFO)
    config.set_option("logger.messageFormat", FORMAT)
    update_formatter()  # of those of Streamlit's loggers that are there by now


def log_opened() -> None:
    """Log that a page was opened, once a session."""
    if "opened" not in st.session_state:
        st.session_state["opened"] = True
        _OURS.info("opened")


def _told_whose(record: logging.LogRecord) -> logging.LogRecord:
    record.time = dt.datetime.fromtimestamp(record.created).astimezone().isoformat("T", "seconds")
    record.request, record.user = _whose()
    return record


def _whose() -> tuple[str, str]:
    """The request and the user at whose click something is logged; what runs by itself has none.

    A page's request is the one by which it was opened; where no server in front names it, the
    session's name stands there.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return _NOBODY, _NOBODY
    named = st.context.headers.get("X-Request-ID", "")
    claims: Any = context.user_info
    email = re.sub(r"\s", "", str(claims.get("email") or "")) or _NOBODY
    return named if _NAME.fullmatch(named) else context.session_id[:8], email
