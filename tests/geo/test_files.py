"""Files are written whole and together, or not at all."""

import errno
import os
import tempfile
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.export.files import write_together


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


def test_full_disk_at_the_second_file_leaves_the_first_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").write_bytes(b"old")
    fdopen = os.fdopen

    def full_at_the_second(handle: int, mode: str) -> object:
        if "two" in str(Path(f"/proc/self/fd/{handle}").readlink()):
            os.close(handle)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return fdopen(handle, mode)

    monkeypatch.setattr(os, "fdopen", full_at_the_second)
    with pytest.raises(InputError, match=r"two: cannot be written \(No space left on device\)"):
        write_together({tmp_path / "one": b"new", tmp_path / "two": b"new"})
    assert_nothing_changed(tmp_path)
    assert not (tmp_path / "two").exists()


def test_read_only_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").write_bytes(b"old")

    def refused(**_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkstemp", refused)
    with pytest.raises(InputError, match=r"one: cannot be written \(Permission denied\)"):
        write_together({tmp_path / "one": b"new"})
    assert_nothing_changed(tmp_path)
