"""An update form that comes back: all its faults at once, and the entries that it asks for.

Read by heads and keys, never by position: rows may be sorted, deleted or copied, columns moved,
dates typed as text, and the file saved by another program.
"""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from pydantic import ValidationError

from geo.errors import InputError, Wording, Wordings
from geo.export.update_form import COLUMNS, DATES, EARLIEST, LATEST
from geo.export.words import STATUS
from geo.model import Deadline, EntrySource, Status, StatusReport, Text
from geo.names import fold
from geo.registry import Registry
from geo.store.entry import Draft, EntryKind, Remark
from geo.store.sides import side_numbers

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 10_000_000
"""Bytes of all its parts; a form of 5,000 rows has four million, and openpyxl takes its time."""
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 200
_ASKED: Final = tuple(column.name for column in COLUMNS if column.is_asked)
_HEADS: Final = {fold(column.head): column.name for column in COLUMNS}
_WORDS: Final = {
    fold(words): status for status, text in STATUS.items() for words in (text.vi, text.en)
}
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One row with news: where it stands, what it is about, the entries it asks for."""

    row: int
    project: str
    side: str
    drafts: tuple[Draft, ...]


class _CellError(Exception):
    """What is wrong with one cell."""

    def __init__(self, fault: Wording) -> None:
        super().__init__(fault.en)
        self.fault = fault


def taken_form(content: bytes, registry: Registry, *, name: str, today: dt.date) -> list[TakenRow]:
    """Read a form.

    Parameters
    ----------
    content
        The workbook, .xlsx.
    registry
        What its keys name.
    name
        The file's name, for messages.
    today
        The date of what names no document.

    Raises
    ------
    InputError
        When it is no form, or with every cell at fault: nothing is taken.
    """
    cells = _cells(content, name)
    read = _Form(cells, registry, today)
    rows = list(read.rows()) if read.columns else []
    if not read.columns:
        raise InputError("store.no_form", where=name)
    if read.faults:
        raise InputError("store.form_faults", where=name, faults=Wordings(read.faults))
    return rows


def _cells(content: bytes, name: str) -> list[tuple[Any, ...]]:
    """The values of the first sheet with a form's heads; of the first sheet where none has them."""
    try:
        _check_size(content)
        with warnings.catch_warnings(action="ignore"):  # what it leaves out, we refuse by cell
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = [_rows(sheet) for sheet in book.worksheets]
            return next((rows for rows in sheets if any(map(_heads, rows))), sheets[0])
    # A damaged workbook makes openpyxl raise whatever its parts' parsers raise.
    except Exception as error:  # noqa: BLE001
        raise InputError("store.form_damaged", where=name, reason=type(error).__name__) from None


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    return [tuple(row) for row in rows]


def _heads(row: tuple[Any, ...]) -> dict[str, int]:
    """Where a form's columns stand, if this is their row of heads; else nothing."""
    found = {_HEADS[fold(str(v))]: at for at, v in enumerate(row) if _is_head(v)}
    return found if {"key", "status"} <= set(found) else {}


def _check_size(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise ValueError
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        if sum(member.file_size for member in file.infolist()) > MOST_UNPACKED:
            raise ValueError


class _Form:
    """The cells of a form, its columns found by their heads."""

    def __init__(self, cells: list[tuple[Any, ...]], registry: Registry, today: dt.date) -> None:
        self.cells, self.registry, self.today = cells, registry, today
        self.faults: list[Wording] = []
        self.columns: dict[str, int] = {}
        self.first = 0
        for number, row in enumerate(cells):
            if found := _heads(row):
                self.columns, self.first = found, number + 1
                break

    def rows(self) -> Iterator[TakenRow]:
        said: dict[str, int] = {}
        for number in range(self.first, len(self.cells)):
            row = {name: self._value(number, name) for name in self.columns}
            news = {name: row.get(name) for name in _ASKED}
            if all(value in (None, "") for value in news.values()):
                continue
            key = str(row.get("key") or "").strip()
            about = self._about(number, key)
            if about is None:
                continue
            if key in said:
                self._at_fault(number, "key", Wording("store.form_twice", row=said[key] + 1))
                continue
            said[key] = number
            drafts = self._drafts(number, *about, news, str(row.get("seen") or ""))
            if drafts:
                yield TakenRow(number + 1, *about, drafts)

    def _value(self, number: int, name: str) -> Any:
        row, at = self.cells[number], self.columns[name]
        value = row[at] if at < len(row) else None
        return value.strip() if isinstance(value, str) else value

    def _at_fault(self, number: int, name: str, fault: Wording) -> None:
        cell = f"{get_column_letter(self.columns.get(name, 0) + 1)}{number + 1}"
        self.faults.append(Wording("store.form_cell", cell=cell, fault=fault))

    def _about(self, number: int, key: str) -> tuple[str, str] | None:
        project_id, _, side = key.partition(" ")
        project = self.registry.projects.get(project_id)
        if project is None or side not in side_numbers(project):
            self._at_fault(number, "key", Wording("store.form_key"))
            return None
        return project_id, side

    def _drafts(
        self, number: int, project: str, side: str, news: Mapping[str, Any], seen: str
    ) -> tuple[Draft, ...]:
        before = len(self.faults)
        status = self._read(number, "status", news["status"], _status)
        days = {name: self._read(number, name, news[name], _day) for name in DATES}
        if len(self.faults) > before:
            return ()
        try:
            return tuple(self._entries(project, side, status, days, news, seen))
        except ValidationError:
            self._at_fault(number, "note", Wording("store.form_long"))
        except _CellError as error:
            self._at_fault(number, "date", error.fault)
        return ()

    def _read(self, number: int, name: str, value: Any, reader: Any) -> Any:
        if value in (None, ""):
            return None
        try:
            return reader(value)
        except _CellError as error:
            self._at_fault(number, name, error.fault)
            return None

    def _entries(
        self,
        project: str,
        side: str,
        status: Status | None,
        days: Mapping[str, dt.date | None],
        news: Mapping[str, Any],
        seen: str,
    ) -> Iterator[Draft]:
        words = {name: str(news[name] or "").strip() for name in ("note", "document", "number")}
        source = EntrySource(
            by="?",
            date=days["document_date"] or self.today,
            document=words["document"] or None,
            number=words["number"] or None,
        )
        note = Text(vi=words["note"], en=words["note"]) if words["note"] else None
        if status is not None:
            day = days["date"] or source.date
            if day > source.date:
                raise _CellError(Wording("store.form_later"))
            own = Text(vi=STATUS[status].vi, en=STATUS[status].en)
            report = StatusReport(date=day, status=status, note=note or own, source=source)
            yield _draft(EntryKind.STATUS, project, side, report, seen)
        elif note is not None:
            yield _draft(EntryKind.NOTE, project, side, Remark(text=note, source=source), seen)
        elif days["deadline"] is None:
            raise _CellError(Wording("store.form_nothing"))
        if (by := days["deadline"]) is not None:
            said = note or Text(vi=f"{by:%d/%m/%Y}", en=by.isoformat())
            yield _draft(
                EntryKind.DEADLINE, project, side, Deadline(by=by, said=said, cite=source), seen
            )


def _is_head(value: object) -> bool:
    return isinstance(value, str) and fold(value) in _HEADS


def _draft(kind: EntryKind, project: str, side: str, payload: Any, seen: str) -> Draft:
    known = frozenset(
        word.partition("=")[2] for word in seen.split() if word.startswith(f"{kind.value}=")
    )
    return Draft(kind=kind, project=project, side=side, payload=payload, seen=known)


def _status(value: object) -> Status:
    found = _WORDS.get(fold(str(value)))
    if found is None:
        raise _CellError(Wording("store.form_status", value=str(value)[:60]))
    return found


def _day(value: object) -> dt.date:
    """A date cell, a date typed as text (day first, or ISO), or Excel's number of a day."""
    try:
        found = _as_day(value)
    except (ValueError, OverflowError, TypeError):
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise _CellError(Wording("store.form_day", value=str(value)[:60]))
    return found


def _as_day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        moment = from_excel(value)
        return moment.date() if isinstance(moment, dt.datetime) else None
    if match := _DAY.fullmatch(str(value)):
        day, month, year, *iso = match.groups()
        return dt.date(int(year), int(month), int(day)) if year else dt.date(*map(int, iso))
    return None
