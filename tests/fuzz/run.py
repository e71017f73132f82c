"""Running cases in a process that may be killed, and telling what became of them."""

import multiprocessing
import os
import random
import resource
import shutil
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import patch

from geo.errors import InputError
from tests.fuzz.kinds import KINDS, Read, Workshop

SECONDS = 10.0
"""Of a processor that a case may take."""
_STUCK_S = 30 * SECONDS
"""Of the clock: who takes neither the one nor ends in this waits for something."""
MEMORY = 10**9
"""Bytes that a process may take besides what it began with."""
_DIED, _LATE = "the process died", "not done after"
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Fault:
    """A case that ended otherwise than as it should; ``case`` and the seed make it again."""

    kind: str
    case: int
    what: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all cases of a kind."""

    kind: str
    cases: int
    read: int
    """Cases that were read as they stand; all others were refused."""
    ended: int
    """Cases that ended the process that read them, and were refused by the one that began it."""
    slowest_s: float
    """Of a processor."""
    most_bytes: int
    """Memory that the process held at most, what it began with included."""
    faults: tuple[Fault, ...]


def make(shop: Workshop, kind: str, seed: int, case: int, folder: Path) -> Path:
    """Make one case; the same numbers make the same."""
    return KINDS[kind].make(shop, random.Random(f"{kind} {seed} {case}"), folder)


def run(kind: str, seed: int, count: int, keep: Path | None = None) -> Outcome:
    """Run the cases 0 to ``count`` of a kind.

    Parameters
    ----------
    keep
        Where the files of faulty cases are kept.
    """
    with tempfile.TemporaryDirectory(prefix="giap-ranh-fuzz-") as name:
        shop = Workshop(Path(name))
        _warm(shop, kind)
        read, ended, slowest, most, faults = 0, 0, 0.0, 0, []
        for case, was_read, seconds, memory, what in _each(shop, kind, seed, count):
            door = KINDS[kind].door
            if what.startswith(_DIED) and door is not None:
                ended += 1
                path = make(shop, kind, seed, case, _emptied(shop.folder / "door"))
                began = processor_s()
                was_read, what = _tried(shop, door, path)  # noqa: PLW2901
                seconds = processor_s() - began  # noqa: PLW2901
            read += was_read
            slowest, most = max(slowest, seconds), max(most, memory)
            if what:
                faults.append(Fault(kind, case, what))
                if keep is not None:
                    folder = keep / f"{kind}-{seed}-{case}"
                    folder.mkdir(parents=True, exist_ok=True)
                    make(shop, kind, seed, case, folder)
    return Outcome(kind, count, read, ended, slowest, most, tuple(faults))


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _warm(shop: Workshop, kind: str) -> None:
    """Make in this process what every case needs, so that each begins with it."""
    folder = shop.folder / "warm"
    folder.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        make(shop, kind, 0, 0, folder)
    assert shop.linker is not None
    assert shop.documents


_Row = tuple[int, bool, float, int, str]


def _each(shop: Workshop, kind: str, seed: int, count: int) -> Iterator[_Row]:
    """Each case's outcome, from a process that is begun anew after each that kills it."""
    case = 0
    while case < count:
        here, there = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=_work, args=(there, shop, kind, seed, case, count))
        process.start()
        there.close()
        while case < count:
            try:
                row = _awaited(here, process)
            except EOFError:
                row = (case, False, 0.0, 0, f"{_DIED} ({_end(process)})")
            if row is None:
                row = (case, False, SECONDS, 0, f"{_LATE} {SECONDS:g} s")
            yield row
            case += 1
            if row[4].startswith((_LATE, _DIED)):
                break
        process.kill()
        process.join()
        here.close()


def _awaited(here: Connection, process: "multiprocessing.process.BaseProcess") -> _Row | None:
    """Wait for a case's outcome; None where it takes too long, on however busy a machine."""
    before, until = _used_by(process), time.monotonic() + _STUCK_S
    while not here.poll(1.0):
        if _used_by(process) - before > SECONDS or time.monotonic() > until:
            return None
    row: _Row = here.recv()
    return row


def _used_by(process: "multiprocessing.process.BaseProcess") -> float:
    """Seconds of a processor that a process has used."""
    said = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, said[11:13])) / os.sysconf("SC_CLK_TCK")


def _end(process: "multiprocessing.process.BaseProcess") -> str:
    process.join()
    return f"exit code {process.exitcode}"


def _work(there: Connection, shop: Workshop, kind: str, seed: int, first: int, count: int) -> None:
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_DATA, (_data_now() + MEMORY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for case in range(first, count):
        folder = _emptied(shop.folder / f"case-{case}")
        path = make(shop, kind, seed, case, folder)
        began = processor_s()
        with patch("os.fsync"):  # a disk takes its time, and none of this need outlive a power cut
            was_read, what = _tried(shop, KINDS[kind].read, path)
        seconds = processor_s() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        there.send((case, was_read, seconds, memory, what))
        shutil.rmtree(folder, ignore_errors=True)


def processor_s() -> float:
    """What this process, and those that it began and saw end, have used of a processor."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _data_now() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def _tried(shop: Workshop, read: Read, path: Path) -> tuple[bool, str]:
    try:
        read(shop, path)
    except InputError as refused:
        said = {refused.told(language).strip() for language in ("vi", "en")}
        return False, "" if all(said) else "refused without a word"
    except BaseException as error:  # noqa: BLE001 — whatever it is, it is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        ours = [
            row
            for row in traceback.extract_tb(error.__traceback__)
            if "/site-packages/" not in row.filename
        ]
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else last.filename
        return False, f"{type(error).__name__}: {' '.join(str(error).split())[:120]} ({place})"
    return True, ""
