"""KML against the OGC schema, and as GDAL and ElementTree read it."""

from pathlib import Path
from xml.etree import ElementTree as ET

import fastkml.validator
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.export import words
from geo.export.colours import STATUS_COLOUR
from geo.export.kml import write_kml
from geo.export.options import Options
from geo.export.selection import only
from geo.model import Language, Mode, Status
from tests.geo.export.linkages import linkage

KML = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.fixture(scope="module", params=Language)
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kml") / "x.kml"
    write_kml(linkage(), path, Options(language=request.param))
    return path


def test_schema_of_ogc_holds(file: Path) -> None:
    assert fastkml.validator.validate(file_to_validate=file) is True


def test_the_schema_check_knows_a_wrong_order(tmp_path: Path, file: Path) -> None:
    wrong = file.read_text(encoding="utf-8").replace("<styleUrl>", "<styleUrL>", 1)
    wrong = wrong.replace("</styleUrl>", "</styleUrL>", 1)
    (tmp_path / "wrong.kml").write_text(wrong, encoding="utf-8")
    with pytest.raises(AssertionError):
        fastkml.validator.validate(file_to_validate=tmp_path / "wrong.kml")


def test_every_row_is_a_placemark_with_its_length_and_style(file: Path) -> None:
    root = ET.parse(file).getroot()  # noqa: S314  # our own file
    marks = {}
    for mark in root.iterfind(".//k:Placemark", KML):
        data = {
            one.get("name"): one.findtext("k:value", None, KML)
            for one in mark.iterfind("k:ExtendedData/k:Data", KML)
        }
        marks[data.get("piece_id")] = (mark, data)
    pieces = linkage().pieces
    assert set(pieces["piece_id"]) <= set(marks)
    for row in pieces.itertuples():
        mark, data = marks[row.piece_id]
        assert mark.findtext("k:styleUrl", None, KML) == f"#status-{row.status}"
        assert float(data["length_km"] or "nan") == row.length_km
        assert data["responsible"] == row.responsible


def test_colours_are_those_of_the_statuses(file: Path) -> None:
    root = ET.parse(file).getroot()  # noqa: S314  # our own file
    for status in Status:
        line = root.find(f".//k:Style[@id='status-{status.value}']/k:LineStyle/k:color", KML)
        assert line is not None
        opacity, blue, green, red = (line.text or "")[:2], *_pairs((line.text or "")[2:])
        assert opacity == "ff"
        assert f"#{red}{green}{blue}".upper() == STATUS_COLOUR[status]


def _pairs(text: str) -> tuple[str, str, str]:
    return text[:2], text[2:4], text[4:]


def test_gdal_reads_as_many_rows_with_their_geometry(tmp_path: Path) -> None:
    some = only(linkage(), list(linkage().registry.projects)[:4])
    write_kml(some, tmp_path / "x.kml", Options())
    names = [name for name, _ in pyogrio.list_layers(tmp_path / "x.kml")]
    frames = [pyogrio.read_dataframe(tmp_path / "x.kml", layer=name) for name in names]
    assert sum(map(len, frames)) == sum(
        map(len, (some.pieces, some.crossings, some.boundaries.frame))
    )
    found = pd.concat(frames).dropna(subset="piece_id").set_index("piece_id").geometry
    for piece_id, shape in some.pieces.set_index("piece_id").geometry.items():
        assert shapely.force_2d(found[piece_id]).equals_exact(shape, 1e-7)


def test_folders_are_the_modes_and_their_projects(file: Path) -> None:
    root = ET.parse(file).getroot()  # noqa: S314  # our own file
    names = [folder.findtext("k:name", "", KML) for folder in root.iterfind(".//k:Folder", KML)]
    vietnamese = words.MODE[Mode.ROAD].vi in names
    language = Language.VI if vietnamese else Language.EN
    assert words.MODE[Mode.RAIL].pick(language) in names
    for project in linkage().registry.projects.values():
        assert project.name.pick(language) in names
