"""How far the crossings of the two railways move with the boundary file: a table.

    python -m tests.benchmarks.borders [ARCHIVE]

Every file is read and cut by as a reader's own. Printed: metres between each crossing and the
reference's (the 63 of before July 2025), and the file's own accuracy, the median distance of the
reference's border vertices from its borders. ARCHIVE is the pinned zip of the official communes,
where it is at hand.
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
from geo.provinces.fetching import provinces_of
from geo.provinces.parted import parted
from geo.registry import DATA_DIR, Registry, Units, load_registry
from tests.geo.provinces import made_files as made

SHARED = Path(__file__).resolve().parents[3] / "shared"
RAILS = ("rail-ha-noi-dong-dang", "rail-yen-vien-cai-lan")
HOME = ("01", "19", "20", "22", "24", "25", "31", "33")
GEOD = Geod(ellps="WGS84")


def files(registry: Registry, folder: Path, archive: Path | None) -> dict[str, Boundaries]:
    """Each kind of file, read as a reader's own."""
    the_63 = made.the_63(SHARED)
    frames = {
        "63, simplified to 50 m": the_63,
        "63, simplified to 500 m": the_63.set_geometry(the_63.geometry.simplify(0.005)),
        "63, simplified to 2 km": the_63.set_geometry(the_63.geometry.simplify(0.02)),
        "34": made.the_34(SHARED),
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
        source = found["34"].source
        found["communes of the official map"] = Boundaries(provinces, source, is_sketch=False)
    return found


def crossings(registry: Registry, boundaries: Boundaries, ways: object) -> gpd.GeoDataFrame:
    traced = trace(registry, boundaries, ways=ways).crossings  # type: ignore[arg-type]
    return traced[traced["project_id"].isin(RAILS)]


def metres(one: BaseGeometry, other: BaseGeometry) -> float:
    (lon, lat), (to_lon, to_lat) = one.coords[0], other.coords[0]
    return float(GEOD.inv(lon, lat, to_lon, to_lat)[2])


def accuracy(boundaries: Boundaries, reference: Boundaries) -> float:
    """Median metres of the reference's border vertices from the file's borders, inland."""
    theirs = reference.frame.set_index("province_code").geometry.to_crs(3405)
    ours = boundaries.frame.set_index("province_code").geometry.to_crs(3405)
    away = [
        shapely.distance(shapely.points(shapely.get_coordinates(theirs[code])), ours[code].boundary)
        for code in ("19", "20", "24")
        if code in ours.index
    ]
    return float(np.median(np.concatenate(away)))


def main(archive: Path | None) -> None:
    registry = load_registry()
    ways = Extract(SHARED / "osm" / "rail.osm.pbf").ways()
    reference = read_boundary_file(SHARED / "reference" / "provinces_63.gpkg", registry.units)
    outlines = sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)
    right = crossings(registry, reference, ways)
    with tempfile.TemporaryDirectory() as folder:
        tried = files(registry, Path(folder), archive) | {"bundled outlines": outlines}
    for name, found in tried.items():
        own = found if found.units is Units.SIGNING else parted(found, outlines, registry.units)
        here = crossings(registry, own, ways)
        moved = []
        for project, pair, point in zip(
            right["project_id"],
            zip(right["signing_from"], right["signing_to"], strict=True),
            right.geometry,
            strict=True,
        ):
            same = here[(here["project_id"] == project) & (here["signing_from"] == pair[0])]
            near = [metres(point, other) for other in same.geometry]
            moved.append(f"{min(near):8.0f}" if near else "    none")
        print(f"{name:38}{accuracy(own, reference):8.0f} m   {' '.join(moved)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
