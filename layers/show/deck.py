"""A speaker's list: which projects, in which order, with which title, day and language.

Kept as a YAML file that people can read and change. Whatever is wrong in one is named with its
line.
"""

import datetime as dt
import difflib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML

from geo.data_files import decoded
from geo.errors import InputError, RuleError, Wording, Wordings
from geo.field_fault import field_fault
from geo.registry import Registry, Units
from geo.yaml_document import YamlFields, YamlItems, yaml_document
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
            raise RuleError("show.deck_twice", ids=", ".join(twice))
        return self


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
        raise InputError("show.deck_unread", where=str(path), reason=error.strerror) from error
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
        deck = Deck.model_validate(node)
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


def _parsed(content: bytes, name: str) -> YamlFields:
    if len(content) > MOST_BYTES:
        raise InputError("show.deck_size", where=name, size=len(content), most=MOST_BYTES)
    document = yaml_document(decoded(content, where=name), where=name)
    if not isinstance(document, YamlFields):
        raise InputError("show.deck_fields", where=f"{name}:1", example=_EXAMPLE)
    return document


_Fault = tuple[int, Wording]


def _model_faults(error: ValidationError, node: YamlFields) -> Iterator[_Fault]:
    for fault in error.errors():
        yield _line(node, fault["loc"]), field_fault(fault)


def _unknown(deck: Deck, node: YamlFields, registry: Registry) -> Iterator[_Fault]:
    if deck.agreement is not None and deck.agreement not in registry.agreements:
        ids = ", ".join(registry.agreements)
        said = Wording("show.deck_agreement", id=deck.agreement, ids=ids)
        yield _line(node, ("agreement",)), said
    for number, key in enumerate(deck.projects):
        if key not in registry.projects:
            yield _line(node, ("projects", number)), _no_project(key, registry.projects)


def _no_project(key: str, known: Mapping[str, object]) -> Wording:
    near = difflib.get_close_matches(key, known, n=3)
    if near:
        return Wording("show.deck_project_near", id=key, near=", ".join(near))
    return Wording("show.deck_project", id=key)


def _line(node: YamlFields, location: tuple[int | str, ...]) -> int:
    """Line (from 1) of a field, or of an item of its list."""
    if not location or location[0] not in node:
        return node.line
    held = node[location[0]]
    if len(location) > 1 and isinstance(held, YamlItems) and isinstance(location[1], int):
        return held.item_lines[location[1]]
    return node.key_lines[location[0]]


def _refused(name: str, faults: list[_Fault]) -> InputError:
    lines = [
        Wording("show.deck_line", name=name, line=line, what=what)
        for line, what in sorted(faults, key=lambda fault: fault[0])
    ]
    return InputError(
        "show.deck_faults", where=name, count=len(faults), lines=Wordings(lines, between="")
    )
