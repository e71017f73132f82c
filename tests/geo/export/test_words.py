"""Files and screen use the same words."""

import pytest

from geo.export import tables, words
from geo.model import Language, StrEnum, Text
from layers.texts import Texts

SPOKEN: dict[str, dict[StrEnum, Text]] = {
    "status": dict(words.STATUS),
    "mode": dict(words.MODE),
    "action": dict(words.ACTION),
    "grade": dict(words.GRADE),
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
