"""Real roads of other places under Vietnamese numbers are found, and no other road is.

All seven extracts, with figures: ``python -m tests.worlds.realroads``.
"""

from pathlib import Path

import pytest

from geo.model import Grade
from tests.worlds.realroads import Found, score_file

LEAST_FOUND, LEAST_KNOWN, MOST_LOW = 0.98, 0.99, 0.03


FILES = ("andorra", "bayreuth", "djibouti", "harrisburg")
"""Mountain roads, motorways with an old course, long roads, and ways with several numbers."""


@pytest.fixture(scope="module")
def found(shared: Path) -> list[Found]:
    """Every road of four extracts at each precision."""
    paths = [shared / "osm" / "realroads" / f"{name}.osm.pbf" for name in FILES]
    scores = [score_file(path, 1) for path in paths]
    return [one for score in scores for ones in score.values() for one in ones]


def test_roads_are_found_and_nothing_else_is(found: list[Found]) -> None:
    sure = sum(one.sure_m for one in found)
    assert sum(one.known_m for one in found) >= LEAST_KNOWN * sure
    true = sum(one.true_m for one in found)
    assert sum(one.found_m for one in found) >= LEAST_FOUND * true
    assert sum(one.wrong_m for one in found) < 0.0005 * sure


def test_what_is_found_whole_is_graded_so(found: list[Found]) -> None:
    """A spur of metres to a place that is known to a kilometre is no sketch of the line."""
    full = [one for one in found if one.is_full]
    assert len(full) > len(found) / 2
    assert sum(one.is_low for one in full) <= MOST_LOW * len(full)


def test_a_road_that_winds_is_found_and_never_grade_a(found: list[Found]) -> None:
    winding = [one for one in found if "winds" in one.location.reason.en]
    assert all(one.location.grade is not Grade.A for one in winding)
    assert all("quanh co" in one.location.reason.vi for one in winding)
