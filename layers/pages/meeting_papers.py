"""A meeting's show and its papers: slides, PowerPoint, minutes, notice."""

from collections.abc import Callable

import streamlit as st

from geo.export.minutes import minutes, notice
from geo.export.record import Record
from geo.model import Language
from layers.app.filters import Choice
from layers.app.filters import shown as seen_by
from layers.app.work import lanes_of
from layers.meeting.desk import MeetingDesk
from layers.pages import media_types
from layers.panels.data_panel import note
from layers.show.deck import Deck
from layers.show.picture import PictureLook, map_png
from layers.show.powerpoint import powerpoint
from layers.show.slides import slides
from layers.texts import Texts

_PREVIEW_PX = 560
_MAP_MM = (150.0, 101.0)
_DPI = 200


def record_of(desk: MeetingDesk, language: Language, *, with_maps: bool = False) -> Record:
    """Gather what the papers are made of."""
    own = [one for one in desk.concluded if one.said.conference == desk.held.id]
    order = {key: number for number, key in enumerate(desk.said.agenda)}
    own.sort(key=lambda one: (order.get(one.entry.project or "", len(order)), one.id))
    earlier = [
        one
        for one in desk.concluded
        if one.said.conference != desk.held.id
        and one.said.source.date <= desk.said.date
        and (one.closed_on is None or one.closed_on > desk.said.date)
    ]
    record = Record(desk.said, desk.linkage, own, earlier, desk.changed)
    if not with_maps:
        return record
    look = Texts(language)
    seen = seen_by(desk.linkage, Choice(even=frozenset(record.agenda)))
    lanes = lanes_of(desk.view.options)
    pictures = {
        key: map_png(seen, PictureLook(look, chosen=key, lanes=lanes), _MAP_MM, px=0.85, dpi=_DPI)
        for key in record.agenda
    }
    return Record(desk.said, desk.linkage, own, earlier, desk.changed, pictures)


def deck_of(desk: MeetingDesk, language: Language) -> Deck | None:
    """The meeting's agenda as a list of slides; None where it is empty."""
    agenda = [key for key in desk.said.agenda if key in desk.linkage.registry.projects]
    if not agenda:
        return None
    return Deck(
        title=desk.said.title,
        language=language,
        date=desk.said.as_of,
        units=desk.said.units,
        projects=tuple(agenda),
    )


def shown(desk: MeetingDesk) -> None:
    """Show the slides in the page; in full screen and on a second one they are the same file."""
    language = desk.view.texts.language
    deck = deck_of(desk, language)
    if deck is None:
        st.info(desk.view.texts("meeting.no_agenda"))
        return
    html = _slides(desk, deck, language)
    st.html(note(desk.view.texts("slides.keys")))
    with st.container(key="gr-deck-show"):
        st.iframe(html, height=_PREVIEW_PX)


def _slides(desk: MeetingDesk, deck: Deck, language: Language) -> str:
    record = record_of(desk, language)
    return slides(deck, desk.linkage, lanes=lanes_of(desk.view.options), record=record)


def papers(desk: MeetingDesk) -> None:
    """Offer the papers, each made when it is asked for, in either language."""
    texts = desk.view.texts
    language = st.segmented_control(
        texts("meeting.papers.language"),
        list(Language),
        default=desk.said.language,
        required=True,
        format_func=lambda one: texts(f"language.{one}"),
        key="meeting-papers-language",
    )
    language = Language(language or Language.VI)
    deck = deck_of(desk, language)
    if deck is None:
        st.info(texts("meeting.no_agenda"))
        return
    stem = f"giap-ranh-{desk.said.date.isoformat()}-{language.value}"
    lanes = lanes_of(desk.view.options)
    offered: dict[str, tuple[str, str, Callable[[], bytes]]] = {
        "minutes": (
            "minutes.docx",
            media_types.WORD,
            lambda: minutes(record_of(desk, language, with_maps=True), language),
        ),
        "notice": (
            "notice.docx",
            media_types.WORD,
            lambda: notice(record_of(desk, language), language),
        ),
        "powerpoint": (
            "slides.pptx",
            media_types.SLIDES,
            lambda: powerpoint(deck, desk.linkage, lanes=lanes, record=record_of(desk, language)),
        ),
        "slides": (
            "slides.html",
            "text/html",
            lambda: _slides(desk, deck, language).encode("utf-8"),
        ),
    }
    with st.container(horizontal=True, key="gr-meeting-papers"):
        for name, (ending, mime, made) in offered.items():
            st.download_button(
                texts(f"meeting.papers.{name}"),
                data=made,
                file_name=f"{stem}-{ending}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"meeting-{name}",
            )
