"""The text and the table in a file of data: each damage is one message."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.settings import DATA_DIR

CsvRow = dict[Any, Any]
"""Cells by column; cells without a column stand under None."""


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


def csv_rows(text: str, columns: Collection[str], *, where: str) -> Iterator[tuple[int, CsvRow]]:
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
