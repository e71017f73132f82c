"""Words that say of which side of a link a clause speaks: "đoạn qua tỉnh X", "phía Y".

A *part* is what names the side: a stretch ("đoạn qua địa phận tỉnh X", "phần đường dẫn phía Y") or
a province that acts ("tỉnh Z đầu tư …"). Its clause goes from the sign or word that opens it to the
next part.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo.agreements._letters import any_of
from geo.agreements.vocabulary import Vocabulary

_REACH = 70
"""Characters before a province's name that may make it a part."""
_STRETCH_BEFORE = re.compile(
    r"(?<!\w)(?:(?:(?:phân |các )?đoạn|phần|hạng mục|dự án thành phần|hợp phần|đường dẫn|mố cầu|mố)"
    r"(?: (?:tuyến|đường dẫn|đường|cầu|việc|cao tốc|còn lại|dự án|công việc|mặt bằng|dài|đầu cầu"
    r"|(?:số )?\d{1,2}|[\d.,]+ ?km))*"
    r"(?: (?:(?:đi|chạy|nằm|thuộc|ở) )?(?:qua|trên|thuộc|phía|bên|ở|tại|của|do|bờ)"
    r"(?: (?:bên|bờ|địa bàn|địa phận|khu vực|đất|phía|phần đất|trên))*)?"
    r"|(?:(?:về|ở|bên|từ) )?(?:phía|bờ|bên)(?: bờ)?"
    r"|(?:ở )?đầu(?: cầu)? (?:phía|bên|bờ)"
    r"|(?:trên|qua|tại|thuộc) (?:địa bàn|địa phận|phần đất)) "
    r"(?:tỉnh |thành phố |tp\.? ?)?$"
)
_STRETCH_ENDS = (
    *("qua", "trên", "thuộc", "phía", "bên", "ở", "tại", "của", "do", "bờ", "bàn", "phận"),
    *("vực", "đất", "đoạn", "phần", "mục", "dẫn", "mố", "tuyến", "đường", "cầu", "việc", "tốc"),
    *("lại", "án", "bằng", "dài", "km", "thành", "tỉnh", "phố", "tp", "tp.", *"0123456789"),
)
"""How everything ends that the pattern finds."""
_UNIT = r"(?:tỉnh |thành phố |tp\.? ?)?"
_OFFICE = r"(?:ubnd|phía|bên|sở [^\W\d]+(?: [^\W\d]+){0,2})"
_ACTOR_BEFORE = re.compile(
    rf"(?<!\w)(?:{_OFFICE} )?(?:tỉnh|thành phố|tp\.?) ?$"
    rf"|(?:(?<=[;,:(\n] )|(?<=còn )|(?<=và )|(?<=khi )|(?<=đó ))(?:{_OFFICE} )?$"
)
_ADVERBS = (
    r"(?:(?:sẽ|đã|đang|cũng|sớm|cần|chỉ|được|khẩn trương|chủ động|mới|vẫn|chưa|cơ bản|phải|hiện"
    r"|tiếp tục|đề nghị|có trách nhiệm|lại|vừa|lo|nhận) )*"
)
_BOUNDARY = re.compile(
    r"[;,](?=[ \n])|[:\n](?= ?\w)| (?:còn|trong khi(?: đó)?|nhưng|song|riêng) "
    r"| \((?:\d{1,2}|[a-zđ]|[ivx]{1,4}\d?)\) "
)
_OWNER_BEHIND = re.compile(
    r",? (?:(?:của|thuộc|trên) )?(?:(?:các |dự án |công trình |tuyến |đường )*)|, "
)
"""Between a part and the link that it is a part of: "đoạn qua tỉnh X của QL.6"."""
_BRACKETS = re.compile(r"\([^()\n]{0,160}\)")
_OF_ALL = re.compile(
    r"[ ,;:]*(?:(?:và|còn|nhưng|song) )?(?:toàn(?: bộ)? |cả |hai |dự án|công trình|tổng|chung)"
)
"""How a clause begins that goes on about the whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words that say of which side a clause speaks."""

    start: int
    end: int
    provinces: tuple[str, ...]
    acts: bool
    """The province is who does it, and not where it is done."""


class PartRules:
    """Finds parts, by the names of the provinces and the verbs of the vocabulary."""

    def __init__(self, words: Vocabulary, names: Mapping[str, str]) -> None:
        self._names = names
        named = any_of(names)
        self._name = re.compile(rf"(?<!\w)(?:{named})(?!\w)")
        self._more = re.compile(
            rf"(?:(?:, | và | - |, và ){_UNIT}(?:{named})(?!\w))*(?! (?:và|-) (?:{named}))"
        )
        verbs = any_of((*words.acting, "làm", "lo", "xong", "giải phóng", "bàn giao", "đảm nhận"))
        self._does = re.compile(rf"(?: cũ| này)?(?:[ ,]+|: ){_ADVERBS}(?:{verbs})(?!\w)")
        self._listed = re.compile(rf"(?:{named}|hai tỉnh [^;,]*) (?:và|với) $")

    def find(self, lower: str, start: int, end: int, named: Sequence[re.Match[str]]) -> list[Part]:
        """Return the parts of one sentence, in order.

        Parameters
        ----------
        named
            Where provinces are named in it.
        """
        parts: list[Part] = []
        for name in named:
            if parts and name.start() < parts[-1].end:
                continue
            part = self._stretch(lower, start, end, name) or self._actor(lower, start, end, name)
            if part is not None:
                parts.append(part)
        return parts

    def _stretch(self, lower: str, start: int, end: int, name: re.Match[str]) -> Part | None:
        """The stretch that a province's name ends: "đoạn qua tỉnh X, Y"."""
        first = max(start, name.start() - _REACH)
        # Looking at the last word first: the pattern is slow where it finds nothing.
        if not lower[first : name.start()].removesuffix(" ").endswith(_STRETCH_ENDS):
            return None
        before = _STRETCH_BEFORE.search(lower, first, name.start())
        more = self._more.match(lower, name.end(), end) if before else None
        if before is None or more is None:
            return None
        names = [name[0], *self._name.findall(more[0])]
        return Part(before.start(), more.end(), self._called(names), acts=False)

    def _actor(self, lower: str, start: int, end: int, name: re.Match[str]) -> Part | None:
        """The province that does something: "tỉnh X đầu tư", "; X đã xong"."""
        if self._does.match(lower, name.end(), end) is None:
            return None
        first = max(start, name.start() - _REACH)
        before = _ACTOR_BEFORE.search(lower, first, name.start())
        at = before.start() if before else name.start()
        if before is None or self._listed.search(lower, first, at):
            return None
        return Part(at, name.end(), self._called([name[0]]), acts=True)

    def _called(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._names[name] for name in names))


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence, and the parts of whose sides it speaks."""

    start: int
    end: int
    parts: tuple[Part, ...]


def clauses(lower: str, start: int, end: int, parts: list[Part], named: list[int]) -> list[Clause]:
    """Cut a sentence before each part whose clause differs from the one before it.

    Parameters
    ----------
    named
        Where links are named; what follows a sign before the next one speaks of that.
    """
    if not parts:
        return []
    hidden = [m.span() for m in _BRACKETS.finditer(lower, start, end)]
    cuts = [
        m.start()
        for m in _BOUNDARY.finditer(lower, start, end)
        if not any(a < m.start() < b for a, b in hidden)
    ]
    groups: list[tuple[int, list[Part]]] = []
    for part in parts:
        opening = max((cut for cut in cuts if cut < part.start), default=start)
        same = groups and (opening <= groups[-1][0] or _joined(lower, groups[-1][1][-1], part))
        if same:
            groups[-1][1].append(part)
        else:
            groups.append((opening, [part]))
    found: list[Clause] = []
    for number, (opening, own) in enumerate(groups):
        last = groups[number + 1][0] if number + 1 < len(groups) else end
        following = min(
            (
                at
                for at in named
                if own[-1].end <= at < last and not _OWNER_BEHIND.fullmatch(lower, own[-1].end, at)
            ),
            default=last,
        )
        closing = max((cut for cut in cuts if own[-1].end <= cut < following), default=following)
        last = last if following == last else closing
        whole = next(
            (cut for cut in cuts if own[-1].end < cut < last and _OF_ALL.match(lower, cut)), last
        )
        found += _split_at_and(lower, Clause(opening, whole, tuple(own)))
    return found


def _joined(lower: str, before: Part, part: Part) -> bool:
    """Whether two stretches are named together: "đoạn qua tỉnh A và đoạn qua tỉnh B"."""
    return bool(re.fullmatch(r"[, ]+(?:và )?|, và ", lower[before.end : part.start]))


def _split_at_and(lower: str, clause: Clause) -> Iterator[Clause]:
    """Cut "đoạn qua A đã xong và đoạn qua B đang thi công" at its "và"."""
    start, parts = clause.start, list(clause.parts)
    while len(parts) > 1:
        first, second = parts[0], parts[1]
        between = lower[first.end : second.start]
        if between.endswith(" và ") and len(between) > len(" và "):
            yield Clause(start, second.start - len("và "), (first,))
            start = second.start - len("và ")
            parts.pop(0)
        else:
            break
    yield Clause(start, clause.end, tuple(parts))
