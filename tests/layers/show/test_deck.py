"""The speaker's list: what is wrong in it is named with its line."""

import datetime as dt
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.pipeline import Linkage
from geo.registry import Registry, Units
from layers.show.deck import Deck, deck_of, read_deck, written
from layers.texts import Language

APART = "huu-lung-dt245-my-an"
FULL = f"""\
# cho phiên họp
title: "Phiên họp: Bắc Giang – Lạng Sơn"
language: en
agreement: bc2689
date: 2024-06-01
units: today
projects:
  - ql279
  - {APART}
"""


@pytest.fixture
def registry(linkage: Linkage) -> Registry:
    return linkage.registry


def refused(text: str | bytes, registry: Registry) -> str:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(InputError) as caught:
        deck_of(content, "list.yaml", registry)
    return str(caught.value)


def test_a_list_comes_back_as_it_was_written(registry: Registry, tmp_path: Path) -> None:
    agreement = next(iter(registry.agreements))
    text = FULL.replace("bc2689", agreement)
    path = tmp_path / "list.yaml"
    path.write_text(text, encoding="utf-8")
    deck = read_deck(path, registry)
    assert deck == Deck(
        title="Phiên họp: Bắc Giang – Lạng Sơn",
        language=Language.EN,
        agreement=agreement,
        date=dt.date(2024, 6, 1),
        units=Units.TODAY,
        projects=("ql279", APART),
    )
    assert deck_of(written(deck).encode(), "again", registry) == deck
    assert "Phiên họp" in written(deck)


def test_every_fault_is_named_with_its_line(registry: Registry) -> None:
    said = refused("title: 3\nlanguag: vi\ndate: 2024-02-30\nprojects: []\n", registry)
    assert "4 fault(s)" in said
    for line, word in ((1, "title"), (2, "languag"), (3, "date"), (4, "projects")):
        assert f"\n  list.yaml:{line}: {word}" in said


def test_unknown_ids_are_named_with_those_near_to_them(registry: Registry) -> None:
    said = refused("agreement: nothing\nprojects:\n- ql279\n- cau-hoa-sn\n", registry)
    assert "list.yaml:1: no agreement has the id 'nothing'" in said
    assert "list.yaml:4: no project has the id 'cau-hoa-sn'; near to it: cau-hoa-son" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"projects: [", "not valid YAML"),
        (b"- ql279\n", "no list of fields"),
        (b"", "no list of fields"),
        (b"title: x\n", "projects: Field required"),
        (b"projects: [ql279, ql279]\n", "named twice: ql279"),
        (b"#" * 1_000_001, "1,000,001 bytes"),
        (b"title: a\ntitle: b\n", "not valid YAML"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, words: str, registry: Registry) -> None:
    said = refused(content, registry)
    assert words in said
    assert said.startswith("list.yaml")


def test_a_missing_file_is_named(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml: cannot be read"):
        read_deck(tmp_path / "none.yaml", registry)
