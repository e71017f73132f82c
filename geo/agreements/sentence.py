"""One sentence, and what its words tell: statuses, actions, days, lengths, bodies, provinces."""

import re
from dataclasses import dataclass, field

from geo.agreements._letters import CAPITALISED, any_of
from geo.agreements._when import deadlines, lengths
from geo.agreements.mention import Length, MentionedDeadline
from geo.agreements.naming import NameFound, province_names
from geo.agreements.vocabulary import Vocabulary
from geo.agreements.working_text import WorkingText
from geo.model import Status
from geo.names import fold

ITEM = re.compile(r"\((?:[ivx]{0,4}\d{0,2}|[a-zđ])\)")
BOARD = re.compile(
    r"(?<!\w)Ban (?:Quản lý|quản lý|QL) (?:các )?(?:[Dd]ự án|DA)(?: đầu tư xây dựng| ĐTXD)?"
    r"(?: (?:các )?công trình(?: giao thông)?)?(?: tỉnh| thành phố)?"
    rf"(?: \d{{1,2}}(?![\d/.,])|(?: {CAPITALISED}){{1,3}})"
)
"""Boards that build: each has a name or number of its own."""
DONE_OR_DOING = frozenset(
    {Status.CONSTRUCTION, Status.COMPLETED, Status.OPERATING, Status.SUSPENDED, Status.APPROVED}
)
_APPROVES = "duyệt"


@dataclass(slots=True)
class Phrase:
    """A word or words of a status, and whether they say so only where nothing stronger does."""

    start: int
    end: int
    status: Status
    stands: str
    weak: bool


@dataclass(slots=True)
class Sentence:
    """One sentence with everything that its words tell, each with its position."""

    start: int
    end: int
    phrases: list[Phrase]
    actions: list[tuple[int, int, str]]
    deadlines: list[tuple[int, MentionedDeadline]]
    lengths: list[tuple[int, Length]]
    bodies: list[tuple[int, int, str]]
    provinces: list[tuple[int, str]]
    own: list[NameFound] = field(default_factory=list)
    """What it speaks of: not the ends of something else."""
    ground: list[NameFound] = field(default_factory=list)
    """On what the things that it speaks of stand: "trên QL.1"."""


class Sentences:
    """Reads what the words of a sentence tell, by the phrases of one vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._statuses = {p: row for row in words.statuses for p in row.phrases}
        # One phrase may stand in a row for what is before and in one for what is behind.
        self._rows: dict[str, list[tuple[Status, str, bool]]] = {}
        for row in words.statuses:
            for phrase in row.phrases:
                self._rows.setdefault(phrase, []).append((row.status, row.stands, row.weak))
        self._gap_phrases = [_with_gap(p) for p in self._rows if "…" in p]
        plain = [p for p in self._rows if "…" not in p]
        self._status = re.compile(rf"(?<!\w)(?:{any_of(plain)})(?!\w)")
        self._cancelled = re.compile(
            rf"(?<!\w)(?:{any_of(words.cancelling)})(?: [^\W\d]+){{0,1}} $"
        )
        self._action_of = {p: row.action for row in words.actions for p in row.phrases}
        self._action = re.compile(rf"(?<!\w)(?:{any_of(self._action_of)})(?!\w)")
        self._body_of = {name.lower(): row.id for row in words.bodies for name in row.names}
        self._body = re.compile(rf"(?<!\w)(?:{any_of(self._body_of)})(?!\w)")
        names = any_of(name.lower() for name in province_names())
        self._name = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
        self._province = re.compile(
            rf"(?<!\w)(?:(?:tỉnh|thành phố|tp\.?|ubnd tỉnh) (?P<one>{names})(?!\w)"
            rf"(?P<more>(?:(?:, | và | - |, tỉnh | và tỉnh )(?:{names})(?!\w))*)"
            rf"|(?P<bare>(?<=\()(?:{names})(?=\))|(?<=, )(?:{names})(?=[),;])))(?!\w)"
        )
        verbs = any_of(words.acting)
        self._acts = re.compile(
            rf"(?: (?:và|cùng)(?: tỉnh)? (?:{names}))?"
            rf" (?:(?:sẽ|đã|đang|cũng|sớm|cần|chỉ|được|khẩn trương|chủ động) )*(?:{verbs})(?!\w)"
        )
        self._is_place = re.compile(
            rf"(?:^|\W)(?:(?<!đối )(?:{any_of(words.places['is-end'])})"
            r"(?: (?:các|hai|\d{1,2}|tuyến|đường|trục)){0,4}|dọc(?: theo)?(?: [^\W\d]+){0,9}) ?$"
        )
        self._place_ends = (
            *(word.split()[-1] for word in words.places["is-end"]),
            *("các", "hai", "tuyến", "đường", "trục", *"0123456789"),
        )
        """How everything ends that this pattern finds, but for "dọc theo sông …"."""

    def is_place(self, lower: str, one: NameFound) -> bool:
        """Whether something is named only as where another thing begins, ends or lies."""
        if one.parent is not None or one.is_end:
            return True
        first = max(0, one.start - 60)
        bare = lower[first : one.start].removesuffix("\n").removesuffix(" ")
        # Looking at the last word first: the pattern is slow where it finds nothing.
        if not bare.endswith(self._place_ends) and "dọc" not in bare:
            return False
        return self._is_place.search(lower, first, one.start) is not None

    def read(self, working: WorkingText, start: int, end: int) -> Sentence:
        """Everything that the words of one sentence tell."""
        lower = working.lower
        provinces = list(self._province.finditer(lower, start, end))
        return Sentence(
            start,
            end,
            self._phrases(lower, start, end),
            [(*m.span(), self._action_of[m[0]]) for m in self._action.finditer(lower, start, end)],
            list(deadlines(lower, start, end)),
            list(lengths(working.plain, lower, start, end)),
            self._bodies(working, provinces, start, end),
            self._names(provinces),
        )

    def _names(self, provinces: list[re.Match[str]]) -> list[tuple[int, str]]:
        found = []
        for match in provinces:
            named = self._name.findall(match[0].removeprefix("thành phố "))
            found += [(match.start(), _PROVINCES[name]) for name in named]
        return found

    def _phrases(self, lower: str, start: int, end: int) -> list[Phrase]:
        found = []
        matches = [(m.start(), m.end(), m[0]) for m in self._status.finditer(lower, start, end)]
        for pattern, phrase, opening, closing in self._gap_phrases:
            at = lower.find(opening, start, end)  # finding words is faster than finding gaps
            if at >= 0 and lower.find(closing, at, end) >= 0:
                matches += [(*m.span(), phrase) for m in pattern.finditer(lower, start, end)]
        for first, last, phrase in sorted(matches):
            before = lower[max(start, first - 22) : first]
            rows = self._rows[phrase]
            for status, stands, weak in rows:
                if status in DONE_OR_DOING and self._takes_back(before, phrase, status):
                    continue
                of_plan = (
                    status is Status.APPROVED
                    and _APPROVES in phrase
                    and ("quy hoạch" in lower[max(start, first - 110) : first])
                )
                found.append(
                    Phrase(first, last, Status.PLANNED if of_plan else status, stands, weak)
                )
        return found

    def _takes_back(self, before: str, phrase: str, status: Status) -> bool:
        if status is Status.CONSTRUCTION and phrase.startswith("đẩy"):
            return False
        if phrase.startswith(("đã", "đang", "vừa", "dự kiến", "sẽ", "sắp", "chuẩn bị")):
            return False
        return bool(self._cancelled.search(before))

    def _bodies(
        self, working: WorkingText, provinces: list[re.Match[str]], start: int, end: int
    ) -> list[tuple[int, int, str]]:
        lower = working.lower
        found = [(*m.span(), self._body_of[m[0]]) for m in self._body.finditer(lower, start, end)]
        found += [
            (*match.span(), fold(match[0]).replace(" ", "-"))
            for match in BOARD.finditer(working.plain, start, end)
        ]
        found += [
            (*match.span(), fold(match["one"]).replace(" ", "-"))
            for match in provinces
            if match["one"] and not match["more"] and self._acts.match(lower, match.end(), end)
        ]
        return sorted(found)


_PROVINCES = {name.lower(): name for name in province_names()}


def _with_gap(phrase: str) -> tuple[re.Pattern[str], str, str, str]:
    """Pattern, the phrase itself, and the words that it begins and ends with."""
    words = phrase.split("…")
    gapped = r"[^.;:\n]{1,60}?".join(map(re.escape, words))
    return re.compile(rf"(?<!\w)(?:{gapped})(?!\w)"), phrase, words[0], words[-1]
