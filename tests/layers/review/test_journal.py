"""A review belongs to its address, which nobody can guess; who owns the server can clear up."""

import hashlib
import json
from pathlib import Path

import pytest

from geo.agreements.document import Document
from geo.errors import InputError
from layers.review import journal as module
from layers.review.journal import Journal

PUBLIC = Document("của tôi", "Thông báo 30/TB-VPCP: đầu tư cầu Bến Thử.")


def test_the_same_text_uploaded_by_another_is_another_review(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    mine = journal.keep(PUBLIC)
    journal.change(mine, "items", "x", state="accepted")
    other = journal.keep(Document("của người khác", PUBLIC.text))
    assert other != mine
    assert journal.review(other) == {}
    found = journal.document(other)
    assert found is not None
    assert found.name == "của người khác"


def old_review(folder: Path) -> str:
    """A review as versions before this one kept it: called by the hash of its text."""
    key = hashlib.sha256(PUBLIC.text.encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    content = {"name": PUBLIC.name, "text": PUBLIC.text}
    (folder / f"{key}.document.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / f"{key}.review.json").write_text('{"items": {"x": {}}}', encoding="utf-8")
    return key


def test_an_address_that_can_be_worked_out_opens_nothing(tmp_path: Path) -> None:
    key = old_review(tmp_path)
    assert Journal(tmp_path).document(key) is None
    assert Journal(tmp_path).review(key) == {}


def test_old_reviews_are_listed_opened_at_an_own_address_and_deleted(tmp_path: Path) -> None:
    journal, old = Journal(tmp_path), old_review(tmp_path)
    (row,) = journal.kept()
    assert (row.key, row.name) == (old, PUBLIC.name)
    own = journal.with_own_address(old)
    assert journal.with_own_address(own) == own
    assert journal.document(own) == PUBLIC
    assert journal.review(own) == {"items": {"x": {}}}
    assert [one.key for one in journal.kept()] == [own]
    journal.delete(own)
    assert journal.kept() == []
    assert journal.document(own) is None


@pytest.mark.parametrize("key", ["../secret", "", "*", "a" * 31])
def test_only_reviews_are_deleted(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret.document.json").write_text("{}", encoding="utf-8")
    Journal(tmp_path / "reviews").delete(key)
    assert (tmp_path / "secret.document.json").exists()


def test_a_server_keeps_so_much_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 1_000)
    journal = Journal(tmp_path)
    kept = journal.keep(PUBLIC)
    with pytest.raises(InputError, match="delete old ones"):
        journal.keep(Document("lớn", "a" * 2_000))
    journal.delete(kept)
    journal.keep(Document("vừa", "a" * 500))


def test_a_damaged_row_does_not_hide_the_others(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    key = journal.keep(PUBLIC)
    for name, content in (("a", "{"), ("b", "[]"), ("c", "{}")):
        (tmp_path / f"{name}.document.json").write_text(content, encoding="utf-8")
    assert [one.key for one in journal.kept()] == [key]
