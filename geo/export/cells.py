"""Texts of a CSV file that no spreadsheet takes for a formula.

A cell that begins with ``= + - @`` or a tab is calculated when the file is opened: a project's name
could read other cells, or call a server. Such a text gets an apostrophe in front, and so does one
that begins with an apostrophe, so that taking one away always gives back what was written.
"""

import csv
from collections.abc import Iterable
from typing import TextIO

from geo.model import Text

_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
SAID = Text(
    vi="Chữ bắt đầu bằng = + - @ ' hoặc dấu tab có thêm một dấu ' ở trước, để bảng tính không hiểu "
    "là công thức; bỏ đi một dấu ' là được nguyên văn.",
    en="A text that begins with = + - @ ' or a tab has one ' more in front, so that no spreadsheet "
    "takes it for a formula; without that one ' it is as written.",
)
"""What the key of a CSV file says of it."""


def harmless(value: object) -> object:
    """Give a text that is no formula; what is no text stays.

    Examples
    --------
    >>> harmless("=1+1"), harmless("'x"), harmless("QL.1"), harmless(-1.5)
    ("'=1+1", "''x", 'QL.1', -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_BEGINS) else value


def as_written(text: str) -> str:
    """Undo :func:`harmless`.

    Examples
    --------
    >>> as_written("'=1+1"), as_written("QL.1")
    ('=1+1', 'QL.1')
    """
    return text.removeprefix("'")


def lowered(sentence: str) -> str:
    """A sentence as the rest of another one."""
    return f"{sentence[:1].lower()}{sentence[1:].removesuffix('.')}"


def write_rows(file: TextIO, rows: Iterable[Iterable[object]]) -> None:
    """Write rows of a CSV file; it must be open with ``newline=""``."""
    csv.writer(file).writerows(map(harmless, row) for row in rows)
