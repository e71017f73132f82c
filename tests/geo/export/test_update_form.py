"""The update form: out, filled in by people and other programs, and taken back."""

import datetime as dt
import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from geo.errors import InputError
from geo.export.taken_form import TakenRow, taken_form
from geo.export.update_form import COLUMNS, HEAD_ROW, sides_of, update_form
from geo.model import Status
from geo.registry import Registry, load_registry

UNIT, TODAY = "2008:20", dt.date(2026, 5, 5)
AT = {column.name: number for number, column in enumerate(COLUMNS, start=1)}
FIRST = HEAD_ROW + 2
"""First row of sides, as a spreadsheet counts."""


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="module")
def form(registry: Registry) -> bytes:
    return update_form(UNIT, registry, [], as_of=TODAY)


def filled(form: bytes, change: Callable[[Any], None]) -> bytes:
    book = load_workbook(io.BytesIO(form))
    change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(sheet: Any, row: int, **values: object) -> None:
    for name, value in values.items():
        sheet.cell(row, AT[name]).value = value


def take(content: bytes, registry: Registry) -> list[TakenRow]:
    return taken_form(content, registry, name="phiếu.xlsx", today=TODAY)


def two_rows(sheet: Any) -> None:
    put(sheet, FIRST, status="đang thi công", date=dt.datetime(2026, 5, 4), note="vừa khởi công")
    put(sheet, FIRST + 2, deadline="30/6/2027", document="Công văn", number="12/SXD")


def test_a_form_that_nobody_filled_in_says_nothing(form: bytes, registry: Registry) -> None:
    assert take(form, registry) == []


def test_every_side_of_the_province_has_a_row_and_no_other(form: bytes, registry: Registry) -> None:
    sheet = load_workbook(io.BytesIO(form)).active
    assert sheet is not None
    keys = [sheet.cell(row, AT["key"]).value for row in range(FIRST, sheet.max_row + 1)]
    assert keys == [f"{project.id} {key}" for project, key, _ in sides_of(UNIT, registry)]
    assert len(keys) == len(set(keys)) > 5
    assert sheet.protection.sheet
    assert not sheet.cell(FIRST, AT["status"]).protection.locked
    assert sheet.cell(FIRST, AT["key"]).protection.locked
    assert sheet.column_dimensions["M"].hidden


def check_two_rows(rows: list[TakenRow], registry: Registry) -> None:
    sides = [(project.id, key) for project, key, _ in sides_of(UNIT, registry)]
    assert sorted((row.project, row.side) for row in rows) == sorted([sides[0], sides[2]])
    said = {(row.project, row.side): row.drafts for row in rows}
    (report,) = said[sides[0]]
    assert (report.payload.status, report.payload.date) == (
        Status.CONSTRUCTION,
        dt.date(2026, 5, 4),
    )
    assert report.payload.note.vi == "vừa khởi công"
    (deadline,) = said[sides[2]]
    assert deadline.payload.by == dt.date(2027, 6, 30)
    assert (deadline.payload.cite.document, deadline.payload.cite.number) == ("Công văn", "12/SXD")


def test_exactly_the_changed_rows_become_entries(form: bytes, registry: Registry) -> None:
    check_two_rows(take(filled(form, two_rows), registry), registry)


def turned(sheet: Any) -> None:
    """Sort the rows the other way round, delete the last, and move the columns."""
    two_rows(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
    for number, row in enumerate(reversed(rows), start=FIRST):
        for at, value in enumerate(row, start=1):
            sheet.cell(number, at).value = value
    sheet.delete_rows(FIRST)
    sheet.insert_cols(1, 2)
    sheet.insert_rows(1)


def test_sorted_deleted_and_moved_it_says_the_same(form: bytes, registry: Registry) -> None:
    check_two_rows(take(filled(form, turned), registry), registry)


def test_through_libreoffice_it_says_the_same(
    form: bytes, registry: Registry, tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    source = tmp_path / "phieu.xlsx"
    source.write_bytes(filled(form, two_rows))
    for kind, file in (("ods", "phieu.xlsx"), ("xlsx", "phieu.ods")):
        home = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [office, home, "--headless", "--convert-to", kind, "--outdir", str(tmp_path)]
        subprocess.run([*command, str(tmp_path / file)], check=True, stdout=subprocess.DEVNULL)
    check_two_rows(take(source.read_bytes(), registry), registry)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def barely_written(
    rows: list[tuple[Any, ...]], *, sheets: int = 1, references: bool = True
) -> bytes:
    """A workbook as other programs export it.

    No styles, so no date format: a date is a plain number of days; strings stand in their cells;
    empty cells are left out; the stated dimension is wrong. The rows stand on the last sheet.
    """

    def cell(value: object, row: int, column: int) -> str:
        at = f' r="{get_column_letter(column)}{row}"' if references else ""
        if value is None:
            return "" if references else "<c/>"
        if isinstance(value, dt.datetime):
            value = (value - dt.datetime(1899, 12, 30)).days
        if isinstance(value, int | float):
            return f"<c{at}><v>{value}</v></c>"
        text = escape(str(value))
        return f'<c{at} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def sheet(values: list[tuple[Any, ...]]) -> str:
        written = "".join(
            f"<row>{''.join(cell(v, n, c) for c, v in enumerate(row, start=1))}</row>"
            if not references
            else f'<row r="{n}">{"".join(cell(v, n, c) for c, v in enumerate(row, start=1))}</row>'
            for n, row in enumerate(values, start=1)
        )
        return (
            f'<worksheet xmlns="{_MAIN}"><dimension ref="A1"/>'
            f"<sheetData>{written}</sheetData></worksheet>"
        )

    numbers = range(1, sheets + 1)
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            f'ContentType="{kinds}.worksheet+xml"/>'
            for n in numbers
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(f'<sheet name="Trang {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        + "</Relationships>",
    }
    for n in numbers:
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet(rows if n == sheets else [("Bìa",)])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return stream.getvalue()


def values_of(content: bytes) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


@pytest.mark.parametrize("references", [True, False], ids=["with places", "without"])
@pytest.mark.parametrize("sheets", [1, 2], ids=["alone", "behind a cover"])
@pytest.mark.parametrize("change", [two_rows, turned], ids=["as it was", "sorted and moved"])
def test_as_other_programs_export_it_it_says_the_same(
    form: bytes,
    registry: Registry,
    change: Callable[[Any], None],
    sheets: int,
    references: bool,
) -> None:
    written = barely_written(values_of(filled(form, change)), sheets=sheets, references=references)
    with zipfile.ZipFile(io.BytesIO(written)) as file:
        assert not any("styles" in name or "sharedStrings" in name for name in file.namelist())
    check_two_rows(take(written, registry), registry)


def test_a_row_that_was_copied_is_told_by_both_its_places(form: bytes, registry: Registry) -> None:
    rows = values_of(filled(form, two_rows))
    rows.append(rows[FIRST - 1])
    with pytest.raises(InputError) as refused:
        take(barely_written(rows), registry)
    said = refused.value.told("vi")
    assert f"{get_column_letter(AT['key'])}{len(rows)}" in said
    assert str(FIRST) in said


def test_a_copied_row_that_says_nothing_new_harms_nothing(form: bytes, registry: Registry) -> None:
    rows = values_of(filled(form, two_rows))
    unsaid = FIRST  # the row between the two that were filled in
    check_two_rows(take(barely_written([*rows, rows[unsaid]]), registry), registry)
    check_two_rows(take(barely_written(rows[:unsaid] + rows[unsaid + 1 :]), registry), registry)


@pytest.mark.parametrize(
    "day", ["4/5/2026", "04-05-2026", "4.5.2026", "2026-05-04", "2026-05-04T00:00:00", 46146]
)
def test_a_date_may_be_typed_as_people_do(form: bytes, registry: Registry, day: object) -> None:
    def change(sheet: Any) -> None:
        put(sheet, FIRST, status="ĐANG THI CÔNG", date=day)

    ((draft,),) = (row.drafts for row in take(filled(form, change), registry))
    assert draft.payload.date == dt.date(2026, 5, 4)


def test_all_faults_are_told_at_once_by_their_cells(form: bytes, registry: Registry) -> None:
    def change(sheet: Any) -> None:
        put(sheet, FIRST, status="sắp xong", date="31/2/2026")
        put(sheet, FIRST + 1, status="đang thi công", date=dt.datetime(2026, 5, 6))
        put(sheet, FIRST + 2, date=dt.datetime(2026, 5, 4))
        put(sheet, FIRST + 3, note="tin", key="khac 2008:20")
        put(sheet, FIRST + 4, note="tin", key=sheet.cell(FIRST + 5, AT["key"]).value)
        put(sheet, FIRST + 5, note="tin")
        put(sheet, FIRST + 6, deadline=True)

    with pytest.raises(InputError) as fault:
        take(filled(form, change), registry)
    told = fault.value.told("vi")
    for cell in ("F5", "G5", "G6", "G7", "M8", "M10", "I11"):
        assert f"{cell}: " in told
    assert "chưa ghi gì" in told


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_refused(content: bytes, registry: Registry) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        take(content, registry)


def test_another_workbook_is_refused(registry: Registry) -> None:
    stream = io.BytesIO()
    Workbook().save(stream)
    with pytest.raises(InputError, match="no update form"):
        take(stream.getvalue(), registry)


_VALUES: list[object] = [
    None, "", " ", "x" * 5000, -1, 1e300, True, "=1+1", "31/12/9999", "đang thi công", "unknown",
    dt.datetime(1900, 1, 1), dt.datetime(2026, 5, 4), dt.time(1, 2), "khac 2008:20", 46146,
]  # fmt: skip


def _mutated_cells(form: bytes, chance: random.Random) -> bytes:
    def change(sheet: Any) -> None:
        two_rows(sheet)
        for _ in range(chance.randint(1, 6)):
            row, column = chance.randint(1, sheet.max_row), chance.randint(1, len(COLUMNS))
            value = chance.choice(_VALUES)
            sheet.cell(row, column).value = value

    return filled(form, change)


def _mutated_parts(form: bytes, chance: random.Random) -> bytes:
    """Change bytes inside the parts of the workbook, before they are compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        victim = chance.choice(names)
        for name in names:
            content = bytearray(old.read(name))
            if name == victim and content:
                for _ in range(chance.randint(1, 8)):
                    content[chance.randrange(len(content))] = chance.randrange(256)
            new.writestr(name, bytes(content))
    return stream.getvalue()


@pytest.mark.parametrize("mutate", [_mutated_cells, _mutated_parts])
def test_a_mutated_form_is_refused_or_read_and_never_crashes(
    mutate: Callable[[bytes, random.Random], bytes], form: bytes, registry: Registry
) -> None:
    """A hundred here; two thousand were tried by hand."""
    chance = random.Random(18)  # noqa: S311 - not a secret
    start = filled(form, two_rows)
    sides = {(project.id, key) for project, key, _ in sides_of(UNIT, registry)}
    read = 0
    for _ in range(50):
        try:
            rows = take(mutate(start if mutate is _mutated_parts else form, chance), registry)
        except InputError:
            continue
        read += 1
        assert len({(row.project, row.side) for row in rows}) == len(rows)
        assert {(row.project, row.side) for row in rows} <= sides
    assert read
