"""A key pressed in the slides, which are a page of their own, that opens the pane beside them."""

from collections.abc import Callable
from typing import Final

import streamlit as st
from streamlit.components import v2 as components

from layers.map.inlined import asset

_KEY: Final = "slide-call"
_listener = components.component("giap_ranh_slide_call", js=asset("slide_call.js"))


def listen(called: Callable[[str], None]) -> None:
    """Hear the key; ``called`` is given the project that was shown, "" on a slide of none."""

    def heard() -> None:
        called(str(st.session_state[_KEY]["called"]["project"]))

    _listener(key=_KEY, on_called_change=heard)
