"""How well agreements are read, against what careful reading found.

``python -m tests.gold.score`` prints a row for each of the five documents and one for all:
recall and precision of roads, bridges, railways and power lines, the share of exact references
among the matched ones, and the share of projects' sides whose status is right. README.md beside
this file says what a mention is and what counts as a match. Then it prints how many of the
invented sentences are read without a fault. ``--misses`` lists what went wrong.
"""

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from geo.registry import DATA_DIR
from geo.registry.units import read_units
from tests.gold.annotations import MEASURED, GoldDocument, GoldStatus, load_gold
from tests.gold.matching import Found, FoundMention, Matching, match
from tests.gold.sentences import KINDS, Sentence, faults, load_sentences, same_place

SHARED = Path(os.environ.get("GIAPRANH_SHARED", Path(__file__).resolve().parents[3] / "shared"))

Reader = Callable[[str], Sequence[FoundMention]]


@dataclass(frozen=True)
class Score:
    """Counts, from which every share follows; they add up over documents."""

    required: int = 0
    """Gold mentions of a measured kind that are not optional."""
    hits: int = 0
    """Those of them that were found."""
    invented: int = 0
    """Found mentions of a measured kind that are nothing in the gold."""
    exact: int = 0
    """Hits whose references are the gold's."""
    with_refs: int = 0
    """Hits with a reference in the gold or in what was found."""
    exact_with_refs: int = 0
    sides: int = 0
    """Statuses of projects' sides."""
    sides_right: int = 0
    ends: int = 0
    """Ends that the gold names of hits."""
    ends_right: int = 0
    deadlines_wrong: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Score)))

    @property
    def recall(self) -> float:
        return _share(self.hits, self.required)

    @property
    def precision(self) -> float:
        return _share(self.hits, self.hits + self.invented)

    @property
    def exact_refs(self) -> float:
        return _share(self.exact, self.hits)

    @property
    def exact_refs_of_numbered(self) -> float:
        return _share(self.exact_with_refs, self.with_refs)

    @property
    def statuses(self) -> float:
        return _share(self.sides_right, self.sides)

    @property
    def right_ends(self) -> float:
        return _share(self.ends_right, self.ends)


@dataclass(frozen=True)
class Reading:
    """One document as the reader under test read it, beside its gold."""

    gold: GoldDocument
    text: str
    found: Sequence[FoundMention]
    matching: Matching

    @property
    def hits(self) -> list[tuple[int, int]]:
        """Pairs that the figures count."""
        mentions = self.gold.mentions
        return [
            (g, f)
            for g, f in self.matching.pairs.items()
            if mentions[g].kind in MEASURED and not mentions[g].optional
        ]

    def wrong_refs(self) -> list[tuple[int, int]]:
        """Hits whose references are not the gold's."""
        return [
            (g, f) for g, f in self.hits if set(self.found[f].refs) != self.gold.mentions[g].refs
        ]

    def said(self, status: GoldStatus) -> set[str]:
        """What the reader says of the mentions that a side's status is stated of."""
        pairs = self.matching.pairs
        at = [g for g, mention in enumerate(self.gold.mentions) if mention.id in status.mentions]
        found = [self.found[pairs[g]] for g in at if g in pairs]
        province = _province(status.side)
        if status.alone:
            sides = (side for one in found for side in one.sides)
            said = [side.status for side in sides if side.province in (province, None)]
        else:
            said = [one.status_of(province) or one.status for one in found]
            said += [side.status for one in found for side in one.sides if side.province is None]
        return {str(word) for word in said if word is not None}

    def ends(self) -> Iterable[tuple[int, str, str, str | None]]:
        """Line, end, the right place and the place found, of every end that the gold names."""
        for g, f in self.hits:
            gold, found = self.gold.mentions[g], self.found[f]
            for end in ("from_place", "to_place"):
                right = getattr(gold, end)
                if right is not None:
                    yield gold.line, end, right, getattr(found, end)

    def wrong_deadlines(self) -> list[str]:
        """Deadlines that no right mention has, and those that the document does not set."""
        ids = {f: self.gold.mentions[g].id for g, f in self.matching.pairs.items()}
        told = [
            (ids.get(f), due.by)
            for f, one in enumerate(self.found)
            if one.kind in MEASURED
            for due in {one.deadline, *(side.deadline for side in one.sides)}
            if due is not None
        ]
        wrong = [
            f"no {due.by} at any of {due.mentions}"
            for due in self.gold.deadlines
            if not any(one in due.mentions and by == due.by for one, by in told)
        ]
        right = {(one, due.by) for due in self.gold.deadlines for one in due.mentions}
        days = {due.by for due in self.gold.deadlines}
        return wrong + [
            f"invented {by} at mention {one}"
            for one, by in told
            if (one, by) not in right and (one is not None or by not in days)
        ]

    def wrong_statuses(self) -> list[GoldStatus]:
        """Sides of which the reader says none of the right statuses."""
        return [s for s in self.gold.statuses if not self.said(s) & set(s.statuses)]

    def score(self) -> Score:
        """Count."""
        wrong = self.wrong_refs()
        numbered = sum(bool(self.gold.mentions[g].refs or self.found[f].refs) for g, f in self.hits)
        return Score(
            required=len(self.hits) + len(self.matching.missed),
            hits=len(self.hits),
            invented=len(self.matching.invented),
            exact=len(self.hits) - len(wrong),
            with_refs=numbered,
            exact_with_refs=numbered - len(wrong),
            sides=len(self.gold.statuses),
            sides_right=len(self.gold.statuses) - len(self.wrong_statuses()),
            ends=len(ends := list(self.ends())),
            ends_right=sum(_is_place(right, found) for _, _, right, found in ends),
            deadlines_wrong=len(self.wrong_deadlines()),
        )


@cache
def _names() -> dict[str, str]:
    return dict(read_units(DATA_DIR / "provinces" / "merges.csv").signing)


def _province(code: str) -> str:
    return _names()[code]


def _is_place(right: str, found: str | None) -> bool:
    return found is not None and same_place(found, right)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def read(gold: GoldDocument, text: str, reader: Reader) -> Reading:
    """Let the reader read one document, and match what it found."""
    found = reader(text)
    return Reading(gold, text, found, match(text, gold.mentions, found))


def read_all(reader: Reader, shared: Path = SHARED) -> list[Reading]:
    """Let the reader read the five agreements."""
    return [read(gold, gold.text(shared), reader) for gold in load_gold()]


def total(scores: Iterable[Score]) -> Score:
    """Add up."""
    return sum(scores, start=Score())


def row(label: str, score: Score) -> str:
    """Write one line of the table."""
    return (
        f"{label:12}{score.required:9}{score.recall:8.3f}{score.precision:11.3f}"
        f"{score.exact_refs:12.3f}{score.exact_refs_of_numbered:14.3f}"
        f"{score.sides:7}{score.statuses:10.3f}{score.right_ends:8.3f}{score.deadlines_wrong:10}"
    )


def misses(reading: Reading) -> Iterable[str]:
    """Say what went wrong, one line each."""
    for g in reading.matching.missed:
        mention = reading.gold.mentions[g]
        span = reading.text[mention.start : mention.end]
        yield f"  missed    line {mention.line}: {mention.kind} {span!r}"
    for f in reading.matching.invented:
        found = reading.found[f]
        line = reading.text.count("\n", 0, found.start) + 1
        yield f"  invented  line {line}: {found.kind} {reading.text[found.start : found.end]!r}"
    for g, f in reading.wrong_refs():
        mention, refs = reading.gold.mentions[g], sorted(reading.found[f].refs)
        span = reading.text[mention.start : mention.end]
        yield f"  refs      line {mention.line}: {span!r} {sorted(mention.refs)}, found {refs}"
    for status in reading.wrong_statuses():
        said = sorted(reading.said(status)) or "nothing"
        right = " or ".join(status.statuses)
        yield (
            f"  status    line {status.line}: {status.project}, side {status.side}: "
            f"{right}, found {said}"
        )
    for line, end, place, told in reading.ends():
        if not _is_place(place, told):
            yield f"  end       line {line}: {end} {place!r}, found {told!r}"
    for day in reading.wrong_deadlines():
        yield f"  deadline  {day}"


def sentence_score(sentence: Sentence, found: Sequence[Found]) -> Score:
    """Count the mentions of one invented sentence; it states no sides."""
    matching = match(sentence.text, sentence.mentions, found)
    hits = [
        (mention, found[f])
        for g, f in matching.pairs.items()
        if (mention := sentence.mentions[g]).kind in MEASURED and not mention.optional
    ]
    exact = [mention.refs == set(one.refs) for mention, one in hits]
    numbered = [mention.refs == set(o.refs) for mention, o in hits if mention.refs or o.refs]
    return Score(
        required=len(hits) + len(matching.missed),
        hits=len(hits),
        invented=len(matching.invented),
        exact=sum(exact),
        with_refs=len(numbered),
        exact_with_refs=sum(numbered),
    )


def print_sentences(
    label: str, sentences: Sequence[Sentence], reader: Reader, *, told_all: bool
) -> None:
    """Print how many texts are read without any fault, and the figures of their mentions."""
    read = [(sentence, reader(sentence.text)) for sentence in sentences]
    told = {s.text: wrong for s, found in read if (wrong := faults(s, found))}
    score = total(sentence_score(s, found) for s, found in read)
    print(f"{label} without a fault: {len(read) - len(told)} of {len(read)}")
    print(
        f"  {score.required} mentions: recall {score.recall:.3f}, precision"
        f" {score.precision:.3f}, exact refs {score.exact_refs:.3f}"
        f" (of numbered {score.exact_refs_of_numbered:.3f})"
    )
    for text, wrong in told.items() if told_all else ():
        print(f"  {text!r}", *wrong, sep="\n    ")


def main() -> None:
    """Print the table."""
    from geo.agreements import read_mentions  # noqa: PLC0415  # the scorer is tested without it

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    given = parser.parse_args()
    readings = read_all(read_mentions)
    print(
        f"{'document':12}{'mentions':>9}{'recall':>8}{'precision':>11}"
        f"{'exact refs':>12}{'(of numbered)':>14}{'sides':>7}{'statuses':>10}"
        f"{'ends':>8}{'bad days':>10}"
    )
    for reading in readings:
        print(row(reading.gold.agreement, reading.score()))
        for line in misses(reading) if given.misses else ():
            print(line)
    print(row("all", total(reading.score() for reading in readings)))
    for name in (*KINDS, "news"):
        print_sentences(name, load_sentences(name), read_mentions, told_all=given.misses)


if __name__ == "__main__":
    main()
