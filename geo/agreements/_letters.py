"""Vietnamese letters and words as pieces of regular expressions."""

import re
from collections.abc import Iterable

_CODES = (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))
CAPITAL = "A-Z" + "".join(chr(code) for code in _CODES if chr(code).isupper())
SMALL = "a-z" + "".join(chr(code) for code in _CODES if chr(code).islower())
CAPITALISED = rf"[{CAPITAL}][{CAPITAL}{SMALL}]*(?:['’][{CAPITAL}{SMALL}]+)?"
"""One word that begins with a capital."""


def any_of(words: Iterable[str]) -> str:
    """One of these texts, the longest first; matches nothing when there is none."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in longest_first) or "(?!)"


def as_written(words: Iterable[str]) -> set[str]:
    """Small letters, a capital first letter, and all capitals."""
    return {form for word in words for form in (word, word[:1].upper() + word[1:], word.upper())}
