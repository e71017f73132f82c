"""What a click does is done before the next click counts.

Streamlit begins anew at once when another click comes, and stops what the first was doing where it
next looks at the session: also in the middle of what belongs to the first, or before it. Of three
quick clicks one counted, and what a reader had written into a field was gone when he went straight
on to a button.
"""

import threading
from functools import cache, wraps
from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import SafeSessionState

_at_work: WeakValueDictionary[str, threading.RLock] = WeakValueDictionary()
"""Readers' sessions → what those wait for who click meanwhile; kept as long as somebody does."""


@cache
def take_clicks_whole() -> None:
    """Have this process finish what a click calls; once is enough.

    The script that follows is stopped as before: it only shows what there is. Streamlit has no
    setting for this, so the one function of it that calls what belongs to clicks is put into
    another, which gives way to no click and lets those of one reader wait for each other.
    """
    called = SafeSessionState.on_script_will_rerun

    @wraps(called)
    def whole(session: SafeSessionState, *given: Any, **more: Any) -> None:
        give_way = session._yield_callback
        object.__setattr__(session, "_yield_callback", lambda: None)
        try:
            with _turn():
                called(session, *given, **more)
        finally:
            object.__setattr__(session, "_yield_callback", give_way)

    SafeSessionState.on_script_will_rerun = whole  # type: ignore[method-assign, assignment]


def _turn() -> threading.RLock:
    context = get_script_run_ctx()
    return _at_work.setdefault(context.session_id if context else "", threading.RLock())
