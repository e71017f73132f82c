"""An app whose buttons and field take a while to be noted, for a reader who does not wait."""

import sys
import time
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layers.app.whole_clicks import take_clicks_whole


def note(name: str) -> None:
    time.sleep(0.5)
    noted = st.session_state.get("noted", "")
    written = st.session_state["field"] if name == "field" else ""
    time.sleep(0.5)
    st.session_state["noted"] = f"{noted} {name}{written}"


if __name__ == "__main__":
    take_clicks_whole()
    st.text_input("field", key="field", on_change=note, args=("field",))
    for name in ("one", "two", "three"):
        st.button(name, key=name, on_click=note, args=(name,))
    st.write("noted:" + st.session_state.get("noted", ""))
