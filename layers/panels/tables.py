"""The tables of the exports as a reader sees them: titles, words and numbers in his language."""

import datetime as dt
import io
import math
from collections.abc import Collection
from typing import Final, TypeGuard

import pandas as pd
from pandas.io.formats.style import Styler

from geo.export import tables
from geo.export.selection import only
from geo.export.tables import DAY, KM, Column, Role, Table
from layers.app.filters import Shown
from layers.texts import Texts

TABLES: Final = {
    table.key: table
    for table in (tables.PROJECTS, tables.PIECES, tables.CROSSINGS, tables.STATUS_REPORTS)
}


def columns(table: Table, texts: Texts) -> tuple[Column, ...]:
    """List a table's columns in one language."""
    return table.columns_in(texts.language)


def usual(table: Table, texts: Texts) -> list[Column]:
    """Choose the columns that a reader begins with: no codes, no keys."""
    return [
        column
        for column in columns(table, texts)
        if column.role is Role.VALUE and not column.name.startswith("signing_")
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
    if column.words:
        return values.map({code: texts.pick(text) for code, text in column.words.items()})
    if column.kind == KM:
        return values.round(3)
    if column.kind == DAY:
        days = pd.to_datetime(values)
        return days.dt.date.astype(object).where(days.notna(), None)
    return values


def displayed(frame: pd.DataFrame, texts: Texts) -> Styler:
    """Write numbers and days as the language does; the values beneath still sort."""
    days = [name for name in frame if frame[name].map(_is_day).any()]

    def day(value: object) -> str:
        return texts.date(value) if _is_day(value) else ""

    def length(value: object) -> str:
        if not isinstance(value, float) or math.isnan(value):
            return ""
        return texts.number(value, 1)

    lengths = list(frame.select_dtypes("float"))
    return frame.style.format({**dict.fromkeys(days, day), **dict.fromkeys(lengths, length)})


def _is_day(value: object) -> TypeGuard[dt.date]:
    """Tell a day; pandas takes its own "no time" for one."""
    return isinstance(value, dt.date) and not pd.isna(value)


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
