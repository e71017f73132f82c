"""What is told of one mention, judged from its sentence and those around it."""

import re
from dataclasses import dataclass

from geo.agreements.mention import Length, MentionedDeadline
from geo.agreements.naming import NameFound
from geo.agreements.sentence import DONE_OR_DOING, ITEM, Sentence
from geo.agreements.working_text import WorkingText
from geo.model import Status

_CONDITION = re.compile(r"(?<!\w)(?:sau khi|trước khi|khi|nếu|chờ|đợi)(?: [^,;]*)?$")
"""Before a mention: what is said of it is yet to come."""
_PASSIVE = re.compile(
    r"(?<!\w)(?:được|sẽ|đang|đã|cần|phải|sắp|vừa)(?: (?:được|sớm|xem xét|tiếp tục))* $"
)
_PURPOSE = re.compile(
    r"(?<!\w)(?:để|nhằm)(?: [^\W\d]+){0,3} (?:kết nối|nối|đồng bộ|liên kết|khớp nối)(?!\w)"
)
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


def judge(
    sentence: Sentence,
    following: list[Sentence],
    lead: Status | None,
    facts: dict[int, Facts],
    working: WorkingText,
) -> None:
    """Tell the facts of everything that one sentence speaks of."""
    inherited, action = lead, None
    opening = _before(sentence, sentence.start, _asked_until(sentence, working.lower), lead)
    done = sentence.start
    later = _later(following)
    for number, one in enumerate(sentence.own):
        one_facts = facts[id(one)]
        next_start = (
            sentence.own[number + 1].start if number + 1 < len(sentence.own) else sentence.end
        )
        clause = working.lower.rfind(";", done, one.start) + 1
        if clause and inherited in DONE_OR_DOING:
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


def _asked_until(sentence: Sentence, lower: str) -> int:
    """Where what governs a whole list ends: at its first item, or where a purpose begins.

    What is said inside of a purpose is said of something else: "đề nghị … để kết nối với dự án
    đang thi công (A); B" asks for B.
    """
    first = sentence.own[0].start
    purpose = _PURPOSE.search(lower, sentence.start, first)
    return purpose.start() if purpose else first


def judge_ground(sentence: Sentence, facts: dict[int, Facts]) -> None:
    """Where a sentence names nothing else, works on a road are works on it."""
    at_work = [p for p in sentence.phrases if p.status is Status.CONSTRUCTION]
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
    if end < sentence.end and clause < 0:
        comma = max(lower.rfind(",", start, end), lower.rfind(" và ", start, end))
        end = comma if comma >= 0 else end
    said = [
        p
        for p in sentence.phrases
        if start <= p.start and p.end <= end and p.stands != "before" and not p.weak
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
            if p.status in DONE_OR_DOING and p.stands != "before" and not p.weak
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
