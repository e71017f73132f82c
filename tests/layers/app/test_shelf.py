"""What readers keep: found by its key alone, changed in part, the oldest gone when it is much."""

import os
from pathlib import Path

import pytest

from layers.app.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf", 10_000)


def test_a_thing_is_found_by_its_key_and_changed_in_part(shelf: Shelf) -> None:
    key = shelf.put({"title": "Họp", "projects": ["ql279"]}, b"file")
    other = shelf.put({"title": "Họp"})
    assert key != other
    shelf.change(key, projects=[])
    assert shelf.facts(key) == {"title": "Họp", "projects": []}
    assert shelf.content(key) == b"file"
    assert shelf.content(other) is None
    assert {one.key for one in shelf.recent()} == {key, other}
    shelf.delete(key)
    shelf.change(key, projects=["ql1"])
    assert shelf.facts(key) is None
    assert shelf.content(key) is None


@pytest.mark.parametrize("key", [None, "", "x", "../" * 10 + "ab", "a" * 32, "ä" * 32])
def test_a_key_that_nobody_drew_finds_nothing(shelf: Shelf, key: str | None) -> None:
    (shelf.folder.parent / "secret.json").write_text("{}", "utf-8")
    assert shelf.facts(key) is None
    assert shelf.content(key or "") is None


def test_the_oldest_go_when_it_is_too_much(shelf: Shelf) -> None:
    keys = []
    for number in range(4):
        keys.append(shelf.put({"name": str(number)}, bytes(4_000)))
        os.utime(shelf.folder / f"{keys[-1]}.json", (number, number))
    newest = shelf.put({"name": "last"}, bytes(4_000))
    kept = {one.key for one in shelf.recent()}
    assert kept == {keys[-1], newest}
    assert {path.name.split(".")[0] for path in shelf.folder.glob("*.content")} == kept


def test_one_that_is_larger_than_all_may_take_is_kept_alone(shelf: Shelf) -> None:
    shelf.put({}, bytes(100))
    large = shelf.put({}, bytes(20_000))
    assert [one.key for one in shelf.recent()] == [large]


def test_what_is_damaged_is_gone_and_hurts_nobody(shelf: Shelf) -> None:
    key, whole = shelf.put({"a": 1}), shelf.put({"b": 2})
    (shelf.folder / f"{key}.json").write_bytes(b"{")
    assert shelf.facts(key) is None
    assert [one.key for one in shelf.recent()] == [whole]
