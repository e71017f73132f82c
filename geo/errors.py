"""Errors meant for people: what was received, where, what is allowed, what to do.

Their words stand in the catalogue, ``geo/messages/<room>.toml``, in Vietnamese and in English; the
code names a message by its key (``room.name``) and gives the values for its ``{places}``.
"""

import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final, NamedTuple, Protocol

CATALOGUE: Final = Path(__file__).with_name("messages")
"""Folder of the catalogue: a file a room, those of ``layers`` among them."""
PARTS: Final = ("what", "allowed", "remedy")
"""What a message may say; every message says what it is about."""
_ALLOWED: Final = {"vi": "cho phép", "en": "allowed"}
_THE_OTHER_MARK: Final = str.maketrans(",.", ".,")


class InBoth(Protocol):
    """What has two languages: a ``Text`` of the registry, or what is :class:`Worded`."""

    @property
    def vi(self) -> str:
        """In Vietnamese."""

    @property
    def en(self) -> str:
        """In English."""


@cache
def catalogue(room: str) -> Mapping[str, Mapping[str, Any]]:
    """One room's messages: name → part → language → text, or name → language of a phrase."""
    return tomllib.loads((CATALOGUE / f"{room}.toml").read_text(encoding="utf-8"))


def _entry(key: str) -> Mapping[str, Any]:
    room, _, name = key.partition(".")
    return catalogue(room)[name]


def has_wording(key: str) -> bool:
    """Tell whether the catalogue has this key."""
    room, _, name = key.partition(".")
    return name in catalogue(room)


class _Writer(Formatter):
    """Fills in the places of a text; a number with a format is written as the language does."""

    def __init__(self, language: str) -> None:
        self.language = language

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value = super().get_value(key, args, kwargs)
        if isinstance(value, InputError):
            return value.said(self.language).what
        return getattr(value, self.language, value)

    def format_field(self, value: Any, format_spec: str) -> str:
        written = str(super().format_field(value, format_spec))
        if format_spec and self.language == "vi" and isinstance(value, int | float):
            return written.translate(_THE_OTHER_MARK)
        return written


def _filled(text: Mapping[str, str], language: str, values: Mapping[str, object]) -> str:
    return _Writer(language).format(text[language], **values)


class Worded(ABC):
    """What can be said in both languages: a fact until somebody reads ``vi`` or ``en``."""

    @property
    @abstractmethod
    def vi(self) -> str:
        """In Vietnamese."""

    @property
    @abstractmethod
    def en(self) -> str:
        """In English."""

    def pick(self, language: str) -> str:
        """One language's half (``vi`` or ``en``)."""
        return self.vi if language == "vi" else self.en

    def __str__(self) -> str:
        return self.en


class Wording(Worded):
    """A phrase of the catalogue and what it is about, a part of a message or a text by itself.

    Parameters
    ----------
    key
        Of the phrase in the catalogue, ``room.name``.
    **values
        What its places hold: plain values, or again what has two languages.

    Examples
    --------
    >>> Wording("show.no_answer", seconds=30).vi
    'không trả lời trong 30 s'
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key, self.values = key, values

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return _filled(_entry(self.key), "vi", self.values)

    @property
    def en(self) -> str:
        """In English."""
        return _filled(_entry(self.key), "en", self.values)


class Wordings(Worded):
    """Several phrases or texts, one behind the other."""

    def __init__(self, phrases: Iterable[InBoth], between: str = "; ") -> None:
        self.phrases, self.between = tuple(phrases), between

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return self.between.join(phrase.vi for phrase in self.phrases)

    @property
    def en(self) -> str:
        """In English."""
        return self.between.join(phrase.en for phrase in self.phrases)


class Message(NamedTuple):
    """What an error says in one language, without where."""

    what: str
    """What was received."""
    allowed: str
    """What would have been accepted; empty where that is no short list or form."""
    remedy: str
    """What the reader should do about it."""


def _blank(kind: type["InputError"], args: tuple[Any, ...]) -> "InputError":
    return kind.__new__(kind, *args)


class InputError(ValueError):
    """Something handed to the program cannot be used.

    ``str`` of it is the whole message in English, for logs and for programs; a person is told it
    by :meth:`told`, in the language that person reads.

    Parameters
    ----------
    key
        Of the message in the catalogue, ``room.name``.
    where
        The file, and line or field, it was received in.
    **values
        What the message's places hold: plain values; what has two languages (a ``Text``, a
        :class:`Wording`); or the error that was met below, of which it takes the ``what``.

    Examples
    --------
    >>> error = InputError("files.exists", where="/srv/a.zip", name="a.zip")
    >>> print(error)
    /srv/a.zip: exists already; nothing was written — choose another place, or allow replacing it \
(--overwrite)
    >>> error.said("vi").remedy
    'hãy chọn chỗ khác, hoặc cho phép ghi đè (--overwrite)'
    """

    def __init__(self, key: str, /, *, where: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.where, self.values = key, where, values

    def said(self, language: str) -> Message:
        """Say it in one language (``vi`` or ``en``), without where."""
        entry = _entry(self.key)
        return Message(*(self._part(entry.get(part), language) for part in PARTS))

    def _part(self, part: str | Mapping[str, str] | None, language: str) -> str:
        if part is None:
            return ""
        both = {"vi": part, "en": part} if isinstance(part, str) else part
        return _filled(both, language, self.values)

    def told(self, language: str) -> str:
        """Say all of it in one line of one language, where first."""
        what, *rest = self._labelled(language)
        return " — ".join([f"{self.where}: {what}" if self.where else what, *rest])

    def sentences(self, language: str) -> list[str]:
        """Say each part of it as a sentence, without where, for a page that knows where.

        Examples
        --------
        >>> InputError("provinces.no_file", where="b.gpkg").sentences("en")
        ['No such file.', 'Check the path.']
        """
        said = (part.rstrip(".") for part in self._labelled(language))
        return [f"{part[:1].upper()}{part[1:]}." for part in said]

    def _labelled(self, language: str) -> list[str]:
        said = self.said(language)
        allowed = f"{_ALLOWED[language]}: {said.allowed}" if said.allowed else ""
        return [part for part in (said.what, allowed, said.remedy) if part]

    def elsewhere(self, where: str) -> "InputError":
        """Tell the same of another place."""
        return type(self)(self.key, where=where, **self.values)

    def __str__(self) -> str:
        return self.told("en")

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross to another process with where and values, which exceptions would leave behind."""
        return _blank, (type(self), self.args), self.__dict__


class RegistryError(InputError):
    """All faults found in the registry, raised once, each with its file and line."""

    def __init__(self, faults: Sequence[InputError]) -> None:
        self.faults = tuple(faults)
        where = self.faults[0].where.split(":")[0] if self.faults else "data/"
        super().__init__("registry.faults", where=where, count=len(self.faults))

    def told(self, language: str) -> str:
        """Say all of it, a line a fault."""
        said = self.said(language)
        return "\n  ".join(
            [f"{said.what}; {said.remedy}", *(fault.told(language) for fault in self.faults)]
        )


class RuleError(Wording, ValueError):
    """What a model's own rule says of a value; the reader of the row says where it stands."""
