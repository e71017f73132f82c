"""What the reader is told of a fault of the program, instead of Streamlit's English box."""

import datetime as dt
import logging
import secrets

import streamlit as st

from layers.markup import part
from layers.texts import Language, Texts

_LOG = logging.getLogger("giap-ranh")
_fault = part("parts.html", "fault")


def told(fault: Exception) -> bool:
    """Show one sentence with a number, under which the fault stands in the server's log.

    Streamlit calls this for whatever a script or a callback does not catch; True keeps it from
    showing the fault itself.
    """
    number = f"{dt.datetime.now():%m%d-%H%M%S}-{secrets.token_hex(2)}"
    _LOG.error("fault %s", number, exc_info=fault)
    texts = Texts(Language(st.session_state.get("language") or Language.VI))
    st.html(_fault(texts("fault.title"), texts("fault.remedy", number=number)))
    return True
