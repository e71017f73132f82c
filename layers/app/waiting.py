"""What a reader is told whose work waits for that of others."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.turns import TellPlace
from layers.markdown import plain
from layers.texts import Language, Texts


@contextmanager
def place_told() -> Iterator[TellPlace]:
    """Say, where the page stands, his place in the line, as long as he waits.

    Streamlit ends here the run of a reader who went on to something else: he leaves the line.
    """
    if get_script_run_ctx() is None:  # a file that is made outside the page
        yield lambda _: None
        return
    texts = Texts(Language(st.session_state.get("language") or Language.VI))
    said = st.empty()

    def tell(place: int) -> None:
        said.info(plain(texts("waiting.place", place=place)), icon=":material/hourglass_top:")

    try:
        yield tell
    finally:
        said.empty()
