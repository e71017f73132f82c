"""Vietnamese letters and words as pieces of regular expressions."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

_CODES = (
    *range(0xC0, 0x100),
    *sorted(map(ord, "ĂăĐđĨĩŨũƠơƯưČčĔĕĬĭŎŏŬŭ")),
    *range(0x1EA0, 0x1EFA),
)
"""Vietnamese, and the names of the Central Highlands; all of Latin makes rules slow to compile."""


def _ranges(wanted: Callable[[str], bool]) -> str:
    """The letters of a character class, those that follow each other as a range.

    Rules hold such a class many times over, and to compile them takes as long as it is long.
    """
    codes = [code for code in _CODES if wanted(chr(code))]
    runs = (
        [code for _, code in run]
        for _, run in groupby(enumerate(codes), lambda numbered: numbered[1] - numbered[0])
    )
    return "".join(chr(run[0]) + (f"-{chr(run[-1])}" if len(run) > 1 else "") for run in runs)


CAPITAL = "A-Z" + _ranges(str.isupper)
SMALL = "a-z" + _ranges(str.islower)
LETTER = "A-Za-z" + _ranges(lambda letter: letter.isupper() or letter.islower())
"""A capital or a small one."""
CAPITALISED = rf"[{CAPITAL}][{LETTER}]*(?:['’] ?[{LETTER}]+)?"
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


def word_of(words: Iterable[str], joined: str = r"\w") -> str:
    """One of these texts where a word begins: behind nothing that is ``joined`` to it.

    Looked for by first letters, and by the second before what stands in front, which is faster.
    """
    behind: dict[str, dict[str, list[str]]] = {}
    for word in words:
        behind.setdefault(word[0], {}).setdefault(word[1:2], []).append(word[2:])
    ways = (
        rf"{re.escape(first)}(?:{'|'.join(_second(seconds, joined))})"
        for first, seconds in sorted(behind.items())
    )
    return f"(?:{'|'.join(ways)})"


def _second(seconds: dict[str, list[str]], joined: str) -> Iterator[str]:
    for letter, rest in sorted(seconds.items(), reverse=True):  # a text of one letter comes last
        yield rf"{re.escape(letter)}(?<![{joined}].{'.' if letter else ''}){any_of(rest)}"


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
