"""What is told of one side of a link and not of the whole, gathered clause by clause.

What the clause of a stretch tells ("đoạn qua tỉnh X đã xong") is told of that side alone. What a
province does ("tỉnh Z đẩy nhanh tiến độ …") is told of its side, and of the whole too, unless
another province of the sentence does something else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geo.agreements._letters import word_of
from geo.agreements.found import NameFound
from geo.agreements.mention import Length, MentionedDeadline, SideTold
from geo.agreements.parts import Clause, Part, clauses
from geo.agreements.sentence import DONE_OR_DOING, Phrase, Sentence
from geo.agreements.working_text import WorkingText
from geo.model import Status
from geo.names import slug

PURPOSE = re.compile(
    rf"{word_of(('để', 'nhằm'))}"
    r"(?: [^\W\d]+){0,3} (?:kết nối|nối|đồng bộ|liên kết|khớp nối)(?!\w)"
)
_INVESTS = (
    "đầu tư",
    "chịu trách nhiệm",
    "làm chủ",
    "bố trí",
    "xây dựng",
    "đảm nhận",
    "lo ",
    "làm ",
)


@dataclass(slots=True)
class SideFacts:
    """What was told of one side of one mention, before it is written down."""

    province: str | None
    part: tuple[int, int]
    stretch: NameFound | None = None
    status: Status | None = None
    deadline: MentionedDeadline | None = None
    lengths: tuple[Length, ...] = ()
    responsible: tuple[str, ...] = ()
    as_whole: bool = False
    """What is told of the whole is told of it."""
    alone: bool = False
    """And not of the whole."""

    def merge(self, other: "SideFacts") -> None:
        """Take over what another clause tells of the same side."""
        if self.status is None or other.status in DONE_OR_DOING:
            self.status = other.status or self.status
        self.deadline = self.deadline or other.deadline
        self.lengths = tuple(dict.fromkeys((*self.lengths, *other.lengths)))
        self.responsible = tuple(dict.fromkeys((*self.responsible, *other.responsible)))
        self.stretch = self.stretch or other.stretch

    @property
    def tells(self) -> bool:
        """Whether anything is told of the side besides that it is there."""
        return bool(self.status or self.deadline or self.responsible or self.lengths)

    def as_side(self, plain: str) -> SideTold:
        """The side as a mention holds it."""
        route = self.stretch.ends.route if self.stretch and self.stretch.ends else []
        ends = [plain[start:end] for start, end in route]
        return SideTold(
            self.province,
            plain[slice(*self.part)].strip(" ,;:"),
            ends[0] if ends else None,
            ends[-1] if len(ends) > 1 else None,
            self.status.value if self.status else None,
            self.deadline,
            self.lengths,
            self.responsible,
        )


def gathered(sides: Iterable[SideFacts]) -> list[SideFacts]:
    """Put together what several clauses tell of one side."""
    kept: list[SideFacts] = []
    for side in sides:
        same = next((s for s in kept if _is_same(s, side)), None)
        if same is None:
            kept.append(side)
        else:
            same.merge(side)
    return kept


def _is_same(one: SideFacts, other: SideFacts) -> bool:
    if one.stretch is not None and other.stretch is not None and one.stretch is not other.stretch:
        return False
    return one.province is not None and one.province == other.province


def take_sides(
    sentence: Sentence, topic: NameFound | None, working: WorkingText
) -> list[tuple[NameFound, SideFacts]]:
    """Return what a sentence tells of single sides, and take it away from what it tells of all.

    Parameters
    ----------
    topic
        What the text spoke of last, for a sentence that names nothing itself.
    """
    if not sentence.parts:
        return []
    within = [(one.start, one.end) for one in (*sentence.own, *sentence.ground)]
    sentence.parts = [
        part for part in sentence.parts if not any(a <= part.start < b for a, b in within)
    ]
    acting = {id(p): p for p in sentence.parts if p.acts and _acted_on(p, sentence, working)}
    several = len({name for part in acting.values() for name in part.provinces}) > 1
    found = [
        (one, side)
        for part in acting.values()
        for one in _acted_on(part, sentence, working)
        for side in _of_actor(part, one, sentence, working, alone=several)
    ]
    others = [part for part in sentence.parts if id(part) not in acting]
    named = [one.start for one in sentence.own]
    for clause in clauses(working.lower, sentence.start, sentence.end, others, named):
        found += _of_stretches(clause, sentence, topic, working)
    return found


def _acted_on(actor: Part, sentence: Sentence, working: WorkingText) -> list[NameFound]:
    """What a province does something to: all that is named until somebody else acts."""
    others = [part.start for part in sentence.parts if part.acts and part.start > actor.start]
    others += [
        start
        for start, _, _ in sentence.bodies
        if start > actor.end and working.lower[start - 2 : start] in ("; ", ", ", ": ")
    ]
    last = min(others, default=sentence.end)
    return [one for one in sentence.own if actor.end <= one.start < last]


def _of_actor(
    part: Part, one: NameFound, sentence: Sentence, working: WorkingText, *, alone: bool
) -> list[SideFacts]:
    """The side of a province that does something to a link; its facts are judged with the link's.

    What stands inside of a purpose is no part of what is asked for: "đề nghị tỉnh X đầu tư … để kết
    nối với dự án đang thi công (A)" asks of X, and A's works are another's.
    """
    span = (part.start, part.end)
    clause = max(part.end, working.lower.rfind(";", part.end, one.start))
    purpose = PURPOSE.search(working.lower, clause, one.start)
    if purpose is None:
        return [SideFacts(name, span, as_whole=True, alone=alone) for name in part.provinces]
    asked = [p for p in sentence.phrases if p.end <= purpose.start() and not p.weak]
    return [
        SideFacts(name, span, status=asked[0].status if asked else None) for name in part.provinces
    ]


def _of_stretches(
    clause: Clause, sentence: Sentence, topic: NameFound | None, working: WorkingText
) -> list[tuple[NameFound, SideFacts]]:
    """What the clause of a stretch, or of a province that acts on what was named before, tells."""
    one = _named_before(clause, sentence, topic)
    if one is None:
        return []
    beside = clause.start <= one.start < clause.end
    first = one.end if beside and not one.start < clause.parts[0].start < one.end else clause.start
    stretches = [part for part in clause.parts if not part.acts]
    if stretches and any(clause.start <= other.start < one.start for other in sentence.own):
        # "cầu A và đường B đoạn qua tỉnh X đang thi công": A is too
        return [
            (one, SideFacts(name, (part.start, part.end), as_whole=True, alone=True))
            for part in stretches
            for name in part.provinces
        ]
    told = _told(sentence, clause, first)
    _take(sentence, clause, first)
    return [
        (
            one,
            SideFacts(
                name, (part.start, part.end), *_with_actor(told, clause, part, name, working)
            ),
        )
        for part in stretches or clause.parts
        for name in part.provinces
    ]


def _named_before(clause: Clause, sentence: Sentence, topic: NameFound | None) -> NameFound | None:
    """What a clause tells a side of: what was named last, else what it names itself."""
    part = clause.parts[0]
    before = [one for one in sentence.own if one.start < part.start]
    if before:
        last = before[-1]
        return last.section_of if last.section_of and last.end < clause.start else last
    after = [one for one in sentence.own if one.start >= part.end]
    return after[0] if after else topic


_OfClause = tuple[
    NameFound | None, Status | None, MentionedDeadline | None, tuple[Length, ...], tuple[str, ...]
]


def _told(sentence: Sentence, clause: Clause, first: int) -> _OfClause:
    start, end = first, clause.end
    said = [p for p in sentence.phrases if start <= p.start and p.end <= end]
    dues = [due for at, due in sentence.deadlines if start <= at < end]
    lengths = tuple(length for at, length in sentence.lengths if start <= at < end)
    bodies = tuple(body for at, _, body in sentence.bodies if start <= at < end)
    section = next(
        (one for one in sentence.own if one.section_of and clause.start <= one.start < end), None
    )
    return section, _status(said), dues[0] if dues else None, lengths, bodies


def _with_actor(
    told: _OfClause, clause: Clause, part: Part, name: str, working: WorkingText
) -> _OfClause:
    """Add the province that does it to those that answer for the side."""
    section, status, due, lengths, bodies = told
    province = slug(name)
    others = [p for p in clause.parts if p.acts and p is not part]
    invests = any(verb in working.lower[part.end : clause.end] for verb in _INVESTS)
    if part.acts and invests:
        bodies = (province, *bodies)
    for other in others:
        bodies = (*(slug(n) for n in other.provinces), *bodies)
    return section, status, due, lengths, tuple(dict.fromkeys(bodies))


def _status(said: list[Phrase]) -> Status | None:
    strong = [p for p in said if not p.weak] or said
    doing = [p.status for p in strong if p.status in DONE_OR_DOING]
    if doing:
        return doing[-1]
    return strong[0].status if strong else None


def _take(sentence: Sentence, clause: Clause, first: int) -> None:
    """Leave to the whole only what is told outside of the clause."""
    inside = range(first, clause.end)
    sentence.phrases = [p for p in sentence.phrases if p.start not in inside]
    sentence.deadlines = [due for due in sentence.deadlines if due[0] not in inside]
    sentence.bodies = [body for body in sentence.bodies if body[0] not in inside]
