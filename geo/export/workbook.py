"""Linkage → an Excel workbook for the office: real dates and numbers, filters, print set-up."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from geo.export.colours import ALARM, INK, MARK_COLOUR, PAPER, STATUS_COLOUR
from geo.export.options import Options
from geo.export.wording import is_missing
from geo.export.workbook_sheets import SHEETS, Field, Sheet, status_label
from geo.model import Language, Status, Text
from geo.pipeline import Linkage
from geo.sentence import listed
from geo.views.credits import credits_of

Formats: TypeAlias = Mapping[str, Format]

_PAPER = {"A3": 8, "A4": 9}
"""Excel's numbers of the paper sizes."""
_DATES = {Language.VI: "dd/mm/yyyy", Language.EN: "d mmm yyyy"}
_PAGE = Text(vi="Trang &P/&N", en="Page &P of &N")


def write_workbook(linkage: Linkage, path: Path, options: Options) -> None:
    """Write the seven sheets.

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
        "default_date_format": _DATES[options.language],
    }
    try:
        with xlsxwriter.Workbook(str(path), settings) as book:
            _describe(book, linkage, options)
            formats = _formats(book, options)
            for sheet in SHEETS:
                page = book.add_worksheet(sheet.title.pick(options.language))
                _write_sheet(page, sheet, linkage, options, formats)
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


def _describe(book: xlsxwriter.Workbook, linkage: Linkage, options: Options) -> None:
    credit = listed(credits_of(linkage), separator="; ").pick(options.language)
    book.set_properties(
        {
            "title": f"Giáp Ranh, {linkage.as_of.isoformat()}",
            "author": "Giáp Ranh",
            "comments": credit,
            "created": dt.datetime.combine(linkage.as_of, dt.time()),
        }
    )


def _formats(book: xlsxwriter.Workbook, options: Options) -> Formats:
    """A cell format a kind of value, and one a status."""
    base: dict[str, Any] = {"valign": "top", "font_color": INK}
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14},
        "intro": {},
        "head": {"bold": True, "bg_color": PAPER, "text_wrap": True, "bottom": 1},
        "text": {"text_wrap": True},
        "km": {"num_format": "#,##0.0"},
        "number": {"num_format": "#,##0"},
        "degrees": {"num_format": "0.00000"},
        "date": {"num_format": _DATES[options.language], "align": "left"},
        "alarm": {"font_color": ALARM, "bold": True},
    }
    for status in Status:
        looks[status.value] = {"bg_color": STATUS_COLOUR[status], "font_color": MARK_COLOUR[status]}
    return {name: book.add_format(base | look) for name, look in looks.items()}


def _write_sheet(
    page: Worksheet, sheet: Sheet, linkage: Linkage, options: Options, formats: Formats
) -> None:
    language = options.language
    intro = sheet.intro(linkage) if sheet.intro else []
    head = len(intro) + 1 if intro else 0
    for number, field in enumerate(sheet.fields):
        page.set_column(number, number, field.width)
    _set_up_printing(page, sheet, linkage, language, head)
    for row, line in enumerate(intro):
        look = formats["intro"] if row else formats["title"]
        page.write_string(row, 0, line.pick(language), look)
    for number, field in enumerate(sheet.fields):
        page.write_string(head, number, field.title.pick(language), formats["head"])
    last = head
    for last, cells in enumerate(sheet.rows(linkage, language), start=head + 1):
        for number, (field, value) in enumerate(zip(sheet.fields, cells, strict=True)):
            _write_cell(page, (last, number), field, value, language, formats)
    page.freeze_panes(head + 1, 1)
    page.autofilter(head, 0, max(last, head), len(sheet.fields) - 1)


def _write_cell(
    page: Worksheet,
    place: tuple[int, int],
    field: Field,
    value: object,
    language: Language,
    formats: Formats,
) -> None:
    """Write a value as what it is; an empty one is an empty cell, not an empty text."""
    if is_missing(value):
        return
    if field.kind == "status":
        label = status_label(str(value), language)
        page.write_string(*place, label, formats[str(value)])
    elif field.kind == "date":
        assert isinstance(value, dt.date)
        page.write_datetime(*place, value, formats["date"])
    elif field.kind == "text":
        page.write_string(*place, str(value), formats["text"])
    else:
        assert isinstance(value, (int, float))
        page.write_number(*place, value, formats[field.kind])


def _set_up_printing(
    page: Worksheet, sheet: Sheet, linkage: Linkage, language: Language, head: int
) -> None:
    page.set_landscape()
    page.set_paper(_PAPER[sheet.paper])
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    page.repeat_rows(head)
    credit = listed(credits_of(linkage), separator="; ").pick(language).replace("&", "&&")
    day = linkage.as_of.isoformat()
    room = _FOOTER_LETTERS - len(f"&L&8&C&8{_PAGE.pick(language)}&R&8{day}")
    page.set_footer(f"&L&8{credit[:room]}&C&8{_PAGE.pick(language)}&R&8{day}")


_FOOTER_LETTERS = 255
"""Excel takes no longer footer."""
