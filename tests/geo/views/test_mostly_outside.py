"""Boundaries that miss the projects: said before anything else, by the command and by the app."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import geo.__main__ as cli
from geo.pipeline import Linkage, trace
from geo.views.plain_text import summary_text
from geo.views.summary import lies_mostly_outside, outside_km, summarise
from layers.app.filters import Choice, shown
from layers.app.heading import heading
from layers.texts import Language, Texts
from tests.geo.provinces import made_files as made
from tests.geo.traces import registry, sketch, sketch_trace

DAY = dt.date(2026, 11, 1)


@pytest.fixture(scope="module")
def beside() -> Linkage:
    """The outlines three degrees too far east, as a wrong central meridian leaves them."""
    moved = sketch().frame.assign(geometry=sketch().frame.geometry.translate(3.0))
    return trace(registry(), replace(sketch(), frame=moved)).at(DAY)


def test_it_is_known(beside: Linkage) -> None:
    assert lies_mostly_outside(beside)
    counted = beside.pieces["counted"]
    assert outside_km(beside) == pytest.approx(beside.pieces.loc[counted, "length_km"].sum())
    assert not lies_mostly_outside(sketch_trace().at(DAY))


def test_the_summary_begins_with_it(beside: Linkage) -> None:
    said = summary_text(summarise(beside), beside).splitlines()
    km = f"{outside_km(beside):.0f}"
    assert said[0] == f"CẢNH BÁO: {km} km không thuộc tỉnh nào: ranh giới không phủ các công trình."
    assert said[1].startswith(f"WARNING: {km} km lie in no province")
    good = sketch_trace().at(DAY)
    assert "WARNING" not in summary_text(summarise(good), good)


@pytest.mark.parametrize("language", Language)
def test_the_app_says_it_above_its_counts(beside: Linkage, language: Language) -> None:
    texts = Texts(language)
    words = texts("count.outside", km=texts.number(outside_km(beside)))
    html = str(heading(shown(beside, Choice()), texts))
    assert html.index(words) < html.index(texts("count.projects"))
    assert words not in str(heading(shown(sketch_trace().at(DAY), Choice()), texts))


def test_build_with_a_file_of_the_south_says_so_first(shared: Path, tmp_path: Path) -> None:
    """Six provinces of the Mekong: a good file, of another end of the country."""
    south = made.the_63(shared).query("code in ['91', '92', '93', '94', '95', '96']")
    path = made.written(south, tmp_path / "south.gpkg")
    done = CliRunner().invoke(cli.main, ["build", "--boundaries", str(path)])
    assert done.exit_code == 0
    assert done.stdout.startswith("CẢNH BÁO: ")
