"""Road numbers in a running text: "QL.37", "tỉnh lộ 293", and the ones left short in a list.

"Quốc lộ 12, 15, 48" names three roads. Numbers of documents (1454/QĐ-TTg), telephones, dates
and counts ("quốc lộ 5 và 2 cầu") name none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from geo.agreements._letters import SMALL, any_of, word_of
from geo.agreements.vocabulary import ReferenceWords
from geo.agreements.working_text import WorkingText
from geo.names import normal_ref

_GAP = r"(?: ?\([a-zđ.]{2,4}\))?[ .:,-]{0,3}"
_NUMBER = r"0{0,2}[1-9]\d{0,2}"
_AFTER = r"(?!\w|/(?!ql|đt|tl|quốc|tỉnh)|[.,]?\d| ?%|[ .]\d{3}[ .]\d{3})"
_TAIL = r"(?P<letter>h\d(?!\w)| ?-?[a-zđ](?!\w|/(?!ql|đt|tl)))?"
_COUNTED = re.compile(r"[ ]?(?:km|m2|ha|tỷ|triệu|làn|mét|m)\b")
"""What is counted or measured is no road's number."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEXT = re.compile(
    r"(?P<gap> ?[,;] ?(?:và |hoặc )?(?:số )?| (?:và|hoặc|hay|&) (?:số )?| ?/ ?)"
    rf"(?P<number>{_NUMBER}){_TAIL}(?!\w|[.,]?\d|/\d| ?%)"
)
_LIST = re.compile(
    rf" ?(?::|gồm|gồm:|như|như:|là|số)? ?:? ?(?P<number>{_NUMBER}){_TAIL}(?!\w|[.,]?\d|/\d| ?%)"
)
_SEVERAL = re.compile(r"(?<!\w)(?:các|những|hai|ba|tuyến) $")
_REACH = len(" những ")
_GOES_ON = re.compile(
    r" ?(?:$|\n|[),;:”\"’!?…]|\.(?!\d)|- |/)|"
    r" (?:và|đi|qua|đến|tới|trên|thuộc|kết|nối|đoạn|với|là|có|được|đang|sẽ|đã|tại|ở|từ|cũng|chạy"
    r"|thường|lần|luôn|mới|vừa|không|phải|dễ|nên|nhưng|mà|thì|lại|này|cho|ngập|sạt|xuống|hư|ùn|tê|giúp|gây|nay"
    r"|của|phục|bị|để|gồm|dài|theo|nhằm|nằm|vào|hiện|hoặc|hay|giao|cũ|kéo|trong|khi|do|chưa|cần|cùng|về|sang|ra"
    r"|xuống|lên|như|sau|trước|phía|bằng|thông|hoàn|vẫn|còn|tiếp|chính|gần|cách|song|cắt|đều|\()\b"
)
"""What may follow a bare number in a list; a noun would make it a count."""
_READ_AS_ONE = frozenset({"l", "la", "i", "ia"})
"""What text recognition and old signs make of the number of highway 1."""
_LOAD = re.compile(r"HL ?-?93")
_OFFICE_NUMBER = re.compile(r"\d ?/ ?$|số:? ?$")


@dataclass(frozen=True, slots=True)
class Reference:
    """One road number at one place of the working text."""

    start: int
    end: int
    ref: str
    full: bool
    """False for one of a list whose class stands before the first."""


class ReferenceRules:
    """The road numbers that a vocabulary knows, ready to be looked for."""

    def __init__(self, classes: tuple[ReferenceWords, ...]) -> None:
        self._class: dict[str, ReferenceWords] = {}
        self._short: dict[str, frozenset[str]] = {}
        short = []
        for row in classes:
            for word in (*row.words, *row.short, *row.any_case):
                self._class[word.lower()] = row
            self._short |= {w.lower(): frozenset(row.short) for w in row.short}
            short += [w.lower() for w in (*row.short, *row.any_case)]
        written_out = any_of(w for row in classes for w in row.words)
        self._pattern = re.compile(
            rf"(?<![\w&])(?:(?<!/)|(?=ql|đt\.))(?:(?P<word>{written_out})(?: số)?{_GAP}"
            rf"|(?:đường )?(?P<short>{any_of(short)})[ .:,-]{{0,3}})"
            rf"(?:(?P<ring>[1-4][.,]5)(?!\w|[.,]?\d|/\d)|(?P<number>{_NUMBER}|n[12](?!\w)){_TAIL}|(?P<roman>i{{1,3}}|iv|v|[il]a|l)\b){_AFTER}"
        )
        # What no class begins is passed over many times faster by letters than by the above.
        openers = {*self._class, *(f"đường {word}" for word in short)}
        self._opener = re.compile(word_of(openers, joined=r"\w&"))
        plural = any_of(
            w for row in classes for w in row.words if row.id in {"QL", "ĐT", "ĐH", "HL"}
        )
        self._plural = re.compile(
            rf"(?P<word>{plural})"
            r"(?: chính)? ?(?::|gồm|như|\((?=\d)|là(?= \d{1,3}[a-z]?(?:,| và) \d))"
        )

    def find(self, text: WorkingText) -> Iterator[Reference]:
        """Yield every road number in order."""
        last = 0
        for opener in self._opener.finditer(text.lower):
            found = self._pattern.match(text.lower, opener.start())
            if found and found.start() >= last:
                last = found.end()
                reference = self._read(text, found)
                if reference is not None:
                    yield reference
                    yield from self._list(text, self._row(found).id, reference.end)
            if _SEVERAL.search(text.lower, max(0, opener.start() - _REACH), opener.start()):
                yield from self._several(text, opener.start())

    def _several(self, text: WorkingText, position: int) -> Iterator[Reference]:
        """The numbers that a class in the plural introduces: "các quốc lộ: 1, 18, 37"."""
        found = self._plural.match(text.lower, position)
        first = found and _LIST.match(text.lower, found.end())
        if found and first and _may_be_number(text.lower, first):
            row = self._class[found["word"]]
            yield from self._one(row.id, first)
            yield from self._list(text, row.id, first.end())

    def _row(self, found: re.Match[str]) -> ReferenceWords:
        return self._class[found["word"] or found["short"]]

    def _read(self, text: WorkingText, found: re.Match[str]) -> Reference | None:
        row = self._row(found)
        if found["ring"] is not None:
            ring = f"VĐ{found['ring'].replace(',', '.')}"
            return Reference(found.start(), found.end(), ring, True) if row.id == "VĐ" else None
        short, number = found["short"], found["number"]
        if short is not None and not self._short_stands(text, found, row):
            return None
        of_the_delta = (number or "").startswith("n")
        if _is_load(text, found) or (of_the_delta and row.id != "QL"):
            return None
        if _YEAR.fullmatch(number or "") or (number and _COUNTED.match(text.lower, found.end())):
            return None
        end = found.end() - _foreign_letter(text, found)
        letter = text.lower[found.end("number") : end].strip(" -") if number else ""
        if row.id == "QL" and found["roman"] in _READ_AS_ONE:
            number = "1"
        return _reference(row.id, number or found["roman"], letter, found.start(), end, full=True)

    def _short_stands(self, text: WorkingText, found: re.Match[str], row: ReferenceWords) -> bool:
        written = text.plain[found.start("short") : found.end("short")]
        capitals = self._short.get(found["short"])
        if capitals is not None and written not in capitals:
            return False
        fewest, most = row.digits
        number = found["number"]
        if number is None:
            return row.id == "VĐ" or (row.id == "QL" and found["roman"] in _READ_AS_ONE)
        if not fewest <= len(number) <= most + number.startswith("0"):
            return False
        before = text.lower[max(0, found.start() - 6) : found.start()]
        return row.id == "QL" or not _OFFICE_NUMBER.search(before)

    def _list(self, text: WorkingText, kind: str, position: int) -> Iterator[Reference]:
        while found := _NEXT.match(text.lower, position):
            slash = "/" in found["gap"] and not found["letter"]
            if slash or not _may_be_number(text.lower, found):
                return
            yield from self._one(kind, found)
            position = found.end()

    def _one(self, kind: str, found: re.Match[str]) -> Iterator[Reference]:
        letter = (found["letter"] or "").strip(" -")
        start, end = found.start("number"), found.end()
        reference = _reference(kind, found["number"], letter, start, end, full=False)
        if reference is not None:
            yield reference


def _is_load(text: WorkingText, found: re.Match[str]) -> bool:
    """Whether it is the load that bridges are made for: HL93, HL-93."""
    return _LOAD.fullmatch(text.plain, *found.span()) is not None


def _may_be_number(lower: str, found: re.Match[str]) -> bool:
    if _YEAR.fullmatch(found["number"]):
        return False
    return bool(found["letter"] or _GOES_ON.match(lower, found.end()))


def _foreign_letter(text: WorkingText, found: re.Match[str]) -> int:
    """How many characters at the end belong to the next word ("quốc lộ 49 A Lưới")."""
    letter = found["letter"]
    if not letter or letter[0] not in " -":
        return 0
    written = text.plain[found.end() - 1]
    name_follows = re.match(
        rf" (?![{SMALL}])\w|\.[^\W\d_]", text.plain[found.end() : found.end() + 2]
    )
    return len(letter) if written.islower() or name_follows else 0


@lru_cache(maxsize=4_096)
def _official(kind: str, number: str, letter: str) -> str | None:
    return normal_ref(f"{kind} {number}{letter}")


def _reference(
    kind: str, number: str, letter: str, start: int, end: int, *, full: bool
) -> Reference | None:
    if kind == "AH":
        ref: str | None = f"AH{int(number)}"
    else:
        ref = _official(kind, number, letter)
    return None if ref is None else Reference(start, end, ref, full)
