"""What the sentences say of what they name: how far it is, what is to be done, by whom, when."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from geo.agreements._letters import CAPITALISED, any_of
from geo.agreements._when import deadlines, lengths
from geo.agreements.ends import Ends
from geo.agreements.mention import Deadline, Length, Mention
from geo.agreements.naming import Found, province_names
from geo.agreements.vocabulary import Vocabulary
from geo.agreements.working_text import WorkingText
from geo.model import Status
from geo.names import fold

_SENTENCE_END = re.compile(
    r"(?<![ .(](?:tp|tx|tt|ql|đt|tl|đh|ct|st|gs|ts|th))[.!?…]+[”\"')]*(?= |\n|$)|\n"
)
_ITEM = re.compile(r"\((?:[ivx]{0,4}\d{0,2}|[a-zđ])\)")
_LIST_LINE = re.compile(r" ?(?:[-+•●▪*]|\(?[a-zđ\d]{1,2}[).]|\([ivx]{1,4}\d{0,2}\))")
_OF_THE_SAME = re.compile(
    r" ?(?:các |những )?(?:dự án|công trình|tuyến|đến nay|hiện|đây|việc|toàn|tính đến"
    r"|theo kế hoạch|cầu này"
    r"|cầu có|tổng mức|đoạn|tới nay|trong đó"
    r"|cây cầu|gói thầu|các hạng mục|sau khi|theo đó|thời gian|ngày)\b"
)
_CONDITION = re.compile(r"(?<!\w)(?:sau khi|trước khi|khi|nếu|chờ|đợi)(?: [^,;]*)?$")
"""Before a mention: what is said of it is yet to come."""
_PASSIVE = re.compile(
    r"(?<!\w)(?:được|sẽ|đang|đã|cần|phải|sắp|vừa)(?: (?:được|sớm|xem xét|tiếp tục))* $"
)
_PART_OF = re.compile(
    r"(?<!\w)thuộc (?:các )?(?:dự án|công trình|gói thầu|dự án thành phần)"
    r"(?: [^\W\d]+| \d{1,2}){0,6} ?$"
)
"""Before a mention that another one is a part of: what follows is said of the other."""
_BOARD = re.compile(
    r"(?<!\w)Ban (?:Quản lý|quản lý|QL) (?:các )?(?:[Dd]ự án|DA)(?: đầu tư xây dựng| ĐTXD)?"
    r"(?: (?:các )?công trình(?: giao thông)?)?(?: tỉnh| thành phố)?"
    rf"(?: \d{{1,2}}(?![\d/.,])|(?: {CAPITALISED}){{1,3}})"
)
"""Boards that build: each has a name or number of its own."""
_DONE_OR_DOING = frozenset(
    {Status.CONSTRUCTION, Status.COMPLETED, Status.OPERATING, Status.SUSPENDED, Status.APPROVED}
)
_LOOK_BACK = 2_000
"""Characters that the line introducing a list is looked for in."""
_LONGEST = 2_500
"""Characters of a sentence that are judged together."""
_NEAR = 25
_APPROVES = "duyệt"


@dataclass(slots=True)
class _Phrase:
    start: int
    end: int
    status: Status
    stands: str
    weak: bool


@dataclass(slots=True)
class _Sentence:
    """One sentence with everything that its words tell, each with its position."""

    start: int
    end: int
    phrases: list[_Phrase]
    actions: list[tuple[int, int, str]]
    deadlines: list[tuple[int, Deadline]]
    lengths: list[tuple[int, Length]]
    bodies: list[tuple[int, int, str]]
    provinces: list[tuple[int, str]]
    own: list[Found] = field(default_factory=list)
    """What it speaks of: not the ends of something else."""
    ground: list[Found] = field(default_factory=list)
    """On what the things that it speaks of stand: "trên QL.1"."""


class Circumstances:
    """Tells what the sentences say, by the phrases of one vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._statuses = {p: row for row in words.statuses for p in row.phrases}
        # One phrase may stand in a row for what is before and in one for what is behind.
        self._rows: dict[str, list[tuple[Status, str, bool]]] = {}
        for row in words.statuses:
            for phrase in row.phrases:
                self._rows.setdefault(phrase, []).append((row.status, row.stands, row.weak))
        gaps = {p: _with_gap(p) for p in self._rows if "…" in p}
        self._gap_phrases = [(re.compile(rf"(?<!\w)(?:{g})(?!\w)"), p) for p, g in gaps.items()]
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

    def tell(self, text: str, working: WorkingText, found: list[Found]) -> list[Mention]:
        """Make mentions of what was found, with what the sentences tell."""
        lines = _LineNumbers(text)
        told = _Told(self, working, _Footnotes(text)).all(found)
        return [
            _mention(text, working, one, lines.of(working.span(one.start, one.end)[0]), facts)
            for one, facts in zip(found, told, strict=True)
        ]

    def is_place(self, lower: str, one: Found) -> bool:
        """Whether something is named only as where another thing begins, ends or lies."""
        if one.parent is not None or one.is_end:
            return True
        return bool(self._is_place.search(lower, max(0, one.start - 60), one.start))

    def sentence(self, working: WorkingText, start: int, end: int) -> _Sentence:
        """Everything that the words of one sentence tell."""
        lower = working.lower
        return _Sentence(
            start,
            end,
            self._phrases(lower, start, end),
            [(*m.span(), self._action_of[m[0]]) for m in self._action.finditer(lower, start, end)],
            list(deadlines(lower, start, end)),
            list(lengths(working.plain, lower, start, end)),
            self._bodies(working, start, end),
            self._provinces_in(lower, start, end),
        )

    def _provinces_in(self, lower: str, start: int, end: int) -> list[tuple[int, str]]:
        found = []
        for match in self._province.finditer(lower, start, end):
            named = self._name.findall(match[0].removeprefix("thành phố "))
            found += [(match.start(), _PROVINCES[name]) for name in named]
        return found

    def _phrases(self, lower: str, start: int, end: int) -> list[_Phrase]:
        found = []
        matches = [(m.start(), m.end(), m[0]) for m in self._status.finditer(lower, start, end)]
        passive = "được" in lower[start:end]
        for pattern, phrase in self._gap_phrases if passive else ():
            matches += [(*m.span(), phrase) for m in pattern.finditer(lower, start, end)]
        for first, last, phrase in sorted(matches):
            before = lower[max(start, first - 22) : first]
            rows = self._rows[phrase]
            for status, stands, weak in rows:
                if status in _DONE_OR_DOING and self._takes_back(before, phrase, status):
                    continue
                of_plan = (
                    status is Status.APPROVED
                    and _APPROVES in phrase
                    and ("quy hoạch" in lower[max(start, first - 110) : first])
                )
                found.append(
                    _Phrase(first, last, Status.PLANNED if of_plan else status, stands, weak)
                )
        return found

    def _takes_back(self, before: str, phrase: str, status: Status) -> bool:
        if status is Status.CONSTRUCTION and phrase.startswith("đẩy"):
            return False
        if phrase.startswith(("đã", "đang", "vừa", "dự kiến", "sẽ", "sắp", "chuẩn bị")):
            return False
        return bool(self._cancelled.search(before))

    def _bodies(self, working: WorkingText, start: int, end: int) -> list[tuple[int, int, str]]:
        lower = working.lower
        found = [(*m.span(), self._body_of[m[0]]) for m in self._body.finditer(lower, start, end)]
        found += [
            (*match.span(), fold(match[0]).replace(" ", "-"))
            for match in _BOARD.finditer(working.plain, start, end)
        ]
        found += [
            (*match.span(), fold(match["one"]).replace(" ", "-"))
            for match in self._province.finditer(lower, start, end)
            if match["one"] and not match["more"] and self._acts.match(lower, match.end(), end)
        ]
        return sorted(found)


_PROVINCES = {name.lower(): name for name in province_names()}


def _with_gap(phrase: str) -> str:
    return r"[^.;:\n]{1,60}?".join(re.escape(part) for part in phrase.split("…"))


class _LineNumbers:
    """Line numbers of positions, from 1."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def of(self, position: int) -> int:
        return bisect_left(self._ends, position) + 1


_RAISED = "\u00b9\u00b2\u00b3\u2070-\u2079"


class _Footnotes:
    """Where the footnotes of a text are called, by the number that they begin with."""

    _CALL = re.compile(rf"[{_RAISED}<](?:(?<!<)[{_RAISED}]{{0,2}}|(?<=<)sup>\d{{1,3}}</sup>)")
    _BEGINS = re.compile(rf"\s*(?=[{_RAISED}<])")

    def __init__(self, text: str) -> None:
        self._text = text
        self._calls: dict[str, int] | None = None

    def call_of(self, start: int) -> int | None:
        """Where the footnote whose paragraph begins at ``start`` is called, if it is one."""
        line = self._text.rfind("\n", max(0, start - 16), start) + 1
        begins = self._BEGINS.match(self._text, line or max(0, start - 16), start + 16)
        if begins is None:
            return None
        if self._calls is None:
            self._calls = {}
            for call in self._CALL.finditer(self._text):
                before = self._text[call.start() - 1 : call.start()]
                if before.isalpha() or before == ")":
                    self._calls.setdefault(_digits(call), call.start())
        number = self._CALL.match(self._text, begins.end())
        return None if number is None else self._calls.get(_digits(number))


def _digits(number: re.Match[str]) -> str:
    return "".join(filter(str.isdigit, unicodedata.normalize("NFKC", number[0])))


@dataclass(slots=True)
class _Facts:
    """What was told of one mention."""

    action: str | None = None
    status: Status | None = None
    deadline: Deadline | None = None
    lengths: tuple[Length, ...] = ()
    responsible: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()


class _Told:
    """Goes through the sentences once, in order."""

    def __init__(self, rules: Circumstances, working: WorkingText, footnotes: "_Footnotes") -> None:
        self._rules, self._working, self._footnotes = rules, working, footnotes
        self._paragraph_end = 0
        self._read: dict[int, _Sentence] = {}
        """Sentences of the paragraph by their number: only those that matter are read."""
        self._cuts: list[int] = []
        self._starts: list[int] = []
        self._lead: Status | None = None
        self._in_list, self._last_end = False, -1

    def all(self, found: list[Found]) -> list[_Facts]:
        facts: dict[int, _Facts] = {}
        sentences: list[tuple[_Sentence, list[_Sentence], Status | None]] = []
        grounds: dict[int, _Sentence] = {}
        for one in found:
            if one.start >= self._paragraph_end:
                self._enter(one.start)
            at = bisect_right(self._starts, one.start) - 1
            sentence = self._sentence(at)
            if not (
                self._rules.is_place(self._working.lower, one) or self._is_whole(sentence, one)
            ):
                if not sentence.own:
                    sentences.append((sentence, self._of_the_same(at), self._lead_of(at)))
                sentence.own.append(one)
            elif one.parent is None and not one.is_end:
                sentence.ground.append(one)
                grounds.setdefault(sentence.start, sentence)
            facts[id(one)] = _Facts(provinces=_inside(sentence, one))
        for sentence, following, lead in sentences:
            _judge(sentence, following, lead, facts, self._working)
        for sentence in grounds.values():
            _judge_ground(sentence, facts)
        return [facts[id(one)] for one in found]

    def _is_whole(self, sentence: _Sentence, one: Found) -> bool:
        """Whether the sentence speaks of a part of this ("cầu A thuộc dự án cao tốc B - C")."""
        lower = self._working.lower
        return bool(sentence.own) and bool(
            _PART_OF.search(lower, max(0, one.start - 70), one.start)
        )

    def _enter(self, position: int) -> None:
        """Read the sentences of the paragraph that ``position`` stands in."""
        plain = self._working.plain
        start = plain.rfind("\n", self._paragraph_end, position) + 1 or self._paragraph_end
        end = plain.find("\n", position)
        self._paragraph_end = end = len(plain) if end < 0 else end + 1
        is_line = _LIST_LINE.match(self._working.lower, start) is not None
        if not (is_line and self._in_list and start == self._last_end):
            introduced = self._introduced(start) if is_line else None
            self._lead = introduced or self._noted(start)
        self._in_list, self._last_end = is_line, end
        cuts = [m.end() for m in _SENTENCE_END.finditer(self._working.lower, start, end)]
        cuts = _no_longer(cuts, start, end)
        self._starts, self._cuts, self._read = [start, *cuts[:-1]], cuts, {}

    def _sentence(self, at: int) -> _Sentence:
        if at not in self._read:
            start, end = self._starts[at], self._cuts[at]
            self._read[at] = self._rules.sentence(self._working, start, end)
        return self._read[at]

    def _of_the_same(self, at: int) -> list[_Sentence]:
        """The next sentences, as long as they go on about the same; two at most."""
        following = []
        for number in range(at + 1, min(at + 3, len(self._starts))):
            if not _OF_THE_SAME.match(self._working.lower, self._starts[number]):
                break
            following.append(self._sentence(number))
        return following

    def _noted(self, start: int) -> Status | None:
        """What the sentence that calls a footnote says of what the footnote lists."""
        called = self._footnotes.call_of(self._working.span(start, start + 1)[0])
        if called is None:
            return None
        at = self._working.position(called)
        first = max(
            self._working.plain.rfind("\n", 0, at), self._working.plain.rfind(". ", 0, at), at - 600
        )
        said = self._rules.sentence(self._working, max(0, first), at).phrases
        strong = [p.status for p in said if not p.weak and p.stands != "after"]
        return strong[-1] if strong else None

    def _introduced(self, start: int) -> Status | None:
        """What the line that introduces a list says of all of it: "hai tỉnh đề nghị:"."""
        lower = self._working.lower
        floor = max(0, start - _LOOK_BACK)
        end = start - 1
        while end > floor:
            before = lower.rfind("\n", floor, end) + 1 or floor
            if lower[before:end].rstrip().endswith(":"):
                said = self._rules.sentence(self._working, before, end).phrases
                strong = [p.status for p in said if not p.weak]
                return strong[-1] if strong else None
            if not _LIST_LINE.match(lower, before):
                return None
            end = before - 1
        return None

    def _lead_of(self, at: int) -> Status | None:
        """What governs a sentence from before it: the head of the list that it stands in."""
        lower = self._working.lower
        start = self._starts[at]
        if at and _ITEM.match(lower, start + (lower[start] == " ")):
            first = self._sentence(0)
            item = _ITEM.search(lower, first.start, first.end)
            until = item.start() if item else first.end
            said = [p.status for p in first.phrases if p.end <= until and not p.weak]
            return said[0] if said else self._lead
        return self._lead


def _no_longer(cuts: list[int], start: int, end: int) -> list[int]:
    """Cut what is too long for a sentence, so that reading one takes no more than so much."""
    cut: list[int] = []
    for last in (*cuts, end):
        previous = cut[-1] if cut else start
        cut += range(previous + _LONGEST, last, _LONGEST)
        if last > previous:
            cut.append(last)
    return cut


def _inside(sentence: _Sentence, one: Found) -> tuple[str, ...]:
    """Provinces named within a mention or in the brackets and units right behind it."""
    end = max(one.end, one.ends.after if one.ends else 0)
    names = [name for at, name in sentence.provinces if one.start <= at < end + 30]
    return tuple(dict.fromkeys(names))


def _judge(
    sentence: _Sentence,
    following: list[_Sentence],
    lead: Status | None,
    facts: dict[int, _Facts],
    working: WorkingText,
) -> None:
    """Tell the facts of everything that one sentence speaks of."""
    inherited, action = lead, None
    opening = _before(sentence, sentence.start, sentence.own[0].start, lead)
    done = sentence.start
    later = _later(following)
    for number, one in enumerate(sentence.own):
        one_facts = facts[id(one)]
        next_start = (
            sentence.own[number + 1].start if number + 1 < len(sentence.own) else sentence.end
        )
        clause = working.lower.rfind(";", done, one.start) + 1
        if clause and inherited in _DONE_OR_DOING:
            inherited = opening
        inherited = _before(sentence, max(done, clause), one.start, inherited)
        behind, until = _behind(sentence, one, next_start, working.lower)
        if number + 1 == len(sentence.own) or behind is None:
            behind = later or behind
        one_facts.status = _weigh(inherited, behind)
        verbs = [
            what for start, end, what in sentence.actions if done <= start and end <= one.start
        ]
        action = verbs[-1] if verbs else action
        one_facts.action = action or _behind_action(sentence, one, next_start, working.lower)
        last = number + 1 == len(sentence.own)
        one_facts.deadline = _due(sentence, following if last else [], one, working.lower)
        one_facts.responsible = _answering(sentence, one.start, working.lower)
        if not one_facts.provinces:
            near = [name for at, name in sentence.provinces if one.start <= at < next_start]
            one_facts.provinces = tuple(dict.fromkeys(near))
        first = sentence.start if number == 0 else one.start
        one_facts.lengths = tuple(
            length for at, length in sentence.lengths if first <= at < next_start
        )
        done = until


def _judge_ground(sentence: _Sentence, facts: dict[int, _Facts]) -> None:
    """Where a sentence names nothing else, works on a road are works on it."""
    at_work = [p for p in sentence.phrases if p.status is Status.CONSTRUCTION]
    for one in () if sentence.own or not at_work else sentence.ground:
        facts[id(one)].status = Status.CONSTRUCTION


def _behind_action(sentence: _Sentence, one: Found, until: int, lower: str) -> str | None:
    """What is said to be done with a thing after its name: "được mở rộng"."""
    for start, end, what in sentence.actions:
        before = lower[one.end : start] if one.end <= start and end <= until else None
        if before is not None and (before == " " or _PASSIVE.search(before)):
            return what
    return None


def _before(sentence: _Sentence, start: int, end: int, inherited: Status | None) -> Status | None:
    """The status that the words before a mention give it, else that of the one before it."""
    said = [
        p for p in sentence.phrases if start <= p.start and p.end <= end and p.stands != "after"
    ]
    strong = [p for p in said if not p.weak]
    if strong:
        nearest = strong[-1]
        for earlier in reversed(strong[:-1]):
            if nearest.start - earlier.end > _NEAR:
                break
            nearest = earlier
        return nearest.status
    if said and (inherited is None or inherited in _DONE_OR_DOING):
        return said[-1].status
    return inherited


def _behind(sentence: _Sentence, one: Found, end: int, lower: str) -> tuple[Status | None, int]:
    """The status that the words behind a mention give it, and how far they reach."""
    start = one.end
    if _CONDITION.search(lower, max(sentence.start, one.start - 40), one.start):
        return None, start
    clause = lower.find(";", start, end)
    end = end if clause < 0 else clause
    if end < sentence.end and clause < 0:
        comma = max(lower.rfind(",", start, end), lower.rfind(" và ", start, end))
        end = comma if comma >= 0 else end
    said = [
        p
        for p in sentence.phrases
        if start <= p.start and p.end <= end and p.stands != "before" and not p.weak
    ]
    doing = [p.status for p in said if p.status in _DONE_OR_DOING]
    if doing:
        return doing[-1], said[-1].end
    return (said[0].status, start) if said else (None, start)


def _later(following: list[_Sentence]) -> Status | None:
    """What the next sentences say of the same, where they name nothing themselves."""
    status = None
    for sentence in following:
        if sentence.own:
            break
        said = [
            p.status
            for p in sentence.phrases
            if p.status in _DONE_OR_DOING and p.stands != "before" and not p.weak
        ]
        status = said[-1] if said else status
    return status


def _weigh(before: Status | None, behind: Status | None) -> Status | None:
    return behind if behind in _DONE_OR_DOING or before is None else before


def _due(
    sentence: _Sentence, following: list[_Sentence], one: Found, lower: str
) -> Deadline | None:
    item = _ITEM.search(lower, one.end, sentence.end)
    until = item.start() if item else sentence.end
    behind = [due for at, due in sentence.deadlines if one.end <= at < until]
    before = [due for at, due in sentence.deadlines if at < one.start]
    later = [due for other in following if not other.own for _, due in other.deadlines]
    return next(iter((*behind, *reversed(before), *later)), None)


def _answering(sentence: _Sentence, position: int, lower: str) -> tuple[str, ...]:
    """The bodies named last before a mention, those joined with one another together."""
    bodies = [body for body in sentence.bodies if body[1] <= position]
    if not bodies:
        return ()
    joined = [bodies[-1]]
    for body in reversed(bodies[:-1]):
        if not re.fullmatch(r"(?:,| và|, và| cùng| với)* ?", lower[body[1] : joined[0][0]]):
            break
        joined.insert(0, body)
    ids = [body[2] for body in joined]
    if len(ids) > 1:
        ids = [body for body in ids if body != "chinh-phu"]
    return tuple(dict.fromkeys(ids))


def _mention(text: str, working: WorkingText, one: Found, line: int, facts: _Facts) -> Mention:
    start, end = working.span(one.start, one.end)
    from_place, to_place, via = _route(working, one.ends)
    return Mention(
        text[start:end],
        start,
        end,
        line,
        one.kind,
        one.refs,
        one.name,
        one.also,
        from_place,
        to_place,
        via,
        one.kv,
        facts.provinces,
        facts.lengths,
        facts.action,
        facts.status.value if facts.status else None,
        facts.deadline,
        facts.responsible,
        working.span(one.parent.start, one.parent.end) if one.parent else None,
    )


def _route(
    working: WorkingText, ends: Ends | None
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """From, to and via of what was read of a link's ends."""
    if ends is None or not ends.steps:
        return None, None, ()
    roles = [role for role, _, _ in ends.steps]
    names = [working.plain[start:end] for _, start, end in ends.steps]
    via = [name for role, name in zip(roles, names, strict=True) if role == "via"]
    first = roles.index("from") if "from" in roles and roles[0] == "to" else 0
    via += names[:first]
    route = [n for role, n in list(zip(roles, names, strict=True))[first:] if role != "via"]
    if len(route) > 1:
        return route[0], route[-1], (*route[1:-1], *via)
    if route and "from" not in roles:
        return None, route[0], tuple(via)
    return (route[0] if route else None), None, tuple(via)
