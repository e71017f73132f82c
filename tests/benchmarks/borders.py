"""How far the crossings of the two railways move with the boundary file: a table.

    python -m tests.benchmarks.borders [ARCHIVE]

Every file is read and cut by as a reader's own. Printed for each: its own accuracy, the median and
the 95th percentile of the metres between the reference's border vertices (the 63 of before July
2025) and its borders; then for each crossing by how many metres along the line it has moved, and in
brackets how far it lies beside the reference's border. What lies beside it by no more than the 95th
percentile is explained by the file's accuracy: a line that meets a border at a flat angle moves
along itself by more than the border does. A former border, which a file of the 34 does not hold, is
the bundled outlines', marked "o", and is held to the accuracy of these. A crossing is lost where
the next one of its line lies no farther than both borders may move. What is not explained is
marked with "!"; the last line says in words whether anything is, and so does the exit code. ARCHIVE
is the pinned zip of the official communes, where it is at hand.
"""

import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo.osm.extract_source import Extract
from geo.pipeline import trace
from geo.provinces import Boundaries, read_boundary_file, sketch_boundaries
from geo.provinces.commune_archive import communes_in
from geo.provinces.fetched_ground import provinces_of
from geo.provinces.parted import parted
from geo.registry import DATA_DIR, Registry, Units, load_registry
from tests.geo.provinces import made_files as made

SHARED = Path(__file__).resolve().parents[3] / "shared"
RAILS = ("rail-ha-noi-dong-dang", "rail-yen-vien-cai-lan")
HOME = ("01", "19", "20", "22", "24", "25", "31", "33")
LOST = "lost with a stretch that two such borders may close"
GEOD = Geod(ellps="WGS84")


def files(registry: Registry, folder: Path, archive: Path | None) -> dict[str, Boundaries]:
    """Each kind of file, read as a reader's own."""
    the_63 = made.the_63(SHARED)
    frames = {
        "63, simplified to 50 m": the_63,
        "63, simplified to 500 m": the_63.set_geometry(the_63.geometry.simplify(0.005)),
        "63, simplified to 2 km": the_63.set_geometry(the_63.geometry.simplify(0.02)),
        "GADM-like, simplified to 200 m": made.as_gadm(
            the_63.set_geometry(the_63.geometry.simplify(0.002))
        ),
        "34, former borders of the outlines": made.the_34(SHARED),
        "communes (802), simplified to 50 m": made.communes(SHARED),
    }
    found = {
        name: read_boundary_file(made.written(frame, folder / f"{number}.gpkg"), registry.units)
        for number, (name, frame) in enumerate(frames.items())
    }
    cases = SHARED / "cases" / "borders"
    found["geoBoundaries (poor)"] = read_boundary_file(
        cases / "f07_geoBoundaries_2023_wikipedia.geojson", registry.units
    )
    if archive is not None:
        communes = communes_in(archive, HOME, registry.units)
        provinces = provinces_of(communes, registry.units)
        source = found["34, former borders of the outlines"].source
        found["communes of the official map"] = Boundaries(provinces, source, is_sketch=False)
    return found


def crossings(registry: Registry, boundaries: Boundaries, ways: object) -> gpd.GeoDataFrame:
    traced = trace(registry, boundaries, ways=ways).crossings  # type: ignore[arg-type]
    return traced[traced["project_id"].isin(RAILS)]


def metres(one: BaseGeometry, other: BaseGeometry) -> float:
    (lon, lat), (to_lon, to_lat) = one.coords[0], other.coords[0]
    return float(GEOD.inv(lon, lat, to_lon, to_lat)[2])


def accuracy(boundaries: Boundaries, reference: Boundaries) -> tuple[float, float]:
    """Metres of the reference's border vertices from the file's, inland: median and 95 %."""
    theirs = reference.frame.set_index("province_code").geometry.to_crs(3405)
    ours = boundaries.frame.set_index("province_code").geometry.to_crs(3405)
    away = [
        shapely.distance(shapely.points(shapely.get_coordinates(theirs[code])), ours[code].boundary)
        for code in ("19", "20", "24")
        if code in ours.index
    ]
    median, most = np.percentile(np.concatenate(away), [50, 95])
    return float(median), float(most)


def beside(point: BaseGeometry, pair: tuple[str, str], reference: Boundaries) -> float:
    """Metres of a point from the border of two provinces of the reference, which may not fit."""
    both = reference.frame[reference.frame["province_code"].isin(pair)].to_crs(3405)
    at = gpd.GeoSeries([point], crs=4326).to_crs(3405)
    return float(min(both.boundary.distance(at.union_all())))


def main(archive: Path | None) -> int:
    registry = load_registry()
    ways = Extract(SHARED / "osm" / "rail.osm.pbf").ways()
    reference = read_boundary_file(SHARED / "reference" / "provinces_63.gpkg", registry.units)
    outlines = sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)
    right = crossings(registry, reference, ways)
    with tempfile.TemporaryDirectory() as folder:
        tried = files(registry, Path(folder), archive) | {"bundled outlines": outlines}
    coarse = accuracy(outlines, reference)[1]
    counted = {
        "within the file's own accuracy": 0,
        "on an outline's former border": 0,
        LOST: 0,
        "not": 0,
    }
    for name, found in tried.items():
        own = found if found.units is Units.SIGNING else parted(found, outlines, registry.units)
        here = crossings(registry, own, ways)
        moved = []
        median, most = accuracy(own, reference)
        for project, pair, point in zip(
            right["project_id"],
            zip(right["signing_from"], right["signing_to"], strict=True),
            right.geometry,
            strict=True,
        ):
            same = here[(here["project_id"] == project) & (here["signing_from"] == pair[0])]
            away = {metres(point, other): other for other in same.geometry}
            if not away:
                is_narrow = to_next(point, right[right["project_id"] == project]) <= 2 * most
                counted[LOST if is_narrow else "not"] += 1
                moved.append(f"{'lost' if is_narrow else 'lost!':>15}")
                continue
            off = beside(away[min(away)], pair, reference)
            is_former = found.units is Units.TODAY and is_inside_one(pair, registry)
            fits = off <= (coarse if is_former else most)
            kind = (
                "on an outline's former border" if is_former else "within the file's own accuracy"
            )
            counted[kind if fits else "not"] += 1
            mark = ("o" if is_former else "") + ("" if fits else "!")
            moved.append(f"{f'{min(away):.0f} ({off:.0f}){mark}':>15}")
        print(f"{name:38}{median:6.0f}{most:7.0f} m {''.join(moved)}")
    print("; ".join(f"{count} crossings {kind}" for kind, count in counted.items()) + " explained")
    return 1 if counted["not"] else 0


def to_next(point: BaseGeometry, crossings: gpd.GeoDataFrame) -> float:
    """Metres from a crossing to the nearest other of its line: the stretch that lies between."""
    away = sorted(metres(point, other) for other in crossings.geometry)
    return away[1] if len(away) > 1 else float("inf")


def is_inside_one(pair: tuple[str, str], registry: Registry) -> bool:
    """Whether the border between two provinces lies inside one of today's."""
    one, other = (registry.units.successor[code] for code in pair)
    return one == other


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
