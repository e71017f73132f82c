"""A table of facts as CSV: rows with their line numbers, or what is wrong with the file."""

import csv
from collections.abc import Iterator
from pathlib import Path

from geo.errors import InputError


def read_csv_table(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row with the number of its line; an empty or missing cell is "".

    Raises
    ------
    InputError
        When the file is missing, is not UTF-8 text or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("registry.table", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError("registry.not_utf8_csv", where=str(path), byte=error.start) from None
    reader = csv.DictReader(text.splitlines())
    names = reader.fieldnames or []
    missing = [name for name in columns if name not in names]
    if missing:
        raise InputError(
            "registry.columns",
            where=f"{path}:1",
            missing=", ".join(missing),
            columns=",".join(columns),
        )
    for row in reader:
        yield reader.line_num, {name: row[name] or "" for name in names}
