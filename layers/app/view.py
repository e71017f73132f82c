"""What a page is given: the words, the data, and what of them the reader asked to see."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo.pipeline import Linkage
from layers.app.filters import Choice, Shown
from layers.app.work import WorkOptions
from layers.texts import Texts

_CHOSEN, _CHOICES = "chosen", "choices"


@dataclass(frozen=True)
class View:
    """One reader's view of one moment."""

    texts: Texts
    options: WorkOptions
    choice: Choice
    shown: Shown

    @property
    def linkage(self) -> Linkage:
        """Everything known, whatever the filters hide."""
        return self.shown.linkage

    @property
    def chosen(self) -> str | None:
        """The chosen project, if the filters let it be seen."""
        chosen = st.session_state.get(_CHOSEN)
        return chosen if any(row["project_id"] == chosen for row in self.shown.projects) else None


def choose(project_id: str | None) -> None:
    """Open a project's panel and look at it; None closes the panel."""
    st.session_state[_CHOSEN] = project_id
    st.session_state[_CHOICES] = choices() + 1


def narrow(**filters: Any) -> None:
    """Set filters, by the keys they have in the session; what is set already is lifted."""
    for key, value in filters.items():
        off: Any = [] if isinstance(value, list) else False
        st.session_state[key] = off if st.session_state.get(key) == value else value


def open_on_map(project_id: str) -> None:
    """Turn to the map with a project chosen."""
    choose(project_id)
    st.session_state["page"] = "map"


def choices() -> int:
    """Count how often a project was chosen or put away: tells one choice from the next."""
    return int(st.session_state.get(_CHOICES, 0))
