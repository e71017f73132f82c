"""Every word the reader sees, in both languages, and how each language writes numbers.

The catalogue is data (``texts.yaml``); nothing else in ``layers`` or ``app.py`` holds text. What
the files say too (statuses, modes, grades, actions) stands in :mod:`geo.export.words`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from geo.errors import InBoth, InputError
from geo.export import words
from geo.model import Language, Text
from geo.registry.citations import date_text
from geo.yaml_document import yaml_document

__all__ = ["Language", "Texts", "catalogue"]

SHARED: Final[Mapping[str, Mapping[Any, Text]]] = {
    "status": words.STATUS,
    "mode": words.MODE,
    "grade": words.GRADE,
    "action": words.ACTION,
}
"""Families of keys whose words are those of the files."""
_CATALOGUE = Path(__file__).with_name("texts.yaml")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Read the catalogue: key → language → text."""
    loaded: dict[str, dict[str, str]] = yaml_document(
        _CATALOGUE.read_text(encoding="utf-8"), where=str(_CATALOGUE)
    )
    for family, said in SHARED.items():
        loaded |= {f"{family}.{code}": text.model_dump() for code, text in said.items()}
    return loaded


@dataclass(frozen=True, slots=True)
class Texts:
    """The catalogue, and the ways of writing, of one language."""

    language: Language

    def __call__(self, key: str, /, **values: object) -> str:
        """Give the text of a key, its ``{names}`` filled in.

        Raises
        ------
        KeyError
            When the catalogue has no such key.
        """
        text = catalogue()[key][self.language]
        return text.format(**values) if values else text

    def counted(self, key: str, count: float, /, **values: object) -> str:
        """Give the text of a key for so many; English has another one for one.

        Examples
        --------
        >>> Texts(Language.EN).counted("count.projects", 1)
        'project'
        """
        one = f"{key}.one"
        return self(one if count == 1 and one in catalogue() else key, **values)

    def pick(self, text: InBoth) -> str:
        """Choose this language's half of a text that stands in both."""
        return text.vi if self.language == Language.VI else text.en

    def choose(self, vi: str, en: str | None) -> str:
        """Choose between two columns; an empty English one falls back to the original."""
        return vi if self.language == Language.VI or not en else en

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number.

        Examples
        --------
        >>> Texts(Language.VI).number(1234.56, 1), Texts(Language.EN).number(1234.56, 1)
        ('1.234,6', '1,234.6')
        """
        written = f"{value:,.{digits}f}"
        if self.language == Language.VI:
            return written.translate(str.maketrans(",.", ".,"))
        return written

    def km(self, value: float, *, about: bool = False) -> str:
        """Write a length in kilometres, to a tenth; ``about``, when it was measured on a sketch.

        Examples
        --------
        >>> Texts(Language.VI).km(62.5), Texts(Language.EN).km(62.5, about=True)
        ('62,5 km', '≈ 62.5 km')
        """
        return f"{'≈ ' if about else ''}{self.number(value, 1)} km"

    def date(self, day: dt.date) -> str:
        """Write a day.

        Examples
        --------
        >>> day = dt.date(2023, 3, 29)
        >>> Texts(Language.VI).date(day), Texts(Language.EN).date(day)
        ('29/3/2023', '29 Mar 2023')
        """
        return self.pick(date_text(day))

    def age(self, since: dt.date, until: dt.date) -> str:
        """Write how old something is, in whole years and months.

        Examples
        --------
        >>> Texts(Language.VI).age(dt.date(2024, 3, 29), dt.date(2026, 11, 29))
        '2 năm 8 tháng'
        >>> Texts(Language.EN).age(dt.date(2024, 3, 29), dt.date(2025, 4, 28))
        '1 yr'
        """
        months = 12 * (until.year - since.year) + until.month - since.month
        years, months = divmod(months - (until.day < since.day), 12)
        parts = [self("age.years", years=years)] if years else []
        parts += [self("age.months", months=months)] if months else []
        return " ".join(parts)

    def fault(self, error: InputError) -> str:
        """Say what is wrong and what to do, without where it lies on the server.

        Examples
        --------
        >>> error = InputError("provinces.no_file", where="/srv/a.zip")
        >>> Texts(Language.EN).fault(error), Texts(Language.VI).fault(error)
        ('No such file. Check the path.', 'Không có tệp này. Hãy kiểm tra đường dẫn.')
        """
        return " ".join(error.sentences(self.language))
