"""One sentence, and what its words tell: statuses, actions, days, lengths, bodies, provinces."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from geo.agreements._letters import CAPITALISED, any_of, word_of
from geo.agreements._when import Day, days, lengths
from geo.agreements.found import NameFound
from geo.agreements.mention import Length, MentionedDeadline
from geo.agreements.parts import Part, PartRules
from geo.agreements.province_words import province_spellings
from geo.agreements.vocabulary import Vocabulary
from geo.agreements.working_text import WorkingText
from geo.model import Status
from geo.names import slug

ITEM = re.compile(r"\((?:[ivx]{0,4}\d{0,2}|[a-zđ])\)")
BOARD = re.compile(
    r"(?<!\w)Ban (?:Quản lý|quản lý|QL) ?(?:các )?(?:[Dd]ự án|DA)(?: đầu tư xây dựng| ĐTXD)?"
    r"(?: (?:các )?công trình(?: giao thông)?)?(?: tỉnh| thành phố)?"
    rf"(?: \d{{1,2}}(?![\d/.,])|(?: [Đđ]ường)?(?: {CAPITALISED}){{1,3}})"
)
"""Boards that build: each has a name or number of its own."""
DONE_OR_DOING = frozenset(
    {Status.CONSTRUCTION, Status.COMPLETED, Status.OPERATING, Status.SUSPENDED, Status.APPROVED}
)
_DONE = frozenset({Status.COMPLETED, Status.OPERATING})
_BEFORE_DAY = 30
"""Characters between what is to be done and the day by which it is."""
_APPROVES = "duyệt"
_NOUNS = ("đầu tư", "thi công", "xây dựng", "nghiên cứu", "khảo sát")
_WHO = re.compile(
    r"(?<!\w)(?:chủ|nhà|mức|phí|vốn|suất|hình thức|cán bộ|đơn vị|nhà thầu|công ty|hội đồng|cơ quan"
    r"|xúc tiến|quản lý|quản lí|công trình|dự án|viện|tư vấn|công tác|thời gian|cổ phần"
    r"|(?:hạ tầng|phát triển) và) $"
)
"""Before "đầu tư", "thi công": a noun, and nothing that is said to be done."""
_PAPER = re.compile(
    r" (?:\S+ )?(?:kế hoạch|quy chế|danh sách|điều lệ|nhiệm vụ|đề án|hồ sơ"
    r"|phương án|quyết toán|kinh phí)"
)
"""Behind "phê duyệt": another paper than the link's own."""
_OF_A_PAPER = re.compile(
    r" (?:việc |bước |xong |các |công tác )*(?:dự thảo|báo cáo|hồ sơ|thủ tục|phê duyệt|thẩm định"
    r"|chuẩn bị|quy hoạch|nhiệm vụ|ký kết|bồi thường|thiết kế|rà soát|khảo sát|đo đạc|giải phóng"
    r"|kiểm đếm)(?!\w)"
)
"""Behind "hoàn thành": a paper or a step, and not the works."""
_FEES = re.compile(
    r"[^.;,\n]{0,70}?(?<!\w)(?:(?:giảm|tăng|miễn|mức|thu) (?:giá|phí)|giá vé|trạm thu)(?!\w)"
)
"""Behind "kiến nghị": the matter is what is paid on the road, and not the road."""
_ONE_CLAUSE = re.compile(r"[^,]*(?:, (?:sử dụng|khai thác|vận hành)[^,]*)?")
"""Between a phrase and its day."""
_AT_THE_PLACE = re.compile(r" (?:hiện trường|thực tế|thực địa)(?!\w)")
_TO_COME = re.compile(r"(?<!\w)(?:dự kiến|có thể|phấn đấu|sẽ)(?!\w)(?!.*(?<!\w)(?:đã|vừa)(?!\w))")
_STARTS = frozenset(
    {"khởi công", "được khởi công", "chính thức khởi công", "động thổ", "lễ khởi công"}
)
_LATER = re.compile(
    r"(?<!\w)(?:dự kiến|có thể|phấn đấu|sẽ|đủ điều kiện|chuẩn bị|kế hoạch|khẩn trương|sớm"
    r"|điều kiện để|tiến hành|mục tiêu|yêu cầu)(?!\w)(?!.*(?<!\w)(?:đã|vừa)(?!\w))"
)
"""In a clause before "khởi công": works are yet to begin."""
_ASKED = re.compile(r" (?:hay )?chưa ?(?:\?|\n|$|\.)")
_ASKS = re.compile(r"(?<!\w)(?:khi nào|bao giờ) (?:mới |sẽ |thì )?$")
"""A question tells nothing: "đã thông xe chưa?", "khi nào khởi công"."""
_OF_OTHERS = re.compile(
    r"(?<!\w)(?:các|những) (?:dự án|công trình|tuyến|đường|cầu)(?: [^\W\d]+){0,2} $"
)
"""Before a phrase: it is said of others, which have no name."""
"""In a clause before "hoàn thành": it is yet to be."""
_REACH = 90
_WITH_DONE = re.compile(r"hoàn thành(?:,| và|, và) $")
"""Between what takes back and a phrase: "chưa hoàn thành, đưa vào sử dụng"."""
_PLAN = re.compile(r"qu[yi] hoạch")
_COMMITTEE = re.compile(
    r"(?<!\w)(?:(?:ubnd|[uủ][ỷy] ban nhân dân|sở (?:gtvt|giao thông vận tải|xây dựng))"
    r"(?: tỉnh| thành phố| tp\.?)?|tỉnh|thành phố|tp\.?) ?$"
)
_COMMITTEE_ENDS = tuple(
    f"{word}{gap}"
    for word in ("tỉnh", "phố", "tp", "tp.", "ubnd", "dân", "gtvt", "vận tải", "xây dựng")
    for gap in ("", " ")
)
"""How everything ends that this pattern finds: it is slow where it finds nothing."""
_INCLUDED = re.compile(r"\((?:bao gồm|kể cả|gồm cả)(?: [^\W\d]+){0,2} $")
"""Before what a bracket adds: what follows the bracket is said of what stands before it."""
_OPENING = 60
"""Characters at the beginning of a sentence that say which side it speaks of."""
_WORKS = re.compile(
    r"(?<!\w)(?:đoạn|phần|tuyến|dự án|công trình|cầu|đường|mặt bằng|gói thầu|hạng mục)(?!\w)"
)
_CROSSED = re.compile(r"(?<!\w)(?:qua|địa bàn|địa phận)(?!\w)")
"""In a part: the ground that it lies on."""
_UNITS = ("ubnd tỉnh ", "tỉnh ", "thành phố ", "tp. ", "tp ")
"""What stands before a province's name, the longest first."""
_PROVINCES = province_spellings()
_SLUGS = {spelling: slug(name) for spelling, name in _PROVINCES.items()}


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
    parts: list[Part]
    committees: list[tuple[int, int, str]]
    """Provinces' committees and departments, whatever they do."""
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
        self._status = re.compile(rf"{word_of(plain)}(?!\w)")
        self._cancelled = re.compile(
            rf"(?<!\w)(?:{any_of(words.cancelling)})(?: [^\W\d]+){{0,1}} $"
        )
        self._action_of = {p: row.action for row in words.actions for p in row.phrases}
        self._action = re.compile(rf"{word_of(self._action_of)}(?!\w)")
        self._body_of = {name.lower(): row.id for row in words.bodies for name in row.names}
        self._body = re.compile(rf"{word_of(self._body_of)}(?!\w)")
        names = any_of(_PROVINCES)
        self._name = re.compile(rf"{word_of(_PROVINCES)}(?!\w)")
        self._province = re.compile(
            rf"(?<!\w)(?:(?:tỉnh|thành phố|tp\.?|ubnd tỉnh) (?P<one>{names})(?!\w)"
            rf"(?P<more>(?:(?:, | và | - |, tỉnh | và tỉnh )(?:{names})(?!\w))*)"
            rf"|(?P<bare>(?<=\()(?:{names})(?=\))|(?<=, )(?:{names})(?=[),;])))(?!\w)"
        )
        self._parts = PartRules(words, _PROVINCES)
        verbs = any_of(words.acting)
        self._acts = re.compile(
            rf"(?: (?:và|cùng)(?: tỉnh)? (?:{names}))?"
            rf" (?:(?:sẽ|đã|đang|cũng|sớm|cần|chỉ|được|khẩn trương|chủ động) )*(?:{verbs})(?!\w)"
        )
        self._is_place = re.compile(
            rf"(?:^|\W)(?:(?<!đối )(?:{any_of(words.places['is-end'])})"
            r"(?: (?:các|hai|\d{1,2}|tuyến|đường|trục)){0,4}"
            r"|đồng bộ với(?: (?:các|dự án|tuyến|công trình)){0,2}"
            r"|dọc(?: theo)?(?: [^\W\d]+){0,9}) ?$"
        )
        self._place_ends = (
            *(word.split()[-1] for word in words.places["is-end"]),
            *("các", "hai", "tuyến", "đường", "trục", "với dự án", "với công trình", *"0123456789"),
        )
        """How everything ends that this pattern finds, but for "dọc theo sông …"."""

    def is_place(self, lower: str, one: NameFound) -> bool:
        """Whether something is named only as where another thing begins, ends or lies."""
        if one.section_of is not None:
            return False
        if one.parent is not None or one.is_end or one.behind_section:
            return True
        if _INCLUDED.search(lower, max(0, one.start - _BEFORE_DAY), one.start):
            return True
        first = max(0, one.start - 60)
        bare = lower[first : one.start].removesuffix("\n").removesuffix(" ")
        # Looking at the last word first: the pattern is slow where it finds nothing.
        if not bare.endswith(self._place_ends) and "dọc" not in bare:
            return False
        return self._is_place.search(lower, first, one.start) is not None

    def opens_with_side(self, lower: str, start: int, end: int) -> bool:
        """Whether a sentence begins with a side of what was named before it."""
        last = min(end, start + _OPENING)
        named = list(self._name.finditer(lower, start, last))
        parts = self._parts.find(lower, start, last, named)
        return bool(parts) and (not parts[0].acts or _WORKS.search(lower, start, end) is not None)

    def read(
        self, working: WorkingText, start: int, end: int, written: dt.date | None = None
    ) -> Sentence:
        """Everything that the words of one sentence tell, in a document written on a day."""
        lower = working.lower
        told = list(days(lower, start, end, written))
        named = list(self._name.finditer(lower, start, end))
        provinces = list(self._told_as_provinces(lower, named, end))
        parts = self._parts.find(lower, start, end, named)
        # "đoạn qua tỉnh X đã hoàn thành" says where, and not who.
        crossed = [p for p in parts if _CROSSED.search(lower, p.start, p.end) and not p.acts]
        acting = [m for m in provinces if not any(p.start <= m.start() < p.end for p in crossed)]
        return Sentence(
            start,
            end,
            _without_plans(self._phrases(lower, start, end), told, lower),
            [(*m.span(), self._action_of[m[0]]) for m in self._action.finditer(lower, start, end)],
            [(day.start, day.deadline) for day in told if not day.is_past],
            list(lengths(working.plain, lower, start, end)),
            self._bodies(working, acting, start, end),
            self._names(provinces),
            parts,
            [
                (before.start(), name.end(), _SLUGS[name[0]])
                for name in named
                if lower.endswith(_COMMITTEE_ENDS, 0, name.start())
                and (
                    before := _COMMITTEE.search(lower, max(start, name.start() - 45), name.start())
                )
            ],
        )

    def _told_as_provinces(
        self, lower: str, named: list[re.Match[str]], end: int
    ) -> Iterator[re.Match[str]]:
        """Where names stand as provinces: behind "tỉnh", in brackets, between commas."""
        last = 0
        for name in named:
            at = name.start()
            if at < last:
                continue
            unit = next((unit for unit in _UNITS if lower.endswith(unit, 0, at)), "")
            found = self._province.match(lower, at - len(unit), end) or (
                self._province.match(lower, at, end) if unit else None
            )
            if found:
                last = found.end()
                yield found

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
        taken_back = -1
        for first, last, phrase in sorted(matches):
            before = lower[max(start, first - 22) : first]
            passive = phrase.startswith("đầu tư") and before.endswith("được ")
            if passive or (phrase.startswith(_NOUNS) and _WHO.search(before)):
                continue
            if _tells_nothing(lower, before, last, end) or _is_of_another(lower, phrase, last, end):
                continue
            denied = lower[taken_back:first] in (" ", ", ", " và ")
            starts_later = _starts_later(lower, start, first, phrase)
            for told, stands, weak in self._rows[phrase]:
                status = Status.APPROVED if starts_later else told
                if status in DONE_OR_DOING and (
                    denied
                    or self._takes_back(before, phrase, status)
                    or _is_to_come(lower, start, first, phrase, status)
                ):
                    taken_back = last
                    continue
                of_plan = (
                    status is Status.APPROVED
                    and _APPROVES in phrase
                    and _PLAN.search(lower, max(start, first - 110), min(end, last + 10))
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
        return bool(self._cancelled.search(_WITH_DONE.sub("", before)))

    def _bodies(
        self, working: WorkingText, provinces: list[re.Match[str]], start: int, end: int
    ) -> list[tuple[int, int, str]]:
        lower = working.lower
        has_board = working.plain.find("Ban ", start, end) >= 0
        found = [(*m.span(), self._body_of[m[0]]) for m in self._body.finditer(lower, start, end)]
        found += [
            (*match.span(), slug(match[0]))
            for match in (BOARD.finditer(working.plain, start, end) if has_board else ())
        ]
        found += [
            (*match.span(), _SLUGS[match["one"]])
            for match in provinces
            if match["one"] and not match["more"] and self._acts.match(lower, match.end(), end)
        ]
        return sorted(found)


def _is_of_another(lower: str, phrase: str, last: int, end: int) -> bool:
    """Whether a phrase is said of a paper, a fee or a place, and not of the link."""
    if _APPROVES in phrase:
        return _PAPER.match(lower, last, end) is not None
    if "hoàn thành" in phrase:
        return _OF_A_PAPER.match(lower, last, end) is not None
    if phrase in ("kiến nghị", "đề nghị", "đề xuất"):
        return _FEES.match(lower, last, end) is not None
    return phrase == "khảo sát" and _AT_THE_PLACE.match(lower, last, end) is not None


def _is_to_come(lower: str, start: int, first: int, phrase: str, status: Status) -> bool:
    """Whether works are done only in time to come: "dự kiến khởi công …, hoàn thành sau …"."""
    if status not in _DONE or phrase.startswith(("đã", "vừa", "được")):
        return False
    if phrase.endswith(" sau") and lower.startswith(" năm 20", first + len(phrase)):
        return True
    return _TO_COME.search(lower[max(start, first - _REACH) : first]) is not None


def _tells_nothing(lower: str, before: str, last: int, end: int) -> bool:
    """Whether a phrase is denied, asked, or said of others."""
    if before.endswith("chưa ") or _ASKED.match(lower, last, end):
        return True
    named_behind = lower.startswith((" (", ":"), last)
    return bool(_ASKS.search(before) or (_OF_OTHERS.search(before) and not named_behind))


def _starts_later(lower: str, start: int, first: int, phrase: str) -> bool:
    """Whether works are yet to begin: "dự kiến cầu X được khởi công cuối năm"."""
    if phrase not in _STARTS:
        return False
    return _LATER.search(lower[max(start, first - _REACH) : first]) is not None


def _without_plans(phrases: list[Phrase], told: list[Day], lower: str) -> list[Phrase]:
    """Leave out what will be done by a day that is yet to come: "hoàn thành năm 2028"."""
    due = [day.start for day in told if not day.is_past]
    return [
        phrase
        for phrase in phrases
        if phrase.status not in _DONE
        or not any(
            phrase.start < at <= phrase.end + _BEFORE_DAY
            and (at <= phrase.end or _ONE_CLAUSE.fullmatch(lower, phrase.end, at))
            for at in due
        )
    ]


def _with_gap(phrase: str) -> tuple[re.Pattern[str], str, str, str]:
    """Pattern, the phrase itself, and the words that it begins and ends with."""
    words = phrase.split("…")
    gapped = r"[^.;:\n]{1,60}?".join(map(re.escape, words))
    return re.compile(rf"(?<!\w)(?:{gapped})(?!\w)"), phrase, words[0], words[-1]
