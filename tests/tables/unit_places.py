"""Makes ``data/provinces/unit_places.csv`` from a file of the 63 provinces.

    python -m tests.tables.unit_places provinces_63.gpkg > data/provinces/unit_places.csv

Middles are rounded to 0.01° (1 km) and areas to 1 km²: enough to tell units apart, and facts
that any good file gives. Today's units are unions of the 63.
"""

import csv
import sys
from pathlib import Path

import geopandas as gpd

from geo.provinces.ground import MeasuredGround
from geo.registry import DATA_DIR, read_units
from geo.registry.units import MERGED_ON, SIGNING_ERA


def main(file: Path) -> None:
    frame = gpd.read_file(file).to_crs(4326)
    table = read_units(DATA_DIR / "provinces" / "merges.csv")
    today = frame["code"].map(table.successor)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["era", "code", "lon", "lat", "area_km2"])
    for era, codes in ((SIGNING_ERA, frame["code"]), (str(MERGED_ON.year), today)):
        united = frame.assign(code=codes).dissolve("code")
        ground = MeasuredGround.of(united)
        for number, code in enumerate(united.index):
            place = ground.place_of(united.index == code)
            assert place is not None, number
            out.writerow(
                [era, code, f"{place.lon:.2f}", f"{place.lat:.2f}", f"{place.area_km2:.0f}"]
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
