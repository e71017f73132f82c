"""HTML is written by templates alone, and no text of the data is ever read as HTML."""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from streamlit_folium import _get_feature_group_string, _get_map_string

import layers
from geo.errors import InputError
from geo.export.formats import FORMATS, export
from geo.pipeline import Linkage, Trace, trace
from geo.provinces import sketch_boundaries
from geo.registry import DATA_DIR, Units
from layers.app.filters import Choice, shown
from layers.app.heading import heading
from layers.map.base_map import base_payload
from layers.map.draw import Viewing, scene
from layers.map.elements import base_map, scene_group
from layers.markup import TEMPLATES, part, raw
from layers.panels.boundaries_panel import refused
from layers.panels.comparison import closest, shared, sides_cell
from layers.panels.legend import credit_line, legend
from layers.panels.listing import groups
from layers.panels.overview import bar, missed, out_of_step, outdated, standings, unreported
from layers.panels.panel import panel
from layers.review.sketch_map import sketch_map
from layers.show.deck import Deck
from layers.show.picture import PictureLook, svg
from layers.show.slides import slides
from layers.show.standalone import payload, standalone
from layers.strip.band import strip_band
from layers.strip.drawing import picture, strip
from layers.texts import Language, Texts
from tests.geo.export.readers import OPTIONS, READERS, written
from tests.layers.hostile import HARM, hostile_boundaries, hostile_registry

FOLDER = Path(layers.__file__).parent
DAY = dt.date(2024, 6, 1)
TAG = re.compile(r"</?[a-zA-Z!]")
MAKES_NONE = {"kml.py", "qgis_fields.py", "working_text.py", "footnotes.py"}
"""XML, by the standard library's escape and read back below; expressions that QGIS fills in; marks
in a text that is read."""


def tags_in_code(source: str, *, whole: bool) -> Iterator[str]:
    """Find the strings of a program that hold a tag; of f-strings also one that is put together.

    With ``whole`` any string counts, else only those that something is put into.
    """
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pieces = [v.value if isinstance(v, ast.Constant) else "x" for v in node.values]
            written = "".join(map(str, pieces))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            written = node.value if whole or "%s" in node.value or "{}" in node.value else ""
        else:
            continue
        if id(node) not in prose and TAG.search(re.sub(r"\(\?P?<", "", written)):
            yield written


@pytest.mark.parametrize(
    "bad",
    ['f"<b>{x}</b>"', '"<b>" + x', '"<b>%s</b>" % x', '"<i>{}</i>".format(x)', 'f"<{tag}>"'],
)
def test_the_rule_finds_html_in_code(bad: str) -> None:
    assert list(tags_in_code(f'"""Of <b>."""\ny = {bad}', whole=True))


def test_no_html_is_put_together_in_code() -> None:
    own = [*FOLDER.rglob("*.py"), FOLDER.parent / "app.py"]
    found = {
        path.name: list(tags_in_code(path.read_text(encoding="utf-8"), whole=True))
        for path in own
        if path.name != "markup.py"
    }
    assert {name: tags for name, tags in found.items() if tags} == {}
    for path in (FOLDER.parent / "geo").rglob("*.py"):
        if path.name not in MAKES_NONE:
            assert not list(tags_in_code(path.read_text(encoding="utf-8"), whole=False)), path


def test_every_template_escapes() -> None:
    for path in TEMPLATES.iterdir():
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", source), path.name


def test_a_script_cannot_close_its_own_element() -> None:
    assert part("parts.html", "script")(raw("1 < 2", "script")) == "<script>1 < 2</script>"
    with pytest.raises(ValueError, match="close its own script"):
        raw("</SCRIPT>", "script")


class Parsed(HTMLParser):
    """What a browser would make of a page: elements, attributes, words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.words += " ".join(value or "" for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def assert_harmless(html: str, *, scripts: int = 0, told: bool = True) -> None:
    parsed = Parsed(html)
    assert parsed.tags.count("script") == scripts
    assert all(re.fullmatch("[a-zA-Z-]+", name) for name in parsed.attributes)
    assert "{{ 1 // 0 }}" in parsed.words or not told
    assert HARM in parsed.words or not told


@pytest.fixture(scope="module")
def harmful(traced: Trace) -> Trace:
    registry = hostile_registry(traced.registry)
    sketch = sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", traced.registry.places)
    return trace(registry, hostile_boundaries(sketch))


@pytest.fixture(scope="module", params=list(Units), ids=str)
def harmed(harmful: Trace, request: pytest.FixtureRequest) -> Linkage:
    """The units of the signing are read in Vietnamese, today's in English."""
    return harmful.at(DAY, request.param)


@pytest.fixture
def texts(harmed: Linkage) -> Texts:
    return Texts(Language.VI if harmed.units is Units.SIGNING else Language.EN)


def test_panels_strips_and_maps(harmed: Linkage, texts: Texts) -> None:
    for project in harmed.registry.projects.values():
        assert_harmless(panel(project.id, harmed, texts))
        drawn = strip(project.id, harmed, texts)
        root = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
        assert HARM in (root.findtext("{http://www.w3.org/2000/svg}title") or "")
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        assert_harmless(picture(drawn))
        if band := strip_band(project.id, harmed, texts):
            ElementTree.fromstring(band)  # noqa: S314 - our own drawing
        places = harmed.registry.places
        frame = harmed.boundaries.frame
        assert_harmless(sketch_map(list(project.places), project.located, places, frame, texts))


def test_lists_and_figures(harmed: Linkage, texts: Texts) -> None:
    seen = shown(harmed, Choice())
    first, second = closest(harmed) or pytest.fail("no pair")
    for one in shared(seen, first, second):
        assert_harmless(sides_cell(one.first, harmed.as_of, texts))
    for standing in standings(seen):
        assert_harmless(bar(standing, 500, texts), told=False)
    assert_harmless(heading(seen, texts), told=False)
    assert_harmless(legend(harmed.boundaries, harmed.registry, texts))
    credit = credit_line({"A"}, harmed, texts)
    assert_harmless(credit, told=False)
    lines = [line for group in groups(seen, texts) for _, line in group.lines]
    lines += [
        line for of in (out_of_step, missed, unreported, outdated) for _, line in of(seen, texts)
    ]
    assert lines
    for line in lines:  # Markdown: whatever means something there is escaped
        assert "\\<script\\>" in line
        assert not re.search(r"(?<!\\)<", line)


def test_the_scene_and_the_page_of_one_file(harmed: Linkage, texts: Texts) -> None:
    seen = shown(harmed, Choice())
    viewing = Viewing(texts=texts, with_context=True, spell_out_mismatches=True)
    drawn = scene(seen, viewing, "")
    for item in [*drawn["shapes"], *drawn["signs"]]:
        assert_harmless(item["tooltip"])
    for label in drawn["labels"]:
        assert_harmless(label["html"])
    outlines = {"signing": harmed.boundaries.frame}
    bounds = [float(edge) for edge in harmed.pieces.total_bounds]
    built: Any = base_map(base_payload(outlines, harmed.registry.places, bounds))
    built.get_root().render()  # as st_folium does it, with the names in the templates' way
    for script in (_get_map_string(built), _get_feature_group_string(scene_group(drawn), built)):
        assert "{{ 1 // 0 }}" in script
    page = standalone(seen, language=texts.language)
    assert_harmless(page, scripts=4, told=False)
    said = payload(seen, {}, texts.language)["languages"][texts.language.value]
    for project in said["projects"].values():
        assert_harmless(project["row"])


def test_slides_and_pictures(harmed: Linkage, texts: Texts) -> None:
    deck = Deck(title=f"A {HARM}", language=texts.language, projects=("ql279", "cau-hoa-son"))
    assert_harmless(slides(deck, harmed), scripts=1)
    root = ElementTree.fromstring(svg(shown(harmed, Choice()), PictureLook(texts)))  # noqa: S314
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert_harmless(refused(InputError("osm.cache_folder", where=HARM, reason=HARM), texts))


def test_exports(harmful: Trace, tmp_path: Path) -> None:
    linkage = harmful.at(DAY)
    export(linkage, list(FORMATS.values()), tmp_path, options=OPTIONS)
    files = written(tmp_path, linkage)
    for name, read in READERS.items():
        projects = read(files)["projects"]
        assert all(HARM in str(value) for value in projects["name_vi"]), name
    for path in files.values():
        if path.suffix == ".kml":
            root = ElementTree.parse(path).getroot()  # noqa: S314 - our own file
            assert not [node for node in root.iter() if node.tag.endswith("script")]
            assert HARM in " ".join(root.itertext())
    (book,) = (path for path in files.values() if path.suffix == ".xlsx")
    cells = [cell for sheet in load_workbook(book) for row in sheet.values for cell in row]
    assert any(HARM in str(cell) for cell in cells)
