"""What a file's datum can be told by: a table of references, and how often outlines lean wrongly.

    python -m tests.benchmarks.datum [ROADS.osm.pbf]

The file is the reference's provinces, then its communes, as they are and as VN-2000 coordinates
labelled WGS 84 (196 m west, 110 m north). Printed for each reference: the shift that is found, its
uncertainty, the contrast of the vote (a finding has 2 at least, two sets of unrelated lines about
1) and the kilometres of border that follow. Railways are OpenStreetMap's; roads are taken from an
extract where one is given. Then parts of the provinces, five to twelve, right, mislabelled, exact
and simplified to 200 m, against the bundled outlines: how many get a leaning, and how many a wrong
one.
"""

import sys
from itertools import product
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo.crs import WGS84
from geo.osm.extract_source import Extract
from geo.provinces._border_samples import BorderSamples, sample_borders
from geo.provinces._shift import estimate_shift
from geo.provinces.datum import Verdict, check_datum
from geo.registry import load_registry
from geo.sources.inputs import bundled_outlines
from tests.geo.provinces import made_files as made

SHARED = Path(__file__).resolve().parents[3] / "shared"
OUTLINES = bundled_outlines(load_registry())
HOME = sorted(OUTLINES.frame["province_code"])
SIZES, DRAWS, SEED = (5, 8, 10, 12), 12, 20250701


def mislabelled(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """VN-2000 coordinates that claim to be WGS 84."""
    return frame.to_crs(4756).set_crs(WGS84, allow_override=True)


def relabelled(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """WGS 84 coordinates that claim to be VN-2000, read as they ask to be."""
    return frame.set_crs(4756, allow_override=True).to_crs(WGS84)


MADE = {
    Verdict.OK: lambda frame: frame,
    Verdict.VN2000_LABELLED_WGS84: mislabelled,
    Verdict.WGS84_LABELLED_VN2000: relabelled,
}


def lines(path: Path) -> BorderSamples:
    """Samples along an extract's ways."""
    return sample_borders(Extract(path).ways().frame, spacing_m=100, most=400_000)


def references(roads: Path | None) -> dict[str, BorderSamples]:
    """What to compare with."""
    frames = {
        "provinces of the reference": made.the_63(SHARED),
        "communes": made.communes(SHARED),
        "bundled outlines": OUTLINES.frame,
    }
    found = {
        name: sample_borders(frame, spacing_m=100, most=400_000) for name, frame in frames.items()
    }
    found["railways on OSM"] = lines(SHARED / "osm" / "rail.osm.pbf")
    if roads:
        found["ways of the extract"] = lines(roads)
    return found


def table(roads: Path | None) -> None:
    provinces = made.the_63(SHARED)
    files = {
        "provinces": provinces[provinces["code"].isin(HOME)],
        "communes": made.communes(SHARED),
    }
    for (name, samples), (what, frame) in product(references(roads).items(), files.items()):
        for verdict in (Verdict.OK, Verdict.VN2000_LABELLED_WGS84):
            file = sample_borders(MADE[verdict](frame), spacing_m=200, most=12_000)
            found = estimate_shift(file, samples)
            said = f"{name:28}{what:11}{'as it is' if verdict is Verdict.OK else 'mislabelled':13}"
            if found is None:
                print(f"{said} nothing in reach")
                continue
            print(
                f"{said}{found.east_m:6.0f} {found.north_m:6.0f} m ±{found.uncertainty_m:4.0f}  "
                f"contrast {found.vote_contrast:5.2f}  {found.matched_km:6.0f} km"
            )


def leanings() -> None:
    chance = np.random.default_rng(SEED)
    provinces = made.the_63(SHARED)
    coarse = provinces.set_geometry(provinces.geometry.simplify(0.002))
    for size in SIZES:
        told = wrong = count = 0
        for _ in range(1 if size == len(HOME) else DRAWS):
            chosen = chance.choice(HOME, size, replace=False)
            for frame, verdict in product((provinces, coarse), MADE):
                part = MADE[verdict](frame[frame["code"].isin(chosen)])
                leaning = check_datum(part, OUTLINES).leaning
                count += 1
                told += leaning is not None
                wrong += leaning not in (None, verdict)
        print(f"{size:3} provinces: {count:4} files, {told:3} leanings, {wrong} wrong")


if __name__ == "__main__":
    table(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    leanings()
