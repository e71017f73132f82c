"""Slides and downloads: what a reader takes along, opened again and read."""

import base64
import gzip
import io
import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader
from pyproj import CRS

from geo.export.formats import FORMATS
from geo.export.tables import PIECES
from geo.model import Language
from geo.registry import Registry, load_registry
from layers.show.deck import read_deck
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen
from tests.geo.traces import out_of_step_today

DAY = "2024-06-01"
FIRST, SECOND = "cau-tam-kha", "huu-lung-dt245-my-an"
LIST = "title: Họp <giao ban>\nlanguage: {language}\ndate: {day}\nprojects:\n- {a}\n- {b}\n"
_, APART = out_of_step_today()


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def button(seen: Seen, key: str) -> Callable[[], None]:
    return lambda: seen.page.locator(f".st-key-{key} button:visible").click()


def taken(seen: Seen, key: str, folder: Path) -> Path:
    """Press a button, and keep what the browser is given under its own name."""
    with seen.page.expect_download(timeout=PATIENCE_MS) as waiting:
        button(seen, key)()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_list_is_opened_put_in_order_and_taken_along(
    open_page: Open, tmp_path: Path, texts: Texts, registry: Registry
) -> None:
    language = texts.language.value
    seen = open_page(query="?page=slides", texts=texts)
    chooser = seen.page.locator(".st-key-deck-file input[type=file]")
    chooser.wait_for(state="attached", timeout=PATIENCE_MS)
    given = LIST.format(language=language, day=DAY, a=FIRST, b=SECOND).encode()
    faulty = given.replace(SECOND.encode(), b"cau-tam-kho")
    chooser.set_input_files({"name": "l.yaml", "mimeType": "text/plain", "buffer": faulty})
    seen.page.get_by_text(texts("slides.refused")).wait_for(timeout=PATIENCE_MS)
    assert "l.yaml:6" in seen.page.locator(".stCode").inner_text()
    chooser.set_input_files({"name": "l.yaml", "mimeType": "text/plain", "buffer": given})
    use = texts("slides.use", count=2)
    seen.page.get_by_role("button", name=use).click(timeout=PATIENCE_MS)
    up = seen.page.locator(f".st-key-deck-up-{SECOND} button:visible")
    up.first.wait_for(timeout=PATIENCE_MS)
    seen.wait_until(lambda: up.count() == 1)
    seen.settle()
    up.click()
    seen.wait_until(lambda: up.count() == 1 and up.first.is_disabled())
    seen.settle()

    kept = read_deck(taken(seen, "deck-yaml", tmp_path), registry)
    assert kept.projects == (SECOND, FIRST)
    assert (kept.title, str(kept.date)) == ("Họp <giao ban>", DAY)
    show = taken(seen, "deck-html", tmp_path).read_text(encoding="utf-8")
    assert re.findall(r'data-project="([^"]+)"', show) == [SECOND, FIRST]
    assert f'<html lang="{language}">' in show

    button(seen, "deck-pdf")()
    seen.page.locator(".st-key-deck-pdf-take button").wait_for(timeout=PATIENCE_MS)
    pages = PdfReader(taken(seen, "deck-pdf-take", tmp_path)).pages
    assert [round(float(edge) / 72 * 25.4) for edge in pages[0].mediabox[2:]] == [297, 210]
    words = [" ".join(page.extract_text().split()) for page in pages]
    assert "Họp <giao ban>" in words[0]
    assert texts("slides.agenda") in words[1]
    for page, key in zip(words[2:4], (SECOND, FIRST), strict=True):
        assert texts.pick(registry.projects[key].name) in page
    assert texts("status.approved") in words[2]
    assert [texts("slides.to_settle") in page for page in words[4:]] == [True]
    seen.assert_quiet()


def test_every_file_holds_the_projects_that_the_filters_leave(
    open_page: Open, tmp_path: Path, texts: Texts
) -> None:
    seen = open_page(query="?page=download&mismatches=1", texts=texts)
    province = seen.page.locator('[class*="st-key-files-province"] input')
    province.click(timeout=PATIENCE_MS)
    province.fill("Bắc Giang")
    province.press("Enter")
    seen.page.get_by_text("107°00′").wait_for(timeout=PATIENCE_MS)
    seen.settle()
    files = {}
    for key, one in FORMATS.items():
        assert texts.pick(one.title) in seen.page.locator(f".st-key-files-{key}").inner_text()
        files[key] = taken(seen, f"files-{key}", tmp_path)

    gpkg = gpd.read_file(files["gpkg"], layer="pieces")
    assert gpkg["project_id"].nunique() == APART
    whole = gpkg["length_km"].sum()
    name = f"name_{texts.language.value}"
    for frame in (
        _of_zip(files["geojson"], "-pieces.geojson", gpd.read_file),
        _of_zip(files["geoparquet"], "-pieces.parquet", gpd.read_parquet),
        _of_zip(files["csv"], "-pieces.csv", partial(_read_csv, language=texts.language)),
    ):
        assert set(frame["piece_id"]) == set(gpkg["piece_id"])
        assert set(frame[name]) == set(gpkg[name])
        assert frame["length_km"].sum() == pytest.approx(whole, abs=0.1)
    shapes = gpd.read_file(files["shapefile"], layer="pieces")
    assert "107" in CRS(shapes.crs).name
    assert shapes.length.sum() / 1000 == pytest.approx(whole, rel=2e-4)
    folders = set(gpd.list_layers(files["kml"])["name"])
    assert len(folders) >= APART
    sheets = openpyxl.load_workbook(files["xlsx"])
    assert sheets.worksheets[1].max_row == 1 + len(gpkg)

    page = taken(seen, "files-page", tmp_path).read_text(encoding="utf-8")
    packed = next(filter(_is_packed, re.findall(r">([A-Za-z0-9+/=]{1000,})<", page)))
    held = gzip.decompress(base64.b64decode(packed)).decode("utf-8")
    assert all(said in held for said in gpkg[name])
    drawn = taken(seen, "files-svg", tmp_path).read_text(encoding="utf-8")
    assert 'width="1190.551181pt"' in drawn
    seen.assert_quiet()


def _read_csv(file: io.BytesIO, *, language: Language) -> pd.DataFrame:
    """The file that Excel of this language opens, under the columns' own names."""
    if language is Language.EN:
        return pd.read_csv(file)
    names = {column.title.vi: column.name for column in PIECES.columns_in(language)}
    return pd.read_csv(file, sep=";", decimal=",").rename(columns=names)


def _is_packed(text: str) -> bool:
    return base64.b64decode(text[:4]).startswith(b"\x1f\x8b")


def _of_zip(path: Path, ending: str, read: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith(ending))
        return read(io.BytesIO(archive.read(name)))
