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
from geo.export.options import ExportOptions
from geo.export.selection import only
from geo.model import Language, Mode, Status
from tests.frames import each_row
from tests.geo.export.linkages import linkage

KML = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.fixture(scope="module", params=Language)
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kml") / "x.kml"
    write_kml(linkage(), path, ExportOptions(language=request.param))
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
    for row in each_row(pieces):
        mark, data = marks[row.piece_id]
        sketch = "" if row.grade in ("A", "B") else "-uncertain"
        assert mark.findtext("k:styleUrl", None, KML) == f"#status-{row.status}{sketch}"
        assert data["length_km"] == length(row.length_km, row.grade, language_of(file))
        assert data.get("responsible", data.get("responsible_en")) in (
            row.responsible,
            row.responsible_en,
        )
        name = mark.findtext("k:name", "", KML)
        doubt = {"C": ("(phác)", "(sketch)"), "D": ("(chỉ biết khu vực)", "(area only)")}
        if row.grade in doubt:
            vi, en = doubt[row.grade]
            assert name.endswith(vi if language_of(file) is Language.VI else en)
        else:
            assert not name.endswith(")")


def length(km: float, grade: str, language: Language) -> str:
    """Two decimals as the language writes them; ≈ on a sketch; – for what has none."""
    if km == 0:
        return "–"
    text = f"{km:,.2f}"
    if language is Language.VI:
        text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"≈ {text}" if grade == "C" else text


def language_of(file: Path) -> Language:
    vietnamese = "tình hình đến" in file.read_text(encoding="utf-8")[:400]
    return Language.VI if vietnamese else Language.EN


@pytest.mark.parametrize(
    ("certainty", "opacity", "width"), [("", "ff", 4.0), ("-uncertain", "8c", 2.0)]
)
def test_colours_are_those_of_the_statuses_and_a_sketch_is_thin_and_translucent(
    certainty: str, opacity: str, width: float, file: Path
) -> None:
    root = ET.parse(file).getroot()  # noqa: S314  # our own file
    for status in Status:
        style = root.find(f".//k:Style[@id='status-{status.value}{certainty}']", KML)
        assert style is not None
        assert style.find("k:LabelStyle/k:scale", KML) is not None
        colour = style.findtext("k:LineStyle/k:color", "", KML)
        blue, green, red = _pairs(colour[2:])
        assert colour[:2] == opacity
        assert f"#{red}{green}{blue}".upper() == STATUS_COLOUR[status]
        assert float(style.findtext("k:LineStyle/k:width", "", KML)) == width


def test_one_language_a_file_and_words_for_codes(file: Path) -> None:
    root = ET.parse(file).getroot()  # noqa: S314  # our own file
    language = language_of(file)
    other = {Language.VI: "_en", Language.EN: "_vi"}[language]
    values: dict[str, set[str]] = {}
    for data in root.iterfind(".//k:Placemark/k:ExtendedData/k:Data", KML):
        name = data.get("name") or ""
        assert not name.endswith(other)
        values.setdefault(name, set()).add(data.findtext("k:value", "", KML))
    assert values["status"] <= {text.pick(language) for text in words.STATUS.values()}
    assert values["mode"] <= {text.pick(language) for text in words.MODE.values()}
    assert values["is_old"] <= {words.YES.pick(language), words.NO.pick(language)}
    assert min(values["part"]) == "1"


def test_no_folder_is_empty(tmp_path: Path) -> None:
    for chosen in (
        set(),
        set(list(linkage().registry.projects)[:1]),
        set(linkage().registry.projects),
    ):
        write_kml(only(linkage(), chosen), tmp_path / "x.kml", ExportOptions())
        root = ET.parse(tmp_path / "x.kml").getroot()  # noqa: S314  # our own file
        for folder in root.iterfind(".//k:Folder", KML):
            assert any(child.tag.endswith(("Folder", "Placemark")) for child in folder)


def _pairs(text: str) -> tuple[str, str, str]:
    return text[:2], text[2:4], text[4:]


def test_gdal_reads_as_many_rows_with_their_geometry(tmp_path: Path) -> None:
    some = only(linkage(), list(linkage().registry.projects)[:4])
    write_kml(some, tmp_path / "x.kml", ExportOptions())
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
