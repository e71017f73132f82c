"""Who reads this page, and what the register lets him do.

On a machine of one's own nobody signs in: who reaches the app sits before it. On a server an
OpenID Connect provider vouches (``[auth]`` in ``secrets.toml``), or a proxy in front by headers
(``server.trustedUserHeaders``). Where nobody vouches, everybody reads and nobody writes.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import streamlit as st

from geo import settings
from geo.store.people import Deed, Identity, Person, Visitor, may, unregistered
from geo.store.place import is_there
from layers.app.work import WorkOptions, register
from layers.app.writing import is_of_this_machine
from layers.markup import Markup, part
from layers.texts import Texts

_NAME = "own_name"
_note = part("parts.html", "paragraph")


class Vouching(StrEnum):
    """Who says who a reader is."""

    PROVIDER = "provider"
    PROXY = "proxy"
    OWN_MACHINE = "own machine"
    NOBODY = "nobody"


def vouching() -> Vouching:
    """Say who vouches for the readers of this server."""
    if st.get_option("server.trustedUserHeaders"):
        return Vouching.PROXY
    if "is_logged_in" in _claims():  # Streamlit adds it where a provider is configured
        return Vouching.PROVIDER
    if is_of_this_machine(st.get_option("server.address"), st.context.headers):
        return Vouching.OWN_MACHINE
    return Vouching.NOBODY


def visitor() -> Visitor:
    """Say who reads this page, as far as somebody vouches for him."""
    vouches, claims = vouching(), _claims()
    if vouches is Vouching.OWN_MACHINE:
        return Visitor.own_machine(str(st.session_state.get(_NAME) or ""))
    if vouches is Vouching.NOBODY or (vouches is Vouching.PROVIDER and not signed_in(claims)):
        return Visitor.nobody()
    email = str(claims.get("email") or "")
    if "@" not in email or claims.get("email_verified") is False:
        return Visitor.nobody()
    return Visitor.signed_in(email, str(claims.get("name") or ""))


def signed_in(claims: Mapping[str, Any], now: dt.datetime | None = None) -> bool:
    """Whether a provider's word still counts: Streamlit's cookie outlives a working day.

    Parameters
    ----------
    claims
        Of the identity token.
    now
        The moment that is asked about.
    """
    if claims.get("is_logged_in") is not True:
        return False
    issued = claims.get("iat")
    if not isinstance(issued, int | float):
        return False
    age_s = (now or dt.datetime.now(dt.UTC)).timestamp() - issued
    return age_s <= settings.current().session_s


def person(given: WorkOptions | None = None) -> Person:
    """Say what the reader of this page is to the register.

    Raises
    ------
    InputError
        When the register cannot be read.
    """
    who = visitor()
    if who.identity is not Identity.SIGNED_IN or not is_there():
        return unregistered(who)
    return register(given or WorkOptions(settings.current().data)).person(who)


def may_change_data() -> bool:
    """Say whether the reader may save into the data, fetch and drop in packs."""
    return may(person(), Deed.CHANGE_DATA)


def closed_note(texts: Texts) -> Markup:
    """Say, as HTML, that nothing can be written here, and why."""
    key = {
        Vouching.NOBODY: "writing.closed",
        Vouching.PROVIDER: "writing.sign_in" if visitor().email is None else "writing.role",
        Vouching.PROXY: "writing.role",
        Vouching.OWN_MACHINE: "writing.role",
    }[vouching()]
    return _note(texts(key), "gr-note", role="note")


def door(texts: Texts) -> None:
    """Offer to sign in and out, and say who one is; on one's own machine there is no door."""
    vouches = vouching()
    if vouches is Vouching.OWN_MACHINE:
        return
    who = person()
    with st.container(key="gr-door", horizontal=True, vertical_alignment="center"):
        if who.email:
            st.html(_note(f"{who.name} · {texts(f'role.{who.role.value}')}", "gr-quiet"))
        if vouches is not Vouching.PROVIDER:
            return
        if _claims().get("is_logged_in"):
            if not who.email:
                st.html(_note(texts("door.expired"), "gr-note"))
            st.button(texts("door.out"), on_click=st.logout, key="sign-out", type="tertiary")
        else:
            st.button(texts("door.in"), on_click=st.login, key="sign-in", type="tertiary")


def ask_name(texts: Texts, *, proposed: str = "") -> None:
    """On one's own machine, ask for the name that stands with what one writes."""
    if vouching() is not Vouching.OWN_MACHINE:
        return
    if _NAME not in st.session_state:
        st.session_state[_NAME] = proposed
    st.session_state[_NAME] = st.session_state[_NAME]  # kept where its widget is not shown
    st.text_input(texts("entry.author"), key=_NAME, max_chars=120)


def last_name(given: WorkOptions) -> str:
    """The name that stands with what was written last on this machine.

    Raises
    ------
    InputError
        When the register cannot be read.
    """
    entries = register(given).entries() if given.entries else []
    return next((entry.author for entry in reversed(entries) if entry.email is None), "")


def _claims() -> Mapping[str, Any]:
    return st.user.to_dict()
