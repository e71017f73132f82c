"""Which found mention is which gold one."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from geo.agreements.mention import MentionedDeadline, SideTold
from tests.gold.annotations import MEASURED, GoldMention

ENOUGH_OVERLAP = 0.5
"""Intersection over union from which two spans are taken for one."""

_SORTING_WORDS = re.compile(
    r"(?:(?:các|những|một số|\d+|đoạn|tuyến|dự án|công trình|trục)[\s*]+)+", re.IGNORECASE
)


class Found(Protocol):
    """What the reader says of a mention, as far as it is measured."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def refs(self) -> Collection[str]: ...
    @property
    def status(self) -> str | None: ...


class FoundMention(Found, Protocol):
    """All that the measure asks of a mention of an agreement."""

    @property
    def from_place(self) -> str | None: ...
    @property
    def to_place(self) -> str | None: ...
    @property
    def deadline(self) -> MentionedDeadline | None: ...
    @property
    def sides(self) -> tuple[SideTold, ...]: ...
    def status_of(self, province: str) -> str | None: ...


@dataclass(frozen=True)
class Matching:
    """Pairs by index, and what stands alone."""

    pairs: dict[int, int]
    """Index of the gold mention to index of the found one; optional ones included."""
    missed: tuple[int, ...]
    """Gold mentions that are measured and required, and were not found."""
    invented: tuple[int, ...]
    """Found mentions of a measured kind that are nothing in the gold."""


def core_start(text: str, start: int, end: int) -> int:
    """Return where a span begins when words that only sort or count are left out."""
    match = _SORTING_WORDS.match(text, start, end)
    return start if match is None or match.end() >= end else match.end()


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union of two spans, 0 to 1."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / (max(one[1], other[1]) - min(one[0], other[0]))


def likeness(text: str, gold: GoldMention, found: Found) -> float:
    """How alike the spans are, 0 (no match) to 1; a common beginning counts like enough overlap."""
    if not gold.optional and str(found.kind) not in gold.kinds:
        return 0.0
    spans = [(core_start(text, m.start, m.end), m.end) for m in (gold, found)]
    share = overlap(*spans)
    if share >= ENOUGH_OVERLAP:
        return share
    return ENOUGH_OVERLAP * share if spans[0][0] == spans[1][0] else 0.0


def match(text: str, gold: Sequence[GoldMention], found: Sequence[Found]) -> Matching:
    """Pair gold and found mentions, the closest first, required ones before optional ones."""
    candidates = []
    by_start = sorted(range(len(found)), key=lambda index: found[index].start)
    for g, mention in enumerate(gold):
        for f in by_start:
            if found[f].start >= mention.end:
                break
            if found[f].end > mention.start and (alike := likeness(text, mention, found[f])):
                candidates.append((bool(mention.optional), -alike, g, f))
    pairs: dict[int, int] = {}
    for _, _, g, f in sorted(candidates):
        if g not in pairs and f not in pairs.values():
            pairs[g] = f
    taken = set(pairs.values())
    return Matching(
        pairs,
        tuple(g for g, m in enumerate(gold) if g not in pairs and _is_required(m)),
        tuple(f for f, m in enumerate(found) if f not in taken and str(m.kind) in MEASURED),
    )


def _is_required(mention: GoldMention) -> bool:
    return mention.kind in MEASURED and not mention.optional
