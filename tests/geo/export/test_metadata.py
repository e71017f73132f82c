"""What a file says of itself: of whose data, of which day, in its own language."""

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import pytest

from geo.export.metadata import metadata_of, titled_metadata
from geo.model import Language, Text
from geo.osm.extract_source import Extract
from geo.osm.source import OsmOrigin
from geo.registry import Units
from geo.views.credits import credits_of
from tests.geo.export.linkages import DAY, linkage
from tests.geo.osm.test_overpass import as_extract
from tests.geo.traces import reference_trace
from tests.overpass_server import small_world


def test_day_of_an_extract_is_that_of_its_header_never_that_of_the_file(tmp_path: Path) -> None:
    path = as_extract(small_world(), tmp_path / "undated.osm.pbf")
    os.utime(path, (0, 1_750_000_000))
    found = Extract(path).ways()
    assert found.dated is None
    assert found.source.en == "OpenStreetMap, file undated.osm.pbf"


@pytest.mark.parametrize(
    ("dated", "vi", "en"),
    [
        (dt.date(2026, 5, 3), "dữ liệu ngày 3/5/2026", "data of 3 May 2026"),
        (None, "không rõ ngày của dữ liệu", "date of the data unknown"),
    ],
)
def test_day_of_openstreetmap_stands_in_metadata_and_credits(
    dated: dt.date | None, vi: str, en: str, shared: Path
) -> None:
    origin = OsmOrigin(Text(vi="OpenStreetMap, tệp x", en="OpenStreetMap, file x"), dated)
    found = replace(reference_trace(shared).at(DAY), osm=origin)
    said = {language: metadata_of(found, language) for language in Language}
    assert said[Language.VI]["openstreetmap"] == f"OpenStreetMap, tệp x, {vi}"
    assert said[Language.EN]["openstreetmap"] == f"OpenStreetMap, file x, {en}"
    assert any(credit.vi.endswith(f"ODbL 1.0 ({vi})") for credit in credits_of(found))
    assert en in said[Language.EN]["credits"]
    assert "ODbL 1.0" in said[Language.VI]["licence"]


def test_without_openstreetmap_the_metadata_say_so() -> None:
    found = metadata_of(linkage(), Language.EN)
    assert found["openstreetmap"] == "not used, every line is a sketch"
    assert "ODbL" not in found["licence"]


def test_metadata_speak_the_language_of_the_file(shared: Path) -> None:
    for units, vi, en in (
        (Units.SIGNING, "63 tỉnh, trước 01/7/2025", "63 units of before 2025-07-01"),
        (Units.TODAY, "34 tỉnh, từ 01/7/2025", "34 units from 2025-07-01"),
    ):
        traced = reference_trace(shared).at(DAY, units)
        one, other = metadata_of(traced, Language.VI), metadata_of(traced, Language.EN)
        assert list(one) == list(other)
        assert (one["units"], other["units"]) == (vi, en)
        same = {key for key in one if one[key] == other[key]}
        assert same == {"generator", "as_of"}
    assert other["boundaries"] == "Boundary file provinces_63.gpkg"


def test_titles_are_in_the_language_of_the_file() -> None:
    assert list(titled_metadata(linkage(), Language.VI))[1] == "Tình hình đến ngày"
    assert list(titled_metadata(linkage(), Language.EN))[1] == "As known on"
