"""Tricky forms of the language, in texts invented for it (tests/gold)."""

import pytest

from geo.agreements import read_mentions
from tests.gold.sentences import KINDS, Sentence, faults, load_sentences


@pytest.mark.parametrize(
    "sentence", [s for kind in KINDS for s in load_sentences(kind)], ids=lambda s: s.about
)
def test_sentence_is_read_right(sentence: Sentence) -> None:
    assert faults(sentence, read_mentions(sentence.text)) == [], sentence.text


@pytest.mark.parametrize("news", load_sentences("news"), ids=lambda s: s.about)
def test_news_are_read_right(news: Sentence) -> None:
    assert faults(news, read_mentions(news.text)) == [], news.text
