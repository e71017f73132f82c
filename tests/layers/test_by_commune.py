"""Panel, strip and table list the communes in order with their kilometres, in both languages."""

import datetime as dt
import re
from pathlib import Path

import pytest

from geo.pipeline import Linkage
from geo.registry import Units
from geo.views.by_commune import communes_along
from layers.app.filters import Choice, shown
from layers.panels.panel import panel
from layers.panels.tables import columns, in_words, rows, tables_of
from layers.strip.drawing import WIDTH_PX, strip
from layers.texts import Texts
from tests.geo.traces import commune_trace
from tests.layers.panels.test_panel import words
from tests.layers.strip.test_strip import checked, words_of

RAIL = "rail-yen-vien-cai-lan"
A4_UPRIGHT = 297 / 210
"""What is as wide as the sheet may be so much higher and print on one."""
APART = "huu-lung-dt245-my-an"


@pytest.fixture(scope="module", params=list(Units))
def cut(request: pytest.FixtureRequest, shared: Path) -> Linkage:
    return commune_trace(shared).at(dt.date(2026, 11, 1), request.param)


def in_order(said: str, project_id: str, cut: Linkage, texts: Texts) -> None:
    at = 0
    found = communes_along(project_id, cut)
    assert len(found) >= 2
    for stretch in found:
        assert stretch.name is not None
        km = texts.km(stretch.length_km, about=stretch.is_about)
        at = said.index(f"{texts.pick(stretch.name)} {km}", at)


def test_the_panel_lists_them_under_their_provinces(cut: Linkage, texts: Texts) -> None:
    for project_id in (RAIL, APART):
        html = panel(project_id, cut, texts)
        part = html.partition(f"<h3>{texts('panel.communes')}</h3>")[2].partition("</section>")[0]
        in_order(words(part).replace("\u00a0", " "), project_id, cut, texts)
    heads = [name.partition(" (")[0] for name in re.findall("<dt>(.*?)</dt>", part)]
    assert (
        heads
        == {
            Units.SIGNING: ["Lạng Sơn", "Bắc Giang"],
            Units.TODAY: ["Lạng Sơn", "Bắc Ninh"],
        }[cut.units]
    )


def test_every_strip_has_room_for_them(cut: Linkage, texts: Texts) -> None:
    for project_id in cut.registry.projects:
        checked(project_id, cut, texts, highest=A4_UPRIGHT * WIDTH_PX)
    said = words_of(strip(APART, cut, texts))
    in_order(said, APART, cut, texts)


def test_the_strip_says_them_to_those_who_hear_it(cut: Linkage, texts: Texts) -> None:
    said = strip(RAIL, cut, texts).partition("<desc")[2].partition("</desc>")[0]
    in_order(said.replace("\u00a0", " "), RAIL, cut, texts)


def test_the_table_page_has_their_table(cut: Linkage, linkage: Linkage, texts: Texts) -> None:
    table = tables_of(cut)["communes"]
    seen = in_words(rows(shown(cut, Choice()), table), columns(table, texts), texts)
    assert len(seen) == len(cut.communes)
    assert "communes" not in tables_of(linkage)
    assert f"<h3>{texts('panel.communes')}</h3>" not in panel(RAIL, linkage, texts)
