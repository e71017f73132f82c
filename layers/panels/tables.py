"""The tables of the exports as a reader sees them: titles, words and numbers in his language."""

import datetime as dt
import io
import math
from collections.abc import Collection
from typing import Final

import pandas as pd
from pandas.io.formats.style import Styler

from geo.export import tables
from geo.export.selection import only
from geo.export.tables import DAY, KM, Column, Table
from geo.model import Action, Grade, Language, Status
from geo.modes import PROJECT_MODES
from layers.app.filters import Shown
from layers.texts import Texts

TABLES: Final = {
    table.key: table
    for table in (tables.PROJECTS, tables.PIECES, tables.CROSSINGS, tables.STATUS_REPORTS)
}
_CODED: Final = {
    "mode": ("mode", PROJECT_MODES),
    "action": ("action", Action),
    "status": ("status", Status),
    "status_from": ("status", Status),
    "status_to": ("status", Status),
    "grade": ("grade", Grade),
}
"""Columns of codes → the catalogue's family of words, and its codes."""
_TWO_LANGUAGES: Final = {
    "name_vi": "name_en",
    "province_name": "province_name_en",
    "responsible": "responsible_en",
    "basis": "basis_en",
    "grade_reason": "grade_reason_en",
    "bridge_vi": "bridge_en",
    "note_vi": "note_en",
    "origin_vi": "origin_en",
}
"""Columns in Vietnamese → the same in English; one of each pair is shown."""
_PLAIN: Final = frozenset(
    {"project_id", "piece_id", "side", "part", "side_from", "side_to", "nearest_place_key"}
)
"""Columns for programs, shown only when asked for."""
_CODES: Final = ("_code", "signing_", "from_province", "to_province")


def columns(table: Table, texts: Texts) -> list[Column]:
    """List a table's columns in one language."""
    hidden = _TWO_LANGUAGES.values() if texts.language is Language.VI else _TWO_LANGUAGES.keys()
    names = set(table.names)
    pairs = {**_TWO_LANGUAGES, **{en: vi for vi, en in _TWO_LANGUAGES.items()}}
    return [
        column
        for column in table.columns
        if column.name not in hidden or pairs[column.name] not in names
    ]


def usual(table: Table, texts: Texts) -> list[Column]:
    """Choose the columns that a reader begins with: no codes, no keys."""
    return [
        column
        for column in columns(table, texts)
        if column.name not in _PLAIN
        and not any(column.name.endswith(code) or column.name.startswith(code) for code in _CODES)
    ]


def rows(shown: Shown, table: Table) -> pd.DataFrame:
    """Give the rows of what is shown; of the pieces only those that answer the filters."""
    frame = table.frame(only(shown.linkage, {row["project_id"] for row in shown.projects}))
    if table is tables.PIECES:
        frame = frame[frame["piece_id"].isin(shown.meets)]
    return frame.reset_index(drop=True)


def in_words(frame: pd.DataFrame, wanted: Collection[Column], texts: Texts) -> pd.DataFrame:
    """Write a frame for people: titles over the columns, words for codes, days as days.

    Numbers stay numbers and days stay days, so that they sort; lengths are rounded to metres.
    """
    return pd.DataFrame(
        {texts.pick(column.title): _column(frame, column, texts) for column in wanted}
    )


def _column(frame: pd.DataFrame, column: Column, texts: Texts) -> pd.Series:
    values = pd.Series(frame[column.name])
    if column.name in _CODED:
        family, codes = _CODED[column.name]
        return values.map({str(code): texts(f"{family}.{code}") for code in codes})
    if column.kind == KM:
        return values.round(3)
    if column.kind == DAY:
        return pd.to_datetime(values).dt.date
    return values


def displayed(frame: pd.DataFrame, texts: Texts) -> Styler:
    """Write numbers and days as the language does; the values beneath still sort."""
    days = [name for name in frame if frame[name].map(lambda v: isinstance(v, dt.date)).any()]

    def day(value: object) -> str:
        return texts.date(value) if isinstance(value, dt.date) else ""

    def length(value: object) -> str:
        if not isinstance(value, float) or math.isnan(value):
            return ""
        return texts.number(value, 1)

    lengths = list(frame.select_dtypes("float"))
    return frame.style.format({**dict.fromkeys(days, day), **dict.fromkeys(lengths, length)})


def as_csv(frame: pd.DataFrame) -> bytes:
    """Write what is seen as CSV that Excel opens with its diacritics right."""
    return frame.to_csv(index=False).encode("utf-8-sig")


def as_xlsx(frame: pd.DataFrame, title: str) -> bytes:
    """Write what is seen as one sheet with a frozen header and filters."""
    memory = io.BytesIO()
    with pd.ExcelWriter(memory, engine="xlsxwriter", date_format="dd/mm/yyyy") as book:
        frame.to_excel(book, sheet_name=title[:31], index=False)
        sheet = book.sheets[title[:31]]
        sheet.freeze_panes(1, 0)
        if len(frame):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        sheet.autofit(max_width=360)
    return memory.getvalue()
