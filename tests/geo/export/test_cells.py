"""No text of the data is a formula in any file that a spreadsheet opens, and none is lost."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.export.cells import as_written, harmless
from geo.export.formats import FORMATS, export
from geo.export.options import CsvLocale, ExportOptions
from geo.model import Language
from geo.pipeline import trace
from geo.registry import Units, load_registry
from layers.panels.tables import as_csv, as_xlsx
from layers.texts import Texts
from tests.geo.export.linkages import linkage
from tests.geo.export.readers import OPTIONS
from tests.geo.traces import sketch
from tests.layers.test_markdown import DAY

FORMULAS = [f"{sign}1+1" for sign in ("=", "+", "-", "@", "\t=", "\r", "'=", "＝")]
CALCULATED = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@given(st.text())
def test_what_is_made_harmless_can_be_taken_back(text: str) -> None:
    made = harmless(text)
    assert isinstance(made, str)
    assert not made.startswith(CALCULATED)
    assert as_written(made) == text


def tables(path: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each CSV file, those in an archive too."""
    if path.suffix == ".csv":
        yield path.name, path.read_bytes().decode("utf-8-sig")
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".csv"):
                    yield name, archive.read(name).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("format_name", "options"),
    [("csv", OPTIONS), ("csv", replace(OPTIONS, locale=CsvLocale.VI)), ("shapefile", OPTIONS)],
)
def test_no_cell_of_a_csv_file_is_calculated(
    tmp_path: Path, format_name: str, options: ExportOptions
) -> None:
    registry = load_registry()
    changed = {
        key: project.model_copy(
            update={"name": project.name.model_copy(update={"vi": text * 80, "en": text})}
        )
        for (key, project), text in zip(
            registry.projects.items(), FORMULAS * len(registry.projects), strict=False
        )
    }
    made = trace(registry.__class__(**{**vars(registry), "projects": changed}), sketch())
    export(made.at(DAY, Units.SIGNING), [FORMATS[format_name]], tmp_path, options=options)
    seen = 0
    for path in tmp_path.iterdir():
        for name, text in tables(path):
            for row in csv.reader(
                io.StringIO(text, newline=""), delimiter=";" if ";" in text.splitlines()[0] else ","
            ):
                for cell in row:
                    if re.fullmatch(r'="\w+"', cell):
                        continue  # our own: a code with its zero
                    is_number = cell.replace(".", "").replace("-", "").isdigit()
                    assert is_number or not cell.startswith(CALCULATED), (name, cell)
                    seen += cell.startswith("'")
    assert seen > 50


def test_what_is_taken_from_a_page_is_not_calculated_either() -> None:
    frame = pd.DataFrame({"=1+1": FORMULAS, "km": -1.5})
    texts = Texts(Language.EN)
    rows = list(csv.reader(io.StringIO(as_csv(frame, texts).decode("utf-8-sig"), newline="")))
    assert [as_written(row[0]) for row in rows[1:]] == FORMULAS
    assert not any(row[0].startswith(CALCULATED) for row in rows)
    assert rows[1][1] == "-1.5"
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(frame, "x", linkage(), texts))).active
    assert sheet is not None
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert sheet["A2"].value == FORMULAS[0]
