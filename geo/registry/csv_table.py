"""A table of facts as CSV: rows with their line numbers, or what is wrong with the file."""

from collections.abc import Iterator
from pathlib import Path

from geo.data_files import csv_rows, text_of


def read_csv_table(
    path: Path, columns: tuple[str, ...], *, missing: str = "registry.table"
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row with the number of its line; an empty or missing cell is "".

    Parameters
    ----------
    missing
        The message for a file that is not there.

    Raises
    ------
    InputError
        When the file is missing, is not UTF-8 text, no CSV, or lacks a column.
    """
    text = text_of(path, missing=missing, encoded="registry.not_utf8_csv")
    for line, row in csv_rows(text, columns, where=str(path)):
        yield line, {name: value or "" for name, value in row.items() if isinstance(name, str)}
