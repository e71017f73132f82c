"""The view in the page's address: whoever opens the address sees the same.

Only what differs from the start page is written, in codes and not in words, so that one
address serves both languages. What a reader made or brought (a list of slides, boundaries) stands
there by the key under which the server keeps it. Not written: an online background, since nobody
shall make another reader's browser ask a foreign host; the reader's own remembers it. The
position of the map (``at=latitude,longitude,zoom``) is written and read in the browser, without a
round trip for every movement.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.model import Grade, Status
from geo.modes import PROJECT_MODES
from geo.registry import Units
from layers.app.view import note_choice
from layers.pages import PAGES
from layers.texts import Language

_BETWEEN = ","
_TOLD = "address-told"
_LONGEST = 2000
"""Characters of one part; more was not written by this page."""


@dataclass(frozen=True, slots=True)
class AddressPart:
    """One choice of the view.

    ``key`` is its name in the session, ``name`` that in the address; ``read`` gives None for
    what no reader can have chosen.
    """

    key: str
    name: str
    start: Callable[[], Any]
    read: Callable[[str], Any | None]
    write: Callable[[Any], str]
    in_widget: bool = False
    """Whether a widget of one page asks for it: that page also knows with what to begin, and
    where it is not shown, Streamlit forgets the value, but not one that was there before."""


def _one(key: str, name: str, values: Collection[Any], start: Any) -> AddressPart:
    written = {str(value): value for value in values}
    return AddressPart(key, name, lambda: start, written.get, str)


def _several(key: str, name: str, values: Collection[Any] | None = None) -> AddressPart:
    """Choose any number of values; None: what may be chosen is known only with the data."""
    written = None if values is None else {str(value): value for value in values}

    def read(text: str) -> list[Any]:
        codes = [code for code in text.split(_BETWEEN) if code]
        return codes if written is None else [written[code] for code in codes if code in written]

    return AddressPart(key, name, list, read, lambda chosen: _BETWEEN.join(map(str, chosen)))


def _switch(key: str, name: str) -> AddressPart:
    return AddressPart(key, name, lambda: False, lambda text: text == "1", lambda on: str(int(on)))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _words(key: str, name: str, start: str | None, *, in_widget: bool = False) -> AddressPart:
    return AddressPart(key, name, lambda: start, lambda text: text.strip() or None, str, in_widget)


PARTS = (
    _one("page", "page", PAGES, PAGES[0]),
    _one("language", "lang", list(Language), Language.VI),
    _one("units", "units", list(Units), Units.SIGNING),
    # Left out when it is today: such an address always speaks of the day it is opened.
    AddressPart("as_of", "date", dt.date.today, _day, dt.date.isoformat),
    AddressPart("known_on", "known", lambda: None, _day, dt.date.isoformat),
    _words("words", "q", ""),
    _words("chosen", "project", None),
    _words("compare_a", "a", None, in_widget=True),
    _words("compare_b", "b", None, in_widget=True),
    _words("table", "table", None, in_widget=True),
    _words("columns", "cols", None),
    _words("meeting", "meeting", None),
    _words("doc", "doc", None),
    _words("deck", "deck", None),
    _words("own", "own", None),
    _switch("mismatches", "mismatches"),
    _switch("possible", "possible"),
    _switch("missed", "missed"),
    _switch("unreported", "unreported"),
    _switch("outdated", "outdated"),
    _switch("context", "context"),
    _several("provinces", "provinces"),
    _switch("between", "between"),
    _several("agreements", "agreements"),
    _several("statuses", "statuses", list(Status)),
    _several("modes", "modes", PROJECT_MODES),
    _several("grades", "grades", list(Grade)),
)


def restore(address: Mapping[str, str], session: Any) -> None:
    """Give every choice that the session does not hold the value that the address has for it.

    That is all of them at first; later those whose widgets were not on the last page, which
    Streamlit forgets, and those that come empty: a click before the page has settled breaks off
    the run that tells the browser what is chosen, and a control of which it has not heard sends
    that nothing is.
    """
    for part in PARTS:
        is_empty = session.get(part.key) is None and part.start() is not None
        if part.key not in session or is_empty:
            written = address.get(part.name, "")[:_LONGEST]
            value = part.read(written) if written else None
            if value is not None or not part.in_widget:
                session[part.key] = part.start() if value is None else value


def written(session: Mapping[str, Any]) -> dict[str, str]:
    """Write what differs from the start page."""
    return {
        part.name: part.write(session[part.key])
        for part in PARTS
        if part.key in session
        and session[part.key] is not None
        and session[part.key] != part.start()
    }


def restore_view() -> None:
    """Give every choice its value: the session's, or the address's where that came first.

    It did where the reader has just come, or went back or forward.
    """
    session = st.session_state
    address = st.query_params.to_dict()
    if _went_through_history():
        follow(address, session)
    restore(address, session)


def follow(address: Mapping[str, str], session: Any) -> None:
    """Forget every choice, so that the address decides; the map looks at what it chooses."""
    before = session.get("chosen")
    for part in PARTS:
        if part.key in session:
            del session[part.key]
    restore(address, session)
    if session["chosen"] != before and "at" not in address:
        note_choice()


def _went_through_history() -> bool:
    """Tell whether the page runs because of the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def write_address() -> None:
    """Bring the address up to date, when all choices of a run are made.

    Once a run, since each change is an entry of the browser's history.
    """
    names = {part.name for part in PARTS}
    now = st.query_params.to_dict()
    others = {name: value for name, value in now.items() if name not in names}
    wanted = {**written(st.session_state), **others}  # type: ignore[arg-type]
    # What the browser asked by may be older than what it was told since: it was on its way.
    if wanted != now or wanted != st.session_state.get(_TOLD, now):
        st.query_params.from_dict(wanted)
    st.session_state[_TOLD] = wanted
