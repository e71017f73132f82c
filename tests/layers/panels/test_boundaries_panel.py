"""The panel of an uploaded boundary file: what it says, and that file names cannot harm it."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from geo.errors import InputError
from geo.model import Text
from geo.provinces import Boundaries, _datum_text
from geo.provinces.checked_file import CheckedFile, check_file
from geo.provinces.datum import DatumVerdict, Verdict, check_datum
from geo.registry import load_registry
from layers.panels.boundaries_panel import (
    datum_verdict,
    file_report,
    good_borders,
    poor_borders,
    refused,
)
from layers.texts import Language, Texts, catalogue

VI, EN = Texts(Language.VI), Texts(Language.EN)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> CheckedFile:
    path = tmp_path_factory.mktemp("own") / "b.gpkg"
    rows = {
        "<b>ten</b>": ["Bắc Giang", "Lạng Sơn", "<script>"],
        "geometry": [box(106, 21, 107, 21.5), box(106, 21.499, 107, 22), box(108, 21, 109, 22)],
    }
    gpd.GeoDataFrame(rows, crs=4326).to_file(path)
    return check_file(path, load_registry().units)


@pytest.fixture(scope="module")
def verdict(checked: CheckedFile) -> DatumVerdict:
    source = Text(vi="vài nét", en="a few lines")
    return check_datum(checked.frame, Boundaries(checked.frame, source, is_sketch=True))


def test_the_report_is_there_in_both_languages_and_escaped(checked: CheckedFile) -> None:
    vi, en = file_report(checked, VI), file_report(checked, EN)
    assert "Dùng 2/3 hàng" in vi
    assert "2 of 3 row(s) used" in en
    assert "chồng 11," in vi
    assert "overlap of 11." in en
    for html in (vi, en):
        assert "&lt;script&gt;" in html
        assert "<script" not in html
        assert "<b>ten" not in html


def test_a_good_file_is_greeted_as_good() -> None:
    for texts, percent in ((VI, "94"), (EN, "94")):
        html = unescape(good_borders(0.94, texts))
        assert "gr-own-fine" in html
        assert texts("own.good.title") in html
        assert texts("own.good", percent=percent) in html
        assert "gr-own-alarm" in poor_borders(0.5, texts)


def test_no_page_tells_of_the_command_line(checked: CheckedFile) -> None:
    """Of the words of the data page, of a verdict and of a report."""
    said = [
        text
        for key, both in catalogue().items()
        if key.startswith("own.")
        for text in both.values()
    ]
    said += [file_report(checked, texts) for texts in (VI, EN)]
    said += [Path(module.__file__ or "").read_text(encoding="utf-8") for module in (_datum_text,)]
    for words in said:
        assert not re.search(r"\s--[a-z]|python -m", words), words


@pytest.mark.parametrize("kind", list(Verdict))
def test_every_verdict_has_its_words(verdict: DatumVerdict, kind: Verdict) -> None:
    given = replace(verdict, verdict=kind)
    for texts in (VI, EN):
        html = datum_verdict(given, texts)
        assert texts(f"verdict.{kind.value}") in html
        assert texts.pick(verdict.explanation) in html
    assert ("gr-own-alarm" in html) is (kind not in {Verdict.OK, Verdict.CANNOT_TELL})


def test_a_refusal_is_one_message_without_the_path() -> None:
    error = InputError("provinces.no_map", where="/srv/secret/b.zip", names="<i>", endings=".shp")
    vi, en = refused(error, VI), refused(error, EN)
    assert "rong tệp nén không có tệp bản đồ (có: &lt;i&gt;)" in vi
    assert "No map file in the archive (it holds: &lt;i&gt;)" in en
    assert "Hãy nén" in vi
    assert "Pack the .shp" in en
    assert "secret" not in vi + en


def test_what_is_no_province_is_said(tmp_path: Path) -> None:
    path = tmp_path / "b.gpkg"
    frame = gpd.GeoDataFrame({"ten": ["Vân Nam"]}, geometry=[box(106, 21, 107, 22)], crs=4326)
    frame.to_file(path)
    html = file_report(check_file(path, load_registry().units), VI)
    assert VI("own.no_provinces") in html
    assert "các cột: ten" in html
