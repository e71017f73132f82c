"""The text, the table and the YAML document in a file of data: each damage is one message.

What the libraries raise on a file that is nearly right goes far beyond their own errors: a tag
that no value fits, a number of five thousand digits, a thousand brackets.
"""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.constructor import RoundTripConstructor, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.parser import Parser
from ruamel.yaml.scanner import Scanner

from geo.errors import InputError
from geo.settings import DATA_DIR

YamlRow = dict[Any, Any]
"""Cells by column; cells without a column stand under None."""

_YAML_DAMAGE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    YAMLError,  # of characters that are not allowed
)


def own_or_bundled(folder: Path, name: str) -> Path:
    """A table of a registry's folder, or as it comes with the program: the country's facts.

    Parameters
    ----------
    folder
        The registry's.
    name
        The table's path below it ("provinces/merges.csv").
    """
    own = folder / name
    return own if own.exists() else DATA_DIR / name


def text_of(path: Path, *, missing: str, encoded: str = "registry.not_utf8") -> str:
    """Read a text in UTF-8; a byte order mark is left out.

    Parameters
    ----------
    missing, encoded
        The messages for a file that is not there, and for one that is no UTF-8.

    Raises
    ------
    InputError
        When the file is missing, cannot be read, or is no UTF-8 text.
    """
    try:
        return decoded(path.read_bytes(), where=str(path), encoded=encoded)
    except FileNotFoundError:
        raise InputError(missing, where=str(path)) from None
    except OSError as error:
        raise InputError(
            "files.unreadable", where=str(path), reason=error.strerror or str(error)
        ) from None


def decoded(content: bytes, *, where: str, encoded: str = "registry.not_utf8") -> str:
    """Give the text of bytes in UTF-8.

    Raises
    ------
    InputError
        When they are none.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(encoded, where=where, byte=error.start) from None


def csv_rows(text: str, columns: Collection[str], *, where: str) -> Iterator[tuple[int, YamlRow]]:
    """Give each row of a CSV table with its line.

    Raises
    ------
    InputError
        When a column is missing, or the text is no CSV.
    """
    reader = csv.DictReader(text.splitlines())
    try:
        missing = [name for name in columns if name not in (reader.fieldnames or [])]
        if missing:
            raise InputError(
                "registry.columns",
                where=f"{where}:1",
                missing=", ".join(missing),
                columns=",".join(columns),
            )
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InputError(
            "files.damaged", where=f"{where}:{reader.line_num}", reason=str(error)
        ) from None


class _Constructor(RoundTripConstructor):
    """Leaves dates as text: a model then names the field and line of a 30 February.

    A tag that names no kind of data is refused: what ruamel makes of one has no lines.
    """


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_str)
_Constructor.add_constructor(None, SafeConstructor.construct_undefined)


class _Composer(Composer):
    """Keeps a document to what data are: nested by some levels, and each part written once.

    A thousand brackets take minutes, and nine aliases of nine aliases, nine times over, are
    more nodes than there is memory for.
    """

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Make a node of the document, unless it lies too deep or stands for another."""
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent):
            raise ComposerError(
                None, None, "an alias (*), which is not read here", event.start_mark
            )
        if self._depth > _DEEPEST:
            raise ComposerError(None, None, "nested too deep", event.start_mark)
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


_DEEPEST: Final = 40
"""Levels; a project's side has six."""


def yaml_document(text: str, *, where: str, lines: bool = True) -> Any:
    """Read the one document of a YAML text.

    Parameters
    ----------
    lines
        Whether each node keeps its line, which takes a third more time.

    Raises
    ------
    InputError
        When it is no YAML, or holds a value that its own tag does not fit.
    """
    yaml = YAML(typ="rt") if lines else YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    if lines:
        yaml.Constructor = _Constructor
        yaml.Scanner, yaml.Parser = Scanner, Parser  # without comments, which nobody asks for
    try:
        return yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{where}:{mark.line + 1}" if mark else where
        raise _no_yaml(place, str(error.problem or error.context)) from None
    except _YAML_DAMAGE as error:
        raise _no_yaml(where, f"{type(error).__name__}: {error}") from None


def _no_yaml(where: str, problem: str) -> InputError:
    said = (problem.splitlines() or [""])[0].split(" with value ")[0]
    return InputError("registry.not_yaml", where=where, problem=said[:_LONGEST])


_LONGEST: Final = 120
"""Letters of what a library says."""
