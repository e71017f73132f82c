"""A YAML text → blocks, lists and plain values that know on which lines they stand.

libyaml reads the text, twenty times as fast as a parser in Python; what its parts mean is told
here, by the core schema of YAML 1.2. Data are nested by some levels and each part is written once,
so that what a file may cost is bounded: a thousand brackets, and nine aliases of nine aliases, nine
times over, are refused. A date stays a text: a model then names the field and line of a
30 February.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import yaml
from yaml.cyaml import CParser
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from geo.errors import InputError


class YamlFields(dict[Any, Any]):
    """Values by field."""

    __slots__ = ("key_lines", "line")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        """From 1, as in an editor."""
        self.key_lines: dict[Any, int] = {}


class YamlItems(list[Any]):
    """Values in a list."""

    __slots__ = ("item_lines", "line")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.item_lines: list[int] = []


def yaml_document(text: str, *, where: str) -> Any:
    r"""Read the one document of a YAML text.

    Returns
    -------
    object
        A :class:`YamlFields`, an :class:`YamlItems`, or a plain value; None of an empty text.

    Raises
    ------
    InputError
        When it is no YAML, or holds a value that its own tag does not fit.

    Examples
    --------
    >>> document = yaml_document("one: 1\nmore: [a, 2008-01-01]\n", where="example.yaml")
    >>> document, document.key_lines["more"]
    ({'one': 1, 'more': ['a', '2008-01-01']}, 2)
    """
    try:
        return _Reader(text).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{where}:{mark.line + 1}" if mark else where
        raise _no_yaml(place, str(error.problem or error.context)) from None
    except (ValueError, yaml.YAMLError) as error:  # a number too long; a forbidden character
        raise _no_yaml(where, f"{type(error).__name__}: {error}") from None


def _no_yaml(where: str, problem: str) -> InputError:
    said = (problem.splitlines() or [""])[0]
    return InputError("registry.not_yaml", where=where, problem=said[:_LONGEST])


_LONGEST: Final = 120
"""Letters of what a library says."""
_DEEPEST: Final = 40
"""Levels; a project's side has six."""


class _Reader:
    """Makes values of what the parser tells, one part after the other."""

    def __init__(self, text: str) -> None:
        self._parser = CParser(text)

    def document(self) -> Any:
        """The one document."""
        next_event = self._parser.get_event
        next_event()
        if isinstance(next_event(), StreamEndEvent):
            return None
        found = self._value(next_event(), 0)
        next_event()
        more = next_event()
        if not isinstance(more, StreamEndEvent):
            raise _marked("but found another document", more)
        return found

    def _value(self, event: Event, depth: int) -> Any:
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, AliasEvent):
            raise _marked("an alias (*), which is not read here", event)
        if depth > _DEEPEST:
            raise _marked("nested too deep", event)
        if isinstance(event, MappingStartEvent):
            return self._block(event, depth)
        return self._items(event, depth)

    def _block(self, start: CollectionStartEvent, depth: int) -> YamlFields:
        _require_tag(start, "map")
        block = YamlFields(_line(start))
        while not isinstance(event := self._parser.get_event(), MappingEndEvent):
            if isinstance(event, CollectionStartEvent):
                raise _marked("a field whose name is a list or a block", event)
            key = self._value(event, depth + 1)
            if key in block:
                raise _marked(f'found duplicate key "{key}"', event)
            block.key_lines[key] = _line(event)
            block[key] = self._value(self._parser.get_event(), depth + 1)
        return block

    def _items(self, start: Event, depth: int) -> YamlItems:
        _require_tag(start, "seq")
        items = YamlItems(_line(start))
        while not isinstance(event := self._parser.get_event(), SequenceEndEvent):
            items.item_lines.append(_line(event))
            items.append(self._value(event, depth + 1))
        return items


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _marked(problem: str, event: Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


_STANDARD: Final = "tag:yaml.org,2002:"
_BOOLS: Final = {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_INT: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
"""The core schema's (YAML 1.2.2, section 10.3.2)."""


def _whole(text: str) -> int:
    return int(text, 0 if text[:2] in {"0o", "0x"} else 10)


def _real(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_NUMBERS: Final[tuple[tuple[str, re.Pattern[str], Callable[[str], float]], ...]] = (
    ("int", _INT, _whole),
    ("float", _FLOAT, _real),
)


def _scalar(event: ScalarEvent) -> Any:
    text, tag = str(event.value), event.tag
    is_plain = tag is None and event.implicit[0]
    if tag in {"!", f"{_STANDARD}str"} or not (is_plain or tag):
        return text
    if text in _NULLS and (is_plain or tag == f"{_STANDARD}null"):
        return None
    if text in _BOOLS and (is_plain or tag == f"{_STANDARD}bool"):
        return _BOOLS[text]
    for kind, form, number in _NUMBERS:
        if (is_plain or tag == _STANDARD + kind) and form.fullmatch(text):
            return number(text)
    if is_plain:
        return text
    raise _marked(f"a value with the tag {tag}, which it does not fit", event)


def _require_tag(event: Any, kind: str) -> None:
    if event.tag not in {None, "!", _STANDARD + kind}:
        raise _marked(f"a value with the tag {event.tag}, which it does not fit", event)
