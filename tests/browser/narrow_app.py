"""An app in which a session may hold files of five thousand bytes together."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layers.app.streamlit_words import uploader_words
from layers.app.uploads import UploadsHeld
from layers.texts import Language, Texts

if __name__ == "__main__":
    st.html(uploader_words(Texts(Language(st.query_params.get("lang", "vi"))), 200))
    files = st.file_uploader("files", accept_multiple_files=True, key="files")
    st.write(f"{len(files)} here")
else:
    app = st.App(__file__, middleware=[Middleware(UploadsHeld, most=5_000)])
