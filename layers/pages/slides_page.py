"""The slide show: choose projects and their order, look at it, show it, take it along."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo.confined import confined
from geo.duty.meetings import out_of_step
from geo.errors import InputError
from geo.registry import Registry
from layers.app.streamlit_words import uploader_words
from layers.app.view import View
from layers.app.work import WorkOptions, deck_shelf, lanes_of
from layers.markdown import plain
from layers.pages.recent import recent
from layers.panels.data_panel import note
from layers.show.deck import MOST_BYTES, Deck, deck_of, written
from layers.show.pdf import print_pdf
from layers.show.slides import slides

_KEY = "deck"
"""Of the list, in the session and the address."""
_TITLE, _AGREEMENT, _FAULT = "deck-title-in", "deck-agreement-in", "deck-fault"
_SHOWN, _PRINTED = "deck-shown", "deck-printed"
_PREVIEW_PX = 400
"""The style sheet makes it as high as its width asks for."""


@dataclass(frozen=True)
class Held:
    """The list as the server keeps it."""

    title: str = ""
    agreement: str = ""
    projects: tuple[str, ...] = ()


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    st.subheader(texts("slides.title"))
    left, right = st.columns([4, 8], gap="large")
    with left:
        deck = _asked(view)
        _saved_list(view)
        recent(deck_shelf(), _KEY, texts)
    with right:
        if deck is None:
            st.info(texts("slides.choose"))
            return
        _offered(deck, view)


def _held(view: View) -> Held:
    """Take the list from the shelf; what the registry does not hold any more is left out."""
    facts = deck_shelf().facts(st.session_state[_KEY]) or {}
    registry = view.linkage.registry
    agreement = str(facts.get("agreement") or "")
    return Held(
        title=str(facts.get("title") or ""),
        agreement=agreement if agreement in registry.agreements else "",
        projects=tuple(key for key in facts.get("projects") or () if key in registry.projects),
    )


def _change(**values: Any) -> None:
    """Change the list on the shelf; the first change of a new one puts it there."""
    shelf, key = deck_shelf(), st.session_state[_KEY]
    try:
        if shelf.facts(key) is None:
            st.session_state[_KEY] = shelf.put(values)
        else:
            shelf.change(key, **values)
    except InputError as fault:
        st.session_state[_FAULT] = fault


def _asked(view: View) -> Deck | None:
    """Ask for projects, order, title and agreement."""
    texts, registry, held = view.texts, view.linkage.registry, _held(view)
    if (fault := st.session_state.pop(_FAULT, None)) is not None:
        st.error(plain(texts.fault(fault)))
    st.session_state[_TITLE] = held.title
    st.text_input(
        texts("slides.name"),
        max_chars=200,
        key=_TITLE,
        on_change=lambda: _change(title=st.session_state[_TITLE]),
    )
    st.session_state[_AGREEMENT] = held.agreement
    st.selectbox(
        texts("filter.agreement"),
        ["", *registry.agreements],
        format_func=lambda key: (
            texts.pick(registry.agreements[key].title) if key else texts("filter.all")
        ),
        key=_AGREEMENT,
        on_change=lambda: _change(agreement=st.session_state[_AGREEMENT]),
    )
    kept = list(held.projects)
    _add(view, kept)
    _order(view, kept)
    if not kept:
        return None
    return Deck(
        title=held.title or None,
        language=texts.language,
        agreement=held.agreement or None,
        date=view.linkage.as_of,
        units=view.linkage.units,
        projects=held.projects,
    )


def _add(view: View, kept: list[str]) -> None:
    """Offer the projects that are shown and not yet in the list, one by one or all at once."""
    texts, projects = view.texts, view.linkage.registry.projects
    rest = [row["project_id"] for row in view.shown.projects if row["project_id"] not in kept]

    def take() -> None:
        if st.session_state["deck-add"]:
            _change(projects=[*kept, st.session_state["deck-add"]])
            st.session_state["deck-add"] = None

    st.selectbox(
        texts("slides.add"),
        rest,
        index=None,
        format_func=lambda key: texts.pick(projects[key].name),
        placeholder=texts("slides.add.which"),
        on_change=take,
        key="deck-add",
    )
    apart = out_of_step(view.shown.projects)
    new = [key for key in apart if key not in kept]
    with st.container(horizontal=True):
        st.button(
            texts("slides.add.mismatches", count=len(new)),
            on_click=lambda: _change(projects=[*kept, *new]),
            disabled=not new,
            key="deck-add-mismatches",
        )
        st.button(
            texts("slides.empty"),
            on_click=lambda: _change(projects=[]),
            disabled=not kept,
            key="deck-empty",
        )


def _order(view: View, kept: list[str]) -> None:
    """List the projects in the speaker's order, each to be moved up or taken out."""
    texts, projects = view.texts, view.linkage.registry.projects
    with st.container(key="gr-deck"):
        for number, key in enumerate(kept):
            name = texts.pick(projects[key].name)
            # Not columns: on a phone each would stand on a line of its own.
            row = st.container(
                horizontal=True,
                vertical_alignment="center",
                gap="xsmall",
                key=f"gr-deck-row-{key}",
            )
            row.markdown(plain(f"{number + 1}. {name}"), width="stretch")
            row.button(
                "↑",
                help=texts("slides.up"),
                disabled=number == 0,
                on_click=_move,
                args=(kept, number, -1),
                type="tertiary",
                key=f"deck-up-{key}",
            )
            row.button(
                "↓",
                help=texts("slides.down"),
                disabled=number == len(kept) - 1,
                on_click=_move,
                args=(kept, number, 1),
                type="tertiary",
                key=f"deck-down-{key}",
            )
            row.button(
                "✕",
                help=texts("slides.out"),
                on_click=_out,
                args=(kept, key),
                type="tertiary",
                key=f"deck-x-{key}",
            )


def _move(kept: list[str], number: int, by: int) -> None:
    order = list(kept)
    order.insert(number + by, order.pop(number))
    _change(projects=order)


def _out(kept: list[str], key: str) -> None:
    _change(projects=[other for other in kept if other != key])


def _saved_list(view: View) -> None:
    """Take a saved list: its projects, title, agreement, language, day and units."""
    texts = view.texts
    uploaded = st.file_uploader(
        texts("slides.load"),
        type=["yaml", "yml"],
        max_upload_size=MOST_BYTES // 1_000_000,
        key="deck-file",
    )
    st.html(uploader_words(texts, MOST_BYTES // 1_000_000))
    if uploaded is None:
        return
    try:
        registry = view.linkage.registry
        deck = _read(view.options, uploaded.name, uploaded.getvalue(), registry)
    except InputError as fault:
        st.error(texts("slides.refused"))
        st.code(fault.told(texts.language), language=None, wrap_lines=True)
        return
    st.button(
        texts("slides.use", count=len(deck.projects)),
        type="primary",
        on_click=_use,
        args=(deck,),
        key="deck-use",
    )


@st.cache_resource(show_spinner=False, max_entries=8)
def _read(given: WorkOptions, name: str, content: bytes, _registry: Registry) -> Deck:  # noqa: ARG001 — the key
    """Read a list, once for each content."""
    return confined(deck_of, content, name, _registry, where=name)


def _use(deck: Deck) -> None:
    """Begin a list of its own with what the file holds."""
    st.session_state.update({_KEY: None, "language": deck.language, "units": deck.units})
    _change(title=deck.title or "", agreement=deck.agreement or "", projects=list(deck.projects))
    if deck.date is not None:
        st.session_state["as_of"] = deck.date


def _offered(deck: Deck, view: View) -> None:
    """Show the slides, and offer them as files."""
    texts = view.texts
    name = f"giap-ranh-{view.linkage.as_of.isoformat()}"

    def page() -> str:
        return slides(deck, view.linkage, lanes=lanes_of(view.options))

    with st.container(horizontal=True, key="gr-deck-files"):
        if st.button(texts("slides.show"), type="primary", icon=":material/slideshow:"):
            with st.spinner(texts("slides.drawing")):
                st.session_state[_SHOWN] = (deck, page())
        st.download_button(
            "HTML",
            data=lambda: page().encode("utf-8"),
            file_name=f"{name}-slides.html",
            mime="text/html",
            on_click="ignore",
            help=texts("slides.html.help"),
            key="deck-html",
        )
        st.download_button(
            texts("slides.save"),
            data=written(deck),
            file_name=f"{name}-list.yaml",
            mime="application/yaml",
            on_click="ignore",
            key="deck-yaml",
        )
        _printed(deck, page, view)
    shown_deck, html = st.session_state.get(_SHOWN, (None, ""))
    if shown_deck is not None and shown_deck != deck and _but_for_language(shown_deck, deck):
        with st.spinner(texts("slides.drawing")):
            shown_deck, html = st.session_state[_SHOWN] = (deck, page())
    if shown_deck == deck:
        st.html(note(texts("slides.keys")))
        with st.container(key="gr-deck-show"):
            st.iframe(html, height=_PREVIEW_PX)
    elif shown_deck is not None:
        st.html(note(texts("slides.changed")))


def _but_for_language(one: Deck, other: Deck) -> bool:
    return one.model_copy(update={"language": other.language}) == other


def _printed(deck: Deck, page: Callable[[], str], view: View) -> None:
    """Offer the PDF: made first, since only then is it known whether it can be."""
    texts = view.texts
    made_for, content = st.session_state.get(_PRINTED, (None, b""))
    if made_for == deck:
        st.download_button(
            texts("slides.pdf.take"),
            data=content,
            file_name=f"giap-ranh-{view.linkage.as_of.isoformat()}-slides.pdf",
            mime="application/pdf",
            on_click="ignore",
            key="deck-pdf-take",
        )
        return
    if not st.button(texts("slides.pdf"), key="deck-pdf"):
        return
    try:
        with st.spinner(texts("slides.printing")):
            st.session_state[_PRINTED] = (deck, print_pdf(page()))
    except InputError as fault:
        st.error(plain(texts.fault(fault)))
        return
    st.rerun()
