"""The marked text: nothing lost, nothing executed, marks that always close."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.agreements import Mention, MentionKind, read_mentions
from layers.review.marked_text import (
    LONGEST,
    Marking,
    kinds_legend,
    marked_text,
    stretch_of,
    stretches,
)
from layers.texts import Language, Texts
from tests.layers.review.imports import TEXT

VI = Texts(Language.VI)


def mention(text: str, start: int, end: int, kind: MentionKind = MentionKind.ROAD) -> Mention:
    return Mention(text[start:end], start, end, text.count("\n", 0, start) + 1, kind)


def html_of(text: str, mentions: list[Mention], markings: dict[int, Marking] | None = None) -> str:
    return marked_text(text, mentions, markings or {}, stretches(text)[0], VI)


def bare(html: str) -> str:
    """The text that a reader sees, without numbers and letters."""
    lines = re.findall(r'class="gr-doc-number">\d+</span><span>(.*?)</span></div>', html, re.S)
    words = [re.sub(r"<b>.*?</b>|</?mark[^>]*>", "", line) for line in lines]
    return "\n".join(unescape(line).replace("\xa0", "") for line in words)


def test_nested_marks_lines_and_escapes() -> None:
    html = html_of(TEXT, read_mentions(TEXT))
    assert bare(html) == TEXT.removesuffix("\n")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    outer = re.search(r"<mark[^>]*><b>Đ</b>đường nối <mark[^>]*><b>Đ</b>ĐT\.999</mark>", html)
    assert outer is not None
    assert 'id="gr-line-4"' in html
    assert 'title="Cảng"' in html


def test_a_state_shows_as_a_sign_and_not_by_colour_alone() -> None:
    marked = [mention("QL.1 và QL.2", 0, 4), mention("QL.1 và QL.2", 8, 12)]
    html = html_of(
        "QL.1 và QL.2", marked, {0: Marking("accepted", open=True), 1: Marking("rejected")}
    )
    assert "<b>Đ✓</b>QL.1" in html
    assert "<b>Đ✕</b>QL.2" in html
    assert "gr-mark-open" in html


def test_a_mark_over_a_line_end_is_closed_and_opened_again() -> None:
    text = "đường\nnối A"
    html = html_of(text, [mention(text, 0, len(text))])
    assert html.count("<mark") == html.count("</mark>") == 2
    assert html.count("<b>") == 1


@settings(max_examples=60)
@given(
    st.text(st.sampled_from("ab <&\n\x00đ́"), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 60)), max_size=8),
)
def test_any_spans_even_crossing_ones_leave_the_text_whole(
    text: str, spans: list[tuple[int, int]]
) -> None:
    inside = sorted((a, min(b, len(text))) for a, b in spans if a < min(b, len(text)))
    html = html_of(text, [mention(text, a, b) for a, b in inside])
    assert bare(html) == text.removesuffix("\n").replace("\x00", "\ufffd")
    depth = 0
    for tag in re.findall(r"</?mark|<div|</div", html):
        depth += {"<mark": 1, "</mark": -1}.get(tag, 0)
        assert depth >= 0
        assert depth == 0 or "div" not in tag


@pytest.mark.parametrize("text", ["dòng\n" * 30_000, "x" * 3 * LONGEST, "", "\n\n"])
def test_long_texts_are_shown_part_by_part_and_nothing_is_left_out(text: str) -> None:
    parts = stretches(text)
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert all(part.end - part.start <= LONGEST for part in parts)
    for number, part in enumerate(parts):
        assert part.line == text.count("\n", 0, part.start) + 1
        assert stretch_of(parts, part.start) == number


def test_the_letters_are_explained() -> None:
    legend = kinds_legend(["road", "power"], VI)
    assert "Đường bộ" in legend
    assert "<b>E</b>" in legend
    for language in Language:
        letters = [Texts(language)(f"kind.letter.{kind.value}") for kind in MentionKind]
        assert len(set(letters)) == len(letters)
