"""A line drawn on the map is held to its project as a file's is, and keeps how near the map was."""

import pytest

from geo.errors import InputError
from geo.locate.alignment import Alignment, told
from geo.locate.hand_drawn import HandPoint, hand_drawn, hand_point
from tests.geo.locate.test_alignment import OTHER, PROJECT, check_is_the_route, route
from tests.geo.traces import registry


def clicks(project: str = PROJECT, zoom: float = 13.0) -> list[HandPoint]:
    return [hand_point(lon, lat, zoom) for lon, lat in route(project)]


def drawn(points: list[HandPoint]) -> Alignment:
    base = registry()
    return hand_drawn(points, base.projects[PROJECT], base.places)


def test_the_points_are_the_line_from_whichever_end_they_were_clicked() -> None:
    check_is_the_route(drawn(clicks()))
    check_is_the_route(drawn(clicks()[::-1]))


def test_a_point_clicked_twice_is_one() -> None:
    points = clicks()
    check_is_the_route(drawn([points[0], *points]))


def test_it_keeps_the_least_zoom_and_says_what_that_is_worth() -> None:
    found = drawn([*clicks()[:-1], clicks(zoom=12.25)[-1]])
    assert found.drawn_zoom == 12.25
    base = registry()
    said = [one.vi for one in told(found, base.projects[PROJECT], base.places)]
    assert "vẽ tay trên bản đồ ở mức phóng 12,25: mỗi điểm đúng đến khoảng 240 m" in said


@pytest.mark.parametrize(("zoom", "is_taken"), [(10.25, True), (10.0, False), (5.0, False)])
def test_a_click_on_a_map_of_much_is_not_taken(zoom: float, is_taken: bool) -> None:
    if is_taken:
        assert hand_point(106.5, 21.5, zoom).within_m <= 1000
        return
    with pytest.raises(InputError, match="zoom in") as refused:
        hand_point(106.5, 21.5, zoom)
    assert refused.value.key == "align.coarse"


def test_a_line_that_is_not_finished_says_which_end_it_lacks() -> None:
    base = registry()
    last = base.places[base.projects[PROJECT].places[-1]]
    for points, key in (
        ([], "align.no_points"),
        (clicks()[:1], "align.no_points"),
        (clicks()[:1] * 2, "align.no_points"),
        (clicks()[:3], "align.short_of"),
        (clicks(OTHER), "align.short_of"),
    ):
        with pytest.raises(InputError) as refused:
            drawn(points)
        assert refused.value.key == key
    with pytest.raises(InputError) as refused:
        drawn(clicks()[:3])
    assert last.name.vi in refused.value.told("vi")
    assert base.places[base.projects[PROJECT].places[0]].name.vi not in refused.value.told("vi")
