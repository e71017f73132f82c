"""A mode that no project of the registry has is drawn like any other."""

import datetime as dt

import pytest

from geo.model import Mode
from geo.pipeline import Linkage, Trace
from layers.app.filters import Choice, shown
from layers.map.draw import Viewing, scene
from layers.modes import stroke
from layers.panels.legend import legend
from layers.panels.listing import groups
from layers.panels.panel import panel
from layers.show import picture
from layers.show.standalone import payload
from layers.texts import Language, Texts
from tests.geo.test_modes import waterway

__all__ = ["waterway"]


@pytest.fixture
def river(waterway: Trace) -> Linkage:
    return waterway.at(dt.date(2024, 12, 31))


def test_a_waterway_is_drawn_as_its_row_says(river: Linkage, texts: Texts) -> None:
    drawn = scene(shown(river, Choice()), Viewing(texts), "")
    widths = {shape["style"]["weight"] for shape in drawn["shapes"]}
    assert stroke(Mode.WATERWAY).width in widths
    assert [sign for sign in drawn["signs"] if sign["project"] == "song-thu"]
    assert texts("mode.waterway").lower() in legend(river.boundaries, river.registry, texts)
    assert b"<svg" in picture.svg(shown(river, Choice()), picture.PictureLook(texts))[:600]


def test_a_waterway_is_listed_told_and_filtered(river: Linkage, texts: Texts) -> None:
    seen = shown(river, Choice(modes=frozenset({Mode.WATERWAY})))
    (group,) = groups(seen, texts)
    assert group.mode is Mode.WATERWAY
    assert texts("mode.waterway") in panel("song-thu", river, texts)
    page = payload(seen, {}, Language.VI)
    assert page["modes"] == ["waterway"]
    assert shown(river, Choice(modes=frozenset({Mode.ROAD}))).projects == ()
