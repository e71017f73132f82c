"""What is printed reaches every console: one of another encoding, one that is full or closed."""

import codecs
import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import click

from geo import settings
from geo.errors import Wording

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""What cp1258 writes behind a letter: ế is ê and an acute there."""
_INSTEAD: Final = {
    "đ": "d",
    "Đ": "D",
    "–": "-",
    "—": "-",
    "·": "-",
    "…": "...",
    "≈": "~",
    "≥": ">=",
    "≤": "<=",
    "×": "x",
    "→": "->",
    "◆": "*",
    "′": "'",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
}


def run(command: click.Command, program: str) -> None:
    """Run a program's command line on any console.

    Letters that the console's encoding lacks are written as near as it can; a closed pipe ends
    the program quietly; a full disk behind the console is told, with exit code 2.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=nearest_in(stream.encoding))
    try:
        command.main(prog_name=program)
    except OSError as error:
        if error.filename is not None:
            raise
        said = Wording("cli.cannot_print", reason=error.strerror or "?")
        text = getattr(said, settings.language())
        with suppress(OSError):  # that may be the one which is full
            click.echo(f"{program.rpartition(' ')[2]}: {text}", err=True)
        sys.stdout = sys.stderr = None  # what waits there cannot be written either
        sys.exit(2)


def echo_json(value: object, *, indent: int | None = 2) -> None:
    """Print JSON that is whole in every encoding: escaped where the console is not UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    escaped = codecs.lookup(encoding).name != "utf-8"
    click.echo(json.dumps(value, ensure_ascii=escaped, indent=indent))


def nearest_in(encoding: str) -> str:
    """Name the way to write letters that an encoding lacks: as near to them as it can.

    Examples
    --------
    >>> "Bắc Giang – Đồng".encode("ascii", nearest_in("ascii"))
    b'Bac Giang - Dong'
    """

    def nearest(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        letters = error.object[error.start : error.end]
        # Not error.encoding: of most code pages that is "charmap" only.
        return "".join(_near(letter, encoding) for letter in letters), error.end

    name = f"giapranh-nearest-{encoding}"
    codecs.register_error(name, nearest)
    return name


def _near(letter: str, encoding: str) -> str:
    for candidate in _candidates(letter):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        return candidate
    return "?"


def _candidates(letter: str) -> Iterator[str]:
    parts = unicodedata.normalize("NFD", letter)
    base, marks = parts[0], parts[1:]
    tones = [mark for mark in marks if mark in _TONES]
    shaped = [mark for mark in marks if mark not in _TONES]
    bare = unicodedata.normalize("NFC", "".join([base, *shaped]))
    yield bare + "".join(tones)
    yield bare
    yield _INSTEAD.get(base, base)
