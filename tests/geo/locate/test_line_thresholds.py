"""A department's line: a case just below and just above each number, which stands here again."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely

from geo.arrays import Floats
from geo.crs import GEOD
from geo.errors import InputError, Wording
from geo.locate.alignment import Alignment, aligned
from geo.locate.drawing import Drawing, DrawnPiece, read_drawing
from geo.locate.drawn_system import asked_system, fitting
from geo.locate.location import LocatedPart, Location
from geo.locate.own_line import with_own_line
from geo.model import EntrySource, Grade
from geo.store.entry import OwnLine
from tests.geo.locate.links import LAT, PLACES, link

SAID = Wording("locate.no_osm")
WEST = PLACES["a"].lon
SOURCE = EntrySource(by="An", date="2026-05-05", document="Hồ sơ", number="12/HS")


def at(metres: float, north_m: float = 0.0) -> tuple[float, float]:
    """The position so far east of the place a, and north of that."""
    lon, lat, _ = GEOD.fwd(WEST, LAT, 90, metres)
    lon, lat, _ = GEOD.fwd(lon, lat, 0, north_m)
    return lon, lat


def drawing(*pieces: tuple[float, float]) -> Drawing:
    lines = [np.array([at(start), at(end)]) for start, end in pieces]
    return Drawing(tuple(DrawnPiece("tim", xy) for xy in lines), None)


def joined(*pieces: tuple[float, float]) -> Alignment:
    system = asked_system("EPSG:4326")
    return aligned(drawing(*pieces), system, link(), PLACES, where="f.dxf")


@pytest.mark.parametrize(("apart_m", "bridged"), [(0.9, 0), (1.1, 1)])
def test_ends_within_a_metre_are_one(apart_m: float, bridged: int) -> None:
    assert len(joined((0, 20_000), (20_000 + apart_m, 80_000)).bridged_m) == bridged


@pytest.mark.parametrize(("gap_m", "strands"), [(95, 1), (105, 2)])
def test_a_gap_up_to_100_m_is_drawn_over(gap_m: float, strands: int) -> None:
    assert len(joined((0, 20_000), (20_000 + gap_m, 80_000)).strands) == strands


@pytest.mark.parametrize(("missing_m", "fits"), [(15_900, True), (16_100, False)])
def test_a_fifth_of_the_line_may_be_missing(missing_m: float, fits: bool) -> None:
    pieces = ((0, 20_000), (20_000 + missing_m, 80_000))
    if fits:
        assert len(joined(*pieces).gaps_m) == 1
    else:
        with pytest.raises(InputError) as refused:
            joined(*pieces)
        assert refused.value.key == "align.gaps"


@pytest.mark.parametrize(("beside_m", "fits"), [(450, True), (550, False)])
def test_strands_may_run_half_a_kilometre_beside_each_other(beside_m: float, fits: bool) -> None:
    pieces = ((0, 20_000), (20_000 - beside_m, 80_000))
    if fits:
        assert len(joined(*pieces).strands) == 2
    else:
        with pytest.raises(InputError) as refused:
            joined(*pieces)
        assert refused.value.key == "align.branches"


@pytest.mark.parametrize(("beyond_m", "fits"), [(900, True), (1_100, False)])
def test_a_line_may_end_a_kilometre_beyond_the_precision_of_a_place(
    beyond_m: float, fits: bool
) -> None:
    """The places are known to 500 m."""
    end = GEOD.inv(WEST, LAT, PLACES["d"].lon, LAT)[2]
    found = fitting(drawing((500 + beyond_m, end)), link(), PLACES, [105.0])
    assert ("EPSG:4326" in {fit.system.key for fit in found}) is fits


@pytest.mark.parametrize(("largest", "is_stated"), [(359.0, True), (361.0, False)])
def test_what_is_greater_than_360_are_no_degrees(
    largest: float, is_stated: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("drawing") / "t.geojson"
    path.write_text(
        f'{{"type": "LineString", "coordinates": [[0, 0], [{largest}, 1]]}}', encoding="utf-8"
    )
    assert (read_drawing(path).system is not None) is is_stated


def told_beside(osm: Sequence[tuple[float, float]]) -> str:
    """What is said of a line of OSM beside the own one, which runs straight east."""
    line = shapely.LineString(osm)
    km = GEOD.geometry_length(line) / 1000
    part = LocatedPart(0.0, km, Grade.A, "osm", 1.0)
    found = Location(line, Grade.A, reason=SAID, source="osm", place_km={}, parts=(part,))
    strands: Floats = np.array([at(x) for x in np.linspace(0, 80_000, 401)])
    own = OwnLine(strands=(tuple(map(tuple, strands)),), source=SOURCE)
    return with_own_line(link(), PLACES, found, own).reason.en


@pytest.mark.parametrize(("apart_m", "share"), [(48, "100 %"), (52, "0 %")])
def test_lines_within_50_m_are_one_road(apart_m: float, share: str) -> None:
    east = np.linspace(0, 20_000, 101)
    assert f" {share} " in f" {told_beside([at(x, apart_m) for x in east])} "


def test_two_lines_are_compared_each_100_m() -> None:
    """Eleven points on 1.1 km, the last two of which are far off."""
    told = told_beside([at(0), at(930), at(940, 200), at(941, 200)])
    assert " 82 % " in told
