"""A meeting that is open, and how a change of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.errors import InputError
from geo.pipeline import Linkage
from geo.store.conclusions import Conclusion, HeldConference, conferences
from geo.store.entry import Conference, Draft, EntryKind
from geo.views.changes import Difference
from layers.app.view import View
from layers.app.who import visitor
from layers.app.work import register

FAULT: Final = "meeting-fault"
"""Where the session holds what the register refused, to be told when the page is drawn again."""


@dataclass(frozen=True)
class MeetingDesk:
    """A meeting that is open, and what is known around it."""

    view: View
    held: HeldConference
    linkage: Linkage
    concluded: Sequence[Conclusion]
    """All that any meeting concluded."""
    changed: Sequence[Difference]
    may_write: bool

    @property
    def said(self) -> Conference:
        """What the meeting is called, and so on."""
        return self.held.said

    def save(self, **changes: Any) -> None:
        """Keep a change of the meeting, as an entry that replaces the newest.

        Only what was changed is written over: the page that it was changed on may be older than
        what somebody else, or the same person a moment before, has saved.
        """
        entries = register(self.view.options).entries()
        now = next((one for one in conferences(entries) if one.id == self.held.id), self.held)
        draft = Draft(
            kind=EntryKind.CONFERENCE,
            payload=Conference.model_validate(now.said.model_dump() | changes),
            replaces=now.entry.id,
        )
        keep(self.view, draft)


def keep(view: View, draft: Draft) -> str | None:
    """Write an entry; what the register refuses is told. Gives the entry's id."""
    try:
        return register(view.options).append(visitor(), [draft])[0].id
    except InputError as fault:
        st.session_state[FAULT] = view.texts.fault(fault)
        return None
