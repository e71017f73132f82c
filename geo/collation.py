"""The order of Vietnamese names, as dictionaries and lists of provinces have it.

Letters come first: a ă â b c d đ e ê … o ô ơ … u ư …; only where they are all the same does the
tone decide (ngang, huyền, hỏi, ngã, sắc, nặng), then the capital. A space comes before any letter.
That is the order of the Common Locale Data Repository for ``vi``. ICU would sort by it too; it
has no wheels for every system that we serve, and the table is short.
"""

import unicodedata
from typing import Final, TypeAlias

SortKey: TypeAlias = tuple[tuple[tuple[int, int, str], ...], tuple[int, ...], str]

_SHAPES: Final = {"\u0306": 1, "\u0302": 2, "\u031b": 3}
"""Breve, circumflex and horn: each makes a letter of its own, in this order (ă â, ê, ô ơ, ư)."""
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def sort_key(text: str) -> SortKey:
    """Return a key by which names stand in their Vietnamese order.

    Examples
    --------
    >>> sorted(["Hưng Yên", "Hà Nội", "Hải Dương", "Hạ Long"], key=sort_key)
    ['Hạ Long', 'Hà Nội', 'Hải Dương', 'Hưng Yên']
    >>> sorted(["Đông Triều", "Ân Thi", "Dương", "Ăn", "An", "Eo"], key=sort_key)
    ['An', 'Ăn', 'Ân Thi', 'Dương', 'Đông Triều', 'Eo']
    """
    letters: list[tuple[int, int, str]] = []
    tones: list[int] = []
    for sign in unicodedata.normalize("NFD", text.casefold().replace("đ", "d\u0335")):
        if not unicodedata.combining(sign):
            letters.append((int(sign.isalpha()), ord(sign), ""))
            tones.append(0)
        elif letters:
            if sign in _TONES:
                tones[-1] = _TONES[sign]
            else:
                kind, letter, _ = letters[-1]
                letters[-1] = (kind, letter, str(_SHAPES.get(sign, 4)))
    return tuple(letters), tuple(tones), text
