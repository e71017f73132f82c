"""The tables of the exports as a reader sees them: titles, words and numbers in his language."""

import datetime as dt
import math
from collections.abc import Collection
from typing import Final, TypeGuard

import pandas as pd
from pandas.io.formats.style import Styler

from geo.export import tables, words
from geo.export.cells import harmless
from geo.export.options import CsvLocale
from geo.export.selection import only
from geo.export.tables import DAY, KM, Column, ColumnRole, Table
from geo.export.wording import NO_LENGTH
from geo.export.workbook import write_sheets
from geo.export.workbook_sheets import SOURCES, frame_sheet
from geo.files import scratch
from geo.pipeline import Linkage
from layers.app.filters import Shown
from layers.texts import Texts

TABLES: Final = {
    table.key: table
    for table in (tables.PROJECTS, tables.PIECES, tables.CROSSINGS, tables.STATUS_REPORTS)
}


def tables_of(linkage: Linkage) -> dict[str, Table]:
    """Give the tables by their keys; by commune only where communes are at hand."""
    has_communes = tables.COMMUNES in tables.tables_of(linkage)
    return {**TABLES, tables.COMMUNES.key: tables.COMMUNES} if has_communes else TABLES


def columns(table: Table, texts: Texts) -> tuple[Column, ...]:
    """List a table's columns in one language."""
    return table.columns_in(texts.language)


def usual(table: Table, texts: Texts) -> list[Column]:
    """Choose the columns that a reader begins with: no codes, no keys."""
    return [
        column
        for column in columns(table, texts)
        if column.role is ColumnRole.VALUE and not column.name.startswith("signing_")
    ]


def rows(shown: Shown, table: Table) -> pd.DataFrame:
    """Give the rows of what is shown; of the pieces only those that answer the filters."""
    frame = table.frame(only(shown.linkage, {row["project_id"] for row in shown.projects}))
    if table is tables.PIECES:
        frame = frame[frame["piece_id"].isin(shown.meets)]
    return frame.reset_index(drop=True)


def in_words(frame: pd.DataFrame, wanted: Collection[Column], texts: Texts) -> pd.DataFrame:
    """Write a frame for people: titles over the columns, words for codes, days.

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
        return _lengths(frame, values) if column.name in _LENGTHS else values.round(3)
    if column.kind == DAY:
        days = pd.to_datetime(values)
        return days.dt.date.astype(object).where(days.notna(), None)
    return values


_LENGTHS: Final = ("from_km", "to_km", "length_km")


def _lengths(frame: pd.DataFrame, values: pd.Series) -> pd.Series:
    """Leave out the kilometres of what has no length: a bridge, a substation, an area."""
    return values.round(3).where(frame["length_km"] > 0)


def displayed(frame: pd.DataFrame, texts: Texts) -> Styler:
    """Write numbers and days as the language does; the values beneath still sort."""
    days = [name for name in frame if frame[name].map(_is_day).any()]

    def day(value: object) -> str:
        return texts.date(value) if _is_day(value) else ""

    def length(value: object) -> str:
        if not isinstance(value, float) or math.isnan(value):
            return NO_LENGTH
        return texts.number(value, 1)

    lengths = list(frame.select_dtypes("float"))
    return frame.style.format({**dict.fromkeys(days, day), **dict.fromkeys(lengths, length)})


def _is_day(value: object) -> TypeGuard[dt.date]:
    """Tell a day; pandas takes its own "no time" for one."""
    return isinstance(value, dt.date) and not pd.isna(value)


def as_csv(frame: pd.DataFrame, texts: Texts) -> bytes:
    """Write what is seen as CSV that Excel of the reader's language opens as it is.

    For Vietnamese that is semicolons, decimal commas, and codes that begin with 0 as ``="01"``.
    """
    said = frame.map(lambda value: _yes_or_no(value, texts) if isinstance(value, bool) else value)
    safe = said.rename(columns=harmless).map(harmless)
    sep, decimal = ",", "."
    if CsvLocale.of(texts.language) is CsvLocale.VI:
        sep, decimal = ";", ","
        safe = safe.map(lambda value: f'="{value}"' if _is_code(value) else value)
    text = safe.to_csv(index=False, sep=sep, decimal=decimal, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _yes_or_no(flag: bool, texts: Texts) -> str:
    return texts.pick(words.YES if flag else words.NO)


def _is_code(value: object) -> bool:
    return isinstance(value, str) and value.startswith("0") and value.isdigit()


def as_xlsx(frame: pd.DataFrame, title: str, linkage: Linkage, texts: Texts) -> bytes:
    """Write what is seen as a workbook: the table, and the sources it rests on."""
    statuses = [str(name) for name in frame if _holds_statuses(frame[name], texts)]
    sheets = (frame_sheet(frame, title, statuses=statuses), SOURCES)
    with scratch() as folder:
        path = folder / "table.xlsx"
        write_sheets(sheets, linkage, path, texts.language)
        return path.read_bytes()


def _holds_statuses(values: pd.Series, texts: Texts) -> bool:
    said = {texts.pick(text) for text in words.STATUS.values()}
    found = set(values.dropna()) - {""}
    return bool(found) and found <= said
