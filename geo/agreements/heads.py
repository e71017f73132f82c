"""Where a link's name begins: the head word, what stands around it, and what it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo.agreements._letters import CAPITAL, LETTER, SMALL, any_of, word_of
from geo.agreements.vocabulary import LinkWords
from geo.agreements.working_text import WorkingText

_VOLTAGE = r"(?P<kv>\d{2,3})(?:(?: ?kv)?/\d{2,3})* ?kv(?!\w)"
_VOLTAGE_BEHIND = re.compile(
    rf"[ ]?(?:{_VOLTAGE})(?:(?:,| và| -)? \d{{2,3}} ?kv(?!\w))?"
    r"(?: (?:mạch kép|mạch đơn|mạch \d|một mạch|hai mạch|\d{1,2} mạch|xuất tuyến"
    r"|vượt biển|vượt sông|trên không|cáp ngầm|ngầm))*"
)
_PLURAL = re.compile(
    r"(?:^|\W)(?:các|những|nhiều|hai|ba|bốn|năm|\d{1,2}|số)"
    r"(?: (?:dự án|công trình|chiếc|cây|tuyến|vị trí|gầm|hạng mục))*(?: đường)? ?$"
)
_PLURAL_ENDS = (
    *("các", "những", "nhiều", "hai", "ba", "bốn", "năm", "số", *"0123456789"),
    *("án", "trình", "chiếc", "cây", "tuyến", "đường", "trí", "gầm", "mục"),
)
"""How everything ends that the pattern finds."""
_ORDINARY = tuple(
    f" {word} "
    for word in (
        *("hiệu quả", "kết quả", "mô hình", "tình hình", "địa hình", "phục vụ", "nhiệm vụ"),
        *(
            "giao thông",
            "dịch vụ",
            "nghĩa vụ",
            "thông sự",
            "dân sự",
            "nhân sự",
            "quân sự",
            "lịch sự",
        ),
    )
)
"""Words that end like one that makes a head something else, and do not."""
_JOINED = r"\w-"
"""Before a head word: it is a part of another."""
_REACH = 26
"""Characters before a head word that are looked at."""


NUMBERED_ROAD = "highway"
"""Head words that mostly lead to a number, and so may begin a place: "Quốc lộ 45 - Nghi Sơn"."""


@dataclass(frozen=True, slots=True)
class Head:
    """One head word at one place of the working text, with the words that belong to it."""

    words: LinkWords
    start: int
    end: int
    """Behind head word, modifiers and voltage."""
    kv: int | None
    plural: bool
    by_rest: bool = False
    """The voltage is missing: it names something only where another line's was told."""


class HeadRules:
    """The head words that a vocabulary knows, ready to be looked for."""

    def __init__(self, links: tuple[LinkWords, ...]) -> None:
        self._links = links
        branches = []
        for number, link in enumerate(links):
            modifiers = f"(?: (?:{any_of(link.modifiers)})(?!\\w)){{0,6}}" if link.modifiers else ""
            branches.append(f"(?P<h{number}>(?:{any_of(link.words)})(?!\\w){modifiers})")
        # Words alone are found many times faster than with what stands around.
        words = (word for link in links for word in link.words)
        self._opener = re.compile(rf"{word_of(words, joined=_JOINED)}(?!\w)")
        self._pattern = re.compile("|".join(branches))
        self._by_opener: dict[str, re.Pattern[str]] = {}
        """The branches that a head word leaves, in their order; made when first needed."""
        self._branches = branches
        self._not_after = tuple(tuple(f" {word} " for word in link.not_after) for link in links)

    def find(self, text: WorkingText) -> Iterator[Head]:
        """Yield every head word that may begin a name, in order."""
        lower = text.lower
        last = 0
        while opener := self._opener.search(lower, last):
            start, word = opener.start(), opener[0]
            pattern = self._by_opener.get(word) or self._opened_by(word)
            found = pattern.match(lower, start)
            assert found is not None  # the word alone is one of its branches
            last = found.end()
            number = int(str(found.lastgroup)[1:])
            link = self._links[number]
            if link.id == NUMBERED_ROAD and lower[last + 1 : last + 2].isdigit():
                continue
            end = _before_name(text, *found.span()) if " " in found[0] else last
            before = f" {lower[max(0, start - _REACH) : start]}"
            not_after = self._not_after[number]
            if not_after:
                words_before = before.replace("\n", " ") if "\n" in before else before
                if words_before.endswith(not_after) and not words_before.endswith(_ORDINARY):
                    continue
            kv = None
            if link.voltage:
                voltage = _VOLTAGE_BEHIND.match(lower, end)
                if voltage:
                    kv, end = int(voltage["kv"]), voltage.end()
                elif link.voltage == "required" and "chain" not in link.named_by:
                    continue
            by_rest = link.voltage == "required" and kv is None
            yield Head(link, start, end, kv, _is_plural(before), by_rest)

    def _opened_by(self, opener: str) -> re.Pattern[str]:
        """The pattern of the head words that begin with the same syllable."""
        syllable = opener.split(maxsplit=1)[0]
        if syllable not in self._by_opener:
            left = [
                branch
                for link, branch in zip(self._links, self._branches, strict=True)
                if any(syllable == word.split()[0] for word in link.words)
            ]
            self._by_opener[syllable] = re.compile("|".join(left))
        self._by_opener[opener] = self._by_opener[syllable]
        return self._by_opener[opener]

    def begins_at(self, text: WorkingText, position: int) -> LinkWords | None:
        """The sort of link whose head word stands at ``position``, whatever it names."""
        found = self._pattern.match(text.lower, position)
        return None if found is None else self._links[int(str(found.lastgroup)[1:])]


def _before_name(text: WorkingText, start: int, end: int) -> int:
    """Where a head ends before a modifier that begins a name: "cầu Bắc Luân"."""
    if is_all_capitals(text, start, end):
        return end
    name = _NAME_BEGINS.search(text.plain, start + 1, end)
    goes_on = name is not None and _GOES_ON.match(text.plain, name.end())
    return name.start() if name and goes_on else end


_NAME_BEGINS = re.compile(rf" (?=[{CAPITAL}][{SMALL}])")
_GOES_ON = re.compile(rf"[{LETTER}]+ [{CAPITAL}]")


def is_all_capitals(text: WorkingText, start: int, end: int) -> bool:
    """Whether a head word stands in a title all in capitals."""
    return text.plain[start:end].isupper() and end - start > 1


def _is_plural(before: str) -> bool:
    bare = before.removesuffix("\n").removesuffix(" ")
    # Looking at the last word first: the pattern is slow where it finds nothing.
    return bare.endswith(_PLURAL_ENDS) and _PLURAL.search(before) is not None


OPENING = re.compile(rf"(?: ?:)? ?[“\"'‘]?(?=[{CAPITAL}\d])| (?=[{SMALL}])")
"""What may stand between a head word and the name."""
