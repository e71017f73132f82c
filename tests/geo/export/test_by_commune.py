"""Kilometres by commune in every file that has a place for them."""

import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest

from geo.export.formats import FORMATS, export
from geo.export.options import ExportOptions
from geo.export.selection import only
from geo.export.tables import COMMUNES
from geo.export.workbook_sheets import BY_COMMUNE
from geo.model import Language
from geo.pipeline import Linkage
from geo.registry import Units
from tests.geo.export.linkages import DAY, linkage
from tests.geo.export.readers import Written, written
from tests.geo.traces import commune_trace

OPTIONS = ExportOptions(meridian=107.0, language=Language.EN)


@pytest.fixture(scope="module")
def cut(shared: Path) -> Linkage:
    return commune_trace(shared).at(DAY, Units.TODAY)


@pytest.fixture(scope="module")
def files(cut: Linkage, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("communes")
    export(cut, list(FORMATS.values()), folder, options=OPTIONS)
    return written(folder, cut)


def layers(files: Written) -> dict[str, pd.DataFrame]:
    return {
        "gpkg": pyogrio.read_dataframe(files[".gpkg"], layer="communes"),
        "geojson": pyogrio.read_dataframe(files["-communes.geojson"]),
        "shapefile": pyogrio.read_dataframe(f"/vsizip/{files['-vn2000.zip']}/communes.shp"),
        "geoparquet": pd.read_parquet(files["-communes.parquet"]),
        "csv": pd.read_csv(files["-communes.csv"], dtype={"commune_code": str}),
    }


def test_every_gis_format_has_the_same_layer(files: Written, cut: Linkage) -> None:
    wanted = cut.communes
    for name, found in layers(files).items():
        english = "comm_en" if name == "shapefile" else "commune_name_en"
        code = "comm_code" if name == "shapefile" else "commune_code"
        assert len(found) == len(wanted) > 300, name
        assert list(found[english]) == list(wanted["commune_name_en"]), name
        assert list(found[code]) == list(wanted["commune_code"]), name
        assert found["length_km"].sum() == pytest.approx(wanted["length_km"].sum(), abs=1e-6), name


def test_the_layer_is_titled_styled_and_explained(files: Written) -> None:
    told = pyogrio.read_info(files[".gpkg"], layer="communes")
    assert told["layer_metadata"]["DESCRIPTION"] == "By commune"
    assert "communes_2025_region.gpkg" in told["layer_metadata"]["credits"]
    styles = pyogrio.read_dataframe(files[".gpkg"], layer="layer_styles")
    (style,) = styles.loc[styles["f_table_name"] == "communes", "styleQML"]
    assert "commune_name_en" in style
    with zipfile.ZipFile(files["-vn2000.zip"]) as archive:
        assert "comm_en,commune_name_en,Commune" in archive.read("field_key.csv").decode()
    assert "Commune code" in files["-key.csv"].read_text(encoding="utf-8-sig")


def test_the_workbook_has_a_sheet(files: Written, cut: Linkage, tmp_path: Path) -> None:
    for language in Language:
        options = ExportOptions(language=language)
        (path,) = export(cut, [FORMATS["xlsx"]], tmp_path, options=options, overwrite=True)
        book = openpyxl.load_workbook(path)
        title = {Language.VI: "Theo xã", Language.EN: "By commune"}[language]
        assert title in book.sheetnames
        head, *rows = book[title].iter_rows(values_only=True)
        assert list(head) == [field.title.pick(language) for field in BY_COMMUNE.fields]
        assert len(rows) == len(cut.communes)
        lengths = [row[7] for row in rows]
        assert sum(map(float, map(str, lengths))) == pytest.approx(
            cut.communes["length_km"].sum(), abs=1e-6
        )
        names = cut.communes[{"vi": "commune_name", "en": "commune_name_en"}[language]]
        assert [row[3] for row in rows] == list(names)


def test_without_communes_no_file_speaks_of_them(tmp_path: Path) -> None:
    plain = linkage()
    named = export(plain, list(FORMATS.values()), tmp_path, options=OPTIONS)
    assert not [path.name for path in named if "communes" in path.name]
    gpkg = next(path for path in named if path.suffix == ".gpkg")
    assert "communes" not in {str(name) for name, _ in pyogrio.list_layers(gpkg)}
    book = openpyxl.load_workbook(next(path for path in named if path.suffix == ".xlsx"))
    assert BY_COMMUNE.title.en not in book.sheetnames


@pytest.mark.parametrize("key", FORMATS)
def test_of_chosen_projects_only_theirs(key: str, cut: Linkage, tmp_path: Path) -> None:
    """None chosen is an empty layer, and no fault."""
    one = only(cut, {"rail-yen-vien-cai-lan"})
    assert set(COMMUNES.frame(one)["project_id"]) == {"rail-yen-vien-cai-lan"}
    for path in export(only(cut, set()), [FORMATS[key]], tmp_path, options=OPTIONS):
        assert path.stat().st_size > 0
