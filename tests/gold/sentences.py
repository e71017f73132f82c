"""Invented sentences, what is expected of each, and what a reader got wrong in them."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from ruamel.yaml import YAML

from geo.agreements.mention import SideTold
from geo.agreements.vocabulary import vocabulary_in_use
from geo.names import fold, normal_name
from tests.gold.annotations import FOLDER, GoldMention
from tests.gold.matching import Found, Matching, match

KINDS = ("sentences", "sides", "times", "names", "connectors", "listed", "joined", "false")
"""The files of invented sentences."""
_SPAN_KEYS = ("text", "nth", "kind", "or_kind", "refs", "optional")
_Form = Literal["NFC", "NFD"]
_UNIT_WORDS = (
    "thanh pho", "thi xa", "thi tran", "cua khau", "tinh", "huyen", "xa", "phuong", "tp", "ga",
)  # fmt: skip


def _names_of(party: str) -> tuple[str, ...]:
    """The names that a party's id stands for; an id that nothing lists is a name with dashes."""
    listed = (body.names for body in vocabulary_in_use().bodies if body.id == party)
    return (*next(listed, ()), party.replace("-", " "))


ASKED: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda m: m.name,
    "from": lambda m: m.from_place,
    "to": lambda m: m.to_place,
    "kv": lambda m: m.voltage,
    "status": lambda m: m.status,
    "action": lambda m: m.action,
    "deadline": lambda m: m.deadline and m.deadline.by,
    "responsible": lambda m: [name for party in m.responsible for name in _names_of(party)],
    "lengths": lambda m: m.lengths,
    "sides": lambda m: m.sides,
}
"""How the reader's mentions answer what a sentence asks: the one place that knows their names."""
ASKED_OF_SIDES: Mapping[str, Callable[[Any], Any]] = {
    key: ASKED[key] for key in ("from", "to", "status", "deadline", "responsible", "lengths")
}


_MERE_ACTIONS = {"proposed": "propose", "study": "study"}
"""What is done to a thing, when nothing more than this is done."""


@dataclass(frozen=True)
class Sentence:
    """One sentence and everything that it names."""

    about: str
    text: str
    mentions: tuple[GoldMention, ...]
    details: tuple[Mapping[str, Any], ...]
    """What is asked of each mention, besides kind and references."""


def load_sentences(name: str = "sentences") -> tuple[Sentence, ...]:
    """Read ``sentences.yaml``, or the longer texts of ``news.yaml``."""
    content = YAML(typ="safe", pure=True).load(
        (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    )
    return tuple(_sentence(row) for row in content["sentences"])


def _sentence(row: dict[str, Any]) -> Sentence:
    form: _Form = row.get("form", "NFC")
    text = unicodedata.normalize(form, row["text"])
    mentions = tuple(_mention(text, form, n, m) for n, m in enumerate(row["mentions"], start=1))
    details = tuple(
        {key: value for key, value in mention.items() if key not in _SPAN_KEYS}
        for mention in row["mentions"]
    )
    return Sentence(row.get("about", text[:60]), text, mentions, details)


def _mention(text: str, form: _Form, number: int, row: dict[str, Any]) -> GoldMention:
    span, start = unicodedata.normalize(form, row["text"]), -1
    for _ in range(row.get("nth", 1)):
        start = (text if span in text else text.lower()).index(
            span if span in text else span.lower(), start + 1
        )
    return GoldMention(
        number,
        1,
        start,
        start + len(span),
        row["kind"],
        or_kind=row.get("or_kind"),
        refs=frozenset(row.get("refs", ())),
        optional="may differ" if row.get("optional") else None,
    )


def faults(sentence: Sentence, found: Sequence[Found]) -> list[str]:
    """Say everything that the reader got wrong; nothing when the sentence is read right."""
    matching = match(sentence.text, sentence.mentions, found)
    told = [
        f"missed {mention.kind} {sentence.text[mention.start : mention.end]!r}"
        for g, mention in enumerate(sentence.mentions)
        if g not in matching.pairs and not mention.optional
    ]
    told += [
        f"invented {found[f].kind} {sentence.text[found[f].start : found[f].end]!r}"
        for f in matching.invented
    ]
    return told + _wrong_facts(sentence, found, matching)


def _wrong_facts(sentence: Sentence, found: Sequence[Found], matching: Matching) -> list[str]:
    told = []
    for g, f in matching.pairs.items():
        mention, asked = sentence.mentions[g], sentence.details[g]
        if mention.optional:
            continue
        span = sentence.text[mention.start : mention.end]
        if set(found[f].refs) != mention.refs:
            told.append(f"{span!r}: refs {sorted(found[f].refs)}, not {sorted(mention.refs)}")
        for key, right in asked.items():
            answer = ASKED[key](found[f])
            if not _is_right(key, answer, right, asked):
                told.append(f"{span!r}: {key} {answer!r}, not {right!r}")
    return told


def _is_right(key: str, answer: Any, right: Any, asked: Mapping[str, Any]) -> bool:
    if key == "lengths":
        return _same_lengths(answer, right)
    if key == "sides":
        return _same_sides(answer, right)
    choices = list(right) if isinstance(right, list) else [right]
    if key == "action":
        choices.append(_MERE_ACTIONS.get(str(asked.get("status")), right))
    return any(_is_same(key, answer, choice) for choice in choices)


def _is_same(key: str, answer: Any, right: Any) -> bool:
    if right is None or answer is None:
        return right is None and (not answer or answer == "unknown")
    if key == "responsible":
        return any(same_place(name, right) for name in answer)
    if key == "name":
        return normal_name(str(answer)).removeprefix("cầu ") == normal_name(right)
    if key in ("from", "to"):
        return same_place(str(answer), right)
    return str(answer) == str(right)


@cache
def same_place(one: str, other: str) -> bool:
    """Tell whether two texts name one place or party: "tỉnh Bắc Giang" and "Bắc Giang" do."""
    first, second = (
        _without_unit(" ".join(re.findall(r"[\w.]+", fold(text)))) for text in (one, other)
    )
    return f" {first} " in f" {second} " or f" {second} " in f" {first} "


def _without_unit(folded: str) -> str:
    for words in _UNIT_WORDS:
        if folded.startswith(f"{words} "):
            return folded.removeprefix(f"{words} ")
    return folded


def _same_sides(answer: Sequence[SideTold], right: Sequence[Mapping[str, Any]]) -> bool:
    """Compare sides in any order: province or stretch, and whatever is asked of each."""
    left = list(answer)
    for row in right:
        same = next((side for side in left if _is_side(side, row)), None)
        if same is None:
            return False
        left.remove(same)
    return not left


def _is_side(side: SideTold, row: Mapping[str, Any]) -> bool:
    if side.province != row.get("of"):
        return False
    return all(
        _is_right(key, ASKED_OF_SIDES[key](side), right, row)
        for key, right in row.items()
        if key != "of"
    )


def _same_lengths(answer: Collection[Any], right: Sequence[Mapping[str, Any]]) -> bool:
    """Compare kilometres, each once, and what they measure where the sentence says it."""
    km = {round(float(length.km), 4): length for length in answer or ()}
    if set(km) != {round(float(row["km"]), 4) for row in right}:
        return False
    return all(
        fold(row["in"]) in fold(str(km[round(float(row["km"]), 4)].of))
        for row in right
        if "in" in row
    )
