"""Tricky forms of the language, in sentences invented for it (tests/gold/sentences.yaml)."""

import pytest

from geo.agreements import read_mentions
from tests.gold.sentences import Sentence, faults, load_sentences


@pytest.mark.parametrize("sentence", load_sentences(), ids=lambda s: s.about)
def test_sentence_is_read_right(sentence: Sentence) -> None:
    assert faults(sentence, read_mentions(sentence.text)) == [], sentence.text
