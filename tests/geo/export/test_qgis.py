"""GeoPackage and VN-2000 Shapefile opened by QGIS itself: words, labels, map tips, colours."""

import datetime as dt
import json
import os
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from geo.export import words
from geo.export.colours import STATUS_COLOUR
from geo.export.geopackage import write_geopackage
from geo.export.options import ExportOptions
from geo.export.shapefile import write_shapefile
from geo.export.tables import PIECES
from geo.model import Grade, Language, Status
from geo.registry import Units
from tests.geo.export.programs import must_be_there
from tests.geo.traces import reference_trace

PYTHON: Final = "/usr/bin/python3"
"""QGIS's Python is that of the system, not ours."""
PROBE: Final = Path(__file__).parent / "qgis_probe.py"
VALIDATOR: Final = "osgeo_utils.samples.validate_gpkg"
Seen = Mapping[str, Any]


def has(module: str) -> bool:
    if not Path(PYTHON).exists():
        return False
    tried = subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True, check=False)
    return tried.returncode == 0


def looked_at(by: str, *sources: str) -> dict[str, Seen]:
    done = subprocess.run(
        [PYTHON, "-P", str(PROBE), by, *sources],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""},
    )
    assert done.stdout, done.stderr
    found: dict[str, Seen] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module", params=Language)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="module")
def seen(
    language: Language, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Seen]:
    """The pieces and crossings of both files, in today's units, railways on OpenStreetMap."""
    must_be_there(has("qgis.core"), "python3-qgis")
    folder = tmp_path_factory.mktemp("qgis")
    linkage = reference_trace(shared).at(dt.date(2024, 12, 31), Units.TODAY)
    options = ExportOptions(language=language, meridian=107.0)
    write_geopackage(linkage, folder / "x.gpkg", options)
    write_shapefile(linkage, folder / "x.zip", options)
    zipfile.ZipFile(folder / "x.zip").extractall(folder)
    names = {
        "gpkg": f"{folder}/x.gpkg|layername=pieces",
        "shapefile": f"{folder}/pieces.shp",
        "crossings": f"{folder}/x.gpkg|layername=crossings",
        "reports": f"{folder}/x.gpkg|layername=status_reports",
    }
    found = looked_at("status", *names.values())
    assert all(one["valid"] for one in found.values())
    return {name: found[source] for name, source in names.items()}


@pytest.mark.parametrize("kind", ["gpkg", "shapefile"])
def test_drawn_colours_are_those_of_the_statuses(kind: str, seen: dict[str, Seen]) -> None:
    colours = seen[kind]["colours"]
    assert len(colours) >= 6
    for status, drawn in colours.items():
        assert drawn[:1] == [STATUS_COLOUR[Status(status)].lower()], status


@pytest.mark.parametrize("kind", ["gpkg", "shapefile"])
def test_fields_have_titles_and_words_in_the_language_of_the_file(
    kind: str, seen: dict[str, Seen], language: Language
) -> None:
    fields = seen[kind]["fields"]
    for column in PIECES.columns_in(language):
        field = fields[column.name if kind == "gpkg" else column.short]
        assert field["alias"] == column.data_title.pick(language)
        for code, shown in field["shown"].items():
            if column.words:
                assert shown == column.words[code].pick(language)
            else:
                yes = code in ("True", "1")
                assert shown == (words.YES if yes else words.NO).pick(language)
    assert len(fields["status"]["shown"]) >= 6


@pytest.mark.parametrize("kind", ["gpkg", "shapefile"])
def test_map_tips_and_labels_say_kilometres_of_a_sketch_as_about(
    kind: str, seen: dict[str, Seen], language: Language
) -> None:
    tips, labels = seen[kind]["tips"], seen[kind]["labels"]
    assert len(tips) == len(labels) == seen[kind]["rows"] > 50
    sketched = [words.GRADE[Grade.C].pick(language) in tip for tip in tips]
    assert 0 < sum(sketched) < len(tips)
    assert [label.startswith("≈ ") for label in labels] == sketched
    comma = {Language.VI: ",", Language.EN: "."}[language]
    assert all(label.endswith(" km") and label[-5] == comma for label in labels)
    statuses = {words.STATUS[status].pick(language) for status in Status}
    assert all(any(f": {status}" in tip for status in statuses) for tip in tips)


def test_crossings_and_reports_are_styled_too(seen: dict[str, Seen], language: Language) -> None:
    assert all(" – " in label for label in seen["crossings"]["labels"])
    mismatch = {Language.VI: "Lệch tiến độ", Language.EN: "Out of step"}[language]
    assert all(mismatch in tip for tip in seen["crossings"]["tips"])
    assert (
        seen["reports"]["fields"]["status"]["alias"]
        == {
            Language.VI: "Tiến độ",
            Language.EN: "Status",
        }[language]
    )


def test_geopackage_is_valid_by_the_validator_of_gdal(shared: Path, tmp_path: Path) -> None:
    """The system's GDAL is 3.6, which warns of versions that it does not know."""
    must_be_there(has(VALIDATOR), "python3-gdal")
    path = tmp_path / "x.gpkg"
    write_geopackage(reference_trace(shared).at(dt.date(2024, 12, 31)), path, ExportOptions())
    done = subprocess.run(
        [PYTHON, "-m", VALIDATOR, "--extra", "--warning-as-error", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": ""},
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
