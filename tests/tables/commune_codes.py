"""Makes ``data/provinces/commune_codes.csv`` from the official lists of communes.

    python -m tests.tables.commune_codes WHEEL > data/provinces/commune_codes.csv

WHEEL is vietnamadminunits-1.0.4-py3-none-any.whl of PyPI (MIT): the General Statistics Office's
communes before 1 July 2025. Codes were given out province by province, so that runs of them tell
the old province; a new code in the midst of a run belongs to it.
"""

import csv
import sqlite3
import sys
import zipfile
from collections.abc import Mapping
from contextlib import closing
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from geo.registry.communes import communes

_DATASET: Final = "vietnamadminunits/data/dataset.db"
_OLD: Final = "SELECT wardCode, provinceCode, district FROM admin_units_legacy"


def rows_of(wheel: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask the data that the wheel brings."""
    with TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        place = archive.extract(_DATASET, folder)
        with closing(sqlite3.connect(place)) as data:
            return data.execute(query).fetchall()


def ranges(codes: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """First code, last code and province of each run of codes."""
    runs = []
    for province, group in groupby(sorted(codes.items()), key=lambda item: item[1]):
        numbers = [number for number, _ in group]
        runs.append((numbers[0], numbers[-1], province))
    return runs


def main(wheel: Path) -> None:
    rows = rows_of(wheel, _OLD)
    codes = {int(code): int(province) for code, province, _ in rows if code}
    # Five island districts had no communes.
    islands = {name.removeprefix("Huyện "): int(old) for code, old, name in rows if not code}
    for commune in communes():
        name = commune.name.removeprefix("Đặc khu ")
        if int(commune.code) not in codes and name in islands:
            codes[int(commune.code)] = islands[name]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["first", "last", "province"])
    for first, last, province in ranges(codes):
        out.writerow([f"{first:05d}", f"{last:05d}", f"{province:02d}"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
