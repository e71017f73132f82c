import datetime as dt
from dataclasses import replace

import pytest

from geo.model import Grade, Status, Text
from geo.osm.source import OsmOrigin
from geo.pipeline import Linkage, Trace
from geo.registry import Units
from geo.views.credits import dated_text
from layers import palette
from layers.app.page import style_sheet
from layers.panels.legend import credit_line, legend
from layers.texts import Texts
from tests.layers.conftest import AS_OF


def test_the_legend_explains_every_status_and_grade(linkage: Linkage, texts: Texts) -> None:
    html = legend(linkage.boundaries, linkage.registry.modes, texts)
    for status in Status:
        assert f"gr-status-{status.value}" in html
        assert texts(f"status.{status.value}") in html
    for grade in Grade:
        assert f"<b>{grade.value}</b> {texts(f'grade.{grade.value}')}" in html


def test_former_borders_are_explained_where_there_are_any(traced: Trace, texts: Texts) -> None:
    words = texts("border.former")
    assert words in legend(traced.at(AS_OF, Units.TODAY).boundaries, traced.registry.modes, texts)
    assert words not in legend(traced.at(AS_OF).boundaries, traced.registry.modes, texts)


def test_the_legend_names_the_borders_in_use(linkage: Linkage, texts: Texts) -> None:
    sketch = legend(linkage.boundaries, linkage.registry.modes, texts)
    assert texts("legend.sketch.mark") in sketch
    source = Text(vi="Tệp <a>", en="File <a>")
    own = legend(
        replace(linkage.boundaries, is_sketch=False, source=source), linkage.registry.modes, texts
    )
    assert texts("legend.sketch.mark") not in own
    assert "&lt;a&gt;" in own


@pytest.mark.parametrize(
    ("grades", "credited"), [({"C", "D"}, False), ({"A", "C"}, True), ({"B"}, True)]
)
def test_osm_is_credited_when_its_lines_are_shown(
    linkage: Linkage, grades: set[str], credited: bool, english: Texts
) -> None:
    line = credit_line(grades, linkage.boundaries, uses_geonames=True, texts=english)
    assert ("OpenStreetMap contributors (ODbL)" in line) is credited
    assert "GeoNames (CC BY 4.0)" in line


def test_the_map_itself_says_whose_borders_it_shows(linkage: Linkage, english: Texts) -> None:
    sketch = credit_line(set(), linkage.boundaries, uses_geonames=False, texts=english)
    assert "Borders are a sketch" in sketch
    source = Text(vi="Tệp <a>", en="File <a>")
    own = replace(linkage.boundaries, is_sketch=False, source=source)
    line = credit_line(set(), own, uses_geonames=False, texts=english)
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


@pytest.mark.parametrize("day", [dt.date(2026, 5, 1), None])
def test_the_day_of_openstreetmap_stands_with_its_credit(
    linkage: Linkage, day: dt.date | None, texts: Texts
) -> None:
    origin = OsmOrigin(Text(vi="tệp", en="file"), day)
    line = credit_line({"A"}, linkage.boundaries, uses_geonames=False, texts=texts, osm=origin)
    assert texts.pick(dated_text(origin)) in line
    none = credit_line({"C"}, linkage.boundaries, uses_geonames=False, texts=texts, osm=origin)
    assert texts.pick(dated_text(origin)) not in none
