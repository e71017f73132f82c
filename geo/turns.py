"""Work that takes much is done a little at a time; who comes meanwhile waits in a line."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from threading import Condition
from typing import Final

TellPlace = Callable[[int], None]
"""Takes a place in the line: 1 is the next."""
Announce = Callable[[], AbstractContextManager[TellPlace]]
"""Called for one who must wait; holds as long as he does."""

_AGAIN_S: Final = 1.0
"""Seconds after which a place is told once more, even if it is still the same: what tells it may
raise, and so leave the line, where nobody waits for the result any more."""
_has_turn: ContextVar[bool] = ContextVar("has_turn", default=False)


@contextmanager
def _silently() -> Iterator[TellPlace]:
    yield lambda _: None


class Turns:
    """So many turns at once; others wait in the order in which they came.

    Parameters
    ----------
    at_once
        How many hold a turn at the same time.

    Attributes
    ----------
    announced
        What tells those who wait their place.
    taken
        How many hold a turn.

    Examples
    --------
    >>> turns = Turns(at_once=2)
    >>> with turns.one():
    ...     turns.taken
    1
    """

    def __init__(self, at_once: int) -> None:
        self.announced: Announce = _silently
        self.taken = 0
        self._at_once = at_once
        self._changed = Condition()
        self._line: deque[object] = deque()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn and hold it; who holds one already goes on at once."""
        if _has_turn.get():
            yield
            return
        self._wait()
        token = _has_turn.set(True)
        try:
            yield
        finally:
            _has_turn.reset(token)
            with self._changed:
                self.taken -= 1
                self._changed.notify_all()

    def _wait(self) -> None:
        me = object()
        with self._changed:
            self._line.append(me)
            try:
                if self._place(me):
                    self._wait_told(me)
                self.taken += 1
            finally:
                self._line.remove(me)
                self._changed.notify_all()

    def _wait_told(self, me: object) -> None:
        with self.announced() as tell:
            while place := self._place(me):
                tell(place)
                self._changed.wait(_AGAIN_S)

    def _place(self, me: object) -> int:
        """0 where it is one's turn."""
        return self._line.index(me) + (self.taken >= self._at_once)
