"""A case just below and just above a threshold; its number is written here again on purpose."""

from dataclasses import replace

import pytest

from geo.cut.pieces import trace_pieces
from geo.locate import LocatedPart, locate_all
from geo.model import Grade
from tests.geo.locate.links import boundaries, link, registry_of


@pytest.mark.parametrize(("away_m", "pieces"), [(42.0, 2), (49.0, 2), (51.0, 3), (60.0, 3)])
def test_the_border_of_a_part_is_a_cut_unless_another_is_within_50_m(
    away_m: float, pieces: int
) -> None:
    registry = registry_of(link())
    located = locate_all(registry.projects.values(), registry.places)
    plain, _ = trace_pieces(registry, boundaries(), located)
    border_km, end_km = plain["to_km"]
    known_km = border_km + away_m / 1000
    parts = (
        LocatedPart(0.0, known_km, Grade.A, "osm", 1.0),
        LocatedPart(known_km, end_km, Grade.C, "sketch", 0.0),
    )
    found, _ = trace_pieces(
        registry, boundaries(), {"x": replace(located["x"], parts=parts, grade=Grade.C)}
    )
    assert len(found) == pieces
    assert found["length_km"].sum() == pytest.approx(end_km)
