"""Borders between provinces that are one unit today."""

import pytest
import shapely
from shapely import Point, box

from geo.provinces.former import former_borders
from geo.registry import Units
from tests.frames import each_row
from tests.geo.locate.links import boundaries
from tests.geo.traces import registry, sketch

TABLE = registry().units


@pytest.mark.parametrize("gap_deg", [0.0, 0.0004, -0.0004])
def test_border_between_merged_provinces_is_found_though_outlines_do_not_fit(
    gap_deg: float,
) -> None:
    frame = boundaries(
        p24=box(106, 21, 106.5, 22),
        p27=box(106.5 + gap_deg, 21, 107, 22),
        p20=box(106, 22, 107, 23),
    ).frame
    (row,) = each_row(former_borders(frame, TABLE))
    assert {row.first_name, row.second_name} == {"Bắc Giang", "Bắc Ninh"}
    straight = shapely.LineString([(106.5, 21), (106.5, 22)])
    assert shapely.hausdorff_distance(row.geometry, straight) < 0.005
    assert row.geometry.length == pytest.approx(1.0, abs=0.01)


def test_merged_provinces_that_do_not_touch_have_none() -> None:
    frame = boundaries(p24=box(106, 21, 106.4, 22), p27=box(106.5, 21, 107, 22)).frame
    assert former_borders(frame, TABLE).empty


def test_merged_provinces_that_touch_at_a_corner_have_none() -> None:
    frame = boundaries(p24=box(106, 21, 106.5, 22), p27=box(106.5, 22, 107, 23)).frame
    assert former_borders(frame, TABLE).empty


def test_only_the_units_of_today_have_former_borders() -> None:
    assert sketch().former is None
    today = sketch().in_units(Units.TODAY, TABLE)
    assert today.former is not None
    pairs = {
        frozenset(pair)
        for pair in zip(today.former["first_name"], today.former["second_name"], strict=True)
    }
    assert {frozenset({"Hải Dương", "Hải Phòng"}), frozenset({"Bắc Giang", "Bắc Ninh"})} <= pairs
    assert frozenset({"Bắc Giang", "Lạng Sơn"}) not in pairs
    outer = shapely.unary_union(today.frame.geometry.to_numpy())
    inside = today.frame.geometry.to_numpy()
    for line in today.former.geometry:
        middle = Point(
            shapely.line_interpolate_point(shapely.get_parts(line)[0], 0.5, normalized=True)
        )
        assert outer.contains(middle)
        assert any(
            shapely.boundary(unit).distance(middle) > 0.001
            for unit in inside
            if unit.contains(middle)
        )
