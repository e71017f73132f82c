"""Holds ``commune_codes.csv`` to lists of another make than those it was made of.

    pip install --no-deps --target FOLDER vietnamadminunits==1.0.4
    python -m tests.tables.check_commune_codes FOLDER/vietnamadminunits/data

The package (MIT) has every commune of before 1 July 2025 with its province, and which of them
today's were made of; it leans on a GPL library, so it is no requirement of the project.
"""

import json
import sqlite3
import sys
from pathlib import Path

from geo.registry import DATA_DIR
from geo.registry.commune_codes import read_commune_codes


def main(folder: Path) -> None:
    codes = read_commune_codes(DATA_DIR / "provinces" / "commune_codes.csv")
    lists = sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)
    query = "SELECT wardCode, provinceCode FROM admin_units_legacy WHERE wardCode IS NOT NULL"
    before = lists.execute(query).fetchall()
    wrong = [row for row in before if codes.province_of(int(row[0])) != row[1]]
    print(f"{len(before)} communes of before, {len(wrong)} in another province: {wrong[:5]}")
    held = [sum(first <= int(code) <= last for code, _ in before) for first, last, _ in codes.runs]
    print(f"{len(codes.runs)} runs, {held.count(0)} of them without a commune of before")

    query = (
        "SELECT provinceKey || '_' || districtKey || '_' || wardKey, provinceCode "
        "FROM admin_units_legacy"
    )
    old = dict(lists.execute(query).fetchall())
    made_of = json.loads((folder / "converter_2025.json").read_text())
    merged = made_of["DICT_PROVINCE_WARD_NO_DIVIDED"]
    checked, astray = 0, []
    for province, ward, code in lists.execute(
        "SELECT provinceKey, wardKey, wardCode FROM admin_units"
    ):
        provinces = {old[key] for key in merged.get(province, {}).get(ward, []) if key in old}
        checked += bool(provinces)
        if provinces and codes.province_of(int(code)) not in provinces:
            astray.append((province, ward, code))
    print(
        f"{checked} communes of today by what they were made of, {len(astray)} astray: {astray[:5]}"
    )
    sys.exit(bool(wrong or astray or held.count(0)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
