"""The gold is in step with its documents, with the registry and with itself."""

import hashlib
import re
from pathlib import Path

import pytest

from geo.model import Mode, Status
from geo.names import fold, normal_ref
from geo.registry import Registry, load_registry
from tests.gold.annotations import GoldDocument, load_gold

GOLD = load_gold()
KINDS = {"road", "bridge", "rail", "power", "waterway", "port", "other"}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


each = pytest.mark.parametrize("gold", GOLD, ids=[gold.agreement for gold in GOLD])


def test_every_registered_agreement_has_its_gold(registry: Registry) -> None:
    assert {gold.agreement for gold in GOLD} == set(registry.agreements)


@each
def test_document_is_the_one_that_was_read(gold: GoldDocument, shared: Path) -> None:
    text = gold.text(shared)
    assert len(text) == gold.characters
    assert hashlib.sha256(text.encode()).hexdigest() == gold.sha256


@each
def test_spans_are_whole_words_on_their_line(gold: GoldDocument, shared: Path) -> None:
    text = gold.text(shared)
    for mention in gold.mentions:
        span = text[mention.start : mention.end]
        assert span == span.strip() != "", mention
        assert "\n" not in span, mention
        assert text.count("\n", 0, mention.start) + 1 == mention.line, mention
        assert not re.match(r"\w\w", text[mention.start - 1 : mention.start + 1]), mention
        assert not re.match(r"\w\w", text[mention.end - 1 : mention.end + 1].replace("²", " ")), (
            mention
        )


@each
def test_references_and_names_stand_in_their_span(gold: GoldDocument, shared: Path) -> None:
    text = gold.text(shared)
    for mention in gold.mentions:
        span = fold(text[mention.start : mention.end])
        for ref in mention.refs:
            assert normal_ref(ref) == ref
            number = "v|5" if ref == "VĐ5" else re.sub(r"\D*", "", ref, count=1).casefold()
            assert re.search(rf"\b(?:{number}|\D*{number})", span), (ref, span)
        if mention.name:
            assert fold(mention.name) in span


@each
def test_facts_are_of_the_known_kinds(gold: GoldDocument, registry: Registry) -> None:
    for mention in gold.mentions:
        assert set(mention.kinds) <= KINDS
        assert not mention.refs or mention.kind == "road"
    modes = {p.id: p.mode for p in registry.projects.values()}
    by_id = {m.id: m for m in gold.mentions}
    for status in gold.statuses:
        assert {by_id[key].line for key in status.mentions} == {status.line}, status
        assert set(status.statuses) <= set(Status)
        assert modes[status.project] in Mode


@each
def test_numbering_and_nesting_hold(gold: GoldDocument) -> None:
    mentions = gold.mentions
    assert [m.id for m in mentions] == list(range(1, len(mentions) + 1))
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    for mention in mentions:
        if mention.nested_in is not None:
            outer = mentions[mention.nested_in - 1]
            assert (outer.line, outer.start) <= (mention.line, mention.start)
            assert outer.id != mention.id


@each
def test_statuses_are_of_sides_that_cite_the_line(gold: GoldDocument, registry: Registry) -> None:
    for status in gold.statuses:
        project = registry.projects[status.project]
        assert status.side in {side.province for side in project.sides}
        assert f"{gold.agreement}:{status.line}" in {str(cite) for cite in project.cites}


def test_every_project_of_the_registry_is_named_somewhere(registry: Registry) -> None:
    said = {status.project for gold in GOLD for status in gold.statuses}
    assert said == set(registry.projects)
