"""What a document was found to say, as the rows of a review: new links, new reports, the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from geo.agreements.coverage import Covered
from geo.agreements.drafts import drafts
from geo.agreements.mention import MentionKind
from geo.registry import Registry

_OF_PROJECTS = (MentionKind.ROAD, MentionKind.BRIDGE, MentionKind.RAIL, MentionKind.POWER)


class FindingSort(StrEnum):
    """What becomes of a finding when it is accepted."""

    PROJECT = "project"
    REPORT = "report"
    NAMED = "named"
    """Nothing: the registry has it, or it is no link of its own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the review.

    ``id`` is the same whenever the same text is read; ``mentions`` are the numbers of the
    mentions it was made from; ``draft`` is as :func:`geo.agreements.drafts.drafts` makes it,
    empty for what is only named; ``by_hand`` is what a person pointed at.
    """

    id: str
    sort: FindingSort
    mentions: tuple[int, ...]
    draft: dict[str, Any]
    by_hand: bool = False


def findings(covered: Sequence[Covered], registry: Registry) -> list[Finding]:
    """Sort the mentions of one document into findings, in the order of the text."""
    groups: dict[tuple[FindingSort, str], list[int]] = {}
    for number, one in enumerate(covered):
        groups.setdefault(_group(one, registry), []).append(number)
    found = []
    for (sort, key), numbers in groups.items():
        made = _made(sort, [covered[number] for number in numbers], registry)
        found.append(Finding(f"{sort.value}-{key}", sort, tuple(numbers), made))
    return found


def as_new(finding: Finding, covered: Sequence[Covered], registry: Registry) -> Finding:
    """Make a draft of what was only named: the reader says it is a link of its own."""
    ones = [_alone(covered[number]) for number in finding.mentions]
    return replace(
        finding, sort=FindingSort.PROJECT, draft=_made(FindingSort.PROJECT, ones, registry)
    )


def by_hand(number: int, covered: Sequence[Covered], registry: Registry) -> Finding:
    """Make a finding of what a person pointed at: a report where the registry has its project."""
    one = covered[number]
    key = f"added-{one.mention.start}-{one.mention.end}"
    if any(link.entry in registry.projects for link in one.links):
        asked = replace(one, mention=replace(one.mention, status=one.mention.status or "unknown"))
        draft = _made(FindingSort.REPORT, [asked], registry) | {"status": one.mention.status}
        return Finding(key, FindingSort.REPORT, (number,), draft, by_hand=True)
    draft = _made(FindingSort.PROJECT, [_alone(one)], registry)
    return Finding(key, FindingSort.PROJECT, (number,), draft, by_hand=True)


def _group(one: Covered, registry: Registry) -> tuple[FindingSort, str]:
    made = drafts([one], registry)
    mention = one.mention
    if made["projects"]:
        return FindingSort.PROJECT, made["projects"][0]["id"]
    if made["reports"]:
        report = made["reports"][0]
        return FindingSort.REPORT, f"{report['project']}-{mention.line}-{report['status']}"
    return FindingSort.NAMED, f"{mention.start}-{mention.end}"


def _made(sort: FindingSort, ones: Sequence[Covered], registry: Registry) -> dict[str, Any]:
    if sort is FindingSort.NAMED:
        return {}
    made: dict[str, Any] = drafts(ones, registry)[f"{sort.value}s"][0]
    return made | {"told": _told(ones)} if sort is FindingSort.PROJECT else made


def _told(ones: Sequence[Covered]) -> dict[str, Any]:
    """What the text says of the link without saying of which province."""
    mentions = [one.mention for one in ones]
    due = next((m.deadline for m in mentions if m.deadline), None)
    return {
        "responsible": list(dict.fromkeys(body for m in mentions for body in m.responsible)),
        "status": next((m.status for m in reversed(mentions) if m.status), None),
        "by": due.by.isoformat() if due else None,
        "said": due.said if due else "",
        "line": mentions[0].line,
    }


def _alone(one: Covered) -> Covered:
    kind = one.mention.kind if one.mention.kind in _OF_PROJECTS else MentionKind.ROAD
    return replace(one, links=(), mention=replace(one.mention, parent=None, kind=kind))
