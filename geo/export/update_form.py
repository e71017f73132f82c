"""Phiếu cập nhật tiến độ: a workbook of one province, a row a side, with cells for what is new."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter

from geo.duty.status import side_state
from geo.export.change_log import unit_name
from geo.export.words import STATUS
from geo.model import Project, Side, Status
from geo.registry import Registry
from geo.store.causality import heads
from geo.store.entry import Entry, EntryKind
from geo.store.people import grounds_of
from geo.store.sides import side_keys

HEAD_ROW: Final = 3
"""Row of the column heads, counted from 0."""
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
"""Between these a date of a report, deadline or document lies."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the form: its head, width in characters, and whether it is filled in."""

    name: str
    head: str
    width: float
    is_asked: bool = False
    is_hidden: bool = False


COLUMNS: Final = (
    FormColumn("project", "Công trình", 34),
    FormColumn("side", "Phía", 14),
    FormColumn("status_now", "Tiến độ đã biết", 16),
    FormColumn("date_now", "Ngày đã biết", 11),
    FormColumn("deadline_now", "Thời hạn đã biết", 11),
    FormColumn("status", "Tiến độ mới", 18, is_asked=True),
    FormColumn("date", "Tính đến ngày", 11, is_asked=True),
    FormColumn("note", "Ghi chú", 30, is_asked=True),
    FormColumn("deadline", "Thời hạn mới", 11, is_asked=True),
    FormColumn("document", "Theo văn bản", 22, is_asked=True),
    FormColumn("number", "Số, ký hiệu", 14, is_asked=True),
    FormColumn("document_date", "Ngày văn bản", 11, is_asked=True),
    FormColumn("key", "Mã (không sửa)", 10, is_hidden=True),
    FormColumn("seen", "Đã thấy (không sửa)", 10, is_hidden=True),
)
DATES: Final = ("date", "deadline", "document_date")
_SEEN_KINDS: Final = (EntryKind.STATUS, EntryKind.DEADLINE)


def sides_of(unit: str, registry: Registry) -> Iterator[tuple[Project, str, Side]]:
    """Every side on the ground of a unit, with its project and its name in entries."""
    ground = grounds_of(unit, registry.units)
    for project in registry.projects.values():
        for key, side in zip(side_keys(project), project.sides, strict=True):
            if key.partition("@")[0] in ground:
                yield project, key, side


def update_form(unit: str, registry: Registry, entries: list[Entry], *, as_of: dt.date) -> bytes:
    """The form of one province as an Excel workbook.

    Parameters
    ----------
    unit
        The province, era and code.
    registry
        With what people have entered so far.
    entries
        The log that it comes from: the form remembers what it showed.
    as_of
        The day whose state is shown as known.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        _FormSheets(book, unit, registry, entries, as_of).write()
    return stream.getvalue()


def seen_words(entries: list[Entry]) -> dict[tuple[str | None, str | None], str]:
    """What each side's row remembers: the newest entries on its status and deadline."""
    found: dict[tuple[str | None, str | None], list[str]] = {}
    for (project, side, what), newest in heads(entries).items():
        if what in _SEEN_KINDS:
            found.setdefault((project, side), []).extend(f"{what}={entry}" for entry in newest)
    return {key: " ".join(sorted(words)) for key, words in found.items()}


class _FormSheets:
    """The one sheet of the form."""

    def __init__(
        self, book: Any, unit: str, registry: Registry, entries: list[Entry], as_of: dt.date
    ) -> None:
        self.unit, self.registry, self.as_of = unit, registry, as_of
        self.seen = seen_words(entries)
        self.sheet = book.add_worksheet("Phiếu cập nhật")
        border = {"border": 1, "valign": "top", "text_wrap": True, "font_name": "Times New Roman"}
        day = {"num_format": "dd/mm/yyyy"}
        asked = {"locked": False, "bg_color": "#FFF9E5"}
        self.title = book.add_format(
            {"bold": True, "font_size": 14, "font_name": "Times New Roman"}
        )
        self.plain = book.add_format({"font_name": "Times New Roman"})
        self.head = book.add_format({**border, "bold": True, "bg_color": "#E3E8E6"})
        self.known = book.add_format(border)
        self.known_day = book.add_format({**border, **day})
        self.asked = book.add_format({**border, **asked, "num_format": "@"})
        self.asked_day = book.add_format({**border, **asked, **day})

    def write(self) -> None:
        sheet = self.sheet
        name = unit_name(self.unit, self.registry)
        sheet.write(0, 0, f"Phiếu cập nhật tiến độ: {name}", self.title)
        day = self.as_of.strftime("%d/%m/%Y")
        sheet.write(1, 0, f"Tình hình đã biết đến {day}. Chỉ điền các ô màu vàng.", self.plain)
        for place, column in enumerate(COLUMNS):
            hidden = {"hidden": 1} if column.is_hidden else {}
            sheet.set_column(place, place, column.width, None, hidden)
            sheet.write(HEAD_ROW, place, column.head, self.head)
        last = HEAD_ROW
        for last, row in enumerate(self._rows(), start=HEAD_ROW + 1):
            self._row(last, row)
        if last > HEAD_ROW:
            self._checks(last)
        self._page()

    def _rows(self) -> Iterator[dict[str, object]]:
        for project, key, side in sides_of(self.unit, self.registry):
            state = side_state(side, self.as_of)
            yield {
                "project": project.name.vi,
                "side": f"{unit_name(key, self.registry)}: {side.part.vi}",
                "status_now": STATUS[state.status].vi,
                "date_now": state.report.date if state.report else None,
                "deadline_now": side.deadline.by if side.deadline else None,
                "key": f"{project.id} {key}",
                "seen": self.seen.get((project.id, key), ""),
            }

    def _row(self, number: int, row: dict[str, object]) -> None:
        for place, column in enumerate(COLUMNS):
            value = row.get(column.name)
            if column.is_asked:
                day = column.name in DATES
                self.sheet.write_blank(number, place, None, self.asked_day if day else self.asked)
            elif isinstance(value, dt.date):
                self.sheet.write_datetime(number, place, value, self.known_day)
            else:
                self.sheet.write_string(number, place, str(value or ""), self.known)

    def _checks(self, last: int) -> None:
        """Offer the statuses as a list, and let Excel refuse what is no date."""
        for place, column in enumerate(COLUMNS):
            if column.name == "status":
                rule: dict[str, Any] = {
                    "validate": "list",
                    "source": [STATUS[status].vi for status in Status],
                    "error_title": "Tiến độ",
                    "error_message": "Hãy chọn trong danh sách.",
                }
            elif column.name in DATES:
                rule = {
                    "validate": "date",
                    "criteria": "between",
                    "minimum": EARLIEST,
                    "maximum": LATEST,
                    "error_title": "Ngày",
                    "error_message": "Hãy ghi ngày, ví dụ 04/05/2026.",
                }
            else:
                continue
            self.sheet.data_validation(HEAD_ROW + 1, place, last, place, rule)

    def _page(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer("&CTrang &P/&N")
