"""Makes ``data/provinces/commune_codes.csv`` from the official lists of communes.

    python -m tests.tables.commune_codes OLD_WHEEL > data/provinces/commune_codes.csv

OLD_WHEEL is vietnam_provinces-0.6.0-py3-none-any.whl of PyPI (MIT): the General Statistics
Office's list of 10,051 communes before 1 July 2025. Today's 3,321 codes are those of the
installed release. Codes were given out province by province, so that runs of them tell the old
province; a new code in the midst of a run belongs to it.
"""

import csv
import json
import sys
import zipfile
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from vietnam_provinces import Ward

LIST = "vietnam_provinces/data/flat-divisions.json"


def old_codes(wheel: Path) -> dict[int, int]:
    """Old province of each commune code before 1 July 2025."""
    with zipfile.ZipFile(wheel) as archive:
        rows = json.loads(archive.read(LIST))
    return {row["ward_code"]: row["province_code"] for row in rows if row["ward_code"]}


def islands(wheel: Path) -> dict[str, int]:
    """Old province of the five island districts that had no communes, by name."""
    with zipfile.ZipFile(wheel) as archive:
        rows = json.loads(archive.read(LIST))
    return {
        row["district_name"].removeprefix("Huyện "): row["province_code"]
        for row in rows
        if not row["ward_code"]
    }


def ranges(codes: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """First code, last code and province of each run of codes."""
    runs = []
    for province, group in groupby(sorted(codes.items()), key=lambda item: item[1]):
        numbers = [number for number, _ in group]
        runs.append((numbers[0], numbers[-1], province))
    return runs


def main(wheel: Path) -> None:
    codes, by_name = old_codes(wheel), islands(wheel)
    for ward in Ward.iter_all():
        name = ward.name.removeprefix("Đặc khu ")
        if ward.code not in codes and name in by_name:
            codes[int(ward.code)] = by_name[name]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["first", "last", "province"])
    for first, last, province in ranges(codes):
        out.writerow([f"{first:05d}", f"{last:05d}", f"{province:02d}"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
