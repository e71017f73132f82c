"""What is told of one mention, judged from its sentence and those around it."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from geo.agreements.found import NameFound
from geo.agreements.mention import Length, MentionedDeadline
from geo.agreements.sentence import DONE_OR_DOING, ITEM, Sentence
from geo.agreements.sides import PURPOSE, SideFacts, gathered
from geo.agreements.working_text import WorkingText
from geo.model import Status

_CONDITION = re.compile(r"(?<!\w)(?:sau khi|trước khi|khi|nếu|chờ|đợi)(?: [^,;]*)?$")
"""Before a mention: what is said of it is yet to come."""
_PASSIVE = re.compile(
    r"(?<!\w)(?:được|sẽ|đang|đã|cần|phải|sắp|vừa)(?: (?:được|sớm|xem xét|tiếp tục))* $"
)
_JOINED = re.compile(r",?(?: và|,| cùng| cùng với) (?:các |tuyến |dự án )*")
_NEAR = 25
"""Characters between two phrases that say one thing together."""


@dataclass(slots=True)
class Facts:
    """What was told of one mention."""

    action: str | None = None
    status: Status | None = None
    deadline: MentionedDeadline | None = None
    lengths: tuple[Length, ...] = ()
    responsible: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    sides: list[SideFacts] = field(default_factory=list)


def judge(
    sentence: Sentence,
    following: list[Sentence],
    lead: Status | None,
    facts: dict[int, Facts],
    working: WorkingText,
) -> None:
    """Tell the facts of everything that one sentence speaks of."""
    inherited, action = lead, None
    actors = [part.start for part in sentence.parts if part.acts]
    opening = _before(sentence, sentence.start, _asked_until(sentence, working.lower), lead)
    done = sentence.start
    later = _later(following)
    for number, one in enumerate(sentence.own):
        one_facts = facts[id(one)]
        next_start = (
            sentence.own[number + 1].start if number + 1 < len(sentence.own) else sentence.end
        )
        clause = working.lower.rfind(";", done, one.start) + 1
        acts = any(done < at < one.start for at in actors)
        if (clause or acts) and inherited in DONE_OR_DOING:
            inherited = opening
        inherited = _before(sentence, max(done, clause), one.start, inherited)
        actor = min((at for at in actors if one.end <= at < next_start), default=next_start)
        behind, until = _behind(sentence, one, actor, working.lower)
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
        one_facts.responsible = _named_behind(sentence, one, next_start, working.lower) or (
            _answering(sentence, one.start, working.lower)
        )
        if not one_facts.provinces:
            near = [name for at, name in sentence.provinces if one.start <= at < next_start]
            one_facts.provinces = tuple(dict.fromkeys(near))
        first = sentence.start if number == 0 else one.start
        one_facts.lengths = tuple(
            length for at, length in sentence.lengths if first <= at < next_start
        )
        done = until
    _share_with_joined(sentence, facts, working.lower)


def _share_with_joined(sentence: Sentence, facts: dict[int, Facts], lower: str) -> None:
    """Tell of "cầu A và cầu B đang thi công" what stands behind the last of them."""
    for one, following in reversed(list(pairwise(sentence.own))):
        own, other = facts[id(one)], facts[id(following)]
        if own.status is None and _JOINED.fullmatch(lower, one.end, following.start):
            own.status = other.status
            own.deadline = own.deadline or other.deadline


def _asked_until(sentence: Sentence, lower: str) -> int:
    """Where what governs a whole list ends: at its first item, or where a purpose begins.

    What is said inside of a purpose is said of something else: "đề nghị … để kết nối với dự án
    đang thi công (A); B" asks for B.
    """
    first = sentence.own[0].start
    purpose = PURPOSE.search(lower, sentence.start, first)
    return purpose.start() if purpose else first


def judge_ground(sentence: Sentence, facts: dict[int, Facts]) -> None:
    """Where a sentence names nothing else, works on a road are works on it."""
    at_work = [p for p in sentence.phrases if p.status is Status.CONSTRUCTION and not p.weak]
    for one in () if sentence.own or not at_work else sentence.ground:
        facts[id(one)].status = Status.CONSTRUCTION


def _behind_action(sentence: Sentence, one: NameFound, until: int, lower: str) -> str | None:
    """What is said to be done with a thing after its name: "được mở rộng"."""
    for start, end, what in sentence.actions:
        before = lower[one.end : start] if one.end <= start and end <= until else None
        if before is not None and (before == " " or _PASSIVE.search(before)):
            return what
    return None


def _before(sentence: Sentence, start: int, end: int, inherited: Status | None) -> Status | None:
    """The status that the words before a mention give it, else that of the one before it."""
    said = [
        p
        for p in sentence.phrases
        if start <= p.start and p.end <= end and p.stands in ("before", "anywhere")
    ]
    strong = [p for p in said if not p.weak]
    if strong:
        nearest = strong[-1]
        for earlier in reversed(strong[:-1]):
            if nearest.start - earlier.end > _NEAR:
                break
            nearest = earlier
        return nearest.status
    if said and (inherited is None or inherited in DONE_OR_DOING):
        return said[-1].status
    return inherited


def _behind(sentence: Sentence, one: NameFound, end: int, lower: str) -> tuple[Status | None, int]:
    """The status that the words behind a mention give it, and how far they reach."""
    start = one.end
    if _CONDITION.search(lower, max(sentence.start, one.start - 40), one.start):
        return None, start
    clause = lower.find(";", start, end)
    end = end if clause < 0 else clause
    purpose = PURPOSE.search(lower, start, end)
    end = purpose.start() if purpose else end
    if end < sentence.end and clause < 0:
        comma = max(lower.rfind(",", start, end), lower.rfind(" và ", start, end))
        end = comma if comma >= 0 else end
    said = [
        p
        for p in sentence.phrases
        if start <= p.start and p.end <= end and p.stands != "before" and not p.weak
        if p.stands != "beside" or p.start == one.end + 1
    ]
    doing = [p.status for p in said if p.status in DONE_OR_DOING]
    if doing:
        return doing[-1], said[-1].end
    return (said[0].status, start) if said else (None, start)


def _later(following: list[Sentence]) -> Status | None:
    """What the next sentences say of the same, where they name nothing themselves."""
    status = None
    for sentence in following:
        if sentence.own:
            break
        said = [
            p.status
            for p in sentence.phrases
            if p.status in DONE_OR_DOING and p.stands in ("after", "anywhere") and not p.weak
        ]
        status = said[-1] if said else status
    return status


def _weigh(before: Status | None, behind: Status | None) -> Status | None:
    return behind if behind in DONE_OR_DOING or before is None else before


def _due(
    sentence: Sentence, following: list[Sentence], one: NameFound, lower: str
) -> MentionedDeadline | None:
    item = ITEM.search(lower, one.end, sentence.end)
    until = item.start() if item else sentence.end
    behind = [due for at, due in sentence.deadlines if one.end <= at < until]
    before = [due for at, due in sentence.deadlines if at < one.start]
    later = [due for other in following if not other.own for _, due in other.deadlines]
    return next(iter((*behind, *reversed(before), *later)), None)


_MADE_TO = re.compile(
    r"(?<!\w)(?:do|giao|giao cho|bởi|chủ đầu tư(?: là)?|chủ quản(?: là)?"
    r"|(?:trách nhiệm|nhiệm vụ) của|thuộc thẩm quyền(?: của)?) $|: $|\($"
)
_ANSWERS = re.compile(
    r",? (?:được giao )?(?:làm |là )?(?:(?:đại diện )?chủ đầu tư|cơ quan chủ quản|đầu mối"
    r"|chịu trách nhiệm|chủ trì|phụ trách|quản lý dự án)(?!\w)"
)


def _named_behind(sentence: Sentence, one: NameFound, until: int, lower: str) -> tuple[str, ...]:
    """The bodies that are made to answer behind a name: "cầu A do UBND tỉnh X làm chủ đầu tư"."""
    found = []
    for start, end, body in (*sentence.bodies, *sentence.committees):
        if not one.end <= start < until or ";" in lower[one.end : start]:
            continue
        before = lower[max(one.end, start - 30) : start]
        if _MADE_TO.search(before) or _ANSWERS.match(lower, end, until):
            found.append(body)
    return tuple(dict.fromkeys(found))


def _answering(sentence: Sentence, position: int, lower: str) -> tuple[str, ...]:
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


def provinces_inside(sentence: Sentence, one: NameFound) -> tuple[str, ...]:
    """Provinces named within a mention or in the brackets and units right behind it."""
    end = max(one.end, one.ends.after if one.ends else 0)
    names = [name for at, name in sentence.provinces if one.start <= at < end + 30]
    return tuple(dict.fromkeys(names))


def settle_sides(one: NameFound, facts: Facts) -> None:
    """Put together what was told of each side; drop sides of which nothing is.

    What governs "QL.279 đoạn qua tỉnh X" from before is told of that side alone.
    """
    for side in facts.sides:
        if side.as_whole:
            side.status, side.deadline = facts.status, facts.deadline
            side.responsible = facts.responsible
    if any(side.alone for side in facts.sides):
        facts.status = facts.deadline = None
    for side in facts.sides:
        beside = one.end <= side.part[0] <= one.end + 2 or one.start <= side.part[0] < one.end
        if beside and side.status is None and facts.status is not None:
            side.status, facts.status = facts.status, None
            side.deadline, facts.deadline = side.deadline or facts.deadline, None
    facts.sides = [side for side in gathered(facts.sides) if side.tells]
    if one.section_of is not None and len(facts.sides) == 1:
        _speak_for(facts, facts.sides[0])
    told = (side.province for side in facts.sides if side.province)
    facts.provinces = tuple(dict.fromkeys((*facts.provinces, *told)))


def _speak_for(facts: Facts, side: SideFacts) -> None:
    """Tell of a section itself what was told of its only side."""
    facts.status = facts.status or side.status
    facts.deadline = facts.deadline or side.deadline
    facts.responsible = facts.responsible or side.responsible


def as_stretch(section: NameFound, facts: Facts) -> SideFacts:
    """What is told of a section, as a side of the line that it belongs to."""
    own = facts.sides[0] if len(facts.sides) == 1 else None
    province = facts.provinces[0] if len(facts.provinces) == 1 else None
    side = SideFacts(
        own.province if own else province,
        (section.start, section.end),
        section,
        facts.status,
        facts.deadline,
        facts.lengths,
        facts.responsible,
    )
    if own:
        side.merge(own)
    return side
