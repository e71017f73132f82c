"""Files and screen use the same words."""

from collections.abc import Mapping
from typing import Any

import pytest

from geo.export import tables, words
from geo.model import Language, Text
from layers.texts import Texts

SPOKEN: dict[str, Mapping[Any, Text]] = {
    "status": words.STATUS,
    "mode": words.MODE,
    "action": words.ACTION,
    "grade": words.GRADE,
}


@pytest.mark.parametrize("kind", SPOKEN)
@pytest.mark.parametrize("language", Language)
def test_words_are_those_of_the_screen(kind: str, language: Language) -> None:
    texts = Texts(language)
    for key, text in SPOKEN[kind].items():
        assert text.pick(language) == texts(f"{kind}.{key.value}")


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.key)
def test_columns_have_titles_and_short_names_of_their_own(table: tables.Table) -> None:
    for part in ("name", "short"):
        values = [getattr(column, part) for column in table.columns]
        assert len(set(values)) == len(values)
    for language in Language:
        titles = [column.title.pick(language) for column in table.columns_in(language)]
        assert len(set(titles)) == len(titles), titles
