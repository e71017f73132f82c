"""A speaker's list: which projects, in which order, with which title, day and language.

Kept as a YAML file that people can read and change. Whatever is wrong in one is named with its
line.
"""

import datetime as dt
import difflib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from geo.errors import InputError
from geo.registry import Registry, Units
from layers.texts import Language

MOST_BYTES = 1_000_000
_EXAMPLE = "projects:\n- cau-hoa-son\n- ql279"


class Deck(BaseModel):
    """The list. Without a title the app's own stands; without a day, today."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = Field(default=None, max_length=200)
    language: Language = Language.VI
    agreement: str | None = None
    """Id of the agreement that the meeting is about; None: all that the projects cite."""
    date: dt.date | None = None
    units: Units = Units.SIGNING
    projects: tuple[str, ...] = Field(min_length=1)
    """Ids, in the speaker's order."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        twice = sorted({key for key in self.projects if self.projects.count(key) > 1})
        if twice:
            raise ValueError(f"named twice: {', '.join(twice)}")
        return self


class _Constructor(RoundTripConstructor):
    """Leaves dates as text: the model then names the line of a 30 February."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_str)


def read_deck(path: Path, registry: Registry) -> Deck:
    """Read a list from a file.

    Raises
    ------
    InputError
        As :func:`deck_of`, and when the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=str(path), remedy="check name and folder"
        ) from error
    return deck_of(content, str(path), registry)


def deck_of(content: bytes, name: str, registry: Registry) -> Deck:
    """Validate a list against the registry.

    Parameters
    ----------
    content
        YAML, UTF-8.
    name
        What the file is called, for messages.

    Raises
    ------
    InputError
        With every fault, each with its line.
    """
    node = _parsed(content, name)
    try:
        deck = Deck.model_validate(_plain(node))
    except ValidationError as error:
        raise _refused(name, list(_model_faults(error, node))) from None
    faults = list(_unknown(deck, node, registry))
    if faults:
        raise _refused(name, faults)
    return deck


def written(deck: Deck) -> str:
    """Write a list as YAML.

    Examples
    --------
    >>> print(written(Deck(title="Họp", projects=("ql279",))), end="")
    title: Họp
    language: vi
    units: signing
    projects:
    - ql279
    """
    yaml = YAML()
    yaml.allow_unicode = True
    yaml.width = 10_000
    stream = io.StringIO()
    yaml.dump(deck.model_dump(mode="json", exclude_none=True), stream)
    return stream.getvalue()


def _parsed(content: bytes, name: str) -> CommentedMap:
    if len(content) > MOST_BYTES:
        raise InputError(
            f"{len(content):,} bytes",
            where=name,
            allowed=f"at most {MOST_BYTES:,}",
            remedy="give a list of projects, not a data file",
        )
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    try:
        document = yaml.load(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 text (byte {error.start})", where=name, remedy="save it as UTF-8"
        ) from None
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        problem = error.problem if isinstance(error, MarkedYAMLError) else str(error)
        raise InputError(
            f"not valid YAML: {str(problem).splitlines()[0]}",
            where=f"{name}:{mark.line + 1}" if mark else name,
            remedy="check indentation, colons and quotes near this line",
        ) from None
    if not isinstance(document, CommentedMap):
        raise InputError(
            "the file holds no list of fields",
            where=f"{name}:1",
            allowed=_EXAMPLE,
            remedy="begin with 'projects:' and one id a line under it",
        )
    return document


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(item) for item in node] if isinstance(node, CommentedSeq) else node


_Fault = tuple[int, str]


def _model_faults(error: ValidationError, node: CommentedMap) -> Iterator[_Fault]:
    for fault in error.errors():
        field = ".".join(map(str, fault["loc"]))
        got = fault["input"]
        received = f", got {got!r}" if isinstance(got, str | int | float) else ""
        message = fault["msg"].removeprefix("Value error, ")
        yield _line(node, fault["loc"]), f"{field + ': ' if field else ''}{message}{received}"


def _unknown(deck: Deck, node: CommentedMap, registry: Registry) -> Iterator[_Fault]:
    if deck.agreement is not None and deck.agreement not in registry.agreements:
        allowed = ", ".join(registry.agreements)
        yield (
            _line(node, ("agreement",)),
            f"no agreement has the id {deck.agreement!r} (allowed: {allowed})",
        )
    for number, key in enumerate(deck.projects):
        if key not in registry.projects:
            near = _nearest(key, registry.projects)
            yield _line(node, ("projects", number)), f"no project has the id {key!r}{near}"


def _nearest(key: str, known: Mapping[str, object]) -> str:
    found = difflib.get_close_matches(key, known, n=3)
    return f"; near to it: {', '.join(found)}" if found else ""


def _line(node: CommentedMap, location: tuple[int | str, ...]) -> int:
    """Line (from 1) of a field, or of an item of its list."""
    if not location or location[0] not in node:
        return int(node.lc.line) + 1
    held = node[location[0]]
    if len(location) > 1 and isinstance(held, CommentedSeq) and isinstance(location[1], int):
        return int(held.lc.item(location[1])[0]) + 1
    return int(node.lc.key(location[0])[0]) + 1


def _refused(name: str, faults: list[_Fault]) -> InputError:
    lines = "".join(f"\n  {name}:{line}: {what}" for line, what in sorted(faults))
    return InputError(
        f"{len(faults)} fault(s) in the list of projects",
        where=name,
        remedy=f"correct each line:{lines}",
    )
