"""The scene of a line that is being drawn: what was clicked, over the line so far."""

import pytest
from shapely import LineString

from geo.locate.hand_drawn import HandPoint
from geo.registry.places import Place
from layers.map.hand_drawn import ROOM, bounds_of, hand_drawn_scene
from layers.map.plates import MapPayload
from layers.texts import Texts
from tests.geo.locate.test_locate import place

BEFORE = LineString([(106.0, 21.0), (106.2, 21.1)])
PLACES: list[Place] = [place("a", 106.0, 21.0), place("b", 106.3, 21.0)]


def scene(count: int, texts: Texts) -> MapPayload:
    points = [HandPoint(106.0 + x / 10, 21.0, 12.0) for x in range(count)]
    return hand_drawn_scene(
        points, BEFORE, PLACES, texts=texts, units="signing", background=None, credit=""
    )


@pytest.mark.parametrize(
    ("count", "classes"),
    [
        (0, ["gr-before", ""]),
        (1, ["gr-before", "", "gr-hand-point"]),
        (3, ["gr-before", "", "gr-hand", "gr-hand-point"]),
    ],
)
def test_what_was_clicked_lies_over_the_line_so_far(
    count: int, classes: list[str], texts: Texts
) -> None:
    drawn = scene(count, texts)
    assert [shape["style"].get("className", "") for shape in drawn["shapes"]] == classes
    assert drawn["language"] == texts.language.value
    assert [label["at"] for label in drawn["labels"]] == [[21.0, 106.0], [21.0, 106.3]]


def test_the_map_begins_at_the_line_and_its_places_with_room_around() -> None:
    (south, west), (north, east) = bounds_of(BEFORE, PLACES)
    assert (south, north) == pytest.approx((21.0 - 0.1 * ROOM, 21.1 + 0.1 * ROOM))
    assert (west, east) == pytest.approx((106.0 - 0.3 * ROOM, 106.3 + 0.3 * ROOM))
