"""Two who write at once lose nothing, and who is killed leaves nothing for good."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.files import LOCK, alone, oldest_first, scratch, write_all
from geo.osm.cache import Cache
from geo.osm.pack import open_pack, write_pack
from geo.osm.source import OsmWays
from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.exchange import packed
from geo.store.log import Register
from tests.data import FROZEN
from tests.geo.osm.test_cache import fetched, keep
from tests.geo.registry.test_imported import text_of
from tests.geo.store.said import EDITOR, PDF, note

__all__ = ["fetched"]


def started(code: str, *given: object) -> "subprocess.Popen[str]":
    """Start Python on some code; it waits for a line, so that several begin together."""
    whole = f"import sys\nprint('ready', flush=True)\nsys.stdin.readline()\n{code}"
    return subprocess.Popen(
        [sys.executable, "-c", whole, *map(str, given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def together(code: str, *given: object, times: int) -> list[str]:
    """Run the same code in several processes at the same moment; gives what each printed."""
    processes = [started(code, *given) for _ in range(times)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return [process.communicate(timeout=120)[0].strip() for process in processes]


def _one(path: Path) -> None:
    path.write_bytes(b"1")


def test_of_two_that_save_the_same_one_is_told_that_it_is_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(FROZEN, data)
    (tmp_path / "text").write_text(text_of(), encoding="utf-8")
    code = """
import datetime as dt
from pathlib import Path
from geo.errors import InputError, RegistryError
from geo.registry.imported import save_imported
try:
    save_imported(Path(sys.argv[1]).read_text("utf-8"), Path(sys.argv[2]), "b", dt.date(2025, 3, 4))
    print("saved")
except RegistryError as error:
    print("twice" if "stands twice" in str(error) else error)
"""
    said = together(code, tmp_path / "text", data, times=2)
    assert sorted(said) == ["saved", "twice"]
    assert "cau-moi" in load_registry(data).projects


def test_four_that_drop_one_pack_all_get_it(tmp_path: Path, fetched: OsmWays) -> None:
    cache = Cache(tmp_path / "cache")
    keep(cache, fetched)
    write_pack(cache, tmp_path / "p.zip")
    code = """
from pathlib import Path
from layers.app.dropped_packs import take_in
print(take_in(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])).name)
"""
    said = together(code, tmp_path / "p.zip", tmp_path / "dropped", times=4)
    assert len(set(said)) == 1
    assert (tmp_path / "dropped" / said[0] / "manifest.json").is_file()


def test_threads_that_open_one_pack_all_get_it(tmp_path: Path, fetched: OsmWays) -> None:
    cache = Cache(tmp_path / "cache")
    keep(cache, fetched)
    write_pack(cache, tmp_path / "p.zip")
    failed: list[BaseException] = []

    def take() -> None:
        try:
            open_pack(tmp_path / "p.zip", tmp_path / "packs")
        except BaseException as error:  # noqa: BLE001 — whatever it is, it is the test's failure
            failed.append(error)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_what_another_clears_away_meanwhile_is_the_oldest(tmp_path: Path) -> None:
    (tmp_path / "here").write_bytes(b"1")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert [path.name for path in oldest_first(tmp_path.iterdir())] == ["gone", "here"]


def test_four_that_take_in_one_file_have_it_once_with_what_is_attached(tmp_path: Path) -> None:
    registry = load_registry()
    here = Register(Database(str(tmp_path / "a.sqlite")), Files(tmp_path / "a"), registry)
    here.append(EDITOR, [note("ghi chú")], [PDF])
    (tmp_path / "a.zip").write_bytes(packed(here))
    code = """
from pathlib import Path
from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.exchange import packed
from geo.store.log import Register
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.exchange import take_in
from geo.store.log import Register
from tests.geo.store.said import OPERATOR
folder = Path(sys.argv[1])
there = Register(Database(str(folder / "b.sqlite")), Files(folder / "b"), load_registry())
print(take_in(there, OPERATOR, (folder / "a.zip").read_bytes(), name="a.zip").new)
"""
    assert sorted(together(code, tmp_path, times=4)) == ["0", "0", "0", "2"]
    there = Register(Database(str(tmp_path / "b.sqlite")), Files(tmp_path / "b"), registry)
    assert packed(there) == packed(here)
    assert [path.name for path in (tmp_path / "b").glob("*/*")] == [PDF.described.sha256]


def test_of_many_that_make_a_new_file_one_does(tmp_path: Path) -> None:
    place, outcomes = tmp_path / "new", []
    gate = threading.Barrier(8)

    def write(path: Path) -> None:
        path.write_bytes(b"whole")
        gate.wait()

    def make() -> None:
        try:
            write_all({place: write}, overwrite=False)
            outcomes.append("made")
        except InputError as error:
            outcomes.append("exists" if error.key == "files.exists" else str(error))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["exists"] * 7 + ["made"]
    assert place.read_bytes() == b"whole"


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    place, synced = tmp_path / "new", []
    sync = os.fsync

    def watched(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        synced.append((path.is_dir() and path.samefile(tmp_path), place.exists()))
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    write_all({place: _one}, overwrite=overwrite)
    assert synced[0] == (False, False)
    assert synced[-1] == (True, True)


def test_new_files_come_all_or_none(tmp_path: Path) -> None:
    def late(path: Path) -> None:
        path.write_bytes(b"new")

    def other(path: Path) -> None:
        path.write_bytes(b"new")
        (tmp_path / "two").mkdir()

    with pytest.raises(InputError):
        write_all({tmp_path / "one": late, tmp_path / "two": other}, overwrite=False)
    assert not (tmp_path / "one").exists()


def test_without_hard_links_a_new_file_is_still_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(self: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", none)
    write_all({tmp_path / "one": _one}, overwrite=False)
    assert (tmp_path / "one").read_bytes() == b"1"


def test_who_holds_a_folder_holds_it_alone(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(TimeoutError), alone(tmp_path, wait_s=0.1):
        pass
    with alone(tmp_path, wait_s=0):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    code = """
import time
from pathlib import Path
from geo.files import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
    process = started(code, tmp_path)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    assert [process.stdout.readline() for _ in range(2)] == ["ready\n", "held\n"]
    with pytest.raises(TimeoutError), alone(tmp_path, wait_s=0):
        pass
    process.kill()
    process.communicate()
    with alone(tmp_path, wait_s=5):
        pass


def test_what_killed_runs_leave_is_gone_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
import os, signal, tempfile
from pathlib import Path
from geo.files import scratch, write_all
tempfile.tempdir = sys.argv[2]
with scratch() as folder:
    (folder / "big").write_bytes(bytes(1000))
    write_all({Path(sys.argv[1]) / "a": lambda path: os.kill(os.getpid(), signal.SIGKILL)},
              overwrite=True)
"""
    out, temporary = tmp_path / "out", tmp_path / "temporary"
    temporary.mkdir()
    together(code, out, temporary, times=3)
    assert list(out.iterdir())  # of three at once one may have cleared another's away
    assert list(temporary.iterdir())
    (temporary / "giap-ranh.txt").write_text("another's", encoding="utf-8")
    with scratch(out) as mine, scratch(out) as mine_too:
        assert set(out.iterdir()) == {mine, mine_too}
    assert not list(out.iterdir())
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with scratch():
        pass
    assert [path.name for path in temporary.iterdir()] == ["giap-ranh.txt"]


def test_what_another_machine_is_writing_stays_for_a_day(tmp_path: Path) -> None:
    young, old = (tmp_path / f".giap-ranh-0123abcd-{n}-x" for n in (7, 8))
    for folder in (young, old):
        folder.mkdir()
    os.utime(old, (time.time() - 90_000,) * 2)
    with scratch(tmp_path):
        assert young.exists()
        assert not old.exists()


def test_a_device_is_no_place_to_write(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", Path("/dev/full")):
        with pytest.raises(InputError, match="not an ordinary file"):
            write_all({place: _one}, overwrite=True)
    assert (tmp_path / "pipe").is_fifo()
