"""Fetching in the background: one at a time, for all readers of a server.

The work runs in a thread of its own; what it has come to is one immutable :class:`State`, which
pages read as often as they like. It outlives the page that started it.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from geo.errors import InputError
from geo.model import Grade, Text
from geo.osm.source import Progress


class Phase(StrEnum):
    """How far a refresh is."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    CANCELLED = "cancelled"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True)
class State:
    """What is known of the last refresh.

    ``share`` is of the whole, 0 to 1; ``before`` has each project's grade of the time when it
    was started, the first time where it was broken off and goes on. A failure without ``error``
    is a fault of the program.
    """

    phase: Phase = Phase.IDLE
    share: float = 0.0
    doing: Text | None = None
    error: InputError | None = None
    before: Mapping[str, Grade] = field(default_factory=dict)

    @property
    def at_work(self) -> bool:
        """Whether the thread is there."""
        return self.phase in (Phase.RUNNING, Phase.STOPPING)


class CancelledError(Exception):
    """Raised in the work by its own progress: the reader does not want it any more."""


class RefreshJob:
    """The one refresh of a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = State()

    @property
    def state(self) -> State:
        """What is known at this moment."""
        return self._state

    def start(self, work: Callable[[Progress], object], before: Mapping[str, Grade]) -> bool:
        """Begin, unless one is at work; returns whether it began.

        Parameters
        ----------
        work
            Given what it must tell of its progress; what that raises it must let through.
        """
        with self._lock:
            if self._state.at_work:
                return False
            goes_on = self._state.phase in (Phase.CANCELLED, Phase.FAILED)
            first = self._state.before if goes_on and self._state.before else before
            self._state = State(Phase.RUNNING, before=dict(first))
        # A daemon: a refresh may be killed at any moment, so it need not keep a server alive.
        threading.Thread(target=self._run, args=(work,), name="refresh", daemon=True).start()
        return True

    def cancel(self) -> None:
        """Ask the work to stop: it does at its next step, at the latest with the next answer."""
        with self._lock:
            if self._state.phase is Phase.RUNNING:
                self._state = replace(self._state, phase=Phase.STOPPING)

    def _run(self, work: Callable[[Progress], object]) -> None:
        phase, error = Phase.FAILED, None
        try:
            work(self._tell)
            phase = Phase.DONE
        except CancelledError:
            phase = Phase.CANCELLED
        except InputError as fault:
            error = fault
        finally:  # whatever else went wrong goes on to the log, but nobody waits in vain
            with self._lock:
                self._state = replace(self._state, phase=phase, error=error)

    def _tell(self, share: float, doing: Text) -> None:
        with self._lock:
            if self._state.phase is Phase.STOPPING:
                raise CancelledError
            self._state = replace(self._state, share=min(1.0, max(0.0, share)), doing=doing)
