"""One row a mode: every table has exactly the modes, and a new one is a row."""

import ast
import datetime as dt
import shutil
from pathlib import Path

import geopandas as gpd
import pytest

import geo
import layers
from geo.agreements import MentionKind
from geo.agreements.linking import _kind_of
from geo.export import words
from geo.export.formats import FORMATS, export
from geo.export.options import ExportOptions
from geo.export.signs import GRADES, STATUSES
from geo.locate.on_osm import _FINDERS
from geo.model import Action, Grade, Language, Mode, Status
from geo.modes import MODES, PROJECT_MODES, Finder
from geo.pipeline import Trace, trace
from geo.registry import load_registry
from tests.data import FROZEN
from tests.geo.locate.links import boundaries, osm_ways
from tests.geo.locate.test_locate_roads import east, ways

SOURCES = [
    path
    for room in (geo, layers)
    for path in Path(str(room.__file__)).parent.rglob("*.py")
    if path.name != "modes.py"
]
WATERWAY = """\
# A waterway that provinces agreed on, as a test has it.
projects:
  - id: song-thu
    name: {vi: Sông Thử, en: Thử river}
    mode: waterway
    action: upgrade
    route: [west, gr-thu, east]
    cites: ["bg-ls:61"]
    sides:
      - province: "24"
        part: {vi: từ tây, en: from the west}
        responsible: [bac-giang]
        basis: bg-ls:61
        reports:
          - date: 2024-01-31
            status: construction
            cite: bg-ls:61
            note: {vi: nạo vét, en: dredging}
      - province: "20"
        part: {vi: đến đông, en: to the east}
        responsible: [lang-son]
        basis: bg-ls:61
"""
PLACES = """\
west,Bến Tây,West landing,106.3,21.0,town,,24,test,,500,
gr-thu,Giáp ranh Sông Thử,Border at Thử river,106.5,21.0,border,,24|20,test,,500,
east,Bến Đông,East landing,106.7,21.0,town,,20,test,,500,
"""


def keys_by_mode(tree: ast.AST) -> list[tuple[int, set[str]]]:
    """Line and modes of every table in a module whose keys are modes."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys = [ast.unparse(key) for key in node.keys if key is not None]
            modes = {key.removeprefix("Mode.") for key in keys if key.startswith("Mode.")}
            if modes:
                found.append((node.lineno, modes))
    return found


def test_every_table_has_exactly_the_modes() -> None:
    """A table that lacks a mode hides a fallback; the few that remain have all, or all links."""
    allowed = [{mode.name for mode in Mode}, {mode.name for mode in PROJECT_MODES}]
    tables = {
        f"{path.name}:{line}": modes
        for path in SOURCES
        for line, modes in keys_by_mode(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert [name for name, modes in tables.items() if modes not in allowed] == []


def test_a_table_that_lacks_a_mode_would_be_found() -> None:
    ((_, modes),) = keys_by_mode(ast.parse("LOOKS = {Mode.ROAD: 1, Mode.RAIL: 2}"))
    assert modes == {"ROAD", "RAIL"}


def test_every_mode_status_and_grade_has_its_row() -> None:
    assert list(MODES) == list(Mode)
    assert list(STATUSES) == list(Status)
    assert list(GRADES) == list(Grade)
    assert words.ACTION.keys() == set(Action)
    assert _FINDERS.keys() == {row.finder for row in PROJECT_MODES.values()} == set(Finder)


def test_whatever_is_drawn_as_a_project_is_read_as_what_it_is() -> None:
    """A new mode without a kind in the reader would be linked with whatever has none."""
    unread = {mode for mode in Mode if _kind_of(mode) is MentionKind.OTHER}
    assert unread == {Mode.BUS, Mode.DIKE, Mode.IRRIGATION}


def test_statuses_are_marked_in_the_order_of_progress() -> None:
    marks = {status: row.mark for status, row in STATUSES.items() if status.step is not None}
    assert marks == {status: str((status.step or 0) + 1) for status in marks}


def test_each_mode_of_projects_has_a_file_of_its_own_and_ways_that_are_read() -> None:
    files = [row.file for row in PROJECT_MODES.values()]
    assert len(files) == len(set(files))
    for row in PROJECT_MODES.values():
        assert MODES[row.runs_on].tags is not None


# ---- a waterway as a project: a row here and one in layers, and nothing else


@pytest.fixture(scope="module")
def waterway(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    """A registry with one waterway, and the river on OSM."""
    data = tmp_path_factory.mktemp("waterway") / "data"
    shutil.copytree(FROZEN, data)
    for path in (data / "projects").iterdir():
        path.unlink()
    (data / "projects" / "waterways.yaml").write_text(WATERWAY, encoding="utf-8")
    with (data / "places.csv").open("a", encoding="utf-8") as file:
        file.write(PLACES)
    return trace(load_registry(data), boundaries(), ways=osm_ways(river()))


def river() -> gpd.GeoDataFrame:
    tags = {"mode": "waterway", "kind": "river", "name": "Sông Thử"}
    return ways((east(30, 60), tags), (east(60, 70), tags), (east(30, 70, 3), {"name": "Sông Thử"}))


def test_a_waterway_is_registered_and_found_on_its_river(waterway: Trace) -> None:
    assert waterway.registry.modes == [Mode.WATERWAY]
    found = waterway.locations["song-thu"]
    assert (found.grade, found.way_ids) == (Grade.A, (100, 101))
    assert list(waterway.pieces["signing_code"]) == ["24", "20"]


def test_a_waterway_is_exported(waterway: Trace, tmp_path: Path) -> None:
    linkage = waterway.at(dt.date(2024, 12, 31))
    for language in Language:
        folder = tmp_path / language
        options = ExportOptions(language=language, meridian=107.25)
        export(linkage, list(FORMATS.values()), folder, options=options)
        (kml,) = folder.glob("*.kml")
        assert MODES[Mode.WATERWAY].words.pick(language) in kml.read_text(encoding="utf-8")
        (pieces,) = folder.glob("*-pieces.geojson")
        assert set(gpd.read_file(pieces)["mode"]) == {"waterway"}
