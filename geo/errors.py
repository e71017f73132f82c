"""Errors meant for people: what was received, where, what is allowed, what to do."""

from collections.abc import Sequence
from typing import Any


class InputError(ValueError):
    """Something handed to the program cannot be used.

    Parameters
    ----------
    what
        What was received, in words.
    where
        The file, and line or field, it was received in.
    remedy
        What the reader should do about it.
    allowed
        What would have been accepted, when that is a short list or form.
    vi
        What and remedy in Vietnamese, where readers of the app meet the message.
    """

    def __init__(
        self, what: str, *, where: str, remedy: str, allowed: str = "", vi: str = ""
    ) -> None:
        self.what = what
        self.vi = vi
        self.where = where
        self.allowed = allowed
        self.remedy = remedy
        parts = [f"{where}: {what}", f"allowed: {allowed}" if allowed else "", remedy]
        super().__init__(" — ".join(part for part in parts if part))

    def __reduce__(self) -> tuple[Any, ...]:
        """Go from one process to another: what is named by keyword cannot be given by place."""
        return type(self).__new__, (type(self), *self.args), self.__dict__


class RegistryError(InputError):
    """All faults found in the registry, raised once, each with its file and line."""

    def __init__(self, faults: Sequence[InputError]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            f"{len(self.faults)} fault(s) in the registry",
            where=self.faults[0].where.split(":")[0] if self.faults else "data/",
            remedy="correct each line listed below and run again",
        )

    def __str__(self) -> str:
        return "\n  ".join([f"{self.what}; {self.remedy}", *(str(fault) for fault in self.faults)])
