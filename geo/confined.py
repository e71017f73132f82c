"""Calling a function on a file in a process of its own, with so much memory and time.

What a library does with a hostile file cannot be bounded from within: it is done where it harms
nobody, and where it takes too much, or ends the process, that is told. The process inherits no
proxy settings, may start no other and connect to nothing; its temporary files are gone with it.
"""

import logging
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from typing import Any, Final, TypeAlias, TypeVar, TypeVarTuple

from geo.errors import InputError
from geo.files import scratch
from geo.limits import LIMITS
from geo.turns import Turns

if sys.platform != "win32":
    import resource

logger = logging.getLogger(__name__)

_Given = TypeVarTuple("_Given")
_Value = TypeVar("_Value")

Tell: TypeAlias = Callable[[int, int], None]
"""Takes how much is done, and of how much; what it raises ends the work."""

AT_ONCE: Final = 2
"""Processes that read uploads, print, or locate and cut; who comes meanwhile waits in one line."""
_ASKED, _ANSWERED, _SAID = "asked.pickle", "answered.pickle", "said.txt"
_PROGRAM: Final = "--program"
_CPU_SHARE: Final = 0.9
"""Of the seconds; the process's own end comes before it is killed from outside."""
_ROOT: Final = Path(__file__).parents[1]
_FORBIDDEN: Final = frozenset(
    {
        "socket.connect",
        "socket.sendto",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
    }
)
TURNS: Final = Turns(AT_ONCE)


@dataclass(frozen=True, slots=True)
class _Allowance:
    """What a process may take: names of rows of the limits' table."""

    memory: str
    seconds: str | None = None


_OF_UPLOADS: Final = _Allowance("memory", "seconds")
_OF_EXTRACTS: Final = _Allowance("extract_memory")


@dataclass(frozen=True, slots=True)
class _Asked:
    call: Callable[..., Any]
    given: tuple[Any, ...]
    where: str
    allowed: _Allowance
    tell: bool = False


def confined(call: Callable[[*_Given], _Value], *given: *_Given, where: str) -> _Value:
    """Call a function of a module with values that can be pickled, as can what it returns.

    Parameters
    ----------
    where
        The file's name, for messages.

    Raises
    ------
    InputError
        When the call raises one, takes too much memory or time, or breaks off.
    """
    with TURNS.one():
        value: _Value = _answer_of(_Asked(call, given, where, _OF_UPLOADS), None)
    return value


def watched(
    call: Callable[[*_Given, Tell], _Value], *given: *_Given, where: str, tell: Tell
) -> _Value:
    """Call a function as :func:`confined` does, and hear how far it is.

    ``tell``, which the function is given last, ends it by raising.

    Raises
    ------
    InputError
        As :func:`confined`.
    """
    with TURNS.one():
        value: _Value = _answer_of(_Asked(call, given, where, _OF_UPLOADS, tell=True), tell)
    return value


def apart(
    call: Callable[[*_Given, Tell], _Value], *given: *_Given, where: str, tell: Tell
) -> _Value:
    """Call a function on an extract of whoever runs the program, as :func:`confined` does.

    It may take any time, and more memory; ``tell``, which it is given last, hears how far it is,
    and ends it by raising.

    Raises
    ------
    InputError
        When the call raises one, takes too much memory, or ends its process.
    """
    value: _Value = _answer_of(_Asked(call, given, where, _OF_EXTRACTS, tell=True), tell)
    return value


def run_program(command: Sequence[str], folder: Path, where: str) -> int:
    """Run a program of the machine, with the memory and time of an upload; returns its exit code.

    Parameters
    ----------
    folder
        Where it works, and keeps what it keeps for a person.

    Raises
    ------
    InputError
        When it takes too much time.
    """
    with (
        TURNS.one(),
        subprocess.Popen(  # noqa: S603 — the caller's program
            [sys.executable, "-m", "geo.confined", _PROGRAM, *command],
            env=_environment(folder) | {"HOME": str(folder)},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process,
    ):
        try:
            process.wait(LIMITS["seconds"].most)
        except subprocess.TimeoutExpired:
            raise _beyond("seconds", where) from None
        finally:
            _end_with_all_it_started(process)
    return process.returncode


def _end_with_all_it_started(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _answer_of(asked: _Asked, tell: Tell | None) -> Any:
    with scratch() as folder:
        (folder / _ASKED).write_bytes(pickle.dumps(asked))
        code = _run(folder, asked, tell)
        if not (folder / _ANSWERED).exists():
            raise _broken_off(code, asked)
        found, logged = pickle.loads((folder / _ANSWERED).read_bytes())  # noqa: S301 — ours
    for name, level, text in logged:
        logging.getLogger(name).log(level, "%s", text)
    if isinstance(found, BaseException):
        raise found
    return found


def _run(folder: Path, asked: _Asked, tell: Tell | None) -> int:
    """Start the process and see it to its end; returns its exit code."""
    with (
        (folder / _SAID).open("wb") as said,
        subprocess.Popen(  # noqa: S603 — our own program
            [sys.executable, "-m", "geo.confined", str(folder)],
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if tell else subprocess.DEVNULL,
            stderr=said if tell else None,
        ) as process,
        _ended_after(asked.allowed.seconds, process) as late,
    ):
        try:
            for line in process.stdout or ():
                if tell is not None:
                    tell(*map(int, line.split()))
            process.wait()
        finally:
            process.kill()
    if late.is_set():
        raise _beyond("seconds", asked.where)
    if tell:
        logger.debug("%s: %s", asked.where, (folder / _SAID).read_text(errors="replace"))
    return process.returncode


@contextmanager
def _ended_after(limit: str | None, process: subprocess.Popen[bytes]) -> Iterator[Event]:
    """Kill a process that takes longer than a limit, where there is one; tells whether it did."""
    late = Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = Timer(LIMITS[limit].most if limit else 0, end)
    if limit:
        timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    path = os.pathsep.join(filter(None, [str(_ROOT), kept.get("PYTHONPATH", "")]))
    return kept | _SPARING | {"PYTHONPATH": path, "TMPDIR": str(folder), "TEMP": str(folder)}


_SPARING: Final = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # its own reserves a gigabyte before it needs any
    "MALLOC_ARENA_MAX": "2",
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Settings with which the libraries ask for no more memory than they use."""


def _beyond(name: str, where: str) -> InputError:
    limit = LIMITS[name]
    return InputError("files.beyond", where=where, counted=limit.counted, most=limit.most)


def _broken_off(code: int, asked: _Asked) -> InputError:
    if sys.platform != "win32" and code == -signal.SIGXCPU:
        return _beyond("seconds", asked.where)
    most = LIMITS[asked.allowed.memory].most
    return InputError("files.broken_off", where=asked.where, code=code, most=most)


def _limit(allowed: _Allowance) -> None:
    """Bound this process; where the system cannot (Windows), only the time is bounded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the one who asked, who ends this one
    if sys.platform == "win32":
        return
    bounds = {resource.RLIMIT_DATA: LIMITS[allowed.memory].most, resource.RLIMIT_CORE: 0}
    if allowed.seconds:
        bounds[resource.RLIMIT_CPU] = int(LIMITS[allowed.seconds].most * _CPU_SHARE)
        bounds[resource.RLIMIT_FSIZE] = LIMITS["pack_unpacked"].most
    for kind, most in bounds.items():
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most, hard))


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} in the process that reads an upload")


def _damaged(answer: object, where: str) -> InputError:
    return InputError("files.damaged", where=where, reason=type(answer).__name__)


class _Kept(logging.Handler):
    """Keeps what is logged, for the process that asked."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.rows: list[tuple[str, int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.rows.append((record.name, record.levelno, record.getMessage()))


def _told(done: int, of: int) -> None:
    print(done, of, flush=True)  # noqa: T201 — the other end reads it


def _answer(asked: _Asked) -> Any:
    sys.addaudithook(_refuse)
    try:
        return asked.call(*asked.given, *([_told] if asked.tell else []))
    except InputError as error:
        return error
    except MemoryError:
        return _beyond(asked.allowed.memory, asked.where)
    except Exception as error:  # noqa: BLE001 — whatever a hostile file provokes is its own fault
        traceback.print_exc()
        return _damaged(error, asked.where)


def main() -> None:
    """Do what was asked, in the process that :func:`confined` or :func:`apart` started."""
    if sys.argv[1] == _PROGRAM:
        _limit(_OF_UPLOADS)
        os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 — nothing of it is a shell's
    folder = Path(sys.argv[1])
    kept = _Kept()
    logging.basicConfig(handlers=[kept], level=logging.WARNING)
    # What is imported stays outside the bound on memory by being there before the file is opened.
    asked: _Asked = pickle.loads((folder / _ASKED).read_bytes())  # noqa: S301 — our own program
    _limit(asked.allowed)
    answer = _answer(asked)
    try:
        answered = pickle.dumps((answer, kept.rows))
    except (TypeError, AttributeError, pickle.PicklingError):  # a library's error among its values
        answered = pickle.dumps((_damaged(answer, asked.where), kept.rows))
    unfinished = folder / f"{_ANSWERED}.unfinished"
    unfinished.write_bytes(answered)
    unfinished.replace(folder / _ANSWERED)


if __name__ == "__main__":
    main()
