"""Files are written whole and together, or not at all."""

from pathlib import Path

import pytest

from geo.errors import InputError
from geo.files import check_folder, write_all, write_together
from tests.geo.export.conditions import full_disk, read_only_folder


def test_files_are_written_with_their_folder(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    write_together({out / "one.json": b"1", out / "hai.json": "hai đường".encode()})
    assert (out / "one.json").read_bytes() == b"1"
    assert (out / "hai.json").read_text(encoding="utf-8") == "hai đường"
    assert sorted(path.name for path in out.iterdir()) == ["hai.json", "one.json"]


def test_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    write_together({tmp_path / "one": b"1"})
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o644


def test_existing_files_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"a much longer text of before")
    write_together({tmp_path / "one": b"new"})
    assert (tmp_path / "one").read_bytes() == b"new"


def test_nothing_to_write_is_nothing_written(tmp_path: Path) -> None:
    write_together({})
    assert not list(tmp_path.iterdir())


def assert_nothing_changed(folder: Path) -> None:
    assert (folder / "one").read_bytes() == b"old"
    assert not [path for path in folder.rglob("*") if path.name.startswith(".")]


def test_one_path_that_is_a_folder_stops_all(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    (tmp_path / "two").mkdir()
    with pytest.raises(InputError, match=r"two: cannot be written \(Is a directory\) — choose"):
        write_together({tmp_path / "one": b"new", tmp_path / "two": b"new"})
    assert_nothing_changed(tmp_path)


def test_folder_that_is_a_file_stops_all(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    for path in (tmp_path / "one" / "two", tmp_path / "one" / "deep" / "two"):
        with pytest.raises(InputError, match="cannot be written"):
            write_together({path: b"new"})
    assert_nothing_changed(tmp_path)


def test_folder_is_refused_before_any_work_is_done(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    with pytest.raises(InputError, match=r"cannot be written \(Not a directory\)"):
        check_folder(tmp_path / "one" / "two")
    check_folder(tmp_path / "new" / "deep")
    assert not (tmp_path / "new").exists()
    refused = pytest.raises(InputError, match=r"cannot be written \(Permission denied\)")
    with read_only_folder() as folder, refused:
        check_folder(folder / "new")


def test_full_disk_at_the_second_file_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    with full_disk(10_000), pytest.raises(InputError, match=r"two: cannot be written \(File too"):
        write_together({tmp_path / "one": b"new", tmp_path / "two": bytes(20_000)})
    assert_nothing_changed(tmp_path)
    assert not (tmp_path / "two").exists()


def test_read_only_folder_is_named() -> None:
    with read_only_folder() as folder:
        with pytest.raises(InputError, match=r"one: cannot be written \(Permission denied\)"):
            write_together({folder / "one": b"new"})
        assert_nothing_changed(folder)


def test_existing_file_is_kept_unless_it_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    calls: list[Path] = []
    with pytest.raises(InputError, match=r"one: exists already; nothing was written — .*overwr"):
        write_all({tmp_path / "two": calls.append, tmp_path / "one": calls.append}, overwrite=False)
    assert calls == []
    assert_nothing_changed(tmp_path)


def test_file_that_comes_meanwhile_is_kept(tmp_path: Path) -> None:
    def slowly(path: Path) -> None:
        (tmp_path / "one").write_bytes(b"old")
        path.write_bytes(b"new")

    with pytest.raises(InputError, match="exists already"):
        write_all({tmp_path / "one": slowly}, overwrite=False)
    assert_nothing_changed(tmp_path)


def test_reader_meets_the_old_file_until_all_are_complete(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")

    def watching(path: Path) -> None:
        assert (tmp_path / "one").read_bytes() == b"old"
        path.write_bytes(b"new")

    write_all({tmp_path / "one": watching, tmp_path / "two": watching}, overwrite=True)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_fault_of_the_program_is_not_hidden_and_leaves_nothing(tmp_path: Path) -> None:
    def broken(_: Path) -> None:
        raise KeyError("column")

    with pytest.raises(KeyError):
        write_all({tmp_path / "one": broken}, overwrite=True)
    assert not list(tmp_path.iterdir())
