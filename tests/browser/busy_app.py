"""An app whose turns a reader takes until a file is there, as both are named in his address."""

import sys
import threading
import time
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from geo.confined import AT_ONCE, TURNS
from layers.app.waiting import place_told


def hold(until: Path) -> None:
    with TURNS.one():
        while not until.exists():
            time.sleep(0.05)


@st.cache_resource(show_spinner=False)
def worked(name: str) -> str:
    with TURNS.one():
        return f"{name} is done"


if __name__ == "__main__":
    TURNS.announced = place_told
    st.session_state["language"] = st.query_params.get("lang", "vi")
    until = Path(st.query_params.get("until", __file__))
    while not until.exists() and TURNS.taken < AT_ONCE:
        threading.Thread(target=hold, args=(until,), daemon=True).start()
        time.sleep(0.1)
    with st.spinner("…"):
        st.write(worked(st.query_params["name"]))
    st.button("again", key="again")
