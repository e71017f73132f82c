"""An app that fails where it is told to: amid the script, or in what a button calls."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layers.app.faults import told


def fails() -> None:
    raise ZeroDivisionError("a private path")


if __name__ == "__main__":
    st.session_state["language"] = st.query_params.get("lang", "vi")
    st.button("callback", on_click=fails, key="callback")
    if st.button("script", key="script"):
        fails()
else:
    app = st.App(__file__, on_script_error=told)
