"""The slide show: choose projects and their order, look at it, show it, take it along."""

from collections.abc import Callable

import streamlit as st

from geo.duty.meetings import out_of_step
from geo.errors import InputError
from layers.app.streamlit_words import uploader_words
from layers.app.view import View
from layers.app.work import lanes_of
from layers.markdown import plain
from layers.panels.data_panel import note
from layers.show.deck import MOST_BYTES, Deck, deck_of, written
from layers.show.pdf import print_pdf
from layers.show.slides import slides

_ORDER, _TITLE, _AGREEMENT = "deck-order", "deck-title", "deck-agreement"
_SHOWN, _PRINTED = "deck-shown", "deck-printed"
_PREVIEW_PX = 400
"""The style sheet makes it as high as its width asks for."""


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    st.subheader(texts("slides.title"))
    left, right = st.columns([4, 8], gap="large")
    with left:
        deck = _asked(view)
        _saved_list(view)
    with right:
        if deck is None:
            st.info(texts("slides.choose"))
            return
        _offered(deck, view)


def _asked(view: View) -> Deck | None:
    """Ask for projects, order, title and agreement."""
    texts, registry = view.texts, view.linkage.registry
    kept = [key for key in st.session_state.get(_ORDER, []) if key in registry.projects]
    # What the widgets hold is forgotten when another page is shown; this is not.
    st.session_state[_ORDER] = kept
    title = st.text_input(
        texts("slides.name"), st.session_state.get(_TITLE, ""), max_chars=200, key="deck-title-in"
    )
    st.session_state[_TITLE] = title
    agreements = ["", *registry.agreements]
    agreement = st.selectbox(
        texts("filter.agreement"),
        agreements,
        index=agreements.index(st.session_state.get(_AGREEMENT, "")),
        format_func=lambda key: (
            texts.pick(registry.agreements[key].title) if key else texts("filter.all")
        ),
        key="deck-agreement-in",
    )
    st.session_state[_AGREEMENT] = agreement
    _add(view, kept)
    _order(view, kept)
    if not kept:
        return None
    return Deck(
        title=title or None,
        language=texts.language,
        agreement=agreement or None,
        date=view.linkage.as_of,
        units=view.linkage.units,
        projects=tuple(kept),
    )


def _add(view: View, kept: list[str]) -> None:
    """Offer the projects that are shown and not yet in the list, one by one or all at once."""
    texts, projects = view.texts, view.linkage.registry.projects
    rest = [row["project_id"] for row in view.shown.projects if row["project_id"] not in kept]

    def take() -> None:
        if st.session_state["deck-add"]:
            st.session_state[_ORDER] = [*kept, st.session_state["deck-add"]]
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
            on_click=lambda: st.session_state.update({_ORDER: [*kept, *new]}),
            disabled=not new,
            key="deck-add-mismatches",
        )
        st.button(
            texts("slides.empty"),
            on_click=lambda: st.session_state.update({_ORDER: []}),
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
                on_click=_move_up,
                args=(kept, number),
                type="tertiary",
                key=f"deck-up-{key}",
            )
            row.button(
                "✕",
                help=texts("slides.out"),
                on_click=_out,
                args=(kept, key),
                type="tertiary",
                key=f"deck-x-{key}",
            )


def _move_up(kept: list[str], number: int) -> None:
    before, moved = kept[number - 1], kept[number]
    st.session_state[_ORDER] = [*kept[: number - 1], moved, before, *kept[number + 1 :]]


def _out(kept: list[str], key: str) -> None:
    st.session_state[_ORDER] = [other for other in kept if other != key]


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
        deck = deck_of(uploaded.getvalue(), uploaded.name, view.linkage.registry)
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


def _use(deck: Deck) -> None:
    st.session_state.update(
        {
            _ORDER: list(deck.projects),
            _TITLE: deck.title or "",
            "deck-title-in": deck.title or "",
            _AGREEMENT: deck.agreement or "",
            "deck-agreement-in": deck.agreement or "",
            "language": deck.language,
            "units": deck.units,
        }
    )
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
    if shown_deck == deck:
        st.html(note(texts("slides.keys")))
        with st.container(key="gr-deck-show"):
            st.iframe(html, height=_PREVIEW_PX)
    elif shown_deck is not None:
        st.html(note(texts("slides.changed")))


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
