"""Small invented worlds for tests: squares for provinces, straight lines for roads."""

import geopandas as gpd
import numpy as np
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point, box
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:3405"
"""VN-2000 / UTM zone 48N: metres."""


def provinces(**areas: BaseGeometry) -> gpd.GeoDataFrame:
    """Make provinces from ``p24=polygon`` keywords."""
    codes = [name.removeprefix("p") for name in areas]
    return gpd.GeoDataFrame(
        {"province_code": codes, "province_name": [f"Tỉnh {code}" for code in codes]},
        geometry=list(areas.values()),
        crs=CRS,
    )


def lines(*geometries: LineString | MultiLineString) -> gpd.GeoDataFrame:
    """Make a frame of lines with a number each."""
    return gpd.GeoDataFrame({"number": range(len(geometries))}, geometry=list(geometries), crs=CRS)


EAST_WEST = provinces(p24=box(0, 0, 500, 1000), p20=box(500, 0, 1000, 1000))


@st.composite
def partitions(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Random provinces that tile a square: Voronoi cells of random seats.

    Some provinces have several cells each, often apart from one another (islands) or around
    one of another province (an enclave).
    """
    count = draw(st.integers(2, 12))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    seats = random.uniform(0, 1000, size=(count, 2))
    cells = gpd.GeoSeries([Point(*seat) for seat in seats], crs=CRS).voronoi_polygons(
        extend_to=box(0, 0, 1000, 1000)
    )
    clipped = cells.intersection(box(0, 0, 1000, 1000))
    if draw(st.booleans()):
        owner = random.integers(0, max(2, count // 2), count)
        held = [clipped[owner == number].union_all() for number in np.unique(owner)]
    else:
        held = list(clipped)
    return provinces(**{f"p{number:02d}": cell for number, cell in enumerate(held)})


@st.composite
def random_lines(draw: st.DrawFn, *, whole_numbers: bool = False) -> gpd.GeoDataFrame:
    """One to four lines, partly outside the square; some in several strands."""
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    found: list[LineString | MultiLineString] = []
    for _ in range(draw(st.integers(1, 4))):
        strands = [
            random.uniform(-100, 1100, size=(random.integers(2, 12), 2))
            for _ in range(draw(st.integers(1, 2)))
        ]
        if whole_numbers:
            strands = [np.round(strand, -1) for strand in strands]
        parts = [LineString(strand) for strand in strands if len(np.unique(strand, axis=0)) > 1]
        if parts:
            found.append(parts[0] if len(parts) == 1 else MultiLineString(parts))
    return lines(*(found or [LineString([(0, 0), (1, 1)])]))
