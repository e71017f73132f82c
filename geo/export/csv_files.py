"""Tables of a linkage → CSV: one form for programs, one for Excel in a Vietnamese office."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.export.cells import SAID, harmless, lowered
from geo.export.geojson import DECIMALS, json_value
from geo.export.metadata import titled_metadata
from geo.export.options import CsvLocale, ExportOptions
from geo.export.tables import DAY, KM, Column, ColumnRole, Table, chunks, tables_of
from geo.export.wording import in_words
from geo.model import Language, Text
from geo.pipeline import Linkage

CELL_LETTERS = 32_767
"""A cell of Excel holds no more; what is longer spills into the rows below."""


def write_csv(linkage: Linkage, path: Path, options: ExportOptions, *, table: Table) -> None:
    """Write one table: UTF-8 with a byte order mark.

    The plain form is RFC 4180: commas, ISO dates, ``true`` and ``false``, columns by their
    names. The form for a Vietnamese office has semicolons, decimal commas, titles over the
    columns, words for codes, and codes of digits as ``="01"``, so that Excel keeps the zero.

    With ``options.wkt`` a column holds the geometry as WKT, EPSG:4326, (lon, lat), and another
    says where one was left out, being longer than a cell of Excel.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    frame = table.frame(linkage)
    columns = table.columns_in(options.language)
    with_wkt = options.wkt and isinstance(frame, gpd.GeoDataFrame)
    head = [_head(column, options) for column in columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = _writer(file, options)
        out.writerow([*head, *(_wkt_head(options) if with_wkt else [])])
        for chunk in chunks(frame):
            cells: list[Iterable[object]] = [
                map(_cell(column, options), chunk[column.name]) for column in columns
            ]
            if with_wkt:
                cells += _wkt(np.asarray(chunk["geometry"], dtype=object), options.language)
            out.writerows(zip(*cells, strict=True))


def write_sources(linkage: Linkage, path: Path, options: ExportOptions) -> None:
    """Write what a CSV has no place for: sources, licences, dates and units, one a row.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        said = titled_metadata(linkage, options.language)
        _writer(file, options).writerows([harmless(cell) for cell in row] for row in said.items())


_TABLE = Text(vi="Bảng", en="Table")
_COLUMN = Text(vi="Cột", en="Column")
_MEANING = Text(vi="Ý nghĩa", en="Meaning")
_DATA_NAME = Text(vi="Tên trong các tệp GIS", en="Name in the GIS files")
_WRITTEN = Text(vi="Cách ghi", en="How it is written")


def write_key(linkage: Linkage, path: Path, options: ExportOptions) -> None:
    """Write what each column of each table means and how its values are written, one a row.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = _writer(file, options)
        for_office = options.locale is CsvLocale.VI
        head = (_TABLE, _COLUMN, _DATA_NAME if for_office else _MEANING, _WRITTEN)
        out.writerow([text.pick(options.language) for text in head])
        for table in tables_of(linkage):
            title = table.title.pick(options.language)
            for column in table.columns_in(options.language):
                said = column.data_title.pick(options.language)
                how = _how(column, options).pick(options.language)
                third = column.name if for_office else said
                out.writerow(map(harmless, [title, _head(column, options), third, how]))


def _writer(file: Any, options: ExportOptions) -> Any:
    return csv.writer(file, delimiter=";" if options.locale is CsvLocale.VI else ",")


def _head(column: Column, options: ExportOptions) -> str:
    """What stands over a column."""
    return column.title.pick(options.language) if options.locale is CsvLocale.VI else column.name


def _cell(column: Column, options: ExportOptions) -> Callable[[object], object]:
    if options.locale is CsvLocale.PLAIN:
        return _plain
    if column.kind == DAY:
        return json_value  # ISO dates are dates in Excel of any country
    if column.kind == KM:
        return _with_comma
    if column.role is ColumnRole.CODE:
        return _code
    return lambda value: harmless(in_words(value, column, options.language))


def _plain(value: object) -> object:
    found = json_value(value)
    return str(found).lower() if isinstance(found, bool) else harmless(found)


def _with_comma(value: object) -> str:
    found = json_value(value)
    return "" if found is None else f"{found:.3f}".replace(".", ",")


def _code(value: object) -> object:
    found = json_value(value)
    if found is None:
        return ""
    return f'="{found}"' if str(found).isalnum() else harmless(found)


def _wkt_head(options: ExportOptions) -> Sequence[str]:
    return "wkt", _LEFT_OUT.pick(options.language)


_LEFT_OUT = Text(vi="wkt_bo_trong", en="wkt_left_out")


def _wkt(geometry: NDArray[np.object_], language: Language) -> Iterator[list[str | None]]:
    """The geometry as WKT, and a word in place of what no cell of Excel holds."""
    texts = [text or "" for text in shapely.to_wkt(geometry, rounding_precision=DECIMALS)]
    yield [text if len(text) <= CELL_LETTERS else None for text in texts]
    yield [None if len(text) <= CELL_LETTERS else _too_long(len(text), language) for text in texts]


def _too_long(letters: int, language: Language) -> str:
    return Text(
        vi=f"{letters} ký tự, quá một ô Excel ({CELL_LETTERS}); có trong GeoPackage, GeoJSON",
        en=f"{letters} letters, more than a cell of Excel ({CELL_LETTERS}); "
        "it is in GeoPackage and GeoJSON",
    ).pick(language)


def _how(column: Column, options: ExportOptions) -> Text:
    """How the values of a column are written in these files."""
    for_office = options.locale is CsvLocale.VI
    if column.role is ColumnRole.CODE:
        return _CODE_OFFICE if for_office else _CODE_PLAIN
    if column.kind == KM:
        return _NUMBER_OFFICE if for_office else _NUMBER_PLAIN
    if column.kind == DAY:
        return _DAY
    if str(column.kind) == "bool":
        return _YES_OFFICE if for_office else _YES_PLAIN
    if column.words and not for_office:
        meanings = [(str(code), text) for code, text in column.words.items()]
        return Text(
            vi="; ".join(f"{code} = {text.vi}" for code, text in meanings),
            en="; ".join(f"{code} = {text.en}" for code, text in meanings),
        )
    return _TEXT if str(column.kind) == "string" else _WHOLE


_CODE_OFFICE = Text(
    vi='mã viết thành ="01" để Excel giữ số 0 ở đầu; chương trình khác hãy bỏ dấu = và ""',
    en='a code is written ="01" so that Excel keeps the zero; other programs drop = and ""',
)
_CODE_PLAIN = Text(
    vi="hai chữ số, giữ số 0 ở đầu; trong Excel hãy mở bằng Dữ liệu → Từ Văn bản/CSV và chọn "
    "kiểu Văn bản cho cột này, vì mở thẳng thì 01 thành 1",
    en="two digits, the zero kept; in Excel open with Data → From Text/CSV and make this column "
    "Text, since a double click turns 01 into 1",
)
_NUMBER_OFFICE = Text(vi="số, dấu phẩy thập phân", en="number, decimal comma")
_NUMBER_PLAIN = Text(vi="số, dấu chấm thập phân", en="number, decimal point")
_DAY = Text(vi="ngày theo ISO 8601: 2024-05-31", en="day as in ISO 8601: 2024-05-31")
_YES_OFFICE = Text(vi="có hoặc không", en="yes or no")
_YES_PLAIN = Text(vi="true là có, false là không", en="true or false")
_TEXT = Text(vi=f"chữ; {lowered(SAID.vi)}", en=f"text; {lowered(SAID.en)}")
_WHOLE = Text(vi="số nguyên", en="whole number")
