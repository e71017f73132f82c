"""A text in the form that the rules read, and the way back to the text as it stands.

What typing, typesetting and text recognition leave behind is taken away: decomposed letters,
odd spaces and dashes, markup, footnote marks, lines broken in the middle of a sentence, page
numbers between two halves of one. A paragraph ends with a line feed, and only a paragraph.
"""

import heapq
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.agreements._letters import SMALL

_SAME_LENGTH = (
    dict.fromkeys(
        "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2194\u2192\u00ac", "-"
    )
    | dict.fromkeys("\t\x0b\x85\u00a0\u1680\u202f\u205f\u3000", " ")
    | {chr(code): " " for code in (*range(9), *range(0x0E, 0x20), 0x7F, *range(0x2000, 0x200B))}
    | dict.fromkeys("\x0c\u2028\u2029\r", "\n")
    | {"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0130": "I", "\uff0c": ",", "\uff0e": "."}
)
"""Letters that OCR and old fonts take for Đ, and every dash, arrow, space and line end."""
_UNSEEN = "*`\u00ad\u200b-\u200f\u2060\ufeff"
_RAISED = "\u00b2\u00b3\u00b9\u2070-\u2079"
# The first character is looked for by itself, which is many times faster than the alternatives.
_EDITS = re.compile(
    rf"[ \n<\\\[0-9{_UNSEEN}{_RAISED}](?:"
    r"(?<= )(?:\n[ \n]*| +(?:\n[ \n]*)?)"
    r"|(?<! )(?:"  # most are spaces, which need not be tried further
    r"(?<=\n)[ \n]*"
    rf"|(?<=[{_UNSEEN}])[{_UNSEEN}]*"  # bold and italic, unseen characters
    r"|(?<=<)(?:sup>[^<>\n]{0,8}</sup>|/?[A-Za-z]{1,6} ?/?>)"  # footnote numbers, other markup
    rf"|(?<=[{_RAISED}])[{_RAISED}]*"
    r"|(?<=\\)(?=[.*_#()\[\]-])"  # escapes of Markdown
    r"|(?<=[^\W\d_]{3}\[)\d{1,3}\](?!\w)"  # [1] behind a word
    rf"|(?<=[^\W\d_][{SMALL}][{SMALL}]\d)\d?(?=[ ,.;:)\n])"  # a footnote's plain digits
    r"))"
)
_MARK = re.compile(r"[\u0300-\u036f]")
_LETTER_WITH_MARKS = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_PAGE_NUMBER = re.compile(
    r"\n(?:(?<=\n\n)|(?<=\n \n))(?:-? ?\d{1,3} ?-?|(?:Trang|Page) \d{1,3}(?:/\d{1,3})?)(?= ?\n)"
)
_BEGINS_ANEW = re.compile(
    r"[-+•●▪o>#] |[-+•●▪](?=[^\W\d])|#{2,6} |\(?[ivx]{0,4}\d{0,3}[a-zđ]?\) |\|"
    r"|\d{1,2}(?:\.\d{1,2})*[.)/] |[IVX]{1,5}[.)-] |Điều \d|Phụ lục"
    r"|(?:Theo|Theo đó,|Tuy nhiên,|Ngoài ra,|Trước đó,|Bên cạnh đó,|Vì vậy,|Do đó,) "
)
_LONGEST_TITLE = 400
"""Characters of a line that Markdown marks as a title."""
_OPEN_END = ("lộ", "QL", "QL.", "ĐT", "ĐT.", "tỉnh", "số", "đai", " -", ",", "(")
"""Ends of a line after which a number or a name must come."""
_LONGEST_HEAD = 90
"""Characters of a running head at most."""
_NEAR_LINES = 6
"""Empty lines around a running head at most."""
_NO_DIGITS = str.maketrans("", "", "0123456789")
_NAMES_LINKS = re.compile(r"(?<!\w)(?:cầu|đường|tuyến|quốc lộ|tỉnh lộ|ql|đt|cao tốc|trạm)(?!\w)")
_CLOSED = frozenset(".;:!?…|>")
_LONG_LINE = 55
"""From so many characters on, a line that ends no sentence was broken by its width."""


@dataclass(frozen=True, slots=True)
class WorkingText:
    """``plain`` is what the rules read, ``lower`` the same in small letters, equally long."""

    plain: str
    lower: str
    _at: list[int]
    _original: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end, in the original text, of what stands from ``start`` to ``end``."""
        first = bisect_right(self._at, start) - 1
        last = bisect_right(self._at, end - 1) - 1
        if last + 1 < len(self._at) and self._at[last + 1] == end:
            stop = self._original[last + 1]
        else:
            stop = self._original[last] + end - self._at[last]
        return self._original[first] + start - self._at[first], stop

    def position(self, original: int) -> int:
        """Where a character of the original text stands in ``plain``, or what follows it."""
        step = bisect_right(self._original, original) - 1
        following = self._at[step + 1] if step + 1 < len(self._at) else len(self.plain)
        return min(self._at[step] + original - self._original[step], following)


def working_text(text: str) -> WorkingText:
    r"""Return a text in the form that the rules read; takes linear time.

    Examples
    --------
    >>> working_text("Quốc\nlộ **18** nối²  QL.1").plain
    'Quốc lộ 18 nối QL.1'
    """
    same = text
    for old, new in _SAME_LENGTH.items():
        if old in same:
            same = same.replace(old, new)
    same = _PAGE_NUMBER.sub(lambda found: "\n" + " " * (len(found[0]) - 1), same)
    same = _without_running_heads(same)
    pieces: list[str] = []
    at, original = [0], [0]
    length = done = 0
    for start, end, new in _edits(same):
        pieces += (same[done:start], new)
        length += start - done
        at += (length, length + len(new))
        original += (start, end)
        length += len(new)
        done = end
    pieces.append(same[done:])
    plain = "".join(pieces)
    lower = plain.lower()
    if len(lower) != len(plain):  # some letter of another script is longer in its small form
        lower = "".join(small if len(small := c.lower()) == 1 else c for c in plain)
    return WorkingText(plain, lower, at, original)


def _without_running_heads(text: str) -> str:
    """Blank the lines that pages repeat where they stand in the middle of a sentence.

    Only a line that names nothing of its own is blanked, so that nothing is missed.
    """
    lines = text.split("\n")
    keys = [_head_key(line) for line in lines]
    repeated = {
        key
        for key, times in Counter(keys).items()
        if times > 1 and len(key) > 2 and not _NAMES_LINKS.search(key)
    }
    if not repeated:
        return text
    for number, key in enumerate(keys):
        if key in repeated and _splits_a_sentence(lines, number):
            lines[number] = " " * len(lines[number])
    return "\n".join(lines)


def _head_key(line: str) -> str:
    """What is the same in a running head of every page, or nothing where it is too long."""
    if len(line) > _LONGEST_HEAD:
        return ""
    return " ".join(line.translate(_NO_DIGITS).lower().split())


def _splits_a_sentence(lines: list[str], number: int) -> bool:
    first = last = number
    while first > 0 and number - first < _NEAR_LINES and not lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and last - number < _NEAR_LINES and not lines[last + 1].strip():
        last += 1
    if first == last or not first or last + 1 >= len(lines):
        return False
    before, behind = lines[first - 1].rstrip(), lines[last + 1].lstrip()
    return bool(before and behind) and before[-1] not in _CLOSED and behind[0].islower()


def _edits(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and replacement of everything that changes its length."""
    found: Iterable[re.Match[str]] = _EDITS.finditer(text)
    if _MARK.search(text):
        marked = _LETTER_WITH_MARKS.finditer(text)
        found = heapq.merge(found, marked, key=lambda match: match.start())
    for match in found:
        start, end = match.span()
        what = match[0]
        if "\n" in what:
            yield start, end, " " if _goes_on(text, what, start, end) else "\n"
        elif what[0] == " ":
            yield start, end, " "
        elif what[0].isalpha():
            yield start, end, unicodedata.normalize("NFC", what)
        else:
            yield start, end, ""


def _is_title(text: str, end: int) -> bool:
    """Whether Markdown marks the line that ends at ``end`` as a title."""
    floor = max(0, end - _LONGEST_TITLE)
    begun = text.rfind("\n", floor, end) + 1
    return bool(begun or not floor) and text.startswith("#", begun)


def _goes_on(text: str, found: str, start: int, end: int) -> bool:
    """Whether the sentence before a break of lines goes on behind it."""
    if not start or end >= len(text) or text[start - 1] in _CLOSED or _is_title(text, start):
        return False
    before, following = text[max(0, start - 8) : start], text[end]
    if before.endswith(_OPEN_END[:8]) and following.isdigit():
        return True
    if _BEGINS_ANEW.match(text, end):
        return False
    if following.islower():
        return True
    if found.count("\n") > 1:
        return False
    line_start = text.rfind("\n", max(0, start - _LONG_LINE), start)
    return before.endswith(_OPEN_END) or following in "(-" or line_start < 0 < start - _LONG_LINE
