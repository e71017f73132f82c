"""The invented sentences say what they should, and wrong readings of them are told."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest

from geo.model import Status
from geo.names import normal_ref
from tests.gold.annotations import FOLDER, MEASURED
from tests.gold.sentences import ASKED, Sentence, faults, load_sentences, same_place

SENTENCES = load_sentences()
NEWS = load_sentences("news")


@dataclass(frozen=True)
class Answer:
    start: int
    end: int
    kind: str
    refs: tuple[str, ...] = ()
    name: str | None = None
    from_place: str | None = None
    to_place: str | None = None
    voltage: int | None = None
    status: str | None = None
    action: str | None = None
    deadline: SimpleNamespace | None = None
    responsible: tuple[str, ...] = ()
    lengths: tuple[Any, ...] = ()


def perfect(sentence: Sentence) -> list[Answer]:
    """Read a sentence as its expectations have it."""
    answers = []
    for mention, asked in zip(sentence.mentions, sentence.details, strict=True):
        first = {key: v[0] if isinstance(v, list) and v else v for key, v in asked.items()}
        lengths = tuple(
            SimpleNamespace(km=row["km"], of=row.get("in", "")) for row in asked.get("lengths", ())
        )
        facts = {key: first.get(key) for key in ("name", "status", "action")}
        deadline, responsible = first.get("deadline"), first.get("responsible")
        answers.append(
            Answer(
                mention.start,
                mention.end,
                mention.kind,
                tuple(mention.refs),
                from_place=first.get("from"),
                to_place=first.get("to"),
                voltage=first.get("kv"),
                deadline=deadline and SimpleNamespace(by=deadline),
                responsible=(responsible,) if responsible else (),
                lengths=lengths,
                **facts,
            )
        )
    return answers


def test_there_are_enough_and_no_two_alike() -> None:
    assert len(SENTENCES) >= 170
    assert [text for text, n in Counter(s.text for s in SENTENCES).items() if n > 1] == []
    assert 50 <= sum(not sentence.mentions for sentence in SENTENCES) <= len(SENTENCES) / 2


def test_news_are_of_several_sentences() -> None:
    assert len({news.text for news in NEWS}) >= 40
    assert all(len(news.text) > 150 for news in NEWS)


def test_file_is_composed_unicode() -> None:
    text = (FOLDER / "sentences.yaml").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert any(not unicodedata.is_normalized("NFC", sentence.text) for sentence in SENTENCES)


@pytest.mark.parametrize("sentence", [*SENTENCES, *NEWS], ids=lambda s: s.about)
def test_expectations_are_well_formed(sentence: Sentence) -> None:
    for mention, asked in zip(sentence.mentions, sentence.details, strict=True):
        assert set(mention.kinds) <= {*MEASURED, "port", "other"}
        assert {ref: normal_ref(ref) for ref in mention.refs} == {r: r for r in mention.refs}
        assert set(asked) <= set(ASKED)
        said = asked.get("status")
        assert {*(said if isinstance(said, list) else [said])} <= {*Status, None}
    assert faults(sentence, perfect(sentence)) == []


def test_every_kind_of_fault_is_told() -> None:
    sentence = next(s for s in SENTENCES if s.about == "length and width")
    (right,) = perfect(sentence)
    assert len(faults(sentence, [])) == 1
    assert len(faults(sentence, [right, replace(right, start=0, end=2)])) == 1
    assert len(faults(sentence, [replace(right, kind="bridge")])) == 2
    assert len(faults(sentence, [replace(right, refs=())])) == 1
    width = SimpleNamespace(km=0.0075, of="")
    assert len(faults(sentence, [replace(right, lengths=(*right.lengths, width))])) == 1


@pytest.mark.parametrize(
    ("about", "wrong"),
    [
        ("double circuit", {"voltage": 110}),
        ("double circuit", {"from_place": "Yên Bái"}),
        ("double circuit", {"to_place": None}),
        ("suspended", {"status": "construction"}),
        ("suspended", {"name": "Bản"}),
        ("a quarter", {"deadline": SimpleNamespace(by="2025-12-31")}),
        ("a date of a document is no deadline", {"deadline": SimpleNamespace(by="2024-05-12")}),
        ("restoring a railway", {"action": "build"}),
        ("a ministry", {"responsible": ("bo-tai-chinh",)}),
        ("a future completion is no completion", {"status": "completed"}),
    ],
)
def test_every_wrong_fact_is_told(about: str, wrong: dict[str, Any]) -> None:
    sentence = next(s for s in SENTENCES if s.about == about)
    first, *others = perfect(sentence)
    assert len(faults(sentence, [replace(first, **wrong), *others])) == 1


def test_proposing_is_an_action_too() -> None:
    sentence = next(s for s in SENTENCES if s.about == "restoring a railway")
    (right,) = perfect(sentence)
    assert faults(sentence, [replace(right, action="propose")]) == []


def test_places_are_compared_without_their_unit() -> None:
    assert same_place("tỉnh Bắc Giang", "Bắc Giang")
    assert same_place("thị trấn Khe Sanh, huyện Hướng Hóa", "Khe Sanh")
    assert not same_place("Bắc Giang", "Bắc Ninh")
