"""A value of a table as people read it in a file: words for codes, numbers and days as written."""

import datetime as dt

import numpy as np
import pandas as pd

from geo.export import words
from geo.export.tables import KM, Column, ColumnRole
from geo.model import Language
from geo.registry.citations import date_text

_VIETNAMESE = str.maketrans(",.", ".,")
NO_LENGTH = "–"
"""Stands for the kilometres of what has no length: a bridge, a substation, an area."""


def is_missing(value: object) -> bool:
    """Whether a frame has no value here."""
    return value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value))


def in_words(value: object, column: Column, language: Language) -> str:
    """Write a value for people; what is missing is an empty text.

    Examples
    --------
    >>> from geo.export.tables import PIECES
    >>> named = {column.name: column for column in PIECES.columns}
    >>> in_words("approved", named["status"], Language.VI)
    'đã phê duyệt'
    >>> in_words(1234.567, named["length_km"], Language.VI)
    '1.234,57'
    >>> in_words(0, named["part"], Language.EN)
    '1'
    """
    if is_missing(value):
        return ""
    if isinstance(value, bool):
        return (words.YES if value else words.NO).pick(language)
    if column.kind == KM and isinstance(value, float):
        return number_text(value, language)
    if isinstance(value, dt.date):
        return date_text(value).pick(language)
    if column.role is ColumnRole.ORDINAL and isinstance(value, int):
        return str(value + 1) if value >= 0 else ""  # -1: no side answers
    said = column.words.get(str(value))
    return said.pick(language) if said else str(value)


def number_text(value: float, language: Language) -> str:
    """A number with two decimals, as the language writes it."""
    text = f"{value:,.2f}"
    return text.translate(_VIETNAMESE) if language is Language.VI else text
