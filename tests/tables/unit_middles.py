"""Makes ``data/provinces/commune_middles.csv`` and ``districts.csv``: where they lie, about.

    python -m tests.tables.unit_middles FOLDER WHEEL data/provinces

FOLDER is ``json/geojson`` of thanglequoc/vietnamese-provinces-database (MIT) at the state that
:mod:`geo.settings` names: the communes of the official map. WHEEL is
vietnamadminunits-1.0.4-py3-none-any.whl of PyPI (MIT): the General Statistics Office's districts
before 1 July 2025. A district is where the communes are that took the code of one of its own;
those of which no commune did are told on stderr. Middles are rounded to 0.001° (100 m);
``within_m`` is the radius of a circle as large: facts that any good map gives.
"""

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely

from geo.plane import metres_per_degree
from geo.registry.communes import communes
from tests.tables.commune_codes import rows_of
from tests.tables.communes import toned

_DISTRICTS = "SELECT wardCode, districtCode, district, provinceCode FROM admin_units_legacy"


class Ground(NamedTuple):
    """A unit's middle in degrees, and its area in square metres."""

    lon: float
    lat: float
    square_m: float

    @property
    def written(self) -> tuple[str, str, int]:
        """As the tables have it: longitude, latitude, metres."""
        return (
            f"{self.lon:.3f}",
            f"{self.lat:.3f}",
            round(math.sqrt(self.square_m / math.pi) / 100) * 100,
        )


def ground_of(path: Path) -> Ground:
    """Measure a commune."""
    shape = shapely.make_valid(shapely.from_geojson(path.read_text(encoding="utf-8")))
    middle = shapely.point_on_surface(shape)
    square_m = metres_per_degree(np.asarray(middle.y)).prod() * shape.area
    return Ground(middle.x, middle.y, float(square_m))


def together(grounds: Iterable[Ground]) -> Ground:
    """The middle of several, each by its area."""
    held = list(grounds)
    whole = sum(one.square_m for one in held)
    lon = sum(one.lon * one.square_m for one in held) / whole
    return Ground(lon, sum(one.lat * one.square_m for one in held) / whole, whole)


def main(folder: Path, wheel: Path, out: Path) -> None:
    paths = {path.name.partition("_")[0]: path for path in folder.rglob("wards/*.geojson")}
    grounds = {one.code: ground_of(paths[one.code]) for one in communes()}
    with (out / "commune_middles.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "lon", "lat", "within_m"])
        rows.writerows((code, *ground.written) for code, ground in grounds.items())
    named, held = {}, defaultdict(list)
    for ward, code, name, province in rows_of(wheel, _DISTRICTS):
        named[code] = (toned(" ".join(name.split())), province)
        if ward in grounds:
            held[code].append(grounds[ward])
    with (out / "districts.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "name", "province", "lon", "lat", "within_m"])
        for code in sorted(named):
            if code in held:
                rows.writerow([code, *named[code], *together(held[code]).written])
            else:
                print(code, *named[code], file=sys.stderr)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
