"""One row a mode, and nothing drawn for a mode that has none."""

import re
import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure

from geo.agreements.mention import MentionKind
from geo.export import words
from geo.model import Action, Grade, Mode, Status
from geo.modes import PROJECT_MODES
from layers import palette
from layers.app.page import style_sheet
from layers.map import signs
from layers.map.classify import Emphasis, Look
from layers.modes import LOOKS, stroke
from layers.paper.signs import structure_sign
from layers.texts import SHARED, catalogue


def test_every_table_has_exactly_its_kinds() -> None:
    assert set(LOOKS) == set(PROJECT_MODES)
    assert set(words.MODE) == set(PROJECT_MODES)
    assert set(words.ACTION) == set(Action)
    for table in (palette.STATUS_COLOUR, palette.STATUS_MARK, palette.MARK_COLOUR, words.STATUS):
        assert set(table) == set(Status)
    assert set(palette.GRADE_DASH) == set(words.GRADE) == set(Grade)
    assert set(palette.KIND_COLOURS) == set(MentionKind)


def test_what_screen_and_files_both_say_stands_once() -> None:
    for family, said in SHARED.items():
        for code, text in said.items():
            assert catalogue()[f"{family}.{code}"] == {"vi": text.vi, "en": text.en}


def test_a_mode_without_a_look_is_not_drawn_as_another() -> None:
    for mode in set(Mode) - set(LOOKS):
        with pytest.raises(KeyError):
            stroke(mode)
        with pytest.raises(KeyError):
            signs.structure(mode, Status.STUDY, Grade.A, 24)


@pytest.mark.parametrize("mode", list(LOOKS), ids=str)
def test_a_mode_shows_on_screen_on_paper_and_in_the_legend(mode: Mode) -> None:
    ET.fromstring(signs.structure(mode, Status.STUDY, Grade.A, 24))  # noqa: S314 - our own drawing
    axes = Figure().add_subplot()
    structure_sign(axes, 0, 0, Look(Status.STUDY, Grade.A, mode, None, Emphasis.PLAIN), 20)
    assert len(axes.lines) == 2 + len(LOOKS[mode].symbol.points)
    (rule,) = re.findall(rf"\.gr-mode\.gr-{mode}{{([^}}]*)}}", style_sheet())
    assert f"height:{stroke(mode).width:g}px" in rule
    assert ("linear-gradient" in rule) == (stroke(mode).core > 0)
