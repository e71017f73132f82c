"""Calling a function on a stranger's file in a process of its own, with so much memory and time.

What a library does with a hostile file cannot be bounded from within: it is done where it harms
nobody, and where it takes too much it is killed and told. The process inherits no proxy settings,
may start no other and connect to nothing; its temporary files are gone with it.
"""

import logging
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar, TypeVarTuple

from geo.errors import InputError
from geo.files import scratch
from geo.limits import LIMITS

if sys.platform != "win32":
    import resource

logger = logging.getLogger(__name__)

_Given = TypeVarTuple("_Given")
_Value = TypeVar("_Value")

AT_ONCE: Final = 2
"""Processes; who comes meanwhile waits."""
_ASKED, _ANSWERED = "asked.pickle", "answered.pickle"
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
_turns = BoundedSemaphore(AT_ONCE)


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
    with _turns, scratch() as folder:
        (folder / _ASKED).write_bytes(pickle.dumps((call, given)))
        command = [sys.executable, "-m", "geo.confined", str(folder)]
        with subprocess.Popen(  # noqa: S603 — our own program
            command, env=_environment(folder), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(LIMITS["seconds"].most)
            except subprocess.TimeoutExpired:
                raise _beyond("seconds", where) from None
            finally:
                process.kill()
        answer = folder / _ANSWERED
        if not answer.exists():
            raise _broken_off(process.returncode, where)
        found = pickle.loads(answer.read_bytes())  # noqa: S301 — our own program wrote it
    if isinstance(found, BaseException):
        raise found
    value: _Value = found
    return value


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


def _broken_off(code: int, where: str) -> InputError:
    if sys.platform != "win32" and code == -_signal("SIGXCPU"):
        return _beyond("seconds", where)
    logger.error("%s: the process that read it ended with code %s", where, code)
    return InputError("files.broken_off", where=where, most=LIMITS["memory"].most)


def _signal(name: str) -> int:
    import signal  # noqa: PLC0415 — its names differ by system

    return int(getattr(signal, name, 0))


def _limit() -> None:
    """Bound this process; where the system cannot (Windows), only the time is bounded."""
    if sys.platform == "win32":
        return
    seconds = int(LIMITS["seconds"].most * _CPU_SHARE)
    bounds = {
        resource.RLIMIT_DATA: LIMITS["memory"].most,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: LIMITS["pack_unpacked"].most,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in bounds.items():
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most, hard))


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} in the process that reads an upload")


def _damaged(reason: str) -> InputError:
    return InputError("files.damaged", where="", reason=reason)


def _answer(folder: Path) -> Any:
    # What is imported stays outside the bound on memory by being there before the file is opened.
    call, given = pickle.loads((folder / _ASKED).read_bytes())  # noqa: S301 — our own program
    _limit()
    sys.addaudithook(_refuse)
    try:
        return call(*given)
    except InputError as error:
        return error
    except MemoryError:
        return _beyond("memory", "")
    except Exception as error:  # noqa: BLE001 — whatever a hostile file provokes is its own fault
        traceback.print_exc()
        return _damaged(type(error).__name__)


def main() -> None:
    """Do what was asked, in the process that :func:`confined` started."""
    folder = Path(sys.argv[1])
    answer = _answer(folder)
    try:
        answered = pickle.dumps(answer)
    except (TypeError, AttributeError, pickle.PicklingError):  # a library's error among its values
        answered = pickle.dumps(_damaged(type(answer).__name__))
    unfinished = folder / f"{_ANSWERED}.unfinished"
    unfinished.write_bytes(answered)
    unfinished.replace(folder / _ANSWERED)


if __name__ == "__main__":
    main()
