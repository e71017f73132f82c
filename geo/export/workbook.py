"""Linkage → an Excel workbook for the office: real dates and numbers, filters, print set-up."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from geo.export.colours import ALARM, INK, MARK_COLOUR, PAPER, STATUS_COLOUR
from geo.export.options import ExportOptions
from geo.export.row_heights import row_height
from geo.export.tables import APPROXIMATE
from geo.export.wording import is_missing
from geo.export.workbook_sheets import Field, Kilometres, Sheet, sheets_of, status_label
from geo.model import Language, Status, Text
from geo.pipeline import Linkage
from geo.registry.citations import date_text
from geo.sentence import listed
from geo.views.credits import credits_of

Formats: TypeAlias = Mapping[str, Format]

_PAPER = {"A3": 8, "A4": 9}
"""Excel's numbers of the paper sizes."""
_DATES = {Language.VI: "dd/mm/yyyy", Language.EN: "d mmm yyyy"}
_KM = "#,##0.0"
_RULE = "#D8D2C4"
"""Under each row."""
_PAGE = Text(vi="Trang &P/&N", en="Page &P of &N")


def write_workbook(linkage: Linkage, path: Path, options: ExportOptions) -> None:
    """Write the sheets: seven, and one by commune where communes are at hand.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    write_sheets(sheets_of(linkage), linkage, path, options.language)


def write_sheets(sheets: Sequence[Sheet], linkage: Linkage, path: Path, language: Language) -> None:
    """Write a workbook of some sheets.

    Rows go to the disk as they are made; what is held in memory is one row.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    settings = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": _DATES[language],
    }
    book = xlsxwriter.Workbook(str(path), settings)
    try:
        _describe(book, linkage, language)
        formats = _formats(book, language)
        for sheet in sheets:
            page = book.add_worksheet(sheet.title.pick(language)[:_TITLE_LETTERS])
            _Page(page, sheet, language, formats).write(linkage)
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error
    finally:
        _let_go(book)


def _let_go(book: xlsxwriter.Workbook) -> None:
    """Close the files that rows wait in, which a failed writing leaves open."""
    for page in book.worksheets():
        if page.row_data_fh is not None:
            with suppress(OSError):  # what was never written is lost by intent
                page.row_data_fh.close()


def _describe(book: xlsxwriter.Workbook, linkage: Linkage, language: Language) -> None:
    credit = listed(credits_of(linkage), separator="; ").pick(language)
    book.set_properties(
        {
            "title": f"Giáp Ranh, {linkage.as_of.isoformat()}",
            "author": "Giáp Ranh",
            "comments": credit,
            "created": dt.datetime.combine(linkage.as_of, dt.time()),
        }
    )


def _formats(book: xlsxwriter.Workbook, language: Language) -> Formats:
    """A cell format a kind of value, and one a status."""
    base: dict[str, Any] = {"valign": "top", "font_color": INK}
    rule: dict[str, Any] = {"bottom": 1, "bottom_color": _RULE}
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14},
        "intro": {},
        "head": {"bold": True, "bg_color": PAPER, "text_wrap": True, "bottom": 1},
        "text": {"text_wrap": True} | rule,
        "km": {"num_format": _KM, "align": "right", "indent": 1} | rule,
        "about": {"num_format": f'"{APPROXIMATE} "{_KM}', "align": "right", "indent": 1} | rule,
        "number": {"num_format": "#,##0", "align": "right", "indent": 1} | rule,
        "degrees": {"num_format": "0.00000"} | rule,
        "date": {"num_format": _DATES[language], "align": "left"} | rule,
        "alarm": {"font_color": ALARM, "bold": True},
    }
    made = {name: book.add_format(base | look) for name, look in looks.items()}
    for status in Status:  # laid over a cell's own look where it holds the status's words
        made[status.value] = book.add_format(
            {"bg_color": STATUS_COLOUR[status], "font_color": MARK_COLOUR[status]}
        )
    return made


@dataclass(frozen=True)
class _Page:
    """A worksheet, and the sheet that is being written on it."""

    page: Worksheet
    sheet: Sheet
    language: Language
    formats: Formats

    def write(self, linkage: Linkage) -> None:
        """Write titles and rows, one after the other, each as high as its texts need."""
        fields = self.sheet.fields
        intro = self.sheet.intro(linkage) if self.sheet.intro else []
        head = len(intro) + 1 if intro else 0
        for number, field in enumerate(fields):
            self.page.set_column(number, number, field.width)
        for row, line in enumerate(intro):
            look = self.formats["intro"] if row else self.formats["title"]
            self.page.write_string(row, 0, line.pick(self.language), look)
        self._write_head(head)
        last = head
        for last, cells in enumerate(self.sheet.rows(linkage, self.language), start=head + 1):
            self._write_row(last, cells)
        self.page.freeze_panes(head + 1, 1)
        self.page.autofilter(head, 0, max(last, head), len(fields) - 1)
        self._colour_statuses(head + 1, last)
        self._set_up_printing(linkage, head, last)

    def _write_head(self, row: int) -> None:
        titles = [field.title.pick(self.language) for field in self.sheet.fields]
        widths = [field.width / _BOLD for field in self.sheet.fields]
        self.page.set_row(row, row_height(zip(titles, widths, strict=True)))
        for number, title in enumerate(titles):
            self.page.write_string(row, number, title, self.formats["head"])

    def _write_row(self, row: int, cells: Sequence[object]) -> None:
        fields = self.sheet.fields
        texts = [
            (value, field.width)
            for field, value in zip(fields, cells, strict=True)
            if isinstance(value, str)
        ]
        self.page.set_row(row, row_height(texts))
        for number, (field, value) in enumerate(zip(fields, cells, strict=True)):
            self._write_cell((row, number), field, value)

    def _write_cell(self, place: tuple[int, int], field: Field, value: object) -> None:
        """Write a value as what it is; an empty one is an empty cell, not an empty text."""
        if is_missing(value):
            self.page.write_blank(*place, None, self.formats["text"])
            return
        if isinstance(value, Kilometres):
            look = self.formats["about" if value.is_about else "km"]
            self.page.write_number(*place, value.km, look)
        elif isinstance(value, dt.date):
            self.page.write_datetime(*place, value, self.formats["date"])
        elif isinstance(value, str):
            look = self.formats[field.kind if field.kind == "km" else "text"]
            self.page.write_string(*place, value, look)
        else:
            assert isinstance(value, int | float)
            self.page.write_number(*place, value, self.formats[field.kind])

    def _colour_statuses(self, first: int, last: int) -> None:
        """Let a status have its colour by its words, so that an edited cell changes colour."""
        said = {status: status_label(status.value, self.language) for status in Status}
        for number, field in enumerate(self.sheet.fields):
            if field.kind != "status" or last < first:
                continue
            place = (first, number, last, number)
            for status, label in said.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{label}"'}
                self.page.conditional_format(*place, rule | {"format": self.formats[status.value]})
            self.page.data_validation(
                *place, {"validate": "list", "source": list(said.values()), "ignore_blank": True}
            )

    def _set_up_printing(self, linkage: Linkage, head: int, last: int) -> None:
        printed = sum(field.is_printed for field in self.sheet.fields)
        self.page.print_area(0, 0, max(last, head), printed - 1)
        self.page.set_landscape()
        self.page.set_paper(_PAPER[self.sheet.paper])
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        self.page.repeat_rows(head)
        self.page.set_footer(_footer(linkage, self.language))


def _footer(linkage: Linkage, language: Language) -> str:
    """Credits, page and day; a digit right behind a font size would be taken for part of it."""
    day = date_text(linkage.as_of)
    right = Text(vi=f"Tình hình đến {day.vi}", en=f"As known on {day.en}").pick(language)
    rest = f"&R&8{_PAGE.pick(language)} · {right}"
    credit = listed(credits_of(linkage), separator="; ").pick(language)
    room = _FOOTER_LETTERS - len("&L&8") - len(rest)
    while len(credit.replace("&", "&&")) > room:
        credit = credit[:-1]
    return f"&L&8{credit.replace('&', '&&')}{rest}"


_FOOTER_LETTERS = 255
"""Excel takes no longer footer."""
_TITLE_LETTERS = 31
"""Nor a longer name of a sheet."""
_BOLD = 1.1
"""How much wider bold letters are."""
