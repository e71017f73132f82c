"""Vietnamese letters and words as pieces of regular expressions."""

import re
from collections.abc import Iterable

_OTHERS = "ĂĐĨŨƠƯČĔĬŎŬ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
"""Capitals of Vietnamese, and of the names of the Central Highlands, besides those of Latin 1."""
CAPITAL = f"A-ZÀ-ÖØ-Þ{_OTHERS}"
SMALL = f"a-zß-öø-ÿ{_OTHERS.lower()}"
"""Few letters and not all of Latin: they stand in every rule, and rules take time to compile."""
CAPITALISED = rf"[{CAPITAL}][{CAPITAL}{SMALL}]*(?:['’] ?[{CAPITAL}{SMALL}]+)?"
"""One word that begins with a capital."""


class _Tree(dict[str, "_Tree"]):
    """Letters and what may follow them; an empty letter ends a text."""


def any_of(words: Iterable[str]) -> str:
    """One of these texts, the longest that fits; matches nothing when there is none.

    Common beginnings are written once: hundreds of phrases are then told apart letter by
    letter, in a time that does not grow with their number.
    """
    tree = _Tree()
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, _Tree())
        node[""] = _Tree()
    return _branches(tree) if tree else "(?!)"


def word_of(words: Iterable[str]) -> str:
    """One of these texts where a word begins; looked for by first letters, which is faster."""
    behind: dict[str, list[str]] = {}
    for word in words:
        behind.setdefault(word[0], []).append(word[1:])
    ways = (rf"{re.escape(a)}(?<!\w.){any_of(rest)}" for a, rest in sorted(behind.items()))
    return f"(?:{'|'.join(ways)})"


def _branches(node: _Tree) -> str:
    ways = [
        re.escape(letter) + _branches(following)
        for letter, following in sorted(node.items())
        if letter
    ]
    if not ways:
        return ""
    if len(ways) == 1 and "" not in node:
        return ways[0]
    return f"(?:{'|'.join(ways)}){'?' if '' in node else ''}"


def as_written(words: Iterable[str]) -> set[str]:
    """Small letters, a capital first letter, and all capitals."""
    return {form for word in words for form in (word, word[:1].upper() + word[1:], word.upper())}
