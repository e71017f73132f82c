"""The tables a reader sees are those of the exports, in his language."""

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from geo.model import Language
from geo.pipeline import Linkage, Trace
from layers.app.filters import Choice, shown
from layers.panels.tables import TABLES, as_csv, as_xlsx, columns, displayed, in_words, rows, usual
from layers.texts import Texts


@pytest.mark.parametrize("key", list(TABLES))
def test_all_rows_are_there_with_words_for_codes(linkage: Linkage, texts: Texts, key: str) -> None:
    table = TABLES[key]
    frame = rows(shown(linkage, Choice()), table)
    seen = in_words(frame, columns(table, texts), texts)
    assert len(seen) == len(table.frame(linkage)) > 0
    assert seen.columns.is_unique
    if "status" in table.names:
        words = {texts(f"status.{status}") for status in frame["status"].unique()}
        title = next(column.title for column in table.columns if column.name == "status")
        assert set(seen[texts.pick(title)]) == words


@pytest.mark.parametrize("key", list(TABLES))
def test_it_begins_with_columns_for_people_in_one_language(texts: Texts, key: str) -> None:
    names = [column.name for column in usual(TABLES[key], texts)]
    assert names
    assert not any(name.endswith("_code") for name in names)
    assert len({name.removesuffix("_vi").removesuffix("_en") for name in names}) == len(names)


@pytest.mark.parametrize("key", list(TABLES))
def test_it_is_written_where_a_day_is_missing(traced: Trace, texts: Texts, key: str) -> None:
    """Of many pieces nothing was reported yet: no day, which pandas takes for one."""
    early = shown(traced.at(dt.date(2023, 6, 1)), Choice())
    seen = in_words(rows(early, TABLES[key]), columns(TABLES[key], texts), texts)
    html = displayed(seen, texts).to_html()
    assert "NaT" not in html
    assert len(seen) == html.count("<tr>") - 1 > 0
    as_xlsx(seen, key, traced.at(dt.date(2023, 6, 1)), texts)


def test_pieces_are_those_that_answer_the_filters(linkage: Linkage) -> None:
    seen = shown(linkage, Choice(provinces=frozenset({"24"})))
    assert set(rows(seen, TABLES["pieces"])["province_code"]) == {"24"}


def test_files_hold_what_is_seen(linkage: Linkage, texts: Texts) -> None:
    table = TABLES["pieces"]
    seen = in_words(rows(shown(linkage, Choice()), table), usual(table, texts), texts)
    written = as_csv(seen, texts)
    sep, decimal = (";", ",") if texts.language is Language.VI else (",", ".")
    again = pd.read_csv(io.BytesIO(written), encoding="utf-8-sig", sep=sep, decimal=decimal)
    assert list(again.columns) == list(seen.columns)
    assert len(again) == len(seen)
    length = next(column for column in table.columns if column.name == "length_km").title
    lengths = again[texts.pick(length)]
    assert lengths.sum() == pytest.approx(linkage.pieces["length_km"].sum(), abs=0.1)
    assert lengths.isna().any(), "a bridge or an area has no length"
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(seen, "x" * 40, linkage, texts)))
    sheet, sources = book.worksheets
    assert sources.title == {Language.VI: "Nguồn", Language.EN: "Sources"}[texts.language]
    assert sources.max_row > 5
    assert [cell.value for cell in sheet[1]] == list(seen.columns)
    assert "–" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert len(list(sheet.conditional_formatting)) == 1
    assert sheet.max_row == len(seen) + 1
    assert sheet.freeze_panes == "B2", "titles and first column stay"
    assert sheet.row_dimensions[2].height > 0
    columns = seen.columns.tolist()
    day = next(i for i, c in enumerate(columns) if "ngày" in c.lower() or "date" in c)
    assert any(
        isinstance(cell[0].value, dt.date) for cell in sheet.iter_rows(min_row=2, min_col=day + 1)
    )
