from dataclasses import replace
from datetime import date

import pytest

from geo.model import Grade, River, Status, Text
from geo.osm.source import OsmOrigin
from geo.pipeline import Linkage, Trace
from geo.registry import Units
from layers import palette
from layers.app.page import style_sheet
from layers.panels.legend import credit_line, legend
from layers.texts import Texts
from tests.layers.conftest import AS_OF


def test_the_legend_explains_every_status_and_grade(linkage: Linkage, texts: Texts) -> None:
    html = legend(linkage.boundaries, linkage.registry, texts)
    for status in Status:
        assert f"gr-status-{status.value}" in html
        assert texts(f"status.{status.value}") in html
    for grade in Grade:
        assert f"<b>{grade.value}</b> {texts(f'grade.{grade.value}')}" in html


def test_former_borders_are_explained_where_there_are_any(traced: Trace, texts: Texts) -> None:
    words = texts("border.former")
    assert words in legend(traced.at(AS_OF, Units.TODAY).boundaries, traced.registry, texts)
    assert words not in legend(traced.at(AS_OF).boundaries, traced.registry, texts)


def test_the_legend_names_the_borders_in_use(linkage: Linkage, texts: Texts) -> None:
    sketch = legend(linkage.boundaries, linkage.registry, texts)
    assert texts("legend.sketch.mark") in sketch
    source = Text(vi="Tệp <a>", en="File <a>")
    own = legend(
        replace(linkage.boundaries, is_sketch=False, source=source), linkage.registry, texts
    )
    assert texts("legend.sketch.mark") not in own
    assert "&lt;a&gt;" in own


@pytest.mark.parametrize(
    ("grades", "credited"), [({"C", "D"}, False), ({"A", "C"}, True), ({"B"}, True)]
)
def test_osm_is_credited_when_its_lines_are_shown(
    linkage: Linkage, grades: set[str], credited: bool, english: Texts
) -> None:
    line = credit_line(grades, linkage, english)
    assert ("OpenStreetMap contributors (ODbL)" in line) is credited
    assert "GeoNames (CC BY 4.0)" in line


@pytest.mark.parametrize(
    ("dated", "said"),
    [(date(2026, 5, 3), "data of 3 May 2026"), (None, "date of the data unknown")],
)
def test_the_day_of_the_osm_data_stands_with_their_credit(
    linkage: Linkage, dated: date | None, said: str, english: Texts
) -> None:
    """Under every map, that of the one-file page too."""
    osm = OsmOrigin(Text(vi="Tệp", en="File"), dated)
    assert f"(ODbL), {said}" in credit_line({"A"}, replace(linkage, osm=osm), english)


def test_the_map_itself_says_whose_borders_it_shows(linkage: Linkage, english: Texts) -> None:
    sketch = credit_line(set(), linkage, english)
    assert "Borders are a sketch" in sketch
    source = Text(vi="Tệp <a>", en="File <a>")
    own = replace(linkage.boundaries, is_sketch=False, source=source)
    line = credit_line(set(), replace(linkage, boundaries=own), english)
    assert "File &lt;a&gt;" in line
    assert "sketch" not in line


def test_the_style_sheet_draws_with_the_palette() -> None:
    sheet = style_sheet()
    for status in Status:
        assert (
            f".gr-disc.gr-status-{status.value}{{background:{palette.STATUS_COLOUR[status]};"
        ) in sheet
    on, off = palette.GRADE_DASH[Grade.C]
    assert f"transparent {on}px {on + off}px" in sheet


def test_rivers_are_explained_and_credited_as_a_sketch(linkage: Linkage, texts: Texts) -> None:
    river = River(id="a", name=Text(vi="sông A", en="A river"), course=((106, 21), (107, 21)))
    rivered = replace(linkage.registry, rivers={"a": river})
    assert texts("legend.rivers") in legend(linkage.boundaries, rivered, texts)
    assert texts("legend.rivers") not in legend(linkage.boundaries, linkage.registry, texts)
    sketched = replace(linkage, registry=rivered)
    assert texts("credit.sketch.rivers") in credit_line(set(), sketched, texts)
    real = replace(sketched, boundaries=replace(linkage.boundaries, is_sketch=False))
    assert texts("credit.rivers") in credit_line(set(), real, texts)
