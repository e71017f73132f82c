"""What the sentences say of what they name: how far it is, what is to be done, by whom, when.

Goes through paragraphs and lists; :mod:`geo.agreements.sentence` reads one sentence,
:mod:`geo.agreements.facts` judges what it says of each mention.
"""

import re
from bisect import bisect_left, bisect_right

from geo.agreements._when import written_on
from geo.agreements.ends import Ends
from geo.agreements.facts import (
    Facts,
    as_stretch,
    judge,
    judge_ground,
    provinces_inside,
    settle_sides,
)
from geo.agreements.footnotes import Footnotes
from geo.agreements.found import NameFound
from geo.agreements.mention import Mention
from geo.agreements.sentence import ITEM, Sentence, Sentences
from geo.agreements.sides import take_sides
from geo.agreements.vocabulary import Vocabulary
from geo.agreements.working_text import WorkingText
from geo.model import Status

_SENTENCE_END = re.compile(
    r"[.!?…\n](?:(?<=\n)|(?<![ .(](?:tp|tx|tt|ql|đt|tl|đh|ct|st|gs|ts|th).)(?<!\n)"
    r"[.!?…]*[”\"')]*(?= |\n|$))"
)
"""Begins with one of a few signs, so that these alone are looked for."""
_LIST_LINE = re.compile(r" ?(?:[-+•●▪*]|\(?[a-zđ\d]{1,2}[).]|\([ivx]{1,4}\d{0,2}\))")
_OF_THE_SAME = re.compile(
    r" ?(?:các |những )?(?:dự án|công trình|tuyến|đến nay|hiện|đây|việc|toàn|tính đến"
    r"|theo kế hoạch|cầu này"
    r"|cầu có|tổng mức|đoạn|tới nay|trong đó"
    r"|cây cầu|gói thầu|các hạng mục|sau khi|theo đó|thời gian|ngày)\b"
)
_PART_OF = re.compile(
    r"(?<!\w)thuộc (?:các )?(?:dự án|công trình|gói thầu|dự án thành phần)"
    r"(?: [^\W\d]+| \d{1,2}[a-z]?){0,6} ?$"
)
"""Before a mention that another one is a part of: what follows is said of the other."""
_WITH = re.compile(r"(?: hiện tại| hiện hữu| hiện có| mới| cũ)? (?:và|với) (?:các |tuyến |đường )*")
_MOST_FOLLOWING = 4
"""Sentences behind a name that may go on about it."""
_LOOK_BACK = 2_000
"""Characters that the line introducing a list is looked for in."""
_LONGEST = 2_500
"""Characters of a sentence that are judged together."""


class Circumstances:
    """Tells what the sentences say, by the phrases of one vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._sentences = Sentences(words)

    def tell(self, text: str, working: WorkingText, found: list[NameFound]) -> list[Mention]:
        """Make mentions of what was found, with what the sentences tell."""
        lines = _LineNumbers(text)
        told = _Told(self._sentences, working, Footnotes(text)).all(found)
        return [
            _mention(text, working, one, lines.of(working.span(one.start, one.end)[0]), facts)
            for one, facts in zip(found, told, strict=True)
        ]


class _LineNumbers:
    """Line numbers of positions, from 1."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def of(self, position: int) -> int:
        return bisect_left(self._ends, position) + 1


class _Told:
    """Goes through the sentences once, in order."""

    def __init__(self, rules: Sentences, working: WorkingText, footnotes: Footnotes) -> None:
        self._rules, self._working, self._footnotes = rules, working, footnotes
        self._written = written_on(working.lower)
        self._paragraph_end = 0
        self._read: dict[int, Sentence] = {}
        """Sentences of the paragraph by their number: only those that matter are read."""
        self._cuts: list[int] = []
        self._starts: list[int] = []
        self._lead: Status | None = None
        self._in_list, self._last_end = False, -1

    def all(self, found: list[NameFound]) -> list[Facts]:
        facts: dict[int, Facts] = {}
        sentences: list[tuple[Sentence, list[Sentence], Status | None]] = []
        grounds: dict[int, Sentence] = {}
        place: NameFound | None = None
        for one in found:
            if one.start >= self._paragraph_end:
                self._enter(one.start)
            at = bisect_right(self._starts, one.start) - 1
            sentence = self._sentence(at)
            is_place = self._rules.is_place(self._working.lower, one) or self._is_joined(place, one)
            place = one if is_place else None
            if not (is_place or self._is_whole(sentence, one)):
                if not sentence.own:
                    sentences.append((sentence, self._of_the_same(at), self._lead_of(at)))
                sentence.own.append(one)
            elif one.parent is None and not one.is_end:
                sentence.ground.append(one)
                grounds.setdefault(sentence.start, sentence)
            facts[id(one)] = Facts(provinces=provinces_inside(sentence, one))
        for sentence, following, _ in sentences:
            self._take_sides(sentence, following, facts)
        for sentence, following, lead in sentences:
            judge(sentence, following, lead, facts, self._working)
        for sentence in grounds.values():
            judge_ground(sentence, facts)
        _settle(found, facts)
        return [facts[id(one)] for one in found]

    def _take_sides(
        self, sentence: Sentence, following: list[Sentence], facts: dict[int, Facts]
    ) -> None:
        topic = sentence.own[-1].section_of or sentence.own[-1]
        sides = take_sides(sentence, None, self._working)
        for other in following:
            if other.own:
                break
            sides += take_sides(other, topic, self._working)
        for one, side in sides:
            if id(one) in facts:
                facts[id(one)].sides.append(side)

    def _is_joined(self, place: NameFound | None, one: NameFound) -> bool:
        """Whether something is named with a place: "giữa cao tốc A hiện tại và cao tốc B"."""
        if place is None or place.end > one.start or place.parent is not None:
            return False
        opening = self._working.lower[max(0, place.start - 8) : place.start]
        joint = _WITH.fullmatch(self._working.lower, place.end, one.start)
        return opening.rstrip().endswith(("giữa", "nối")) and joint is not None

    def _is_whole(self, sentence: Sentence, one: NameFound) -> bool:
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

    def _sentence(self, at: int) -> Sentence:
        if at not in self._read:
            start, end = self._starts[at], self._cuts[at]
            self._read[at] = self._rules.read(self._working, start, end, self._written)
        return self._read[at]

    def _of_the_same(self, at: int) -> list[Sentence]:
        """The next sentences, as long as they go on about the same or about a side of it."""
        following: list[Sentence] = []
        for number in range(at + 1, min(at + 1 + _MOST_FOLLOWING, len(self._starts))):
            start, end = self._starts[number], self._cuts[number]
            same = _OF_THE_SAME.match(self._working.lower, start)
            if not same and not self._rules.opens_with_side(self._working.lower, start, end):
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
        said = self._rules.read(self._working, max(0, first), at).phrases
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
                said = self._rules.read(self._working, before, end).phrases
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
        if at and ITEM.match(lower, start + (lower[start] == " ")):
            first = self._sentence(0)
            item = ITEM.search(lower, first.start, first.end)
            until = item.start() if item else first.end
            said = [p.status for p in first.phrases if p.end <= until and not p.weak]
            return said[0] if said else self._lead
        return self._lead


def _settle(found: list[NameFound], facts: dict[int, Facts]) -> None:
    """Put together what is told of sides, and tell of a line what is told of its sections."""
    for one in found:
        settle_sides(one, facts[id(one)])
    for one in found:
        if one.section_of is not None and id(one.section_of) in facts:
            side = as_stretch(one, facts[id(one)])
            facts[id(one.section_of)].sides += [side] if side.tells else []


def _no_longer(cuts: list[int], start: int, end: int) -> list[int]:
    """Cut what is too long for a sentence, so that reading one takes no more than so much."""
    cut: list[int] = []
    for last in (*cuts, end):
        previous = cut[-1] if cut else start
        cut += range(previous + _LONGEST, last, _LONGEST)
        if last > previous:
            cut.append(last)
    return cut


def _mention(text: str, working: WorkingText, one: NameFound, line: int, facts: Facts) -> Mention:
    start, end = working.span(one.start, one.end)
    from_place, to_place, via = _route(working, one.ends)
    outer = one.parent or one.section_of
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
        working.span(outer.start, outer.end) if outer else None,
        tuple(side.as_side(working.plain) for side in facts.sides),
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
